#include "source/dsc_files.hpp"

#include "source/deb822.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

namespace buildd {
namespace {

constexpr std::size_t most_files = 100;
constexpr std::size_t sha256_digits = 64;
constexpr std::size_t longest_name_bytes = 255;

/// A line of a list of files.
struct Entry {
    std::string digest;
    std::int64_t size_bytes = 0;
    std::string name;
};

/// As dpkg and the pool want file names: no folder, no hidden file, nothing that needs quoting.
bool is_plain_name(std::string_view name) {
    const auto is_plain = [](char byte) {
        return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
               std::string_view("._+~:-").find(byte) != std::string_view::npos;
    };
    return !name.empty() && name.size() <= longest_name_bytes && name.front() != '.' &&
           std::all_of(name.begin(), name.end(), is_plain);
}

bool is_hex(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char byte) {
        return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f');
    });
}

Failure failure(std::string_view field, const std::string& message) {
    return {Cause::theirs, fmt::format("field {}: {}", field, message)};
}

Result<Entry> read_line(std::string_view field, const std::string& line) {
    const auto words = words_of(line);
    if (words.size() != 3) {
        return failure(field, fmt::format("'{}' is not digest, size and name", line));
    }
    Entry entry{words[0], 0, words[2]};
    const auto* end = words[1].data() + words[1].size();
    const auto [stopped, error] = std::from_chars(words[1].data(), end, entry.size_bytes);
    if (error != std::errc{} || stopped != end || entry.size_bytes <= 0) {
        return failure(field, fmt::format("'{}' is no size of a file: 1 byte or more", words[1]));
    }
    if (!is_plain_name(entry.name)) {
        return failure(field, fmt::format("'{}' is no name of a file of a source package", entry.name));
    }
    return entry;
}

Result<std::vector<Entry>> read_lines(std::string_view field, std::string_view text) {
    std::vector<Entry> entries;
    for (const auto& line : lines_of(text)) {
        auto entry = read_line(field, line);
        if (!entry) {
            return entry.failure();
        }
        const bool known = std::any_of(entries.begin(), entries.end(),
                                       [&](const Entry& each) { return each.name == entry->name; });
        if (known) {
            return failure(field, fmt::format("lists {} twice", entry->name));
        }
        entries.push_back(std::move(entry).value());
    }
    if (entries.empty() || entries.size() > most_files) {
        return failure(field, fmt::format("lists {} files, not 1 to {}", entries.size(), most_files));
    }
    return entries;
}

std::optional<Failure> difference(const std::vector<Entry>& checked, const std::vector<Entry>& others) {
    std::map<std::string, std::int64_t> sizes;
    for (const auto& entry : checked) {
        sizes[entry.name] = entry.size_bytes;
    }
    for (const auto& entry : others) {
        const auto found = sizes.find(entry.name);
        if (found == sizes.end()) {
            return failure("Checksums-Sha256",
                           fmt::format("does not list {}, which Files lists", entry.name));
        }
        if (found->second != entry.size_bytes) {
            return failure("Files", fmt::format("{} has {} bytes, but {} in Checksums-Sha256", entry.name,
                                                entry.size_bytes, found->second));
        }
        sizes.erase(found);
    }
    if (!sizes.empty()) {
        return failure("Files",
                       fmt::format("does not list {}, which Checksums-Sha256 lists", sizes.begin()->first));
    }
    return std::nullopt;
}

} // namespace

std::optional<SourceFileKind> kind_of_file(std::string_view name) {
    if (name.ends_with(".dsc")) {
        return SourceFileKind::dsc;
    }
    if (name.ends_with(".diff.gz")) {
        return SourceFileKind::diff;
    }
    const auto tar = name.rfind(".tar");
    if (tar == std::string_view::npos) {
        return std::nullopt;
    }
    const auto stem = name.substr(0, tar);
    // A part of the upstream source may have a tarball of its own: .orig-PART.tar.
    if (stem.ends_with(".orig") || stem.find(".orig-") != std::string_view::npos) {
        return SourceFileKind::orig; // its signature, .asc, too
    }
    return stem.ends_with(".debian") ? SourceFileKind::debian : SourceFileKind::native;
}

Result<std::vector<DscFile>> read_file_list(std::string_view checksums, std::string_view files_field) {
    const auto checked = read_lines("Checksums-Sha256", checksums);
    if (!checked) {
        return checked.failure();
    }
    const auto others = read_lines("Files", files_field);
    if (!others) {
        return others.failure();
    }
    if (auto wrong = difference(*checked, *others)) {
        return *wrong;
    }
    std::vector<DscFile> files;
    for (const auto& entry : *checked) {
        const auto kind = kind_of_file(entry.name);
        if (!kind || kind == SourceFileKind::dsc) {
            return failure("Files",
                           fmt::format("{} is nothing that a source package consists of", entry.name));
        }
        if (entry.digest.size() != sha256_digits || !is_hex(entry.digest)) {
            return failure("Checksums-Sha256",
                           fmt::format("'{}' of {} is no SHA-256 digest: {} lower-case hex digits",
                                       entry.digest, entry.name, sha256_digits));
        }
        files.push_back({entry.name, *kind, entry.size_bytes, entry.digest});
    }
    return files;
}

} // namespace buildd
