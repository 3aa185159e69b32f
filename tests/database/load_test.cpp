#include "base/error.hpp"
#include "database/farm_database.hpp"
#include "database/load.hpp"
#include "database/locks.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <vector>

using namespace buildd;
using namespace buildd::test;

namespace {

const LoadRequest all{"here", {}, true};

std::vector<BuilderId> ids(const std::vector<int>& numbers) {
    std::vector<BuilderId> typed;
    typed.reserve(numbers.size());
    for (const int number : numbers) {
        typed.push_back({number});
    }
    return typed;
}

int advisory_locks(FarmDatabase& farm) {
    return std::stoi(farm.values("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"));
}

} // namespace

TEST_CASE("the sample farm is loaded as it stands: bob with build 8, frog with nothing") {
    const FarmDatabase farm;
    Connection connection = farm.connect();
    const LoadedFarm loaded = load_farm(connection, all);
    REQUIRE(loaded.builders.size() == 2);
    CHECK(loaded.ours == ids({1, 2}));

    const StaffedBuilder& bob = loaded.builders[0];
    CHECK(
        bob.builder ==
        Builder{{1}, "bob", "http://localhost:8221/", true, true, false, false, {}, {}, 0, {1}, "386", {1}});
    REQUIRE(bob.job);
    CHECK(bob.job->queue == QueueId{1});
    CHECK(bob.job->id == JobId{1});
    CHECK(bob.job->status == JobStatus::running);
    CHECK(bob.job->attempt_count == 0);
    REQUIRE(bob.job->started);
    CHECK(to_text(*bob.job->started) == "2005-06-15 09:20:12.820778");
    CHECK(bob.job->no_log_tail);
    const Build expected{{{8},
                          {4},
                          {8},
                          Pocket::release,
                          {1},
                          ArchivePurpose::primary,
                          false,
                          "i386",
                          "hoary",
                          SeriesStatus::development,
                          "ubuntu",
                          "mozilla-firefox",
                          "0.9",
                          "main"},
                         BuildStatus::building,
                         0,
                         "primary",
                         "ubuntu-team",
                         {1}};
    CHECK(bob.job->build == expected);

    const StaffedBuilder& frog = loaded.builders[1];
    CHECK(frog.builder == Builder{{2},
                                  "frog",
                                  "http://localhost:9221/",
                                  false,
                                  true,
                                  false,
                                  true,
                                  "localhost-host.ppa",
                                  {},
                                  0,
                                  {1},
                                  "386",
                                  {1}});
    CHECK(!frog.job);
}

TEST_CASE("the time of the load is the database's, in UTC") {
    FarmDatabase farm;
    Connection connection = farm.connect();
    const std::string before = farm.values("SELECT now() AT TIME ZONE 'UTC'");
    const LoadedFarm loaded = load_farm(connection, all);
    const std::string after = farm.values("SELECT now() AT TIME ZONE 'UTC'");
    REQUIRE(parse_timestamp(before));
    CHECK(*parse_timestamp(before) <= loaded.loaded);
    CHECK(loaded.loaded <= *parse_timestamp(after));
}

TEST_CASE("a log tail is known to be there, and a manual column that is NULL is not manual") {
    FarmDatabase farm;
    farm.execute("UPDATE buildqueue SET logtail = 'make all' WHERE id = 1; UPDATE builder SET manual = NULL "
                 "WHERE id = 1;"
                 "UPDATE builder SET manual = true WHERE id = 2");
    Connection connection = farm.connect();
    const LoadedFarm loaded = load_farm(connection, all);
    CHECK(!loaded.builders[0].job->no_log_tail);
    CHECK(!loaded.builders[0].builder.manual);
    CHECK(loaded.builders[1].builder.manual);
}

TEST_CASE("the current component is the newest publication's in the build's archive and series") {
    FarmDatabase farm;
    farm.execute(R"(
        INSERT INTO sourcepackagepublishinghistory (id, sourcepackagerelease, distroseries, archive, status, component,
                                                    section, datecreated)
        VALUES (100, 14, 3, 1, 3, 4, 1, '2010-01-01'), (101, 14, 3, 9, 2, 5, 1, '2010-01-01'),
               (99, 14, 3, 1, 2, 2, 1, '2010-02-01'))");
    Connection connection = farm.connect();
    CHECK(load_farm(connection, all).builders[0].job->build->identity.component == "multiverse");
}

TEST_CASE("a number that no list has is carried") {
    FarmDatabase farm;
    farm.execute("UPDATE packagebuild SET pocket = 77 WHERE id = 4; UPDATE job SET status = 9 WHERE id = 1");
    Connection connection = farm.connect();
    const LoadedFarm loaded = load_farm(connection, all);
    CHECK(static_cast<int>(loaded.builders[0].job->build->identity.pocket) == 77);
    CHECK(static_cast<int>(loaded.builders[0].job->status) == 9);
}

TEST_CASE("a job of another kind is loaded without a build") {
    FarmDatabase farm;
    const std::string how = GENERATE("UPDATE buildqueue SET job_type = 4 WHERE id = 1",
                                     "DELETE FROM buildpackagejob WHERE job = 1");
    farm.execute(how);
    Connection connection = farm.connect();
    const LoadedFarm loaded = load_farm(connection, all);
    REQUIRE(loaded.builders[0].job);
    CHECK(loaded.builders[0].job->queue == QueueId{1});
    CHECK(!loaded.builders[0].job->build);
}

