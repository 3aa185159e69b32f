#include "library/storage_room.hpp"
#include "mail/spool.hpp"
#include "scan/post.hpp"

#include <catch2/catch.hpp>

#include <map>

// How the mails of committed runs are sent, whatever the transport (spec: 3.9, Sending).

namespace buildd::test {
namespace {

using Names = std::vector<std::string>;

const Timestamp now(std::chrono::seconds(1286812517));

Letter letter_to(const std::string& recipient, std::chrono::hours age = std::chrono::hours(0)) {
    return {"bounces@example.com", recipient, recipient + ".id", now - age,
            "Subject: x\n\nto " + recipient + '\n'};
}

/// Answers by recipient, yes to those that it does not know, and keeps what it took.
struct Answers final : Transport {
    Delivery deliver(const Letter& letter, const Patience& /*patience*/) override {
        asked.push_back(letter.recipient);
        const auto answer = answers.find(letter.recipient);
        if (answer != answers.end()) {
            return answer->second;
        }
        taken.push_back(letter);
        return {};
    }
    std::map<std::string, Delivery> answers;
    Names asked;
    std::vector<Letter> taken;
};

struct PostRoom : StorageRoom {
    StagingRun staged = run();
    Answers transport;

    void write(const Letter& letter) { staged.stage_mail({8}, to_spool(letter)); }
    PostReport send(Transport* way, const Patience& patience = {}) {
        const std::vector<MailRun> runs{{staged.id(), &staged.folder(), &staged.manifest()}};
        return send_mails(root, runs, way, now, patience);
    }
    PostReport send() { return send(&transport); }
    [[nodiscard]] Names waiting() const { return Folder::open_top(path / "grabbing/run/mail").names(); }
    [[nodiscard]] Names undelivered() const { return root.undelivered().names(); }
};

} // namespace

TEST_CASE("a mail that the transport took is gone, and nothing is said") {
    PostRoom room;
    room.write(letter_to("a@example.com"));
    room.write(letter_to("b@example.com"));
    const auto report = room.send();
    CHECK(room.transport.taken ==
          std::vector<Letter>{letter_to("a@example.com"), letter_to("b@example.com")});
    CHECK(report.lines.empty());
    CHECK_FALSE(report.trouble);
    CHECK(room.waiting().empty());
    static_cast<void>(room.send());
    CHECK(room.transport.asked.size() == 2);
}

TEST_CASE("mails that cannot be sent now wait, with one warning of how many, and are tried again") {
    PostRoom room;
    room.write(letter_to("a@example.com"));
    room.write(letter_to("b@example.com"));
    room.write(letter_to("c@example.com"));
    room.transport.answers = {{"a@example.com", {Delivered::later, "no room"}},
                              {"c@example.com", {Delivered::later, "no connection"}}};
    const auto report = room.send();
    CHECK(report.lines == std::vector<LogLine>{{Level::warning, "2 mails wait for the next pass: no room"}});
    CHECK_FALSE(report.trouble);
    CHECK(room.waiting() == Names{"8-1", "8-3"});

    room.transport.answers.erase("a@example.com");
    CHECK(room.send().lines ==
          std::vector<LogLine>{{Level::warning, "1 mail waits for the next pass: no connection"}});
    CHECK(room.waiting() == Names{"8-3"});
}

TEST_CASE("a mail that is refused for good moves to undelivered, with an error") {
    PostRoom room;
    room.write(letter_to("a@example.com"));
    room.write(letter_to("b@example.com"));
    room.transport.answers = {{"a@example.com", {Delivered::never, "550 no such user"}}};
    const auto report = room.send();
    const auto place = (room.path / "undelivered/run-8-1").string();
    CHECK(report.lines ==
          std::vector<LogLine>{{Level::error, "mail to a@example.com: 550 no such user; moved to " + place}});
    CHECK(room.waiting().empty());
    CHECK(room.undelivered() == Names{"run-8-1"});
    CHECK(*parse_spool(content_of(place)) == letter_to("a@example.com"));
}

TEST_CASE("a mail that still cannot be sent after 5 days is given up") {
    PostRoom room;
    room.write(letter_to("old@example.com", std::chrono::hours(121)));
    room.write(letter_to("young@example.com", std::chrono::hours(120)));
    room.write(letter_to("sent@example.com", std::chrono::hours(121)));
    room.transport.answers = {{"old@example.com", {Delivered::later, "no connection"}},
                              {"young@example.com", {Delivered::later, "no connection"}}};
    const auto report = room.send();
    REQUIRE(report.lines.size() == 2);
    CHECK(report.lines[0].text == "mail to old@example.com: older than 5 days; no connection; moved to " +
                                      (room.path / "undelivered/run-8-1").string());
    CHECK(report.lines[0].level == Level::error);
    CHECK(room.waiting() == Names{"8-2"});
    CHECK(room.transport.taken ==
          std::vector<Letter>{letter_to("sent@example.com", std::chrono::hours(121))});
}

TEST_CASE("a mail that no time was left for is not given up, however old it is") {
    PostRoom room;
    room.write(letter_to("old@example.com", std::chrono::hours(1000)));
    const Patience patience_that_is_over{std::chrono::steady_clock::now()};
    CHECK(room.send(&room.transport, patience_that_is_over).lines.size() == 1);
    CHECK(room.waiting() == Names{"8-1"});
    CHECK(room.undelivered().empty());
}

TEST_CASE("a file that is no letter is nobody's mail, and does not stop the others") {
    PostRoom room;
    room.staged.stage_mail({8}, "rubbish");
    room.write(letter_to("b@example.com"));
    const auto report = room.send();
    REQUIRE(report.lines.size() == 1);
    CHECK(report.lines[0].text.starts_with("mail to somebody: damaged mail: no sender; moved to "));
    CHECK(room.undelivered() == Names{"run-8-1"});
    CHECK(room.transport.taken.size() == 1);
}

TEST_CASE("without a transport, without time, or after a request to stop, every mail waits") {
    PostRoom room;
    room.write(letter_to("a@example.com"));
    Stop stop;
    stop.request(15);
    const Patience patience_that_is_over{std::chrono::steady_clock::now()};
    const std::string begin = "1 mail waits for the next pass: ";
    CHECK(room.send(nullptr).lines == std::vector<LogLine>{{Level::warning, begin + "mail-via is none"}});
    CHECK(room.send(&room.transport, patience_that_is_over).lines ==
          std::vector<LogLine>{{Level::warning, begin + "no time was left in this pass"}});
    CHECK(room.send(&room.transport, {MonotonicTime::max(), &stop, std::chrono::seconds(10)}).lines ==
          std::vector<LogLine>{{Level::warning, begin + "no time was left in this pass"}});
    CHECK(room.transport.asked.empty());
    CHECK(room.waiting() == Names{"8-1"});
}

TEST_CASE("a mail that cannot be moved is an error of ours, and stays") {
    PostRoom room;
    room.write(letter_to("a@example.com"));
    room.write(letter_to("b@example.com"));
    put_content(room.path / "undelivered/run-8-1", "in the way");
    room.transport.answers = {{"a@example.com", {Delivered::never, "550 no"}}};
    const auto report = room.send();
    CHECK(report.trouble);
    CHECK(report.lines == std::vector<LogLine>{{Level::error, (room.path / "undelivered/run-8-1").string() +
                                                                  ": exists already"}});
    CHECK(room.waiting() == Names{"8-1"});
    CHECK(room.transport.taken.size() == 1);
}

} // namespace buildd::test
