#include "crash/invariants.hpp"
#include "library/digest.hpp"
#include "library/gunzip.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

// Files and rows, which must agree.

namespace buildd::test {
namespace {

using Files = std::map<std::string, std::string>;

constexpr int first_own_alias = 54;
constexpr int failed_to_upload = 7;
constexpr int uploading = 8;

/// Leaves of one folder: the end of their name, `4-PACKAGEBUILD-8`, and their files by the path in the leaf.
std::multimap<std::string, Files> leaves_in(const Files& files, const std::string& folder) {
    std::map<std::string, Files> by_name;
    for (const auto& [path, content] : files) {
        if (path.starts_with(folder + "/") && path != folder + "/") {
            const auto start = folder.size() + 1;
            const auto end = path.find('/', start);
            auto& leaf = by_name[path.substr(start, end - start)];
            if (!path.ends_with('/')) {
                leaf.emplace(path.substr(end + 1), content);
            }
        }
    }
    std::multimap<std::string, Files> leaves;
    for (const auto& [name, content] : by_name) {
        constexpr std::size_t time_length = 15;
        leaves.emplace(name.substr(name.find('-', time_length) + 1), content);
    }
    return leaves;
}

std::string leaf_end(const Given& build) {
    return fmt::format("{}-PACKAGEBUILD-{}", build.package_build, build.farm_job);
}

Files wanted_files(const Given& build) {
    Files wanted;
    for (const auto& [name, content] : build.ending().files) {
        wanted.emplace(fmt::format("{}/ubuntu/{}", build.archive, name), content.bytes());
    }
    return wanted;
}

std::string digest_of(Digest digest, const std::string& bytes) {
    digest.add(bytes);
    return digest.hex();
}

std::string library_path_of(const std::string& content) {
    const auto digits = fmt::format("{:08x}", std::stoi(content));
    return fmt::format("librarian/{}/{}/{}/{}", digits.substr(0, 2), digits.substr(2, 2), digits.substr(4, 2),
                       digits.substr(6, 2));
}

/// What is wrong with a stored log, by its row: alias, content, size, sha1, md5.
std::optional<std::string> wrong_with(const std::vector<std::string>& row, const Files& files) {
    const auto path = library_path_of(row[1]);
    const auto file = files.find(path);
    if (file == files.end()) {
        return fmt::format("log {} has no file {}", row[0], path);
    }
    const auto& bytes = file->second;
    if (std::to_string(bytes.size()) != row[2] || digest_of(Digest::sha1(), bytes) != row[3] ||
        digest_of(Digest::md5(), bytes) != row[4]) {
        return fmt::format("log {} is not what its row says", row[0]);
    }
    return std::nullopt;
}

/// What the rows say of a build.
struct Said {
    std::string status;
    std::string jobs;    ///< how many it has
    std::string content; ///< of its log, `NULL` without one
};

/// By the build's id.
std::map<int, Said> said_of_builds() {
    std::map<int, Said> said;
    for (const auto& row : WholeFarm::rows(
             "SELECT b.id, f.status, (SELECT count(*) FROM buildpackagejob j WHERE j.build = b.id), "
             "(SELECT a.content FROM libraryfilealias a WHERE a.id = f.log) FROM binarypackagebuild b "
             "JOIN packagebuild p ON p.id = b.package_build JOIN buildfarmjob f ON f.id = "
             "p.build_farm_job")) {
        said[std::stoi(row[0])] = {row[1], row[2], row[3]};
    }
    return said;
}

/// What the slave's log was, in the dispatch that counts.
std::string wanted_log(const Given& build) {
    const std::string cookie = "{cookie}";
    auto log = build.ending().log;
    const auto place = log.find(cookie);
    return place == std::string::npos ? log : log.replace(place, cookie.size(), build.cookie);
}

Complaints wrong_log_texts(const Files& files, const Cost& cost) {
    Complaints complaints;
    const auto said = said_of_builds();
    for (const auto& build : WholeFarm::given()) {
        const auto& content = said.at(build.build).content;
        const bool was_lost = content == "NULL" && cost.logs && !build.ending().waits_for_log;
        if ((build.post != nullptr && build.post->job == Job::of_seed) || was_lost) {
            continue;
        }
        const auto file = content == "NULL" ? files.end() : files.find(library_path_of(content));
        if (file == files.end() || gunzip(file->second) != wanted_log(build)) {
            complaints.push_back(fmt::format("{} has not its log", build.name()));
        }
    }
    return complaints;
}

/// What is wrong with one build, given what is in `incoming` and `failed`.
Complaints wrong_with_build(const Given& build, const Said& said,
                            const std::multimap<std::string, Files>& incoming,
                            const std::multimap<std::string, Files>& failed) {
    Complaints complaints;
    const auto& ending = build.ending();
    const auto end = leaf_end(build);
    if (said.status != std::to_string(ending.status)) {
        complaints.push_back(
            fmt::format("{} has status {}, not {}", build.name(), said.status, ending.status));
    }
    if (said.jobs != (build.post != nullptr && build.post->job == Job::of_seed ? "1" : "0")) {
        complaints.push_back(fmt::format("{} has {} jobs", build.name(), said.jobs));
    }
    if (incoming.count(end) != (ending.status == uploading ? 1 : 0) ||
        failed.count(end) != (ending.status == failed_to_upload ? 1 : 0)) {
        complaints.push_back(fmt::format("{} is {} times in incoming and {} times in failed", build.name(),
                                         incoming.count(end), failed.count(end)));
    } else if (ending.status == uploading && incoming.find(end)->second != wanted_files(build)) {
        complaints.push_back(fmt::format("the files of {} are not its slave's", build.name()));
    }
    return complaints;
}

} // namespace

Complaints wrong_results(const Aftermath& aftermath) {
    Complaints complaints;
    const auto files = aftermath.farm().farm().files();
    auto incoming = leaves_in(files, "incoming");
    auto failed = leaves_in(files, "failed");
    const auto said = said_of_builds();
    for (const auto& build : WholeFarm::given()) {
        const auto wrong = wrong_with_build(build, said.at(build.build), incoming, failed);
        complaints.insert(complaints.end(), wrong.begin(), wrong.end());
        incoming.erase(leaf_end(build));
        failed.erase(leaf_end(build));
    }
    for (const auto& leaves : {incoming, failed}) {
        for (const auto& [end, content] : leaves) {
            complaints.push_back("a leaf that nobody built: " + end);
        }
    }
    return complaints;
}

Complaints wrong_logs(const Aftermath& aftermath, const Cost& cost) {
    const auto files = aftermath.farm().farm().files();
    auto complaints = wrong_log_texts(files, cost);
    std::size_t rows = 0;
    for (const auto& row : WholeFarm::rows(
             fmt::format("SELECT a.id, c.id, c.filesize, c.sha1, c.md5 FROM libraryfilealias a JOIN "
                         "libraryfilecontent c ON c.id = a.content WHERE a.id >= {}",
                         first_own_alias))) {
        ++rows;
        if (const auto wrong = wrong_with(row, files)) {
            complaints.push_back(*wrong);
        }
    }
    const auto stored =
        static_cast<std::size_t>(std::count_if(files.begin(), files.end(), [](const auto& file) {
            return file.first.starts_with("librarian/") && !file.first.ends_with('/') &&
                   !file.first.starts_with("librarian/incoming/");
        }));
    if (stored != rows) {
        complaints.push_back(fmt::format("{} logs have rows, {} are in the library", rows, stored));
    }
    return complaints;
}

} // namespace buildd::test
