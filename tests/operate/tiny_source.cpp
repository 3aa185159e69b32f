#include "operate/tiny_source.hpp"

#include "base/process.hpp"

#include <fmt/format.h>

#include <fstream>
#include <stdexcept>

namespace buildd::test {
namespace {

void write(const std::filesystem::path& path, const std::string& text) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
}

} // namespace

std::string make_source(const std::filesystem::path& folder, const TinySource& source) {
    const auto tree = folder / (source.name + "-tree");
    write(tree / "debian/source/format", "3.0 (native)\n");
    write(tree / "debian/control",
          fmt::format(
              "Source: {0}\nSection: {1}\nPriority: optional\nMaintainer: Some Body <some@example.com>\n"
              "Standards-Version: 4.6.2\n\nPackage: {0}\nArchitecture: {2}\nDescription: nothing much\n"
              " It is small.\n",
              source.name, source.section, source.architecture));
    write(tree / "debian/changelog",
          fmt::format("{} ({}) unstable; urgency=medium\n\n  * All of it.\n\n"
                      " -- Some Body <some@example.com>  Mon, 11 Oct 2010 15:55:17 +0000\n",
                      source.name, source.version));
    write(tree / "debian/rules", "#!/usr/bin/make -f\n%:\n\ttrue\n");
    const CommandLimits limits{std::chrono::minutes(1)};
    const auto outcome =
        run_command({"sh", "-c", R"(cd "$0" && dpkg-source --build "$1")", folder, tree}, limits, {});
    if (!outcome.succeeded()) {
        throw std::runtime_error("dpkg-source: " + outcome.output + outcome.errors);
    }
    std::filesystem::remove_all(tree);
    const auto colon = source.version.find(':');
    return folder /
           fmt::format("{}_{}.dsc", source.name,
                       colon == std::string::npos ? source.version : source.version.substr(colon + 1));
}

} // namespace buildd::test
