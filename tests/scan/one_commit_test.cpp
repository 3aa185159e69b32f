#include "scan/log_of_statements.hpp"
#include "support/farm.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <set>

namespace {

using namespace buildd;
using namespace buildd::test;

/// Builders 1001 and on, with as many builds on them and as many that wait. A third of the builders has
/// finished its build, a third lost it, a third is at it.
void staff(TestFarm& farm, int builders) {
    std::string rows;
    for (int id = 1001; id <= 1000 + builders; ++id) {
        const auto generation = id % 2 == 0 ? Generation::today : Generation::of_2010;
        auto& slave = farm.slaves().add(fmt::format("builder-{}", id), generation);
        const auto cookie = fmt::format("PACKAGEBUILD-{0}-{0}-1", id);
        if (id % 3 == 0) {
            slave.set_waiting("OK", cookie, {{"alsa-utils.changes", fmt::format("changes of {}", id)}});
        } else if (id % 3 == 1) {
            slave.set_building(cookie, "a line of the log\n");
        }
        rows += fmt::format("{}({}, '{}', '{}')", rows.empty() ? "" : ", ", id, slave.name(), slave.url());
    }
    farm.sql(fmt::format(
        "DELETE FROM buildpackagejob; DELETE FROM buildqueue; DELETE FROM job; "
        "UPDATE builder SET active = false; "
        "INSERT INTO builder (id, processor, name, title, description, url, owner, virtualized, builderok) "
        "SELECT id, 1, name, name, name, url, 61, false, true FROM (VALUES {0}) AS t(id, name, url); "
        "CREATE TEMPORARY TABLE item AS SELECT id, id <= 1000 + {1} AS given "
        "FROM generate_series(1001, 1000 + 2 * {1}) AS t(id); "
        "INSERT INTO buildfarmjob (id, job_type, status, builder, date_started) "
        "SELECT id, 1, CASE WHEN given THEN 6 ELSE 0 END, CASE WHEN given THEN id END, "
        "CASE WHEN given THEN timezone('UTC', now()) END FROM item; "
        "INSERT INTO packagebuild (id, build_farm_job, archive, pocket) SELECT id, id, 1, 0 FROM item; "
        "INSERT INTO binarypackagebuild (id, package_build, distro_arch_series, source_package_release) "
        "SELECT id, id, 6, 25 FROM item; "
        "INSERT INTO job (id, status, attempt_count, date_started) "
        "SELECT id, given::int, given::int, CASE WHEN given THEN timezone('UTC', now()) END FROM item; "
        "INSERT INTO buildpackagejob (job, build) SELECT id, id FROM item; "
        "INSERT INTO buildqueue (id, job, job_type, lastscore, processor, virtualized, builder) "
        "SELECT id, id, 1, 0, 1, false, CASE WHEN given THEN id END FROM item",
        rows, builders));
}

std::vector<std::string> statements_of_a_pass(int builders) {
    TestFarm farm;
    staff(farm, builders);
    shared_server().log_statements(farm.database());
    const auto report = farm.pass();
    CHECK(report.status == ExitStatus::done);
    CHECK(report.totals.builders == builders + 2);
    CHECK(report.totals.collected == builders / 3);
    CHECK(report.totals.reset == builders / 3);
    CHECK(report.totals.dispatched == builders / 3 * 2);
    CHECK(farm.value("SELECT count(*) FROM buildqueue WHERE logtail = E'a line of the log\\n'") ==
          std::to_string(builders / 3));
    return statements_of_pass(farm);
}

} // namespace

TEST_CASE("a pass that collects, resets, dispatches and stores log tails says COMMIT once") {
    const auto statements = statements_of_a_pass(3);
    CHECK(std::count(statements.begin(), statements.end(), "COMMIT") == 1);
    const auto transactions = transactions_among(statements);
    REQUIRE(transactions.size() == 3);
    for (const auto& transaction : transactions) {
        INFO(transaction.begin);
        if (transaction.end == "COMMIT") {
            CHECK(transaction.begin.find("READ ONLY") == std::string::npos);
        } else {
            CHECK(transaction.end == "ROLLBACK");
            CHECK(transaction.begin.find("READ ONLY") != std::string::npos);
        }
    }
    CHECK(transactions.back().end == "COMMIT");
}

