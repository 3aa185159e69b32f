#include "mail/folder_transport.hpp"

#include "base/descriptor.hpp"
#include "base/text.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace buildd {
namespace {

constexpr int folder_flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
constexpr mode_t folder_mode = 0750;
constexpr mode_t file_mode = 0640;

[[noreturn]] void fail(const std::string& path, std::string_view action) {
    throw std::system_error(errno, std::generic_category(), fmt::format("{}: {}", path, action));
}

/// A name of its own for every id, without a byte that means something in a path.
std::string file_name(std::string_view message_id) {
    constexpr std::string_view kept = "@._+=-";
    std::string name;
    for (const char byte : message_id) {
        const bool letter_or_digit =
            (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
        if (letter_or_digit || kept.find(byte) != std::string_view::npos) {
            name += byte;
        } else {
            name += fmt::format("%{:02X}", static_cast<unsigned char>(byte));
        }
    }
    return name + ".eml";
}

void sync(const Descriptor& file, const std::string& path) {
    if (fsync(file.number()) != 0) {
        fail(path, "cannot make it durable");
    }
}

/// The umask does not narrow the mode.
void set_mode(const Descriptor& file, mode_t mode, const std::string& path) {
    if (fchmod(file.number(), mode) != 0) {
        fail(path, "cannot set its mode");
    }
}

Descriptor open_folder(const std::string& path) {
    Descriptor folder(open(path.c_str(), folder_flags));
    if (!folder.open()) {
        fail(path, "cannot open folder");
    }
    return folder;
}

Descriptor open_or_make_folder(const std::string& path) {
    if (mkdir(path.c_str(), folder_mode) != 0) {
        if (errno == EEXIST) {
            return open_folder(path);
        }
        fail(path, "cannot make folder");
    }
    auto folder = open_folder(path);
    set_mode(folder, folder_mode, path);
    const auto parent = std::filesystem::path(path).parent_path().string();
    sync(open_folder(parent), parent);
    return folder;
}

void write_all(const Descriptor& file, std::string_view bytes, const std::string& path) {
    while (!bytes.empty()) {
        const auto written = ::write(file.number(), bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) {
            fail(path, "cannot write");
        }
        bytes.remove_prefix(static_cast<std::size_t>(written < 0 ? 0 : written));
    }
}

/// A file that is being written, removed unless it gets its name.
class NewFile {
  public:
    NewFile(const Descriptor& folder, std::string path, std::string name)
        : folder_(folder), path_(std::move(path)), name_(std::move(name)) {
        // A run that was killed may have left one.
        unlinkat(folder_.number(), name_.c_str(), 0);
        file_ = Descriptor(openat(folder_.number(), name_.c_str(),
                                  O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, file_mode));
        if (!file_.open()) {
            fail(path_, "cannot create a file");
        }
    }
    ~NewFile() {
        if (!name_.empty()) {
            unlinkat(folder_.number(), name_.c_str(), 0);
        }
    }
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;
    NewFile(NewFile&&) = delete;
    NewFile& operator=(NewFile&&) = delete;

    void fill(std::string_view bytes) {
        set_mode(file_, file_mode, path_);
        write_all(file_, bytes, path_);
        sync(file_, path_);
    }
    void become(const std::string& name) {
        if (renameat(folder_.number(), name_.c_str(), folder_.number(), name.c_str()) != 0) {
            fail(fmt::format("{}/{}", path_, name), "cannot rename to it");
        }
        name_.clear();
    }

  private:
    const Descriptor& folder_;
    std::string path_;
    std::string name_;
    Descriptor file_;
};

void put(const Letter& letter, const std::string& path) {
    const auto folder = open_or_make_folder(path);
    const auto name = file_name(letter.message_id);
    NewFile file(folder, path, fmt::format(".{}.new", name));
    file.fill(letter.message);
    file.become(name);
    sync(folder, path);
}

} // namespace

Delivery FolderTransport::deliver(const Letter& letter, const Patience& patience) {
    if (patience.over(std::chrono::steady_clock::now())) {
        return {Delivered::later, printable(fmt::format("{}: not begun: no time left", path_))};
    }
    try {
        put(letter, path_);
    } catch (const std::system_error& error) {
        return {Delivered::later, printable(error.what())};
    }
    return {};
}

} // namespace buildd
