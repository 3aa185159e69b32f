#include "mail/read_notice.hpp"
#include "mail/samples.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace buildd;
using namespace buildd::test;

namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

Notices firefox_notices(const NoticeSettings& keys = settings()) {
    return notices_of(failed_firefox(), firefox_people(), keys);
}

/// The addresses written to, joined with blanks.
std::string recipients(const Notices& notices) {
    std::string text;
    for (const Notice& notice : notices.notices) {
        text += (text.empty() ? "" : " ") + notice.recipient;
    }
    return text;
}

std::string no_address_warning(const std::string& address) {
    return "mail about build 8: address '" + address + "' has a control or non-ASCII character, left out";
}

} // namespace

TEST_CASE("each recipient gets a message of its own, in byte order of the addresses") {
    const Notices notices = firefox_notices();
    CHECK(recipients(notices) == "cprov@example.com foo.bar@example.com mark@example.com");
    CHECK(notices.lines.empty());
    for (const Notice& notice : notices.notices) {
        CHECK(header(notice, "To") == notice.recipient);
    }
    auto people = firefox_people();
    people.people.push_back({{8}, MailRole::admins, true, "Zed@example.com"});
    CHECK(recipients(notices_of(failed_firefox(), people, settings())) ==
          "Zed@example.com cprov@example.com foo.bar@example.com mark@example.com");
}

TEST_CASE("every header is there, in one order") {
    auto keys = settings();
    keys.from = "Builds <builds@example.com>";
    keys.bounces = "bounces@example.com";
    CHECK(first(firefox_notices(keys)).headers ==
          Headers{{"From", "Builds <builds@example.com>"},
                  {"To", "cprov@example.com"},
                  {"Subject", "[Build #8] i386 build of mozilla-firefox 0.9 in ubuntu hoary RELEASE"},
                  {"Reply-To", "Builds <builds@example.com>"},
                  {"Sender", "bounces@example.com"},
                  {"Errors-To", "bounces@example.com"},
                  {"Return-Path", "bounces@example.com"},
                  {"Precedence", "bulk"},
                  {"X-Generated-By", "buildd-scan 1.2.3"},
                  {"X-Launchpad-Build-State", "FAILEDTOBUILD"},
                  {"X-Launchpad-Build-Component", "main"},
                  {"X-Launchpad-Build-Arch", "i386"},
                  {"X-Creator-Recipient", "mark@example.com"}});
}

TEST_CASE("who has several roles gets one message, and people of other builds none") {
    auto people = firefox_people();
    people.people.push_back({{8}, MailRole::signer, true, "mark@example.com"});
    people.people.push_back({{8}, MailRole::admins, true, "mark@example.com"});
    people.people.push_back({{6}, MailRole::creator, true, "other@example.com"});
    people.people.push_back({{6}, MailRole::admins, true, "admin.of.6@example.com"});
    const Notices notices = notices_of(failed_firefox(), people, settings());
    CHECK(recipients(notices) == "cprov@example.com foo.bar@example.com mark@example.com");
    CHECK(header(first(notices), "X-Creator-Recipient") == "mark@example.com");
}

TEST_CASE("notify-owner is about creator and signer alone") {
    struct Row {
        MailRole role;
        bool depends;
    };
    const std::vector<Row> table{{MailRole::creator, true},
                                 {MailRole::signer, true},
                                 {MailRole::owner, false},
                                 {MailRole::admins, false}};
    for (const Row& row : table) {
        Correspondents people;
        people.people = {{{8}, row.role, true, "x@example.com"}};
        auto keys = settings();
        CHECK(recipients(notices_of(failed_firefox(), people, keys)) == "x@example.com");
        keys.notify_owner = false;
        CHECK(recipients(notices_of(failed_firefox(), people, keys)) == (row.depends ? "" : "x@example.com"));
    }
}

