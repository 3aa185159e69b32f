#include "http/request.hpp"
#include "http/smtp.hpp"
#include "support/smtp_server.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace buildd;
using namespace std::chrono_literals;
using buildd::test::SmtpServer;
using buildd::test::SmtpStep;

namespace {

const HttpLibrary library;
const SmtpMessage message{"a@example.com", "b@example.com", "Subject: news\n\nbroken\n"};

Result<SmtpReply> send_to(const SmtpServer& server, const SmtpLimits& limits, const Patience& patience = {}) {
    return send_mail(server.url(), message, limits, patience);
}

} // namespace

TEST_CASE("a message that was taken comes back with the words of the mail server") {
    SmtpServer server;
    CHECK(send_to(server, {10s, 10s}) == Result<SmtpReply>(SmtpReply{250, "250 taken"}));
    server.answer(SmtpStep::message, "250-taken\n250-as\n250 AB12");
    CHECK(send_to(server, {10s, 10s}) == Result<SmtpReply>(SmtpReply{250, "250 taken as AB12"}));
    server.answer(SmtpStep::message, "250");
    CHECK(send_to(server, {10s, 10s}) == Result<SmtpReply>(SmtpReply{250, "250"}));
}

TEST_CASE("a mail server that says no hello is given up after the limit for connecting") {
    SmtpServer server;
    const auto step = GENERATE(SmtpStep::greeting, SmtpStep::hello);
    server.hang(step);
    const auto reply = send_to(server, {300ms, 60s});
    REQUIRE_FALSE(reply.ok());
    CHECK(reply.failure().cause == Cause::theirs);
    CHECK_THAT(reply.failure().message, Catch::StartsWith("timed out after 0.3 s while connecting"));
}

TEST_CASE("a mail server that falls silent later is given up after the limit for all") {
    SmtpServer server;
    const auto step = GENERATE(SmtpStep::mail, SmtpStep::rcpt, SmtpStep::data, SmtpStep::message);
    server.hang(step);
    const auto end = std::chrono::steady_clock::now() + 60s;
    const auto reply = send_to(server, {300ms, 600ms}, {end});
    REQUIRE_FALSE(reply.ok());
    CHECK(reply.failure().cause == Cause::theirs);
    CHECK_THAT(reply.failure().message, Catch::StartsWith("timed out after 0.6 s (last answer: "));
    CHECK(std::chrono::steady_clock::now() < end);
}

TEST_CASE("a mail server that talks without end is not listened to") {
    SmtpServer server;
    std::string lines;
    for (int i = 0; i < 200; ++i) {
        lines += "250-" + std::string(400, 'x') + "\n";
    }
    server.answer(SmtpStep::mail, lines + "250 done");
    const auto reply = send_to(server, {10s, 10s});
    REQUIRE_FALSE(reply.ok());
    CHECK_THAT(reply.failure().message, Catch::StartsWith("answers over 65536 bytes"));
}

TEST_CASE("only a mail server's host and port are where mail is sent to") {
    CHECK(send_mail("http://127.0.0.1:25", message, {10s, 10s}, {}).failure() ==
          Failure{Cause::ours, "not smtp://HOST:PORT"});
}
