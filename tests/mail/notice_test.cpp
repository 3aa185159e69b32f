#include "mail/samples.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace buildd;
using namespace buildd::test;

namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

Notices firefox_notices(const NoticeSettings& keys = settings()) {
    return notices_of(failed_firefox(), firefox_people(), keys);
}

/// The only notice there is, or the first.
Notice first(const Notices& notices) {
    REQUIRE_FALSE(notices.notices.empty());
    return notices.notices.front();
}

Notice first_notice(const BuildNews& news, const NoticeSettings& keys = settings()) {
    auto people = firefox_people();
    people.people = {{news.identity.id, MailRole::owner, true, "x@example.com"}};
    return first(notices_of(news, people, keys));
}

/// The addresses written to, joined with blanks.
std::string recipients(const Notices& notices) {
    std::string text;
    for (const Notice& notice : notices.notices) {
        text += (text.empty() ? "" : " ") + notice.recipient;
    }
    return text;
}

/// `none` without such a header.
std::string header(const Notice& notice, const std::string& name) {
    const auto found = std::find_if(notice.headers.begin(), notice.headers.end(),
                                    [&](const auto& entry) { return entry.first == name; });
    return found == notice.headers.end() ? "none" : found->second;
}

/// The value of the body's line ` * LABEL: VALUE`.
std::string fact(const Notice& notice, const std::string& label) {
    const std::string start = "\n * " + label + ": ";
    const auto at = notice.body.find(start);
    REQUIRE(at != std::string::npos);
    CHECK(notice.body.find(start, at + 1) == std::string::npos);
    const auto begin = at + start.size();
    return notice.body.substr(begin, notice.body.find('\n', begin) - begin);
}

std::string last_line(const Notice& notice) {
    const auto body = notice.body.substr(0, notice.body.size() - 1);
    return body.substr(body.rfind('\n') + 1);
}

std::string no_address_warning(const std::string& address) {
    return "mail about build 8: address '" + address + "' has a control or non-ASCII character, left out";
}

const std::string firefox_body = R"(
 * Source Package: mozilla-firefox
 * Version: 0.9
 * Architecture: i386
 * Archive: ubuntu primary archive
 * Component: main
 * State: Failed to build
 * Duration: 59 min 29 s
 * Build Log: http://localhost/ubuntu/+source/mozilla-firefox/0.9/+build/8/+files/buildlog_ubuntu-hoary-i386.mozilla-firefox_0.9_FAILEDTOBUILD.txt.gz
 * Builder: http://localhost/builders/bob
 * Source: http://localhost/ubuntu/+source/mozilla-firefox/0.9



Does this look like a fault of the builder, not of the package? Then tell
the people who look after the builders: Launchpad Buildd Administrators, http://localhost/~launchpad-buildd-admins

--
i386 build of mozilla-firefox 0.9 in ubuntu hoary RELEASE
http://localhost/ubuntu/+source/mozilla-firefox/0.9/+build/8
)";

} // namespace

