#include "http/request.hpp"
#include "mail/smtp_scene.hpp"

#include <catch2/catch.hpp>

using namespace buildd;
using buildd::test::deliver;
using buildd::test::reason;
using buildd::test::ReceivedMail;
using buildd::test::short_letter;
using buildd::test::SmtpServer;
using buildd::test::SmtpStep;
using buildd::test::with_crlf;

namespace {

const HttpLibrary library;

}

TEST_CASE("a letter reaches the mail server with its envelope, byte for byte") {
    const std::string head = "From: Buildd <a@example.com>\nSubject: news\n\n";
    const std::string body = GENERATE(
        std::string("It is broken.\n"), std::string("no line feed at the end"), std::string(),
        std::string(".\n..\n.dot\n\n.\n.\n"), std::string("\n\n\n"), std::string(998, 'x') + "\n",
        std::string("\xc3\xa4\xe2\x82\xac\n\xff\n"), std::string("tab\t and blank \n"),
        std::string("by CR LF\r\nand LF\n"), std::string("QUIT\nRSET\n.\nMAIL FROM:<eve@example.com>\n"));
    const SmtpServer server;
    auto letter = short_letter();
    letter.message = head + body;
    const auto delivery = deliver(server, letter);
    CHECK(delivery.reason.empty());
    REQUIRE(delivery.delivered == Delivered::yes);
    const auto wire = body == "by CR LF\r\nand LF\n" ? with_crlf(head) + "by CR LF\r\nand LF\r\n"
                                                     : with_crlf(letter.message);
    CHECK(server.mails() == std::vector<ReceivedMail>{{letter.sender, {letter.recipient}, wire}});
}

TEST_CASE("a letter whose lines of dots fall on every border of libcurl's buffers arrives whole") {
    const SmtpServer server;
    auto letter = short_letter();
    for (std::size_t width = 1; width < 900; ++width) {
        letter.message += "." + std::string(width, 'x') + "\n.\n";
    }
    REQUIRE(deliver(server, letter).delivered == Delivered::yes);
    REQUIRE(server.mails().size() == 1);
    CHECK(server.mails()[0].message == with_crlf(letter.message));
}

TEST_CASE("an address is passed on as it is") {
    const auto* address = GENERATE("-f@example.com", "o'brien+tag@example.com",
                                   "a=b{c}@xn--bcher-kva.example", "\"a b\"@example.com");
    const SmtpServer server;
    auto letter = short_letter();
    letter.sender = address;
    letter.recipient = address;
    const auto delivery = deliver(server, letter);
    CHECK(delivery.reason.empty());
    CHECK(server.mails() == std::vector<ReceivedMail>{{address, {address}, with_crlf(letter.message)}});
}

TEST_CASE("what would be more than an address in a command is never sent") {
    const auto* address = GENERATE("", "a@example.com>\r\nRCPT TO:<eve@example.com", "a@example.com\n",
                                   "<a@example.com>", "a@example.com> SIZE=1");
    SmtpServer server;
    auto letter = short_letter();
    SECTION("as the recipient") {
        letter.recipient = address;
    }
    SECTION("as the sender") {
        letter.sender = address;
    }
    const auto delivery = deliver(server, letter);
    CHECK(delivery.delivered == Delivered::never);
    CHECK_THAT(delivery.reason, Catch::EndsWith("' is no address") && !Catch::Contains("\n"));
    CHECK(server.mails().empty());
}

TEST_CASE("a refusal for now at any step leaves the letter for later, with the server's words") {
    SmtpServer server;
    for (const auto step : test::steps_before_the_yes) {
        CAPTURE(step);
        server.behave();
        server.answer(step, "451 4.3.0 try again later");
        const auto delivery = deliver(server);
        CHECK(delivery.delivered == Delivered::later);
        CHECK(delivery.reason == reason(server, "451 4.3.0 try again later"));
    }
    CHECK(server.mails().empty());
}

TEST_CASE("a refusal for good at any step is never asked again, with the server's words") {
    SmtpServer server;
    for (const auto step : test::steps_before_the_yes) {
        CAPTURE(step);
        server.behave();
        server.answer(step, "550 5.1.1 no such user");
        const auto delivery = deliver(server);
        CHECK(delivery.delivered == Delivered::never);
        CHECK(delivery.reason == reason(server, "550 5.1.1 no such user"));
    }
    CHECK(server.mails().empty());
}

TEST_CASE("a mail server of old that knows only HELO gets the letter") {
    SmtpServer server;
    server.answer(SmtpStep::ehlo, "502 what?");
    CHECK(deliver(server).delivered == Delivered::yes);
    CHECK(server.mails().size() == 1);
    server.answer(SmtpStep::hello, "550 not you");
    CHECK(deliver(server).reason == reason(server, "550 not you"));
    server.close(SmtpStep::hello);
    CHECK(deliver(server).delivered == Delivered::later);
}

TEST_CASE("a refusal of one recipient does not touch the others") {
    SmtpServer server;
    auto letter = short_letter();
    server.answer(SmtpStep::rcpt, "550 no such user", letter.recipient);
    CHECK(deliver(server, letter).delivered == Delivered::never);
    letter.recipient = "celso@example.com";
    CHECK(deliver(server, letter).delivered == Delivered::yes);
    CHECK(server.mails().size() == 1);
}

TEST_CASE("a line too long for the mail server is refused for good") {
    const SmtpServer server;
    auto letter = short_letter();
    letter.message += std::string(5000, 'x') + "\n";
    const auto delivery = deliver(server, letter);
    CHECK(delivery.delivered == Delivered::never);
    CHECK_THAT(delivery.reason, Catch::StartsWith(reason(server, "500 Line too long")));
}

TEST_CASE("the words of the mail server become one printable line of bounded length") {
    SmtpServer server;
    server.answer(SmtpStep::rcpt, "550-no\n550-such \x1b[31m user\n550 " + std::string(400, 'x'));
    const auto delivery = deliver(server);
    CHECK(delivery.delivered == Delivered::never);
    CHECK_THAT(delivery.reason, Catch::StartsWith(reason(server, R"(550 no such \x1B[31m user xxx)")));
    CHECK(delivery.reason.size() <= 500);
}
