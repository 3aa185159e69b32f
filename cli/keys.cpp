#include "keys.hpp"

#include "key_kinds.hpp"
#include "scan/rules.hpp"

namespace buildd {
namespace {

std::vector<Key> make_keys() {
    using S = Settings;
    return {
        text_key("database", "CONNECTION", &S::database,
                 "libpq connection string or URI; without it the PG* environment decides"),
        path_key("root", &S::root, "holds grabbing, incoming, failed, undelivered and undecided"),
        seconds_key("status-timeout", &S::status_timeout, "how long a slave may take to answer status"),
        seconds_key("errand-timeout", &S::errand_timeout,
                    "how long a slave may take over clean, abort or build"),
        seconds_key("deadline", &S::deadline,
                    "when the waiting for slaves before the commit ends, from the start"),
        seconds_key("vm-resume-timeout", &S::vm_resume_timeout, "how long the resume command may run"),
        number_key("parallel", &S::parallel, 1, 10000, "the most slaves talked to at once"),
        number_key("builder-failure-threshold", &S::builder_failure_threshold, 5, 1000000,
                   "points at which a builder is disabled"),
        number_key("job-failure-threshold", &S::job_failure_threshold, 1, 1000000,
                   "failures at which a build is given up"),
        minutes_key("stuck-after", &S::stuck_after,
                    "how long a slave may build without a log line; 0: for ever"),
        minutes_key("max-build-time", &S::max_build_time,
                    "how long a build may take before it is aborted; 0: for ever"),
        number_key("ppa-builder-share", &S::ppa_builder_share, 0, 100,
                   "percentage of an architecture's builders that one public PPA may have; 0: all"),
        checked_key("vm-resume-command", "COMMAND", &S::vm_resume_command, what_is_wrong_with_command,
                    "resets the machine of a virtualized builder; knows %(vm_host)s and %(buildd_name)s"),
        size_key("max-reply", &S::max_reply, 4096, "the largest answer of a slave"),
        size_key("max-file-size", &S::max_file_size, 1, "the largest file of a build"),
        size_key("max-build-size", &S::max_build_size, 1, "the most that all files of a build may have"),
        size_key("max-log-size", &S::max_log_size, 1, "where a build log is cut, uncompressed"),
        size_key("min-free-space", &S::min_free_space, 0, "what stays free on the file systems written to"),
        store_key("librarian-store", &S::librarian_store,
                  "where library files go: disk, a tree of files here, or upload, to a librarian"),
        path_key("librarian-root", &S::librarian_root,
                 "of the disk store: where library files are stored; default: librarian in root"),
        checked_key("librarian-upload", "HOST:PORT", &S::librarian_upload, what_is_wrong_with_server,
                    "of the upload store: the librarian that takes public files"),
        checked_key("librarian-restricted-upload", "HOST:PORT", &S::librarian_restricted_upload,
                    what_is_wrong_with_server, "the same for restricted files"),
        url_key("librarian-url", &S::librarian_url, "what slaves fetch chroots and sources from"),
        url_key("librarian-restricted-url", &S::librarian_restricted_url, "the same for restricted files"),
        url_key("archive-url", &S::archive_url, "base of the distributions' own archives"),
        url_key("copy-archive-url", &S::copy_archive_url, "base of copy archives"),
        url_key("ppa-url", &S::ppa_url, "base of public PPAs"),
        url_key("private-ppa-url", &S::private_ppa_url, "base of private PPAs"),
        checked_key("mail-via", "WAY", &S::mail_via, what_is_wrong_with_mail_via,
                    "how mail goes out: sendmail, smtp://HOST:PORT, dir:DIRECTORY or none"),
        checked_key("mail-from", "MAILBOX", &S::mail_from, what_is_wrong_with_mailbox,
                    "whom mails are from, an address with or without a name"),
        checked_key("mail-bounces", "ADDRESS", &S::mail_bounces, what_is_wrong_with_address,
                    "where mails that cannot be delivered go; default: the address in mail-from"),
        switch_key("notify-owner", &S::notify_owner,
                   "whether the creator and the signer of a source hear of its failed builds"),
        switch_key("send-build-notification", &S::send_build_notification,
                   "whether anybody hears of a failed build"),
        checked_key("buildd-admins", "TEAM", &S::buildd_admins, what_is_wrong_with_team,
                    "name of the team that hears of each failed build outside of PPAs"),
        url_key("web-url", &S::web_url, "base of the builds' web pages, in mails and for slaves"),
    };
}

} // namespace

const std::vector<Key>& configuration_keys() {
    static const auto keys = make_keys();
    return keys;
}

} // namespace buildd
