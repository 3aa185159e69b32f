#include "base/error.hpp"
#include "scan/metrics.hpp"
#include "support/temporary_directory.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

namespace {

using namespace buildd;
using namespace buildd::test;

constexpr const char* trips = "buildd_breaker_trips_total";
constexpr const char* status = "buildd_scan_exit_status";
constexpr const char* success = "buildd_scan_last_success_time_seconds";

/// A pass that started that many seconds after 1970, and was done.
PassFigures pass_at(int seconds) {
    PassFigures figures;
    figures.started = Timestamp(std::chrono::seconds(seconds));
    figures.status = ExitStatus::done;
    return figures;
}

double value(const Samples& samples, const std::string& name, const Labels& labels = {}) {
    return samples.at(name).at(labels);
}

std::string content(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

} // namespace

TEST_CASE("the figures of a pass are samples, with labels where there are kinds of them") {
    auto figures = pass_at(1'700'000'000);
    figures.step_seconds = {{"probe", 0.25}};
    figures.builders = {{{"building", "386", false}, 3}};
    figures.queue = {{"any", true, 7, std::chrono::seconds(90)}};
    figures.collected = {{"OK", 2}};
    figures.failures = {{"contact", 4}};
    figures.dispatches = 5;
    figures.rescues = 6;
    figures.bytes_fetched = std::int64_t{9} << 32;
    figures.statements = 14;
    figures.breaker_trips = 1;
    figures.illegal_pockets = 2;
    const auto samples = samples_of(figures);
    const Labels any{{"processor", "any"}, {"virtualized", "true"}};
    CHECK(value(samples, "buildd_scan_start_time_seconds") == 1.7e9);
    CHECK(value(samples, success) == 1.7e9);
    CHECK(value(samples, status) == 0);
    CHECK(value(samples, "buildd_scan_step_seconds", {{"step", "probe"}}) == 0.25);
    CHECK(value(samples, "buildd_builders",
                {{"state", "building"}, {"processor", "386"}, {"virtualized", "false"}}) == 3);
    CHECK(value(samples, "buildd_jobs_waiting", any) == 7);
    CHECK(value(samples, "buildd_jobs_oldest_seconds", any) == 90);
    CHECK(value(samples, "buildd_scan_passes_total", {{"exit_status", "0"}}) == 1);
    CHECK(value(samples, "buildd_builds_collected_total", {{"outcome", "OK"}}) == 2);
    CHECK(value(samples, "buildd_failures_total", {{"kind", "contact"}}) == 4);
    CHECK(value(samples, "buildd_dispatches_total") == 5);
    CHECK(value(samples, "buildd_rescues_total") == 6);
    CHECK(value(samples, "buildd_fetched_bytes_total") == 9.0 * 4294967296.0);
    CHECK(value(samples, "buildd_sql_statements_total") == 14);
    CHECK(value(samples, trips) == 1);
    CHECK(value(samples, "buildd_illegal_pockets_total") == 2);
}

TEST_CASE("only a pass that was done is a success") {
    struct Row {
        ExitStatus status;
        bool success;
    };
    for (const auto& row : {Row{ExitStatus::done, true}, Row{ExitStatus::illegal_pocket, true},
                            Row{ExitStatus::breaker, true}, Row{ExitStatus::failed, false},
                            Row{ExitStatus::no_database, false}, Row{ExitStatus::storage, false}}) {
        auto figures = pass_at(60);
        figures.status = row.status;
        CHECK((samples_of(figures).count(success) == 1) == row.success);
    }
}

TEST_CASE("totals add up, gauges are those of the pass that started later, a success stays") {
    auto first = pass_at(100);
    first.breaker_trips = 2;
    first.collected = {{"OK", 2}};
    first.builders = {{{"idle", "386", false}, 3}};
    auto failed = pass_at(160);
    failed.status = ExitStatus::failed;
    failed.breaker_trips = 1;
    failed.collected = {{"OK", 1}, {"DEPFAIL", 1}};
    for (const bool in_order : {true, false}) {
        INFO((in_order ? "the earlier pass wrote first" : "the later pass wrote first"));
        const auto one = samples_of(first);
        const auto other = samples_of(failed);
        const auto both = in_order ? merged(one, other) : merged(other, one);
        CHECK(value(both, trips) == 3);
        CHECK(value(both, "buildd_builds_collected_total", {{"outcome", "OK"}}) == 3);
        CHECK(value(both, "buildd_builds_collected_total", {{"outcome", "DEPFAIL"}}) == 1);
        CHECK(value(both, status) == 1);
        CHECK(value(both, success) == 100);
        CHECK(value(both, "buildd_scan_start_time_seconds") == 160);
        // the failed pass did not load the farm: what was known of it stays
        CHECK(both.at("buildd_builders").size() == 1);
    }
    auto later = pass_at(220);
    later.builders = {{{"building", "386", false}, 3}};
    const auto kinds = merged(samples_of(first), samples_of(later)).at("buildd_builders");
    REQUIRE(kinds.size() == 1);
    CHECK(kinds.begin()->first.at("state") == "building");
}

TEST_CASE("the text is read back as it was written, whatever is in a label") {
    auto figures = pass_at(1'795'529'588);
    figures.started += std::chrono::microseconds(123'457);
    figures.builders = {{{"idle", "quo\"te, back\\slash}\nline", true}, 1'234'567}};
    figures.bytes_fetched = (std::int64_t{1} << 52) + 1;
    figures.step_seconds = {{"probe", 0.1}};
    const auto samples = merged({}, samples_of(figures));
    const auto text = to_prometheus(samples);
    auto read = from_prometheus(text);
    for (const auto& [name, family] : samples) {
        INFO(name);
        CHECK(read[name] == family);
    }
    CHECK(text.find("# TYPE buildd_breaker_trips_total counter\n") != std::string::npos);
    CHECK(text.find("# TYPE buildd_builders gauge\n") != std::string::npos);
    CHECK(text.find("# HELP buildd_builders ") != std::string::npos);
}

TEST_CASE("what is no sample of ours is passed over") {
    const auto* const text =
        GENERATE("", "\n", "buildd_breaker_trips_total\n", "buildd_breaker_trips_total x\n",
                 "buildd_breaker_trips_total{a=\"b 3\n", "buildd_breaker_trips_total{a} 3\n",
                 "buildd_breaker_trips_total nan\n", "other_total 3\n", "# buildd_x 3\n", "{} 3\n");
    INFO(text);
    CHECK(value(merged(from_prometheus(text), samples_of(pass_at(1))), trips) == 0);
}

TEST_CASE("a file of metrics is replaced as a whole, and the totals in it carried on") {
    const TemporaryDirectory directory;
    const auto file = directory.path() / "buildd.prom";
    auto figures = pass_at(60);
    figures.breaker_trips = 1;
    write_metrics(file, figures);
    const auto before = std::filesystem::file_size(file);
    CHECK(before > 1000);
    write_metrics(file, figures);
    CHECK(value(from_prometheus(content(file)), trips) == 2);
    CHECK(std::distance(std::filesystem::directory_iterator(directory.path()), {}) == 1);
    CHECK((std::filesystem::status(file).permissions() & std::filesystem::perms::others_read) !=
          std::filesystem::perms::none);
}

TEST_CASE("a file of metrics that cannot be written, or that another pass keeps locked, is named") {
    const TemporaryDirectory directory;
    CHECK_THROWS_AS(write_metrics(directory.path() / "none" / "buildd.prom", pass_at(1)), StorageError);
    CHECK_THROWS_AS(write_metrics(directory.path(), pass_at(1)), StorageError);

    const auto file = directory.path() / "buildd.prom";
    const int other = ::open(directory.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    REQUIRE(::flock(other, LOCK_EX) == 0);
    CHECK_THROWS_WITH(write_metrics(file, pass_at(1)), Catch::Contains("another pass has had the lock"));
    CHECK_FALSE(std::filesystem::exists(file));
    ::close(other);
    write_metrics(file, pass_at(1));
    CHECK(std::filesystem::exists(file));
}

TEST_CASE("what was planted where a new file of metrics is written leads nowhere and keeps nobody waiting") {
    const TemporaryDirectory directory;
    const auto folder = directory.path() / "metrics";
    std::filesystem::create_directory(folder);
    const auto file = folder / "buildd.prom";
    const auto planted = folder / ".buildd.prom.new";
    const auto precious = directory.path() / "precious";
    std::ofstream(precious) << "precious";
    const std::string plant = GENERATE("hard link", "link", "FIFO");
    if (plant == "FIFO") {
        REQUIRE(::mkfifo(planted.c_str(), 0600) == 0);
    } else if (plant == "link") {
        std::filesystem::create_symlink(precious, planted);
    } else {
        std::filesystem::create_hard_link(precious, planted);
    }
    write_metrics(file, pass_at(1));
    CHECK(std::filesystem::file_size(file) > 1000);
    CHECK(content(precious) == "precious");
}
