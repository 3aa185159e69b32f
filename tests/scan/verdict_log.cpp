#include "scan/verdict_log.hpp"

#include <zlib.h>

#include <array>

namespace buildd::test {

std::string level_name(Level level) {
    switch (level) {
    case Level::debug:
        return "debug";
    case Level::info:
        return "info";
    case Level::warning:
        return "warning";
    case Level::error:
        return "error";
    case Level::critical:
        return "critical";
    }
    return {};
}

std::string unpacked(const std::string& gzip) {
    // Bytes 3 to 7: flags, of which one says that a name follows, and the time. (RFC 1952)
    if (gzip.size() < 10 || gzip.substr(3, 5) != std::string(5, '\0')) {
        return "no gzip file without a name and a time";
    }
    std::string bytes = gzip;
    z_stream stream{};
    constexpr int gzip_window = 15 + 16;
    inflateInit2(&stream, gzip_window);
    stream.next_in = reinterpret_cast<Bytef*>(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    std::string text;
    std::array<char, 4096> buffer{};
    int result = Z_OK;
    while (result == Z_OK) {
        stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
        stream.avail_out = static_cast<uInt>(buffer.size());
        result = inflate(&stream, Z_NO_FLUSH);
        text.append(buffer.data(), buffer.size() - stream.avail_out);
    }
    inflateEnd(&stream);
    return result == Z_STREAM_END ? text : "a damaged gzip file";
}

} // namespace buildd::test