TEST_CASE("outside its transactions a pass draws ids and locks, and writes nothing") {
    const auto statements = statements_of_a_pass(3);
    std::set<std::string> writing;
    std::size_t of_transactions = 0;
    for (const auto& transaction : transactions_among(statements)) {
        of_transactions += transaction.statements.size() + 2;
        for (const auto& statement : transaction.statements) {
            if (statement.find("INSERT INTO") != std::string::npos ||
                statement.find("UPDATE ") != std::string::npos ||
                statement.find("DELETE FROM") != std::string::npos) {
                CHECK(transaction.end == "COMMIT");
            }
        }
    }
    CHECK(of_transactions < statements.size());
    bool inside = false;
    for (const auto& statement : statements) {
        const bool begins = statement.starts_with("BEGIN");
        const bool ends = statement == "COMMIT" || statement == "ROLLBACK";
        inside = (inside || begins) && !ends;
        if (!inside && !begins && !ends) {
            INFO(statement);
            CHECK(statement.find("INSERT INTO") == std::string::npos);
            CHECK(statement.find("UPDATE ") == std::string::npos);
            CHECK(statement.find("DELETE FROM") == std::string::npos);
        }
    }
}

TEST_CASE("no transaction is open while slaves are asked, nor while files are fetched") {
    TestFarm farm;
    staff(farm, 3);
    std::mutex mutex;
    std::vector<std::string> seen;
    farm.slaves().set_listener([&](const std::string&, const RecordedCall& call) {
        const auto states = farm.rows("SELECT application_name || ' ' || state FROM pg_stat_activity "
                                      "WHERE datname = current_database() AND pid <> pg_backend_pid()");
        const std::lock_guard lock(mutex);
        for (const auto& state : states) {
            seen.push_back(call.method + ": " + state);
        }
    });
    CHECK(farm.pass().totals.collected == 1);
    farm.slaves().set_listener({});
    const std::set<std::string> kinds(seen.begin(), seen.end());
    CHECK(kinds.count("status: buildd-scan idle") == 1);
    CHECK(kinds.count("GET: buildd-scan idle") == 1);
    for (const auto& kind : kinds) {
        INFO(kind);
        CHECK(kind.find("in transaction") == std::string::npos);
    }
}

TEST_CASE("the number of statements is the same for 3 and for 300 builders, and at most 20") {
    const auto few = statements_of_a_pass(3);
    const auto many = statements_of_a_pass(300);
    CHECK(count_before_commit(few) <= 20);
    CHECK(count_before_commit(many) == count_before_commit(few));
    CHECK(transactions_among(many).size() == transactions_among(few).size());
    CHECK(std::count(many.begin(), many.end(), "COMMIT") == 1);
}

TEST_CASE("a pass with nothing to say but that it ran commits once, and a dry run never") {
    TestFarm farm;
    farm.sql("DELETE FROM buildpackagejob; DELETE FROM buildqueue; DELETE FROM job");
    farm.slave_for("bob");
    shared_server().log_statements(farm.database());
    auto request = farm.request();
    request.dry_run = true;
    CHECK(farm.pass(request).status == ExitStatus::done);
    auto statements = statements_of_pass(farm);
    CHECK(!statements.empty());
    CHECK(std::count(statements.begin(), statements.end(), "COMMIT") == 0);
    CHECK(farm.pass().status == ExitStatus::done);
    statements = statements_of_pass(farm);
    CHECK(std::count(statements.begin(), statements.end(), "COMMIT") == 1);
    CHECK(farm.value("SELECT name FROM scriptactivity") == "slave-scanner");
    CHECK(farm.pass().status == ExitStatus::done); // the row of a moment ago will do
    statements = statements_of_pass(farm);
    CHECK(std::count(statements.begin(), statements.end(), "COMMIT") == 1);
}
