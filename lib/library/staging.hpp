#pragma once

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "library/manifest.hpp"
#include "library/root.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace buildd {

/// `YYYYmmdd-HHMMSS-HOST-PID-RANDOM`; what is no letter, digit, `.` or `-` in the host's name becomes `-`
/// (spec: 1.6).
[[nodiscard]] std::string make_run_id(Timestamp time, std::string_view host, int pid, std::uint32_t random);
/// A run-id of this moment, host and process.
[[nodiscard]] std::string new_run_id();

/// A run's folder `<root>/grabbing/<run-id>/`, locked while this lives (spec: 1.6). Worker threads may use
/// the folders and make files of their own in them; everything else is the main thread's. Calls throw
/// StorageError.
///
/// A run that ends without a transaction takes back all that it staged; one that ends with a transaction and
/// was neither finished nor discarded is left to the next pass's recovery. `root` must outlive it.
class StagingRun {
  public:
    static StagingRun create(const Root& root, const std::string& run_id);
    StagingRun(StagingRun&& other) noexcept;
    StagingRun& operator=(StagingRun&&) = delete;
    StagingRun(const StagingRun&) = delete;
    StagingRun& operator=(const StagingRun&) = delete;
    ~StagingRun();

    [[nodiscard]] const std::string& id() const { return id_; }
    [[nodiscard]] const Root& root() const { return *root_; }
    [[nodiscard]] const Folder& folder() const { return folder_; }
    /// Where files go whose partial another build or scan holds (spec: 3.5).
    [[nodiscard]] const Folder& own() const { return own_; }
    [[nodiscard]] const Manifest& manifest() const { return manifest_; }

    /// Names what was staged; durable with the next `save` or `mark`.
    void add(ManifestBuild build);
    void add(ManifestFile file);
    void set_identity(ContentId content, FileIdentity identity);
    /// Writes a mail of a build into the run's `mail` folder, durable with the next `save` or `mark`
    /// (spec: 3.9).
    void stage_mail(BuildId build, std::string_view text);
    /// Takes a build's library file out, after its store removed it (or never stored it).
    void drop_file(ContentId content);
    /// Makes the manifest, and the run's folder, durable. Call it last before BEGIN.
    void save();

    /// Deletes what was staged for a build whose guard failed: leaf, mails and library file (spec: 3.1 step
    /// 5). Durable with the next `mark`.
    void strike(BuildId build);
    /// Names the transaction that is about to commit, makes it and what was struck durable (spec: 5.6).
    void mark(TransactionMark mark);

    /// After the commit: leaf moves, each after its line of 3.4, deletes partial logs, and then the folder
    /// unless mails wait in it. What cannot be moved is logged as an error and stays for the next pass; the
    /// answer is then a Failure.
    [[nodiscard]] Result<Done> finish(const Log& log);
    /// Takes back all that was staged: for a pass that is given up, or whose transaction surely rolled back.
    void discard();

  private:
    StagingRun(const Root& root, std::string id, Folder folder, Folder own);
    [[nodiscard]] ManifestBuild& entry_of(BuildId build);

    const Root* root_;
    std::string id_;
    Folder folder_;
    Folder own_;
    std::optional<Folder> mail_; ///< made with the first mail
    Manifest manifest_;
    bool over_ = false;
};

} // namespace buildd
