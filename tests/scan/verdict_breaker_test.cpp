#include "scan/verdict_scene.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

// The breaker through a whole pass (spec: 1.5).

namespace buildd::test {
namespace {

/// Bob and more native builders, of which the first `failing` answer nothing; none has a job to get.
void make_farm(VerdictScene& scene, int builders, int failing) {
    scene.queue_nothing();
    std::vector<SimulatedSlave*> slaves{&scene.bob};
    for (int number = 2; number <= builders; ++number) {
        slaves.push_back(&scene.farm.add_builder("builder" + std::to_string(number)));
    }
    std::for_each(slaves.begin(), slaves.begin() + failing,
                  [](SimulatedSlave* slave) { slave->misbehave(closing()); });
}

std::vector<std::string> errors_of(const Seen& seen) {
    std::vector<std::string> errors;
    std::copy_if(seen.log.begin(), seen.log.end(), std::back_inserter(errors),
                 [](const std::string& line) { return line.starts_with("error: "); });
    return errors;
}

} // namespace

TEST_CASE("three builders, and at least half of those asked, that cannot be contacted trip the breaker") {
    struct Row {
        int builders;
        int failing;
        std::string error; // none: it does not trip
    };
    const auto row = GENERATE(Row{3, 3,
                                  "error: 3 of 3 builders could not be contacted: the cause is taken to be "
                                  "ours, none of it is counted"},
                              Row{6, 3,
                                  "error: 3 of 6 builders could not be contacted: the cause is taken to be "
                                  "ours, none of it is counted"},
                              Row{7, 3, ""}, Row{2, 2, ""});
    CAPTURE(row.builders, row.failing);
    VerdictScene scene(Generation::today, Post::job);
    make_farm(scene, row.builders, row.failing);
    scene.farm.sql("UPDATE builder SET failure_count = 14");
    const auto seen = scene.pass();

    const bool trips = !row.error.empty();
    CHECK(errors_of(seen) == (trips ? std::vector{row.error} : std::vector<std::string>{}));
    CHECK(seen.status == (trips ? ExitStatus::breaker : ExitStatus::done));
    CHECK(scene.farm.value("SELECT builderok FROM builder WHERE id = 1") == (trips ? "t" : "f"));
    CHECK(scene.farm.value("SELECT failure_count FROM builder WHERE id = 1") == (trips ? "14" : "0"));
    CHECK(scene.farm.value("SELECT count(*) FROM buildqueue WHERE builder = 1") == (trips ? "1" : "0"));
}

TEST_CASE("a pass over named builders has no breaker") {
    VerdictScene scene(Generation::of_2010, Post::job);
    make_farm(scene, 3, 3);
    scene.request.builders = {"bob", "builder2", "builder3"};
    const auto seen = scene.pass();
    CHECK(errors_of(seen).empty());
    CHECK(seen.status == ExitStatus::done);
    CHECK(seen.writes.at("builder/1/failure_count") == "4");
}

TEST_CASE("jobs that did not start are reset also when the breaker trips, and nobody is blamed") {
    const auto generation = GENERATE(Generation::of_2010, Generation::today);
    VerdictScene scene(generation, Post::job);
    scene.farm.sql("UPDATE buildqueue SET logtail = NULL WHERE id = 1");
    make_farm(scene, 3, 0);
    for (const auto& [build, builder] :
         std::vector<std::pair<int, std::string>>{{2, "builder2"}, {6, "builder3"}}) {
        scene.farm.assign(scene.farm.queue(build), builder);
    }
    const auto seen = scene.pass();
    CHECK(errors_of(seen) ==
          std::vector<std::string>{"error: 3 of 3 builders did not start their job: the cause is "
                                   "taken to be ours, none of it is counted"});
    CHECK(seen.status == ExitStatus::breaker);
    CHECK(scene.farm.value("SELECT count(*) FROM buildqueue WHERE builder IS NOT NULL") == "0");
    CHECK(scene.farm.value("SELECT sum(failure_count) FROM buildfarmjob") == "0");
    // Bob is free and no failure was counted: he rests. The others have no points.
    CHECK(scene.farm.rows("SELECT failure_count FROM builder ORDER BY id") ==
          std::vector<std::string>{"2", "0", "0", "0"});
}

} // namespace buildd::test
