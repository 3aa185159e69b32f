#include "mail/read_notice.hpp"
#include "mail/samples.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace buildd;
using namespace buildd::test;

namespace {

Notice first_notice(const BuildNews& news, const NoticeSettings& keys = settings()) {
    auto people = firefox_people();
    people.people = {{news.identity.id, MailRole::owner, true, "x@example.com"}};
    return first(notices_of(news, people, keys));
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

TEST_CASE("the body has an empty line, the facts, the closing words and the links, each at its place") {
    CHECK(first_notice(failed_firefox()).body == firefox_body);
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
