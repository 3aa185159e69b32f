#include "support/slave_machine.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>
#include <vector>

using namespace buildd::test;
using namespace std::chrono_literals;

namespace {

const SlaveTime start{};
const std::string chroot_sha1(40, 'c');
const std::string dsc_sha1(40, 'd');
const Fault refused{8002, "error"};

std::vector<Value> build_call(const std::string& cookie) {
    const auto args =
        Value::record({{"series", "hoary"},
                       {"suite", "hoary"},
                       {"ogrecomponent", "main"},
                       {"arch_tag", "i386"},
                       {"archives", Value::list({"deb http://archive.example/ubuntu hoary main"})}});
    return {cookie, "binarypackage", chroot_sha1, Value::record({{"x_1.0.dsc", dsc_sha1}}), args};
}

/// A slave that has the files of build_call, and short ways to ask it.
struct Slave {
    explicit Slave(Generation generation) : machine{generation} {
        machine.put_file(chroot_sha1, std::nullopt);
        machine.put_file(dsc_sha1, std::nullopt);
    }

    Reply ask(const std::string& method) { return machine.call(method, {}, now); }
    Reply build(const std::string& cookie) { return machine.call("build", build_call(cookie), now); }
    std::string status() { return std::get<Value>(ask("status")).line(); }
    std::string log() {
        const auto content = machine.file("buildlog", now);
        return content ? content->bytes() : "none";
    }

    SlaveMachine machine;
    SlaveTime now = start;
};

Reply started(const std::string& cookie) {
    return Value::list({"BuilderStatus.BUILDING", cookie});
}

} // namespace

TEST_CASE("a build goes from IDLE over BUILDING to WAITING, and a clean ends it") {
    const auto generation = GENERATE(Generation::of_2010, Generation::today);
    Slave slave{generation};
    const bool today = generation == Generation::today;
    const Content deb{"a package"};
    BuildPlan plan;
    plan.duration = 10s;
    plan.log = "{source} {version} {arch}\nhalf\nrest\n";
    plan.files = {{"{source}_{version}_{arch}.deb", deb}};
    slave.machine.set_plan(plan);

    CHECK(slave.log() == "none");
    CHECK(slave.build("PACKAGEBUILD-1-1") == started("PACKAGEBUILD-1-1"));
    CHECK(slave.log().empty());
    slave.now += 9s;
    CHECK(slave.status() == (today ? "{build_id: PACKAGEBUILD-1-1, builder_status: BuilderStatus.BUILDING, "
                                     R"(logtail: base64:"x 1.0 i386\x0ahalf\x0a"})"
                                   : "[BuilderStatus.BUILDING, PACKAGEBUILD-1-1, "
                                     R"(base64:"x 1.0 i386\x0ahalf\x0a"])"));
    CHECK(slave.ask("clean") == Reply{refused});

    slave.now += 1s;
    const std::string files = "{x_1.0_i386.deb: " + deb.sha1() + "}";
    CHECK(slave.status() ==
          (today ? "{build_id: PACKAGEBUILD-1-1, build_status: BuildStatus.OK, builder_status: "
                   "BuilderStatus.WAITING, dependencies: \"\", filemap: " +
                       files + "}"
                 : "[BuilderStatus.WAITING, BuildStatus.OK, PACKAGEBUILD-1-1, " + files + ", \"\"]"));
    CHECK(slave.log() == "x 1.0 i386\nhalf\nrest\n");
    CHECK(slave.machine.file(deb.sha1(), slave.now)->bytes() == "a package");
    CHECK(slave.ask("abort") == Reply{refused});

    CHECK(slave.ask("clean") == Reply{Value{"BuilderStatus.IDLE"}});
    CHECK(slave.log() == "none");
    CHECK_FALSE(slave.machine.file(deb.sha1(), slave.now).has_value());
    CHECK(slave.machine.is_present(chroot_sha1));
    CHECK(slave.ask("clean") == Reply{refused});
    CHECK(slave.build("PACKAGEBUILD-2-1") == started("PACKAGEBUILD-2-1"));
}

TEST_CASE("an abort ends in ABORTED with a slave of 2010, in WAITING and ABORTED with one of today") {
    Slave old{Generation::of_2010};
    Slave today{Generation::today};
    for (Slave* slave : {&old, &today}) {
        CHECK(slave->build("PACKAGEBUILD-1-1") == started("PACKAGEBUILD-1-1"));
        CHECK(slave->ask("abort") == Reply{Value{"BuilderStatus.ABORTING"}});
        slave->now += 1h;
        CHECK(slave->machine.state(slave->now) == "BuilderStatus.ABORTING");
    }
    CHECK(old.ask("abort") == Reply{refused});
    CHECK(today.ask("abort") == Reply{Value{"BuilderStatus.ABORTING"}});
    CHECK(old.status() == "[BuilderStatus.ABORTING, PACKAGEBUILD-1-1]");
    old.machine.finish_abort();
    today.machine.finish_abort();
    CHECK(old.status() == "[BuilderStatus.ABORTED, PACKAGEBUILD-1-1]");
    CHECK(today.status() == "{build_id: PACKAGEBUILD-1-1, build_status: BuildStatus.ABORTED, builder_status: "
                            "BuilderStatus.WAITING}");
    CHECK(old.ask("clean") == Reply{Value{"BuilderStatus.IDLE"}});
    CHECK(today.ask("clean") == Reply{Value{"BuilderStatus.IDLE"}});
}

