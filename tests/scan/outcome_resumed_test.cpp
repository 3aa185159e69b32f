#include "scan/verdict_scene.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>

// Passes that find a part of a file that an earlier one left (spec: 3.5).

namespace buildd::test {
namespace {

namespace fs = std::filesystem;

const std::string promised = Content::generated(3'000, 7).bytes();
const std::string other = Content::generated(3'000, 8).bytes();
constexpr std::size_t left_bytes = 1'000;

const std::string processing = "info: Processing successful build i386 build of mozilla-firefox 0.9 in "
                               "ubuntu hoary RELEASE from builder bob";
const std::string storing = "debug: Storing build result at 'ROOT/root/grabbing/RUN/TIME-4-PACKAGEBUILD-8'";
const std::string grabbing = "info: Grabbing file: a.deb";

std::string sha1_of(const std::string& bytes) {
    return Content(bytes).sha1();
}

/// What a pass before this one got of the file.
void leave_partial(const VerdictScene& scene, const std::string& sha1, const std::string& bytes) {
    const auto folder = scene.farm.root() / "root/grabbing/partial";
    fs::create_directories(folder);
    std::ofstream(folder / sha1, std::ios::binary) << bytes;
}

std::string whole() {
    return "GET filecache/" + sha1_of(promised);
}

std::string rest() {
    return fmt::format("{} bytes={}-", whole(), left_bytes);
}

std::string head(const std::string& status_and_range, std::size_t length) {
    return fmt::format("HTTP/1.1 {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", status_and_range,
                       length);
}

/// Bob has the file that it promises, and a part of what was there before has come.
Situation resumed(const std::string& name, const std::string& left,
                  const std::function<void(VerdictScene&)>& and_then,
                  const std::vector<std::string>& requests) {
    Situation situation;
    situation.name = name;
    situation.given = [left, and_then](VerdictScene& scene) {
        scene.bob.set_waiting("OK", scene.cookie, {{"a.deb", Content(promised)}});
        leave_partial(scene, sha1_of(promised), left);
        and_then(scene);
    };
    situation.log = {processing, storing, grabbing};
    situation.calls = {"status", "GET filecache/buildlog"};
    situation.calls.insert(situation.calls.end(), requests.begin(), requests.end());
    return situation;
}

/// It ends well, and nobody is blamed.
Situation collected(Situation situation) {
    situation.log_after = {
        "info: Gathered BinaryPackageBuild 8 completely. Moving TIME-4-PACKAGEBUILD-8 to uploader queue."};
    situation.calls.emplace_back("clean");
    situation.writes = merged({job_removed(), points(0), log_kept("BUILDING"), build_ended(8, "54", "")});
    situation.files = {{"incoming/TIME-4-PACKAGEBUILD-8/1/ubuntu/a.deb", promised},
                       {"librarian/00/00/00/36", "The log of PACKAGEBUILD-8-1-2.\n"}};
    situation.then = Then::dispatch;
    return situation;
}

Situation undelivered(Situation situation, const std::string& reason) {
    situation.log.push_back("warning: builder bob (URL): file 'a.deb' of build 8: " + reason);
    situation.writes = points(6);
    return situation;
}

std::function<void(VerdictScene&)> first_answering(const std::string& bytes) {
    return [bytes](VerdictScene& scene) {
        scene.bob.misbehave_on("filecache/" + sha1_of(promised), raw_http(bytes).only(1));
    };
}

void as_it_is(VerdictScene& /*scene*/) {}

} // namespace

TEST_CASE("a pass goes on with a file where an earlier one stopped") {
    play({collected(resumed("a part", promised.substr(0, left_bytes), as_it_is, {rest()})),
          collected(resumed("all of it, so that nothing is asked for", promised, as_it_is, {})),
          collected(resumed("the slave sends all of it", promised.substr(0, left_bytes),
                            first_answering(head("200 OK", promised.size()) + promised), {rest()}))});
}

TEST_CASE("a file that changed between two passes is fetched anew, and nobody is blamed") {
    const auto old = other.substr(0, left_bytes);
    play({collected(resumed("the rest fits, the whole does not", old, as_it_is, {rest(), whole()})),
          collected(resumed("it became shorter than what there is", other + old, as_it_is,
                            {whole() + " bytes=4000-", whole()})),
          collected(resumed(
              "the rest begins elsewhere", old,
              first_answering(head("206 Partial Content\r\nContent-Range: bytes 999-2999/3000", 2'001) +
                              promised.substr(999)),
              {rest(), whole()})),
          collected(resumed("the slave sends all of it", old,
                            first_answering(head("200 OK", promised.size()) + promised), {rest()}))});
}

TEST_CASE("a file under another digest than before is fetched from its first byte") {
    play({collected(resumed(
        "another promise", {},
        [](VerdictScene& scene) { leave_partial(scene, sha1_of(other), other.substr(0, left_bytes)); },
        {whole()}))});
}

TEST_CASE("a file that is wrong from its first byte too is not delivered, and its builder pays for that") {
    const auto wrong = [](VerdictScene& scene) { scene.bob.put_file(sha1_of(promised), Content(other)); };
    const auto reason = "its sha1 is " + sha1_of(other);
    play({undelivered(resumed("after a part of the right one", promised.substr(0, left_bytes), wrong,
                              {rest(), whole()}),
                      reason),
          undelivered(
              resumed("after a part of the wrong one", other.substr(0, left_bytes), wrong, {rest(), whole()}),
              reason),
          undelivered(resumed("of which nothing had come", {}, wrong, {whole()}), reason)});
}

} // namespace buildd::test
