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
    builds.reserve(indexes.size());
    for (const auto index : indexes) {
        builds.push_back(cases_[index].staffed.job->build->identity.id);
    }
    const auto people = load_correspondents(database_, builds, notice_.admins);
    try {
        start_staging();
        for (const auto index : indexes) {
            const auto news =
                news_of(cases_[index], blame_.decisions[index], harvests_[index], kept_, people);
            for (const auto& line : stage_mails(*staging_, news, people, notice_, clock_->now())) {
                log_.write(line);
            }
        }
        staging_->save();
    } catch (const StorageError& error) {
        leave_for_next_pass(indexes, error.what());
    }
}

/// Nobody would hear of these builds: they are left as they are, and the rest of the pass goes on
/// (spec: 3.3).
void Pass::leave_for_next_pass(const std::vector<std::size_t>& indexes, const std::string& why) {
    for (const auto index : indexes) {
        if (staging_) {
            staging_->strike(cases_[index].staffed.job->build->identity.id);
        }
        if (cases_[index].collected) {
            cases_[index].collected->gathering = Gathering::ours;
        }
        blame_.decisions[index] = {};
    }
    log_.error("{} ({}, as nobody can be told)", why,
               indexes.size() == 1 ? std::string("1 failed build waits for the next pass")
                                   : fmt::format("{} failed builds wait for the next pass", indexes.size()));
    raise(ExitStatus::storage);
}

/// This run, then those that died after their commit, as far as they have mails to be sent: what cannot be
/// delivered for days must not keep the new ones from their turn.
std::vector<MailRun> Pass::runs_with_mails() {
    std::vector<MailRun> runs;
    if (staging_ && committed_) {
        runs.push_back({staging_->id(), &staging_->folder(), &staging_->manifest()});
    }
    for (std::size_t index = 0; index < recovered_.locked.size(); ++index) {
        const auto& run = recovered_.locked[index];
        if (recovered_.fates[index] == Fate::finish && run.manifest) {
            runs.push_back({run.id, &run.folder, &*run.manifest});
        }
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

/// In a pass that has no builder of its own, nothing else is to be done.
void Pass::send_recovered_mails() {
    if (!request_.dry_run) {
        const auto runs = runs_with_mails();
        close_runs(runs, post(runs));
    }
}

} // namespace buildd
