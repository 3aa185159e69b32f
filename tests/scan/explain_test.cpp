#include "support/farm.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <functional>
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <vector>

// Each reason of spec 4.14, by a pass over a farm in which it is so.

namespace buildd::test {
namespace {

/// Bob is free, with nothing against build 11, which waits as queue row 2. Frog is disabled.
struct ExplainScene {
    ExplainScene() : bob(farm.slave_for("bob")), other_scan(farm_connection()) {
        farm.sql("DELETE FROM buildpackagejob WHERE job = 1; DELETE FROM buildqueue WHERE id = 1; "
                 "DELETE FROM job WHERE id = 1; DELETE FROM builder WHERE name = 'frog'");
    }

    [[nodiscard]] Explanation explain(bool dry_run) {
        auto request = farm.request();
        request.dry_run = dry_run;
        request.explain = true;
        auto report = farm.pass(request);
        REQUIRE(report.explanation);
        return *std::move(report.explanation);
    }
    [[nodiscard]] std::string why_job(int queue, bool dry_run) {
        for (const auto& job : explain(dry_run).jobs) {
            if (job.queue.value == queue) {
                return name_of(job.reason) + " " + job.text;
            }
        }
        return "not waiting";
    }
    [[nodiscard]] std::string why_builder(const std::string& name, bool dry_run) {
        for (const auto& builder : explain(dry_run).builders) {
            if (builder.name == name) {
                return name_of(builder.reason) + " " + builder.text;
            }
        }
        return "not idle";
    }

    /// As another scan takes a lock.
    void lock(const std::string& what) {
        pqxx::nontransaction(other_scan).exec("SELECT pg_advisory_lock(" + what + ")");
    }

    TestFarm farm;
    SimulatedSlave& bob;
    pqxx::connection other_scan;