TEST_CASE("an abort ends after its duration, in 2010 also when the build would have ended") {
    Slave old{Generation::of_2010};
    Slave today{Generation::today};
    BuildPlan plan;
    plan.duration = 10s;
    for (Slave* slave : {&old, &today}) {
        slave->machine.set_plan(plan);
        CHECK(slave->build("PACKAGEBUILD-1-1") == started("PACKAGEBUILD-1-1"));
        CHECK(slave->ask("abort") == Reply{Value{"BuilderStatus.ABORTING"}});
        slave->now += 11s;
    }
    CHECK(old.machine.state(old.now) == "BuilderStatus.ABORTED");
    CHECK(today.machine.state(today.now) == "BuilderStatus.ABORTING");
    today.machine.set_abort_duration(11s);
    CHECK(today.machine.state(today.now) == "BuilderStatus.WAITING");
}

TEST_CASE("a slave refuses a build of an unknown kind or with missing files, without damage") {
    const auto generation = GENERATE(Generation::of_2010, Generation::today);
    Slave slave{generation};
    auto call = build_call("PACKAGEBUILD-1-1");
    SECTION("an unknown tag") {
        call[1] = "dreams";
        const auto reply = slave.machine.call("build", call, slave.now);
        CHECK(std::get<Value>(reply).at(0).text() == "BuilderStatus.UNKNOWNBUILDER");
    }
    SECTION("no chroot") {
        slave.machine.drop_file(chroot_sha1);
        const auto reply = slave.machine.call("build", call, slave.now);
        CHECK(std::get<Value>(reply).at(0).text() == "BuilderStatus.UNKNOWNSUM");
        CHECK(std::get<Value>(reply).at(1).text().starts_with("CHROOTSUM -> " + chroot_sha1 + "\n"));
    }
    SECTION("no source") {
        slave.machine.drop_file(dsc_sha1);
        const auto reply = slave.machine.call("build", call, slave.now);
        CHECK(std::get<Value>(reply).at(0).text() == "BuilderStatus.UNKNOWNSUM");
        CHECK(std::get<Value>(reply).at(1).text().starts_with("FILESUM -> " + dsc_sha1 + "\n"));
    }
    SECTION("no cookie") {
        CHECK(slave.build("") == Reply{refused});
    }
    SECTION("a cookie that is a number") {
        call[0] = Value::integer(7);
        CHECK(slave.machine.call("build", call, slave.now) == Reply{refused});
    }
    SECTION("a parameter too few") {
        call.pop_back();
        CHECK(slave.machine.call("build", call, slave.now) == Reply{refused});
    }
    CHECK(slave.machine.state(slave.now) == "BuilderStatus.IDLE");
}

TEST_CASE("a build that faults on an IDLE slave leaves it BUILDING for good") {
    const auto generation = GENERATE(Generation::of_2010, Generation::today);
    Slave slave{generation};
    const bool today = generation == Generation::today;
    auto call = build_call("PACKAGEBUILD-1-1");
    SECTION("an argument is missing") {
        call[4] = Value::record({{"series", "hoary"}, {"suite", "hoary"}});
        CHECK(slave.machine.call("build", call, slave.now) == Reply{refused});
    }
    SECTION("there is no .dsc") {
        call[3] = Value::record({{"x_1.0.tar.gz", dsc_sha1}});
        CHECK(slave.machine.call("build", call, slave.now) == Reply{refused});
    }
    SECTION("the cookie was used before a restart") {
        CHECK(slave.build("PACKAGEBUILD-1-1") == started("PACKAGEBUILD-1-1"));
        slave.machine.restart(slave.now);
        CHECK(slave.build("PACKAGEBUILD-1-1") == Reply{refused});
    }
    slave.now += 1h;
    CHECK(slave.status() ==
          (today ? "{build_id: PACKAGEBUILD-1-1, builder_status: BuilderStatus.BUILDING, logtail: "
                   R"(base64:""})"
                 : R"([BuilderStatus.BUILDING, PACKAGEBUILD-1-1, base64:""])"));
    CHECK(slave.ask("clean") == Reply{refused});
    CHECK(slave.ask("abort") == (today ? Reply{Value{"BuilderStatus.ABORTING"}} : Reply{refused}));
    slave.machine.set_abort_duration(0s);
    slave.machine.finish_abort();
    slave.now += 1h;
    CHECK(slave.machine.state(slave.now) == (today ? "BuilderStatus.ABORTING" : "BuilderStatus.BUILDING"));
    slave.machine.restart(slave.now);
    CHECK(slave.machine.state(slave.now) == "BuilderStatus.IDLE");
}

