#pragma once

#include "hostile/illness.hpp"
#include "hostile/trap.hpp"
#include "support/farm.hpp"
#include "support/program.hpp"
#include "support/slave_closed_port.hpp"

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace buildd::test {

/// Whether the program was built with a sanitizer: it is then slow, and its memory is not its own.
inline constexpr bool is_sanitized = BUILDD_SANITIZED != 0;

/// The limits that a pass is given.
struct Pace {
    std::chrono::seconds call{};
    std::chrono::seconds deadline{};
};

/// Limits that only ill slaves meet, on a host where a pass over the healthy ones alone took that long.
[[nodiscard]] Pace pace_of(std::chrono::seconds pass_alone);

/// All that became of the healthy builders of a farm, without what two farms may differ in: times, and the
/// ids of library files.
struct Health {
    std::vector<std::string> rows;
    std::map<std::string, std::string> files;              ///< uploads and their logs, by build
    std::map<std::string, std::vector<std::string>> calls; ///< to each slave, in their order
    std::vector<std::string> mails;                        ///< their subjects
};

/// A builder whose slave is ill.
struct Ill {
    std::string name;
    std::string url;
    int id = 0; ///< of the builder, of its build and of its job
    Illness illness;
    SimulatedSlave* slave = nullptr;
};

/// 300 builders, the healthy ones at all kinds of work, each third one ill, with slaves behind a server of
/// their own; passes over them are runs of the program.
class HostileFarm {
  public:
    /// `illnesses` go to every third builder in turn, as far as they last; the others of these are missing.
    explicit HostileFarm(const std::vector<Illness>& illnesses);

    /// Runs the program; its log is kept until the next.
    Ended pass(const Pace& pace);
    [[nodiscard]] Health health();

    /// Each ill slave is told of as its illness wants it: in one line, and by no other warning.
    void check_named() const;
    /// The log has no line that is long or not printable.
    void check_log_is_clean() const;
    /// Nobody connected where a slave said.
    void check_trap() const;
    /// No healthy builder has points or was disabled.
    void check_healthy_unblamed() const;
    /// The ill builders that are to fail, by what their slaves do, have failed; the others are not.
    void check_convicted() const;
    [[nodiscard]] bool all_convicted() const;
    /// The builders that have points get as many as so many more passes would have added.
    void let_passes_go_by(int passes) const;
    /// Slaves on whose downloads the deadline came down are well from now on.
    void cure_the_slow();

    TestFarm farm;

  private:
    struct Line {
        std::string level;
        std::string text;
    };

    void staff(const std::vector<Illness>& illnesses);
    void add_healthy(int id);
    void add_ill(int id, const Illness& illness);
    void add_rows();
    void add_jobs() const;
    [[nodiscard]] std::vector<const Ill*> to_be_convicted() const;
    [[nodiscard]] static bool is_told_of(const Ill& ill, const Line& line);
    void check_named(const Ill& ill) const;

    SlaveFarm ill_slaves_;
    ClosedPort closed_;
    Trap trap_;
    std::vector<Ill> ill_;
    std::vector<SimulatedSlave*> healthy_;
    std::string builder_rows_;
    std::string busy_ids_;
    int free_ill_ = 0;
    std::vector<Line> lines_;
};

} // namespace buildd::test
