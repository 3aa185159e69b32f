#include "base/process_stream.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace buildd {

OutputStream::OutputStream(std::size_t keep_bytes) : keep_bytes_(keep_bytes) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw std::system_error(errno, std::generic_category(), "pipe2");
    }
    read_ = Descriptor(ends[0]);
    write_ = Descriptor(ends[1]);
    if (fcntl(read_.number(), F_SETFL, O_NONBLOCK) != 0) {
        throw std::system_error(errno, std::generic_category(), "fcntl");
    }
}

void OutputStream::drain(std::size_t most_bytes) {
    std::array<char, 65536> buffer{};
    for (std::size_t all = 0; read_.open() && all < most_bytes;) {
        const auto count = ::read(read_.number(), buffer.data(), buffer.size());
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
            return;
        }
        if (count <= 0) {
            read_.close();
            return;
        }
        const auto bytes = static_cast<std::size_t>(count);
        kept_.append(buffer.data(), std::min(bytes, keep_bytes_ - kept_.size()));
        all += bytes;
    }
}

} // namespace buildd
