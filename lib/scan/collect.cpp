#include "scan/collect.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "farm/file_names.hpp"
#include "farm/log_name.hpp"
#include "farm/pocket_rules.hpp"
#include "farm/titles.hpp"
#include "http/request.hpp"
#include "library/library_log.hpp"
#include "library/upload_tree.hpp"

#include <fmt/format.h>

#include <cassert>
#include <utility>

namespace buildd {
namespace {

/// The conversation about one build. Each step answers whether the next one follows.
class Collecting {
  public:
    Collecting(const FinishedJob& job, const FetchSettings& settings, const StagingRun& run, const Say& say)
        : job_(job), identity_(job.job.build->identity), settings_(settings), run_(run), say_(say),
          cookie_(cookie_of(identity_.id, job.job.queue, job.job.attempt_count)) {
        harvest_.collected = collected_from(job.answer, job.collected_at);
        if (auto line = announcement(job)) {
            say_(std::move(*line));
        }
        harvest_.staged.build = identity_.id;
    }

    Harvest collect() && {
        try {
            static_cast<void>(is_ok() ? collect_result() : collect_log());
        } catch (const StorageError& error) { // one build's misfortune until the pass has seen the others
            end_ours(error.what());
        }
        return std::move(harvest_);
    }

  private:
    [[nodiscard]] bool is_ok() const { return job_.answer.outcome == Outcome::ok; }

    bool collect_result() {
        const auto bad = first_bad_name(job_.answer.files);
        if (bad) {
            say(Level::warning, fmt::format("A slave tried to upload the file '{}' for the build {}.",
                                            bad->shown, identity_.id));
        } else if (!check_digests()) {
            return false;
        }
        if (!collect_log()) {
            return false;
        }
        make_leaf();
        return bad ? end_bad("Copy from slave was unsuccessful.") : collect_files();
    }

    bool check_digests() {
        for (const auto& [name, sha1] : job_.answer.files) {
            if (!is_sha1(sha1)) {
                return end_undelivered(
                    name, {Cause::theirs, fmt::format("its sha1 '{}' is not 40 lower-case hex digits",
                                                      printable(sha1, 60))});
            }
        }
        return true;
    }

    bool collect_log() {
        auto fetched = fetch_log(http_, url_of("buildlog"), cookie_, settings_, run_);
        if (!fetched) {
            return go_on_without_log(fetched.failure());
        }
        if (fetched->cut) {
            say_about_log(Level::warning, *fetched->cut);
        }
        try {
            stage(std::move(fetched).value());
        } catch (const StorageError& error) {
            return go_on_without_log({Cause::ours, error.what()});
        }
        return true;
    }

    bool go_on_without_log(const Failure& failure) {
        const bool ours = failure.cause == Cause::ours;
        const bool never_mind = failure.cause == Cause::theirs || failure.cause == Cause::limit ||
                                (ours && goes_on_without_log(job_.answer.outcome));
        if (never_mind) {
            say_about_log(Level::warning, failure.message);
            harvest_.lost_log = ours ? failure.message : "";
            return true;
        }
        if (ours) {
            return end_ours(failure.message);
        }
        say_about_log(Level::info, failure.message);
        harvest_.collected.gathering = Gathering::deadline;
        return false;
    }

    void stage(FetchedLog log) {
        const auto name = fmt::format("{}.log.gz", cookie_);
        const auto stored = stage_log(log, run_.folder(), name);
        LibraryFile file;
        file.filename = log_name_of(identity_, log_status(job_.answer.outcome, job_.job.build->status));
        file.mimetype = "text/plain";
        file.restricted = identity_.archive_private;
        file.size_bytes = stored.size_bytes;
        file.sha1 = stored.sha1;
        file.md5 = stored.md5;
        harvest_.log = StagedFile{identity_.id, name, std::move(file)};
        if (&log.raw.folder() == &run_.root().partial()) {
            harvest_.staged.partial_log = log.raw.name();
        }
        harvest_.raw_log = std::move(log.raw);
    }

    void make_leaf() {
        const auto name = free_leaf_name(run_.root(), [this](int duplicate) {
            return leaf_name_of(job_.collected_at, identity_.package_build, identity_.farm_job, duplicate);
        });
        harvest_.leaf_folders = {fmt::format("{}", identity_.archive), identity_.distribution};
        auto folder = run_.folder().make(name);
        for (const auto& inner : harvest_.leaf_folders) {
            folder = folder.make(inner);
        }
        harvest_.staged.leaf = StagedLeaf{name, Destination::incoming};
        leaf_path_ = run_.folder().path_of(name);
    }

