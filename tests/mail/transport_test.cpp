#include "base/error.hpp"
#include "mail/transport.hpp"
#include "support/temporary_directory.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace buildd;

namespace {

std::string refusal_of(const std::string& mail_via) {
    try {
        static_cast<void>(make_transport(mail_via));
    } catch (const ConfigurationError& error) {
        return error.what();
    }
    return "taken";
}

} // namespace

TEST_CASE("each of the values of mail-via is a transport, but none is none") {
    const auto* value = GENERATE("sendmail", "smtp://mail.example.com:25", "smtp://10.0.0.7:587",
                                 "smtp://[::1]:25", "smtp://[fe80::1]:65535", "dir:/var/spool/mails");
    CAPTURE(value);
    CHECK(make_transport(value) != nullptr);
    CHECK(make_transport("none") == nullptr);
}

TEST_CASE("any other value of mail-via is refused in a sentence that names it") {
    const std::string unknown = " is none of sendmail, smtp://HOST:PORT, dir:PATH and none";
    const std::string no_server = " is not smtp://HOST:PORT, which has no user, password or path";
    const std::string no_path = " does not name an absolute path after dir:";
    const auto [value, why] = GENERATE_COPY(table<std::string, std::string>({
        {"", unknown},
        {"None", unknown},
        {"sendmail ", unknown},
        {"/usr/sbin/sendmail", unknown},
        {"mail.example.com:25", unknown},
        {"http://mail.example.com:25", unknown},
        {"smtps://mail.example.com:465", unknown},
        {"SMTP://mail.example.com:25", unknown},
        {"smtp:", no_server},
        {"smtp:mail.example.com:25", no_server},
        {"smtp://", no_server},
        {"smtp:///", no_server},
        {"smtp://mail.example.com", no_server},
        {"smtp://mail.example.com:", no_server},
        {"smtp://mail.example.com:smtp", no_server},
        {"smtp://mail.example.com:0", no_server},
        {"smtp://mail.example.com:65536", no_server},
        {"smtp://mail.example.com:25/", no_server},
        {"smtp://mail.example.com:25/path", no_server},
        {"smtp://mail.example.com:25?query", no_server},
        {"smtp://mail.example.com:25#part", no_server},
        {"smtp://mail example com:25", no_server},
        {"smtp://:25", no_server},
        {"smtp://::1:25", no_server},
        {"smtp://[::1]", no_server},
        {"smtp://[::1:25", no_server},
        {"smtp://user@mail.example.com:25", no_server},
        {"dir:", no_path},
        {"dir:mails", no_path},
        {"dir:./mails", no_path},
        {"dir://" + std::string(1, '\0'), no_path},
    }));
    CAPTURE(value);
    CHECK_THAT(refusal_of(value), Catch::StartsWith("'") && Catch::EndsWith("'" + why));
    if (value.find('\0') == std::string::npos) {
        CHECK(refusal_of(value) == "'" + value + "'" + why);
    }
}

TEST_CASE("the refusal of a mail-via with a password does not tell it") {
    const auto refusal = refusal_of("smtp://user:secret@mail.example.com:25");
    CHECK_THAT(refusal, Catch::Contains("mail.example.com") && !Catch::Contains("secret"));
}

TEST_CASE("to make a transport touches nothing") {
    const test::TemporaryDirectory room;
    REQUIRE(make_transport("dir:" + (room.path() / "mails").string()));
    CHECK(std::filesystem::is_empty(room.path()));
}
