#include "http/raw_server.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>
#include <utility>

namespace buildd::test {
namespace {

std::size_t announced_length(std::string_view headers) {
    constexpr std::string_view name = "\r\nContent-Length: ";
    const auto at = headers.find(name);
    return at == std::string_view::npos ? 0 : std::strtoul(headers.data() + at + name.size(), nullptr, 10);
}

} // namespace

std::string RawConnection::read_request() {
    constexpr std::string_view end_of_headers = "\r\n\r\n";
    for (;;) {
        const auto end = unread_.find(end_of_headers);
        if (end != std::string::npos) {
            const auto size = end + end_of_headers.size() + announced_length(unread_.substr(0, end));
            if (unread_.size() >= size) {
                auto request = unread_.substr(0, size);
                unread_.erase(0, size);
                return request;
            }
        }
        if (!receive_into(unread_)) {
            return {};
        }
    }
}

void RawConnection::wait_for_close() const {
    std::string ignored;
    while (receive_into(ignored)) {
        ignored.clear();
    }
}

RawServer::RawServer(Serve serve) : serve_(std::move(serve)), thread_([this] { run(); }) {}

RawServer::~RawServer() {
    listener_.stop();
    thread_.join();
}

RawServer::Serve RawServer::answering(std::string bytes) {
    return [bytes = std::move(bytes)](RawConnection& connection) {
        static_cast<void>(connection.read_request());
        connection.send(bytes);
    };
}

std::string RawServer::url() const {
    return "http://127.0.0.1:" + std::to_string(port());
}

int RawServer::connections() {
    const std::lock_guard lock(mutex_);
    return connections_;
}

void RawServer::run() {
    while (const auto accepted = listener_.accept()) {
        {
            const std::lock_guard lock(mutex_);
            ++connections_;
        }
        RawConnection connection(*accepted, listener_.stop_signal());
        serve_(connection);
        // What the client still sends would turn the close into a reset that overtakes the answer.
        shutdown(*accepted, SHUT_WR);
        close(*accepted);
    }
}

} // namespace buildd::test
