#include "operate/source_files.hpp"

#include "operate/refusal.hpp"

#include <fmt/format.h>

namespace buildd {
namespace {

FileToDeliver open_listed(const std::string& folder, const DscFile& listed) {
    FileToDeliver file{GivenFile(folder + listed.name), false, listed.sha256};
    if (file.file.size_bytes() != listed.size_bytes) {
        throw Refused(fmt::format("{}: has {} bytes, not the {} that the .dsc says", file.file.path(),
                                  file.file.size_bytes(), listed.size_bytes));
    }
    if (const auto digests = file.file.digests(); digests.sha256 != listed.sha256) {
        throw Refused(fmt::format("{}: has the SHA-256 digest {}, not the {} that the .dsc says",
                                  file.file.path(), digests.sha256, listed.sha256));
    }
    return file;
}

} // namespace

SourcePackage open_source_package(const std::string& dsc) {
    GivenFile file(dsc);
    if (kind_of_file(file.name()) != SourceFileKind::dsc) {
        throw Refused(fmt::format("{}: the name of a .dsc ends in .dsc", dsc));
    }
    auto sha256 = file.digests().sha256;
    auto read = read_dsc(dsc);
    if (!read) {
        throw Refused(fmt::format("{}: {}", dsc, read.failure().message));
    }
    SourcePackage package{std::move(read).value(), {}, {SourceFileKind::dsc}};
    package.files.push_back({std::move(file), false, std::move(sha256)});
    const auto folder = dsc.substr(0, dsc.rfind('/') + 1);
    for (const auto& listed : package.dsc.files) {
        package.files.push_back(open_listed(folder, listed));
        package.kinds.push_back(listed.kind);
    }
    return package;
}

} // namespace buildd