  private:
    [[nodiscard]] std::string farm_connection() const {
        return shared_server().connection_string(farm.database()) + " application_name=buildd-scan";
    }
};

const std::string title = "i386 build of alsa-utils 1.0.9a-4ubuntu1 in ubuntu hoary RELEASE (11)";

/// What keeps build 11 from being started, whoever is free.
struct Row {
    std::string reason;
    std::string sql;
};

const std::vector<Row>& rows() {
    static const std::vector<Row> table{
        {"suspended suspended", "UPDATE job SET status = 4 WHERE id = 2"},
        {"other-type not a binary package build", "UPDATE buildqueue SET job_type = 2 WHERE id = 2"},
        {"build-status build is MANUALDEPWAIT", "UPDATE buildfarmjob SET status = 3 WHERE id = 11"},
        {"archive-disabled archive ubuntu-team/primary is disabled",
         "UPDATE archive SET enabled = false WHERE id = 1"},
        {"private-unpublished private source is not published",
         "UPDATE archive SET private = true, buildd_secret = 'sekrit' WHERE id = 10; "
         "UPDATE packagebuild SET archive = 10 WHERE id = 7; "
         "UPDATE sourcepackagepublishinghistory SET archive = 10, status = 1 WHERE id = 12"},
        {"file-missing source file alsa-utils_1.0.9a-4ubuntu1.dsc has no content",
         "UPDATE libraryfilealias SET content = NULL WHERE id = 43"},
        {"virtual Attempt to build virtual item on a non-virtual builder.",
         "UPDATE archive SET require_virtualized = true WHERE id = 1"},
        {"missing-chroot Missing CHROOT for ubuntu/hoary/i386",
         "DELETE FROM pocketchroot WHERE distroarchseries = 6"},
        {"illegal-pocket i386 build of alsa-utils 1.0.9a-4ubuntu1 in ubuntu hoary UPDATES (11) can not be "
         "built for pocket UPDATES: invalid pocket due to the series status of hoary.",
         "UPDATE packagebuild SET pocket = 20 WHERE id = 7"},
        {"component " + title + ": unknown component odd",
         "INSERT INTO component (id, name) VALUES (9, 'odd'); "
         "UPDATE sourcepackagepublishinghistory SET component = 9 WHERE id = 12"},
        {"external Exception during external dependency processing: ubuntu-team/primary: "
         "deb http://user:***@repository %(series)",
         "UPDATE archive SET external_dependencies = 'deb http://user:sekrit@repository %(series)' "
         "WHERE id = 1"},
        {"no-dsc " + title + ": source without a .dsc",
         "UPDATE libraryfilealias SET filename = 'alsa-utils.tar.gz' WHERE id = 43"},
        {"no-builder no free builder of its class (386, native)",
         "UPDATE builder SET manual = true WHERE name = 'bob'"},
        {"no-builder no free builder of its class (386, virtual)",
         "UPDATE buildqueue SET virtualized = NULL WHERE id = 2"},
        {"no-builder no free builder of its class (any processor, virtual)",
         "UPDATE buildqueue SET virtualized = true, processor = NULL WHERE id = 2"},
    };
    return table;
}

} // namespace

TEST_CASE("a job that cannot be started waits for what is wrong with it") {
    for (const auto& row : rows()) {
        INFO(row.reason);
        ExplainScene scene;
        scene.farm.sql(row.sql);
        CHECK(scene.why_job(2, true) == row.reason);
        CHECK(scene.why_job(2, false) == row.reason);
        CHECK(scene.bob.calls_of("build").empty());
    }
}

TEST_CASE("a job that is to leave the queue waits for a builder to meet it, and then waits no more") {
    const std::vector<Row> table{
        {"security SECURITY pocket, to be failed", "UPDATE packagebuild SET pocket = 10 WHERE id = 7"},
        {"superseded source superseded, to be removed",
         "UPDATE sourcepackagepublishinghistory SET status = 3 WHERE id = 12"},
    };
    for (const auto& row : table) {
        INFO(row.reason);
        ExplainScene scene;
        scene.farm.sql(row.sql);
        CHECK(scene.why_job(2, true) == row.reason);
        scene.farm.sql("UPDATE builder SET manual = true");
        CHECK(scene.why_job(2, false) == row.reason);
        scene.farm.sql("UPDATE builder SET manual = false");
        CHECK(scene.why_job(2, false) == "not waiting");
    }
}

TEST_CASE("a job whose build call no slave may be sent") {
    ExplainScene scene;
    scene.farm.sql("UPDATE libraryfilealias SET filename = 'a' || chr(1) || '.dsc' WHERE id = 43");
    CHECK(scene.why_job(2, true).starts_with("unsound-call " + title + ": not sent to a slave: "));
}

TEST_CASE("a job and a free builder wait while another scan is dispatching") {
    ExplainScene scene;
    scene.lock("1651729258, 0");
    CHECK(scene.why_job(2, false) == "other-dispatch another scan was dispatching");
    CHECK(scene.why_builder("bob", false) == "other-dispatch another scan was dispatching");
}

TEST_CASE("a job that was reset by the pass, and one that comes after others") {
    ExplainScene scene;
    const auto build = scene.farm.new_build();
    const int forgotten = scene.farm.queue(build, 500);
    static_cast<void>(scene.farm.assign(forgotten, "bob"));
    CHECK(scene.why_job(forgotten, true) == "reset was reset by this pass");
    CHECK(scene.why_job(forgotten, false) == "reset was reset by this pass");

    scene.farm.sql("UPDATE buildqueue SET builder = NULL; UPDATE job SET status = 0");
    scene.farm.sql("UPDATE buildfarmjob SET status = 0, failure_count = 0, builder = NULL WHERE status = 6");
    scene.bob.set_idle();
    CHECK(scene.why_job(2, true) == "rank lower rank than 1 others");
    CHECK(scene.why_job(2, false) == "rank lower rank than 1 others");
}

TEST_CASE("a job that failed on the only free builder of its class waits for another") {
    ExplainScene scene;
    auto& dan = scene.farm.add_builder("dan");
    const int queue = scene.farm.queue(scene.farm.new_build(), 500);
    dan.set_building(scene.farm.assign(queue, "dan"), "log");
    scene.farm.sql("UPDATE buildfarmjob SET failure_count = 1, builder = 1 WHERE id = 11; "
                   "UPDATE job SET attempt_count = 1 WHERE id = 2");
    CHECK(scene.why_job(2, true) == "last-builder failed on bob before");
    CHECK(scene.why_job(2, false) == "last-builder failed on bob before");
    CHECK(scene.why_builder("bob", true) == "no-candidate no candidate");
    CHECK(scene.why_builder("bob", false) == "no-candidate no candidate");
}

TEST_CASE("a job of a public archive that has its share of the builders waits") {
    ExplainScene scene;
    auto& dan = scene.farm.add_builder("dan");
    const int queue = scene.farm.queue(scene.farm.new_build(), 500);
    dan.set_building(scene.farm.assign(queue, "dan"), "log");
    scene.farm.sql("UPDATE archive SET require_virtualized = false WHERE id = 9; "
                   "UPDATE packagebuild SET archive = 9; "
                   "UPDATE sourcepackagepublishinghistory SET archive = 9 WHERE id = 12");
    CHECK(scene.why_job(2, true) == "share its PPA builds on 1 of 2 builders, limit 80 %");
    CHECK(scene.why_job(2, false) == "share its PPA builds on 1 of 2 builders, limit 80 %");
}

TEST_CASE("a job behind more rejects than a builder may meet in a pass is not reached") {
    ExplainScene scene;
    for (int index = 0; index < 11; ++index) {
        scene.farm.queue(scene.farm.new_build(), 500);
    }
    scene.farm.sql("UPDATE packagebuild SET pocket = 10 WHERE id <> 7");
    CHECK(scene.why_job(2, true) == "not-reached not reached in this pass");
    CHECK(scene.why_job(2, false) == "not-reached not reached in this pass");
}

TEST_CASE("a builder without a job is without one for a reason") {
    struct BuilderRow {
        std::string reason;
        std::function<void(ExplainScene&)> make;
    };
    const auto sql = [](const std::string& statement) {
        return [statement](ExplainScene& scene) { scene.farm.sql(statement); };
    };
    const std::vector<BuilderRow> table{
        {"held held by another scan", [](ExplainScene& scene) { scene.lock("1651729250, 1"); }},
        {"inactive inactive", sql("UPDATE builder SET active = false")},
        {"disabled disabled: it smells",
         sql("UPDATE builder SET builderok = false, failnotes = 'it smells'")},
        {"disabled disabled: no reason given", sql("UPDATE builder SET builderok = false, failnotes = NULL")},
        {"manual manual", sql("UPDATE builder SET manual = true")},
        {"failed failed in this pass: Unknown status code (BuilderStatus.DANCING) returned from status() "
         "probe.",
         [](ExplainScene& scene) { scene.bob.set_state("BuilderStatus.DANCING"); }},
        {"busy busy: slave is ABORTED", [](ExplainScene& scene) { scene.bob.set_aborted("cookie"); }},
        {"busy busy: slave is BUILDING", [](ExplainScene& scene) { scene.bob.set_building("cookie"); }},
        {"no-vm-host no vm_host", sql("UPDATE builder SET virtualized = true, vm_host = NULL")},
        {"no-candidate no candidate", sql("UPDATE archive SET enabled = false")},
    };
    for (const auto& row : table) {
        INFO(row.reason);
        ExplainScene scene;
        row.make(scene);
        CHECK(scene.why_builder("bob", true) == row.reason);
        CHECK(scene.why_builder("bob", false) == row.reason);
    }
    ExplainScene scene;
    scene.farm.sql("UPDATE builder SET url = 'http://127.0.0.1:1/'");
    CHECK(scene.why_builder("bob", true).starts_with("unreachable unreachable: "));
    CHECK(scene.why_builder("bob", false).starts_with("unreachable unreachable: "));
}

TEST_CASE("a builder that somebody changed while the pass went on is left for the next one") {
    ExplainScene scene;
    scene.farm.during_probe([&] { scene.farm.sql("UPDATE builder SET failure_count = 1"); });
    const auto explanation = scene.explain(false);
    REQUIRE(explanation.builders.size() == 1);
    CHECK(explanation.builders[0].text == "changed meanwhile, left for the next pass");
    REQUIRE(explanation.jobs.size() == 1);
    CHECK(explanation.jobs[0].reason == WaitReason::not_reached);
}

TEST_CASE("a builder or a job that is given away is not explained, and only builders asked for are") {
    ExplainScene scene;
    static_cast<void>(scene.farm.add_builder("dan"));
    auto request = scene.farm.request();
    request.explain = true;
    request.dry_run = true;
    request.builders = {"dan"};
    const auto planned = scene.farm.pass(request).explanation;
    REQUIRE(planned);
    CHECK(planned->jobs.empty());
    CHECK(planned->builders.empty());
    const auto done = scene.explain(false);
    CHECK(done.jobs.empty());
    REQUIRE(done.builders.size() == 1);
    CHECK(done.builders[0].name == "dan");
}

TEST_CASE("a pass that other scans left nothing to do explains that") {
    ExplainScene scene;
    scene.lock("1651729250, 1");
    const auto explanation = scene.explain(false);
    REQUIRE(explanation.jobs.size() == 1);
    CHECK(explanation.jobs[0].reason == WaitReason::no_builder);
    REQUIRE(explanation.builders.size() == 1);
    CHECK(explanation.builders[0].reason == IdleReason::held);
}

} // namespace buildd::test
