#include "source/dsc.hpp"

#include "base/text.hpp"
#include "source/deb822.hpp"
#include "source/version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace buildd {
namespace {

constexpr std::array<std::string_view, 3> formats{"1.0", "3.0 (quilt)", "3.0 (native)"};
constexpr std::string_view usual_section = "misc";

Failure failure(std::string_view field, const std::string& message) {
    return {Cause::theirs, fmt::format("field {}: {}", field, message)};
}

bool is_source_name(std::string_view name) {
    const auto is_first = [](char byte) {
        return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
    };
    return name.size() >= 2 && is_first(name.front()) &&
           std::all_of(name.begin(), name.end(), [&](char byte) {
               return is_first(byte) || byte == '+' || byte == '-' || byte == '.';
           });
}

std::optional<Failure> missing_field(const Fields& fields) {
    for (const std::string_view name :
         {"Format", "Source", "Version", "Architecture", "Checksums-Sha256", "Files"}) {
        const auto found = fields.find(name);
        if (found == fields.end() || words_of(found->second).empty()) {
            return failure(name, found == fields.end() ? "is missing" : "is empty");
        }
    }
    return std::nullopt;
}

std::optional<Failure> bad_field(const Fields& fields) {
    if (auto missing = missing_field(fields)) {
        return missing;
    }
    const auto& format = fields.at("Format");
    if (std::find(formats.begin(), formats.end(), format) == formats.end()) {
        return failure("Format",
                       fmt::format("'{}' is unknown; there are {}", format, fmt::join(formats, ", ")));
    }
    const auto& source = fields.at("Source");
    if (!is_source_name(source)) {
        return failure("Source", fmt::format("'{}' is no name of a source package", source));
    }
    const auto& version = fields.at("Version");
    if (const auto wrong = what_is_wrong_with_version(version)) {
        return failure("Version", fmt::format("'{}' is no version: {}", version, *wrong));
    }
    return std::nullopt;
}

/// The section of the package, or of the first binary package, without `universe/` and the like.
std::string section_of(const Fields& fields) {
    std::string section;
    if (const auto own = fields.find("Section"); own != fields.end()) {
        section = own->second;
    } else if (const auto list = fields.find("Package-List"); list != fields.end()) {
        const auto words = words_of(list->second); // NAME TYPE SECTION PRIORITY ...
        section = words.size() > 2 ? words[2] : "";
    }
    section.erase(0, section.rfind('/') + 1);
    const bool plain = !section.empty() && std::all_of(section.begin(), section.end(), [](char byte) {
        return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '-';
    });
    return plain ? section : std::string(usual_section);
}

Result<Dsc> read_all(const std::string& path) {
    const auto fields = read_paragraph(path, {"Format", "Source", "Version", "Architecture", "Section",
                                              "Package-List", "Checksums-Sha256", "Files"});
    if (!fields) {
        return fields.failure();
    }
    if (auto bad = bad_field(*fields)) {
        return *bad;
    }
    auto files = read_file_list(fields->at("Checksums-Sha256"), fields->at("Files"));
    if (!files) {
        return files.failure();
    }
    return Dsc{fields->at("Format"),  fields->at("Source"),
               fields->at("Version"), words_of(fields->at("Architecture")),
               section_of(*fields),   std::move(files).value()};
}

} // namespace

Result<Dsc> read_dsc(const std::string& path) {
    auto dsc = read_all(path);
    return dsc ? std::move(dsc) : Failure{dsc.failure().cause, printable(dsc.failure().message)};
}

} // namespace buildd
