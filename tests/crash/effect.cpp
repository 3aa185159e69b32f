#include "crash/effect.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <utility>
#include <vector>

// Calls of the kernel that are our own go past the functions that this library stands in for.

namespace buildd::effects {
namespace {

std::string from_environment(const char* name) {
    const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): nobody changes it
    return value == nullptr ? "" : value;
}

Act act_named(const std::string& name) {
    constexpr std::array<std::pair<const char*, Act>, 7> acts{{{"kill-before", Act::kill_before},
                                                               {"kill-within", Act::kill_within},
                                                               {"kill-after", Act::kill_after},
                                                               {"no-space", Act::no_space},
                                                               {"full", Act::full},
                                                               {"error", Act::error},
                                                               {"read-only", Act::read_only}}};
    for (const auto& [known, act] : acts) {
        if (name == known) {
            return act;
        }
    }
    return Act::none;
}

/// What the environment says.
struct Order {
    Order() : act(act_named(from_environment("BUILDD_EFFECTS_ACT"))) {
        const auto number = from_environment("BUILDD_EFFECTS_AT");
        at = number.empty() ? 0 : std::stoll(number);
        const auto folders = from_environment("BUILDD_EFFECTS_BELOW");
        for (std::size_t start = 0; start < folders.size();) {
            const auto end = std::min(folders.find(':', start), folders.size());
            below.push_back(folders.substr(start, end - start) + '/');
            start = end + 1;
        }
        spared = from_environment("BUILDD_EFFECTS_SPARED") + '/';
        const auto file = from_environment("BUILDD_EFFECTS_TRACE");
        if (!file.empty()) {
            constexpr mode_t mode = 0640;
            trace = static_cast<int>(
                syscall(SYS_openat, AT_FDCWD, file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, mode));
        }
    }

    Act act;
    std::int64_t at = 0;
    std::vector<std::string> below;
    std::string spared;
    int trace = -1;
};

const Order& order() {
    static const Order order;
    return order;
}

/// Whether what is counted is what a disk can refuse so.
bool counts(Act act, Kind kind) {
    switch (act) {
    case Act::none:
    case Act::kill_before:
    case Act::kill_within:
    case Act::kill_after:
        return true;
    case Act::no_space:
    case Act::full:
        return kind == Kind::growth;
    case Act::error:
        return kind != Kind::message;
    case Act::read_only:
        return kind == Kind::growth || kind == Kind::change || kind == Kind::opening;
    }
    return false;
}

Turn turn_of(Act act, std::int64_t number, std::int64_t at, const Effect& effect) {
    const bool is_write = effect.name.starts_with("write ");
    Turn turn{number, 0, false, false};
    switch (act) {
    case Act::none:
        break;
    case Act::kill_before:
        if (number == at) {
            die();
        }
        break;
    case Act::kill_within:
        if (number == at && !is_write && effect.kind != Kind::message) {
            die();
        }
        turn.by_half = turn.dies_after = number == at;
        break;
    case Act::kill_after:
        turn.dies_after = number == at;
        break;
    case Act::no_space:
        turn.error = number == at ? ENOSPC : 0;
        break;
    case Act::full:
        turn.by_half = number == at && is_write;
        turn.error = number >= at && !turn.by_half ? ENOSPC : 0;
        break;
    case Act::error:
        turn.error = number == at ? EIO : 0;
        break;
    case Act::read_only:
        turn.error = number >= at ? EROFS : 0;
        break;
    }
    return turn;
}

std::string target_of(const std::string& link) {
    std::array<char, PATH_MAX> target{};
    const auto size = readlink(link.c_str(), target.data(), target.size());
    return {target.data(), size < 0 ? 0 : static_cast<std::size_t>(size)};
}

std::string path_at(int folder, const char* name) {
    std::string path(name);
    if (path.starts_with('/')) {
        return path;
    }
    return target_of(folder == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/" + std::to_string(folder)) +
           '/' + path;
}

/// From the folder on that is watched: `root/grabbing`.
std::optional<std::string> shortened(const std::string& path) {
    for (const auto& top : order().below) {
        if ((path + '/').starts_with(top)) {
            return path.substr(top.rfind('/', top.size() - 2) + 1);
        }
    }
    return std::nullopt;
}

std::optional<Effect> effect_on_path(Kind kind, const std::string& verb, const std::string& path) {
    const auto name = shortened(path);
    const auto& spared = order().spared;
    return name ? std::optional<Effect>(
                      {kind, verb + ' ' + *name, spared.size() > 1 && (path + '/').starts_with(spared)})
                : std::nullopt;
}

std::string path_of(int file) {
    return target_of("/proc/self/fd/" + std::to_string(file));
}

} // namespace

void die() {
    syscall(SYS_kill, getpid(), SIGKILL);
    for (;;) {
        pause();
    }
}

Turn begin(const Effect& effect) {
    static std::mutex mutex; // so that the trace has the order of the numbers
    static std::int64_t count = 0;
    const auto& given = order();
    const std::lock_guard lock(mutex);
    const bool counted = !effect.spared && counts(given.act, effect.kind);
    count += counted ? 1 : 0;
    if (given.trace >= 0) {
        const auto line = (counted ? std::to_string(count) : "-") + ' ' + effect.name + '\n';
        syscall(SYS_write, given.trace, line.data(), line.size());
    }
    return counted ? turn_of(given.act, count, given.at, effect) : Turn{};
}

std::optional<Effect> effect_at(Kind kind, const std::string& verb, int folder, const char* name) {
    return order().below.empty() ? std::nullopt : effect_on_path(kind, verb, path_at(folder, name));
}

std::optional<Effect> effect_on(Kind kind, const std::string& verb, int file) {
    return order().below.empty() ? std::nullopt : effect_on_path(kind, verb, path_of(file));
}

std::optional<Effect> effect_of_renaming(int from, const char* name, int to, const char* new_name) {
    auto effect = effect_at(Kind::growth, "rename", from, name);
    const auto target = effect_at(Kind::growth, " to", to, new_name);
    if (effect && target) {
        effect->name += target->name;
    }
    return effect ? effect : target;
}

bool exists(int folder, const char* name) {
    struct stat status {};
    return fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0;
}

void* find_next(const char* name) {
    return dlsym(RTLD_NEXT, name);
}

} // namespace buildd::effects
