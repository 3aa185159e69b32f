#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace buildd {

/// An open file descriptor, closed with its owner.
class Descriptor {
  public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept;
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor();

    [[nodiscard]] int number() const { return number_; }
    [[nodiscard]] bool open() const { return number_ >= 0; }
    /// Gives the number away: whoever takes it closes it.
    int release() { return std::exchange(number_, -1); }

  private:
    int number_ = -1;
};

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
