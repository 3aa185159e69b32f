#pragma once

#include "mail/transport.hpp"

#include <string>
#include <utility>

namespace buildd {

/// Hands letters to a mail server, one connection each. For use while an HttpLibrary exists.
class SmtpTransport final : public Transport {
  public:
    /// `url` is one of is_smtp_url.
    explicit SmtpTransport(std::string url) : url_(std::move(url)) {}

    [[nodiscard]] Delivery deliver(const Letter& letter, const Patience& patience) override;

  private:
    std::string url_;
};

} // namespace buildd
