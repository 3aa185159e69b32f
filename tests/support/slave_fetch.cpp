#include "support/slave_fetch.hpp"

#include <curl/curl.h>
#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <memory>
#include <string>
#include <utility>

namespace buildd::test {

namespace {

using Digest = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;

std::size_t on_bytes(char* data, std::size_t one, std::size_t count, void* digest) {
    EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(digest), data, one * count);
    return one * count;
}

int on_progress(void* stopping, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<const std::atomic<bool>*>(stopping)->load() ? 1 : 0;
}

std::string hex_digest(const Digest& digest) {
    std::array<unsigned char, 20> bytes{};
    EVP_DigestFinal_ex(digest.get(), bytes.data(), nullptr);
    std::string text;
    for (const unsigned char byte : bytes) {
        text += fmt::format("{:02x}", byte);
    }
    return text;
}

SlaveFetch result(bool present, std::string info) {
    SlaveFetch fetch;
    fetch.makes_present = present;
    fetch.reply = Value::list({Value::boolean(present), std::move(info)});
    return fetch;
}

SlaveFetch failure(const std::string& reason) {
    return result(false, "Error accessing Librarian: " + reason);
}

void set_up(CURL* curl, const std::vector<Value>& parameters, EVP_MD_CTX* digest,
            const std::atomic<bool>& stopping) {
    curl_easy_setopt(curl, CURLOPT_URL, parameters[1].text().c_str());
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &on_bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, digest);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &on_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &stopping);
    if (parameters[2].is(Value::Kind::text) && !parameters[2].text().empty()) {
        // Two methods, so that nothing is sent before the server's challenge.
        curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BASIC | CURLAUTH_DIGEST);
        curl_easy_setopt(curl, CURLOPT_USERNAME, parameters[2].text().c_str());
        curl_easy_setopt(curl, CURLOPT_PASSWORD,
                         parameters[3].is(Value::Kind::text) ? parameters[3].text().c_str() : "");
    }
}

} // namespace

SlaveFetch fetch_from_url(const std::vector<Value>& parameters, const std::atomic<bool>& stopping) {
    const Digest digest{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
    EVP_DigestInit_ex(digest.get(), EVP_sha1(), nullptr);
    const Handle curl{curl_easy_init(), &curl_easy_cleanup};
    set_up(curl.get(), parameters, digest.get(), stopping);
    const CURLcode code = curl_easy_perform(curl.get());
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    if (code == CURLE_COULDNT_CONNECT) {
        return failure("<urlopen error [Errno 111] Connection refused>");
    }
    if (code != CURLE_OK && code != CURLE_PARTIAL_FILE) {
        return failure(fmt::format("<urlopen error {}>", curl_easy_strerror(code)));
    }
    if (status != 200) {
        return failure(fmt::format("HTTP Error {}", status));
    }
    const bool right = hex_digest(digest) == parameters[0].text();
    return right ? result(true, "Download") : result(false, "Digests did not match, removing again!");
}

FetchThreads::~FetchThreads() {
    stop();
}

void FetchThreads::spawn(std::function<void()> task) {
    const std::lock_guard lock{mutex_};
    if (stopping_) {
        return;
    }
    for (auto worker = workers_.begin(); worker != workers_.end();) {
        if (worker->done) {
            worker->thread.join();
            worker = workers_.erase(worker);
        } else {
            ++worker;
        }
    }
    Worker& worker = workers_.emplace_back();
    worker.thread = std::thread{[&worker, run = std::move(task)] {
        run();
        worker.done = true;
    }};
}

void FetchThreads::stop() {
    std::list<Worker> ending;
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
        ending.swap(workers_);
    }
    for (auto& worker : ending) {
        worker.thread.join();
    }
}

} // namespace buildd::test
