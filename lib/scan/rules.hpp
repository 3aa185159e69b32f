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
    std::string librarian_root;
};

/// What is wrong with a resume command, as a sentence about its text; nothing if it is one (spec: 4.8).
[[nodiscard]] std::optional<std::string> what_is_wrong_with_command(const std::string& text);

} // namespace buildd
