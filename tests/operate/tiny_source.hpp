#pragma once

#include <filesystem>
#include <string>

namespace buildd::test {

/// A real source package of a few lines.
struct TinySource {
    std::string name = "tiny";
    std::string version = "1.0";
    std::string architecture = "any";
    std::string section = "misc";
};

/// Makes it in the folder with dpkg-source; returns the path of its .dsc. Throws std::runtime_error.
[[nodiscard]] std::string make_source(const std::filesystem::path& folder, const TinySource& source = {});

} // namespace buildd::test
