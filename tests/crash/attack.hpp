#pragma once

#include "crash/whole_farm.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace buildd::test {

/// What happens to a run of the program at one of its effects; the words are those of the preloaded library
/// (tests/crash/effect.hpp).
struct Attack {
    std::string act;       ///< empty: nothing, effects are only counted
    std::int64_t at = 0;   ///< the effect's number, from 1
    bool mails_too = true; ///< whether the folder for mails is attacked like the root
};

/// A run under attack.
struct Attacked {
    int status = 0;
    std::string log;
    std::vector<std::string> effects; ///< in order, `NUMBER NAME`, `- NAME` for those not counted

    /// Whether the attack came to pass: there were that many effects.
    [[nodiscard]] bool was_hit(const Attack& attack) const;
    /// The effect that was hit; there must be one.
    [[nodiscard]] const std::string& point(const Attack& attack) const;
};

/// Whether an effect is of that kind, `rename`, `statement` .., and its name has these words.
[[nodiscard]] bool is(const std::string& effect, const std::string& verb, const std::string& words);

/// Runs the program over the farm. When it has died, also its session with the database has ended.
[[nodiscard]] Attacked attack(const WholeFarm& farm, const Attack& attack);

} // namespace buildd::test
