#include "base/error.hpp"
#include "scan/killing.hpp"
#include "scan/scenes.hpp"
#include "support/program.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

// When passes write to whom, and what becomes of mails when something dies or refuses (spec: 3.9, 3.11).

namespace {

using namespace buildd;
using namespace buildd::test;

using Lines = std::vector<std::string>;
using Moment = DatabaseGate::Moment;

/// Build 8 on bob, who has finished it with an outcome.
struct FailedScene {
    TestFarm farm;
    SimulatedSlave& bob = farm.slave_for("bob");
    std::string cookie = farm.assign(1, "bob");

    explicit FailedScene(const std::string& outcome = "PACKAGEFAIL") { bob.set_waiting(outcome, cookie); }
};

/// The unfolded values of a header in all mails that were sent, in order of recipients.
Lines all(const TestFarm& farm, const std::string& header) {
    Lines values;
    for (const auto& mail : farm.mails()) {
        const auto begin = ("\n" + mail).find("\n" + header + ": ");
        REQUIRE(begin != std::string::npos);
        const auto from = begin + header.size() + 2;
        auto end = mail.find('\n', from);
        while (mail.compare(end, 2, "\n ") == 0) {
            end = mail.find('\n', end + 1);
        }
        auto value = mail.substr(from, end - from);
        std::erase(value, '\n');
        values.push_back(value);
    }
    return values;
}

const Lines the_three{"cprov@example.com", "foo.bar@example.com", "mark@example.com"};

/// The last line of the log, if it is of that level.
std::optional<std::string> last(const TestFarm& farm, Level level) {
    const auto found = std::find_if(farm.lines.rbegin(), farm.lines.rend(),
                                    [&](const LogLine& line) { return line.level == level; });
    return found == farm.lines.rend() ? std::nullopt : std::optional(found->text);
}

/// A way by which no mail can go: its folder would be in a file.
std::string blocked_way(const TestFarm& farm) {
    return "dir:" + (farm.root() / "buildd-scan.conf" / "mail").string();
}

ScanRequest blocked(const TestFarm& farm) {
    auto request = farm.request();
    static_cast<void>(farm.configuration(request)); // the file in the way
    request.settings.mail_via = blocked_way(farm);
    return request;
}

} // namespace

TEST_CASE("a failed build makes three mails: to its creator, and to the members of the admin team") {
    FailedScene scene(GENERATE(as<std::string>(), "PACKAGEFAIL", "CHROOTFAIL"));
    CHECK(scene.farm.pass().status == ExitStatus::done);
    CHECK(all(scene.farm, "To") == the_three);
    const std::string subject = "[Build #8] i386 build of mozilla-firefox 0.9 in ubuntu hoary RELEASE";
    CHECK(all(scene.farm, "Subject") == Lines{subject, subject, subject});
    CHECK(all(scene.farm, "X-Creator-Recipient") ==
          Lines{"mark@example.com", "mark@example.com", "mark@example.com"});
    CHECK(runs_left(scene.farm).empty());
    scene.farm.sql("UPDATE buildfarmjob SET status = 0 WHERE id = 8");
    CHECK(scene.farm.pass().status == ExitStatus::done);
    CHECK(scene.farm.mails().size() == 3);
}

TEST_CASE("with notify-owner false the creator hears nothing, but is named") {
    FailedScene scene;
    auto request = scene.farm.request();
    request.settings.notify_owner = false;
    CHECK(scene.farm.pass(request).status == ExitStatus::done);
    CHECK(all(scene.farm, "To") == Lines{"cprov@example.com", "foo.bar@example.com"});
    CHECK(all(scene.farm, "X-Creator-Recipient") == Lines{"mark@example.com", "mark@example.com"});
}