    bool collect_files() {
        say(Level::debug, fmt::format("Storing build result at '{}'", leaf_path_));
        std::map<std::string, std::size_t> by_sha1;
        for (const auto& [name, sha1] : job_.answer.files) {
            say(Level::info, fmt::format("Grabbing file: {}", name));
            const auto [known, is_new] = by_sha1.emplace(sha1, harvest_.files.size());
            if (is_new && !fetch(name, sha1)) {
                return false;
            }
            harvest_.names.emplace(name, known->second);
        }
        return true;
    }

    bool fetch(const std::string& name, const std::string& sha1) {
        auto fetched = fetch_file(http_, {url_of(sha1), sha1, cookie_, bytes_so_far_}, settings_, run_);
        if (!fetched) {
            return end_undelivered(name, fetched.failure());
        }
        bytes_so_far_ += fetched->size_bytes();
        harvest_.files.push_back(std::move(fetched).value());
        return true;
    }

    bool end_undelivered(const std::string& name, const Failure& failure) {
        const auto text =
            fmt::format("{}: file '{}' of build {}: {}", who(), name, identity_.id, failure.message);
        switch (failure.cause) {
        case Cause::theirs:
            harvest_.collected.gathering = Gathering::not_delivered;
            harvest_.collected.reason = text;
            say(Level::warning, text);
            break;
        case Cause::deadline:
            harvest_.collected.gathering = Gathering::deadline;
            say(Level::info, text);
            break;
        case Cause::ours:
            return end_ours(failure.message);
        case Cause::limit:
            say(Level::warning, text);
            return end_bad(fmt::format("Copy from slave was unsuccessful: {} is {}.", name, failure.message));
        }
        let_go();
        return false;
    }

    bool end_bad(std::string extra_text) {
        harvest_.collected.gathering = Gathering::bad_upload;
        harvest_.extra_text = std::move(extra_text);
        harvest_.staged.leaf->destination = Destination::failed;
        for (auto& file : harvest_.files) {
            file.remove();
        }
        let_go();
        say(Level::warning, fmt::format("Copy from slave for build {} was unsuccessful.", identity_.id));
        return false;
    }

    bool end_ours(const std::string& reason) {
        harvest_.collected.gathering = Gathering::ours;
        harvest_.collected.reason = reason;
        let_go();
        return false;
    }

    /// Files that are whole stay in `partial`, unlocked, for a later pass.
    void let_go() {
        harvest_.files.clear();
        harvest_.names.clear();
    }

    [[nodiscard]] std::string url_of(const std::string& name) const {
        return join_url(job_.builder.url, "filecache/" + name);
    }
    [[nodiscard]] std::string who() const {
        return fmt::format("builder {} ({})", job_.builder.name, job_.builder.url);
    }
    void say(Level level, std::string text) { say_({level, std::move(text)}); }
    void say_about_log(Level level, const std::string& reason) {
        say(level, fmt::format("{}: log of build {}: {}", who(), identity_.id, reason));
    }

    const FinishedJob& job_;
    const BuildIdentity& identity_;
    const FetchSettings& settings_;
    const StagingRun& run_;
    const Say& say_;
    const std::string cookie_;
    HttpClient http_;
    Harvest harvest_;
    std::string leaf_path_;
    std::int64_t bytes_so_far_ = 0;
};

} // namespace

bool goes_on_without_log(Outcome outcome) {
    return outcome == Outcome::builder_fail || outcome == Outcome::given_back;
}

std::optional<LogLine> announcement(const FinishedJob& job) {
    if (job.answer.outcome != Outcome::ok) {
        return std::nullopt;
    }
    return LogLine{Level::info, fmt::format("Processing successful build {} from builder {}",
                                            title_of(job.job.build->identity), job.builder.name)};
}

Harvest collect_build(const FinishedJob& job, const FetchSettings& settings, const StagingRun& run,
                      const Say& say) {
    assert(job.job.build);
    assert(has_log(job.answer.outcome));
    if (job.answer.outcome == Outcome::ok) {
        check_may_collect(job.job.build->identity);
    }
    return Collecting(job, settings, run, say).collect();
}

void move_into_leaf(const StagingRun& run, Harvest& harvest) {
    if (!harvest.staged.leaf) {
        return;
    }
    std::vector<Folder> path;
    path.push_back(run.folder().open(harvest.staged.leaf->name));
    for (const auto& name : harvest.leaf_folders) {
        path.push_back(path.back().open(name));
    }
    std::map<std::size_t, std::string> first_names;
    for (const auto& [name, index] : harvest.names) {
        const auto [first, is_new] = first_names.emplace(index, name);
        if (is_new) {
            harvest.files[index].move_to(path.back(), name);
        } else {
            path.back().link(first->second, name);
        }
    }
    for (const auto& folder : path) {
        folder.sync();
    }
}

} // namespace buildd
