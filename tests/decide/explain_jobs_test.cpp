#include "decide/explain.hpp"
#include "decide/match_scene.hpp"

#include <catch2/catch.hpp>

#include <functional>
#include <string>
#include <vector>

using namespace buildd;
using namespace buildd::test;

namespace {

/// A job that could be started, in the queue of bob's class.
WaitingJob waiting(Candidate candidate) {
    WaitingJob job;
    job.queue = candidate.queue;
    job.processor = ProcessorId{1};
    job.processor_name = "386";
    job.build = QueuedBuild{};
    job.build->candidate = std::move(candidate);
    return job;
}

Candidate failed_on(Candidate candidate, int builder) {
    candidate.attempt_count = 1;
    candidate.build_failures = 1;
    candidate.last_builder = BuilderId{builder};
    return candidate;
}

/// What is said of a queue that matching has gone over once; jobs are in rank order.
struct Queue {
    std::vector<FarmBuilder> farm;
    std::vector<WaitingJob> jobs;
    bool other_dispatch = false;
    std::set<QueueId> reset;
    std::map<QueueId, std::string> unsound;

    [[nodiscard]] std::vector<std::string> reasons() const {
        std::vector<Candidate> candidates;
        for (const auto& job : jobs) {
            const bool is_candidate = job.status == JobStatus::waiting && job.build &&
                                      job.build->archive_enabled &&
                                      job.build->status == BuildStatus::needs_build &&
                                      job.build->source_on_disk && !job.build->missing_file;
            if (is_candidate) {
                candidates.push_back(job.build->candidate);
            }
        }
        const auto matching = other_dispatch ? Matching{} : match_once(farm, candidates);
        QueueOutcome outcome{farm, 80, matching, reset, {}, unsound, other_dispatch};
        for (const auto& dispatch : matching.dispatches) {
            outcome.gone.insert(dispatch.candidate.queue);
        }
        std::vector<std::string> result;
        for (const auto& each : explain_jobs(jobs, outcome)) {
            result.push_back(fmt::format("{} {}: {}", each.queue, name_of(each.reason), each.text));
        }
        return result;
    }
};

using Reasons = std::vector<std::string>;

} // namespace

TEST_CASE("why a job waits is the first of the reasons that hold, whatever holds besides") {
    struct Fault {
        std::string reason;
        std::function<void(WaitingJob&)> make;
    };
    const std::string build = "i386 build of mozilla-firefox 0.9 in ubuntu hoary ";
    const std::vector<Fault> faults{
        {"suspended: suspended", [](WaitingJob& job) { job.status = JobStatus::suspended; }},
        {"build-status: build is CHROOTWAIT",
         [](WaitingJob& job) { job.build->status = BuildStatus::chroot_wait; }},
        {"archive-disabled: archive ubuntu-team/primary is disabled",
         [](WaitingJob& job) { job.build->archive_enabled = false; }},
        {"private-unpublished: private source is not published",
         [](WaitingJob& job) { job.build->source_on_disk = false; }},
        {"file-missing: source file firefox_0.9.dsc has no content",
         [](WaitingJob& job) { job.build->missing_file = "firefox_0.9.dsc"; }},
        {"security: SECURITY pocket, to be failed",
         [](WaitingJob& job) { job.build->candidate.identity.pocket = Pocket::security; }},
        {"superseded: source superseded, to be removed",
         [](WaitingJob& job) { job.build->candidate.publication_status = PublicationStatus::obsolete; }},
        {"virtual: Attempt to build virtual item on a non-virtual builder.",
         [](WaitingJob& job) { job.build->candidate.require_virtualized = true; }},
        {"missing-chroot: Missing CHROOT for ubuntu/hoary/i386",
         [](WaitingJob& job) { job.build->candidate.chroot.reset(); }},
        {"illegal-pocket: " + build +
             "RELEASE (101) can not be built for pocket RELEASE: invalid pocket due to the series status "
             "of hoary.",
         [](WaitingJob& job) { job.build->candidate.identity.series_status = SeriesStatus::current; }},
        {"component: " + build + "RELEASE (101): unknown component odd",
         [](WaitingJob& job) { job.build->candidate.odd_component = "odd"; }},
        {"external: Exception during external dependency processing: ubuntu-team/primary: deb "
         "http://user:***@repository %x",
         [](WaitingJob& job) {
             job.build->candidate.external_dependencies = "deb http://user:sekrit@repository %x";
         }},
        {"no-dsc: " + build + "RELEASE (101): source without a .dsc",
         [](WaitingJob& job) { job.build->candidate.dsc_files = 0; }},
    };
    for (std::size_t first = 0; first < faults.size(); ++first) {
        INFO(faults[first].reason);
        auto alone = waiting(job(1));
        faults[first].make(alone);
        auto with_all_that_follow = waiting(job(1));
        for (auto i = first; i < faults.size(); ++i) {
            faults[i].make(with_all_that_follow);
        }
        const Reasons expected{"1 " + faults[first].reason};
        CHECK(Queue{free_builders(1), {alone}, false, {}, {}}.reasons() == expected);
        CHECK(Queue{free_builders(1), {with_all_that_follow}, true, {}, {}}.reasons() == expected);
        CHECK(Queue{{}, {with_all_that_follow}, false, {{1}}, {}}.reasons() ==
              Reasons{"1 reset: was reset by this pass"});
    }
}

