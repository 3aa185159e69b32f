#include "mail/letters.hpp"
#include "mail/transport.hpp"
#include "support/smtp_server.hpp"
#include "support/temporary_directory.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace buildd;
using namespace std::chrono_literals;
using buildd::test::patience_of;
using buildd::test::ReceivedMail;
using buildd::test::short_letter;
using buildd::test::SmtpServer;
using buildd::test::SmtpStep;
using buildd::test::TemporaryDirectory;
using buildd::test::with_crlf;

namespace {

/// A home whose configuration has msmtp, which takes sendmail's command line, send to a port.
class Home {
  public:
    explicit Home(std::uint16_t port) {
        std::ofstream(folder_.path() / ".msmtprc")
            << "account default\nhost 127.0.0.1\nport " << port << "\nfrom nobody@example.com\ntimeout 20\n";
        setenv("HOME", folder_.path().c_str(), 1); // NOLINT(concurrency-mt-unsafe): the one thread
    }

  private:
    TemporaryDirectory folder_;
};

Delivery by_msmtp(const Letter& letter, const Patience& patience = {}) {
    return make_transport("sendmail", "/usr/bin/msmtp")->deliver(letter, patience);
}

/// What the transport makes of a program that is this shell script.
class Script {
  public:
    explicit Script(const std::string& body) {
        std::ofstream(path()) << "#!/bin/sh\n" << body << '\n';
        std::filesystem::permissions(path(), std::filesystem::perms::owner_all);
    }
    [[nodiscard]] std::string path() const { return folder_.path() / "sendmail"; }
    [[nodiscard]] Delivery deliver(const Letter& letter = short_letter(),
                                   const Patience& patience = {}) const {
        return make_transport("sendmail", path())->deliver(letter, patience);
    }

  private:
    TemporaryDirectory folder_;
};

} // namespace

TEST_CASE("a real sendmail command line delivers a letter with its envelope, byte for byte") {
    const SmtpServer server;
    const Home home(server.port());
    auto letter = short_letter();
    letter.message =
        "From: Buildd <a@example.com>\nTo: mark@example.com\nDate: Mon, 11 Oct 2010 15:55:17 +0000\n"
        "Message-Id: <run-8-1@host>\n\n.\n..dots\nFrom here\n" +
        std::string(900, 'x') + "\n";
    const auto delivery = by_msmtp(letter);
    CHECK(delivery.reason.empty());
    REQUIRE(delivery.delivered == Delivered::yes);
    CHECK(server.mails() ==
          std::vector<ReceivedMail>{{letter.sender, {letter.recipient}, with_crlf(letter.message)}});
}

TEST_CASE("an address that looks like an option is an address to a real sendmail command line") {
    const SmtpServer server;
    const Home home(server.port());
    auto letter = short_letter();
    letter.sender = "-t@example.com";
    letter.recipient = "--help@example.com";
    REQUIRE(by_msmtp(letter).delivered == Delivered::yes);
    REQUIRE(server.mails().size() == 1);
    CHECK(server.mails()[0].sender == letter.sender);
    CHECK(server.mails()[0].recipients == std::vector<std::string>{letter.recipient});
}

TEST_CASE("a real sendmail command line that is refused for good says so with its exit status") {
    SmtpServer server;
    const Home home(server.port());
    server.answer(SmtpStep::rcpt, "550 5.1.1 no such user");
    const auto delivery = by_msmtp(short_letter());
    CHECK(delivery.delivered == Delivered::never);
    CHECK_THAT(delivery.reason, Catch::StartsWith("/usr/bin/msmtp: exit status 65: ") &&
                                    Catch::Contains("550 5.1.1 no such user"));
}

TEST_CASE("only exit status 75 is for later: this sendmail has another one for a recipient refused for now") {
    SmtpServer server;
    const Home home(server.port());
    server.answer(SmtpStep::rcpt, "451 4.3.0 try again later");
    const auto delivery = by_msmtp(short_letter());
    CHECK(delivery.delivered == Delivered::never);
    CHECK_THAT(delivery.reason, Catch::StartsWith("/usr/bin/msmtp: exit status 69: ") &&
                                    Catch::Contains("451 4.3.0 try again later"));
}

