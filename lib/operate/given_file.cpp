#include "operate/given_file.hpp"

#include "base/text.hpp"
#include "farm/file_names.hpp"
#include "library/digest.hpp"
#include "library/file_tools.hpp"
#include "operate/refusal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace buildd {
namespace {

std::string name_in(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

} // namespace

GivenFile::GivenFile(std::string path) : path_(std::move(path)), name_(name_in(path_)) {
    // A FIFO must not keep open() waiting.
    file_ = Descriptor(open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat status {};
    if (!file_.open() || fstat(file_.number(), &status) != 0) {
        throw Refused(fmt::format("{}: {}", path_, std::generic_category().message(errno)));
    }
    if (!S_ISREG(status.st_mode)) {
        throw Refused(fmt::format("{}: is no regular file", path_));
    }
    if (!is_good_file_name(name_) || !is_utf8(name_)) {
        throw Refused(fmt::format("{}: its name can not be a library file's", path_));
    }
    if (status.st_size == 0) {
        throw Refused(fmt::format("{}: is empty", path_));
    }
    size_bytes_ = status.st_size;
}

FileDigests GivenFile::read(const std::function<void(std::string_view)>& take) const {
    seek_to(file_, 0, path_);
    FileDigests digests;
    auto sha1 = Digest::sha1();
    auto sha256 = Digest::sha256();
    auto md5 = Digest::md5();
    std::array<char, 65536> buffer{};
    while (const auto got = read_some(file_, buffer.data(), buffer.size(), path_)) {
        const std::string_view bytes(buffer.data(), got);
        sha1.add(bytes);
        sha256.add(bytes);
        md5.add(bytes);
        digests.size_bytes += static_cast<std::int64_t>(got);
        take(bytes);
    }
    digests.sha1 = sha1.hex();
    digests.sha256 = sha256.hex();
    digests.md5 = md5.hex();
    return digests;
}

FileDigests GivenFile::digests() const {
    return read([](std::string_view) {});
}

std::string mime_type_of(std::string_view name) {
    struct Type {
        std::string_view end;
        std::string_view type;
    };
    constexpr std::array<Type, 7> types{{{".dsc", "text/plain"},
                                         {".asc", "application/pgp-signature"},
                                         {".gz", "application/gzip"},
                                         {".bz2", "application/x-bzip2"},
                                         {".xz", "application/x-xz"},
                                         {".zst", "application/zstd"},
                                         {".tar", "application/x-tar"}}};
    for (const auto& each : types) {
        if (name.ends_with(each.end)) {
            return std::string(each.type);
        }
    }
    return "application/octet-stream";
}

} // namespace buildd
