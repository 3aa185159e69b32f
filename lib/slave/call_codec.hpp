#pragma once

#include "farm/build_call.hpp"

#include <optional>
#include <string>

namespace buildd {

/// The XML-RPC calls, as both generations of slaves take them (spec: 2.4, 2.8). The strings must have been
/// found right by what_is_wrong: the encoder would write control characters as they are, and throws on
/// ill-formed UTF-8.
[[nodiscard]] std::string encode_status();
[[nodiscard]] std::string encode_clean();
[[nodiscard]] std::string encode_abort();
[[nodiscard]] std::string encode_ensure_present(const FileSource& file);
[[nodiscard]] std::string encode_build(const BuildCall& call);

/// Why a slave must never be sent this, as a short phrase without secrets; nothing if it is sound. To be
/// asked before the commit: a refused `build` can stick a slave for good (spec: 2.3, 2.8, 2.10 T1 and T9).
[[nodiscard]] std::optional<std::string> what_is_wrong(const BuildCall& call);
[[nodiscard]] std::optional<std::string> what_is_wrong(const FileSource& file);

} // namespace buildd