TEST_CASE("a job of another kind, and one whose call no slave may be sent") {
    auto other = waiting(job(1));
    other.build.reset();
    CHECK(Queue{free_builders(1), {other}, false, {}, {}}.reasons() ==
          Reasons{"1 other-type: not a binary package build"});
    CHECK(Queue{{}, {waiting(job(1))}, false, {}, {{{1}, "not sent to a slave: odd name"}}}.reasons() ==
          Reasons{"1 unsound-call: not sent to a slave: odd name"});
}

TEST_CASE("a job that could be started waits for a builder of its class") {
    auto any_processor = waiting(job(1));
    any_processor.processor.reset();
    auto for_virtual = waiting(job(2));
    for_virtual.virtualized = true;
    CHECK(Queue{{busy_builder(1)}, {waiting(job(1))}, false, {}, {}}.reasons() ==
          Reasons{"1 no-builder: no free builder of its class (386, native)"});
    CHECK(Queue{{}, {any_processor}, false, {}, {}}.reasons() ==
          Reasons{"1 no-builder: no free builder of its class (any processor, native)"});
    CHECK(Queue{{}, {for_virtual}, false, {}, {}}.reasons() ==
          Reasons{"2 no-builder: no free builder of its class (386, virtual)"});
    CHECK(Queue{{busy_builder(1)}, {waiting(job(1))}, true, {}, {}}.reasons() ==
          Reasons{"1 other-dispatch: another scan was dispatching"});
}

TEST_CASE("a job that could be started loses to others, to the share rule, or to what it did before") {
    const auto failed = waiting(failed_on(job(3, 5), 1));
    SECTION("others rank before it") {
        CHECK(Queue{free_builders(1), {waiting(job(1)), waiting(job(2))}, false, {}, {}}.reasons() ==
              Reasons{"2 rank: lower rank than 1 others"});
        CHECK(Queue{free_builders(1), {waiting(job(1)), waiting(job(2)), waiting(job(3))}, false, {}, {}}
                  .reasons() ==
              Reasons{"2 rank: lower rank than 1 others", "3 rank: lower rank than 2 others"});
    }
    SECTION("it failed on the only free builder, and there is another") {
        CHECK(Queue{{free_builder(1), busy_builder(2)}, {failed}, false, {}, {}}.reasons() ==
              Reasons{"3 last-builder: failed on b1 before"});
    }
    SECTION("it failed on a builder that is left, and another has taken a better one") {
        const std::vector farm{free_builder(1), free_builder(2)};
        CHECK(Queue{farm, {waiting(failed_on(job(1), 1)), failed}, false, {}, {}}.reasons() ==
              Reasons{"3 rank: lower rank than 1 others"});
    }
    SECTION("its archive has its share") {
        std::vector<FarmBuilder> farm{free_builder(1)};
        for (int id = 2; id <= 5; ++id) {
            farm.push_back(busy_builder(id, id < 5 ? std::optional(ArchiveId{9}) : std::nullopt));
        }
        CHECK(Queue{farm, {waiting(ppa_job(1, 9)), waiting(ppa_job(2, 9)), waiting(job(3))}, false, {}, {}}
                  .reasons() == Reasons{"1 share: its PPA builds on 3 of 5 builders, limit 80 %",
                                        "2 share: its PPA builds on 3 of 5 builders, limit 80 %"});
    }
    SECTION("ten before it were rejected") {
        std::vector<WaitingJob> jobs;
        for (int queue = 1; queue <= 11; ++queue) {
            jobs.push_back(waiting(job(queue)));
            jobs.back().build->candidate.publication_status = PublicationStatus::deleted;
        }
        jobs.push_back(waiting(job(12)));
        CHECK(Queue{free_builders(1), jobs, false, {}, {}}.reasons().back() ==
              "12 not-reached: not reached in this pass");
    }
}

TEST_CASE("jobs that are no candidates are not counted among those before a job") {
    auto suspended = waiting(job(1));
    suspended.status = JobStatus::suspended;
    const auto reasons =
        Queue{free_builders(1), {suspended, waiting(job(2)), waiting(job(3))}, false, {}, {}}.reasons();
    CHECK(reasons == Reasons{"1 suspended: suspended", "3 rank: lower rank than 1 others"});
}
