#include "support/slave_test_client.hpp"

#include "support/slave_codec.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <stdexcept>
#include <utility>

namespace buildd::test {

namespace {

std::size_t on_body(char* data, std::size_t one, std::size_t count, void* answer) {
    constexpr std::size_t enough = std::size_t{8} * 1024 * 1024;
    auto& body = static_cast<HttpAnswer*>(answer)->body;
    body.append(data, one * count);
    return body.size() > enough ? 0 : one * count;
}

std::size_t on_header(char* data, std::size_t one, std::size_t count, void* answer) {
    std::string line{data, one * count};
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) {
        line.pop_back();
    }
    const auto colon = line.find(": ");
    if (colon != std::string::npos) {
        std::string name = line.substr(0, colon);
        std::transform(name.begin(), name.end(), name.begin(),
                       [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
        static_cast<HttpAnswer*>(answer)->headers[name] = line.substr(colon + 2);
    }
    return one * count;
}

} // namespace

SlaveTestClient::SlaveTestClient(std::string base, std::chrono::milliseconds patience)
    : base_{std::move(base)}, patience_{patience} {}

HttpAnswer SlaveTestClient::perform(const std::string& path, const std::string* body,
                                    const std::string& range) const {
    HttpAnswer answer;
    const std::string url = base_ + "/" + path;
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{curl_easy_init(), &curl_easy_cleanup};
    const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers{
        curl_slist_append(curl_slist_append(nullptr, "Content-Type: text/xml"), "Expect:"),
        &curl_slist_free_all};
    curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(patience_.count()));
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &on_body);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, &on_header);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, &answer);
    if (body != nullptr) {
        curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body->c_str());
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(body->size()));
    }
    if (!range.empty()) {
        curl_easy_setopt(curl.get(), CURLOPT_RANGE, range.c_str());
    }
    const auto begin = std::chrono::steady_clock::now();
    answer.error = static_cast<int>(curl_easy_perform(curl.get()));
    answer.time = std::chrono::steady_clock::now() - begin;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer.status);
    return answer;
}

HttpAnswer SlaveTestClient::post(const std::string& body) const {
    return perform("rpc", &body, "");
}

HttpAnswer SlaveTestClient::get(const std::string& path, const std::string& range) const {
    return perform(path, nullptr, range);
}

Reply SlaveTestClient::ask(const std::string& method, std::vector<Value> parameters) const {
    const HttpAnswer answer = post(render_call({method, std::move(parameters)}));
    if (answer.error != 0 || answer.status != 200) {
        throw std::runtime_error(method + ": no answer, HTTP status " + std::to_string(answer.status));
    }
    return parse_reply(answer.body);
}

Value SlaveTestClient::call(const std::string& method, std::vector<Value> parameters) const {
    Reply reply = ask(method, std::move(parameters));
    if (const auto* fault = std::get_if<Fault>(&reply)) {
        throw std::runtime_error(method + ": fault " + std::to_string(fault->code) + ": " + fault->text);
    }
    return std::get<Value>(std::move(reply));
}

} // namespace buildd::test
