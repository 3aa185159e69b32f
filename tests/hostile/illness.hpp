#pragma once

#include "support/slave_farm.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace buildd::test {

/// What a builder has in the database.
enum class Work {
    idle, ///< nothing, and it is given nothing
    busy, ///< a job
    free, ///< nothing, and a job waits for it
};

/// What a pass says of an ill slave, and counts for it.
enum class Mark {
    none,            ///< nothing: this is tolerated
    contact,         ///< no usable answer: a contact failure
    aborting,        ///< ABORTING: a contact failure too, of which a line tells only when the builder fails
    not_delivered,   ///< a file that does not come, or comes wrong
    cut,             ///< a download that the deadline ends; nothing is counted
    log,             ///< a log that does not come, or not whole; nothing is counted
    bad_upload,      ///< a file name that is none, and so a build that failed to upload
    over_limit,      ///< the same for a size
    rescued,         ///< a job that nobody knows, which is taken off the slave
    lost,            ///< the same for a build, which the slave goes on to tell of
    forgot,          ///< a job that the slave does not know
    unknown_state,   ///< the builder fails at once
    unknown_outcome, ///< an outcome that does not exist
    errand,          ///< an errand that failed; nothing is counted
};

struct Symptom {
    Mark mark = Mark::none;
    std::string words = {}; ///< of the line that names the slave
    int others = 0;         ///< further lines about it, warnings or worse: its log has one of its own
};

/// An ill slave that is being made: its slave, and what there is to lie with.
struct Patient {
    SimulatedSlave& slave;
    std::string cookie;                        ///< of its job; empty without one
    std::string url;                           ///< the builder's; may be changed
    std::string closed_url;                    ///< refuses connections
    std::string trap_url;                      ///< of a service of this host that no pass may ever connect to
    std::map<std::string, Content> files = {}; ///< of a finished build: .changes and .deb

    [[nodiscard]] const Content& deb() const { return files.at("well.deb"); }
    /// What misbehave_on calls the second of its files.
    [[nodiscard]] std::string deb_place() const { return "filecache/" + deb().sha1(); }
};

/// One way to be ill.
struct Illness {
    std::string name;
    Work work = Work::busy;
    std::function<void(Patient&)> make;
    Symptom symptom = {};
    Generation generation = Generation::today;
    bool lasts = true;             ///< else only one pass sees it
    bool waits_for_errand = false; ///< a pass over it lasts ten times `errand-timeout`
};

/// BUILDING the builder's own job, with a log.
void build(Patient& patient);
/// WAITING with the files of the builder's own job.
void finish(Patient& patient);

/// Calls and answers that go wrong on their way.
[[nodiscard]] std::vector<Illness> illnesses_of_transport();
/// What the answers to `status` hold.
[[nodiscard]] std::vector<Illness> illnesses_of_answers();
/// Files, their names and digests, and logs.
[[nodiscard]] std::vector<Illness> illnesses_of_files();
/// What follows the commit: clean, abort, ensurepresent, build.
[[nodiscard]] std::vector<Illness> illnesses_of_errands();
/// Each type of XML-RPC in each position of each answer where it does not belong, in both generations; also
/// where it is tolerated.
[[nodiscard]] std::vector<Illness> illnesses_of_types();

} // namespace buildd::test
