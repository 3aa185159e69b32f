#include "http/request.hpp"
#include "mail/smtp_scene.hpp"

#include <catch2/catch.hpp>

#include <thread>

using namespace buildd;
using namespace std::chrono_literals;
using buildd::test::deliver;
using buildd::test::patience_of;
using buildd::test::reason;
using buildd::test::short_letter;
using buildd::test::SmtpServer;
using buildd::test::SmtpStep;

namespace {

const HttpLibrary library;

}

TEST_CASE("a mail server that falls silent at any step is waited for no longer than there is time") {
    SmtpServer server;
    for (const auto step : test::steps_before_the_yes) {
        CAPTURE(step);
        server.behave();
        server.hang(step);
        const auto delivery = deliver(server, short_letter(), patience_of(300ms));
        CHECK(delivery.delivered == Delivered::later);
        CHECK_THAT(delivery.reason, Catch::StartsWith(reason(server, "cut by the deadline after ")));
    }
    CHECK(server.mails().empty());
}

TEST_CASE("a mail server that falls silent is left when somebody asks to stop") {
    SmtpServer server;
    server.hang(SmtpStep::message);
    Stop stop;
    const std::jthread asking([&stop] {
        std::this_thread::sleep_for(200ms);
        stop.request(15);
    });
    const auto delivery = deliver(server, short_letter(), {MonotonicTime::max(), &stop, 100ms});
    CHECK(delivery.delivered == Delivered::later);
    CHECK_THAT(delivery.reason, Catch::StartsWith(reason(server, "cut by a request to stop after ")));
}

TEST_CASE("a mail server that closes the connection at any step leaves the letter for later") {
    SmtpServer server;
    for (const auto step : test::steps_before_the_yes) {
        CAPTURE(step);
        server.behave();
        server.close(step);
        const auto delivery = deliver(server);
        CHECK(delivery.delivered == Delivered::later);
        CHECK_THAT(delivery.reason, Catch::StartsWith(reason(server, "connection ")));
    }
    CHECK(server.mails().empty());
}

TEST_CASE("a lost connection tells what the mail server said last") {
    SmtpServer server;
    server.close(SmtpStep::message);
    CHECK_THAT(deliver(server).reason,
               Catch::EndsWith(" (last answer: 354 End data with <CR><LF>.<CR><LF>)"));
}

TEST_CASE("how a mail server takes the farewell changes nothing: it has the letter") {
    SmtpServer server;
    const auto patience = patience_of(30s);
    SECTION("a refusal") {
        server.answer(SmtpStep::quit, "550 stay");
    }
    SECTION("no answer") {
        server.hang(SmtpStep::quit);
    }
    SECTION("the end of the connection") {
        server.close(SmtpStep::quit);
    }
    CHECK(deliver(server, short_letter(), patience).delivered == Delivered::yes);
    CHECK(server.mails().size() == 1);
    CHECK_FALSE(patience.over(std::chrono::steady_clock::now()));
}

TEST_CASE("a refusal stands even when the mail server does not answer the farewell") {
    SmtpServer server;
    server.answer(SmtpStep::rcpt, "550 no such user");
    server.hang(SmtpStep::quit);
    const auto patience = patience_of(30s);
    CHECK(deliver(server, short_letter(), patience).delivered == Delivered::never);
    CHECK_FALSE(patience.over(std::chrono::steady_clock::now()));
}

TEST_CASE("answers that mean neither yes nor no are taken as they are meant") {
    SmtpServer server;
    const auto [step, answer, delivered] = GENERATE(table<SmtpStep, std::string, Delivered>({
        {SmtpStep::message, "251 will forward", Delivered::yes},
        {SmtpStep::message, "354 more", Delivered::later},
        {SmtpStep::mail, "354 go ahead", Delivered::later},
        {SmtpStep::data, "250 fine", Delivered::later},
        {SmtpStep::greeting, "354 go ahead", Delivered::later},
        {SmtpStep::rcpt, "150 wait", Delivered::later},
    }));
    CAPTURE(answer);
    server.answer(step, answer);
    CHECK(deliver(server, short_letter(), patience_of(2s)).delivered == delivered);
}

TEST_CASE("a port where nobody listens leaves the letter for later") {
    std::string url;
    {
        const SmtpServer server;
        url = server.url();
    }
    const auto delivery = make_transport(url)->deliver(short_letter(), {});
    CHECK(delivery.delivered == Delivered::later);
    CHECK(delivery.reason == url + ": connection refused");
}

TEST_CASE("a mail server whose name nobody knows leaves the letter for later") {
    const auto transport = make_transport("smtp://nobody.invalid:25");
    const auto delivery = transport->deliver(short_letter(), patience_of(5s));
    CHECK(delivery.delivered == Delivered::later);
    CHECK_THAT(delivery.reason, Catch::StartsWith("smtp://nobody.invalid:25: "));
}

TEST_CASE("a mail server is not asked when the time is over") {
    SmtpServer server;
    const auto delivery = deliver(server, short_letter(), {MonotonicTime()});
    CHECK(delivery.delivered == Delivered::later);
    CHECK(server.mails().empty());
}
