#include "base/text.hpp"
#include "hostile/hostile_farm.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

namespace buildd::test {
namespace {

/// The line of a mark: its level, how it begins, and what else it holds.
struct Words {
    std::string_view level;
    std::string begin;
    std::string further = {};
};

/// The lines of which one tells of it; none where nothing does.
std::vector<Words> words_of(const Ill& ill) {
    const auto who = fmt::format("builder {} ({}): ", ill.name, ill.url);
    switch (ill.illness.symptom.mark) {
    case Mark::none:
    case Mark::aborting:
        break;
    case Mark::contact:
        return {Words{"WARNING", fmt::format("Could not contact the builder {}, caught a (", ill.url)}};
    case Mark::not_delivered:
    case Mark::over_limit:
        return {Words{"WARNING", who + "file '", fmt::format("of build {}: ", ill.id)}};
    case Mark::cut:
        return {Words{"INFO", who, "cut by the deadline after"}, Words{"WARNING", who, "stalled: "}};
    case Mark::log:
        return {Words{"WARNING", fmt::format("{}log of build {}: ", who, ill.id)}};
    case Mark::bad_upload:
        return {Words{"WARNING", "A slave tried to upload the file '",
                      fmt::format("' for the build {}.", ill.id)}};
    case Mark::rescued:
    case Mark::lost:
        return {Words{"INFO", fmt::format("Builder '{}' rescued from '", ill.name),
                      "Invalid slave build cookie."}};
    case Mark::forgot:
        return {Words{"WARNING", fmt::format("Builder {} forgot about buildqueue {} --", ill.url, ill.id)}};
    case Mark::unknown_state:
        return {
            Words{"CRITICAL", fmt::format("Builder on {} returned unknown status ", ill.url), "failing it"}};
    case Mark::unknown_outcome:
        return {Words{"CRITICAL", "Unknown BuildStatus '", fmt::format("for builder '{}'", ill.url)}};
    case Mark::errand:
        return {Words{"WARNING", fmt::format("{} ({}): ", ill.name, ill.url), "failed: "}};
    }
    return {};
}

bool is_alarming(std::string_view level) {
    return level == "WARNING" || level == "ERROR" || level == "CRITICAL";
}

/// Whether the builder fails once it has the points, if it goes on so.
bool fails_in_the_end(Mark mark) {
    switch (mark) {
    case Mark::contact:
    case Mark::aborting:
    case Mark::not_delivered:
    case Mark::lost:
    case Mark::unknown_state:
    case Mark::unknown_outcome:
        return true;
    case Mark::none:
    case Mark::cut:
    case Mark::log:
    case Mark::bad_upload:
    case Mark::over_limit:
    case Mark::rescued:
    case Mark::forgot:
    case Mark::errand:
        break;
    }
    return false;
}

/// Without the time in a leaf's name: `incoming/4-PACKAGEBUILD-4/1/ubuntu/FILE`.
std::string without_time(const std::string& path) {
    const auto slash = path.find('/');
    const auto dash = path.find('-', path.find('-', slash) + 1);
    return path.substr(0, slash + 1) + path.substr(dash + 1);
}

} // namespace

bool HostileFarm::is_told_of(const Ill& ill, const Line& line) {
    const auto words = words_of(ill);
    return line.text.find(ill.illness.symptom.words) != std::string::npos &&
           std::any_of(words.begin(), words.end(), [&](const Words& each) {
               return line.level == each.level && line.text.starts_with(each.begin) &&
                      line.text.find(each.further) != std::string::npos;
           });
}

void HostileFarm::check_named(const Ill& ill) const {
    const auto told =
        std::count_if(lines_.begin(), lines_.end(), [&](const Line& line) { return is_told_of(ill, line); });
    std::string others;
    int other_count = 0;
    for (const auto& line : lines_) {
        const bool is_about_it = line.text.find(ill.name) != std::string::npos && is_alarming(line.level);
        if (is_about_it && !is_told_of(ill, line)) {
            others += line.level + ' ' + line.text + '\n';
            ++other_count;
        }
    }
    INFO(ill.name << ": " << ill.illness.name << ", beside " << others);
    CHECK(told == (words_of(ill).empty() ? 0 : 1));
    CHECK(other_count == ill.illness.symptom.others);
}

void HostileFarm::check_named() const {
    for (const auto& ill : ill_) {
        check_named(ill);
    }
}

void HostileFarm::check_log_is_clean() const {
    constexpr std::size_t longest = 1500; // a slave's words, 500 bytes, and those around it
    for (const auto& line : lines_) {
        INFO(line.text.substr(0, longest));
        CHECK(line.text.size() <= longest);
        CHECK(printable(line.text, longest) == line.text);
        CHECK((is_alarming(line.level) || line.level == "INFO"));
    }
}

void HostileFarm::check_trap() const {
    CHECK_FALSE(trap_.was_sprung());
}

void HostileFarm::check_healthy_unblamed() const {
    CHECK(
        farm.rows(
                "SELECT name, failnotes FROM builder WHERE name LIKE 'well-%' AND (failure_count > 0 OR NOT "
                "builderok)")
            .empty());
}

std::vector<const Ill*> HostileFarm::to_be_convicted() const {
    std::vector<const Ill*> found;
    for (const auto& ill : ill_) {
        if (ill.illness.lasts && fails_in_the_end(ill.illness.symptom.mark)) {
            found.push_back(&ill);
        }
    }
    return found;
}

bool HostileFarm::all_convicted() const {
    const auto failed = farm.rows("SELECT name FROM builder WHERE NOT builderok");
    const auto ill = to_be_convicted();
    return std::all_of(ill.begin(), ill.end(), [&](const Ill* each) {
        return std::find(failed.begin(), failed.end(), each->name) != failed.end();
    });
}

void HostileFarm::check_convicted() const {
    const auto failed = farm.rows("SELECT name FROM builder WHERE NOT builderok AND failnotes <> ''");
    for (const auto* ill : to_be_convicted()) {
        INFO(ill->name << ": " << ill->illness.name);
        CHECK(std::find(failed.begin(), failed.end(), ill->name) != failed.end());
    }
}

Health HostileFarm::health() {
    Health health;
    health.rows =
        farm.rows("SELECT name, builderok, failnotes, failure_count, active FROM builder WHERE name LIKE "
                  "'well-%' ORDER BY id");
    const std::string served = "(f.id IN (SELECT id FROM builder WHERE name LIKE 'well-%') OR "
                               "f.id BETWEEN 20001 AND 39999)";
    const auto builds = farm.rows(
        "SELECT f.id, f.status, b.name, f.failure_count, f.date_started IS NULL, f.date_finished IS NULL, "
        "p.dependencies, p.upload_log, a.filename, a.mimetype, a.restricted "
        "FROM buildfarmjob f JOIN packagebuild p ON p.build_farm_job = f.id LEFT JOIN builder b ON b.id = "
        "f.builder "
        "LEFT JOIN libraryfilealias a ON a.id = f.log WHERE " +
        served + " ORDER BY f.id");
    const auto jobs = farm.rows(
        "SELECT f.id, b.name, f.logtail, f.lastscore, j.status, j.attempt_count, j.date_started IS NULL "
        "FROM buildqueue f JOIN job j ON j.id = f.job LEFT JOIN builder b ON b.id = f.builder WHERE " +
        served + " ORDER BY f.id");
    std::copy(builds.begin(), builds.end(), std::back_inserter(health.rows));
    std::copy(jobs.begin(), jobs.end(), std::back_inserter(health.rows));
    const auto files = farm.files();
    for (const auto& [path, content] : files) {
        const bool is_upload = path.starts_with("incoming/") || path.starts_with("failed/");
        if (is_upload && content.find("well-") != std::string::npos) {
            health.files.emplace(without_time(path), content);
        }
    }
    for (const auto& row :
         farm.rows("SELECT f.id, a.content, c.filesize, c.sha1 FROM buildfarmjob f JOIN "
                   "libraryfilealias a ON a.id = f.log JOIN libraryfilecontent c ON c.id = a.content "
                   "WHERE " +
                   served)) {
        const auto first = row.find('|');
        const auto second = row.find('|', first + 1);
        auto name = fmt::format("{:08x}", std::stoi(row.substr(first + 1)));
        for (const std::size_t slash : {6U, 4U, 2U}) {
            name.insert(slash, "/");
        }
        health.files.emplace(fmt::format("log of {}|{}", row.substr(0, first), row.substr(second + 1)),
                             files.at("librarian/" + name));
    }
    for (auto* slave : healthy_) {
        health.calls.emplace(slave->name(), slave->call_lines());
    }
    for (const auto& mail : farm.mails()) {
        const auto subject = mail.find("\nSubject: ");
        const auto to = mail.find("\nTo: ");
        if (mail.find("/builders/well-") != std::string::npos) {
            health.mails.push_back(mail.substr(subject, mail.find('\n', subject + 1) - subject) +
                                   mail.substr(to, mail.find('\n', to + 1) - to));
        }
    }
    return health;
}

} // namespace buildd::test
