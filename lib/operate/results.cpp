#include "operate/results.hpp"

#include "operate/refusal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace buildd {
namespace {

namespace fs = std::filesystem;

void add_files(const fs::path& leaf, std::vector<std::string>& files, std::error_code& error) {
    for (fs::recursive_directory_iterator next(leaf, error), end; !error && next != end;
         next.increment(error)) {
        if (next->is_regular_file(error)) {
            files.push_back(next->path());
        }
    }
}

} // namespace

std::vector<std::string> results_of(const std::string& root, const BuildIdentity& build) {
    const auto incoming = fs::path(root) / "incoming";
    const auto leaf_end = fmt::format("-{}-PACKAGEBUILD-{}", build.package_build, build.farm_job);
    std::vector<std::string> files;
    std::error_code error;
    for (fs::directory_iterator next(incoming, error), end; !error && next != end; next.increment(error)) {
        if (next->path().filename().string().ends_with(leaf_end)) {
            add_files(next->path(), files, error);
        }
    }
    if (error) {
        throw Refused(
            fmt::format("{}: {}: where are the results? (--root)", incoming.string(), error.message()));
    }
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace buildd
