#include "http/request.hpp"
#include "mail/letters.hpp"
#include "mail/transport.hpp"
#include "support/smtp_server.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <thread>

using namespace buildd;
using namespace std::chrono_literals;
using buildd::test::patience_of;
using buildd::test::ReceivedMail;
using buildd::test::short_letter;
using buildd::test::SmtpServer;
using buildd::test::SmtpStep;
using buildd::test::with_crlf;

namespace {

const HttpLibrary library;

/// All points at which the server may say no to a message.
constexpr std::array steps{SmtpStep::greeting, SmtpStep::hello, SmtpStep::mail,
                           SmtpStep::rcpt,     SmtpStep::data,  SmtpStep::message};

Delivery deliver(const SmtpServer& server, const Letter& letter = short_letter(),
                 const Patience& patience = {}) {
    return make_transport(server.url())->deliver(letter, patience);
}

std::string reason(const SmtpServer& server, const std::string& words) {
    return server.url() + ": " + words;
}

} // namespace

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
    for (const auto step : steps) {
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
    for (const auto step : steps) {
        CAPTURE(step);
        server.behave();
        server.answer(step, "550 5.1.1 no such user");
        const auto delivery = deliver(server);
        CHECK(delivery.delivered == Delivered::never);
        CHECK(delivery.reason == reason(server, "550 5.1.1 no such user"));
    }
    CHECK(server.mails().empty());
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

TEST_CASE("a mail server that falls silent at any step is waited for no longer than there is time") {
    SmtpServer server;
    for (const auto step : steps) {
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
    for (const auto step : steps) {
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
    const auto delivery = deliver(server, short_letter(), {MonotonicTime::min()});
    CHECK(delivery.delivered == Delivered::later);
    CHECK(server.mails().empty());
}
