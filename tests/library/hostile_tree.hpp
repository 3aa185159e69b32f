#pragma once

#include "storage_room.hpp"

#include <sys/stat.h>

#include <array>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

namespace buildd::test {

/// What another user may have put where the program wants something of its own.
enum class Plant { link_to_file, link_to_folder, dangling_link, hard_link, fifo, file, folder };

inline constexpr std::array all_plants{Plant::link_to_file, Plant::link_to_folder, Plant::dangling_link,
                                       Plant::hard_link,    Plant::fifo,           Plant::file,
                                       Plant::folder};

inline std::string_view name_of(Plant plant) {
    switch (plant) {
    case Plant::link_to_file:
        return "a link to a file";
    case Plant::link_to_folder:
        return "a link to a folder";
    case Plant::dangling_link:
        return "a link to nothing";
    case Plant::hard_link:
        return "a hard link";
    case Plant::fifo:
        return "a FIFO";
    case Plant::file:
        return "a file";
    case Plant::folder:
        return "a folder";
    }
    return {};
}

/// Whether a folder of ours could be in its place.
inline bool is_no_folder(Plant plant) {
    return plant != Plant::folder;
}

/// A place beside the root that nothing may change, with a file and a folder that plants lead to.
class Outside {
  public:
    /// Beside `root`, on the same file system.
    explicit Outside(const std::filesystem::path& root) : path_(root.parent_path() / "outside") {
        put_content(path_ / "file", "precious");
        put_content(path_ / "folder/inner", "precious too");
    }

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    /// Plants it there, and takes note of how all is now.
    void plant(Plant plant, const std::filesystem::path& place) {
        std::filesystem::create_directories(place.parent_path());
        switch (plant) {
        case Plant::link_to_file:
            std::filesystem::create_symlink(path_ / "file", place);
            break;
        case Plant::link_to_folder:
            std::filesystem::create_symlink(path_ / "folder", place);
            break;
        case Plant::dangling_link:
            std::filesystem::create_symlink(path_ / "new", place);
            break;
        case Plant::hard_link:
            std::filesystem::create_hard_link(path_ / "file", place);
            break;
        case Plant::fifo:
            if (mkfifo(place.c_str(), 0600) != 0) {
                throw std::filesystem::filesystem_error("mkfifo", place,
                                                        std::error_code(errno, std::generic_category()));
            }
            break;
        case Plant::file:
            put_content(place, "planted");
            break;
        case Plant::folder:
            put_content(place / "inner", "planted");
            break;
        }
        place_ = place;
        before_ = state();
        planted_ = look(place);
    }

    /// Whether nothing outside has changed since.
    [[nodiscard]] bool is_untouched() const { return state() == before_; }
    /// Whether what was planted is still where it was.
    [[nodiscard]] bool plant_stays() const { return look(place_) == planted_; }

  private:
    /// Device and inode, kind and mode, when it was changed, and what is in it.
    using Look = std::tuple<dev_t, ino_t, mode_t, std::int64_t, std::string>;

    static Look look(const std::filesystem::path& path) {
        struct stat status {};
        if (lstat(path.c_str(), &status) != 0) {
            return {};
        }
        constexpr std::int64_t second = 1'000'000'000;
        return {status.st_dev, status.st_ino, status.st_mode,
                status.st_mtim.tv_sec * second + status.st_mtim.tv_nsec,
                S_ISREG(status.st_mode) ? content_of(path) : std::string()};
    }
    [[nodiscard]] std::map<std::string, Look> state() const {
        std::map<std::string, Look> found;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(path_)) {
            found.emplace(entry.path(), look(entry.path()));
        }
        return found;
    }

    std::filesystem::path path_;
    std::filesystem::path place_;
    std::map<std::string, Look> before_;
    Look planted_;
};

} // namespace buildd::test