TEST_CASE("each recipient gets a message of its own, in byte order of the addresses") {
    const Notices notices = firefox_notices();
    CHECK(recipients(notices) == "cprov@example.com foo.bar@example.com mark@example.com");
    CHECK(notices.lines.empty());
    for (const Notice& notice : notices.notices) {
        CHECK(header(notice, "To") == notice.recipient);
        CHECK(notice.body == firefox_body);
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

TEST_CASE("a PPA is named in subject, header and body by its owner, and by its name if it is not ppa") {
    struct Row {
        std::string name;
        std::string reference;
    };
    const std::vector<Row> table{{"ppa", "cprov"}, {"edge", "cprov-edge"}, {"PPA", "cprov-PPA"}};
    for (const Row& row : table) {
        const Notice notice = first_notice(failed_cdrkit(row.name));
        CHECK(header(notice, "Subject") ==
              "[Build #26] i386 build of cdrkit 1.0 in ubuntu warty RELEASE (" + row.reference + " PPA)");
        CHECK(header(notice, "X-Launchpad-PPA") == row.reference);
        CHECK(notice.headers.back().first == "X-Launchpad-PPA");
        CHECK(fact(notice, "Archive") == row.reference + " PPA");
        CHECK(fact(notice, "Source") == "not available");
        CHECK(last_line(notice) == "http://localhost/~cprov/+archive/" + row.name + "/+build/26");
        CHECK(fact(notice, "Build Log") == last_line(notice) +
                                               "/+files/buildlog_ubuntu-warty-i386.cdrkit_1.0_"
                                               "FAILEDTOBUILD.txt.gz");
    }
}

TEST_CASE("an archive that is no PPA is called primary, and only a copy has pages of its own") {
    struct Row {
        ArchivePurpose purpose;
        std::string page;
    };
    const std::string source = "http://localhost/ubuntu/+source/mozilla-firefox/0.9";
    const std::vector<Row> table{
        {ArchivePurpose::primary, source + "/+build/8"},
        {ArchivePurpose::partner, source + "/+build/8"},
        {ArchivePurpose::debug, source + "/+build/8"},
        {ArchivePurpose::copy, "http://localhost/ubuntu/+archive/rebuild/+build/8"},
    };
    for (const Row& row : table) {
        BuildNews news = failed_firefox();
        news.identity.purpose = row.purpose;
        news.archive_name = "rebuild";
        const Notice notice = first_notice(news);
        CHECK(header(notice, "Subject") ==
              "[Build #8] i386 build of mozilla-firefox 0.9 in ubuntu hoary RELEASE");
        CHECK(header(notice, "X-Launchpad-PPA") == "none");
        CHECK(fact(notice, "Archive") == "ubuntu primary archive");
        CHECK(fact(notice, "Source") == source);
        CHECK(last_line(notice) == row.page);
        CHECK(fact(notice, "Build Log").starts_with(row.page + "/+files/buildlog_"));
    }
}

TEST_CASE("the state has its title for people and its name for filters") {
    struct Row {
        BuildStatus status;
        std::string name;
        std::string title;
    };
    const std::vector<Row> table{
        {BuildStatus::failed_to_build, "FAILEDTOBUILD", "Failed to build"},
        {BuildStatus::chroot_wait, "CHROOTWAIT", "Chroot problem"},
        {BuildStatus::failed_to_upload, "FAILEDTOUPLOAD", "Failed to upload"},
    };
    for (const Row& row : table) {
        BuildNews news = failed_firefox();
        news.status = row.status;
        CHECK(header(first_notice(news), "X-Launchpad-Build-State") == row.name);
        CHECK(fact(first_notice(news), "State") == row.title);
    }
}

TEST_CASE("an extra text stands below the facts, and only a bad upload has one") {
    const std::string text = "Copy from slave was unsuccessful.";
    const std::string before = "\n * Source: http://localhost/ubuntu/+source/mozilla-firefox/0.9\n\n";
    const std::string after = "\n\nDoes this look";
    BuildNews news = failed_firefox();
    news.status = BuildStatus::failed_to_upload;
    const auto has = [&](const std::string& extra) {
        return first_notice(news).body.find(before + extra + after) != std::string::npos;
    };
    CHECK(has(""));
    news.extra_text = text;
    CHECK(has("Upload log:\n" + text));
    for (const auto status : {BuildStatus::failed_to_build, BuildStatus::chroot_wait}) {
        news.status = status;
        CHECK(has(""));
    }
}

TEST_CASE("a build log's name is quoted in its link, and a build without one says so") {
    BuildNews news = failed_firefox();
    news.identity.version = "1:0.9~rc1+b-1_x";
    news.log_name = log_name_of(news.identity, news.status);
    CHECK(fact(first_notice(news), "Build Log") ==
          "http://localhost/ubuntu/+source/mozilla-firefox/1:0.9~rc1+b-1_x/+build/8/+files/"
          "buildlog_ubuntu-hoary-i386.mozilla-firefox_1%3A0.9%7Erc1%2Bb-1_x_FAILEDTOBUILD.txt.gz");
    news.log_name.reset();
    CHECK(fact(first_notice(news), "Build Log") == "not available");
}

TEST_CASE("one slash follows the web-url, however it is written") {
    for (const std::string web_url :
         {"https://example.com/base", "https://example.com/base/", "https://example.com/base//"}) {
        auto keys = settings();
        keys.web_url = web_url;
        const Notice notice = first_notice(failed_firefox(), keys);
        const std::string source = "https://example.com/base/ubuntu/+source/mozilla-firefox/0.9";
        CHECK(last_line(notice) == source + "/+build/8");
        CHECK(fact(notice, "Source") == source);
        CHECK(fact(notice, "Builder") == "https://example.com/base/builders/bob");
        CHECK(fact(notice, "Build Log").starts_with(source + "/+build/8/+files/buildlog_"));
        CHECK(notice.body.find(", https://example.com/base/~launchpad-buildd-admins\n") != std::string::npos);
    }
}

TEST_CASE("the duration is from start to finish") {
    BuildNews news = failed_firefox();
    news.started = news.finished - std::chrono::hours(47) - std::chrono::minutes(30);
    CHECK(fact(first_notice(news), "Duration") == "47 h 30 min 0 s");
    news.started = news.finished;
    CHECK(fact(first_notice(news), "Duration") == "0 s");
}

TEST_CASE("a team that does not exist is called by the name that the configuration has for it") {
    auto keys = settings();
    keys.admins = "carers";
    auto people = cdrkit_people();
    people.admins_title = "Those Who Care";
    const std::string told = "the people who look after the builders: ";
    CHECK(first(notices_of(failed_cdrkit(), people, keys))
              .body.find(told + "Those Who Care, http://localhost/~carers\n") != std::string::npos);
    people.admins_title.clear();
    CHECK(first(notices_of(failed_cdrkit(), people, keys))
              .body.find(told + "carers, http://localhost/~carers\n") != std::string::npos);
}

TEST_CASE("no value holds a control character, and none begins a line of its own") {
    const std::string evil = "x\r\nBcc: a@b\x01\x7F\xC2\x85";
    const std::string tame = R"(x\x0D\x0ABcc: a@b\x01\x7F\xC2\x85)";
    BuildNews news = failed_cdrkit(evil);
    news.identity.architecture = evil;
    news.identity.component = evil;
    news.identity.series = evil;
    news.archive_owner = evil;
    news.builder = evil;
    auto keys = settings();
    keys.from = evil;
    keys.version = evil;
    auto people = cdrkit_people();
    people.admins_title = evil;
    const Notice notice = first(notices_of(news, people, keys));
    for (const auto& [name, value] : notice.headers) {
        CAPTURE(name, value);
        CHECK(std::none_of(value.begin(), value.end(),
                           [](unsigned char byte) { return byte < 0x20 || byte == 0x7F; }));
        CHECK(value.find("\xC2\x85") == std::string::npos);
    }
    CHECK(header(notice, "From") == tame);
    CHECK(header(notice, "X-Launchpad-Build-Arch") == tame);
    CHECK(fact(notice, "Builder") == "http://localhost/builders/" + tame);
    CHECK(notice.body.find("\nBcc") == std::string::npos);
    CHECK(notice.body.find('\r') == std::string::npos);
}