TEST_CASE("series and suite are required by slaves of today only") {
    auto call = build_call("PACKAGEBUILD-1-1");
    call[4] = Value::record({{"ogrecomponent", "main"}});
    Slave old{Generation::of_2010};
    CHECK(old.machine.call("build", call, old.now) == started("PACKAGEBUILD-1-1"));
    Slave today{Generation::today};
    CHECK(today.machine.call("build", call, today.now) == Reply{refused});
}

TEST_CASE(
    "a build sent to a slave that is not IDLE faults, puts its cookie in place and empties a running log") {
    const auto generation = GENERATE(Generation::of_2010, Generation::today);
    Slave slave{generation};
    CHECK(slave.build("PACKAGEBUILD-1-1") == started("PACKAGEBUILD-1-1"));
    slave.machine.append_log("much\n");
    CHECK(slave.build("PACKAGEBUILD-2-1") == Reply{refused});
    CHECK(slave.machine.cookie() == "PACKAGEBUILD-2-1");
    CHECK(slave.log().empty());
    slave.machine.append_log("more\n");
    CHECK(slave.log() == "more\n");

    slave.machine.finish_build();
    CHECK(slave.build("PACKAGEBUILD-3-1") == Reply{refused});
    CHECK(slave.machine.cookie() == "PACKAGEBUILD-3-1");
    CHECK(slave.machine.state(slave.now) == "BuilderStatus.WAITING");
    CHECK(slave.log() == "more\n");
}

TEST_CASE("a clean faults for ever once an output is gone, in 2010 also when two outputs are equal") {
    const Content same{"the same"};
    Slave old{Generation::of_2010};
    Slave today{Generation::today};
    for (Slave* slave : {&old, &today}) {
        slave->machine.set_waiting("OK", "PACKAGEBUILD-1-1", {{"a.deb", same}, {"b.deb", same}}, "");
    }
    CHECK(today.ask("clean") == Reply{Value{"BuilderStatus.IDLE"}});
    CHECK(old.ask("clean") == Reply{refused});
    CHECK(old.ask("clean") == Reply{refused});

    today.machine.set_waiting("OK", "PACKAGEBUILD-1-1", {{"a.deb", same}}, "");
    today.machine.drop_file(same.sha1());
    CHECK(today.ask("clean") == Reply{refused});
    CHECK(today.machine.state(today.now) == "BuilderStatus.WAITING");
}

TEST_CASE("a restarted slave is IDLE and keeps its cache and the old log") {
    const auto generation = GENERATE(Generation::of_2010, Generation::today);
    Slave slave{generation};
    CHECK(slave.build("PACKAGEBUILD-1-1") == started("PACKAGEBUILD-1-1"));
    slave.machine.append_log("cut short");
    slave.machine.restart(slave.now);
    CHECK(slave.machine.state(slave.now) == "BuilderStatus.IDLE");
    CHECK(slave.log() == "Building x 1.0 on i386.\ncut short");
    CHECK(slave.machine.is_present(chroot_sha1));
    CHECK(slave.build("PACKAGEBUILD-2-1") == started("PACKAGEBUILD-2-1"));
}

TEST_CASE("only a slave of today fails the chroot when it gets no archives") {
    auto call = build_call("PACKAGEBUILD-1-1");
    call[4] = Value::record(
        {{"series", "hoary"}, {"suite", "hoary"}, {"ogrecomponent", "main"}, {"archives", Value::list({})}});
    for (const auto generation : {Generation::of_2010, Generation::today}) {
        Slave slave{generation};
        CHECK(slave.machine.call("build", call, slave.now) == started("PACKAGEBUILD-1-1"));
        slave.machine.finish_build();
        const bool failed = slave.status().find("BuildStatus.CHROOTFAIL") != std::string::npos;
        CHECK(failed == (generation == Generation::today));
    }
}

TEST_CASE("the log tail is the last 2048 bytes, and a private archive's has no passwords") {
    CHECK(log_tail(std::string(3000, 'x'), false) == std::string(2048, 'x'));
    CHECK(log_tail("short", false) == "short");
    CHECK(log_tail("secret line\nGet http://buildd:s3cret@ppa.example/x\n", true) ==
          "Get http://ppa.example/x\n");
}

TEST_CASE("unknown methods and superfluous parameters fault") {
    Slave slave{Generation::today};
    CHECK(slave.ask("frobnicate") == Reply{Fault{8001, "procedure frobnicate not found"}});
    CHECK(slave.machine.call("status", {"x"}, slave.now) == Reply{refused});
}
