#pragma once

#include "mail/transport.hpp"

#include <string>
#include <utility>

namespace buildd {

/// Hands each letter to a run of this host's sendmail program.
class SendmailTransport final : public Transport {
  public:
    explicit SendmailTransport(std::string program) : program_(std::move(program)) {}

    [[nodiscard]] Delivery deliver(const Letter& letter, const Patience& patience) override;

  private:
    std::string program_;
};

} // namespace buildd
