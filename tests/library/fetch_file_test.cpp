#include "fetch_room.hpp"

#include <catch2/catch.hpp>

#include <limits>

namespace buildd::test {
namespace {

namespace fs = std::filesystem;

const std::string bytes = Content::generated(300'000, 7).bytes();
const Content content(bytes);
const std::string& sha1 = content.sha1();

struct FileRoom : FetchRoom {
    FileRoom() { slave.put_file(sha1, content); }

    Result<HeldFile> fetch(std::int64_t build_bytes_so_far = 0) {
        return fetch_file(http, {url(sha1), sha1, "COOKIE", build_bytes_so_far}, settings, living_run);
    }
    [[nodiscard]] static std::string get() { return "GET filecache/" + sha1; }
    [[nodiscard]] static std::string get_from(int first) {
        return get() + " bytes=" + std::to_string(first) + "-";
    }
};

TEST_CASE("a file is fetched into its partial, verified and held") {
    FileRoom room;
    const auto held = room.fetch();
    REQUIRE(held.ok());
    CHECK(held->size_bytes() == 300'000);
    CHECK(content_of(room.partial(sha1)) == bytes);
    CHECK_FALSE(try_lock(room.root.partial().open_or_create_file(sha1), "partial"));
    CHECK(room.requests() == std::vector<std::string>{room.get()});
}

TEST_CASE("an empty file is fetched like any other") {
    FileRoom room;
    const Content empty;
    room.slave.put_file(empty.sha1(), empty);
    const auto held = fetch_file(room.http, {room.url(empty.sha1()), empty.sha1(), "COOKIE", 0},
                                 room.settings, room.living_run);
    REQUIRE(held.ok());
    CHECK(held->size_bytes() == 0);
}

TEST_CASE("what an earlier pass left is not fetched again") {
    FileRoom room;
    put_content(room.partial(sha1), bytes.substr(0, 100'000));
    REQUIRE(room.fetch().ok());
    CHECK(content_of(room.partial(sha1)) == bytes);
    CHECK(room.requests() == std::vector<std::string>{room.get_from(100'000)});
}

TEST_CASE("a partial that is whole needs no request") {
    FileRoom room;
    put_content(room.partial(sha1), bytes);
    REQUIRE(room.fetch().ok());
    CHECK(room.requests().empty());
}

TEST_CASE("a file that changed between two passes is fetched once more from its first byte") {
    FileRoom room;
    auto other = bytes;
    other[5] = static_cast<char>(other[5] + 1);
    const auto left = GENERATE_COPY(other.substr(0, 100'000), other, other + "more");
    put_content(room.partial(sha1), left);
    REQUIRE(room.fetch().ok());
    CHECK(content_of(room.partial(sha1)) == bytes);
    CHECK(room.requests() ==
          std::vector<std::string>{room.get_from(static_cast<int>(left.size())), room.get()});
}

TEST_CASE("an answer that does not go on where the partial ends is not appended") {
    struct Row {
        const char* what;
        std::string answer;
        std::size_t requests;
    };
    const auto head = [](const std::string& range) {
        return "HTTP/1.1 206 Partial Content\r\nContent-Length: 4\r\nConnection: close\r\n" + range +
               "\r\nbody";
    };
    const std::vector<Row> rows{
        {"206 from another byte", head("Content-Range: bytes 7-10/300000\r\n"), 2},
        {"206 without a range", head(""), 2},
        {"206 with an unreadable range", head("Content-Range: lines 1-2\r\n"), 2},
        {"500", "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", 2},
        {"404", "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", 2},
        {"416 of another length", "HTTP/1.1 416 No\r\nContent-Range: bytes */7\r\nContent-Length: 0\r\n\r\n",
         2},
        {"200 with the whole file",
         "HTTP/1.1 200 OK\r\nContent-Length: 300000\r\nConnection: close\r\n\r\n" + bytes, 1},
    };
    for (const auto& row : rows) {
        INFO(row.what);
        FileRoom room;
        put_content(room.partial(sha1), bytes.substr(0, 100'000));
        room.slave.misbehave_on("filecache", raw_http(row.answer).only(1));
        CHECK(room.fetch().ok());
        CHECK(content_of(room.partial(sha1)) == bytes);
        CHECK(room.requests().size() == row.requests);
    }
}

TEST_CASE("wrong bytes are the slave's fault and leave no partial") {
    FileRoom room;
    const auto left = GENERATE(std::string(), bytes.substr(0, 1000));
    if (!left.empty()) {
        put_content(room.partial(sha1), left);
    }
    room.slave.misbehave_on("filecache", wrong_bytes());
    const auto held = room.fetch();
    REQUIRE_FALSE(held.ok());
    CHECK(held.failure().cause == Cause::theirs);
    CHECK(held.failure().message.find("its sha1 is ") == 0);
    CHECK(room.leftovers() == std::vector<std::string>{"grabbing/run/manifest", "grabbing/run/own"});
}

TEST_CASE("what ends a transfer is the slave's fault, and what came is gone on with") {
    struct Row {
        const char* what;
        Misbehaviour misbehaviour;
        std::size_t left_bytes;
        const char* words;
    };
    const std::vector<Row> rows{{"cut short", cut_short(120'000), 120'000, "cut short"},
                                {"closed", closing(), 0, "closed"},
                                {"404", http_status(404), 0, "HTTP status 404"},
                                {"redirected", redirecting("http://127.0.0.1:1/"), 0, "HTTP status 302"}};
    for (const auto& row : rows) {
        INFO(row.what);
        FileRoom room;
        room.slave.misbehave_on("filecache", row.misbehaviour.only(1));
        const auto failed = room.fetch();
        REQUIRE_FALSE(failed.ok());
        CHECK(failed.failure().cause == Cause::theirs);
        CHECK_THAT(failed.failure().message, Catch::Contains(row.words));
        if (row.left_bytes == 0) {
            CHECK_FALSE(fs::exists(room.partial(sha1)));
        } else {
            CHECK(fs::file_size(room.partial(sha1)) == row.left_bytes);
        }
        room.requests();
        CHECK(room.fetch().ok());
        CHECK(room.requests() ==
              std::vector<std::string>{
                  row.left_bytes == 0 ? room.get() : room.get_from(static_cast<int>(row.left_bytes))});
    }
}

TEST_CASE("a stalled slave is given up, and what came is kept") {
    FileRoom room;
    room.slave.misbehave_on("filecache", dripping(std::chrono::milliseconds(20)));
    const auto failed = room.fetch();
    REQUIRE_FALSE(failed.ok());
    CHECK(failed.failure().cause == Cause::theirs);
    CHECK_THAT(failed.failure().message, Catch::StartsWith("stalled"));
    CHECK(fs::file_size(room.partial(sha1)) > 0);
}

TEST_CASE("the pass's deadline counts nothing and keeps what came") {
    FileRoom room;
    room.settings.patience.until = std::chrono::steady_clock::now() + std::chrono::milliseconds(300);
    room.slave.misbehave_on("filecache", dripping(std::chrono::milliseconds(20)));
    const auto failed = room.fetch();
    REQUIRE_FALSE(failed.ok());
    CHECK(failed.failure().cause == Cause::deadline);
    CHECK(fs::file_size(room.partial(sha1)) > 0);
}

TEST_CASE("a file over a limit is refused before its body, and leaves no partial") {
    struct Row {
        std::int64_t max_file;
        std::int64_t max_build;
        std::int64_t so_far;
        const char* words; ///< empty: it fits
    };
    const auto row =
        GENERATE(values<Row>({{300'000, 1'000'000, 0, ""},
                              {299'999, 1'000'000, 0, "over max-file-size (299999 bytes)"},
                              {300'000, 1'000'000, 700'000, ""},
                              {300'000, 1'000'000, 700'001, "over max-build-size (1000000 bytes)"},
                              {300'000, 1'000'000, 1'000'000, "over max-build-size (1000000 bytes)"}}));
    FileRoom room;
    room.settings.limits.max_file_size_bytes = row.max_file;
    room.settings.limits.max_build_size_bytes = row.max_build;
    const auto held = room.fetch(row.so_far);
    if (*row.words == '\0') {
        CHECK(held.ok());
    } else {
        REQUIRE_FALSE(held.ok());
        CHECK(held.failure() == Failure{Cause::limit, row.words});
        CHECK_FALSE(fs::exists(room.partial(sha1)));
    }
}

TEST_CASE("a body without an announced length ends at the limit") {
    FileRoom room;
    room.settings.limits.max_file_size_bytes = 300'000;
    room.slave.misbehave_on("filecache", endless());
    const auto held = room.fetch();
    REQUIRE_FALSE(held.ok());
    CHECK(held.failure() == Failure{Cause::limit, "over max-file-size (300000 bytes)"});
    CHECK_FALSE(fs::exists(room.partial(sha1)));
}

TEST_CASE("a file that would eat the free space is not begun, and that is ours") {
    FileRoom room;
    room.settings.limits.min_free_space_bytes = std::numeric_limits<std::int64_t>::max() / 2;
    const auto held = room.fetch();
    REQUIRE_FALSE(held.ok());
    CHECK(held.failure().cause == Cause::ours);
    CHECK_THAT(held.failure().message, Catch::StartsWith(room.root.partial().path() + ": "));
    CHECK_THAT(held.failure().message, Catch::Contains("300000 more are coming"));
    CHECK_FALSE(fs::exists(room.partial(sha1)));
}

TEST_CASE("a partial that another holds is not waited for") {
    FileRoom room;
    const auto first = room.fetch();
    REQUIRE(first.ok());
    const auto second =
        fetch_file(room.http, {room.url(sha1), sha1, "OTHER", 0}, room.settings, room.living_run);
    REQUIRE(second.ok());
    CHECK(&second->folder() == &room.living_run.own());
    CHECK(content_of(room.path / "grabbing/run/own" / second->name()) == bytes);
}

TEST_CASE("a partial that is moved into a leaf is free for the next one") {
    FileRoom room;
    auto held = room.fetch();
    REQUIRE(held.ok());
    held.value().move_to(room.living_run.folder(), "file");
    CHECK(content_of(room.path / "grabbing/run/file") == bytes);
    CHECK(room.fetch().ok());
    CHECK(room.requests().size() == 2);
}

TEST_CASE("a link planted as a partial is not followed") {
    FileRoom room;
    put_content(room.path / "precious", "precious");
    fs::create_symlink(room.path / "precious", room.partial(sha1));
    const auto held = room.fetch();
    REQUIRE_FALSE(held.ok());
    CHECK(held.failure().cause == Cause::ours);
    CHECK(content_of(room.path / "precious") == "precious");
}

TEST_CASE("a sha1 is 40 lower-case hex digits") {
    CHECK(is_sha1("0123456789abcdef0123456789abcdef01234567"));
    for (const char* text :
         {"", "0123456789abcdef0123456789abcdef0123456", "0123456789abcdef0123456789abcdef012345678",
          "0123456789ABCDEF0123456789abcdef01234567", "../3456789abcdef0123456789abcdef01234567"}) {
        CHECK_FALSE(is_sha1(text));
    }
}

} // namespace
} // namespace buildd::test