TEST_CASE("a copied build that fails in a PPA makes one mail, to the PPA's owner") {
    TestFarm farm;
    auto& bob = farm.slave_for("bob");
    farm.sql(R"(
        INSERT INTO sourcepackagename (id, name) VALUES (26, 'cdrkit');
        INSERT INTO sourcepackagerelease (id, sourcepackagename, version, component, section, creator, maintainer,
                                          upload_archive, upload_distroseries, urgency, format, architecturehintlist, dsc_format)
        VALUES (33, 26, '1.0', 1, 1, 1, 1, 1, 1, 1, 1, 'any', '1.0');
        INSERT INTO buildfarmjob (id, job_type, status) VALUES (26, 1, 0);
        INSERT INTO packagebuild (id, build_farm_job, archive, pocket) VALUES (20, 26, 9, 0);
        INSERT INTO binarypackagebuild (id, package_build, distro_arch_series, source_package_release)
        VALUES (26, 20, 1, 33);
        UPDATE buildqueue SET builder = NULL WHERE id = 1)");
    bob.set_waiting("PACKAGEFAIL", farm.assign(farm.queue(26), "bob"));
    CHECK(farm.pass().status == ExitStatus::done);
    CHECK(all(farm, "To") == Lines{"cprov@example.com"});
    CHECK(all(farm, "Subject") ==
          Lines{"[Build #26] i386 build of cdrkit 1.0 in ubuntu warty RELEASE (cprov PPA)"});
    CHECK(all(farm, "X-Launchpad-PPA") == Lines{"cprov"});
}

TEST_CASE("nobody is written to when mail is switched off, either way, and nothing is composed") {
    FailedScene scene;
    auto request = scene.farm.request();
    SECTION("mail-via none") {
        request.settings.mail_via = "none";
    }
    SECTION("send-build-notification false") {
        request.settings.send_build_notification = false;
    }
    CHECK(scene.farm.pass(request).status == ExitStatus::done);
    CHECK(scene.farm.value("SELECT status FROM buildfarmjob WHERE id = 8") == "2");
    CHECK(scene.farm.mails().empty());
    CHECK(runs_left(scene.farm).empty());
}

TEST_CASE("outcomes that are nobody's failure make no mail") {
    FailedScene scene(GENERATE(as<std::string>(), "OK", "DEPFAIL", "BUILDERFAIL", "GIVENBACK", "ABORTED"));
    CHECK(scene.farm.pass().status == ExitStatus::done);
    CHECK(scene.farm.mails().empty());
}

TEST_CASE("a build that is given up although nothing was collected makes mails, without a log") {
    TestFarm farm;
    farm.slave_for("bob"); // IDLE: it forgot the job
    static_cast<void>(farm.assign(1, "bob"));
    farm.sql("UPDATE buildfarmjob SET failure_count = 2 WHERE id = 8");
    CHECK(farm.pass().status == ExitStatus::done);
    CHECK(farm.value("SELECT status FROM buildfarmjob WHERE id = 8") == "2");
    CHECK(all(farm, "To") == the_three);
    for (const auto& mail : farm.mails()) {
        CHECK_THAT(mail, Catch::Contains("\n * Build Log: not available\n"));
    }
    CHECK(runs_left(farm).empty());
}

TEST_CASE("a build whose guard does not hold makes no mail") {
    FailedScene scene;
    DatabaseGate gate(shared_server());
    gate.on(Moment::before, guard_statement,
            [&] { scene.farm.sql("UPDATE job SET attempt_count = 7 WHERE id = 1"); });
    auto request = scene.farm.request();
    request.settings.database = gate.route(request.settings.database);
    CHECK(scene.farm.pass(request).status == ExitStatus::done);
    CHECK(gate.fired() == 1);
    CHECK(scene.farm.mails().empty());
    CHECK(runs_left(scene.farm).empty());
}

TEST_CASE("a pass that dies before its commit has written to nobody, and the next one does once") {
    FailedScene scene;
    kill_at(scene.farm, Moment::instead, "COMMIT");
    CHECK(scene.farm.mails().empty());
    CHECK_FALSE(runs_left(scene.farm).empty());
    CHECK(scene.farm.pass().status == ExitStatus::done);
    CHECK(all(scene.farm, "To") == the_three);
    CHECK(runs_left(scene.farm).empty());
}

TEST_CASE("the mails of a pass that dies after its commit are sent by the next one, once") {
    FailedScene scene;
    kill_at(scene.farm, Moment::after, "COMMIT");
    CHECK(scene.farm.mails().empty());
    CHECK(scene.farm.value("SELECT status FROM buildfarmjob WHERE id = 8") == "2");
    CHECK(scene.farm.pass().status == ExitStatus::done);
    CHECK(all(scene.farm, "To") == the_three);
    CHECK(runs_left(scene.farm).empty());
    CHECK(scene.farm.pass().status == ExitStatus::done);
    CHECK(scene.farm.mails().size() == 3);
}

