#pragma once

#include "base/descriptor.hpp"

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace buildd {

/// Which file a name stands for, whatever its name is.
struct FileIdentity {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;

    bool operator==(const FileIdentity&) const = default;
};

/// Throws StorageError `PATH: ACTION: system's words` for the error number in errno.
[[noreturn]] void throw_storage_error(const std::string& path, std::string_view action);

/// Writes all of the bytes at the file's offset. `path` is for the error.
void write_all(const Descriptor& file, std::string_view bytes, const std::string& path);
/// At most `most` bytes from the file's offset; 0 at its end.
[[nodiscard]] std::size_t read_some(const Descriptor& file, char* into, std::size_t most,
                                    const std::string& path);
void seek_to(const Descriptor& file, std::int64_t offset, const std::string& path);
/// Makes content durable.
void sync_file(const Descriptor& file, const std::string& path);
[[nodiscard]] FileIdentity identity_of(const Descriptor& file, const std::string& path);
[[nodiscard]] std::int64_t size_of(const Descriptor& file, const std::string& path);
/// An exclusive flock that ends with the descriptor; false when another holds it.
[[nodiscard]] bool try_lock(const Descriptor& file, const std::string& path);

} // namespace buildd
