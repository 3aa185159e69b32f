#include "fuzz/given_file.hpp"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace buildd::test {
namespace {

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

} // namespace

GivenFile::GivenFile()
    : file_(::memfd_create("given", MFD_CLOEXEC)), path_(fmt::format("/proc/self/fd/{}", file_.number())) {
    if (!file_.open()) {
        fail("memfd_create");
    }
}

void GivenFile::hold(std::string_view bytes) const {
    if (::ftruncate(file_.number(), 0) != 0) {
        fail("ftruncate");
    }
    off_t written = 0;
    while (!bytes.empty()) {
        const auto count = ::pwrite(file_.number(), bytes.data(), bytes.size(), written);
        if (count <= 0) {
            fail("pwrite");
        }
        written += count;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

} // namespace buildd::test
