#pragma once

#include "library/folder.hpp"

#include <cstdint>
#include <string>

namespace buildd {

/// A downloaded file that is whole and durable, locked from its first use in a pass until it is moved
/// (spec: 3.5). Its folder must outlive it.
class HeldFile {
  public:
    HeldFile(const Folder& folder, std::string name, Descriptor file, std::int64_t size_bytes)
        : folder_(&folder), name_(std::move(name)), file_(std::move(file)), size_bytes_(size_bytes) {}

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const Folder& folder() const { return *folder_; }
    [[nodiscard]] const Descriptor& file() const { return file_; }
    [[nodiscard]] std::int64_t size_bytes() const { return size_bytes_; }

    /// Gives it its place in a leaf and lets go of the lock. Throws StorageError.
    void move_to(const Folder& to, const std::string& new_name);
    void remove();

  private:
    const Folder* folder_;
    std::string name_;
    Descriptor file_;
    std::int64_t size_bytes_;
};

} // namespace buildd
