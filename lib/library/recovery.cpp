#include "library/recovery.hpp"

#include "base/error.hpp"
#include "library/disk_store.hpp"
#include "library/settling.hpp"

#include <unistd.h>

#include <algorithm>

namespace buildd {
namespace {

constexpr std::size_t manifest_limit_bytes = std::size_t{256} << 20;
constexpr std::chrono::hours untouched{24};

Fate fate_of_unknown(const Manifest& manifest, const std::set<AliasId>& aliases) {
    const auto exists = [&](const ManifestFile& file) { return aliases.contains(file.alias); };
    if (manifest.files.empty()) {
        return Fate::undecided;
    }
    if (std::all_of(manifest.files.begin(), manifest.files.end(), exists)) {
        return Fate::finish;
    }
    return std::any_of(manifest.files.begin(), manifest.files.end(), exists) ? Fate::undecided
                                                                             : Fate::discard;
}

/// Throws StorageError when the system cannot read it now: that is no reason to give the run up.
Result<Manifest> read_manifest(const Folder& folder) {
    const auto text =
        folder.is_file(manifest_name) ? folder.read_file(manifest_name, manifest_limit_bytes) : std::nullopt;
    return text ? parse_manifest(*text) : Result<Manifest>(Failure{Cause::ours, "no manifest"});
}

/// A manifest says what to delete, and where: one that another user planted would have us delete for him.
void require_own(const Folder& folder, const Folder& root) {
    if (folder.owner() != geteuid() && folder.owner() != root.owner()) {
        throw StorageError(folder.path() + ": belongs to another user, is left as it is");
    }
}

/// Opens and locks a folder of `grabbing`; nothing if another holds it or took it away meanwhile.
std::optional<Folder> claim(const Root& root, const std::string& name) {
    const auto& grabbing = root.grabbing();
    if (!grabbing.is_folder(name)) {
        return std::nullopt;
    }
    auto folder = grabbing.open(name);
    require_own(folder, root.top());
    const auto same = [&] { return grabbing.identity_of(name) == folder.identity_of("."); };
    return folder.try_lock() && same() ? std::optional<Folder>(std::move(folder)) : std::nullopt;
}

bool older_than_a_day(const Folder& folder, const std::string& name,
                      std::chrono::system_clock::time_point now) {
    const auto modified = folder.modified_at(name);
    return modified && now - std::chrono::system_clock::from_time_t(*modified) > untouched;
}

/// Whether `work` could be done; what storage refuses is logged: one entry must not keep the others from
/// their turn.
template <typename Work>
bool guarded(const Log& log, Work work) {
    try {
        work();
        return true;
    } catch (const StorageError& error) {
        log.error("{}", error.what());
        return false;
    }
}

void discard_run(const Root& root, const DeadRun& run) {
    for (const auto& file : run.manifest->files) {
        discard_stored(file);
    }
    remove_run(root, run.id);
}

void park_run(const Root& root, const DeadRun& run, const Log& log) {
    if (!root.grabbing().rename(run.id, root.undecided(), run.id)) {
        throw StorageError(root.undecided().path_of(run.id) + ": exists already");
    }
    root.undecided().sync();
    root.grabbing().sync();
    const auto reason =
        run.manifest ? "nobody knows whether its transaction committed" : run.manifest.failure().message;
    log.error("run {}: {}; moved to {}", run.id, reason, root.undecided().path_of(run.id));
}

/// As its errors are logged already, the answer tells only whether there were any.
bool finish_run(const Root& root, const DeadRun& run, const Log& log) {
    if (!finish_builds(root, run.folder, *run.manifest, log)) {
        return false;
    }
    return guarded(log, [&] { static_cast<void>(close_run(root, run.id, run.folder, *run.manifest)); });
}

} // namespace

Fate fate_of(const Manifest& manifest, const std::optional<DatabaseAnswer>& answer) {
    if (!manifest.mark) {
        return Fate::discard;
    }
    if (!answer) {
        return Fate::leave;
    }
    if (answer->cluster != manifest.mark->cluster) {
        return fate_of_unknown(manifest, answer->aliases);
    }
    switch (answer->state) {
    case TransactionState::in_progress:
        return Fate::leave;
    case TransactionState::committed:
        return Fate::finish;
    case TransactionState::aborted:
        return Fate::discard;
    case TransactionState::unknown:
        return fate_of_unknown(manifest, answer->aliases);
    }
    return Fate::undecided;
}

DeadRuns find_dead_runs(const Root& root, const Log& log) {
    DeadRuns found;
    for (const auto& name : root.grabbing().names()) {
        if (name.front() == '.' || name == "partial") {
            continue;
        }
        found.trouble |= !guarded(log, [&] {
            if (auto folder = claim(root, name)) {
                auto manifest = read_manifest(*folder);
                found.runs.push_back({name, std::move(*folder), std::move(manifest)});
            }
        });
    }
    return found;
}

bool settle(const Root& root, const DeadRun& run, Fate fate, const Log& log) {
    if (!run.manifest) {
        return guarded(log, [&] { park_run(root, run, log); });
    }
    switch (fate) {
    case Fate::discard:
        return guarded(log, [&] { discard_run(root, run); });
    case Fate::finish:
        return finish_run(root, run, log);
    case Fate::undecided:
        return guarded(log, [&] { park_run(root, run, log); });
    case Fate::leave:
        break;
    }
    return true;
}

bool sweep(const Root& root, std::chrono::system_clock::time_point now, const Log& log) {
    bool all = true;
    for (const auto& name : root.partial().names()) {
        all &= guarded(log, [&] {
            if (older_than_a_day(root.partial(), name, now)) {
                remove_partial(root.partial(), name);
            }
        });
    }
    for (const auto& name : root.grabbing().names()) {
        all &= guarded(log, [&] {
            if (name.front() == '.' && older_than_a_day(root.grabbing(), name, now) && claim(root, name)) {
                root.grabbing().remove_tree(name);
            }
        });
    }
    return all;
}

} // namespace buildd
