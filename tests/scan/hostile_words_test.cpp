#include "scan/hostile_places.hpp"
#include "support/farm.hpp"
#include "support/shown_text.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>

// What a slave can make the program log is bounded and printable (spec: 2.4): everything that a slave can
// say, at every place from which a word of it can come into a log line or into the notes about its builder.

namespace buildd::test {
namespace {

/// A builder and a slave for each text. Only they are asked, so that no breaker keeps anybody from failing.
class HostileFarm {
  public:
    explicit HostileFarm(const Place& place) : request(farm.request()) {
        farm.sql("UPDATE job SET status = 4 WHERE id = 2");
        request.settings.max_reply = std::int64_t{16} << 20;
        for (const auto& text : hostile_texts()) {
            const auto name = fmt::format("h{}", request.builders.size());
            auto& slave = farm.add_builder(name);
            std::string cookie;
            if (place.stand != Stand::nothing) {
                const auto queue = farm.queue(farm.new_build());
                cookie = place.stand == Stand::job ? farm.assign(queue, name) : "";
            }
            place.say(slave, cookie, text);
            request.builders.push_back(name);
        }
        // All of them fail at the next failure.
        farm.sql("UPDATE builder SET failure_count = 14 WHERE name LIKE 'h%'");
    }

    /// How many of the builders have a line with the mark.
    [[nodiscard]] std::size_t marked() const {
        return static_cast<std::size_t>(
            std::count_if(request.builders.begin(), request.builders.end(), [this](const std::string& name) {
                const auto url = farm.value("SELECT url FROM builder WHERE name = '" + name + "'");
                return std::any_of(farm.lines.begin(), farm.lines.end(), [&](const LogLine& line) {
                    const bool of_it = line.text.find("'" + name + "'") != std::string::npos ||
                                       line.text.find(url) != std::string::npos;
                    return (of_it || line.text.starts_with("A slave tried")) &&
                           line.text.find(mark) != std::string::npos;
                });
            }));
    }

    TestFarm farm;
    ScanRequest request;
};

void check_line(const std::string& line, std::size_t limit) {
    INFO(line.substr(0, 300));
    CHECK(line.size() <= limit);
    CHECK(is_printable_line(line));
}

// 500 bytes of a slave, or a file name of which each byte is escaped, and the words around it.
constexpr std::size_t longest_line_bytes = 255 * 4 + 250;

void check_place(const Place& place) {
    HostileFarm scene(place);
    const auto report = scene.farm.pass(scene.request);
    CHECK(report.totals.builders == static_cast<int>(hostile_texts().size()));
    CHECK(scene.farm.lines.size() >= hostile_texts().size());
    for (const auto& line : scene.farm.lines) {
        check_line(line.text, longest_line_bytes);
    }
    for (const auto& notes : scene.farm.rows("SELECT coalesce(failnotes, '') FROM builder")) {
        check_line(notes, longest_line_bytes);
    }
    CHECK(scene.marked() >= (place.seen == Seen::yes ? texts_that_xml_carries : 0));
    CHECK((place.seen != Seen::no || scene.marked() == 0));
}

} // namespace

TEST_CASE("what a slave says in its status comes into the log as short printable lines") {
    for (const auto& place : places_in_status()) {
        DYNAMIC_SECTION(place.name) {
            check_place(place);
        }
    }
}

TEST_CASE("what a slave says about a result comes into the log as short printable lines") {
    for (const auto& place : places_in_results()) {
        DYNAMIC_SECTION(place.name) {
            check_place(place);
        }
    }
}

TEST_CASE("what a slave says when it is told something comes into the log as short printable lines") {
    for (const auto& place : places_in_errands()) {
        DYNAMIC_SECTION(place.name) {
            check_place(place);
        }
    }
}

TEST_CASE("what a resume command says comes into the log as one printable line of bounded length") {
    // 64 KiB of each stream (spec: 4.8), as long as they need no escaping.
    constexpr std::size_t longest = std::size_t{141} * 1024;
    TestFarm farm;
    auto request = farm.request();
    farm.sql("UPDATE job SET status = 4 WHERE id = 2");
    for (const auto& text : hostile_texts()) {
        const auto name = fmt::format("h{}", request.builders.size());
        farm.add_builder(name);
        const auto queue = farm.queue(farm.new_build());
        farm.sql(fmt::format("UPDATE buildqueue SET virtualized = true WHERE id = {}; "
                             "UPDATE builder SET virtualized = true, vm_host = '{}' WHERE name = '{}'",
                             queue, (farm.root() / name).string(), name));
        std::ofstream(farm.root() / name, std::ios::binary) << text;
        request.builders.push_back(name);
    }
    request.settings.vm_resume_command = "cat %(vm_host)s /nowhere";
    static_cast<void>(farm.pass(request));
    std::size_t told = 0;
    for (const auto& line : farm.lines) {
        check_line(line.text, longest);
        told += line.text.find("resume failed: Resuming failed:\\x0AOUT:\\x0Aevil") != std::string::npos ? 1U
                                                                                                         : 0U;
    }
    CHECK(told == hostile_texts().size());
}

} // namespace buildd::test
