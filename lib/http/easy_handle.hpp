#pragma once

#include <memory>

namespace buildd {

struct CloseEasyHandle {
    void operator()(void* handle) const noexcept;
};

/// libcurl's handle of one conversation, without its headers.
using EasyHandle = std::unique_ptr<void, CloseEasyHandle>;

[[nodiscard]] EasyHandle make_easy_handle();

} // namespace buildd
