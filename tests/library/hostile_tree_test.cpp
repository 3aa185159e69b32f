#include "base/error.hpp"
#include "hostile_tree.hpp"
#include "library/disk_store.hpp"
#include "library/fetch_file.hpp"
#include "library/library_log.hpp"
#include "library/recovery.hpp"
#include "library/upload_tree.hpp"
#include "support/slave_farm.hpp"

#include <catch2/catch.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include <optional>

// Whoever may write below root plants things where the program is going to write: nothing outside is changed,
// nobody waits, and the error names the path. (spec: 3.5)

namespace buildd::test {
namespace {

namespace fs = std::filesystem;

/// The words of the StorageError that it throws; empty when it throws none.
template <typename Action>
std::string error_of(Action action) {
    try {
        action();
        return {};
    } catch (const StorageError& error) {
        return error.what();
    }
}

void check_refused(const Outside& outside, const std::string& error, const fs::path& place) {
    CHECK(error.starts_with(place.string() + ": "));
    CHECK(outside.is_untouched());
    CHECK(outside.plant_stays());
}

TEST_CASE("what was planted in the place of a folder of root's, or of the library's, is not used") {
    const auto plant = GENERATE(from_range(all_plants.begin(), all_plants.end()));
    const std::string name = GENERATE("grabbing", "grabbing/partial", "incoming", "failed", "undelivered",
                                      "undecided", "librarian/incoming");
    INFO(name_of(plant) << " as " << name);
    if (plant == Plant::folder) {
        return;
    }
    const TemporaryDirectory directory;
    const auto root = directory.path() / "root";
    Outside outside(root);
    outside.plant(plant, root / name);
    const auto error = error_of([&] {
        if (name.starts_with("librarian")) {
            const DiskStore store(root / "librarian");
        } else {
            static_cast<void>(Root::open(root));
        }
    });
    check_refused(outside, error, root / name);
}

TEST_CASE("what was planted in the place of a run's folder ends the run before it begins") {
    const auto plant = GENERATE(from_range(all_plants.begin(), all_plants.end()));
    const std::string name = GENERATE(".run", "run");
    INFO(name_of(plant) << " as " << name);
    StorageRoom room;
    Outside outside(room.path);
    outside.plant(plant, room.path / "grabbing" / name);
    const auto error = error_of([&] { static_cast<void>(room.run()); });
    check_refused(outside, error, room.path / "grabbing" / name);
}

TEST_CASE("what was planted in a run is not used for a build's folder, its log or its mails") {
    const auto plant = GENERATE(from_range(all_plants.begin(), all_plants.end()));
    const std::string name = GENERATE("leaf", "mail", "own/file", "log.gz");
    INFO(name_of(plant) << " as " << name);
    StorageRoom room;
    Outside outside(room.path);
    auto run = room.run();
    outside.plant(plant, room.path / "grabbing/run" / name);
    const auto error = error_of([&] {
        if (name == "leaf") {
            static_cast<void>(run.folder().make(name));
        } else if (name == "mail") {
            run.stage_mail({8}, "a mail");
        } else if (name == "log.gz") {
            static_cast<void>(run.folder().create_file(name));
        } else {
            static_cast<void>(run.own().create_file("file"));
        }
    });
    check_refused(outside, error, room.path / "grabbing/run" / name);
}

TEST_CASE("what was planted under a new manifest's name is replaced, or named") {
    const auto plant = GENERATE(from_range(all_plants.begin(), all_plants.end()));
    INFO(name_of(plant));
    StorageRoom room;
    Outside outside(room.path);
    auto run = room.run();
    const auto place = room.path / "grabbing/run/manifest.new";
    outside.plant(plant, place);
    const auto error = error_of([&] { run.save(); });
    CHECK(outside.is_untouched());
    if (plant == Plant::folder) {
        CHECK(error.starts_with(place.string() + ": "));
    } else {
        CHECK(error.empty());
        CHECK(parse_manifest(content_of(room.path / "grabbing/run/manifest")).ok());
    }
}

/// A slave with one file and a log, of which something was planted where their partials belong.
struct PartialRoom : StorageRoom {
    HttpLibrary library_of_http;
    SlaveFarm farm;
    SimulatedSlave& slave = farm.add("bob");
    Content deb{"bytes of the slave's"};
    HttpClient http;
    FetchSettings settings;
    StagingRun living_run = run();
    Outside outside{path};

