#include "status_text.hpp"

#include "farm/titles.hpp"
#include "table.hpp"

#include <fmt/format.h>

namespace buildd {
namespace {

std::string builders_table(const std::vector<BuilderNow>& builders) {
    std::vector<Row> rows{{"BUILDER", "URL", "PROCESSOR", "STATE", "BUILD"}};
    for (const auto& builder : builders) {
        rows.push_back(
            {cell(builder.name), cell(builder.url),
             cell(builder.processor + (builder.virtualized ? ", virtual" : "")), cell(builder.state),
             builder.build
                 ? cell(fmt::format("{}: {}", builder.build->identity.id, title_of(builder.build->identity)))
                 : "-"});
    }
    return builders.empty() ? "no builder: buildd-farm add-builder\n" : aligned(rows);
}

std::string waiting(const FarmBuild& build) {
    if (!build.archive_enabled) {
        return "archive disabled";
    }
    return build.job == JobStatus::suspended ? "suspended" : "waiting";
}

/// How many there are beyond those shown; nothing if none.
std::string and_more(int count, std::size_t shown) {
    const auto more = count - static_cast<int>(shown);
    return more > 0 ? fmt::format("and {} more\n", more) : "";
}

std::string queue_table(const FarmStatus& status) {
    if (status.queued == 0) {
        return "no job waits\n";
    }
    std::vector<Row> rows{{"BUILD", "SCORE", "JOB", "QUEUE"}};
    for (const auto& build : status.queue) {
        rows.push_back({fmt::to_string(build.identity.id),
                        build.lastscore ? std::to_string(*build.lastscore) : "-", waiting(build),
                        cell(title_of(build.identity))});
    }
    return aligned(rows) + and_more(status.queued, status.queue.size());
}

std::string advice(BuildStatus status) {
    switch (status) {
    case BuildStatus::uploading:
        return "accept";
    case BuildStatus::failed_to_build:
    case BuildStatus::manual_dependency_wait:
    case BuildStatus::chroot_wait:
    case BuildStatus::failed_to_upload:
        return "retry";
    case BuildStatus::needs_build:
    case BuildStatus::fully_built:
    case BuildStatus::superseded:
    case BuildStatus::building:
        break;
    }
    return {};
}

Row needy(const FarmBuild& build, const std::string& what, const std::string& command) {
    return {what, fmt::format("buildd-farm {} {}", command, build.identity.id),
            cell(title_of(build.identity))};
}

std::string needs_table(const FarmStatus& status) {
    std::vector<Row> rows{{"STATUS", "WHEN LOOKED AFTER", "NEEDS A PERSON"}};
    std::string more;
    for (const auto& archive : status.disabled_archives) {
        rows.push_back({"disabled", "buildd-farm resume-archive", cell("archive " + archive)});
    }
    for (const auto& build : status.illegal) {
        rows.push_back(needy(build, "illegal pocket", "settle"));
    }
    for (const auto& ended : status.ended) {
        for (const auto& build : ended.newest) {
            rows.push_back(needy(build, name_of(ended.status), advice(ended.status)));
        }
        if (const auto text = and_more(ended.count, ended.newest.size()); !text.empty()) {
            more += name_of(ended.status) + ": " + text;
        }
    }
    return rows.size() == 1 ? "nothing needs a person\n" : aligned(rows) + more;
}

} // namespace

std::string to_text(const FarmStatus& status) {
    return builders_table(status.builders) + "\n" + queue_table(status) + "\n" + needs_table(status);
}

} // namespace buildd
