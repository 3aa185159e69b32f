#include "support/dice.hpp"
#include "support/farm.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

// The plan of a dry run against what the pass after it does, on random farms whose slaves deliver what they
// promise (spec: 6.2), and whether everything that is left has a reason (spec: 4.14).

namespace buildd::test {
namespace {

class PlannedFarm {
  public:
    explicit PlannedFarm(unsigned seed) : dice_(seed) {
        farm_.sql("DELETE FROM buildpackagejob; DELETE FROM buildqueue; DELETE FROM job; "
                  "UPDATE builder SET active = false");
        const int builders = 3 + dice_.below(6);
        for (int number = 0; number < builders; ++number) {
            add_builder(fmt::format("b{}", number));
        }
        for (int number = dice_.below(8); number > 0; --number) {
            add_waiting_job();
        }
    }

    [[nodiscard]] PassReport pass(bool dry_run) {
        auto request = farm_.request();
        request.dry_run = dry_run;
        request.explain = true;
        return farm_.pass(request);
    }

    /// Queue rows that wait or are suspended on no builder.
    [[nodiscard]] std::set<int> waiting() const {
        std::set<int> queues;
        for (const auto& row : farm_.rows("SELECT q.id FROM buildqueue q JOIN job j ON j.id = q.job "
                                          "WHERE q.builder IS NULL AND j.status IN (0, 4)")) {
            queues.insert(std::stoi(row));
        }
        return queues;
    }
    [[nodiscard]] std::set<int> without_job() const {
        std::set<int> builders;
        for (const auto& row : farm_.rows("SELECT id FROM builder WHERE id NOT IN (SELECT builder FROM "
                                          "buildqueue WHERE builder IS NOT NULL)")) {
            builders.insert(std::stoi(row));
        }
        return builders;
    }

  private:
    void add_builder(const std::string& name) {
        auto& slave = farm_.add_builder(name, dice_.percent(50) ? Generation::today : Generation::of_2010);
        if (dice_.percent(15)) {
            farm_.sql(fmt::format("UPDATE builder SET manual = true WHERE name = '{}'", name));
        }
        if (dice_.percent(20)) {
            farm_.sql(fmt::format("UPDATE builder SET failure_count = {} WHERE name = '{}'", dice_.below(15),
                                  name));
        }
        if (dice_.percent(10)) {
            farm_.sql(fmt::format(
                "UPDATE builder SET builderok = false, failnotes = 'tired' WHERE name = '{}'", name));
        }
        const bool has_job = dice_.percent(60);
        const auto cookie = has_job ? farm_.assign(farm_.queue(new_build(), dice_.below(100)), name)
                                    : std::string("PACKAGEBUILD-1-2-3");
        put_into_a_state(slave, dice_.percent(85) ? cookie : "PACKAGEBUILD-9-9-9");
    }

    int new_build() {
        const int build = farm_.new_build();
        if (dice_.percent(15)) { // where hoary, in development, does not allow it
            farm_.sql(fmt::format("UPDATE packagebuild SET pocket = {} WHERE id = (SELECT package_build FROM "
                                  "binarypackagebuild WHERE id = {})",
                                  dice_.one_of<int>({10, 20}), build));
        }
        if (dice_.percent(20)) {
            farm_.sql(fmt::format(
                "UPDATE buildfarmjob SET failure_count = 2 WHERE id = (SELECT build_farm_job FROM "
                "packagebuild p JOIN binarypackagebuild b ON b.package_build = p.id WHERE b.id = {})",
                build));
        }
        return build;
    }

