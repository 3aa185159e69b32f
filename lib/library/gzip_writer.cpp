#include "library/gzip_writer.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <limits>

namespace buildd {
namespace {

constexpr int with_gzip_header = 15 + 16;
constexpr int memory_level = 8;

} // namespace

GzipWriter::GzipWriter(const Folder& folder, const std::string& name)
    : path_(folder.path_of(name)), file_(folder.create_file(name)) {
    if (deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, with_gzip_header, memory_level,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        throw StorageError(path_ + ": cannot compress: no memory");
    }
}

GzipWriter::~GzipWriter() {
    deflateEnd(&stream_);
}

void GzipWriter::add(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto now = std::min<std::size_t>(bytes.size(), std::numeric_limits<uInt>::max());
        // zlib's input is not const, but it does not write to it.
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
        stream_.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
        stream_.avail_in = static_cast<uInt>(now);
        deflate_into_file(Z_NO_FLUSH);
        bytes.remove_prefix(now);
    }
}

StoredBytes GzipWriter::finish() {
    deflate_into_file(Z_FINISH);
    sync_file(file_, path_);
    return {size_bytes_, sha1_.hex(), md5_.hex()};
}

void GzipWriter::deflate_into_file(int flush) {
    do {
        stream_.next_out = buffer_.data();
        stream_.avail_out = static_cast<uInt>(buffer_.size());
        deflate(&stream_, flush);
        const std::string_view bytes(reinterpret_cast<const char*>(buffer_.data()),
                                     buffer_.size() - stream_.avail_out);
        write_all(file_, bytes, path_);
        sha1_.add(bytes);
        md5_.add(bytes);
        size_bytes_ += static_cast<std::int64_t>(bytes.size());
    } while (stream_.avail_out == 0);
}

} // namespace buildd
