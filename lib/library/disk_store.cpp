#include "library/disk_store.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <array>
#include <map>
#include <optional>
#include <utility>

namespace buildd {
namespace {

constexpr const char* incoming_folder = "incoming";

struct Place {
    std::array<std::string, 3> folders;
    std::string name;
};

Place place_of(ContentId content) {
    const auto digits = fmt::format("{:08x}", static_cast<unsigned int>(content.value));
    return {{digits.substr(0, 2), digits.substr(2, 2), digits.substr(4, 2)}, digits.substr(6, 2)};
}

Folder open_library(const std::string& path) {
    if (!is_utf8(path)) { // it could not be named in a manifest
        throw StorageError(path + ": is not UTF-8");
    }
    return Folder::open_or_make_top(path);
}

/// The copy is whole, or there is none.
FileIdentity copy_durable(const Folder& from, const std::string& name, const Folder& to,
                          const std::string& new_name) {
    const auto source = from.open_file(name);
    if (!source) {
        throw StorageError(from.path_of(name) + ": is not there");
    }
    const auto path = to.path_of(new_name);
    const auto file = to.create_file(new_name);
    try {
        std::array<char, 65536> buffer{};
        while (const auto got = read_some(*source, buffer.data(), buffer.size(), from.path_of(name))) {
            write_all(file, {buffer.data(), got}, path);
        }
        sync_file(file, path);
        return identity_of(file, path);
    } catch (const StorageError&) {
        to.remove_file(new_name);
        throw;
    }
}

/// Opens the folder of a place that may not be there.
std::optional<Folder> find_folder(const Folder& top, const Place& place) {
    auto folder = top.open(".");
    for (const auto& name : place.folders) {
        if (!folder.is_folder(name)) {
            return std::nullopt;
        }
        folder = folder.open(name);
    }
    return folder;
}

/// The folders of the places of one `put`, each made durable once, at its end.
class Shelves {
  public:
    explicit Shelves(const Folder& top) : top_(top) {}

    const Folder& of(const Place& place) {
        const Folder* folder = &top_;
        std::string path;
        for (const auto& name : place.folders) {
            path += '/' + name;
            auto known = folders_.find(path);
            if (known == folders_.end()) {
                known = folders_.emplace(path, folder->open_or_make(name)).first;
            }
            folder = &known->second;
        }
        return *folder;
    }

    void sync() const {
        for (const auto& [path, folder] : folders_) {
            folder.sync();
        }
        top_.sync();
    }

  private:
    const Folder& top_;
    std::map<std::string, Folder> folders_;
};

/// One `put`: each step is done for every file that is still in, then made durable, then the next begins.
class Storing {
  public:
    Storing(StagingRun& run, const Folder& top, const Folder& incoming, const std::vector<StagedFile>& files)
        : run_(run), top_(top), incoming_(incoming), files_(files), answers_(files.size(), Done{}) {}

    std::vector<Result<Done>> run() {
        for (const auto& file : files_) {
            run_.add(ManifestFile{
                file.build, file.file.content, file.file.alias, top_.path(), incoming_name(file), {}});
        }
        run_.save();
        each([this](const StagedFile& file) { write(file); }, [](const StagedFile&) {});
        incoming_.sync();
        run_.save();
        Shelves shelves(top_);
        each([&](const StagedFile& file) { place(file, shelves); },
             [this](const StagedFile& file) { incoming_.remove_file(incoming_name(file)); });
        shelves.sync();
        incoming_.sync();
        if (failed_) {
            run_.save();
        }
        return answers_;
    }

  private:
    [[nodiscard]] std::string incoming_name(const StagedFile& file) const {
        return fmt::format("{}-{}", run_.id(), file.file.content);
    }

    template <typename Step, typename TakeBack>
    void each(Step step, TakeBack take_back) {
        for (std::size_t i = 0; i < files_.size(); ++i) {
            if (!answers_[i]) {
                continue;
            }
            try {
                step(files_[i]);
            } catch (
                const StorageError& error) { // one file that cannot be stored is no reason for the others
                answers_[i] = Failure{Cause::ours, error.what()};
                failed_ = true;
                take_back(files_[i]);
                run_.drop_file(files_[i].file.content);
            }
        }
    }

    void write(const StagedFile& file) {
        run_.set_identity(file.file.content,
                          copy_durable(run_.folder(), file.name, incoming_, incoming_name(file)));
    }

    void place(const StagedFile& file, Shelves& shelves) {
        const auto place = place_of(file.file.content);
        const auto& folder = shelves.of(place);
        if (!incoming_.rename(incoming_name(file), folder, place.name)) {
            throw StorageError(folder.path_of(place.name) + ": exists already");
        }
    }

    StagingRun& run_;
    const Folder& top_;
    const Folder& incoming_;
    const std::vector<StagedFile>& files_;
    std::vector<Result<Done>> answers_;
    bool failed_ = false;
};

} // namespace

std::string library_path(ContentId content) {
    const auto place = place_of(content);
    return fmt::format("{}/{}", fmt::join(place.folders, "/"), place.name);
}

DiskStore::DiskStore(const std::string& librarian_root)
    : top_(open_library(librarian_root)), incoming_(top_.open_or_make(incoming_folder)) {}

std::vector<Result<Done>> DiskStore::put(StagingRun& run, const std::vector<StagedFile>& files,
                                         const std::string& /*database*/) {
    if (files.empty()) {
        return {};
    }
    return Storing(run, top_, incoming_, files).run();
}

std::optional<Descriptor> open_stored(const Folder& librarian_root, ContentId content) {
    const auto place = place_of(content);
    const auto folder = find_folder(librarian_root, place);
    return folder ? folder->open_file(place.name) : std::nullopt;
}

void discard_stored(const ManifestFile& file) {
    if (file.library.empty()) {
        return;
    }
    const auto top = Folder::open_top(file.library);
    if (top.is_folder(incoming_folder)) {
        const auto incoming = top.open(incoming_folder);
        incoming.remove_file(file.incoming_name);
        incoming.sync();
    }
    const auto place = place_of(file.content);
    const auto folder = find_folder(top, place);
    const auto found = folder ? folder->identity_of(place.name) : std::nullopt;
    // A file system's device number changes with a reboot, and from host to host.
    if (found && file.identity && found->inode == file.identity->inode) {
        folder->remove_file(place.name);
        folder->sync();
    }
}

} // namespace buildd
