#pragma once

#include "decide/blame.hpp"
#include "decide/verdict.hpp"
#include "library/fetch_file.hpp"
#include "library/upload_store.hpp"
#include "mail/notice.hpp"
#include "scan/dispatching.hpp"
#include "scan/settings.hpp"
#include "slave/client.hpp"
#include "slave/errand.hpp"
#include "slave/resume_command.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace buildd {

/// The settings as each layer takes them. Throws ConfigurationError for a resume command that is none
/// (spec: 4.8).
struct Rules {
    explicit Rules(const ScanRequest& request);

    std::size_t parallel;
    JudgeLimits judge;
    BlameLimits blame;
    SlaveLimits slave;
    StorageLimits storage;
    DispatchSettings dispatch;
    ResumeCommand resume;
    std::chrono::milliseconds resume_timeout;
    std::string librarian_root; ///< of the disk store
    UploadSettings librarian;   ///< of the upload store
};

/// Who writes mails, and how. Throws ConfigurationError for a sender that is no address (spec: 3.9).
[[nodiscard]] NoticeSettings notice_settings(const ScanRequest& request);

/// What is wrong with a resume command, as a sentence about its text; nothing if it is one (spec: 4.8).
[[nodiscard]] std::optional<std::string> what_is_wrong_with_command(const std::string& text);
/// The same for a transport of mail, and for a mailbox to write from (spec: 3.9).
[[nodiscard]] std::optional<std::string> what_is_wrong_with_mail_via(const std::string& text);
[[nodiscard]] std::optional<std::string> what_is_wrong_with_mailbox(const std::string& text);
/// The same for `host:port`, an IPv6 address in brackets.
[[nodiscard]] std::optional<std::string> what_is_wrong_with_server(const std::string& text);
/// The same for an address alone, without a name.
[[nodiscard]] std::optional<std::string> what_is_wrong_with_address(const std::string& text);

} // namespace buildd