TEST_CASE("the creator is named in the header, also without getting a mail") {
    CHECK(recipients(notices_of(failed_cdrkit(), cdrkit_people(), settings())) == "cprov@example.com");
    CHECK(header(first(notices_of(failed_cdrkit(), cdrkit_people(), settings())), "X-Creator-Recipient") ==
          "mark@example.com");
    auto keys = settings();
    keys.notify_owner = false;
    CHECK(recipients(firefox_notices(keys)) == "cprov@example.com foo.bar@example.com");
    CHECK(header(first(firefox_notices(keys)), "X-Creator-Recipient") == "mark@example.com");
}

TEST_CASE("a team as creator is named by its members' addresses, one that nobody can write to by none") {
    auto people = cdrkit_people();
    people.people.push_back({{26}, MailRole::creator, false, "ann@example.com"});
    CHECK(header(first(notices_of(failed_cdrkit(), people, settings())), "X-Creator-Recipient") ==
          "ann@example.com,mark@example.com");
    people.people = {{{26}, MailRole::owner, true, "cprov@example.com"}};
    CHECK(header(first(notices_of(failed_cdrkit(), people, settings())), "X-Creator-Recipient").empty());
}

TEST_CASE("without any recipient there is no mail") {
    Correspondents people;
    CHECK(notices_of(failed_firefox(), people, settings()).notices.empty());
    people.people = {{{8}, MailRole::creator, false, "mark@example.com"}};
    CHECK(notices_of(failed_firefox(), people, settings()).notices.empty());
}

TEST_CASE("an address with a control or non-ASCII character is used nowhere, with one warning") {
    struct Row {
        std::string address;
        std::string shown;
    };
    const std::vector<Row> table{
        {"m\xC3\xA4rk@example.com", "m\xC3\xA4rk@example.com"},
        {"mark@example.com\nBcc: x@example.com", "mark@example.com\\x0ABcc: x@example.com"},
        {"mark\r@example.com", "mark\\x0D@example.com"},
        {std::string("mark\0@example.com", 17), "mark\\x00@example.com"},
        {"mark@example.com\x7F", "mark@example.com\\x7F"},
        {"mark\xFF@example.com", "mark\\xFF@example.com"},
    };
    for (const Row& row : table) {
        auto people = firefox_people();
        people.people.push_back({{8}, MailRole::creator, true, row.address});
        people.people.push_back({{8}, MailRole::signer, true, row.address});
        people.people.push_back({{8}, MailRole::admins, true, row.address});
        const Notices notices = notices_of(failed_firefox(), people, settings());
        CHECK(recipients(notices) == "cprov@example.com foo.bar@example.com mark@example.com");
        CHECK(header(first(notices), "X-Creator-Recipient") == "mark@example.com");
        CHECK(notices.lines == std::vector<LogLine>{{Level::warning, no_address_warning(row.shown)}});
    }
}

TEST_CASE("the warning comes for whoever would have been used, and for nobody else") {
    const std::string bad = "\xC3\xA4@example.com";
    auto keys = settings();
    keys.notify_owner = false;
    Correspondents people;
    people.people = {{{8}, MailRole::signer, true, bad}, {{6}, MailRole::admins, true, bad}};
    CHECK(notices_of(failed_firefox(), people, keys).lines.empty());
    people.people = {{{8}, MailRole::creator, false, bad}};
    const Notices notices = notices_of(failed_firefox(), people, keys);
    CHECK(notices.notices.empty());
    CHECK(notices.lines == std::vector<LogLine>{{Level::warning, no_address_warning(bad)}});
}

TEST_CASE("all other printable characters stay in an address") {
    for (const std::string address :
         {"o'brien+x@example.com", "\"two words\"@example.com", "~@example.com"}) {
        Correspondents people;
        people.people = {{{8}, MailRole::admins, true, address}};
        const Notices notices = notices_of(failed_firefox(), people, settings());
        CHECK(recipients(notices) == address);
        CHECK(notices.lines.empty());
    }
}
