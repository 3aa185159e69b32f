#include "scan/verdict_scene.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

// Results that a slave promises and does not deliver (spec: 3.3), and logs that never block an outcome
// (spec: 3.6).

namespace buildd::test {
namespace {

const std::string processing = "info: Processing successful build i386 build of mozilla-firefox 0.9 in "
                               "ubuntu hoary RELEASE from builder bob";
const std::string storing = "debug: Storing build result at 'ROOT/root/grabbing/RUN/TIME-4-PACKAGEBUILD-8'";
const std::string prefix = "warning: builder bob (URL): ";

Situation undelivered(const std::string& name,
                      const std::function<void(VerdictScene&, const Content&)>& spoil,
                      const std::vector<std::string>& requests, const std::string& reason) {
    const Content deb("the binary package");
    Situation situation;
    situation.name = name;
    situation.given = [spoil, deb](VerdictScene& scene) {
        scene.bob.set_waiting("OK", scene.cookie, {{"a.deb", deb}});
        spoil(scene, deb);
    };
    situation.log = {processing, storing, "info: Grabbing file: a.deb",
                     prefix + "file 'a.deb' of build 8: " + reason};
    situation.calls = {"status", "GET filecache/buildlog"};
    situation.calls.insert(situation.calls.end(), requests.begin(), requests.end());
    situation.writes = points(6);
    return situation;
}

} // namespace

TEST_CASE(
    "a file that is not delivered costs its builder points and leaves job, slave and files as they are") {
    const Content deb("the binary package");
    const auto request = "GET filecache/" + deb.sha1();
    play({undelivered(
              "missing", [](VerdictScene& scene, const Content& file) { scene.bob.drop_file(file.sha1()); },
              {request}, "HTTP status 404"),
          undelivered(
              "wrong bytes",
              [](VerdictScene& scene, const Content& file) {
                  scene.bob.misbehave_on("filecache/" + file.sha1(), wrong_bytes());
              },
              {request}, "its sha1 is 617c6c30458f7026aab23873c8b106dbe5543c32"),
          undelivered(
              "cut short",
              [](VerdictScene& scene, const Content& file) {
                  scene.bob.misbehave_on("filecache/" + file.sha1(), cut_short(5));
              },
              {request}, "answer cut short (5 of 18 bytes)")});
}

TEST_CASE("a digest that is none is not asked for, and not delivered") {
    for (const std::string digest :
         {"", "../../rpc", "A57FAA6287AEE2C58E115673A119C6083D31D1B9", "buildlog"}) {
        Situation situation;
        situation.name = "digest '" + digest + "'";
        situation.given = [digest](VerdictScene& scene) {
            scene.bob.set_waiting("OK", scene.cookie);
            scene.bob.set_filemap({{"a.deb", digest}});
        };
        situation.log = {
            processing,
            fmt::format("{}file 'a.deb' of build 8: its sha1 '{}' is not 40 lower-case hex digits", prefix,
                        digest)};
        situation.calls = {"status"};
        situation.writes = points(6);
        play({situation}, Slaves::today);
    }
}

TEST_CASE("a log that is missing blocks no outcome") {
    const auto ended = [](int status) {
        return merged({job_removed(), points(0), build_ended(status, "NULL", "")});
    };
    const auto without_log = [](const std::string& outcome) {
        return [outcome](VerdictScene& scene) {
            scene.bob.set_waiting(outcome, scene.cookie);
            scene.bob.set_log(std::nullopt);
        };
    };
    const auto line = prefix + "log of build 8: HTTP status 404";
    play(
        {{"PACKAGEFAIL",
          Post::job,
          without_log("PACKAGEFAIL"),
          {line},
          {},
          {"status", "GET filecache/buildlog", "clean"},
          ended(2),
          {},
          Then::dispatch,
          ExitStatus::done,
          "without_log"},
         {"OK",
          Post::job,
          without_log("OK"),
          {processing, line, storing},
          {"info: Gathered BinaryPackageBuild 8 completely. Moving TIME-4-PACKAGEBUILD-8 to uploader queue."},
          {"status", "GET filecache/buildlog", "clean"},
          ended(8),
          {{"incoming/TIME-4-PACKAGEBUILD-8/1/ubuntu/", ""}},
          Then::dispatch}});
}

TEST_CASE("what came of a log that is over its limit is kept, and says so") {
    play({{"cut",
           Post::job,
           [](VerdictScene& scene) {
               scene.request.settings.max_log_size = 8;
               scene.bob.set_waiting("PACKAGEFAIL", scene.cookie);
               scene.bob.set_log(Content("line one\nline two\n"));
           },
           {prefix + "log of build 8: over max-log-size (8 bytes)"},
           {},
           {"status", "GET filecache/buildlog", "clean"},
           merged({job_removed(), points(0), log_kept("FAILEDTOBUILD"), build_ended(2, "54", "")}),
           {{"librarian/00/00/00/36",
             "line one\n[log cut by buildd-scan after 8 bytes: over max-log-size (8 bytes)]\n"}},
           Then::dispatch,
           ExitStatus::done,
           "package_fail"}});
}

} // namespace buildd::test
