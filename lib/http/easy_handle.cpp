#include "http/easy_handle.hpp"

#include <curl/curl.h>

#include <new>

namespace buildd {

void CloseEasyHandle::operator()(void* handle) const noexcept {
    curl_easy_cleanup(handle);
}

EasyHandle make_easy_handle() {
    EasyHandle handle(curl_easy_init());
    if (!handle) {
        throw std::bad_alloc();
    }
    return handle;
}

} // namespace buildd
