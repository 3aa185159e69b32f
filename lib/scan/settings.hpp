#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace buildd {

/// Where library files go (spec: 3.7).
enum class LibrarianStore { disk, upload };

/// What the configuration file and its options set (spec: 6.3); the defaults stand here and nowhere else.
struct Settings {
    std::string database; ///< connection string or URI; empty: libpq's environment
    std::filesystem::path root = "/var/lib/buildd-scan";

    std::chrono::seconds status_timeout{10};
    std::chrono::seconds errand_timeout{60};
    std::chrono::seconds deadline{50};
    std::chrono::seconds vm_resume_timeout{60};
    int parallel = 512;

    int builder_failure_threshold = 15;
    int job_failure_threshold = 3;
    std::chrono::minutes stuck_after{60};
    std::chrono::minutes max_build_time{0}; ///< 0: no limit
    int ppa_builder_share = 80;             ///< percent; 0: no share rule
    std::string vm_resume_command = "echo %(vm_host)s";

    std::int64_t max_reply = std::int64_t{512} << 10;
    std::int64_t max_file_size = std::int64_t{16} << 30;
    std::int64_t max_build_size = std::int64_t{32} << 30;
    std::int64_t max_log_size = std::int64_t{1} << 30;
    std::int64_t min_free_space = std::int64_t{1} << 30;

    LibrarianStore librarian_store = LibrarianStore::disk;
    std::filesystem::path librarian_root;                       ///< empty: `<root>/librarian`
    std::string librarian_upload = "localhost:9090";            ///< host:port
    std::string librarian_restricted_upload = "localhost:9095"; ///< the same, for restricted files
    std::string librarian_url = "http://localhost:8000/";
    std::string librarian_restricted_url = "http://localhost:8005/";
    std::string archive_url = "http://ftpmaster.internal/";
    std::string copy_archive_url = "http://rebuild-test.internal/";
    std::string ppa_url = "http://ppa.launchpad.net";
    std::string private_ppa_url = "https://private-ppa.launchpad.net";

    std::string mail_via = "sendmail";
    std::string mail_from = "Buildd System <noreply@localhost>";
    std::string mail_bounces; ///< empty: the address in mail_from
    bool notify_owner = true;
    bool send_build_notification = true;
    std::string buildd_admins = "launchpad-buildd-admins";
    std::string web_url = "http://localhost/";
};

/// What a build in an illegal pocket does to the other builders (spec: 1.4).
enum class OnIllegalPocket { isolate, halt };

/// One run, as asked for on the command line.
struct ScanRequest {
    Settings settings;
    bool database_from_command_line = false; ///< then it must hold no password (spec: 6.1)
    std::vector<std::string> builders;       ///< names; empty: all
    bool dry_run = false;
    bool measure_queue = false; ///< the figures say what waits (spec: 6.6)
    bool explain = false;       ///< the report says why jobs wait and builders are idle (spec: 4.14)
    OnIllegalPocket on_illegal_pocket = OnIllegalPocket::isolate;
    std::string version; ///< of this program, as mails name it
};

} // namespace buildd
