#include "fetch_room.hpp"
#include "gunzip.hpp"
#include "library/digest.hpp"
#include "library/library_log.hpp"

#include <catch2/catch.hpp>

#include <limits>

namespace buildd::test {
namespace {

namespace fs = std::filesystem;

const std::string cookie = "PACKAGEBUILD-8-1-1";
const std::string log_text = "line one\nline two\nlast line\n";

struct LogRoom : FetchRoom {
    LogRoom() { slave.set_log(Content(log_text)); }

    Result<FetchedLog> fetch() { return fetch_log(http, url("buildlog"), cookie, settings, living_run); }
    /// The text that is stored of a log.
    std::string stored(const FetchedLog& fetched) {
        const auto bytes = stage_log(fetched, living_run.folder(), "log.gz");
        const auto compressed = content_of(path / "grabbing/run/log.gz");
        CHECK(bytes.size_bytes == static_cast<std::int64_t>(compressed.size()));
        return gunzip(compressed);
    }
};

TEST_CASE("a log is fetched raw under its cookie and stored compressed") {
    LogRoom room;
    const auto log = room.fetch();
    REQUIRE(log.ok());
    CHECK_FALSE(log->cut.has_value());
    CHECK(room.stored(*log) == log_text);
    CHECK(content_of(room.partial(cookie + ".log")) == log_text);
    CHECK(room.requests() == std::vector<std::string>{"GET filecache/buildlog"});
}

TEST_CASE("equal logs give equal bytes: the gzip header has neither name nor time") {
    LogRoom room;
    const auto log = room.fetch();
    const auto bytes = stage_log(*log, room.living_run.folder(), "one.gz");
    const auto again = stage_log(*log, room.living_run.folder(), "two.gz");
    const auto compressed = content_of(room.path / "grabbing/run/one.gz");
    CHECK(compressed == content_of(room.path / "grabbing/run/two.gz"));
    CHECK(compressed.substr(0, 8) == std::string("\x1f\x8b\x08\0\0\0\0\0", 8));
    auto sha1 = Digest::sha1();
    auto md5 = Digest::md5();
    sha1.add(compressed);
    md5.add(compressed);
    CHECK(bytes.sha1 == sha1.hex());
    CHECK(bytes.md5 == md5.hex());
    CHECK(again.sha1 == bytes.sha1);
}

TEST_CASE("digests are those of the world") {
    auto sha1 = Digest::sha1();
    auto md5 = Digest::md5();
    for (const char* part : {"ab", "", "c"}) {
        sha1.add(part);
        md5.add(part);
    }
    CHECK(sha1.hex() == "a9993e364706816aba3e25717850c26c9cd0d89d");
    CHECK(md5.hex() == "900150983cd24fb0d6963f7d28e17f72");
}

TEST_CASE("an empty log is stored too") {
    LogRoom room;
    room.slave.set_log(Content());
    const auto log = room.fetch();
    REQUIRE(log.ok());
    CHECK(room.stored(*log).empty());
}

TEST_CASE("a log is gone on with, and is whole when the slave has no more") {
    LogRoom room;
    const auto left = GENERATE(log_text.substr(0, 9), log_text);
    put_content(room.partial(cookie + ".log"), left);
    const auto log = room.fetch();
    REQUIRE(log.ok());
    CHECK_FALSE(log->cut.has_value());
    CHECK(room.stored(*log) == log_text);
    CHECK(room.requests() ==
          std::vector<std::string>{"GET filecache/buildlog bytes=" + std::to_string(left.size()) + "-"});
}

TEST_CASE("a partial log that does not belong to the slave's is fetched anew") {
    LogRoom room;
    put_content(room.partial(cookie + ".log"), log_text + "more than there is");
    const auto log = room.fetch();
    REQUIRE(log.ok());
    CHECK(room.stored(*log) == log_text);
    CHECK(room.requests().size() == 2);
}

TEST_CASE("a log that ends early is stored as far as it came, closed by a line that says so") {
    LogRoom room;
    room.slave.misbehave_on("filecache", cut_short(12));
    const auto log = room.fetch();
    REQUIRE(log.ok());
    REQUIRE(log->cut.has_value());
    CHECK(room.stored(*log) == "line one\nlin\n[log cut by buildd-scan after 12 bytes: " + *log->cut + "]\n");
}

TEST_CASE("a cut behind a whole line adds no empty one") {
    LogRoom room;
    room.slave.misbehave_on("filecache", cut_short(9));
    const auto log = room.fetch();
    REQUIRE(log.ok());
    CHECK(room.stored(*log) == "line one\n[log cut by buildd-scan after 9 bytes: " + *log->cut + "]\n");
}

TEST_CASE("a log over the limit is stored up to the limit") {
    LogRoom room;
    room.settings.limits.max_log_size_bytes = 12;
    const auto left = GENERATE(0U, 5U, 12U, 20U);
    if (left > 0) {
        put_content(room.partial(cookie + ".log"), log_text.substr(0, left));
    }
    const auto log = room.fetch();
    REQUIRE(log.ok());
    CHECK(room.stored(*log) ==
          "line one\nlin\n[log cut by buildd-scan after 12 bytes: over max-log-size (12 bytes)]\n");
}

TEST_CASE("a log as long as the limit is whole") {
    LogRoom room;
    room.settings.limits.max_log_size_bytes = static_cast<std::int64_t>(log_text.size());
    const auto log = room.fetch();
    REQUIRE(log.ok());
    CHECK(room.stored(*log) == log_text);
}

TEST_CASE("a stalled log is stored as far as it came") {
    LogRoom room;
    room.slave.set_log(Content(std::string(100'000, 'x')));
    room.slave.misbehave_on("filecache", dripping(std::chrono::milliseconds(20)));
    const auto log = room.fetch();
    REQUIRE(log.ok());
    REQUIRE(log->cut.has_value());
    CHECK_THAT(*log->cut, Catch::StartsWith("stalled"));
    CHECK(log->size_bytes > 0);
}

TEST_CASE("a log that the slave cannot give any more is stored as far as it came before") {
    LogRoom room;
    put_content(room.partial(cookie + ".log"), "line one\n");
    room.slave.misbehave_on("filecache", closing());
    const auto log = room.fetch();
    REQUIRE(log.ok());
    CHECK_THAT(room.stored(*log), Catch::StartsWith("line one\n[log cut by buildd-scan after 9 bytes: "));
}

TEST_CASE("when nothing came there is no log") {
    LogRoom room;
    room.slave.set_log(std::nullopt);
    const auto log = room.fetch();
    REQUIRE_FALSE(log.ok());
    CHECK(log.failure() == Failure{Cause::theirs, "HTTP status 404"});
    CHECK_FALSE(fs::exists(room.partial(cookie + ".log")));
}

TEST_CASE("the pass's deadline leaves a log to the next pass") {
    LogRoom room;
    room.slave.set_log(Content(std::string(1000, 'x')));
    room.settings.patience.until = std::chrono::steady_clock::now() + std::chrono::milliseconds(300);
    room.slave.misbehave_on("filecache", dripping(std::chrono::milliseconds(20)).only(1));
    const auto log = room.fetch();
    REQUIRE_FALSE(log.ok());
    CHECK(log.failure().cause == Cause::deadline);
    const auto came = fs::file_size(room.partial(cookie + ".log"));
    CHECK(came > 0);

    room.requests();
    room.settings.patience = {};
    const auto next = room.fetch();
    REQUIRE(next.ok());
    CHECK(room.stored(*next) == std::string(1000, 'x'));
    CHECK(room.requests() ==
          std::vector<std::string>{"GET filecache/buildlog bytes=" + std::to_string(came) + "-"});
}

TEST_CASE("a log of which nothing came leaves no partial, whatever the reason") {
    LogRoom room;
    room.slave.set_log(Content("a log\n"));
    const std::string reason = GENERATE("missing", "deadline", "no space");
    if (reason == "missing") {
        room.slave.set_log(std::nullopt);
    } else if (reason == "deadline") {
        room.slave.misbehave_on("filecache", silent());
        room.settings.patience.until = std::chrono::steady_clock::now() + std::chrono::milliseconds(100);
    } else {
        room.settings.limits.min_free_space_bytes = std::numeric_limits<std::int64_t>::max() / 2;
    }
    CHECK_FALSE(room.fetch().ok());
    CHECK(Folder::open_top(room.path / "grabbing/partial").names().empty());
}

} // namespace
} // namespace buildd::test
