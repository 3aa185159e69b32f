#include "scan/verdict_scene.hpp"

#include <catch2/catch.hpp>

// Virtualized builders: the machine is reset instead of the slave cleaned (spec: 2.9, 4.8).

namespace buildd::test {
namespace {

using Given = void (*)(VerdictScene&);

/// Bob is virtualized, build 11 waits for such a builder, and a resume leaves a file below root.
void make_virtual(VerdictScene& scene) {
    scene.farm.sql("UPDATE builder SET virtualized = true, vm_host = 'bob.ppa' WHERE id = 1");
    scene.farm.sql("UPDATE buildqueue SET virtualized = true WHERE id = 2");
    scene.request.settings.vm_resume_command =
        "touch " + scene.request.settings.root.string() + "/resumed-%(vm_host)s-%(buildd_name)s";
}

std::function<void(VerdictScene&)> on_a_virtual_machine(Given given) {
    return [given](VerdictScene& scene) {
        make_virtual(scene);
        given(scene);
    };
}

/// One point below a multiple of T/3, on a machine that answers after the reset only.
std::function<void(VerdictScene&)> unreachable_until_reset(Given given) {
    return [given](VerdictScene& scene) {
        make_virtual(scene);
        scene.farm.sql("UPDATE builder SET failure_count = 4 WHERE id = 1");
        given(scene);
        scene.bob.misbehave_on("status", closing().only(1));
    };
}

const std::map<std::string, std::string> resumed{{"resumed-bob.ppa-127", ""}};
const std::string resuming = "debug: Resuming bob (URL)";

} // namespace

TEST_CASE("a virtual machine is reset before each dispatch, and must answer IDLE before it gets a file") {
    play(
        {{"an idle slave",
          Post::no_job,
          on_a_virtual_machine([](VerdictScene& scene) { scene.bob.set_idle(); }),
          {},
          {resuming},
          {"status", "status"},
          {},
          resumed,
          Then::dispatch},
         {"a slave that is still WAITING after the reset is cleaned",
          Post::no_job,
          on_a_virtual_machine([](VerdictScene& scene) { scene.bob.set_waiting("GIVENBACK", scene.cookie); }),
          {"info: Builder 'bob' rescued from 'PACKAGEBUILD-8-1-2': 'No job assigned to builder'"},
          {resuming},
          {"status", "status", "clean"},
          {},
          resumed,
          Then::dispatch}});
}

TEST_CASE("a virtual machine is reset in place of clean and abort also when it gets nothing") {
    play({{"a lost slave that the reset does not stop is aborted",
           Post::no_job,
           on_a_virtual_machine([](VerdictScene& scene) { scene.bob.set_building(scene.cookie, "line\n"); }),
           {"info: Builder 'bob' rescued from 'PACKAGEBUILD-8-1-2': 'No job assigned to builder'"},
           {resuming},
           {"status", "status", "abort"},
           points(6),
           resumed}});
}

TEST_CASE("a reset that fails ends the errand, and the rows stay for the next pass to judge") {
    play({{"the command fails",
           Post::no_job,
           on_a_virtual_machine(
               [](VerdictScene& scene) { scene.request.settings.vm_resume_command = "false"; }),
           {"info: startBuild(URL, alsa-utils, 1.0.9a-4ubuntu1, Release)"},
           {resuming, R"(warning: bob (URL): resume failed: Resuming failed:\x0AOUT:\x0A\x0AERR:\x0A\x0A)"},
           {"status"},
           dispatched(),
           {}}});
}

TEST_CASE("a virtual machine without a host is cleaned like any other, and gets no job") {
    play({{"WAITING",
           Post::no_job,
           on_a_virtual_machine([](VerdictScene& scene) {
               scene.farm.sql("UPDATE builder SET vm_host = '' WHERE id = 1");
               scene.bob.set_waiting("OK", scene.cookie);
           }),
           {"info: Builder 'bob' rescued from 'PACKAGEBUILD-8-1-2': 'No job assigned to builder'",
            "warning: bob: Undefined vm_host."},
           {},
           {"status", "clean"},
           {},
           {}}});
}

TEST_CASE("each third of the threshold in contact failures resets a virtual machine and the job on it") {
    const std::vector<std::string> log{
        "warning: Could not contact the builder URL, caught a (connection closed without an answer)",
        "warning: Resetting builder: URL -- connection closed without an answer"};
    const Given idle = [](VerdictScene& scene) { scene.bob.set_idle(); };
    play({{"the slave is IDLE then",
           Post::job,
           unreachable_until_reset(idle),
           log,
           {resuming},
           {"status", "status"},
           merged({job_reset(), points(5)}),
           resumed},
          {"the slave is still BUILDING then",
           Post::job,
           unreachable_until_reset(
               [](VerdictScene& scene) { scene.bob.set_building(scene.cookie, "line\n"); }),
           log,
           {resuming},
           {"status", "status", "abort"},
           merged({job_reset(), points(5)}),
           resumed},
          {"the machine has no host",
           Post::job,
           [&](VerdictScene& scene) {
               unreachable_until_reset(idle)(scene);
               scene.farm.sql("UPDATE builder SET vm_host = NULL WHERE id = 1");
           },
           {log[0]},
           {},
           {"status"},
           points(5),
           {}},
          {"the points are no multiple",
           Post::job,
           [&](VerdictScene& scene) {
               unreachable_until_reset(idle)(scene);
               scene.farm.sql("UPDATE builder SET failure_count = 5 WHERE id = 1");
           },
           {log[0]},
           {},
           {"status"},
           points(6),
           {}}});
}

} // namespace buildd::test
