#pragma once

#include "database/connection.hpp"
#include "database/load.hpp"
#include "database/write_back.hpp"
#include "decide/blame.hpp"
#include "decide/explain.hpp"
#include "farm/waiting_job.hpp"
#include "http/request.hpp"
#include "library/root.hpp"
#include "library/staging.hpp"
#include "mail/transport.hpp"
#include "scan/dispatching.hpp"
#include "scan/figures.hpp"
#include "scan/gather.hpp"
#include "scan/keep.hpp"
#include "scan/pass.hpp"
#include "scan/post.hpp"
#include "scan/probe.hpp"
#include "scan/recover.hpp"
#include "scan/rules.hpp"
#include "scan/step_timer.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace buildd {

/// This host's name, as scriptactivity has it.
[[nodiscard]] std::string host_name();

/// What one pass knows, step by step: each step fills in what the later ones read.
class Pass {
  public:
    Pass(const ScanRequest& request, const Log& log, const Stop& stop, PassFigures& figures);

    PassReport run();

  private:
    bool is_crowded();
    bool load();
    void ask();
    void collect();
    void decide();
    void write_mails();
    void match();
    void commit();
    void finish();
    void describe_all();
    void read_queue();
    void measure_farm();
    void measure_commit();
    void explain();

    void recover();
    [[nodiscard]] bool has_work() const;
    void gather_and_keep();
    void collect_into_staging();
    [[nodiscard]] std::unique_ptr<LibraryStore> library_store() const;
    void start_staging();
    void leave_for_next_pass(const std::vector<std::size_t>& indexes, const std::string& why);
    void report_illegal_among(const Harvests& harvests);
    void report_illegal(const std::string& message);
    void report_ours();
    [[nodiscard]] std::vector<QueueId> resets() const;
    [[nodiscard]] QueueOutcome queue_outcome(const std::vector<FarmBuilder>& farm) const;
    [[nodiscard]] bool was_given(const Dispatch& dispatch) const;
    [[nodiscard]] std::optional<BuilderExplanation> explain_case(std::size_t index) const;
    [[nodiscard]] std::vector<BuilderExplanation> explain_builders() const;
    [[nodiscard]] std::vector<FarmBuilder> farm_for_matching() const;
    [[nodiscard]] bool take_dispatch_lock();
    [[nodiscard]] Changes changes() const;
    void write(const Changes& wanted);
    void strike(const Changes& wanted, const Changes& held);
    void note_committed(const Changes& wanted, const Changes& held, const std::vector<StartedJob>& started);
    [[nodiscard]] std::optional<std::size_t> case_of(BuilderId id) const; ///< index in cases_, if it is ours
    [[nodiscard]] const Builder& builder_of(BuilderId id) const;
    [[nodiscard]] bool let_go_after_commit(const std::vector<Errand>& errands);
    void move_uploads();
    [[nodiscard]] std::vector<MailRun> runs_with_mails();
    [[nodiscard]] PostReport post(const std::vector<MailRun>& runs) const;
    void send_recovered_mails();
    void close_runs(const std::vector<MailRun>& runs, const PostReport& posted);
    void raise(ExitStatus status); ///< the exit status becomes this one, unless a weightier one stands
    void give_up_if_asked() const;

    PassFigures& figures_;
    const ScanRequest& request_;
    const Rules rules_;
    const NoticeSettings notice_;
    const Log& log_;
    const Stop& stop_;
    const Patience patience_; ///< the deadline of what comes before the commit
    const HttpLibrary http_;
    const std::unique_ptr<Transport> transport_; ///< null: nobody is written to
    Connection database_;

    std::optional<Root> root_;
    RecoveredRuns recovered_;
    std::optional<StagingRun> staging_; ///< none where nothing is collected

    LoadedFarm farm_;
    std::optional<FarmClock> clock_;
    std::set<BuilderId> wanted_; ///< the builders that were asked for by name, if any were
    std::vector<Case> cases_;    ///< the builders that are ours, in id order
    Answers answers_;            ///< one a case, as all that is counted by index below
    Harvests harvests_;
    Kept kept_;
    Blame blame_;
    std::vector<WaitingJob> waiting_; ///< the queue as it was before matching, to be explained
    bool dispatch_locked_ = false;
    bool other_dispatch_ = false; ///< another scan had the dispatch lock
    Dispatching dispatching_;
    std::set<BuilderId> held_;              ///< named in the commit, and written
    std::set<BuilderId> lost_;              ///< named in the commit, but somebody was faster
    std::set<QueueId> removed_;             ///< rejects that were written
    std::map<BuilderId, BuildCall> starts_; ///< dispatches that were written
    bool committed_ = false;
    PassReport report_;
};

} // namespace buildd
