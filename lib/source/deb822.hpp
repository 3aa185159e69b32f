#pragma once

#include "base/result.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace buildd {

/// Field -> value of one paragraph, with the names that were asked for; a field that is not there is missing.
using Fields = std::map<std::string, std::string, std::less<>>;

/// Reads a file of one paragraph, which may be signed; the signature is not looked at. Failure when it cannot
/// be read, is over 1 MiB, or is no such file.
[[nodiscard]] Result<Fields> read_paragraph(const std::string& path, const std::vector<std::string>& names);

/// The words between white space.
[[nodiscard]] std::vector<std::string> words_of(std::string_view text);
/// The lines that are not empty.
[[nodiscard]] std::vector<std::string> lines_of(std::string_view text);

} // namespace buildd
