#pragma once

#include "decide/blame.hpp"
#include "decide/verdict.hpp"
#include "library/fetch_file.hpp"
#include "scan/dispatching.hpp"
#include "scan/settings.hpp"
#include "slave/client.hpp"
#include "slave/errand.hpp"
#include "slave/resume_command.hpp"

#include <cstddef>
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
    std::string librarian_root;
};

} // namespace buildd
