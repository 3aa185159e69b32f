#pragma once

#include "base/descriptor.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace buildd {

/// Of the bytes of a file, lower-case hex.
struct FileDigests {
    std::int64_t size_bytes = 0;
    std::string sha1;
    std::string sha256;
    std::string md5;
};

/// A file that an operator named, open for reading.
class GivenFile {
  public:
    /// Throws Refused when it is no readable, non-empty regular file, or has a name that no library file can
    /// have.
    explicit GivenFile(std::string path);

    [[nodiscard]] const std::string& path() const { return path_; }
    /// Its name, without the folders.
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] std::int64_t size_bytes() const { return size_bytes_; }
    /// Hands all bytes from the first on to `take`. Throws StorageError.
    FileDigests read(const std::function<void(std::string_view)>& take) const;
    [[nodiscard]] FileDigests digests() const;

  private:
    std::string path_;
    std::string name_;
    Descriptor file_;
    std::int64_t size_bytes_ = 0;
};

/// By the end of the name: `application/gzip` and the like.
[[nodiscard]] std::string mime_type_of(std::string_view name);

} // namespace buildd
