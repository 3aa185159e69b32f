#include "library/upload_store.hpp"
#include "support/slave_closed_port.hpp"
#include "upload_room.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <csignal>

// What the store makes of a librarian that says no, something else, or nothing.

namespace buildd::test {
namespace {

using namespace std::chrono_literals;

const std::vector<LibrarianStep> all_steps{
    LibrarianStep::connected,  LibrarianStep::store_line,    LibrarianStep::database_name,
    LibrarianStep::content_id, LibrarianStep::alias_id,      LibrarianStep::sha1_digest,
    LibrarianStep::empty_line, LibrarianStep::half_of_bytes, LibrarianStep::last_byte,
};

/// What becomes of one small file when the librarian does this at this step.
std::string reason_for(LibrarianStep step, const LibrarianServer::Act& act) {
    UploadRoom room;
    room.settings.no_progress_limit = 300ms;
    room.server.interrupt(step, act);
    auto reason = room.put_one(room.staged(1, "abc"));
    CHECK(room.server.connections() == 1); // no second try
    CHECK(room.named().empty() == !reason.empty());
    return reason;
}

TEST_CASE("every refusal is an error in the librarian's words") {
    const auto* const refusal = GENERATE(
        "500 Internal server error", "400 Unknown command: STOR", "400 Bad command: STORE",
        "400 Invalid header: Database-Name: a:b", "400 STORE command expects a size and file name",
        "400 STORE command expects the filename to be in UTF-8", "400 Invalid File-Content-ID: x",
        "400 Invalid File-Alias-ID: x", "400 File-Content-ID and File-Alias-ID must both be specified",
        "400 Database-Name header is required", "400 Wrong database 'launchpad_demo', should be 'prod'",
        "400 Unexpected message from client: x");
    const auto line = std::string(refusal) + "\r\n";
    CHECK(reason_for(LibrarianStep::store_line, say_and_close(line)) ==
          std::string("Server said: ") + refusal);
}

TEST_CASE("a refusal is understood at every step") {
    for (const auto step : all_steps) {
        CAPTURE(static_cast<int>(step));
        CHECK(reason_for(step, say_and_close("500 Internal server error\r\n")) ==
              "Server said: 500 Internal server error");
        CHECK(reason_for(step, say_and_stay("500 Internal server error\r\n")) ==
              "Server said: 500 Internal server error");
    }
}

TEST_CASE("a real refusal is understood") {
    UploadRoom room;
    const auto file = room.staged(1, "abc");
    CHECK(room.reason_of(room.put({file}, "another").at(0)) ==
          "Server said: 400 Wrong database 'another', should be 'launchpad_demo'");
    CHECK(room.put_one(file).empty());
    CHECK(room.put_one(file) == "Server said: 500 Internal server error"); // its content id is taken
    auto wrong = room.staged(2, "abc");
    wrong.file.sha1.back() = wrong.file.sha1.back() == '0' ? '1' : '0';
    CHECK(room.put_one(wrong) == "Server said: 500 Internal server error");
}

TEST_CASE("a librarian that hangs is given up at every step") {
    for (const auto step : all_steps) {
        CAPTURE(static_cast<int>(step));
        CHECK(reason_for(step, hang()) == "no progress for 0.3 s");
    }
}

TEST_CASE("a librarian that closes is an error at every step") {
    for (const auto step : all_steps) {
        CAPTURE(static_cast<int>(step));
        // What of it is noticed depends on who is first: a close with bytes unread is a reset.
        const auto reason = reason_for(step, close_at_once());
        CHECK_THAT(reason, Catch::Equals("connection closed without an answer") ||
                               Catch::Equals("connection reset by peer") || Catch::Equals("broken pipe"));
    }
}

TEST_CASE("a librarian that resets the connection is an error at every step") {
    for (const auto step : all_steps) {
        CAPTURE(static_cast<int>(step));
        CHECK(reason_for(step, reset()) == "connection reset by peer");
    }
}

TEST_CASE("only the line 200 alone is success") {
    CHECK(reason_for(LibrarianStep::last_byte, say_and_close("200\r\n")).empty());
    const auto [bytes, reason] = GENERATE(table<std::string, std::string>({
        {"200 5/6\r\n", "Server said: 200 5/6"},
        {"200 \r\n", "Server said: 200 "},
        {" 200\r\n", "Server said:  200"},
        {"2000\r\n", "Server said: 2000"},
        {"\r\n", "Server said: "},
        {"200\r\r\n", "Server said: 200\\x0D"},
        {"200", "answer cut short: 200"},
    }));
    CHECK(reason_for(LibrarianStep::last_byte, say_and_close(bytes)) == reason);
}

TEST_CASE("an answer may come in pieces") {
    const auto in_two = [](LibrarianConnection& connection) {
        connection.send("400 Bad comm");
        connection.pause(100ms);
        connection.send("and: x\r\n");
    };
    CHECK(reason_for(LibrarianStep::last_byte, in_two) == "Server said: 400 Bad command: x");
    CHECK(reason_for(LibrarianStep::last_byte, trickle("200\r\n", 20ms)).empty());
}

TEST_CASE("of a long or strange answer two hundred printable bytes are shown") {
    const auto [bytes, shown] = GENERATE(table<std::string, std::string>({
        {"400 " + std::string(196, 'x') + "\r\n", "400 " + std::string(196, 'x')},
        {"400 " + std::string(197, 'x') + "\r\n", "400 " + std::string(193, 'x') + "..."},
        {"400 a\x01"
         "\x1B[31m\xFF\r\n",
         "400 a\\x01\\x1B[31m\\xFF"},
    }));
    CHECK(reason_for(LibrarianStep::store_line, say_and_close(bytes)) == "Server said: " + shown);
}

TEST_CASE("an answer without an end is not waited for") {
    const auto shown = "Server said: " + std::string(197, 'x') + "...";
    CHECK(reason_for(LibrarianStep::store_line, say_endlessly("xxxx")) == shown);
    CHECK(reason_for(LibrarianStep::last_byte, say_endlessly("xxxx")) == shown);
}

TEST_CASE("an answer before the last byte stops the sending, also when nobody reads") {
    const auto step =
        GENERATE(LibrarianStep::store_line, LibrarianStep::empty_line, LibrarianStep::half_of_bytes);
    const auto* const line = GENERATE("500 Internal server error", "200");
    UploadRoom room;
    room.server.interrupt(step, say_and_stay(std::string(line) + "\r\n"));
    CHECK(room.put_one(room.staged_big(1)) == std::string("Server said: ") + line);
}

TEST_CASE("a librarian that does not read a big file makes no progress") {
    UploadRoom room;
    room.settings.no_progress_limit = 300ms;
    room.server.interrupt(LibrarianStep::half_of_bytes, hang());
    CHECK(room.put_one(room.staged_big(1)) == "no progress for 0.3 s");
}

TEST_CASE("one refused file costs the others nothing") {
    const auto act = GENERATE(say_and_close("400 Bad command: x\r\n"), hang(), close_at_once(), reset());
    UploadRoom room;
    room.settings.no_progress_limit = 500ms;
    room.server.interrupt(LibrarianStep::alias_id, act, 1);
    std::vector<StagedFile> files;
    for (int content = 1; content <= 10; ++content) {
        files.push_back(room.staged(content, "abc"));
    }
    const auto answers = room.put(files);
    CHECK(std::count_if(answers.begin(), answers.end(), [](const auto& answer) { return answer.ok(); }) == 9);
    CHECK(room.server.stored().size() == 9);
    CHECK(room.server.connections() == 10);
    CHECK(room.named().size() == 9);
    for (std::size_t index = 0; index < files.size(); ++index) {
        const auto named = room.named();
        const bool is_named = std::any_of(named.begin(), named.end(), [&](const ManifestFile& file) {
            return file.content == files[index].file.content;
        });
        CHECK(is_named == answers[index].ok());
    }
}

TEST_CASE("a librarian that is not there is named by its reason") {
    UploadRoom room;
    const ClosedPort closed;
    const auto reason_at = [&](const std::string& server) {
        room.settings.server = server;
        const auto message = room.put({room.staged(1, "abc")}).at(0).failure().message;
        const auto start = "librarian " + server + ": ";
        CHECK_THAT(message, Catch::StartsWith(start));
        return message.substr(start.size());
    };
    CHECK(reason_at("127.0.0.1:" + std::to_string(closed.port())) == "connection refused");
    CHECK(reason_at("localhost") == "not HOST:PORT");
    room.settings.connect_limit = 2s; // a resolver that is not there itself may take its time
    CHECK_THAT(reason_at("librarian.invalid:9090"),
               Catch::Equals("host not found") || Catch::Equals("timed out after 2 s while connecting"));
    CHECK(room.named().empty());
}

TEST_CASE("a file has a limit of its own, whatever progress it makes") {
    UploadRoom room;
    room.settings.file_limit = 500ms;
    room.server.interrupt(LibrarianStep::last_byte, trickle(std::string(1000, 'x'), 20ms));
    CHECK(room.put_one(room.staged(1, "abc")) == "timed out after 0.5 s");
}

TEST_CASE("all files of a pass have one limit together, over every put") {
    UploadRoom room;
    room.settings.pass_limit = 500ms;
    room.settings.parallel = 1;
    room.server.interrupt(LibrarianStep::last_byte, hang());
    const std::vector<StagedFile> files{room.staged(1, "abc"), room.staged(2, "abc")};
    UploadStore store(room.settings, room.stop);
    for (int put = 0; put < 2; ++put) {
        for (const auto& answer : store.put(room.living_run, files, "launchpad_demo")) {
            CHECK(room.reason_of(answer) == "not stored within 0.5 s, the limit for all files of a pass");
        }
    }
    CHECK(room.server.connections() == 1);
}

TEST_CASE("a request to stop ends what is under way, and nothing more is begun") {
    UploadRoom room;
    room.settings.parallel = 1;
    room.server.interrupt(LibrarianStep::last_byte, [&](LibrarianConnection& connection) {
        room.stop.request(SIGTERM);
        connection.wait_for_close();
    });
    const auto answers = room.put({room.staged(1, "abc"), room.staged(2, "abc")});
    CHECK_THAT(room.reason_of(answers[0]), Catch::StartsWith("cut by a request to stop after "));
    CHECK(room.reason_of(answers[1]) == "not asked: told to stop");
    CHECK(room.server.connections() == 1);
    CHECK(room.named().empty());
}

} // namespace
} // namespace buildd::test
