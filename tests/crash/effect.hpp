#pragma once

#include <sys/types.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// A library to be preloaded into the program under test: it counts the program's effects on the world, and
/// makes the N-th of them the program's end, or fail. What it does is said in the environment:
///
///   BUILDD_EFFECTS_BELOW  folders, separated by `:`; what changes a file below them is an effect
///   BUILDD_EFFECTS_SPARED one of them where nothing is attacked: what is changed there is not counted
///   BUILDD_EFFECTS_TRACE  a file to which each effect is appended before it happens: `NUMBER NAME`, `- NAME`
///                         for one that is not counted
///   BUILDD_EFFECTS_ACT    an Act; none: only count
///   BUILDD_EFFECTS_AT     the number of the effect at which to act, from 1
namespace buildd::effects {

/// What an effect is to a disk, or that it is none of a disk's.
enum class Kind {
    growth,  ///< needs space
    change,  ///< needs none
    opening, ///< of a file that is there, for writing
    barrier, ///< makes durable
    message, ///< to the database or a slave
};

struct Effect {
    Kind kind;
    std::string name;
    bool spared = false;
};

enum class Act {
    none,
    kill_before,
    kill_within, ///< with half of the bytes written or sent; of other effects: before
    kill_after,
    no_space,  ///< ENOSPC, once
    full,      ///< ENOSPC from there on; a write comes through by half first
    error,     ///< EIO, once
    read_only, ///< EROFS from there on
};

/// What becomes of an effect.
struct Turn {
    std::int64_t number = 0; ///< 0: not counted
    int error = 0;           ///< not 0: it fails so
    bool by_half = false;    ///< only half of the bytes
    bool dies_after = false;
};

/// Counts and traces; the program ends here when it is to end before this effect.
[[nodiscard]] Turn begin(const Effect& effect);
[[noreturn]] void die();

/// The effect, by `call`, which answers -1 when it fails.
template <typename Call>
auto perform(const std::optional<Effect>& effect, const Call& call) -> decltype(call()) {
    const auto turn = effect ? begin(*effect) : Turn{};
    if (turn.error != 0) {
        errno = turn.error;
        return -1;
    }
    const auto result = call();
    if (turn.dies_after) {
        die();
    }
    return result;
}

/// The same for a number of bytes, of which `call` writes or sends as many as it is told.
template <typename Call>
ssize_t transfer(const std::optional<Effect>& effect, std::size_t bytes, const Call& call) {
    const auto turn = effect ? begin(*effect) : Turn{};
    if (turn.error != 0) {
        errno = turn.error;
        return -1;
    }
    const auto result = call(turn.by_half ? (bytes + 1) / 2 : bytes);
    if (turn.dies_after) {
        die();
    }
    return result;
}

/// The effect that does something to a path, which its name tells from the watched folder on; nothing when
/// the path is not below one.
[[nodiscard]] std::optional<Effect> effect_at(Kind kind, const std::string& verb, int folder,
                                              const char* name);
[[nodiscard]] std::optional<Effect> effect_on(Kind kind, const std::string& verb, int file);
[[nodiscard]] std::optional<Effect> effect_of_renaming(int from, const char* name, int to,
                                                       const char* new_name);
/// Whether a file is there already.
[[nodiscard]] bool exists(int folder, const char* name);

/// The next definition of a function: the one of the C library.
[[nodiscard]] void* find_next(const char* name);
template <typename Function>
Function next(const char* name) {
    return reinterpret_cast<Function>(find_next(name));
}

} // namespace buildd::effects