TEST_CASE("a real sendmail command line that finds no server says so with its exit status") {
    std::uint16_t port = 0;
    {
        const SmtpServer server;
        port = server.port();
    }
    const Home home(port);
    const auto delivery = by_msmtp(short_letter());
    CHECK(delivery.delivered == Delivered::later);
    CHECK_THAT(delivery.reason, Catch::StartsWith("/usr/bin/msmtp: exit status 75: ") &&
                                    Catch::Contains("Connection refused"));
}

TEST_CASE("the program gets sendmail's words, and the letter to read") {
    const TemporaryDirectory room;
    const auto record = (room.path() / "record").string();
    const Script script(R"(printf '[%s]' "$@" > )" + record + "; cat >> " + record);
    auto letter = short_letter();
    letter.recipient = "-mark@example.com";
    letter.message += std::string(300'000, 'x');
    REQUIRE(script.deliver(letter).delivered == Delivered::yes);
    std::ifstream file(record);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    CHECK(text == "[-i][-f][bounces@example.com][--][-mark@example.com]" + letter.message);
}

TEST_CASE("the exit status of the program says what becomes of the letter") {
    const auto [status, delivered] = GENERATE(table<int, Delivered>({
        {75, Delivered::later},
        {1, Delivered::never},
        {64, Delivered::never},
        {67, Delivered::never},
        {69, Delivered::never},
        {74, Delivered::never},
        {76, Delivered::never},
        {255, Delivered::never},
    }));
    const Script script("echo delivering; echo ' no such user' >&2; exit " + std::to_string(status));
    const auto delivery = script.deliver();
    CHECK(delivery.delivered == delivered);
    CHECK(delivery.reason == script.path() + ": exit status " + std::to_string(status) + ": no such user");
}

TEST_CASE("a program that says nothing, or all on its standard output") {
    const Script silent("exit 67");
    CHECK(silent.deliver().reason == silent.path() + ": exit status 67");
    const Script talking(R"(echo; printf 'no\033such\nuser\n'; exit 67)");
    CHECK(talking.deliver().reason == talking.path() + R"(: exit status 67: no\x1Bsuch\x0Auser)");
}

TEST_CASE("a program that cannot be run leaves the letter for later") {
    const TemporaryDirectory room;
    const auto missing = (room.path() / "sendmail").string();
    const auto delivery = make_transport("sendmail", missing)->deliver(short_letter(), {});
    CHECK(delivery.delivered == Delivered::later);
    CHECK(delivery.reason == missing + ": cannot be run: No such file or directory");
    std::ofstream(missing) << "no program";
    CHECK(make_transport("sendmail", missing)->deliver(short_letter(), {}).reason ==
          missing + ": cannot be run: Permission denied");
}

TEST_CASE("a program that hangs is killed when there is no time left, and the letter is for later") {
    const Script script("echo looking >&2; sleep 600");
    const auto delivery = script.deliver(short_letter(), patience_of(300ms));
    CHECK(delivery.delivered == Delivered::later);
    CHECK(delivery.reason == script.path() + ": killed: no time left: looking");
}

TEST_CASE("a program that a signal ends leaves the letter for later") {
    const Script script("kill -9 $$");
    const auto delivery = script.deliver();
    CHECK(delivery.delivered == Delivered::later);
    CHECK(delivery.reason == script.path() + ": ended by signal 9");
}

TEST_CASE("a program that floods its output is read to its end, and quoted with its first words") {
    const Script script("yes 'no room' | head -c 3000000; exit 67");
    const auto delivery = script.deliver();
    CHECK(delivery.delivered == Delivered::never);
    CHECK_THAT(delivery.reason, Catch::StartsWith(script.path() + ": exit status 67: no room"));
    CHECK(delivery.reason.size() <= 500);
}

TEST_CASE("a program that does not read the letter is taken at its word") {
    auto letter = short_letter();
    letter.message += std::string(300'000, 'x');
    CHECK(Script("exec <&-; exit 0").deliver(letter).delivered == Delivered::yes);
    CHECK(Script("exit 75").deliver(letter).delivered == Delivered::later);
}

TEST_CASE("no program is run when the time is over") {
    const TemporaryDirectory room;
    const auto witness = room.path() / "witness";
    const Script script("touch " + witness.string());
    CHECK(script.deliver(short_letter(), {MonotonicTime()}).delivered == Delivered::later);
    CHECK_FALSE(std::filesystem::exists(witness));
}
