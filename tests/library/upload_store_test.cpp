#include "library/upload_store.hpp"
#include "support/slave_closed_port.hpp"
#include "upload_room.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>

// What the store sends, and what it leaves behind.

namespace buildd::test {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr const char* sha1_of_abc = "a9993e364706816aba3e25717850c26c9cd0d89d";

/// Bytes of every value, in an order that does not come again.
std::string mixed_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    std::uint32_t state = 42;
    for (auto& byte : bytes) {
        state = state * 1664525U + 1013904223U;
        byte = static_cast<char>(state >> 24U);
    }
    return bytes;
}

/// How many of these are stored.
std::ptrdiff_t count_stored(const Answers& answers) {
    return std::count(answers.begin(), answers.end(), Result<Done>(Done{}));
}

TEST_CASE("the librarian gets a head of these lines, then the bytes") {
    UploadRoom room;
    auto file = room.staged(12345, "abc");
    file.file.filename = "buildlog ä_1:2.0~rc1.txt.gz";
    CHECK(room.put_one(file).empty());
    const auto stored = room.server.stored();
    REQUIRE(stored.size() == 1);
    CHECK(stored[0].lines == std::vector<std::string>{"STORE 3 buildlog ä_1:2.0~rc1.txt.gz",
                                                      "Database-Name: launchpad_demo",
                                                      "File-Content-ID: 12345", "File-Alias-ID: 13345",
                                                      std::string("Sha1-Digest: ") + sha1_of_abc, ""});
    CHECK(stored[0].bytes == "abc");
    CHECK(room.server.connections() == 1);
}

TEST_CASE("files arrive byte for byte under their ids, restricted ones at the restricted port only") {
    UploadRoom room;
    const auto big = mixed_bytes((9U << 20U) + 1);
    const auto answers = room.put({room.staged(1, big), room.staged(2, "secret", true), room.staged(3, "x")});
    REQUIRE(count_stored(answers) == 3);
    auto stored = room.server.stored();
    REQUIRE(stored.size() == 2);
    std::sort(stored.begin(), stored.end(),
              [](const auto& left, const auto& right) { return left.content < right.content; });
    CHECK(stored[0].alias == 1001);
    CHECK((stored[0].bytes == big)); // not shown should they differ
    CHECK(stored[1].content == 3);
    CHECK(stored[1].bytes == "x");
    const auto restricted = room.restricted_server.stored();
    REQUIRE(restricted.size() == 1);
    CHECK(restricted[0].content == 2);
    CHECK(restricted[0].bytes == "secret");
    CHECK(room.restricted_server.connections() == 1);
}

TEST_CASE("a restricted file does not go to the public port when the restricted one is closed") {
    UploadRoom room;
    const ClosedPort closed;
    room.settings.restricted_server = "127.0.0.1:" + std::to_string(closed.port());
    const auto answers = room.put({room.staged(1, "secret", true), room.staged(2, "x")});
    CHECK(answers == Answers{Failure{Cause::ours,
                                     "librarian " + room.settings.restricted_server + ": connection refused"},
                             Done{}});
    REQUIRE(room.server.stored().size() == 1);
    CHECK(room.server.stored()[0].content == 2);
}

TEST_CASE("twenty files go over one connection each, eight at once") {
    UploadRoom room;
    room.server.answer_after(200ms);
    std::vector<StagedFile> files;
    for (int content = 1; content <= 20; ++content) {
        files.push_back(room.staged(content, "log of " + std::to_string(content)));
    }
    CHECK(count_stored(room.put(files)) == 20);
    CHECK(room.server.stored().size() == 20);
    CHECK(room.server.connections() == 20);
    CHECK(room.server.most_at_once() == 8);
}

TEST_CASE("nothing to store is no connection") {
    UploadRoom room;
    CHECK(room.put({}).empty());
    CHECK(room.server.connections() == 0);
}

