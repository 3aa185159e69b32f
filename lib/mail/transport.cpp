#include "mail/transport.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "http/smtp.hpp"
#include "mail/folder_transport.hpp"
#include "mail/sendmail_transport.hpp"
#include "mail/smtp_transport.hpp"

#include <fmt/format.h>

#include <string_view>

namespace buildd {
namespace {

constexpr std::string_view folder_prefix = "dir:";

[[noreturn]] void refuse(const std::string& mail_via, std::string_view why) {
    throw ConfigurationError(fmt::format("'{}' {}", printable(mask_secrets(mail_via)), why));
}

std::unique_ptr<Transport> to_folder(const std::string& mail_via) {
    auto path = mail_via.substr(folder_prefix.size());
    if (!path.starts_with('/') || path.find('\0') != std::string::npos) {
        refuse(mail_via, "does not name an absolute path after dir:");
    }
    // The parent of /a/b/ is /a.
    path.erase(path.find_last_not_of('/') + 1);
    return std::make_unique<FolderTransport>(path.empty() ? "/" : path);
}

} // namespace

std::unique_ptr<Transport> make_transport(const std::string& mail_via, const std::string& program) {
    if (mail_via == "none") {
        return nullptr;
    }
    if (mail_via == "sendmail") {
        return std::make_unique<SendmailTransport>(program);
    }
    if (is_smtp_url(mail_via)) {
        return std::make_unique<SmtpTransport>(mail_via);
    }
    if (mail_via.starts_with(folder_prefix)) {
        return to_folder(mail_via);
    }
    if (mail_via.starts_with("smtp:")) {
        refuse(mail_via, "is not smtp://HOST:PORT, which has no user, password or path");
    }
    refuse(mail_via, "is none of sendmail, smtp://HOST:PORT, dir:PATH and none");
}

} // namespace buildd