TEST_CASE("a pass with one builder locks that one and still loads them all") {
    FarmDatabase farm;
    Connection connection = farm.connect(SessionKind::builder);
    const LoadedFarm loaded = load_farm(connection, {"here", named_builders(connection, {"frog"}), true});
    CHECK(loaded.ours == ids({2}));
    CHECK(!loaded.is_ours({1}));
    CHECK(loaded.is_ours({2}));
    CHECK(loaded.builders.size() == 2);
    CHECK(advisory_locks(farm) == 1);
}

TEST_CASE("names find all builders that share them, and one that nobody has is a usage error") {
    FarmDatabase farm;
    farm.execute("UPDATE builder SET name = 'bob'");
    Connection connection = farm.connect();
    CHECK(named_builders(connection, {"bob"}) == ids({1, 2}));
    CHECK_THROWS_AS(named_builders(connection, {"bob", "Frog"}), UsageError);
    CHECK_THROWS_WITH(named_builders(connection, {"bob", "Frog"}), "no builder is named Frog");
}

TEST_CASE("two scans share the builders out, and a third finds none until one ends") {
    FarmDatabase farm;
    employ_ted_and_sue(farm);
    auto first = std::make_unique<Connection>(farm.connection_string(), SessionKind::scan);
    CHECK(load_farm(*first, {"here", ids({1, 3}), true}).ours == ids({1, 3}));
    Connection second = farm.connect();
    CHECK(load_farm(second, all).ours == ids({2, 4}));
    Connection third = farm.connect();
    CHECK(load_farm(third, all).ours.empty());
    CHECK(release_builders(second, ids({4})));
    CHECK(load_farm(third, all).ours == ids({4}));
    const int backend = first->run("SELECT pg_backend_pid()")[0][0].as<int>();
    first.reset();
    while (farm.values("SELECT count(*) FROM pg_stat_activity WHERE pid = " + std::to_string(backend)) !=
           "0") {
    }
    CHECK(load_farm(third, {"here", ids({1, 2, 3}), true}).ours == ids({1, 3}));
}

TEST_CASE("locks of another database are other locks") {
    const FarmDatabase farm;
    const FarmDatabase other;
    Connection here = farm.connect();
    Connection there = other.connect();
    CHECK(load_farm(here, all).ours == ids({1, 2}));
    CHECK(load_farm(there, {"here", {}, false}).ours == ids({1, 2}));
    CHECK(load_farm(there, all).ours == ids({1, 2}));
}

TEST_CASE("a dry run takes no lock and leaves out what another session has locked") {
    FarmDatabase farm;
    Connection scan = farm.connect();
    CHECK(load_farm(scan, {"here", ids({2}), true}).ours == ids({2}));
    Connection dry = farm.connect(SessionKind::dry_run);
    CHECK(load_farm(dry, {"here", {}, false}).ours == ids({1}));
    CHECK(load_farm(dry, {"here", ids({2}), false}).ours.empty());
    CHECK(advisory_locks(farm) == 1);
    CHECK(load_farm(dry, {"here", {}, false}).builders.size() == 2);
}

TEST_CASE("one scan dispatches at a time, and the other does not wait long for it") {
    const FarmDatabase farm;
    Connection first = farm.connect();
    Connection second = farm.connect();
    CHECK(lock_dispatch(first));
    CHECK(!lock_dispatch(second));
    release_dispatch(first);
    CHECK(lock_dispatch(second));
}

TEST_CASE("scans of one kind count those that began before them, until these have committed") {
    const FarmDatabase farm;
    Connection first = farm.connect();
    Connection second = farm.connect();
    Connection builder = farm.connect(SessionKind::builder);
    CHECK(count_other_scans(second) == 1);
    CHECK(count_other_scans(first) == 0);
    CHECK(count_other_scans(builder) == 0);
    rename_to_errands(first);
    CHECK(count_other_scans(second) == 0);
}

TEST_CASE("a sign of life is due when this host gave none for four minutes") {
    FarmDatabase farm;
    Connection connection = farm.connect();
    CHECK(load_farm(connection, all).activity_due);
    const std::string insert =
        "INSERT INTO scriptactivity (name, hostname, date_started, date_completed) VALUES ";
    farm.execute(insert +
                 "('slave-scanner', 'there', now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'),"
                 "('other', 'here', now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'),"
                 "('slave-scanner', 'here', now() AT TIME ZONE 'UTC' - interval '5 min', '2010-01-01')");
    CHECK(load_farm(connection, all).activity_due);
    farm.execute(insert +
                 "('slave-scanner', 'here', now() AT TIME ZONE 'UTC' - interval '3 min', '2010-01-01')");
    CHECK(!load_farm(connection, all).activity_due);
}

TEST_CASE("a farm without builders loads as one") {
    FarmDatabase farm;
    farm.execute(
        "UPDATE buildqueue SET builder = NULL; UPDATE buildfarmjob SET builder = NULL; DELETE FROM builder");
    Connection connection = farm.connect();
    const LoadedFarm loaded = load_farm(connection, all);
    CHECK(loaded.builders.empty());
    CHECK(loaded.ours.empty());
}

TEST_CASE("no load leaves a transaction open") {
    FarmDatabase farm;
    Connection connection = farm.connect();
    static_cast<void>(load_farm(connection, all));
    CHECK(farm.values(
              "SELECT state FROM pg_stat_activity WHERE application_name = 'buildd-scan' AND datname = '" +
              farm.name() + "'") == "idle");
}
