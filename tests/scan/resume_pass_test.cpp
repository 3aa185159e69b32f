#include "support/farm.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <fstream>

// Passes over virtual builders whose resume commands misbehave (spec: 4.8).

namespace buildd::test {
namespace {

/// Virtual builders, each with a resume command of its own, and a job for each of them.
class VirtualFarm {
  public:
    VirtualFarm() : request(farm.request()) {
        farm.sql("UPDATE builder SET active = false; "
                 "DELETE FROM buildpackagejob WHERE job = 1; DELETE FROM buildqueue WHERE id = 1; "
                 "DELETE FROM job WHERE id = 1; "
                 "UPDATE buildqueue SET virtualized = true WHERE id = 2");
        request.settings.vm_resume_command = (farm.root() / "%(vm_host)s").string() + " %(buildd_name)s";
        request.settings.vm_resume_timeout = std::chrono::seconds(1);
    }

    /// Its command is this shell script, which runs in a folder for all; none: there is no such command.
    SimulatedSlave& add(const std::string& name, const std::string& script) {
        auto& slave = farm.add_builder(name);
        farm.sql(
            fmt::format("UPDATE builder SET virtualized = true, vm_host = '{0}' WHERE name = '{0}'", name));
        if (farm.slaves().slaves().size() > 1) {
            farm.queue(farm.new_build());
            farm.sql("UPDATE buildqueue SET virtualized = true WHERE builder IS NULL");
        }
        if (!script.empty()) {
            const auto file = farm.root() / name;
            std::ofstream(file) << "#!/bin/sh\ncd " << farm.root().string() << "\n" << script << "\n";
            REQUIRE(::chmod(file.c_str(), S_IRWXU) == 0);
        }
        return slave;
    }

    /// `OUT` and `ERR` as the log has them.
    [[nodiscard]] static LogLine failure(const SimulatedSlave& slave, const std::string& out,
                                         const std::string& errors) {
        return {Level::warning,
                fmt::format(R"({} ({}): resume failed: Resuming failed:\x0AOUT:\x0A{}\x0AERR:\x0A{}\x0A)",
                            slave.name(), slave.url(), out, errors)};
    }
    [[nodiscard]] bool logged(const LogLine& line) const { return farm.logged(line.level, line.text); }

    TestFarm farm;
    ScanRequest request;
};

/// The process id that a script wrote.
pid_t noted(const TestFarm& farm, const std::string& file) {
    pid_t id = 0;
    std::ifstream(farm.root() / file) >> id;
    return id;
}

} // namespace

TEST_CASE(
    "a resume command that misbehaves costs its builder this pass, is quoted in the log, and no other") {
    VirtualFarm scene;
    auto& failing = scene.add("failing", "echo no host; echo down >&2; exit 3");
    auto& chatty = scene.add("chatty", "head -c 3000000 /dev/zero | tr '\\0' o; "
                                       "head -c 3000000 /dev/zero | tr '\\0' e >&2; exit 1");
    auto& hanging = scene.add("hanging", "echo waiting; sleep 3600");
    auto& dying = scene.add("dying", "kill -KILL $$");
    auto& missing = scene.add("missing", "");
    auto& loud = scene.add("loud", "head -c 3000000 /dev/zero");
    auto& forking = scene.add("forking", "sleep 3600 & echo $! >child");
    auto& well = scene.add("well", "echo \"$*\" >words");
    const auto report = scene.farm.pass(scene.request);
    CHECK(report.status == ExitStatus::done);
    CHECK(report.totals.dispatched == 8);

    const std::string kept(std::size_t{64} * 1024, 'o');
    CHECK(scene.logged(scene.failure(failing, "no host\\x0A", "down\\x0A")));
    CHECK(scene.logged(scene.failure(chatty, kept, std::string(kept.size(), 'e'))));
    CHECK(scene.logged(scene.failure(hanging, "waiting\\x0A", "killed after 1 s")));
    CHECK(scene.logged(scene.failure(dying, "", "")));
    CHECK(scene.logged(scene.failure(missing, "", "No such file or directory")));
    for (auto* slave : {&failing, &chatty, &hanging, &dying, &missing}) {
        INFO(slave->name());
        CHECK(slave->call_lines() == std::vector<std::string>{"status"});
        // The next pass judges: it finds the slave IDLE beside its job.
        CHECK(
            scene.farm.value(fmt::format("SELECT j.status FROM buildqueue q JOIN job j ON j.id = q.job JOIN "
                                         "builder b ON b.id = q.builder WHERE b.name = '{}'",
                                         slave->name())) == "1");
        CHECK(scene.farm.value(fmt::format(
                  "SELECT builderok AND failure_count = 0 FROM builder WHERE name = '{}'", slave->name())) ==
              "t");
    }
    for (auto* slave : {&loud, &forking, &well}) {
        INFO(slave->name());
        CHECK(slave->state() == "BuilderStatus.BUILDING");
    }
    for (const auto& line : scene.farm.lines) {
        INFO(line.text.substr(0, 200));
        CHECK((line.level < Level::warning || line.text.find(": resume failed: ") != std::string::npos));
    }
    std::string words;
    std::getline(std::ifstream(scene.farm.root() / "words") >> std::ws, words);
    CHECK(words == "127");

    const auto child = noted(scene.farm, "child");
    REQUIRE(child > 1);
    CHECK(::kill(child, SIGKILL) == 0); // it still held the pipes when the pass was over
}

TEST_CASE("the next pass takes back the job of a builder that could not be resumed") {
    VirtualFarm scene;
    auto& failing = scene.add("failing", "exit 1");
    static_cast<void>(scene.farm.pass(scene.request));
    CHECK(scene.farm.value("SELECT attempt_count FROM job WHERE id = 2") == "1");
    failing.forget_calls();
    static_cast<void>(scene.farm.pass(scene.request));
    CHECK(scene.farm.logged(Level::warning, fmt::format("Builder {} forgot about buildqueue 2 -- resetting "
                                                        "buildqueue record",
                                                        failing.url())));
    CHECK(scene.farm.value("SELECT failure_count FROM builder WHERE name = 'failing'") == "3");
    CHECK(failing.calls_of("build").empty());
}

} // namespace buildd::test
