#include "concurrency/work_scene.hpp"

#include "scan/killing.hpp"
#include "scan/scenes.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace buildd::test {
namespace {

using Lines = std::vector<std::string>;

/// Where the library keeps a content.
std::string library_path(unsigned int content) {
    const auto digits = fmt::format("{:08x}", content);
    return fmt::format("librarian/{}/{}/{}/{}", digits.substr(0, 2), digits.substr(2, 2), digits.substr(4, 2),
                       digits.substr(6));
}

std::string recipient_of(const std::string& mail) {
    const auto begin = mail.find("\nTo: ");
    return mail.substr(begin + 5, mail.find('\n', begin + 1) - begin - 5);
}

} // namespace

WorkScene::WorkScene(PostgresServer& server)
    : farm(server), bob(farm.slave_for("bob")), nora(farm.add_builder("nora")),
      carl(farm.add_builder("carl")), dora(farm.add_builder("dora")), fritz(farm.add_builder("fritz")),
      eve(farm.add_builder("eve")), gina(farm.add_builder("gina")), hanna(farm.add_builder("hanna")),
      failed_(farm.new_build()), lost_(farm.new_build()), going_(farm.new_build()) {
    farm.sql("UPDATE builder SET manual = name NOT IN ('eve', 'gina', 'hanna')");
    bob.set_waiting("OK", farm.assign(1, "bob"), {{"a.changes", "changes"}, {"a.deb", "deb"}});
    nora.set_waiting("PACKAGEFAIL", farm.assign(farm.queue(failed_), "nora"));
    farm.assign(farm.queue(lost_), "carl");
    dora.set_building(farm.assign(farm.queue(going_), "dora"), "compiling\n");
    fritz.set_waiting("OK", "PACKAGEBUILD-9-9-9");
}

std::vector<std::string> WorkScene::errand_calls() {
    Lines found;
    for (auto* slave : farm.slaves().slaves()) {
        for (const auto& call : slave->calls()) {
            if (call.method != "status" && call.method != "GET") {
                found.push_back(slave->name() + ": " + call.line());
            }
        }
    }
    return found;
}

void WorkScene::check_nothing_told() {
    CHECK(errand_calls().empty());
    CHECK(leaves(farm).empty());
    CHECK(farm.mails().empty());
}

void WorkScene::check_finished() {
    CHECK(farm.value("SELECT status FROM buildfarmjob WHERE id = 8") == "8");
    CHECK(farm.value(
              fmt::format("SELECT f.status FROM buildfarmjob f JOIN packagebuild p ON p.build_farm_job = "
                          "f.id JOIN binarypackagebuild b ON b.package_build = p.id WHERE b.id = {}",
                          failed_)) == "2");
    CHECK(farm.value(fmt::format("SELECT count(*) FROM buildpackagejob WHERE build IN (8, {})", failed_)) ==
          "0");
    CHECK(leaves(farm) == Lines{"4-PACKAGEBUILD-8"});
    Lines uploaded;
    for (const auto& [path, content] : farm.files()) {
        if (path.starts_with("incoming/") && !path.ends_with('/')) {
            uploaded.push_back(path.substr(path.rfind('/') + 1) + ": " + content);
        }
    }
    CHECK(uploaded == Lines{"a.changes: changes", "a.deb: deb"});
    Lines recipients;
    for (const auto& mail : farm.mails()) {
        CHECK(mail.find(fmt::format("#{}", failed_)) != std::string::npos);
        recipients.push_back(recipient_of(mail));
    }
    CHECK(recipients == Lines{"cprov@example.com", "foo.bar@example.com", "mark@example.com"});
    check_logs();
    CHECK(runs_left(farm).empty());
}

/// Every log that the rows name is in the library, as they describe it, and nothing else is.
void WorkScene::check_logs() const {
    std::map<std::string, std::string> described;
    for (const auto& id :
         farm.rows("SELECT log FROM buildfarmjob WHERE log IS NOT NULL AND builder IS NOT NULL "
                   "AND date_finished > '2010-01-01'")) {
        const auto content = farm.value("SELECT content FROM libraryfilealias WHERE id = " + id);
        described[library_path(static_cast<unsigned int>(std::stoi(content)))] =
            farm.value("SELECT filesize || ' ' || sha1 FROM libraryfilecontent WHERE id = " + content);
    }
    CHECK(described.size() == 2);
    std::map<std::string, std::string> stored;
    for (const auto& [path, content] : farm.files()) {
        if (path.starts_with("librarian/") && !path.ends_with('/')) {
            stored[path] = fmt::format("{} {}", content.size(), Content(content).sha1());
        }
    }
    CHECK(stored == described);
    CHECK(farm.value("SELECT count(*) FROM libraryfilealias WHERE filename LIKE 'buildlog%hoary%'") == "2");
}

void WorkScene::check_at_rest() {
    check_finished();
    check_jobs();
    for (auto* idle : {&bob, &nora, &carl, &fritz}) {
        INFO(idle->name());
        CHECK(idle->state() == "BuilderStatus.IDLE");
    }
    CHECK(farm.value(
              "SELECT logtail FROM buildqueue q JOIN builder b ON b.id = q.builder WHERE b.name = 'dora'") ==
          "compiling\n");
    CHECK(farm.value("SELECT count(*) FROM builder WHERE active AND NOT builderok AND name <> 'frog'") ==
          "0");
    CHECK(farm.slaves().overlapped().empty());
}

void WorkScene::check_jobs() {
    const auto jobs = farm.rows(
        "SELECT b.name || ': PACKAGEBUILD-' || l.build || '-' || q.id || '-' || j.attempt_count FROM "
        "buildqueue q JOIN builder b ON b.id = q.builder JOIN job j ON j.id = q.job JOIN "
        "buildpackagejob l ON l.job = j.id ORDER BY 1");
    Lines running;
    std::set<std::string> sent;
    for (auto* slave : farm.slaves().slaves()) {
        if (slave->state() == "BuilderStatus.BUILDING") {
            running.push_back(slave->name() + ": " + slave->cookie());
        }
        for (const auto& call : slave->calls_of("build")) {
            INFO(call.line());
            CHECK(sent.insert(call.parameters.at(0).text()).second);
        }
    }
    std::sort(running.begin(), running.end());
    CHECK(jobs.size() == 3);
    CHECK(running == jobs);
    CHECK(farm.value(
              fmt::format("SELECT count(*) FROM buildpackagejob l JOIN buildqueue q ON q.job = l.job WHERE "
                          "l.build IN (11, {}, {}) AND q.builder IS NOT NULL",
                          lost_, going_)) == "3");
}

} // namespace buildd::test
