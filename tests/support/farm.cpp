#include "support/farm.hpp"

#include "base/error.hpp"
#include "support/secrets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <pqxx/pqxx>
#include <sstream>
#include <system_error>
#include <utility>

namespace buildd::test {
namespace {

pqxx::result run(const std::string& connection_string, const std::string& statement) {
    pqxx::connection connection(connection_string);
    pqxx::work work(connection);
    auto result = work.exec(statement);
    work.commit();
    return result;
}

std::string content_of(const std::filesystem::path& file) {
    std::stringstream content;
    content << std::ifstream(file, std::ios::binary).rdbuf();
    return content.str();
}

/// Everything below it; nothing when something vanished meanwhile, as things do below a pass that runs.
std::optional<std::map<std::string, std::string>> files_below(const std::filesystem::path& top) {
    std::map<std::string, std::string> found;
    std::error_code vanished;
    if (!std::filesystem::exists(top)) {
        return found;
    }
    std::filesystem::recursive_directory_iterator next(top, vanished);
    while (!vanished && next != std::filesystem::recursive_directory_iterator()) {
        const auto name = next->path().lexically_relative(top).string();
        const bool is_folder = next->is_directory(vanished);
        found.emplace(is_folder ? name + "/" : name, is_folder ? std::string() : content_of(next->path()));
        if (!vanished) {
            next.increment(vanished);
        }
    }
    return vanished ? std::nullopt : std::optional(std::move(found));
}

} // namespace

TestFarm::TestFarm(PostgresServer& server) : TestFarm(server, server.create_sample_database()) {}

TestFarm::TestFarm(PostgresServer& server, std::string database)
    : server_(server), database_(std::move(database)) {}

SimulatedSlave& TestFarm::slave_for(const std::string& builder, Generation generation) {
    auto& slave = slaves_.add(builder, generation);
    sql(fmt::format("UPDATE builder SET url = '{}' WHERE name = '{}'", slave.url(), builder));
    return slave;
}

SimulatedSlave& TestFarm::add_builder(const std::string& name, Generation generation) {
    auto& slave = slaves_.add(name, generation);
    sql(fmt::format(
        "INSERT INTO builder (processor, name, title, description, url, owner, virtualized, builderok) "
        "VALUES (1, '{0}', '{0}', '{0}', '{1}', 61, false, true)",
        name, slave.url()));
    return slave;
}

// They change the farm: NOLINTBEGIN(readability-make-member-function-const)
int TestFarm::new_build() {
    return std::stoi(
        value("WITH f AS (INSERT INTO buildfarmjob (job_type, status) VALUES (1, 0) RETURNING id), "
              "p AS (INSERT INTO packagebuild (build_farm_job, archive, pocket) SELECT id, 1, 0 FROM f "
              "RETURNING id) "
              "INSERT INTO binarypackagebuild (package_build, distro_arch_series, source_package_release) "
              "SELECT id, 6, 25 FROM p RETURNING id"));
}

int TestFarm::queue(int build, int lastscore) {
    return std::stoi(value(fmt::format(
        "WITH j AS (INSERT INTO job (status) VALUES (0) RETURNING id), "
        "b AS (INSERT INTO buildpackagejob (job, build) SELECT id, {0} FROM j), "
        "f AS (UPDATE buildfarmjob SET status = 0 WHERE id = (SELECT p.build_farm_job FROM packagebuild p "
        "JOIN binarypackagebuild bb ON bb.package_build = p.id WHERE bb.id = {0})) "
        "INSERT INTO buildqueue (job, job_type, lastscore, processor, virtualized) SELECT id, 1, {1}, 1, "
        "false FROM j "
        "RETURNING id",
        build, lastscore)));
}

std::string TestFarm::assign(int queue, const std::string& builder) {
    return value(fmt::format(
        "WITH q AS (UPDATE buildqueue SET builder = (SELECT id FROM builder WHERE name = '{1}') WHERE id = "
        "{0} "
        "RETURNING id, job), "
        "j AS (UPDATE job SET status = 1, attempt_count = attempt_count + 1, date_started = timezone('UTC', "
        "now()) "
        "WHERE id = (SELECT job FROM q) RETURNING id, attempt_count), "
        "f AS (UPDATE buildfarmjob SET status = 6, builder = (SELECT id FROM builder WHERE name = '{1}'), "
        "date_started = timezone('UTC', now()) WHERE id = (SELECT p.build_farm_job FROM buildpackagejob b "
        "JOIN binarypackagebuild bb ON bb.id = b.build JOIN packagebuild p ON p.id = bb.package_build "
        "WHERE b.job = (SELECT job FROM q))) "
        "SELECT 'PACKAGEBUILD-' || b.build || '-' || q.id || '-' || j.attempt_count "
        "FROM q JOIN j ON j.id = q.job JOIN buildpackagejob b ON b.job = q.job",
        queue, builder));
}
// NOLINTEND(readability-make-member-function-const)

void TestFarm::sql(const std::string& statement) const {
    run(server_.owner_connection_string(database_), statement);
}

std::string TestFarm::value(const std::string& query) const {
    const auto answer = rows(query);
    if (answer.size() != 1) {
        throw std::runtime_error(fmt::format("{} rows from: {}", answer.size(), query));
    }
    return answer.front();
}

std::vector<std::string> TestFarm::rows(const std::string& query) const {
    std::vector<std::string> lines_of_answer;
    for (const auto& row : run(server_.owner_connection_string(database_), query)) {
        std::string line;
        for (const auto& field : row) {
            line += (line.empty() && field.num() == 0 ? "" : "|") +
                    std::string(field.is_null() ? "NULL" : field.c_str());
        }
        lines_of_answer.push_back(line);
    }
    return lines_of_answer;
}

std::string TestFarm::dump() const {
    return server_.dump(database_);
}

ScanRequest TestFarm::request() const {
    ScanRequest request;
    request.settings.database = server_.connection_string(database_);
    request.settings.root = root_.path() / "root";
    request.settings.min_free_space = 0;
    request.settings.mail_via = "dir:" + (root_.path() / "mail").string();
    request.version = "1.2.3";
    return request;
}

std::string TestFarm::configuration(const ScanRequest& request) const {
    const auto& settings = request.settings;
    const auto path = root_.path() / "buildd-scan.conf";
    std::ofstream(path) << fmt::format("database = \"{}\"\nroot = {}\nmin-free-space = {}\n"
                                       "status-timeout = {}\nerrand-timeout = {}\ndeadline = {}\n"
                                       "mail-via = {}\nlibrarian-store = {}\nlibrarian-upload = {}\n"
                                       "librarian-restricted-upload = {}\n",
                                       settings.database, settings.root.string(), settings.min_free_space,
                                       settings.status_timeout.count(), settings.errand_timeout.count(),
                                       settings.deadline.count(), settings.mail_via,
                                       settings.librarian_store == LibrarianStore::disk ? "disk" : "upload",
                                       settings.librarian_upload, settings.librarian_restricted_upload);
    return path;
}

void TestFarm::during_probe(std::function<void()> what) {
    slaves_.set_listener(
        [what = std::move(what), done = false](const std::string&, const RecordedCall& call) mutable {
            if (call.method == "status" && !std::exchange(done, true)) {
                what();
            }
        });
}

/// In the log since that line, and in letters, sent or still below root.
void TestFarm::expect_no_secret_told(std::size_t first_line) const {
    for (auto line = first_line; line < lines.size(); ++line) {
        expect_no_secret(lines[line].text, "a log line");
    }
    for (const auto& mail : mails()) {
        expect_no_secret(mail, "a mail");
    }
    for (const auto& [path, content] : files()) {
        if (path.find("/mail/") != std::string::npos) {
            expect_no_secret(content, path);
        }
    }
}

/// What the scan gives, or the error that it raises; neither with a secret in it or beside it.
template <typename Scan>
auto TestFarm::watched(Scan scan) {
    const auto first_line = lines.size();
    try {
        auto result = scan();
        expect_no_secret_told(first_line);
        return result;
    } catch (const Error& error) {
        expect_no_secret_told(first_line);
        expect_no_secret(error.what(), "an error");
        throw;
    }
}

PassReport TestFarm::pass(const ScanRequest& request) {
    const Stop stop;
    auto report = watched([&] { return run_pass(request, Log::to_memory(lines), stop); });
    for (const auto& row : report.builders) {
        expect_no_secret(row.slave + row.job + row.action, "the row of " + row.name);
    }
    return report;
}

GivenStart TestFarm::start(const GivenJob& given, const ScanRequest& request) {
    const Stop stop;
    return watched([&] { return start_given_job(given, request.settings, Log::to_memory(lines), stop); });
}

std::map<std::string, std::string> TestFarm::files() const {
    constexpr int most_tries = 1000;
    const auto top = root_.path() / "root";
    for (int tries = 0; tries < most_tries; ++tries) {
        if (auto found = files_below(top)) {
            return std::move(*found);
        }
    }
    throw std::runtime_error(fmt::format("{} did not hold still", top.string()));
}

std::vector<std::string> TestFarm::mails() const {
    std::map<std::string, std::string> by_recipient;
    const auto folder = root_.path() / "mail";
    if (std::filesystem::exists(folder)) {
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            const auto mail = content_of(entry.path());
            const auto to = mail.find("\nTo: ");
            by_recipient.emplace(mail.substr(to, mail.find('\n', to + 1) - to) + entry.path().string(), mail);
        }
    }
    std::vector<std::string> found;
    found.reserve(by_recipient.size());
    for (auto& [recipient, mail] : by_recipient) {
        found.push_back(std::move(mail));
    }
    return found;
}

bool TestFarm::logged(Level level, std::string_view text) const {
    return std::any_of(lines.begin(), lines.end(),
                       [&](const LogLine& line) { return line.level == level && line.text == text; });
}

} // namespace buildd::test
