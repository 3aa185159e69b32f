#pragma once

#include "mail/transport.hpp"

#include <string>
#include <utility>

namespace buildd {

/// Puts each letter into a folder, as a file `ID.eml` with mode 0640, durable when the answer is yes. A
/// letter that comes twice is one file.
class FolderTransport final : public Transport {
  public:
    /// An absolute path; the folder is made (0750) when only its last component is missing.
    explicit FolderTransport(std::string path) : path_(std::move(path)) {}

    [[nodiscard]] Delivery deliver(const Letter& letter, const Patience& patience) override;

  private:
    std::string path_;
};

} // namespace buildd
