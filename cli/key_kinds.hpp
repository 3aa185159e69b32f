#pragma once

#include "keys.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace buildd {

// The kinds of keys: each makes a key that reads its kind of value into a field, and shows it.

[[nodiscard]] Key seconds_key(std::string name, std::chrono::seconds Settings::*field,
                              std::string description);
[[nodiscard]] Key minutes_key(std::string name, std::chrono::minutes Settings::*field,
                              std::string description);
[[nodiscard]] Key number_key(std::string name, int Settings::*field, std::int64_t low, std::int64_t high,
                             std::string description);
/// Bytes, KiB, MiB or GiB, `low` bytes at least.
[[nodiscard]] Key size_key(std::string name, std::int64_t Settings::*field, std::int64_t low,
                           std::string description);
/// http or https, without user info.
[[nodiscard]] Key url_key(std::string name, std::string Settings::*field, std::string description);
/// An absolute path.
[[nodiscard]] Key path_key(std::string name, std::filesystem::path Settings::*field, std::string description);
[[nodiscard]] Key text_key(std::string name, std::string value_name, std::string Settings::*field,
                           std::string description);
[[nodiscard]] Key switch_key(std::string name, bool Settings::*field, std::string description);
[[nodiscard]] Key store_key(std::string name, LibrarianStore Settings::*field, std::string description);

/// What is wrong with a text, as a sentence; nothing if it may be a key's value.
using Objection = std::optional<std::string> (*)(const std::string&);

[[nodiscard]] Key checked_key(std::string name, std::string value_name, std::string Settings::*field,
                              Objection objection, std::string description);

/// For values that name a team.
[[nodiscard]] std::optional<std::string> what_is_wrong_with_team(const std::string& text);

} // namespace buildd
