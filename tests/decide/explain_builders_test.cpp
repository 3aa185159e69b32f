#include "decide/explain.hpp"
#include "decide/samples.hpp"

#include <catch2/catch.hpp>

#include <functional>
#include <string>
#include <vector>

using namespace buildd;
using namespace buildd::test;

namespace {

/// An idle builder that may be given a job, and its decision.
struct Idle {
    Case judged{{bob(), std::nullopt}, {}, {}};
    Decision decision;

    Idle() {
        judged.verdict.kind = VerdictKind::idle;
        judged.verdict.state = SlaveState::idle;
        decision.leaves_idle = true;
        decision.free = true;
    }

    [[nodiscard]] std::string reason(bool other_dispatch = false) const {
        const auto explanation = explain_builder(judged, decision, other_dispatch);
        if (!explanation) {
            return "has a job";
        }
        CHECK(explanation->builder == judged.staffed.builder.id);
        CHECK(explanation->name == "bob");
        return name_of(explanation->reason) + " " + explanation->text;
    }
};

} // namespace

TEST_CASE("why a builder is without a job is the first of the reasons that hold, whatever holds besides") {
    struct Fault {
        std::string reason;
        std::function<void(Idle&)> make;
    };
    const std::vector<Fault> faults{
        {"inactive inactive", [](Idle& idle) { idle.judged.staffed.builder.active = false; }},
        {"disabled disabled: no http://buildd:***@mirror/",
         [](Idle& idle) {
             idle.judged.staffed.builder.builderok = false;
             idle.judged.staffed.builder.failnotes = "no http://buildd:sekrit@mirror/";
         }},
        {"manual manual", [](Idle& idle) { idle.judged.staffed.builder.manual = true; }},
        {"unreachable unreachable: refused",
         [](Idle& idle) {
             idle.judged.verdict.kind = VerdictKind::no_answer;
             idle.judged.verdict.ruling.reason = "refused";
         }},
        {"failed failed in this pass: lost it",
         [](Idle& idle) {
             idle.decision.fails = true;
             idle.decision.builder = BuilderChange{{1}, false, 0, "lost it"};
         }},
        {"busy busy: slave is ABORTED",
         [](Idle& idle) {
             idle.judged.verdict.state = SlaveState::aborted;
             idle.decision.leaves_idle = false;
         }},
        {"no-vm-host no vm_host", [](Idle& idle) { idle.decision.free = false; }},
    };
    for (std::size_t first = 0; first < faults.size(); ++first) {
        INFO(faults[first].reason);
        Idle alone;
        faults[first].make(alone);
        Idle with_all_that_follow;
        for (auto i = first; i < faults.size(); ++i) {
            faults[i].make(with_all_that_follow);
        }
        CHECK(alone.reason() == faults[first].reason);
        CHECK(with_all_that_follow.reason(true) == faults[first].reason);
    }
    CHECK(Idle().reason(true) == "other-dispatch another scan was dispatching");
    CHECK(Idle().reason() == "no-candidate no candidate");
}

TEST_CASE("a builder that was disabled without a word, or that there was no time to ask") {
    Idle disabled;
    disabled.judged.staffed.builder.builderok = false;
    CHECK(disabled.reason() == "disabled disabled: no reason given");
    Idle not_asked;
    not_asked.judged.verdict.kind = VerdictKind::not_probed;
    CHECK(not_asked.reason() == "unreachable unreachable: there was no time left to ask its slave");
}

TEST_CASE("only a builder whose job was taken off it is without one") {
    Idle idle;
    idle.judged.staffed = bob_with_job();
    CHECK(idle.reason() == "has a job");
    idle.decision.job = JobChange{};
    idle.decision.job->action = JobAction::keep;
    CHECK(idle.reason() == "has a job");
    idle.decision.job->action = JobAction::reset;
    CHECK(idle.reason() == "no-candidate no candidate");
    idle.decision.job->action = JobAction::end;
    CHECK(idle.reason() == "no-candidate no candidate");
}

TEST_CASE("a builder of another scan is explained only where it has no job") {
    CHECK_FALSE(explain_held(bob_with_job(), "held by another scan"));
    const auto explanation = explain_held({bob(), std::nullopt}, "held by another scan");
    REQUIRE(explanation);
    CHECK(*explanation == BuilderExplanation{{1}, "bob", IdleReason::held, "held by another scan"});
}
