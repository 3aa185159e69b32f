#include "library/digest.hpp"
#include "scan/disk.hpp"
#include "support/program.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <set>
#include <utility>
#include <vector>

// A result that is far larger than the memory that collecting it may take, through the real program
// (spec: 1.8, 3.5).

namespace buildd::test {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t mebibyte = std::int64_t{1} << 20;
constexpr std::int64_t memory_limit_bytes = 64 * mebibyte;
// A sanitizer's own memory is many times the program's.
constexpr bool memory_is_the_programs = BUILDD_SANITIZED == 0;
constexpr std::size_t chunk_bytes = std::size_t{256} * 1024;

struct Size {
    std::int64_t bytes;
    std::int64_t halt_bytes; ///< where the slave halts in the first pass
    std::chrono::seconds first_deadline;
};

/// A full disk would end the pass in another way than the one that is tested.
void require_room_for(std::int64_t bytes) {
    const auto folder = fs::temp_directory_path();
    struct statvfs space {};
    REQUIRE(statvfs(folder.c_str(), &space) == 0);
    const auto free = static_cast<std::int64_t>(space.f_bavail * space.f_frsize);
    const auto wanted = bytes + 256 * mebibyte;
    if (free < wanted) {
        FAIL(fmt::format("{}: {} bytes are free, this test needs {}: set TMPDIR to a larger place",
                         folder.string(), free, wanted));
    }
}

std::string sha1_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::vector<char> buffer(chunk_bytes);
    auto digest = Digest::sha1();
    while (file.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || file.gcount() > 0) {
        digest.add({buffer.data(), static_cast<std::size_t>(file.gcount())});
    }
    return digest.hex();
}

/// Whether the file holds the content's first bytes, as many as it is long.
bool is_start_of(const fs::path& path, const Content& content) {
    std::ifstream file(path, std::ios::binary);
    std::vector<char> found(chunk_bytes);
    std::vector<char> right(chunk_bytes);
    std::uint64_t offset = 0;
    while (file.read(found.data(), static_cast<std::streamsize>(found.size())) || file.gcount() > 0) {
        const auto count = static_cast<std::size_t>(file.gcount());
        if (content.read(offset, right.data(), count) != count ||
            !std::equal(right.begin(), right.begin() + file.gcount(), found.begin())) {
            return false;
        }
        offset += count;
    }
    return true;
}

/// Bob, who takes no other job, has finished build 8, whose one file is `big.deb`.
struct BigScene {
    explicit BigScene(Content big)
        : content(std::move(big)), bob(farm.slave_for("bob")), cookie(farm.assign(1, "bob")) {
        farm.sql("UPDATE builder SET manual = true WHERE name = 'bob'");
        bob.set_waiting("OK", cookie, {{"big.deb", content}});
    }

    [[nodiscard]] std::string request() const { return "GET filecache/" + content.sha1(); }
    [[nodiscard]] fs::path partial() const { return farm.root() / "root/grabbing/partial" / content.sha1(); }
    [[nodiscard]] std::vector<std::string> gets() const {
        std::vector<std::string> lines;
        for (const auto& call : bob.calls_of("GET")) {
            lines.push_back(call.line());
        }
        return lines;
    }
    [[nodiscard]] Ended run(std::chrono::seconds deadline) const {
        constexpr std::chrono::minutes limit(15);
        auto asked = farm.request();
        asked.settings.deadline = deadline;
        auto ended = ProgramRun({"--config", farm.configuration(asked), "-v"}).wait(limit);
        INFO(ended.errors);
        CHECK(ended.status == 0);
        CHECK(ended.peak_memory_bytes > mebibyte); // it was measured
        CHECK((!memory_is_the_programs || ended.peak_memory_bytes < memory_limit_bytes));
        return ended;
    }

    const Content content;
    TestFarm farm;
    SimulatedSlave& bob;
    std::string cookie;
};

/// Build 8 is with its builder as before, and nobody was blamed.
void check_untouched(const BigScene& scene) {
    CHECK(scene.farm.value("SELECT f.status || ' ' || f.failure_count || ' ' || b.failure_count FROM "
                           "buildfarmjob f JOIN builder b ON b.id = f.builder WHERE f.id = 8 AND b.name = "
                           "'bob'") == "6 0 0");
    CHECK(scene.farm.value("SELECT count(*) FROM buildqueue q JOIN builder b ON b.id = q.builder WHERE q.id "
                           "= 1 AND b.name = 'bob'") == "1");
}

