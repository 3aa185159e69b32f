#include "serve/http_get.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <memory>

namespace buildd::test {
namespace {

constexpr long patience_seconds = 30;

std::size_t on_body(char* data, std::size_t one, std::size_t count, void* got) {
    static_cast<Got*>(got)->body.append(data, one * count);
    return one * count;
}

std::size_t on_header(char* data, std::size_t one, std::size_t count, void* got) {
    const std::string line(data, one * count);
    const auto colon = line.find(": ");
    if (colon != std::string::npos) {
        auto name = line.substr(0, colon);
        std::transform(name.begin(), name.end(), name.begin(),
                       [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
        static_cast<Got*>(got)->headers[name] = line.substr(colon + 2, line.find('\r') - colon - 2);
    }
    return one * count;
}

} // namespace

Got http_get(const std::string& url, const std::string& method) {
    Got got;
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), &curl_easy_cleanup);
    curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, patience_seconds);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &on_body);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &got);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, &on_header);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, &got);
    if (method == "HEAD") {
        curl_easy_setopt(curl.get(), CURLOPT_NOBODY, 1L);
    } else if (method == "POST") {
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, "a=b");
    } else {
        curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, method.c_str());
    }
    if (curl_easy_perform(curl.get()) == CURLE_OK) {
        curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &got.status);
    }
    return got;
}

} // namespace buildd::test
