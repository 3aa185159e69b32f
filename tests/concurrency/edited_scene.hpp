#pragma once

#include "support/farm.hpp"

#include <string>
#include <vector>

namespace buildd::test {

/// What a pass does for one builder or one job.
enum class Work {
    upload,  ///< collects a build
    failure, ///< collects one that failed, of which people hear
    lost,    ///< resets a job that its slave forgot
    tail,    ///< stores a log tail
    wrong,   ///< resets a job and aborts what its slave does instead
    unknown, ///< fails a builder and resets its job
    foreign, ///< cleans a slave without a job
    astray,  ///< aborts one, and counts that
    silent,  ///< counts a failure to answer
    rested,  ///< takes off a failure
    start,   ///< starts a job
    remove,  ///< removes a job whose source was deleted; no builder has to do with it
};

inline constexpr auto every_work = {Work::upload, Work::failure, Work::lost,    Work::tail,
                                    Work::wrong,  Work::unknown, Work::foreign, Work::astray,
                                    Work::silent, Work::rested,  Work::start,   Work::remove};

[[nodiscard]] const char* name_of(Work work);
[[nodiscard]] bool has_builder(Work work);
/// Whether there is a job, on the builder or for it.
[[nodiscard]] bool has_job(Work work);

/// A farm where a pass has every kind of work twice: once for what somebody edits, once for what nobody does.
class EditedScene {
  public:
    /// Which of the two.
    enum class Side { edited, kept };

    EditedScene();

    /// An edit's statement for that piece of work: `{builder}`, `{queue}`, `{job}` and `{farm_job}` stand for
    /// ids,
    /// `{build}` and `{package_build}` too.
    [[nodiscard]] std::string statement_for(const std::string& edit, Work work,
                                            Side side = Side::edited) const;
    /// All rows of it, as they are now.
    [[nodiscard]] std::vector<std::string> rows_of(Work work, Side side = Side::edited) const;
    /// The rows and the slave are as the work leaves them.
    void check_done(Work work, Side side);
    /// The rows are these, and the slave was told nothing.
    void check_left(Work work, const std::vector<std::string>& rows);

    TestFarm farm;

  private:
    struct Piece {
        std::string builder; ///< name
        std::string builder_id = "NULL";
        std::string queue = "NULL";
        std::string cookie;
    };

    void add(Work work, Side side);
    void give_job(Piece& piece);
    [[nodiscard]] const Piece& piece(Work work, Side side) const;

    std::vector<Piece> pieces_; ///< in the order of every_work, edited first
};

} // namespace buildd::test
