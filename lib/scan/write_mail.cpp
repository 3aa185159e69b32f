#include "scan/write_mail.hpp"

#include "mail/spool.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace buildd {
namespace {

/// The date_started that the commit leaves or fills in (spec: 3.2).
Timestamp start_of(const Case& judged, Timestamp finished, const Correspondents& correspondents) {
    const auto known = correspondents.started.find(judged.staffed.job->build->identity.id);
    if (known != correspondents.started.end()) {
        return known->second;
    }
    return judged.staffed.job->started.value_or(finished);
}

std::string domain_of(const std::string& address) {
    return address.substr(address.rfind('@') + 1);
}

} // namespace

std::vector<std::size_t> cases_with_news(const std::vector<Decision>& decisions) {
    std::vector<std::size_t> indexes;
    for (std::size_t index = 0; index < decisions.size(); ++index) {
        if (decisions[index].mail && decisions[index].job) {
            indexes.push_back(index);
        }
    }
    return indexes;
}

BuildNews news_of(const Case& judged, const Decision& decision, const std::optional<Harvest>& harvest,
                  const Kept& kept, const Correspondents& correspondents) {
    const auto& build = *judged.staffed.job->build;
    BuildNews news;
    news.identity = build.identity;
    news.archive_name = build.archive_name;
    news.archive_owner = build.archive_owner;
    news.status = decision.job->build_status.value_or(build.status);
    news.builder = judged.staffed.builder.name;
    news.finished = *decision.job->finished;
    news.started = start_of(judged, news.finished, correspondents);
    news.finished = std::max(news.finished, news.started);
    if (const auto* log = stored_log(harvest, kept)) {
        news.log_name = log->filename;
    }
    if (harvest) {
        news.extra_text = harvest->extra_text;
    }
    return news;
}

std::vector<LogLine> stage_mails(StagingRun& run, const BuildNews& news, const Correspondents& correspondents,
                                 const NoticeSettings& settings, Timestamp now) {
    const auto notices = notices_of(news, correspondents, settings);
    int number = 0;
    for (const auto& notice : notices.notices) {
        const auto id =
            fmt::format("{}.{}.{}@{}", run.id(), news.identity.id, ++number, domain_of(settings.bounces));
        run.stage_mail(news.identity.id, to_spool(to_letter(notice, settings.bounces, id, now)));
    }
    return notices.lines;
}

} // namespace buildd
