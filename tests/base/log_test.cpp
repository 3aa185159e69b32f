#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/log.hpp"

#include <catch2/catch.hpp>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace buildd;

TEST_CASE("a log line is one masked, printable line with its level") {
    std::vector<LogLine> lines;
    const auto log = Log::to_memory(lines);
    log.warning("Builder {} said {}", "http://buildd:sekrit@host/", "a\nb");
    log.write({Level::critical, "x"});
    CHECK(lines == std::vector<LogLine>{{Level::warning, "Builder http://buildd:***@host/ said a\\x0Ab"},
                                        {Level::critical, "x"}});
}

TEST_CASE("a log file gets lines from its level on, dated in UTC") {
    const auto file = std::filesystem::temp_directory_path() / fmt::format("buildd-log-{}", ::getpid());
    {
        const auto log = Log::to_file(file, Level::warning);
        log.info("not this one");
        log.error("this one");
    }
    std::stringstream text;
    text << std::ifstream(file).rdbuf();
    std::filesystem::remove(file);
    constexpr std::size_t time_length = 19;
    CHECK(parse_timestamp(text.str().substr(0, time_length)));
    CHECK(text.str().substr(time_length) == " ERROR this one\n");
    CHECK_THROWS_AS(Log::to_file("/proc/no/such/file", Level::warning), StorageError);
}
