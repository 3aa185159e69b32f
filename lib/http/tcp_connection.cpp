#include "http/tcp_connection.hpp"

#include "base/seconds.hpp"
#include "base/text.hpp"
#include "http/transfer.hpp"
#include "http/transport_words.hpp"
#include "http/url.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace buildd {
namespace {

using std::chrono::milliseconds;

/// How long a request to stop, or the end of a limit, can go unnoticed.
constexpr int notice_ms = 100;

/// A transfer that ends when its connection is there. libcurl asks for an HTTP URL all the same.
class Connecting final : public Transfer {
  public:
    Connecting(CURL* handle, const ConnectionLimits& limits, const Patience& patience)
        : Transfer(handle, {limits.connect, limits.total}, patience) {}

    [[nodiscard]] std::optional<Failure> run(const std::string& server) {
        set(CURLOPT_CONNECT_ONLY, 1L);
        return perform("http://" + server + "/");
    }

  private:
    bool take_header(std::string_view /*line*/) override { return false; }
    bool take_body(std::string_view /*bytes*/) override { return false; }
};

Failure explain(CURL* handle, CURLcode code) {
    long os_errno = 0;
    curl_easy_getinfo(handle, CURLINFO_OS_ERRNO, &os_errno);
    return explain_curl_code(code, static_cast<int>(os_errno));
}

/// What the end of a connection means that was to say a line, by how much of the line had come.
Failure explain_end(const std::string& line, std::optional<Failure> failure) {
    if (!line.empty()) {
        return {Cause::theirs, "answer cut short: " + printable(line, 200)};
    }
    return failure ? std::move(*failure) : explain_curl_code(CURLE_GOT_NOTHING, 0);
}

} // namespace

TcpConnection::TcpConnection(const ConnectionLimits& limits, const Patience& patience)
    : limits_(limits), patience_(patience), handle_(make_easy_handle()),
      start_(std::chrono::steady_clock::now()), progress_at_(start_) {}

Result<Done> TcpConnection::connect(const std::string& server) {
    if (!is_host_and_port(server)) {
        return Failure{Cause::ours, "not HOST:PORT"};
    }
    if (auto failure = Connecting(handle_.get(), limits_, patience_).run(server)) {
        return std::move(*failure);
    }
    note_progress();
    return Done{};
}

Result<Sending> TcpConnection::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto said = wait(Direction::receive_or_send);
        if (!said) {
            return said.failure();
        }
        if (*said) {
            return Sending::answered;
        }
        std::size_t sent = 0;
        const auto code = curl_easy_send(handle_.get(), bytes.data(), bytes.size(), &sent);
        if (code == CURLE_AGAIN) {
            continue;
        }
        if (code != CURLE_OK) { // the reason why the other side closed may still be there to be read
            send_failure_ = explain(handle_.get(), code);
            return Sending::answered;
        }
        note_progress();
        bytes.remove_prefix(sent);
    }
    return Sending::done;
}

Result<std::string> TcpConnection::receive_line(std::size_t most_bytes) {
    std::string line;
    std::array<char, 1024> buffer{};
    while (line.size() < most_bytes) {
        if (const auto said = wait(Direction::receive); !said) {
            return said.failure();
        }
        std::size_t received = 0;
        const auto code = curl_easy_recv(handle_.get(), buffer.data(),
                                         std::min(buffer.size(), most_bytes - line.size()), &received);
        if (code == CURLE_AGAIN) {
            continue;
        }
        if (code != CURLE_OK || received == 0) {
            return explain_end(line, code == CURLE_OK ? send_failure_ : explain(handle_.get(), code));
        }
        note_progress();
        line.append(buffer.data(), received);
        if (const auto end = line.find('\n'); end != std::string::npos) {
            line.resize(end > 0 && line[end - 1] == '\r' ? end - 1 : end);
            return line;
        }
    }
    return line;
}

Result<bool> TcpConnection::wait(Direction direction) const {
    curl_socket_t socket = CURL_SOCKET_BAD;
    curl_easy_getinfo(handle_.get(), CURLINFO_ACTIVESOCKET, &socket);
    const int wanted = direction == Direction::receive ? POLLIN : POLLIN | POLLOUT;
    for (;;) {
        if (auto failure = whose_time_is_up()) {
            return std::move(*failure);
        }
        pollfd watched{socket, static_cast<short>(wanted), 0};
        const int ready = poll(&watched, 1, notice_ms);
        if (ready < 0 && errno != EINTR) {
            return explain_system_error(errno);
        }
        if (ready > 0) { // a connection that broke says so to whoever receives from it
            return watched.revents != POLLOUT;
        }
    }
}

std::optional<Failure> TcpConnection::whose_time_is_up() const {
    const auto now = std::chrono::steady_clock::now();
    if (patience_.over(now)) {
        return explain_cut(patience_, std::chrono::duration_cast<milliseconds>(now - start_));
    }
    if (now - start_ >= limits_.total) {
        return Failure{Cause::theirs, fmt::format("timed out after {}", seconds_text(limits_.total))};
    }
    if (now - progress_at_ >= limits_.no_progress) {
        return Failure{Cause::theirs, fmt::format("no progress for {}", seconds_text(limits_.no_progress))};
    }
    return std::nullopt;
}

void TcpConnection::note_progress() {
    progress_at_ = std::chrono::steady_clock::now();
}

} // namespace buildd
