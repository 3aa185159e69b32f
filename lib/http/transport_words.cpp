#include "http/transport_words.hpp"

#include "base/seconds.hpp"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <cerrno>
#include <optional>
#include <string_view>
#include <system_error>

namespace buildd {
namespace {

struct Words {
    CURLcode code;
    std::string_view text;
};

constexpr std::array words{
    Words{CURLE_COULDNT_RESOLVE_HOST, "host not found"},
    Words{CURLE_COULDNT_CONNECT, "no connection"},
    Words{CURLE_GOT_NOTHING, "connection closed without an answer"},
    Words{CURLE_PARTIAL_FILE, "answer cut short"},
    Words{CURLE_RECV_ERROR, "connection lost"},
    Words{CURLE_SEND_ERROR, "connection lost"},
    Words{CURLE_WEIRD_SERVER_REPLY, "no HTTP answer"},
    Words{CURLE_UNSUPPORTED_PROTOCOL, "no HTTP answer"},
    Words{CURLE_PEER_FAILED_VERIFICATION, "TLS certificate not accepted"},
    Words{CURLE_SSL_CONNECT_ERROR, "TLS failed"},
};

/// A connection that this host could not even try: it says nothing about the other side.
bool is_our_shortage(int os_errno) {
    return os_errno == EMFILE || os_errno == ENFILE || os_errno == ENOMEM || os_errno == ENOBUFS ||
           os_errno == EADDRNOTAVAIL;
}

std::string system_words(int os_errno) {
    auto text = std::generic_category().message(os_errno);
    text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
    return text;
}

std::optional<std::string_view> known_words(CURLcode code) {
    for (const auto& entry : words) {
        if (entry.code == code) {
            return entry.text;
        }
    }
    return std::nullopt;
}

} // namespace

Failure explain_curl_code(CURLcode code, int os_errno) {
    const bool connecting = code == CURLE_COULDNT_CONNECT;
    const bool connection_broke = connecting || code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR;
    const bool ours =
        code == CURLE_OUT_OF_MEMORY || code == CURLE_FAILED_INIT || (connecting && is_our_shortage(os_errno));
    const auto cause = ours ? Cause::ours : Cause::theirs;
    if (connection_broke && os_errno != 0) {
        return {cause, system_words(os_errno)};
    }
    return {cause, std::string(known_words(code).value_or(curl_easy_strerror(code)))};
}

Failure explain_system_error(int os_errno) {
    return {Cause::ours, system_words(os_errno)};
}

Failure explain_cut(const Patience& patience, std::chrono::milliseconds elapsed) {
    const bool stopped = patience.stopped(std::chrono::steady_clock::now());
    return {Cause::deadline, fmt::format("cut by {} after {}", stopped ? "a request to stop" : "the deadline",
                                         seconds_text(elapsed))};
}

} // namespace buildd
