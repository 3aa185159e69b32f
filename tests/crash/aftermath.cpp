#include "crash/aftermath.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace buildd::test {
namespace {

namespace fs = std::filesystem;

constexpr int most_passes = 15;

std::string header_of(const std::string& mail, const std::string& name) {
    const auto start = mail.find('\n' + name + ": ") + 1;
    return start == 0 ? "" : mail.substr(start, mail.find_first_of("\r\n", start) - start);
}

std::map<std::string, ino_t> inodes_below(const fs::path& folder) {
    std::map<std::string, ino_t> inodes;
    if (fs::exists(folder)) {
        for (const auto& entry : fs::directory_iterator(folder)) {
            struct stat status {};
            if (::stat(entry.path().c_str(), &status) == 0) {
                inodes.emplace(entry.path().filename().string(), status.st_ino);
            }
        }
    }
    return inodes;
}

/// The build of a cookie.
int build_of(const std::string& cookie) {
    const auto start = cookie.find('-') + 1;
    return cookie.starts_with("PACKAGEBUILD-") ? std::stoi(cookie.substr(start)) : 0;
}

/// Whether the attack kept an effect from happening.
bool was_prevented(const Attack& attack, const std::string& line) {
    if (attack.act.empty() || attack.act == "kill-after" || line.starts_with('-')) {
        return false;
    }
    const auto number = std::stoll(line);
    const bool from_there_on = attack.act == "full" || attack.act == "read-only";
    return number == attack.at || (from_there_on && number > attack.at);
}

fs::path mail_folder(const WholeFarm& farm) {
    return farm.folders().back();
}

} // namespace

std::map<std::string, MailKey> mails_of(const WholeFarm& farm) {
    std::map<std::string, MailKey> mails;
    for (const auto& [name, inode] : inodes_below(mail_folder(farm))) {
        std::stringstream content;
        content << std::ifstream(mail_folder(farm) / name).rdbuf();
        mails.emplace(name, MailKey(header_of(content.str(), "To"), header_of(content.str(), "Subject")));
    }
    return mails;
}

Aftermath::Aftermath(WholeFarm& farm, const Attack& attack, const Attacked& attacked)
    : farm_(farm), attack_(attack), attacked_(attacked), mails_left_(inodes_below(mail_folder(farm))) {
    look_for_early_errands();
    look();
}

std::vector<std::string> Aftermath::effects() const {
    auto effects = attacked_.effects;
    std::erase_if(effects, [&](const std::string& line) { return was_prevented(attack_, line); });
    return effects;
}

bool Aftermath::has_sent_mail_left() const {
    bool is_there = false; // of the mail that was sent last
    bool left = false;
    for (const auto& line : effects()) {
        if (is(line, "rename", " to mail/")) {
            left = left || is_there;
            is_there = true;
        } else if (is(line, "unlink", "/mail/")) {
            is_there = false;
        }
    }
    return left || is_there;
}

void Aftermath::run_until_quiet() {
    for (int passes = 0; passes < most_passes; ++passes) {
        farm_.go_on();
        if (!pass_has_work()) {
            return;
        }
    }
    on_the_way_.push_back(fmt::format("{} passes still had something to do", most_passes));
}

bool Aftermath::pass_has_work() {
    const auto calls = farm_.calls_beside_status().size();
    const auto report = farm_.pass();
    if (report.status != ExitStatus::done && report.status != ExitStatus::illegal_pocket &&
        report.status != ExitStatus::breaker) {
        on_the_way_.push_back(fmt::format("a later pass ended with {}", static_cast<int>(report.status)));
    }
    look();
    return farm_.calls_beside_status().size() > calls || report.totals.collected > 0 ||
           report.totals.dispatched > 0 || report.totals.reset > 0;
}

void Aftermath::look() {
    look_for_early_leaves();
    look_for_jobs_on_two_builders();
    note_counts();
}

/// An uploader may take a leaf as soon as it is there.
void Aftermath::look_for_early_leaves() {
    std::map<std::string, std::string> status_of;
    for (const auto& row : WholeFarm::rows("SELECT id, status FROM buildfarmjob")) {
        status_of[row[0]] = row[1];
    }
    const std::map<std::string, std::string> wanted{{"incoming", "8"}, {"failed", "7"}};
    for (const auto& [folder, status] : wanted) {
        const auto path = fs::path(farm_.folders().front()) / folder;
        if (!fs::exists(path)) {
            continue;
        }
        for (const auto& leaf : fs::directory_iterator(path)) {
            const auto name = leaf.path().filename().string();
            if (status_of[name.substr(name.rfind('-') + 1)] != status) {
                on_the_way_.push_back(fmt::format("{}/{} is there before its rows", folder, name));
            }
        }
    }
}

void Aftermath::look_for_early_errands() {
    const auto done = effects();
    if (std::any_of(done.begin(), done.end(),
                    [](const std::string& line) { return is(line, "statement", "COMMIT"); })) {
        return;
    }
    for (const auto& call : farm_.calls_beside_status()) {
        if (call.find(": GET ") == std::string::npos) {
            on_the_way_.push_back("told before the commit: " + call);
        }
    }
}

void Aftermath::look_for_jobs_on_two_builders() {
    std::map<int, std::string> builder_of;
    for (auto* slave : farm_.slaves().slaves()) {
        const auto build = build_of(slave->cookie());
        const auto& all = WholeFarm::given();
        const auto given =
            std::find_if(all.begin(), all.end(), [&](const Given& each) { return each.build == build; });
        if (slave->state() != "BuilderStatus.BUILDING" || given == all.end() ||
            (slave->cookie() == given->cookie && given->post->goes_on)) {
            continue;
        }
        const auto [other, is_first] = builder_of.emplace(build, slave->name());
        if (!is_first) {
            on_the_way_.push_back(
                fmt::format("build {} is on {} and on {}", build, other->second, slave->name()));
        }
    }
}

void Aftermath::note_counts() {
    for (const auto& row : WholeFarm::rows("SELECT name, failure_count FROM builder")) {
        auto& most = most_points_[row[0]];
        most = std::max(most, std::stoi(row[1]));
    }
    for (const auto& row : WholeFarm::rows("SELECT b.id, f.failure_count FROM binarypackagebuild b JOIN "
                                           "packagebuild p ON p.id = b.package_build JOIN buildfarmjob f ON "
                                           "f.id = p.build_farm_job")) {
        auto& most = most_failures_[std::stoi(row[0])];
        most = std::max(most, std::stoi(row[1]));
    }
}

Quiet Aftermath::quiet() const {
    Quiet quiet{most_points_, most_failures_, {}, {}};
    for (const auto& row : WholeFarm::rows("SELECT name FROM builder WHERE NOT builderok")) {
        quiet.failed.insert(row[0]);
    }
    for (const auto& [name, key] : mails_of(farm_)) {
        quiet.mails.insert(key);
    }
    return quiet;
}

std::set<std::string> Aftermath::doubled_mails() const {
    std::set<std::string> doubled;
    for (const auto& [name, inode] : inodes_below(mail_folder(farm_))) {
        const auto before = mails_left_.find(name);
        if (before != mails_left_.end() && before->second != inode) {
            doubled.insert(name);
        }
    }
    return doubled;
}

} // namespace buildd::test
