#pragma once

#include "library/file_tools.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace buildd {

/// An open directory. Everything in it is reached relative to it and by one plain name, and no symbolic link
/// is followed (spec: 3.5). Calls throw StorageError, which names the path and the system's words.
class Folder {
  public:
    /// The directory at an absolute path, links resolved: for the tops of trees, which an operator names.
    static Folder open_top(const std::string& path);
    /// The same, made with mode 0750, durably, when only its last component is missing.
    static Folder open_or_make_top(const std::string& path);

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::string path_of(std::string_view name) const;
    /// The same folder, lock and all, which was given another path.
    [[nodiscard]] Folder moved_to(std::string path) && { return {std::move(descriptor_), std::move(path)}; }
    [[nodiscard]] int number() const { return descriptor_.number(); }

    [[nodiscard]] Folder open(const std::string& name) const;
    /// Opens the directory, after making it (0750) if there is none.
    [[nodiscard]] Folder open_or_make(const std::string& name) const;
    /// Makes the directory (0750); one that exists is an error.
    [[nodiscard]] Folder make(const std::string& name) const;

    /// A new file (0640) to write to; one that exists is an error.
    [[nodiscard]] Descriptor create_file(const std::string& name) const;
    /// A regular file to read and write, made (0640) if there is none. One that has another name too is an
    /// error: the other may be anywhere.
    [[nodiscard]] Descriptor open_or_create_file(const std::string& name) const;
    /// A regular file to read; nothing when there is none of that name.
    [[nodiscard]] std::optional<Descriptor> open_file(const std::string& name) const;
    /// The whole content of a file; nothing when there is none. Above `limit_bytes` it is an error.
    [[nodiscard]] std::optional<std::string> read_file(const std::string& name,
                                                       std::size_t limit_bytes) const;

    [[nodiscard]] bool holds(const std::string& name) const;
    /// Whether a directory, not a link to one, has that name.
    [[nodiscard]] bool is_folder(const std::string& name) const;
    /// Whether a regular file, not a link to one, has that name.
    [[nodiscard]] bool is_file(const std::string& name) const;
    /// Device and inode of what the name stands for, itself if it is a link; nothing when there is none.
    [[nodiscard]] std::optional<FileIdentity> identity_of(const std::string& name) const;
    /// Seconds since 1970 of the last change of content; nothing when there is none of that name.
    [[nodiscard]] std::optional<std::int64_t> modified_at(const std::string& name) const;
    /// Names in it, in byte order, without `.` and `..`.
    [[nodiscard]] std::vector<std::string> names() const;

    /// Renames within one file system and never replaces: false when the new name is taken.
    [[nodiscard]] bool rename(const std::string& name, const Folder& to, const std::string& new_name) const;
    /// Renames and replaces what had the new name: how a file changes in one step.
    void replace(const std::string& name, const std::string& new_name) const;
    void link(const std::string& name, const std::string& new_name) const;
    /// What is not there is passed over by both. `remove_tree` takes files too and follows nothing.
    void remove_file(const std::string& name) const;
    void remove_tree(const std::string& name) const;
    /// Dates a file to now: an error where nothing can be changed, hence nothing removed either.
    void touch(const std::string& name) const;
    /// Makes names durable.
    void sync() const;

    /// Bytes that this process may still write on the file system.
    [[nodiscard]] std::int64_t free_bytes() const;
    [[nodiscard]] std::uint64_t device() const;
    /// The user whose it is.
    [[nodiscard]] std::uint32_t owner() const;
    /// An exclusive flock that ends with this object; false when another holds it.
    [[nodiscard]] bool try_lock() const;

  private:
    Folder(Descriptor descriptor, std::string path)
        : descriptor_(std::move(descriptor)), path_(std::move(path)) {}

    [[nodiscard]] bool try_make(const std::string& name) const; ///< false when the name is taken
    [[nodiscard]] Folder open_made(const std::string& name) const;
    void set_mode() const;

    Descriptor descriptor_;
    std::string path_;
};

} // namespace buildd
