#include "library/staging.hpp"

#include "base/error.hpp"
#include "library/disk_store.hpp"
#include "library/settling.hpp"

#include <fmt/chrono.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <ctime>
#include <random>

namespace buildd {
namespace {

constexpr const char* new_manifest_name = "manifest.new";
constexpr const char* own_folder_name = "own";

bool is_plain(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '.' || byte == '-';
}

void write_manifest(const Folder& folder, const Manifest& manifest) {
    folder.remove_file(new_manifest_name);
    const auto path = folder.path_of(new_manifest_name);
    const auto file = folder.create_file(new_manifest_name);
    write_all(file, to_text(manifest), path);
    sync_file(file, path);
    folder.replace(new_manifest_name, manifest_name);
    folder.sync();
}

} // namespace

std::string make_run_id(Timestamp time, std::string_view host, int pid, std::uint32_t random) {
    std::string plain_host(host.substr(0, 64));
    std::replace_if(
        plain_host.begin(), plain_host.end(), [](char byte) { return !is_plain(byte); }, '-');
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    return fmt::format("{:%Y%m%d-%H%M%S}-{}-{}-{:08x}",
                       fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)), plain_host, pid, random);
}

std::string new_run_id() {
    std::array<char, 256> host{};
    if (gethostname(host.data(), host.size() - 1) != 0) {
        host.fill('\0');
    }
    const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    return make_run_id(now, host.data(), getpid(), std::random_device{}());
}

StagingRun StagingRun::create(const Root& root, const std::string& run_id) {
    const auto hidden = '.' + run_id;
    Folder folder = root.grabbing().make(hidden);
    if (!folder.try_lock()) {
        throw StorageError(folder.path() + ": is locked by another");
    }
    write_manifest(folder, {});
    static_cast<void>(folder.make(own_folder_name));
    if (!root.grabbing().rename(hidden, root.grabbing(), run_id)) {
        root.grabbing().remove_tree(hidden);
        throw StorageError(root.grabbing().path_of(run_id) + ": exists already");
    }
    root.grabbing().sync();
    folder = std::move(folder).moved_to(root.grabbing().path_of(run_id));
    auto own = folder.open(own_folder_name);
    return {root, run_id, std::move(folder), std::move(own)};
}

StagingRun::StagingRun(const Root& root, std::string id, Folder folder, Folder own)
    : root_(&root), id_(std::move(id)), folder_(std::move(folder)), own_(std::move(own)) {}

StagingRun::StagingRun(StagingRun&& other) noexcept
    : root_(other.root_), id_(std::move(other.id_)), folder_(std::move(other.folder_)),
      own_(std::move(other.own_)), mail_(std::move(other.mail_)), manifest_(std::move(other.manifest_)),
      over_(std::exchange(other.over_, true)) {}

StagingRun::~StagingRun() {
    if (over_ || manifest_.mark) {
        return;
    }
    try {
        discard();
    } catch (const std::exception&) {
        // Nothing is lost: the next pass's recovery discards the folder, as it would have after a crash.
        return;
    }
}

void StagingRun::add(ManifestBuild build) {
    manifest_.builds.push_back(std::move(build));
}

void StagingRun::add(ManifestFile file) {
    manifest_.files.push_back(std::move(file));
}

void StagingRun::set_identity(ContentId content, FileIdentity identity) {
    for (auto& file : manifest_.files) {
        if (file.content == content) {
            file.identity = identity;
        }
    }
}

void StagingRun::drop_file(ContentId content) {
    std::erase_if(manifest_.files, [content](const ManifestFile& file) { return file.content == content; });
}

ManifestBuild& StagingRun::entry_of(BuildId build) {
    auto& builds = manifest_.builds;
    const auto found = std::find_if(builds.begin(), builds.end(),
                                    [build](const ManifestBuild& entry) { return entry.build == build; });
    return found != builds.end() ? *found : builds.emplace_back(ManifestBuild{build, {}, {}, {}});
}

void StagingRun::stage_mail(BuildId build, std::string_view text) {
    if (!mail_) {
        mail_ = folder_.make(mail_folder_name);
    }
    auto& mails = entry_of(build).mails;
    const auto name = fmt::format("{}-{}", build, mails.size() + 1);
    mails.push_back(name); // before it is written: half a mail is struck with its build
    const auto path = mail_->path_of(name);
    const auto file = mail_->create_file(name);
    write_all(file, text, path);
    sync_file(file, path);
}

void StagingRun::save() {
    if (mail_) {
        mail_->sync();
    }
    write_manifest(folder_, manifest_);
}

void StagingRun::strike(BuildId build) {
    assert(!manifest_.mark);
    for (const auto& entry : manifest_.builds) {
        if (entry.build != build) {
            continue;
        }
        if (entry.leaf) {
            folder_.remove_tree(entry.leaf->name);
        }
        for (const auto& mail : entry.mails) {
            mail_->remove_file(mail);
        }
    }
    for (const auto& file : manifest_.files) {
        if (file.build == build) {
            discard_stored(file);
        }
    }
    std::erase_if(manifest_.builds, [build](const ManifestBuild& entry) { return entry.build == build; });
    std::erase_if(manifest_.files, [build](const ManifestFile& file) { return file.build == build; });
    manifest_.struck.push_back(build);
}

void StagingRun::mark(TransactionMark mark) {
    manifest_.mark = std::move(mark);
    save();
}

Result<Done> StagingRun::finish(const Log& log) {
    auto finished = finish_builds(*root_, folder_, manifest_, log);
    over_ = true;
    if (finished) {
        static_cast<void>(close_run(*root_, id_, folder_, manifest_));
    }
    return finished;
}

void StagingRun::discard() {
    for (const auto& file : manifest_.files) {
        discard_stored(file);
    }
    over_ = true;
    remove_run(*root_, id_);
}

} // namespace buildd