    PartialRoom() {
        settings.limits.min_free_space_bytes = 0;
        slave.set_waiting("OK", "cookie", {{"x.deb", deb}});
        slave.set_log(Content{"log of the slave's"});
    }

    [[nodiscard]] fs::path place(bool is_log) const {
        return path / "grabbing/partial" / (is_log ? "cookie.log" : deb.sha1());
    }
    [[nodiscard]] std::optional<Failure> fetch(bool is_log) {
        const auto url = slave.url() + "/filecache/" + (is_log ? "buildlog" : deb.sha1());
        if (is_log) {
            const auto fetched = fetch_log(http, url, "cookie", settings, living_run);
            return fetched ? std::nullopt : std::optional(fetched.failure());
        }
        const auto file = fetch_file(http, {url, deb.sha1(), "cookie", 0}, settings, living_run);
        return file ? std::nullopt : std::optional(file.failure());
    }
};

TEST_CASE("what was planted as a partial gets no byte of a slave's, and loses none") {
    const auto plant = GENERATE(from_range(all_plants.begin(), all_plants.end()));
    const bool is_log = GENERATE(false, true);
    INFO(name_of(plant) << (is_log ? " for a log" : " for a file"));
    PartialRoom room;
    room.outside.plant(plant, room.place(is_log));
    const auto failure = room.fetch(is_log);
    CHECK(room.outside.is_untouched());
    if (plant == Plant::file) { // a partial like any other: what it holds is verified
        CHECK_FALSE(failure);
        return;
    }
    REQUIRE(failure);
    CHECK(failure->cause == Cause::ours);
    check_refused(room.outside, failure->message, room.place(is_log));
}

/// A run with one log for the library.
struct LibraryRoom : StorageRoom {
    Outside outside{path};
    DiskStore store{library()};
    StagingRun living_run = run();
    std::vector<StagedFile> files{{{8}, "log.gz", {{12345}, {777}, "log", "text/plain", false, 3, "", ""}}};

