#include "mail/mailbox.hpp"
#include "mail/read_letter.hpp"
#include "mail/samples.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using namespace buildd;
using namespace buildd::test;

namespace {

const std::string bounces = "noreply@localhost";
const std::string message_id = "20101011-155517-1@buildd.example.com";

Letter letter_of(const Notice& notice) {
    return to_letter(notice, bounces, message_id, collected());
}

/// What a golden file shows: the mail to one of a build's recipients.
struct Sample {
    std::string name; ///< of the file
    BuildNews news;
    Correspondents people;
    std::string recipient;
    NoticeSettings keys = settings();
};

Sample firefox_sample(const std::string& name, BuildNews news = failed_firefox()) {
    return {name, std::move(news), firefox_people(), "mark@example.com"};
}

Sample chroot_problem() {
    BuildNews news = failed_firefox();
    news.status = BuildStatus::chroot_wait;
    news.log_name = log_name_of(news.identity, news.status);
    return firefox_sample("chroot-problem", news);
}

Sample failed_to_upload() {
    BuildNews news = failed_firefox();
    news.status = BuildStatus::failed_to_upload;
    news.log_name = log_name_of(news.identity, BuildStatus::building);
    news.extra_text = "Copy from slave was unsuccessful.";
    return firefox_sample("failed-to-upload", news);
}

Sample copy_archive() {
    BuildNews news = failed_firefox();
    news.identity.purpose = ArchivePurpose::copy;
    news.archive_name = "test-rebuild";
    Sample sample = firefox_sample("copy-archive", news);
    sample.people.people.front().is_recipient = false; // copied: its creator gets nothing
    sample.recipient = "cprov@example.com";
    return sample;
}

Sample without_log() {
    BuildNews news = failed_firefox();
    news.log_name.reset();
    return firefox_sample("without-log", news);
}

Sample beyond_ascii() {
    Sample sample = firefox_sample("beyond-ascii");
    sample.people.admins_title = "M\xC3\xA4nner & Frauen f\xC3\xBCr die Baurechner \xE2\x98\x95";
    sample.keys.from = "Stra\xC3\x9F"
                       "enbauamt K\xC3\xB6ln <bau@example.com>";
    return sample;
}

std::vector<Sample> samples() {
    return {firefox_sample("failed-to-build"),
            {"failed-to-build-first-admin", failed_firefox(), firefox_people(), "cprov@example.com"},
            {"failed-to-build-second-admin", failed_firefox(), firefox_people(), "foo.bar@example.com"},
            chroot_problem(),
            failed_to_upload(),
            {"ppa", failed_cdrkit(), cdrkit_people(), "cprov@example.com"},
            {"ppa-with-a-name", failed_cdrkit("edge"), cdrkit_people(), "cprov@example.com"},
            copy_archive(),
            without_log(),
            beyond_ascii()};
}

Notice notice_of(const Sample& sample) {
    const Notices notices = notices_of(sample.news, sample.people, sample.keys);
    const auto found =
        std::find_if(notices.notices.begin(), notices.notices.end(),
                     [&](const Notice& notice) { return notice.recipient == sample.recipient; });
    REQUIRE(found != notices.notices.end());
    return *found;
}

std::string golden(const std::string& name) {
    std::ifstream file(std::string(BUILDD_SOURCE_DIR) + "/tests/mail/golden/" + name + ".eml");
    return {std::istreambuf_iterator<char>(file), {}};
}

/// The value as it was sent, of a header that was not folded.
std::string raw_header(const Letter& letter, const std::string& name) {
    const std::string text = "\n" + letter.message;
    const auto begin = text.find("\n" + name + ": ") + name.size() + 3;
    return text.substr(begin, text.find('\n', begin) - begin);
}

std::string as_text(const std::vector<std::pair<std::string, std::string>>& headers) {
    std::string text;
    for (const auto& [name, value] : headers) {
        text += fmt::format("{}: {}\n", name, value);
    }
    return text;
}

/// What every letter is, whatever its values.
void check_form(const Notice& notice, const Letter& letter) {
    const ReadLetter read = read_letter(letter);
    auto expected = notice.headers;
    expected.emplace_back("Date", "Mon, 11 Oct 2010 15:55:17 +0000");
    expected.emplace_back("Message-Id", "<" + message_id + ">");
    expected.emplace_back("MIME-Version", "1.0");
    CHECK(as_text(read.headers) == as_text(expected));
    CHECK(read.content_type == "text/plain; charset=UTF-8");
    CHECK(read.encoding == "quoted-printable");
    CHECK(read.body == notice.body);

    std::size_t longest = 0;
    for (std::size_t begin = 0; begin < letter.message.size();) {
        const auto end = std::min(letter.message.find('\n', begin), letter.message.size());
        longest = std::max(longest, end - begin);
        begin = end + 1;
    }
    CHECK(longest <= 120); // the standard says 998
    CHECK(letter.message.back() == '\n');
    CHECK(std::all_of(letter.message.begin(), letter.message.end(), [](char byte) {
        return byte == '\n' || byte == '\t' || (byte >= ' ' && byte <= '~');
    }));
}

} // namespace

