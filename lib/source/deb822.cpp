#include "source/deb822.hpp"

#include <apt-pkg/error.h>
#include <apt-pkg/fileutl.h>
#include <apt-pkg/gpgv.h>
#include <apt-pkg/tagfile.h>
#include <fmt/format.h>

#include <filesystem>
#include <optional>

namespace buildd {
namespace {

constexpr std::uintmax_t limit_bytes = std::uintmax_t{1} << 20;

Failure failure(const std::string& message) {
    return {Cause::theirs, message};
}

/// What apt has to say since the last time, or else `otherwise`.
Failure apts_failure(const std::string& otherwise) {
    std::string text;
    std::string last;
    while (!_error->empty()) {
        _error->PopMessage(last);
        text += (text.empty() ? "" : "; ") + last;
    }
    return failure(text.empty() ? otherwise : text);
}

std::vector<std::string> split(std::string_view text, std::string_view separators) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto end = text.find_first_of(separators);
        if (end != 0) {
            parts.emplace_back(text.substr(0, end));
        }
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return parts;
}

std::optional<Failure> objection_to(const std::string& path) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status)) {
        return failure(error.message());
    }
    if (!std::filesystem::is_regular_file(status)) {
        return failure("is no regular file");
    }
    const auto size = std::filesystem::file_size(path, error);
    if (error || size > limit_bytes) {
        return failure(error ? error.message() : fmt::format("{} bytes, more than {}", size, limit_bytes));
    }
    return std::nullopt;
}

} // namespace

Result<Fields> read_paragraph(const std::string& path, const std::vector<std::string>& names) {
    if (auto objection = objection_to(path)) {
        return *objection;
    }
    _error->Discard();
    FileFd file;
    if (!OpenMaybeClearSignedFile(path, file)) {
        return apts_failure("cannot be read");
    }
    pkgTagFile reader(&file, limit_bytes);
    pkgTagSection section;
    if (!reader.Step(section)) {
        return apts_failure("holds no field");
    }
    Fields fields;
    for (const auto& name : names) {
        if (section.Exists(name)) {
            fields[name] = section.FindS(name);
        }
    }
    if (reader.Step(section)) {
        return failure("holds more than one paragraph");
    }
    return _error->PendingError() ? Result<Fields>(apts_failure("cannot be read")) : fields;
}

std::vector<std::string> words_of(std::string_view text) {
    return split(text, " \t\r\n");
}

std::vector<std::string> lines_of(std::string_view text) {
    return split(text, "\n");
}

} // namespace buildd
