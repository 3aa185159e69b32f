#pragma once

#include "database/transaction.hpp"
#include "farm/candidate.hpp"
#include "farm/load_demand.hpp"
#include "farm/queue_figure.hpp"
#include "farm/waiting_job.hpp"

#include <optional>
#include <vector>

namespace buildd {

/// One entry for each class asked for, by class, also where it has no candidate. One statement.
[[nodiscard]] std::vector<ClassCandidates> load_candidates(ReadTransaction& transaction,
                                                           const LoadDemand& demand);

/// The job of that queue row as a candidate of that class, whatever it was queued for; nothing unless it is
/// the binary build of an enabled archive that waits, with every source file stored (spec: 4.6, a given job).
[[nodiscard]] std::optional<Candidate> load_given_job(ReadTransaction& transaction, QueueId queue,
                                                      BuilderClass builder_class);

/// Every job that waits or is suspended on no builder, of whatever kind, and those of `also`, in rank order
/// (spec: 4.14). One statement, which reads the whole queue.
[[nodiscard]] std::vector<WaitingJob> load_waiting_jobs(ReadTransaction& transaction,
                                                        const std::vector<QueueId>& also);

/// How many jobs wait, and how long. One statement (spec: 6.6).
[[nodiscard]] std::vector<QueueFigure> load_queue_figures(ReadTransaction& transaction);

} // namespace buildd
