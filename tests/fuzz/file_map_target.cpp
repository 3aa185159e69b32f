#include "farm/file_names.hpp"
#include "fuzz/promise.hpp"
#include "library/fetch_file.hpp"
#include "slave/call_codec.hpp"
#include "support/shown_text.hpp"

#include <algorithm>
#include <filesystem>

// Any bytes as a slave's filemap (spec: 3.4): entries with FF between them, each with FE between name and
// hash.

namespace {

using namespace buildd;
using namespace buildd::test;

FileMap file_map_of(std::string_view text) {
    constexpr char ends_entry = '\xFF';
    constexpr char ends_name = '\xFE';
    FileMap files;
    while (!text.empty()) {
        const auto entry = text.substr(0, text.find(ends_entry));
        const auto name = entry.substr(0, entry.find(ends_name));
        files.emplace(name, entry.substr(std::min(entry.size(), name.size() + 1)));
        text.remove_prefix(std::min(text.size(), entry.size() + 1));
    }
    return files;
}

/// One path component that stays in its folder and can be shown.
bool is_harmless(const std::string& name) {
    constexpr std::size_t longest_bytes = 255;
    const auto characters = characters_of(name);
    if (!characters || name.empty() || name.size() > longest_bytes ||
        std::any_of(characters->begin(), characters->end(), is_control)) {
        return false;
    }
    const std::filesystem::path folder = "/staging/leaf";
    const auto path = (folder / name).lexically_normal();
    return path.parent_path() == folder && path.filename() == name;
}

void promise_names(const FileMap& files) {
    constexpr std::size_t most_entries = 1000;
    constexpr std::size_t longest_shown_bytes = 255UL * 4;
    const bool harmless =
        files.size() <= most_entries &&
        std::all_of(files.begin(), files.end(), [](const auto& entry) { return is_harmless(entry.first); });
    const auto bad = first_bad_name(files);
    promise(bad.has_value() == !harmless, "names are refused exactly when one could do harm");
    if (bad) {
        promise(bad->shown.size() <= longest_shown_bytes, "a bad name is shown in part");
        promise(is_printable_line(bad->shown), "a bad name is shown printably");
        promise(files.contains("") || !bad->shown.empty(), "a bad name is shown");
    }
}

bool is_forty_digits(std::string_view hash) {
    constexpr std::size_t digits = 40;
    return hash.size() == digits && std::all_of(hash.begin(), hash.end(), [](char byte) {
               return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f');
           });
}

/// Where a slave is told to fetch a file, hashes are judged alike.
void promise_hash(const std::string& name, const std::string& hash) {
    promise(is_sha1(hash) == is_forty_digits(hash), "a hash is 40 lower-case hex digits");
    const auto objection = what_is_wrong(FileSource{name, hash, "http://librarian.example/1/x", "", ""});
    promise(objection.has_value() == !is_forty_digits(hash), "no slave is sent another hash");
    if (objection) {
        promise_log_line(*objection);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const auto files = file_map_of(text_of(bytes, size));
    promise_names(files);
    for (const auto& [name, hash] : files) {
        promise_hash(name, hash);
    }
    return 0;
}
