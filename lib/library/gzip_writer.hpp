#pragma once

#include "library/digest.hpp"
#include "library/folder.hpp"

#include <zlib.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace buildd {

/// Size and digests of stored bytes.
struct StoredBytes {
    std::int64_t size_bytes = 0;
    std::string sha1;
    std::string md5;
};

/// Writes a new gzip file, without name or time in its header, so that equal content gives equal bytes
/// (spec: 3.6). Calls throw StorageError.
class GzipWriter {
  public:
    GzipWriter(const Folder& folder, const std::string& name);
    ~GzipWriter();
    GzipWriter(const GzipWriter&) = delete;
    GzipWriter& operator=(const GzipWriter&) = delete;
    GzipWriter(GzipWriter&&) = delete;
    GzipWriter& operator=(GzipWriter&&) = delete;

    void add(std::string_view bytes);
    /// Ends the file and makes its content durable; what was written then.
    [[nodiscard]] StoredBytes finish();

  private:
    void deflate_into_file(int flush);

    std::string path_;
    Descriptor file_;
    z_stream stream_{};
    std::vector<unsigned char> buffer_ = std::vector<unsigned char>(std::size_t{64} * 1024);
    Digest sha1_ = Digest::sha1();
    Digest md5_ = Digest::md5();
    std::int64_t size_bytes_ = 0;
};

} // namespace buildd