/// The first pass: the slave halts in the middle of its file, and the deadline ends it. Returns how much is
/// left for the next.
std::int64_t cut_by_deadline(const BigScene& scene, const Size& size) {
    scene.bob.misbehave_on("filecache/" + scene.content.sha1(),
                           halting(static_cast<std::uint64_t>(size.halt_bytes)));
    const auto ended = scene.run(size.first_deadline);
    CHECK_THAT(ended.errors, Catch::Contains("file 'big.deb' of build 8: cut by the deadline after"));
    CHECK(scene.gets() == std::vector<std::string>{"GET filecache/buildlog", scene.request()});
    CHECK(files_on_disk(scene.farm) == std::set<std::string>{"grabbing/partial/" + scene.cookie + ".log",
                                                             "grabbing/partial/" + scene.content.sha1()});
    check_untouched(scene);
    REQUIRE(fs::exists(scene.partial()));
    const auto left = static_cast<std::int64_t>(fs::file_size(scene.partial()));
    REQUIRE(left > 0);
    REQUIRE(left <= size.halt_bytes);
    CHECK(is_start_of(scene.partial(), scene.content));
    scene.bob.behave();
    scene.bob.forget_calls();
    return left;
}

/// The whole file lies in incoming, its log in the library, and nothing else anywhere.
void check_collected(const BigScene& scene) {
    CHECK(scene.farm.value("SELECT status FROM buildfarmjob WHERE id = 8") == "8");
    CHECK(scene.farm.value("SELECT count(*) FROM buildqueue WHERE id = 1") == "0");
    CHECK(scene.farm.value("SELECT failure_count FROM builder WHERE name = 'bob'") == "0");
    CHECK(files_on_disk(scene.farm) ==
          std::set<std::string>{"incoming/TIME-4-PACKAGEBUILD-8/1/ubuntu/big.deb", "librarian/00/00/00/36"});
    const auto root = scene.farm.root() / "root";
    for (const auto& entry : on_disk(root)) {
        if (entry.path.ends_with("/big.deb")) {
            CHECK(static_cast<std::uint64_t>(entry.status.st_size) == scene.content.size());
            CHECK(sha1_of(root / entry.path) == scene.content.sha1());
        }
    }
}

void collect_in_two_passes(const Size& size) {
    require_room_for(size.bytes);
    const BigScene scene(Content::generated(static_cast<std::uint64_t>(size.bytes), 7));
    const auto left = cut_by_deadline(scene, size);
    static_cast<void>(scene.run(std::chrono::minutes(10)));
    CHECK(scene.gets() ==
          std::vector<std::string>{fmt::format("GET filecache/buildlog bytes={}-",
                                               fmt::formatted_size("The log of {}.\n", scene.cookie)),
                                   fmt::format("{} bytes={}-", scene.request(), left)});
    check_collected(scene);
}

/// Between the two passes the slave's file becomes another of the same length, the one that was promised.
void collect_changed_between_two_passes(const Size& size) {
    require_room_for(size.bytes);
    const BigScene scene(Content::generated(static_cast<std::uint64_t>(size.bytes), 7));
    const auto old = Content::generated(static_cast<std::uint64_t>(size.bytes), 8);
    scene.bob.put_file(scene.content.sha1(), old);
    scene.bob.misbehave_on("filecache/" + scene.content.sha1(),
                           halting(static_cast<std::uint64_t>(size.halt_bytes)));
    static_cast<void>(scene.run(size.first_deadline));
    REQUIRE(fs::exists(scene.partial()));
    CHECK(is_start_of(scene.partial(), old));
    const auto left = fs::file_size(scene.partial());
    REQUIRE(left > 0);
    check_untouched(scene);

    scene.bob.put_file(scene.content.sha1(), scene.content);
    scene.bob.behave();
    scene.bob.forget_calls();
    static_cast<void>(scene.run(std::chrono::minutes(10)));
    const auto gets = scene.gets();
    REQUIRE(gets.size() == 3);
    CHECK(gets[1] == fmt::format("{} bytes={}-", scene.request(), left));
    CHECK(gets[2] == scene.request());
    check_collected(scene);
}

constexpr Size small{80 * mebibyte, 20 * mebibyte + 4321, std::chrono::seconds(3)};
constexpr Size large{3072 * mebibyte, 1600 * mebibyte + 4321, std::chrono::seconds(13)};

} // namespace

TEST_CASE("a file of 80 MiB cut by the deadline is finished by the next pass from where it stopped") {
    collect_in_two_passes(small);
}

TEST_CASE("a file of 80 MiB that changed between two passes is noticed and fetched anew") {
    collect_changed_between_two_passes(small);
}

TEST_CASE("a file of 3 GiB cut by the deadline is finished by the next pass from where it stopped",
          "[.long]") {
    collect_in_two_passes(large);
}

TEST_CASE("a file of 3 GiB that changed between two passes is noticed and fetched anew", "[.long]") {
    collect_changed_between_two_passes(large);
}

} // namespace buildd::test
