#include "library/partial.hpp"

#include "base/error.hpp"

#include <unistd.h>

#include <optional>
#include <vector>

namespace buildd {
namespace {

/// The file under that name, locked; nothing when another holds it. The name may have gone to another file
/// between opening and locking: then once more.
std::optional<Descriptor> open_locked(const Folder& folder, const std::string& name) {
    const auto path = folder.path_of(name);
    for (;;) {
        auto file = folder.open_or_create_file(name);
        if (!try_lock(file, path)) {
            return std::nullopt;
        }
        if (identity_of(file, path) == folder.identity_of(name)) {
            return file;
        }
    }
}

} // namespace

Partial Partial::claim(const StagingRun& run, const std::string& name, const std::string& own_name) {
    const auto& shared = run.root().partial();
    if (auto file = open_locked(shared, name)) {
        return {shared, name, std::move(*file)};
    }
    return {run.own(), own_name, run.own().create_file(own_name)};
}

Partial::Partial(const Folder& folder, std::string name, Descriptor file)
    : folder_(&folder), name_(std::move(name)), file_(std::move(file)), size_bytes_(size_of(file_, path())) {
    seek_to(file_, size_bytes_, path());
}

std::string Partial::sha1() {
    if (digested_bytes_ != size_bytes_) {
        read_into_digest();
    }
    return digest_.hex();
}

void Partial::read_into_digest() {
    std::vector<char> buffer(std::size_t{256} * 1024);
    digest_ = Digest::sha1();
    seek_to(file_, 0, path());
    while (const auto got = read_some(file_, buffer.data(), buffer.size(), path())) {
        digest_.add({buffer.data(), got});
    }
    digested_bytes_ = size_bytes_;
}

void Partial::append(std::string_view bytes) {
    write_all(file_, bytes, path());
    if (digested_bytes_ == size_bytes_) {
        digest_.add(bytes);
        digested_bytes_ += static_cast<std::int64_t>(bytes.size());
    }
    size_bytes_ += static_cast<std::int64_t>(bytes.size());
}

void Partial::restart() {
    if (ftruncate(file_.number(), 0) != 0) {
        throw_storage_error(path(), "cannot empty");
    }
    seek_to(file_, 0, path());
    size_bytes_ = 0;
    digest_ = Digest::sha1();
    digested_bytes_ = 0;
}

void Partial::remove() {
    folder_->remove_file(name_);
}

void Partial::remove_if_empty() {
    // Once removed, the name may be another scan's already.
    if (size_bytes_ == 0 && folder_->identity_of(name_) == identity_of(file_, path())) {
        remove();
    }
}

HeldFile Partial::hold_durable() && {
    try {
        sync_file(file_, path());
    } catch (const StorageError&) {
        // The kernel may now take for written what is not: a later pass would verify what is in memory only.
        remove();
        throw;
    }
    return std::move(*this).hold();
}

HeldFile Partial::hold() && {
    return {*folder_, std::move(name_), std::move(file_), size_bytes_};
}

} // namespace buildd
