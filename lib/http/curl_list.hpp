#pragma once

#include <curl/curl.h>

#include <memory>
#include <new>

namespace buildd {

/// A list of strings as libcurl takes it; must live as long as the transfer. Only for use inside lib/http.
class CurlList {
  public:
    void add(const char* text) {
        auto* longer = curl_slist_append(list_.get(), text);
        if (longer == nullptr) {
            throw std::bad_alloc();
        }
        static_cast<void>(list_.release()); // the longer list owns it now
        list_.reset(longer);
    }
    [[nodiscard]] curl_slist* get() const { return list_.get(); }

  private:
    struct Free {
        void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
    };
    std::unique_ptr<curl_slist, Free> list_;
};

} // namespace buildd