TEST_CASE("mails that cannot go out wait in the staging folder, and go out with a later pass") {
    FailedScene scene;
    CHECK(scene.farm.pass(blocked(scene.farm)).status == ExitStatus::done);
    CHECK(scene.farm.value("SELECT status FROM buildfarmjob WHERE id = 8") == "2");
    CHECK(scene.farm.mails().empty());
    const auto warning = last(scene.farm, Level::warning);
    REQUIRE(warning);
    CHECK_THAT(*warning, Catch::StartsWith("3 mails wait for the next pass: "));
    CHECK(scene.bob.calls_of("clean").size() == 1); // told all the same

    scene.farm.lines.clear();
    CHECK(scene.farm.pass(blocked(scene.farm)).status == ExitStatus::done);
    CHECK_FALSE(runs_left(scene.farm).empty());
    scene.farm.lines.clear();
    CHECK(scene.farm.pass().status == ExitStatus::done);
    CHECK(all(scene.farm, "To") == the_three);
    CHECK_FALSE(last(scene.farm, Level::warning));
    CHECK(runs_left(scene.farm).empty());
}

TEST_CASE("a dry run composes nothing") {
    FailedScene scene;
    auto request = scene.farm.request();
    request.dry_run = true;
    CHECK(scene.farm.pass(request).status == ExitStatus::done);
    CHECK(scene.farm.mails().empty());
    CHECK(scene.farm.files().empty());
}

TEST_CASE("no mail holds a password, whatever URLs and logs hold") {
    FailedScene scene;
    scene.farm.sql("UPDATE archive SET private = true, buildd_secret = 'sekrit', require_virtualized = false "
                   "WHERE id = 9");
    scene.farm.sql("UPDATE packagebuild SET archive = 9 WHERE id = 4");
    scene.farm.sql("UPDATE builder SET failnotes = 'http://u:sekrit@host/' WHERE id = 1");
    scene.bob.set_log(Content("fetching http://buildd:sekrit@private-ppa.example.com/\n"));
    CHECK(scene.farm.pass().status == ExitStatus::done);
    REQUIRE(scene.farm.mails().size() == 1);
    const auto mail = scene.farm.mails().front();
    CHECK_THAT(mail, Catch::Contains("To: cprov@example.com\n"));
    CHECK_THAT(mail, !Catch::Contains("sekrit") && !Catch::Contains(scene.bob.url()));
}

TEST_CASE(
    "a transport that is none, or a sender that is no address, ends the program before it does anything") {
    FailedScene scene;
    const auto run = run_program({"--config", scene.farm.configuration(), "--mail-via", "pigeon"});
    CHECK(run.status == 64);
    auto request = scene.farm.request();
    request.settings.mail_from = "nobody";
    CHECK_THROWS_AS(scene.farm.pass(request), ConfigurationError);
    CHECK(scene.bob.calls().empty());
}

TEST_CASE("mails of a dead pass go out also with a pass that has no builder of its own") {
    FailedScene scene;
    kill_at(scene.farm, Moment::after, "COMMIT");
    scene.farm.sql("UPDATE buildfarmjob SET builder = NULL; DELETE FROM buildqueue WHERE builder IS NOT NULL;"
                   "DELETE FROM builder");
    CHECK(scene.farm.pass().status == ExitStatus::done);
    CHECK(all(scene.farm, "To") == the_three);
    CHECK(runs_left(scene.farm).empty());
}

TEST_CASE("a failed build of which nobody can be told for want of storage waits, and the rest of the pass "
          "goes on") {
    TestFarm farm;
    farm.slave_for("bob"); // IDLE: it forgot the job
    auto& eve = farm.add_builder("eve");
    static_cast<void>(farm.assign(1, "bob"));
    farm.sql("UPDATE buildfarmjob SET failure_count = 2 WHERE id = 8; UPDATE builder SET manual = true WHERE "
             "name = 'bob'");
    farm.during_probe([&] { std::filesystem::remove_all(farm.root() / "root" / "grabbing"); });
    CHECK(farm.pass().status == ExitStatus::storage);
    CHECK(farm.value("SELECT status FROM buildfarmjob WHERE id = 8") == "6");
    CHECK(eve.cookie() == "PACKAGEBUILD-11-2-1");
    CHECK(std::count_if(farm.lines.begin(), farm.lines.end(),
                        [](const LogLine& line) { return line.level >= Level::error; }) == 1);
    CHECK(farm.pass().status == ExitStatus::done);
    CHECK(all(farm, "To") == the_three);
}
