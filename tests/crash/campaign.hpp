#pragma once

#include "crash/invariants.hpp"

#include <functional>
#include <string>

namespace buildd::test {

/// What the pass before the attacked one left.
enum class Dead {
    nothing,     ///< there was none
    committed,   ///< it was killed when the server had its COMMIT
    uncommitted, ///< it was killed with its COMMIT unsent
};

/// One kind of attack on point after point of a pass, each on a farm of its own.
struct Campaign {
    std::string act; ///< as in Attack
    /// What is wrong with how the attacked run itself ended.
    std::function<Complaints(const WholeFarm& farm, const Attack& attack, const Attacked& attacked)> judge;
    bool mails_too = true;
    bool logs_may_be_lost = false;
    /// The points, by their names, that this kind makes a difference at; none: all.
    std::function<bool(const std::string& name)> matters = {};
    Dead before = Dead::nothing;
    bool recovery_only = false; ///< the points up to the first request to a slave
};

/// Which of the points are tried.
enum class Extent {
    sample, ///< some, from a seed that is printed and that `--rng-seed` sets
    whole,  ///< every one, to the end of the pass, or those of BUILDD_POINTS in the environment
};

/// Tries the points, fails the test for each that leaves something wrong, and prints how many they were.
void carry_out(const Campaign& campaign, Extent extent);

} // namespace buildd::test
