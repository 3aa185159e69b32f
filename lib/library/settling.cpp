#include "library/settling.hpp"

#include "base/error.hpp"
#include "library/upload_tree.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

namespace buildd {
namespace {

void finish_build(const Root& root, const Folder& run, const ManifestBuild& build, const Log& log) {
    if (build.leaf && run.holds(build.leaf->name)) {
        if (build.leaf->destination == Destination::incoming) {
            log.info("Gathered BinaryPackageBuild {} completely. Moving {} to uploader queue.", build.build,
                     build.leaf->name);
        }
        static_cast<void>(move_leaf(root, run, *build.leaf));
    }
    if (build.partial_log) {
        root.partial().remove_file(*build.partial_log);
    }
}

} // namespace

Result<Done> finish_builds(const Root& root, const Folder& run, const Manifest& manifest, const Log& log) {
    std::optional<Failure> first;
    for (const auto& build : manifest.builds) {
        try {
            finish_build(root, run, build, log);
        } catch (const StorageError& error) { // the other builds are committed too
            log.error("{}", error.what());
            if (!first) {
                first = Failure{Cause::ours, error.what()};
            }
        }
    }
    if (first) {
        return *first;
    }
    return Done{};
}

std::vector<std::string> waiting_mails(const Folder& run, const Manifest& manifest) {
    std::vector<std::string> waiting;
    if (!run.is_folder(mail_folder_name)) {
        return waiting;
    }
    const auto folder = run.open(mail_folder_name);
    for (const auto& build : manifest.builds) {
        std::copy_if(build.mails.begin(), build.mails.end(), std::back_inserter(waiting),
                     [&](const std::string& name) { return folder.holds(name); });
    }
    return waiting;
}

bool close_run(const Root& root, const std::string& run_id, const Folder& run, const Manifest& manifest) {
    const bool leaf_left =
        std::any_of(manifest.builds.begin(), manifest.builds.end(),
                    [&](const ManifestBuild& build) { return build.leaf && run.holds(build.leaf->name); });
    if (leaf_left || !waiting_mails(run, manifest).empty()) {
        return false;
    }
    remove_run(root, run_id);
    return true;
}

void remove_run(const Root& root, const std::string& run_id) {
    const auto hidden = '.' + run_id;
    if (!root.grabbing().rename(run_id, root.grabbing(), hidden)) {
        throw StorageError(root.grabbing().path_of(hidden) + ": exists already");
    }
    root.grabbing().sync(); // or a power failure may leave a run without its manifest
    root.grabbing().remove_tree(hidden);
    root.grabbing().sync();
}

void remove_partial(const Folder& partial, const std::string& name) {
    const auto file = partial.open_file(name);
    const auto path = partial.path_of(name);
    if (file && try_lock(*file, path) && identity_of(*file, path) == partial.identity_of(name)) {
        partial.remove_file(name);
    }
}

} // namespace buildd
