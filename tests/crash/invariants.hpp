#pragma once

#include "crash/aftermath.hpp"

#include <string>
#include <vector>

namespace buildd::test {

/// Sentences about what is wrong; none when all is right.
using Complaints = std::vector<std::string>;

/// What an attack may cost.
struct Cost {
    bool logs = false; ///< of what is given back, which does not wait for a disk (spec: 3.3)
    int failures = 1;  ///< that a builder and a build are blamed for: one an attack
};

// Each looks at a farm that has become quiet after an attack.

/// Every finished build has the status that its result asks for, and its files are in its leaf in `incoming`
/// or `failed`: once, complete, with the bytes that the slave had; there is no other leaf.
[[nodiscard]] Complaints wrong_results(const Aftermath& aftermath);
/// Every row of a log has its file, of the size and digests that it says, and every file its row; every
/// finished build has its log.
[[nodiscard]] Complaints wrong_logs(const Aftermath& aftermath, const Cost& cost);
/// Everybody got the mails that somebody gets where nothing is attacked, and one mail at most once more: the
/// one that was sent and not yet deleted.
[[nodiscard]] Complaints wrong_mails(const Aftermath& aftermath, const Quiet& expected);
/// What had its result did not run again; what had none ran once.
[[nodiscard]] Complaints builds_run_again(const Aftermath& aftermath);
/// No builder got more points, no build more failures for the attack than it may cost; no builder was failed.
[[nodiscard]] Complaints wrong_blame(const Aftermath& aftermath, const Quiet& expected, const Cost& cost);
/// Nothing is left where things only pass through; what a day must pass for (spec: 1.6, and the start of a
/// log that was lost) is gone once it has.
[[nodiscard]] Complaints leftovers(const Aftermath& aftermath, const Cost& cost);

/// All of them, and what was wrong on the way.
[[nodiscard]] Complaints all_complaints(const Aftermath& aftermath, const Quiet& expected, const Cost& cost);

} // namespace buildd::test
