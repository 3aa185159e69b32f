#pragma once

#include "base/result.hpp"

#include <string_view>

namespace buildd {

/// The answer to `clean` or `abort`: anything readable that is no fault (spec: 2.4).
[[nodiscard]] Result<Done> decode_done(std::string_view reply);

/// The answer to `ensurepresent`: a failure unless the file is present; its message is what the slave said,
/// without the secret that it was given (spec: 2.7, 2.9).
[[nodiscard]] Result<Done> decode_present(std::string_view reply, std::string_view secret);

/// The answer to `build`: a failure unless the slave says BUILDING with this cookie (spec: 2.8). A fault's
/// message ends in `; the slave may be stuck` (spec: 2.9).
[[nodiscard]] Result<Done> decode_started(std::string_view reply, std::string_view cookie);

} // namespace buildd