TEST_CASE("each file is named in the manifest before a byte is sent, and stays while it is stored") {
    UploadRoom room;
    std::vector<ManifestFile> seen;
    room.server.interrupt(
        LibrarianStep::connected,
        [&](LibrarianConnection& connection) {
            seen = room.named();
            say_and_close("500 Internal server error\r\n")(connection);
        },
        1);
    room.settings.parallel = 1;
    const auto answers = room.put({room.staged(1, "abc"), room.staged(2, "abc")});
    const ManifestFile first{{1}, {1}, {1001}, "", "", {}};
    const ManifestFile second{{2}, {2}, {1002}, "", "", {}};
    CHECK(seen == std::vector<ManifestFile>{first, second});
    CHECK(answers[1].ok());
    CHECK(room.named() == std::vector<ManifestFile>{second});
    CHECK(room.living_run.manifest().files == room.named());
}

TEST_CASE("a run that is given up takes nothing back from the librarian") {
    UploadRoom room;
    REQUIRE(room.put_one(room.staged(1, "abc")).empty());
    room.living_run.discard();
    CHECK(room.leftovers().empty());
    CHECK(room.server.connections() == 1);
}

TEST_CASE("what would not be one header line is refused before connecting") {
    UploadRoom room;
    struct Row {
        std::string database;
        std::string name;
        std::string sha1;
        std::string reason;
    };
    const std::string good = sha1_of_abc;
    for (const auto& row : std::vector<Row>{
             {"a:b", "log", good, "no header can hold the name of database 'a:b'"},
             {"a\r\nb", "log", good, "no header can hold the name of database 'a\\x0D\\x0Ab'"},
             {"", "log", good, "no header can hold the name of database ''"},
             {"demo", "log\r\nFile-Content-ID: 7", good,
              "no header can hold the file name 'log\\x0D\\x0AFile-Content-ID: 7'"},
             {"demo", "a\rb", good, "no header can hold the file name 'a\\x0Db'"},
             {"demo", "a\nb", good, "no header can hold the file name 'a\\x0Ab'"},
             {"demo", std::string("a\0b", 3), good, "no header can hold the file name 'a\\x00b'"},
             {"demo",
              "a\xC2\x85"
              "b",
              good, "no header can hold the file name 'a\\xC2\\x85b'"},
             {"demo", "a\xFF", good, "no header can hold the file name 'a\\xFF'"},
             {"demo", "", good, "no header can hold the file name ''"},
             {"demo", "log", "", "'' is no SHA-1 of log"},
             {"demo", "log", good.substr(1) + ":", "'" + good.substr(1) + ":' is no SHA-1 of log"},
             {"demo", "log", good.substr(1) + "\n", "'" + good.substr(1) + "\\x0A' is no SHA-1 of log"},
         }) {
        auto file = room.staged(1, "abc");
        file.file.filename = row.name;
        file.file.sha1 = row.sha1;
        CHECK(room.reason_of(room.put({file}, row.database).at(0)) == row.reason);
    }
    CHECK(room.put_one(room.staged(1, "")) == "log-1.txt.gz is empty");
    CHECK(room.server.connections() == 0);
    CHECK(room.named().empty());
}

TEST_CASE("a file that is gone, or not as long as it was, costs the others nothing") {
    UploadRoom room;
    auto gone = room.staged(1, "abc");
    fs::remove(room.staged_path(1));
    auto longer = room.staged(2, "abc");
    put_content(room.staged_path(2), "abcd");
    const auto answers = room.put({gone, longer, room.staged(3, "abc")});
    const auto folder = room.living_run.folder().path();
    CHECK(answers == Answers{Failure{Cause::ours, folder + "/log-1: is not there"},
                             Failure{Cause::ours, folder + "/log-2: has 4 bytes, not 3"}, Done{}});
    CHECK(room.server.connections() == 1);
}

TEST_CASE("a file that changes its length while it is sent is an error, and the librarian does not keep it") {
    UploadRoom room;
    const auto bytes = GENERATE(std::uintmax_t{1} << 20U, std::uintmax_t{65} << 20U);
    const auto file = room.staged_big(1);
    room.server.interrupt(LibrarianStep::empty_line, [&](LibrarianConnection& connection) {
        fs::resize_file(room.staged_path(1), bytes);
        while (!connection.read(65536).empty()) {
        }
    });
    const auto answers = room.put({file});
    CHECK(answers == Answers{Failure{Cause::ours, fmt::format("{}/log-1: has {} bytes, not 67108864",
                                                              room.living_run.folder().path(), bytes)}});
}

} // namespace
} // namespace buildd::test
