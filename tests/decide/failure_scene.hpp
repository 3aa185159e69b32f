#pragma once

#include "decide/blame_scene.hpp"

#include <string>
#include <utility>
#include <vector>

namespace buildd::test {

/// One way in which a pass meets a failure of spec 1.5, or none.
struct Misfortune {
    std::string name;
    FailureKind kind;
    bool with_job;
    Case (*happens_to)(const StaffedBuilder&); ///< builder 1, with build 8 if `with_job`
    std::string words;                         ///< ERROR or REASON of the warnings of 1.5
};

inline Case stays_silent(const StaffedBuilder& staffed) {
    return unreachable(staffed);
}
inline Case is_stuck(const StaffedBuilder& staffed) {
    auto stuck = staffed;
    stuck.job->started = now - std::chrono::hours(2);
    return answered(stuck, building(right_cookie, ""));
}
inline Case aborts_our_job(const StaffedBuilder& staffed) {
    return answered(staffed, slave(SlaveState::aborting, right_cookie));
}
inline Case aborts_another_job(const StaffedBuilder& staffed) {
    return answered(staffed, slave(SlaveState::aborting, wrong_cookie));
}
inline Case does_not_deliver(const StaffedBuilder& staffed) {
    return finished(staffed, Outcome::ok, Gathering::not_delivered);
}
inline Case builds_without_job(const StaffedBuilder& staffed) {
    return answered(staffed, building(wrong_cookie, ""));
}
inline Case is_idle(const StaffedBuilder& staffed) {
    return answered(staffed, slave(SlaveState::idle));
}
inline Case builds_another_job(const StaffedBuilder& staffed) {
    return answered(staffed, building(wrong_cookie, "log"));
}
inline Case waits_with_another_job(const StaffedBuilder& staffed) {
    return answered(staffed, waiting(wrong_cookie, Outcome::ok));
}
inline Case gives_back(const StaffedBuilder& staffed) {
    return finished(staffed, Outcome::given_back);
}
inline Case ends_oddly(const StaffedBuilder& staffed) {
    return finished(staffed, Outcome::other);
}
inline Case takes_too_long(const StaffedBuilder& staffed) {
    return answered(staffed, building(right_cookie, "log"),
                    {std::chrono::minutes(60), std::chrono::minutes(5)});
}
inline Case builds(const StaffedBuilder& staffed) {
    return answered(staffed, building(right_cookie, "log"));
}
inline Case ends_well(const StaffedBuilder& staffed) {
    return finished(staffed, Outcome::ok);
}
inline Case ends_in_an_illegal_pocket(const StaffedBuilder& staffed) {
    return finished(staffed, Outcome::ok, Gathering::illegal_pocket);
}

/// Every row of the table of 1.5 in each of its forms, then what is no failure.
inline std::vector<Misfortune> misfortunes() {
    using F = FailureKind;
    const std::string refused = "status: connection refused";
    const std::string aborting = "slave is ABORTING";
    const std::string rescued =
        "Builder 'bob' rescued from 'PACKAGEBUILD-7-3-2': 'Invalid slave build cookie.'";
    // clang-format off
    return {
        {"no answer, with a job",       F::contact,         true,  stays_silent,           refused},
        {"no answer",                   F::contact,         false, stays_silent,           refused},
        {"stuck",                       F::contact,         true,  is_stuck,
         "slave may be stuck, BUILDING without a log since 2010-10-11 13:55:17"},
        {"ABORTING our job",            F::contact,         true,  aborts_our_job,         aborting},
        {"ABORTING another job",        F::contact,         true,  aborts_another_job,     aborting},
        {"ABORTING without a job",      F::contact,         false, aborts_another_job,     aborting},
        {"not delivered",               F::not_delivered,   true,  does_not_deliver,
         "builder bob: file 'x' of build 8: HTTP status 404"},
        {"lost",                        F::lost_slave,      false, builds_without_job,
         "Could not abort: BUILDING 'PACKAGEBUILD-7-3-2'"},
        {"forgotten",                   F::not_started,     true,  is_idle,
         "Builder http://localhost:8221/ forgot about buildqueue 1 -- resetting buildqueue record"},
        {"another job BUILDING",        F::not_started,     true,  builds_another_job,     rescued},
        {"another job WAITING",         F::not_started,     true,  waits_with_another_job, rescued},
        {"given back",                  F::given_back,      true,  gives_back,             ""},
        {"unknown outcome",             F::unknown_outcome, true,  ends_oddly,
         "Unknown BuildStatus 'BROKEN' for builder 'http://localhost:8221/'"},
        {"max-build-time exceeded",     F::overrun,         true,  takes_too_long,         ""},
        {"idle",                        F::none,            false, is_idle,                ""},
        {"builds",                      F::none,            true,  builds,                 ""},
        {"ends well",                   F::none,            true,  ends_well,              ""},
        {"ends in an illegal pocket",   F::none,            true,  ends_in_an_illegal_pocket, ""},
    };
    // clang-format on
}

} // namespace buildd::test