TEST_CASE("mails are, byte for byte, the golden ones") {
    for (const Sample& sample : samples()) {
        CAPTURE(sample.name);
        CHECK(letter_of(notice_of(sample)).message == golden(sample.name));
    }
}

TEST_CASE("a mail program reads in a letter what the notice says") {
    for (const Sample& sample : samples()) {
        CAPTURE(sample.name);
        const Notice notice = notice_of(sample);
        check_form(notice, letter_of(notice));
    }
}

TEST_CASE("long values and odd characters come through headers and body") {
    std::string long_text = "\n";
    std::string creators = "creator@example.com";
    for (int number = 0; number < 60; ++number) {
        creators += fmt::format(",member{}@example.com", number);
        long_text += fmt::format("{} caf\xC3\xA9 = \xE2\x98\x95 ", number);
    }
    const Notice notice{
        "mark@example.com",
        {{"From", "\"Verwaltung der Baurechner f\xC3\xBCr i386, amd64 und powerpc im Gro\xC3\x9F"
                  "raum K\xC3\xB6ln \xE2\x98\x95\" <noreply@localhost>"},
         {"Subject", "=?x?= \xC3\xA9t\xC3\xA9 " + std::string(300, 'a') + " = _?"},
         {"X-Creator-Recipient", creators},
         {"X-Empty", ""}},
        long_text + "\n.\nFrom me\n--\n-- \nblanks  \n\t\n=\n"};
    check_form(notice, letter_of(notice));
}

TEST_CASE("a letter has the envelope that it is sent with") {
    const Notice notice = notice_of(samples().front());
    const Letter letter = letter_of(notice);
    CHECK(letter.sender == bounces);
    CHECK(letter.recipient == "mark@example.com");
    CHECK(letter.message_id == message_id);
    CHECK(letter.date == collected());
}

TEST_CASE("a date's fraction is dropped from the header, and kept in the envelope") {
    const auto late = collected() + std::chrono::microseconds(999999);
    const Letter letter = to_letter(notice_of(samples().front()), bounces, message_id, late);
    CHECK(letter.date == late);
    CHECK(letter.message.find("\nDate: Mon, 11 Oct 2010 15:55:17 +0000\n") != std::string::npos);
}

TEST_CASE("a sender that is no mailbox becomes the name of one, and the rest of the letter stands") {
    for (const std::string from :
         {"", "nobody", "a@b, c@d", "x <<", "\xC3\xBC <\xC3\xBC@example.com>", "\\"}) {
        CAPTURE(from);
        auto keys = settings();
        keys.from = from;
        const Notice notice = notices_of(failed_firefox(), firefox_people(), keys).notices.front();
        const Letter letter = letter_of(notice);
        CHECK(letter.message.find("\nReply-To: ") != std::string::npos);
        CHECK(letter.message.find("\nSender: noreply@localhost\nErrors-To: ") != std::string::npos);
        CHECK(parse_mailbox(raw_header(letter, "From")) == Mailbox{from, bounces});
        CHECK(parse_mailbox(raw_header(letter, "Reply-To")) == Mailbox{from, bounces});
        CHECK(read_letter(letter).body == notice.body);
    }
}
