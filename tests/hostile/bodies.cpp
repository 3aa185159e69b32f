#include "hostile/bodies.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace buildd::test {

std::string xml_answer(std::string_view value) {
    return fmt::format(
        "<?xml version='1.0'?>\n<methodResponse><params><param><value>{}</value></param></params>"
        "</methodResponse>\n",
        value);
}

std::string building_answer(std::string_view cookie) {
    return xml_answer(
        fmt::format("<struct><member><name>builder_status</name><value><string>BuilderStatus.BUILDING</"
                    "string></value></member>"
                    "<member><name>build_id</name><value><string>{}</string></value></member></struct>",
                    cookie));
}

std::string http_answer(std::string_view headers, std::string_view body) {
    return fmt::format("HTTP/1.1 200 OK\r\n{}\r\n{}", headers, body);
}

std::string gzip_bomb(std::size_t bytes) {
    constexpr int gzip_window = 15 + 16;
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_window, MAX_MEM_LEVEL,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::runtime_error("zlib cannot be set up");
    }
    std::array<Bytef, 65536> zeros{};
    std::array<Bytef, 65536> packed{};
    std::string bomb;
    int result = Z_OK;
    while (result != Z_STREAM_END) {
        const auto piece = std::min(bytes, zeros.size());
        bytes -= piece;
        stream.next_in = zeros.data();
        stream.avail_in = static_cast<uInt>(piece);
        do {
            stream.next_out = packed.data();
            stream.avail_out = static_cast<uInt>(packed.size());
            result = deflate(&stream, bytes == 0 ? Z_FINISH : Z_NO_FLUSH);
            const auto filled = packed.size() - stream.avail_out;
            bomb.append(reinterpret_cast<const char*>(packed.data()), filled);
        } while (stream.avail_out == 0);
    }
    deflateEnd(&stream);
    return bomb;
}

std::string repeated(std::string_view text, std::size_t times) {
    std::string all;
    all.reserve(text.size() * times);
    for (std::size_t count = 0; count < times; ++count) {
        all += text;
    }
    return all;
}

} // namespace buildd::test
