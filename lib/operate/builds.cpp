#include "operate/builds.hpp"

#include "farm/pocket_rules.hpp"
#include "operate/refusal.hpp"
#include "operate/results.hpp"
#include "operate/score.hpp"
#include "operate/statements.hpp"

#include <fmt/format.h>

#include <string_view>

namespace buildd {
namespace {

[[noreturn]] void refuse(const FarmBuild& build, std::string_view why) {
    throw Refused(fmt::format("{} is {}: {}", describe(build), name_of(build.status), why));
}

bool may_be_retried(const FarmBuild& build) {
    switch (build.status) {
    case BuildStatus::failed_to_build:
    case BuildStatus::manual_dependency_wait:
    case BuildStatus::chroot_wait:
    case BuildStatus::failed_to_upload:
    case BuildStatus::needs_build:
        return !build.job.has_value();
    case BuildStatus::fully_built:
    case BuildStatus::superseded:
    case BuildStatus::building:
    case BuildStatus::uploading:
        break;
    }
    return false;
}

ScoreFacts score_facts(const FarmBuild& build) {
    const auto& identity = build.identity;
    return {identity.purpose, identity.archive_private, identity.pocket, identity.component, build.section,
            build.urgency};
}

void end(WriteTransaction& transaction, BuildId id, BuildStatus status) {
    transaction.run(farm_statements::end_build, Parameters().add(id).add(status));
    transaction.commit();
}

} // namespace

FarmBuild retry_build(Connection& database, BuildId id) {
    WriteTransaction transaction(database);
    auto build = take_build(transaction, id);
    const auto& identity = build.identity;
    if (!may_be_retried(build)) {
        refuse(build, build.job ? "it is queued already" : "only a build that failed or waits is retried");
    }
    if (!may_start(identity.purpose, identity.series_status, identity.pocket)) {
        throw Refused(illegal_to_start(identity));
    }
    transaction.run(farm_statements::renew_build, Parameters().add(id));
    const std::vector<BuildId> ids{id};
    const std::vector<int> scores{score_of(score_facts(build))};
    transaction.run(farm_statements::queue_builds, Parameters().add_array(ids).add_array(scores));
    transaction.commit();
    return build;
}

FarmBuild cancel_build(Connection& database, BuildId id) {
    WriteTransaction transaction(database);
    auto build = take_build(transaction, id);
    if (!build.job) {
        refuse(build, "it has no job that could be cancelled");
    }
    end(transaction, id, BuildStatus::failed_to_build);
    return build;
}

FarmBuild settle_build(Connection& database, BuildId id) {
    WriteTransaction transaction(database);
    auto build = take_build(transaction, id);
    const auto& identity = build.identity;
    if (build.status != BuildStatus::building || !build.job) {
        refuse(build, "only a build on a builder can need to be settled");
    }
    if (may_collect(identity.purpose, identity.series_status, identity.pocket)) {
        refuse(build, "its pocket is legal, so that the next pass after its end collects it");
    }
    end(transaction, id, BuildStatus::failed_to_upload);
    return build;
}

Accepted accept_build(Connection& database, const std::string& root, BuildId id) {
    WriteTransaction transaction(database);
    Accepted accepted{take_build(transaction, id), {}};
    if (accepted.build.status != BuildStatus::uploading) {
        refuse(accepted.build, "only a build with results to upload, UPLOADING, is accepted");
    }
    accepted.files = results_of(root, accepted.build.identity);
    transaction.run(farm_statements::accept_build, Parameters().add(id));
    transaction.commit();
    return accepted;
}

} // namespace buildd
