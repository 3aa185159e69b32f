#include "mail/letters.hpp"
#include "mail/transport.hpp"
#include "support/temporary_directory.hpp"

#include <catch2/catch.hpp>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

using namespace buildd;
using buildd::test::short_letter;

namespace {

namespace fs = std::filesystem;

class Room {
  public:
    [[nodiscard]] fs::path mails() const { return folder_.path() / "mails"; }
    [[nodiscard]] Delivery deliver(const Letter& letter) const { return deliver_to(mails(), letter); }
    [[nodiscard]] static Delivery deliver_to(const fs::path& path, const Letter& letter) {
        return make_transport("dir:" + path.string())->deliver(letter, {});
    }

    /// Names of all that is in the folder of mails.
    [[nodiscard]] std::set<std::string> names() const {
        std::set<std::string> names;
        for (const auto& entry : fs::directory_iterator(mails())) {
            names.insert(entry.path().filename());
        }
        return names;
    }

  private:
    test::TemporaryDirectory folder_;
};

std::string content_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

mode_t mode_of(const fs::path& path) {
    struct stat status {};
    REQUIRE(stat(path.c_str(), &status) == 0);
    return status.st_mode & 07777U;
}

/// Writes of more than so many bytes fail, without a signal, as on a full disk; until its end.
class FileSizeLimit {
  public:
    explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        REQUIRE(getrlimit(RLIMIT_FSIZE, &before_) == 0);
        auto limit = before_;
        limit.rlim_cur = bytes;
        REQUIRE(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    }
    ~FileSizeLimit() {
        setrlimit(RLIMIT_FSIZE, &before_);
        static_cast<void>(std::signal(SIGXFSZ, handler_));
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;
    FileSizeLimit(FileSizeLimit&&) = delete;
    FileSizeLimit& operator=(FileSizeLimit&&) = delete;

  private:
    rlimit before_{};
    void (*handler_)(int);
};

void check_later(const Delivery& delivery, const std::string& reason) {
    CHECK(delivery.delivered == Delivered::later);
    CHECK(delivery.reason == reason);
}

} // namespace

TEST_CASE("a letter to a folder is one file with its bytes, for the owner and the group") {
    const Room room;
    umask(GENERATE(mode_t(0), mode_t(022), mode_t(077)));
    auto letter = short_letter();
    letter.message += std::string(100'000, 'x') + "\r\n.\n\xff no line feed";
    REQUIRE(room.deliver(letter).delivered == Delivered::yes);
    CHECK(room.names() == std::set<std::string>{"run-8-1@host.eml"});
    CHECK(content_of(room.mails() / "run-8-1@host.eml") == letter.message);
    CHECK(mode_of(room.mails() / "run-8-1@host.eml") == 0640);
    CHECK(mode_of(room.mails()) == 0750);
}

TEST_CASE("a letter that comes twice is one file, the later one") {
    const Room room;
    auto letter = short_letter();
    REQUIRE(room.deliver(letter).delivered == Delivered::yes);
    letter.message = "Subject: other\n\n";
    REQUIRE(room.deliver(letter).delivered == Delivered::yes);
    CHECK(room.names() == std::set<std::string>{"run-8-1@host.eml"});
    CHECK(content_of(room.mails() / "run-8-1@host.eml") == letter.message);
}

TEST_CASE("a message id is a file name of its own, whatever it holds") {
    const Room room;
    const auto [id, name] = GENERATE(table<std::string, std::string>({
        {"../../etc/passwd", "..%2F..%2Fetc%2Fpasswd.eml"},
        {"a%2Fb", "a%252Fb.eml"},
        {std::string("a\0b\nc", 5), "a%00b%0Ac.eml"},
        {"\xc3\xa4 b", "%C3%A4%20b.eml"},
        {"..", "...eml"},
    }));
    auto letter = short_letter();
    letter.message_id = id;
    REQUIRE(room.deliver(letter).delivered == Delivered::yes);
    CHECK(room.names() == std::set<std::string>{name});
}

TEST_CASE("what a killed run left half written is no obstacle") {
    const Room room;
    fs::create_directory(room.mails());
    std::ofstream(room.mails() / ".run-8-1@host.eml.new") << "Subj";
    REQUIRE(room.deliver(short_letter()).delivered == Delivered::yes);
    CHECK(room.names() == std::set<std::string>{"run-8-1@host.eml"});
    CHECK(content_of(room.mails() / "run-8-1@host.eml") == short_letter().message);
}

TEST_CASE("a folder is made below one that exists, and no deeper") {
    const Room room;
    const auto deep = room.mails() / "deep";
    check_later(Room::deliver_to(deep, short_letter()),
                deep.string() + ": cannot make folder: No such file or directory");
    CHECK_FALSE(fs::exists(room.mails()));
    CHECK(Room::deliver_to(room.mails().string() + "/", short_letter()).delivered == Delivered::yes);
    CHECK(room.names().size() == 1);
}

TEST_CASE("a path that is a file takes no letter now") {
    const Room room;
    std::ofstream(room.mails()) << "in the way";
    check_later(room.deliver(short_letter()),
                room.mails().string() + ": cannot open folder: Not a directory");
    check_later(Room::deliver_to(room.mails().string() + "///", short_letter()),
                room.mails().string() + ": cannot open folder: Not a directory");
}

TEST_CASE("a letter whose name is taken by a folder is for later, and leaves nothing half done") {
    const Room room;
    fs::create_directories(room.mails() / "run-8-1@host.eml");
    check_later(room.deliver(short_letter()),
                room.mails().string() + "/run-8-1@host.eml: cannot rename to it: Is a directory");
    CHECK(room.names() == std::set<std::string>{"run-8-1@host.eml"});
}

TEST_CASE("a letter that cannot be written to its end is for later, and leaves nothing half done") {
    const Room room;
    auto letter = short_letter();
    REQUIRE(room.deliver(letter).delivered == Delivered::yes);
    letter.message_id = "long@host";
    letter.message += std::string(100'000, 'x');
    {
        const FileSizeLimit full(50'000);
        check_later(room.deliver(letter), room.mails().string() + ": cannot write: File too large");
    }
    CHECK(room.names() == std::set<std::string>{"run-8-1@host.eml"});
    CHECK(room.deliver(letter).delivered == Delivered::yes);
}

TEST_CASE("no letter goes into a folder when the time is over") {
    const Room room;
    const auto transport = make_transport("dir:" + room.mails().string());
    CHECK(transport->deliver(short_letter(), {MonotonicTime()}).delivered == Delivered::later);
    CHECK_FALSE(fs::exists(room.mails()));
}
