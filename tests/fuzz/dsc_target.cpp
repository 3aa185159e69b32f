#include "fuzz/given_file.hpp"
#include "fuzz/promise.hpp"
#include "source/dsc.hpp"
#include "source/version.hpp"

#include <algorithm>
#include <set>

// Any bytes as a .dsc, which names the files of a source package.

namespace {

using namespace buildd;
using namespace buildd::test;

bool is_of(std::string_view text, std::string_view signs) {
    return !text.empty() && text.find_first_not_of(signs) == std::string_view::npos;
}

constexpr std::string_view small = "abcdefghijklmnopqrstuvwxyz0123456789+-.";
constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+~:-";

void promise_files(const std::vector<DscFile>& files) {
    constexpr std::size_t most_files = 100;
    constexpr std::size_t longest_name_bytes = 255;
    constexpr std::size_t sha256_digits = 64;
    promise(!files.empty() && files.size() <= most_files, "a source has files, and not too many");
    std::set<std::string> names;
    for (const auto& file : files) {
        promise(is_of(file.name, plain) && file.name.front() != '.', "a file name stays in its folder");
        promise(file.name.size() <= longest_name_bytes, "a file name is bounded");
        promise(names.insert(file.name).second, "no file is there twice");
        promise(file.size_bytes > 0, "a file has bytes");
        promise(file.sha256.size() == sha256_digits && is_of(file.sha256, "0123456789abcdef"),
                "a digest is 64 lower-case hex digits");
        promise(file.kind == kind_of_file(file.name) && file.kind != SourceFileKind::dsc,
                "a file is what its name says");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static const GivenFile file;
    file.hold(text_of(bytes, size));
    const auto dsc = read_dsc(file.path());
    if (!dsc) {
        promise_log_line(dsc.failure().message);
        return 0;
    }
    promise(is_of(dsc->source, small), "a source has a plain name");
    promise(is_of(dsc->version, plain) && !what_is_wrong_with_version(dsc->version),
            "a version is one that dpkg takes");
    promise(is_of(dsc->section, small), "a section is a plain word");
    promise(is_of(dsc->format, "013. (quiltnave)"), "a format is known");
    promise(!dsc->architectures.empty(), "a source is for some architecture");
    promise_files(dsc->files);
    return 0;
}
