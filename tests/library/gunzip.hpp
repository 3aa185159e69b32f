#pragma once

#include <zlib.h>

#include <array>
#include <stdexcept>
#include <string>

namespace buildd::test {

/// What a gzip file holds; throws when it is none, or not whole.
inline std::string gunzip(const std::string& compressed) {
    z_stream stream{};
    std::string input = compressed;
    std::string content;
    std::array<char, 4096> buffer{};
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    int answer = inflateInit2(&stream, 15 + 16);
    while (answer == Z_OK) {
        stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
        stream.avail_out = static_cast<uInt>(buffer.size());
        answer = inflate(&stream, Z_NO_FLUSH);
        content.append(buffer.data(), buffer.size() - stream.avail_out);
    }
    inflateEnd(&stream);
    if (answer != Z_STREAM_END || stream.avail_in != 0) {
        throw std::runtime_error("no whole gzip file");
    }
    return content;
}

} // namespace buildd::test
