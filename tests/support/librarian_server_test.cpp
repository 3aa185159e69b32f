#include "http/request.hpp"
#include "http/tcp_connection.hpp"
#include "support/librarian_server.hpp"

#include <catch2/catch.hpp>

namespace buildd::test {
namespace {

using namespace std::chrono_literals;

const HttpLibrary http_library;

constexpr const char* sha1_of_abc = "a9993e364706816aba3e25717850c26c9cd0d89d";

/// What the server answers to a client that sends just this.
std::string answer_to(LibrarianServer& server, const std::string& bytes) {
    TcpConnection connection({10s, 10s, 10s}, {});
    REQUIRE(connection.connect(server.address()).ok());
    REQUIRE(connection.send(bytes).ok());
    const auto line = connection.receive_line(1000);
    REQUIRE(line.ok());
    return *line;
}

std::string request(const std::string& headers, const std::string& bytes = "abc") {
    return "STORE 3 log.gz\r\n" + headers + "\r\n" + bytes;
}

const std::string ids = "File-Content-ID: 5\r\nFile-Alias-ID: 6\r\n";
const std::string database = "Database-Name: demo\r\n";

TEST_CASE("the test's librarian keeps what a right client sends") {
    LibrarianServer server("demo");
    const auto head = database + ids + "Sha1-Digest: " + sha1_of_abc + "\r\n";
    CHECK(answer_to(server, request(head)) == "200");
    const auto stored = server.stored();
    REQUIRE(stored.size() == 1);
    CHECK(stored[0].lines == std::vector<std::string>{"STORE 3 log.gz", "Database-Name: demo",
                                                      "File-Content-ID: 5", "File-Alias-ID: 6",
                                                      std::string("Sha1-Digest: ") + sha1_of_abc, ""});
    CHECK(stored[0].name == "log.gz");
    CHECK(stored[0].content == 5);
    CHECK(stored[0].alias == 6);
    CHECK(stored[0].bytes == "abc");
}

TEST_CASE("the test's librarian knows headers in any case, passes over unknown ones and draws its own ids") {
    LibrarianServer server("demo");
    CHECK(answer_to(server, request("DATABASE-name:demo\r\nX-Colour: red\r\n")) == "200 1/1");
    CHECK(answer_to(server, request("database-name: demo\r\n")) == "200 2/2");
}

TEST_CASE("the test's librarian refuses every wrong client in the protocol's words") {
    const auto [bytes, answer] = GENERATE_COPY(table<std::string, std::string>({
        {"FETCH 5\r\n", "400 Unknown command: FETCH"},
        {"STORE\r\n", "400 Bad command: STORE"},
        {"STORE 3\r\n", "400 STORE command expects a size and file name"},
        {"STORE three log.gz\r\n", "400 STORE command expects a size and file name"},
        {"STORE 0 log.gz\r\n", "400 STORE command expects a size and file name"},
        {"STORE 3 log\xff.gz\r\n", "400 STORE command expects the filename to be in UTF-8"},
        {request("Database-Name: a:b\r\n"), "400 Invalid header: Database-Name: a:b"},
        {request("Database-Name\r\n"), "400 Invalid header: Database-Name"},
        {request("File-Content-ID: x\r\n"), "400 Invalid File-Content-ID: x"},
        {request("File-Alias-ID: 0\r\n"), "400 Invalid File-Alias-ID: 0"},
        {request(database + "File-Content-ID: 5\r\n"),
         "400 File-Content-ID and File-Alias-ID must both be specified"},
        {request(database + "File-Alias-ID: 6\r\n"),
         "400 File-Content-ID and File-Alias-ID must both be specified"},
        {request(ids), "400 Database-Name header is required"},
        {request("Database-Name: other\r\n" + ids), "400 Wrong database 'other', should be 'demo'"},
        {request(database + ids, "abcd"), "400 Unexpected message from client: d"},
        {request(database + ids + "Sha1-Digest: 0\r\n"), "500 Internal server error"},
    }));
    LibrarianServer server("demo");
    CHECK(answer_to(server, bytes) == answer);
    CHECK(server.stored().empty());
}

TEST_CASE("the test's librarian takes a content id once") {
    LibrarianServer server("demo");
    CHECK(answer_to(server, request(database + ids)) == "200");
    CHECK(answer_to(server, request(database + ids)) == "500 Internal server error");
    CHECK(server.stored().size() == 1);
}

TEST_CASE("the test's librarian reads lines that end in CR LF only") {
    LibrarianServer server("demo");
    CHECK(answer_to(server, "STORE 3 a\nb\r\n" + database + "\r\nabc") == "200 1/1");
    CHECK(server.stored().at(0).name == "a\nb");
}

} // namespace
} // namespace buildd::test
