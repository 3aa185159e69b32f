#include "scan/rules.hpp"

#include "base/error.hpp"
#include "http/url.hpp"
#include "mail/mailbox.hpp"
#include "mail/transport.hpp"

#include <fmt/format.h>

namespace buildd {
namespace {

std::string librarian_root(const Settings& settings) {
    return settings.librarian_root.empty() ? settings.root / "librarian" : settings.librarian_root;
}

ArchiveUrls urls_of(const Settings& settings) {
    return {settings.archive_url,     settings.copy_archive_url, settings.ppa_url,
            settings.private_ppa_url, settings.librarian_url,    settings.librarian_restricted_url,
            settings.web_url};
}

UploadSettings upload_settings(const Settings& settings) {
    UploadSettings upload;
    upload.server = settings.librarian_upload;
    upload.restricted_server = settings.librarian_restricted_upload;
    return upload;
}

} // namespace

Rules::Rules(const ScanRequest& request)
    : parallel(static_cast<std::size_t>(request.settings.parallel)), judge{request.settings.stuck_after,
                                                                           request.settings.max_build_time},
      blame{request.settings.builder_failure_threshold, request.settings.job_failure_threshold,
            request.builders.empty()},
      slave{request.settings.status_timeout, request.settings.errand_timeout,
            static_cast<std::size_t>(request.settings.max_reply)},
      storage{request.settings.max_file_size, request.settings.max_build_size, request.settings.max_log_size,
              request.settings.min_free_space},
      dispatch{request.settings.ppa_builder_share, urls_of(request.settings)},
      resume(ResumeCommand::parse(request.settings.vm_resume_command)),
      resume_timeout(request.settings.vm_resume_timeout),
      librarian_root(buildd::librarian_root(request.settings)), librarian(upload_settings(request.settings)) {
}

NoticeSettings notice_settings(const ScanRequest& request) {
    const auto& settings = request.settings;
    const auto sender = address_in(settings.mail_from);
    if (!sender) {
        throw ConfigurationError(fmt::format("mail-from: '{}' holds no mail address", settings.mail_from));
    }
    if (const auto wrong = settings.mail_bounces.empty()
                               ? std::nullopt
                               : what_is_wrong_with_address(settings.mail_bounces)) {
        throw ConfigurationError("mail-bounces: " + *wrong);
    }
    return {settings.mail_from,     settings.mail_bounces.empty() ? *sender : settings.mail_bounces,
            settings.buildd_admins, settings.web_url,
            settings.notify_owner,  request.version};
}

std::optional<std::string> what_is_wrong_with_command(const std::string& text) {
    try {
        static_cast<void>(ResumeCommand::parse(text));
    } catch (const ConfigurationError& error) {
        return error.what();
    }
    return std::nullopt;
}

std::optional<std::string> what_is_wrong_with_mail_via(const std::string& text) {
    try {
        static_cast<void>(make_transport(text));
    } catch (const ConfigurationError& error) {
        return error.what();
    }
    return std::nullopt;
}

std::optional<std::string> what_is_wrong_with_server(const std::string& text) {
    return is_host_and_port(text) ? std::nullopt : std::optional(fmt::format("'{}' is not host:port", text));
}

std::optional<std::string> what_is_wrong_with_mailbox(const std::string& text) {
    return address_in(text)
               ? std::nullopt
               : std::optional(fmt::format("'{}' is no mail address, with or without a name", text));
}

std::optional<std::string> what_is_wrong_with_address(const std::string& text) {
    return address_in(text) == text ? std::nullopt
                                    : std::optional(fmt::format("'{}' is no mail address", text));
}

} // namespace buildd