    void put_into_a_state(SimulatedSlave& slave, const std::string& cookie) {
        const std::vector<std::string> outcomes{"OK",          "PACKAGEFAIL", "DEPFAIL",  "CHROOTFAIL",
                                                "BUILDERFAIL", "GIVENBACK",   "DANCEFAIL"};
        switch (dice_.below(8)) {
        case 0:
        case 1:
            return slave.set_idle();
        case 2:
            return slave.set_building(cookie, "a line\n");
        case 3:
            return slave.set_aborting(cookie);
        case 4:
            return slave.set_aborted(cookie);
        case 5:
            return slave.misbehave(closing());
        default:
            return slave.set_waiting(dice_.one_of(outcomes), cookie,
                                     {{"a_1_i386.changes", "changes of " + cookie}}, "libfoo-dev");
        }
    }

    void add_waiting_job() {
        const int queue = farm_.queue(new_build(), dice_.below(100));
        if (dice_.percent(20)) {
            farm_.sql(fmt::format(
                "UPDATE job SET status = 4 WHERE id = (SELECT job FROM buildqueue WHERE id = {})", queue));
        } else if (dice_.percent(10)) {
            farm_.sql(fmt::format("UPDATE buildqueue SET virtualized = true WHERE id = {}", queue));
        }
    }

    Dice dice_;
    TestFarm farm_;
};

std::vector<std::string> rows_of(const PassReport& report) {
    std::vector<std::string> rows{
        fmt::format("exit {}, {} asked, {} unreachable, {} collected, {} dispatched, {} reset, {} disabled",
                    static_cast<int>(report.status), report.totals.asked, report.totals.unreachable,
                    report.totals.collected, report.totals.dispatched, report.totals.reset,
                    report.totals.failed_builders)};
    for (const auto& row : report.builders) {
        rows.push_back(fmt::format("{}: {}, on {}, starts {}: {}", row.name, row.slave,
                                   row.build.value_or(BuildId{}), row.starts.value_or(BuildId{}),
                                   row.action));
    }
    return rows;
}

/// What a pass leaves has a reason, and nothing else has.
void check_reasons(const PlannedFarm& farm, const PassReport& report) {
    REQUIRE(report.explanation);
    std::set<int> jobs;
    for (const auto& job : report.explanation->jobs) {
        CHECK_FALSE(job.text.empty());
        CHECK(jobs.insert(job.queue.value).second);
    }
    CHECK(jobs == farm.waiting());
    std::set<int> builders;
    for (const auto& builder : report.explanation->builders) {
        CHECK_FALSE(builder.text.empty());
        CHECK(builders.insert(builder.builder.value).second);
    }
    CHECK(builders == farm.without_job());
}

/// The same reasons as planned, but for what the pass has taken out of the queue.
void check_planned_reasons(const PlannedFarm& farm, const PassReport& planned, const PassReport& done) {
    const auto waiting = farm.waiting();
    std::vector<JobExplanation> kept;
    std::copy_if(planned.explanation->jobs.begin(), planned.explanation->jobs.end(), std::back_inserter(kept),
                 [&](const JobExplanation& job) { return waiting.contains(job.queue.value); });
    CHECK(done.explanation->jobs == kept);
    CHECK(done.explanation->builders == planned.explanation->builders);
}

void compare(unsigned seed, int farms) {
    int dispatched = 0;
    int collected = 0;
    for (int number = 0; number < farms; ++number) {
        INFO("seed " << seed + static_cast<unsigned>(number));
        PlannedFarm farm(seed + static_cast<unsigned>(number));
        const auto planned = farm.pass(true);
        const auto done = farm.pass(false);
        CHECK(rows_of(done) == rows_of(planned));
        check_reasons(farm, done);
        check_planned_reasons(farm, planned, done);
        dispatched += done.totals.dispatched;
        collected += done.totals.collected;
    }
    CHECK(dispatched > 0);
    CHECK(collected > 0);
}

} // namespace

TEST_CASE("a pass does what its plan said, and everything it leaves has a reason") {
    compare(Catch::rngSeed(), 12);
}

TEST_CASE("hundreds of passes do what their plans said", "[.][long]") {
    compare(Catch::rngSeed() + 1000, 300);
}

} // namespace buildd::test
