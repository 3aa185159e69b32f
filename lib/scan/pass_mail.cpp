#include "base/error.hpp"
#include "database/mail_people.hpp"
#include "library/settling.hpp"
#include "scan/pass_steps.hpp"
#include "scan/write_mail.hpp"

#include <chrono>

// Mails: composed before the commit, when blame is assigned, and sent after it (spec: 1.2, 3.9).

namespace buildd {

void Pass::write_mails() {
    const auto indexes = cases_with_news(blame_.decisions);
    if (indexes.empty() || request_.dry_run || !transport_ || !request_.settings.send_build_notification) {
        return;
    }
    std::vector<BuildId> builds;
    for (const auto index : indexes) {
        builds.push_back(cases_[index].staffed.job->build->identity.id);
    }
    const auto people = load_correspondents(database_, builds, rules_.notice.admins);
    start_staging();
    for (const auto index : indexes) {
        const auto news = news_of(cases_[index], blame_.decisions[index], harvests_[index], kept_, people);
        try {
            for (const auto& line : stage_mails(*staging_, news, people, rules_.notice, clock_->now())) {
                log_.write(line);
            }
        } catch (const StorageError& error) {
            leave_for_next_pass(index, error.what());
        }
    }
    staging_->save();
}

/// Nobody would hear of this build: it waits on its slave, and the rest of the pass goes on (spec: 3.3).
void Pass::leave_for_next_pass(std::size_t index, const std::string& why) {
    staging_->strike(cases_[index].staffed.job->build->identity.id);
    blame_.decisions[index] = {};
    log_.error("{}", why);
    raise(ExitStatus::storage);
}

/// The runs that died after their commit, then this one, as far as they have mails to be sent.
std::vector<MailRun> Pass::runs_with_mails() {
    std::vector<MailRun> runs;
    for (std::size_t index = 0; index < recovered_.locked.size(); ++index) {
        const auto& run = recovered_.locked[index];
        if (recovered_.fates[index] == Fate::finish && run.manifest) {
            runs.push_back({run.id, &run.folder, &*run.manifest});
        }
    }
    if (staging_ && committed_) {
        runs.push_back({staging_->id(), &staging_->folder(), &staging_->manifest()});
    }
    std::erase_if(runs, [this](const MailRun& run) {
        try {
            return waiting_mails(*run.folder, *run.manifest).empty();
        } catch (const StorageError& error) { // its mails wait for a pass that can read them
            log_.error("{}", error.what());
            raise(ExitStatus::storage);
            return true;
        }
    });
    return runs;
}

PostReport Pass::post(const std::vector<MailRun>& runs) const {
    constexpr std::chrono::seconds time_of_a_pass{60};
    constexpr std::chrono::seconds grace{10};
    const Patience patience{std::chrono::steady_clock::now() + time_of_a_pass, &stop_, grace};
    return runs.empty() ? PostReport{} : send_mails(*root_, runs, transport_.get(), clock_->now(), patience);
}

/// After the sending, which reads these folders.
void Pass::close_runs(const std::vector<MailRun>& runs, const PostReport& posted) {
    for (const auto& line : posted.lines) {
        log_.write(line);
    }
    if (posted.trouble) {
        raise(ExitStatus::storage);
    }
    for (const auto& run : runs) {
        try {
            static_cast<void>(close_run(*root_, run.id, *run.folder, *run.manifest));
        } catch (const StorageError& error) {
            log_.error("{}", error.what());
            raise(ExitStatus::storage);
        }
    }
}

} // namespace buildd
