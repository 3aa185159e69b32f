#pragma once

#include <map>
#include <optional>
#include <string>

namespace buildd {

/// What a slave says it does (spec: 2.5).
enum class SlaveState { idle, building, waiting, aborting, aborted, other };

/// `IDLE`; `unknown` for any other state.
[[nodiscard]] std::string name_of(SlaveState state);

/// How a build ended, as its slave says (spec: 2.5).
enum class Outcome {
    ok,
    package_fail,
    dependency_fail,
    chroot_fail,
    builder_fail,
    given_back,
    aborted,
    other
};

/// File name -> sha1, both as the slave wrote them: hostile until checked (spec: 3.4).
using FileMap = std::map<std::string, std::string>;

/// A slave's answer to `status`, the same for both generations of slaves.
struct SlaveStatus {
    SlaveState state = SlaveState::idle;
    std::string state_name; ///< as sent: `BuilderStatus.BUILDING`
    std::string cookie;     ///< empty where the state has none
    Outcome outcome = Outcome::other;
    std::string outcome_name; ///< as sent: `BuildStatus.OK`; empty but in WAITING
    std::string log_tail;     ///< decoded (spec: 2.5); only in BUILDING
    FileMap files;
    std::optional<std::string> dependencies; ///< absent or nil: none

    bool operator==(const SlaveStatus&) const = default;
};

} // namespace buildd
