#include "crash/invariants.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace buildd::test {
namespace {

constexpr int points_of_a_failure = 3; // T/5

/// Makes it look as if a folder had not been touched for more than a day.
void age(const std::string& path) {
    const auto then =
        std::chrono::system_clock::to_time_t(std::chrono::system_clock::now() - std::chrono::hours(25));
    const std::array<timespec, 2> times{timespec{then, 0}, timespec{then, 0}};
    ::utimensat(AT_FDCWD, path.c_str(), times.data(), AT_SYMLINK_NOFOLLOW);
}

bool passes_through(const std::string& path) {
    constexpr std::array folders{"grabbing/", "undelivered/", "undecided/", "librarian/incoming/"};
    return path != "grabbing/partial/" &&
           std::any_of(folders.begin(), folders.end(),
                       [&](const char* folder) { return path.starts_with(folder) && path != folder; });
}

bool is_hidden(const std::string& path) {
    return path.starts_with("grabbing/.");
}

bool is_partial_log(const std::string& path) {
    return path.starts_with("grabbing/partial/") && path.ends_with(".log");
}

} // namespace

Complaints wrong_mails(const Aftermath& aftermath, const Quiet& expected) {
    Complaints complaints;
    std::map<MailKey, int> got;
    for (const auto& [name, key] : mails_of(aftermath.farm())) {
        if (!expected.mails.contains(key)) {
            complaints.push_back(fmt::format("a mail that nobody gets: {} {}", key.first, key.second));
        }
        if (++got[key] == 2) {
            complaints.push_back(fmt::format("two mails: {} {}", key.first, key.second));
        }
    }
    for (const auto& key : expected.mails) {
        if (!got.contains(key)) {
            complaints.push_back(fmt::format("no mail: {} {}", key.first, key.second));
        }
    }
    const auto doubled = aftermath.doubled_mails();
    if (doubled.size() > (aftermath.has_sent_mail_left() ? 1 : 0)) {
        complaints.push_back(fmt::format("{} mails came twice", doubled.size()));
    }
    return complaints;
}

Complaints builds_run_again(const Aftermath& aftermath) {
    std::map<int, int> times;
    for (auto* slave : aftermath.farm().slaves().slaves()) {
        for (const auto& call : slave->calls_of("build")) {
            const auto cookie = call.parameters.at(0).text();
            ++times[std::stoi(cookie.substr(cookie.find('-') + 1))];
        }
    }
    Complaints complaints;
    for (const auto& build : WholeFarm::given()) {
        if (times[build.build] != (build.ending().at_once ? 0 : 1)) {
            complaints.push_back(fmt::format("{} was started {} times", build.name(), times[build.build]));
        }
    }
    return complaints;
}

Complaints wrong_blame(const Aftermath& aftermath, const Quiet& expected, const Cost& cost) {
    Complaints complaints;
    const auto now = aftermath.quiet();
    for (const auto& [builder, points] : now.most_points) {
        if (points > expected.most_points.at(builder) + cost.failures * points_of_a_failure) {
            complaints.push_back(fmt::format("{} had {} points", builder, points));
        }
    }
    for (const auto& [build, failures] : now.most_failures) {
        if (failures > expected.most_failures.at(build) + cost.failures) {
            complaints.push_back(fmt::format("build {} had {} failures", build, failures));
        }
    }
    for (const auto& builder : now.failed) {
        if (!expected.failed.contains(builder)) {
            complaints.push_back(builder + " was failed");
        }
    }
    return complaints;
}

Complaints leftovers(const Aftermath& aftermath, const Cost& cost) {
    Complaints complaints;
    const auto top = aftermath.farm().folders().front();
    bool has_aged = false;
    for (const auto& [path, content] : aftermath.farm().farm().files()) {
        if (is_hidden(path) || (cost.logs && is_partial_log(path))) {
            has_aged = true;
            age(fmt::format("{}/{}", top, path));
        } else if (passes_through(path)) {
            complaints.push_back("left: " + path);
        }
    }
    if (has_aged) {
        static_cast<void>(aftermath.farm().pass());
        for (const auto& [path, content] : aftermath.farm().farm().files()) {
            if (passes_through(path)) {
                complaints.push_back("left after a day: " + path);
            }
        }
    }
    for (const auto& [name, key] : mails_of(aftermath.farm())) {
        if (!name.ends_with(".eml")) {
            complaints.push_back("left: mail/" + name);
        }
    }
    return complaints;
}

Complaints all_complaints(const Aftermath& aftermath, const Quiet& expected, const Cost& cost) {
    auto all = aftermath.on_the_way();
    for (const auto& some :
         {wrong_results(aftermath), wrong_logs(aftermath, cost), wrong_mails(aftermath, expected),
          builds_run_again(aftermath), wrong_blame(aftermath, expected, cost), leftovers(aftermath, cost)}) {
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}

} // namespace buildd::test
