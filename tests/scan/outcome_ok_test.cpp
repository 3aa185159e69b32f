#include "scan/verdict_scene.hpp"

#include <catch2/catch.hpp>

// The outcome OK through a whole pass (spec: 3.1, 3.2, 3.4, 3.5).

namespace buildd::test {
namespace {

using Files = std::map<std::string, Content>;

constexpr auto leaf = "TIME-4-PACKAGEBUILD-8";
const std::string processing = "info: Processing successful build i386 build of mozilla-firefox 0.9 in "
                               "ubuntu hoary RELEASE from builder bob";
const std::string storing =
    std::string("debug: Storing build result at 'ROOT/root/grabbing/RUN/") + leaf + "'";
const std::string gathered =
    std::string("info: Gathered BinaryPackageBuild 8 completely. Moving ") + leaf + " to uploader queue.";

std::function<void(VerdictScene&)> waiting(const Files& files) {
    return [files](VerdictScene& scene) { scene.bob.set_waiting("OK", scene.cookie, files); };
}

std::string get(const Content& content) {
    return "GET filecache/" + content.sha1();
}

std::pair<const std::string, std::string> library_log() {
    return {"librarian/00/00/00/36", "The log of PACKAGEBUILD-8-1-2.\n"};
}

std::string uploaded(const std::string& folder, const std::string& name) {
    return folder + "/" + leaf + "/1/ubuntu/" + name;
}

Cells uploading() {
    return merged({job_removed(), points(0), log_kept("BUILDING"), build_ended(8, "54", "")});
}

Cells failed_to_upload() {
    return merged({job_removed(), points(0), log_kept("BUILDING"), build_ended(7, "54", "")});
}

} // namespace

TEST_CASE(
    "an OK result lies in incoming after the pass, its slave is cleaned and its builder has the next job") {
    const Content deb("the binary package");
    const Content changes("Format: 1.8\n");
    play({{"two files",
           Post::job,
           waiting({{"firefox_0.9_i386.deb", deb}, {"firefox_0.9_i386.changes", changes}}),
           {processing, storing, "info: Grabbing file: firefox_0.9_i386.changes",
            "info: Grabbing file: firefox_0.9_i386.deb"},
           {gathered},
           {"status", "GET filecache/buildlog", get(changes), get(deb), "clean"},
           uploading(),
           {{uploaded("incoming", "firefox_0.9_i386.changes"), changes.bytes()},
            {uploaded("incoming", "firefox_0.9_i386.deb"), deb.bytes()},
            library_log()},
           Then::dispatch},
          {"no file at all",
           Post::job,
           waiting({}),
           {processing, storing},
           {gathered},
           {"status", "GET filecache/buildlog", "clean"},
           uploading(),
           {{uploaded("incoming", ""), ""}, library_log()},
           Then::dispatch}});
}

TEST_CASE("names with equal digests are fetched once, and are all there") {
    const Content deb("the binary package");
    Situation situation{"three names",
                        Post::job,
                        waiting({{"a.deb", deb}, {"b.deb", deb}, {"b.udeb", deb}}),
                        {processing, storing, "info: Grabbing file: a.deb", "info: Grabbing file: b.deb",
                         "info: Grabbing file: b.udeb"},
                        {gathered},
                        {"status", "GET filecache/buildlog", get(deb), "clean"},
                        uploading(),
                        {{uploaded("incoming", "a.deb"), deb.bytes()},
                         {uploaded("incoming", "b.deb"), deb.bytes()},
                         {uploaded("incoming", "b.udeb"), deb.bytes()},
                         library_log()},
                        Then::dispatch};
    play({situation}, Slaves::today);

    // A slave of 2010 cannot clean such a result: it is dispatched to in the database, and told no more.
    // (spec: 2.10 T7)
    situation.then = Then::nothing;
    situation.log.emplace_back("info: startBuild(URL, alsa-utils, 1.0.9a-4ubuntu1, Release)");
    situation.log_after.emplace_back("warning: bob (URL): clean failed: <Fault 8002: 'error'>");
    situation.writes = merged({situation.writes, dispatched()});
    play({situation}, Slaves::of_2010);
}

TEST_CASE("what the slave says about dependencies is kept with an OK result, also that it says nothing") {
    const auto answering_with = [](const Value::Fields& more) {
        return [more](VerdictScene& scene) {
            Value::Fields fields{{"builder_status", "BuilderStatus.WAITING"},
                                 {"build_status", "BuildStatus.OK"},
                                 {"build_id", scene.cookie},
                                 {"filemap", Value::record({})}};
            fields.insert(more.begin(), more.end());
            scene.bob.set_waiting("OK", scene.cookie);
            scene.bob.misbehave_on("status", answering(Value::record(fields)).only(1));
        };
    };
    const auto row = [&](const std::string& name, const Value::Fields& more, const std::string& kept) {
        return Situation{name,
                         Post::job,
                         answering_with(more),
                         {processing, storing},
                         {gathered},
                         {"status", "GET filecache/buildlog", "clean"},
                         merged({{{"packagebuild/4/dependencies", kept}}, uploading()}),
                         {{uploaded("incoming", ""), ""}, library_log()},
                         Then::dispatch};
    };
    play({row("a text", {{"dependencies", "baz"}}, "baz"), row("nothing", {}, "NULL")}, Slaves::today);
}

TEST_CASE("the result of a manual builder is collected, and it gets no other job") {
    play({{"manual",
           Post::job,
           [](VerdictScene& scene) {
               scene.farm.sql("UPDATE builder SET manual = true WHERE id = 1");
               scene.bob.set_waiting("OK", scene.cookie);
           },
           {processing, storing, "debug: bob is in manual mode, not dispatching."},
           {gathered},
           {"status", "GET filecache/buildlog", "clean"},
           uploading(),
           {{uploaded("incoming", ""), ""}, library_log()}}});
}

TEST_CASE("the log of a private archive's build is restricted") {
    play({{"private",
           Post::job,
           [](VerdictScene& scene) {
               scene.farm.sql("UPDATE archive SET private = true, buildd_secret = 'sekrit' WHERE id = 1");
               scene.queue_nothing();
               scene.bob.set_waiting("OK", scene.cookie);
           },
           {processing, storing, "debug: No build candidates available for builder."},
           {gathered},
           {"status", "GET filecache/buildlog", "clean"},
           merged({job_removed(), points(0), log_kept("BUILDING", true), build_ended(8, "54", "")}),
           {{uploaded("incoming", ""), ""}, library_log()}}});
}

TEST_CASE(
    "a build with a file name that would leave its folder is FAILEDTOUPLOAD, and nothing of it is fetched") {
    const Content deb("the binary package");
    const std::vector<std::pair<std::string, std::string>> names{{"../x", "../x"},
                                                                 {".", "."},
                                                                 {"..", ".."},
                                                                 {"a/b", "a/b"},
                                                                 {"/etc/passwd", "/etc/passwd"},
                                                                 {"", ""},
                                                                 {"line\n2", R"(line\x0A2)"}};
    for (const auto& [name, shown] : names) {
        play({{"name '" + shown + "'",
               Post::job,
               waiting({{name, deb}, {"~good.deb", Content("of another name")}}),
               {processing, "warning: A slave tried to upload the file '" + shown + "' for the build 8.",
                "warning: Copy from slave for build 8 was unsuccessful."},
               {},
               {"status", "GET filecache/buildlog", "clean"},
               failed_to_upload(),
               {{uploaded("failed", ""), ""}, library_log()},
               Then::dispatch,
               ExitStatus::done,
               "failed_to_upload"}},
             name == "../x" ? Slaves::both : Slaves::today);
    }
}

TEST_CASE("a build over a limit is FAILEDTOUPLOAD, without its files") {
    const Content small("1234567890");
    const Content large("12345678901");
    play({{"a file",
           Post::job,
           [&](VerdictScene& scene) {
               scene.request.settings.max_file_size = 10;
               scene.bob.set_waiting("OK", scene.cookie, {{"a.deb", small}, {"b.deb", large}});
           },
           {processing, storing, "info: Grabbing file: a.deb", "info: Grabbing file: b.deb",
            "warning: builder bob (URL): file 'b.deb' of build 8: over max-file-size (10 bytes)",
            "warning: Copy from slave for build 8 was unsuccessful."},
           {},
           {"status", "GET filecache/buildlog", get(small), get(large), "clean"},
           failed_to_upload(),
           {{uploaded("failed", ""), ""}, library_log()},
           Then::dispatch,
           ExitStatus::done,
           "over_max_file_size"},
          {"all of its files",
           Post::job,
           [&](VerdictScene& scene) {
               scene.request.settings.max_build_size = 20;
               scene.bob.set_waiting("OK", scene.cookie, {{"a.deb", small}, {"b.deb", large}});
           },
           {processing, storing, "info: Grabbing file: a.deb", "info: Grabbing file: b.deb",
            "warning: builder bob (URL): file 'b.deb' of build 8: over max-build-size (20 bytes)",
            "warning: Copy from slave for build 8 was unsuccessful."},
           {},
           {"status", "GET filecache/buildlog", get(small), get(large), "clean"},
           failed_to_upload(),
           {{uploaded("failed", ""), ""}, library_log()},
           Then::dispatch,
           ExitStatus::done,
           "over_max_build_size"}});
}

} // namespace buildd::test
