#pragma once

#include "database/transaction.hpp"
#include "farm/candidate.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace buildd {

/// A class of builders that want jobs.
struct ClassWanted {
    BuilderClass builder_class;
    int rows = 0; ///< how many candidates at most (spec: 4.3)
};

/// One load of candidates (spec: 4.3, appendix B of 5).
struct CandidateRequest {
    std::vector<ClassWanted> classes;
    std::optional<int> depth;     ///< how many of a class's best queue rows are looked at; none: all
    std::vector<QueueId> already; ///< passed over: what load 1 gave
    std::vector<std::pair<ProcessorId, ArchiveId>> excluded; ///< at their share, or refused by rule 6 of 4.6
    bool startable_only = false; ///< load 2: rules 1, 3, 4, 5 and 7 of 4.6 as conditions
};

/// Depth of load 1 for these classes: max(1000, 4 x the most rows wanted of one).
[[nodiscard]] int first_load_depth(const std::vector<ClassWanted>& classes);

/// One entry for each class asked for, by class, also where it has no candidate. One statement.
[[nodiscard]] std::vector<ClassCandidates> load_candidates(ReadTransaction& transaction,
                                                           const CandidateRequest& request);

/// The job of that queue row as a candidate of that class, whatever it was queued for; nothing unless it is
/// the binary build of an enabled archive that waits, with every source file stored (spec: 4.6, a given job).
[[nodiscard]] std::optional<Candidate> load_given_job(ReadTransaction& transaction, QueueId queue,
                                                      BuilderClass builder_class);

/// Whether a load looked at all that it was allowed to, so that there may be more (spec: 4.3).
[[nodiscard]] bool was_full(const ClassCandidates& loaded, const CandidateRequest& request);

} // namespace buildd