    LibraryRoom() { put_content(path / "grabbing/run/log.gz", "log"); }
};

TEST_CASE("what was planted on the way to a library file's place keeps the file out, and nothing else") {
    const auto plant = GENERATE(from_range(all_plants.begin(), all_plants.end()));
    const std::string name = GENERATE("00", "00/00", "00/00/30", "00/00/30/39", "incoming/run-12345");
    INFO(name_of(plant) << " as " << name);
    const bool is_on_the_way = name.size() <= 8;
    if (is_on_the_way && plant == Plant::folder) {
        return;
    }
    LibraryRoom room;
    const auto place = room.path / "librarian" / name;
    room.outside.plant(plant, place);
    const auto answers = room.store.put(room.living_run, room.files, "launchpad_demo");
    REQUIRE(answers.size() == 1);
    REQUIRE_FALSE(answers[0].ok());
    CHECK(answers[0].failure().cause == Cause::ours);
    CHECK(answers[0].failure().message.starts_with(place.string() + ": "));
    CHECK(room.outside.is_untouched());
    CHECK(room.outside.plant_stays());
}

TEST_CASE("discarding a library file deletes nothing in the place of a folder that was swapped for a link") {
    LibraryRoom room;
    REQUIRE(room.store.put(room.living_run, room.files, "launchpad_demo").at(0).ok());
    const std::string name = GENERATE("00", "00/00", "00/00/30", "incoming");
    INFO(name);
    const auto place = room.path / "librarian" / name;
    fs::rename(place, room.outside.path() / "folder/moved");
    room.outside.plant(Plant::link_to_folder, place);
    fs::remove(place);
    fs::create_symlink(room.outside.path() / "folder/moved", place);
    room.living_run.discard();
    CHECK(room.outside.is_untouched());
}

TEST_CASE("what was planted in the place of a leaf is left alone, and the leaf gets another name") {
    const auto plant = GENERATE(from_range(all_plants.begin(), all_plants.end()));
    const auto destination = GENERATE(Destination::incoming, Destination::failed);
    const std::string folder = destination == Destination::incoming ? "incoming" : "failed";
    INFO(name_of(plant) << " in " << folder);
    StorageRoom room;
    Outside outside(room.path);
    const std::string leaf = "20101011-155517-4-PACKAGEBUILD-8";
    auto run = room.run();
    put_content(room.path / "grabbing/run" / leaf / "1/ubuntu/file", "content");
    outside.plant(plant, room.path / folder / leaf);
    CHECK(move_leaf(room.root, run.folder(), {leaf, destination}));
    CHECK(content_of(room.path / folder / "20101011-155517.1-4-PACKAGEBUILD-8/1/ubuntu/file") == "content");
    CHECK(outside.is_untouched());
    CHECK(outside.plant_stays());
}

TEST_CASE("a file of a slave's is moved to no name that is taken, whatever has it") {
    const auto plant = GENERATE(from_range(all_plants.begin(), all_plants.end()));
    INFO(name_of(plant));
    PartialRoom room;
    const auto leaf = room.living_run.folder().make("leaf");
    const auto place = room.path / "grabbing/run/leaf/x.deb";
    room.outside.plant(plant, place);
    auto held = fetch_file(room.http,
                           {room.slave.url() + "/filecache/" + room.deb.sha1(), room.deb.sha1(), "cookie", 0},
                           room.settings, room.living_run);
    REQUIRE(held.ok());
    check_refused(room.outside, error_of([&] { std::move(held).value().move_to(leaf, "x.deb"); }), place);
    check_refused(room.outside, error_of([&] {
                      put_content(room.path / "grabbing/run/leaf/first", "first");
                      leaf.link("first", "x.deb");
                  }),
                  place);
}

TEST_CASE("what was planted in a dead run goes with it, and what it leads to stays") {
    StorageRoom room;
    Outside outside(room.path);
    REQUIRE(die_after([&] {
        auto run = room.run();
        run.save();
        die();
    }));
    for (const auto plant : all_plants) {
        outside.plant(plant, room.path / "grabbing/run/leaf/1" / std::string(name_of(plant)));
    }
    for (const auto& run : find_dead_runs(room.root, room.log).runs) {
        CHECK(settle(room.root, run, Fate::discard, room.log));
    }
    CHECK_FALSE(fs::exists(room.path / "grabbing/run"));
    CHECK(outside.is_untouched());
    CHECK(room.lines.empty());
}

TEST_CASE("what was planted in grabbing, or as an old partial, harms neither recovery nor what it leads to") {
    const auto plant = GENERATE(from_range(all_plants.begin(), all_plants.end()));
    const std::string name = GENERATE("run", ".run", "partial/da39a3ee5e6b4b0d3255bfef95601890afd80709");
    INFO(name_of(plant) << " as " << name);
    StorageRoom room;
    Outside outside(room.path);
    outside.plant(plant, room.path / "grabbing" / name);
    for (const auto& run : find_dead_runs(room.root, room.log).runs) {
        CHECK_FALSE(run.manifest.ok()); // a folder: it is put aside, as it is
        CHECK(settle(room.root, run, Fate::discard, room.log));
    }
    static_cast<void>(sweep(room.root, std::chrono::system_clock::now() + std::chrono::hours(48), room.log));
    CHECK(outside.is_untouched());
    for (const auto& line : room.lines) {
        CHECK(line.text.find(room.path.string() + "/") != std::string::npos);
    }
}

TEST_CASE("a dead run that another user planted is left alone: its manifest would have files deleted") {
    if (geteuid() != 0) {
        WARN("only root can make a folder another user's: not tried");
        return;
    }
    const std::string name = GENERATE("run", ".run");
    StorageRoom room;
    put_content(room.path.parent_path() / "other/incoming/precious", "precious");
    const auto place = room.path / "grabbing" / name;
    Manifest manifest;
    manifest.files.push_back(
        {{8}, {12345}, {777}, room.path.parent_path() / "other", "precious", std::nullopt});
    put_content(place / "manifest", to_text(manifest));
    REQUIRE(chown(place.c_str(), 65534, 65534) == 0);

    const auto found = find_dead_runs(room.root, room.log);
    CHECK(found.runs.empty());
    CHECK(found.trouble == (name == "run"));
    CHECK(sweep(room.root, std::chrono::system_clock::now() + std::chrono::hours(48), room.log) ==
          (name == "run"));
    CHECK(content_of(room.path.parent_path() / "other/incoming/precious") == "precious");
    CHECK(fs::exists(place / "manifest"));
    CHECK(room.lines == std::vector<LogLine>{
                            {Level::error, place.string() + ": belongs to another user, is left as it is"}});
}

} // namespace
} // namespace buildd::test
