#include "serve/daemon.hpp"

#include "base/error.hpp"

#include <fmt/format.h>
#include <microhttpd.h>
#include <netdb.h>
#include <sys/socket.h>

#include <cerrno>
#include <string_view>
#include <system_error>

namespace buildd {
namespace {

constexpr unsigned int most_connections = 256;
constexpr unsigned int silent_seconds = 60; // a client that takes nothing for so long is given up

using Address = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;
using Response = std::unique_ptr<MHD_Response, decltype(&MHD_destroy_response)>;

Address resolve(const Endpoint& endpoint) {
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (getaddrinfo(endpoint.address.c_str(), std::to_string(endpoint.port).c_str(), &hints, &found) != 0) {
        throw UsageError(fmt::format("'{}' is no numeric address to listen on", endpoint.address));
    }
    return {found, &freeaddrinfo};
}

Response response_of(HttpAnswer answer) {
    auto* raw =
        answer.file.open()
            ? MHD_create_response_from_fd64(static_cast<std::uint64_t>(answer.size_bytes),
                                            answer.file.release())
            : MHD_create_response_from_buffer(answer.text.size(), answer.text.data(), MHD_RESPMEM_MUST_COPY);
    Response response(raw, &MHD_destroy_response);
    if (response) {
        MHD_add_response_header(response.get(), MHD_HTTP_HEADER_CONTENT_TYPE, answer.mimetype.c_str());
    }
    return response;
}

MHD_Result answer_request(void* handler, MHD_Connection* connection, const char* path, const char* method,
                          const char* /*version*/, const char* /*upload*/, std::size_t* upload_size,
                          void** state) {
    // Called first when the headers are there, then with what is uploaded, then once more.
    if (*state == nullptr) {
        *state = handler;
        return MHD_YES;
    }
    if (*upload_size != 0) {
        *upload_size = 0;
        return MHD_YES;
    }
    const std::string_view name = method;
    const bool reads = name == MHD_HTTP_METHOD_GET || name == MHD_HTTP_METHOD_HEAD;
    auto answer = reads ? (*static_cast<HttpDaemon::Handler*>(handler))(path)
                        : HttpAnswer{MHD_HTTP_METHOD_NOT_ALLOWED, "only GET and HEAD\n", {}, 0, "text/plain"};
    const auto status = answer.status;
    const auto response = response_of(std::move(answer));
    if (!response) {
        return MHD_NO; // which closes the connection
    }
    if (!reads) {
        MHD_add_response_header(response.get(), MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
    }
    return MHD_queue_response(connection, status, response.get());
}

} // namespace

void HttpDaemon::Stop::operator()(MHD_Daemon* daemon) const {
    MHD_stop_daemon(daemon);
}

HttpDaemon::HttpDaemon(const Endpoint& endpoint, Handler handler)
    : address_(endpoint.address), handler_(std::move(handler)) {
    const auto address = resolve(endpoint);
    unsigned int flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_AUTO;
    if (address->ai_family == AF_INET6) {
        flags |= MHD_USE_IPv6;
    }
    errno = 0;
    daemon_.reset(MHD_start_daemon(flags, 0, nullptr, nullptr, &answer_request, &handler_,
                                   MHD_OPTION_SOCK_ADDR, address->ai_addr, MHD_OPTION_CONNECTION_LIMIT,
                                   most_connections, MHD_OPTION_CONNECTION_TIMEOUT, silent_seconds,
                                   MHD_OPTION_END));
    if (!daemon_) {
        throw Error(ExitStatus::failed, fmt::format("cannot listen on {}, port {}: {}", endpoint.address,
                                                    endpoint.port, std::generic_category().message(errno)));
    }
}

std::string HttpDaemon::url() const {
    const auto port = MHD_get_daemon_info(daemon_.get(), MHD_DAEMON_INFO_BIND_PORT)->port;
    const bool is_ipv6 = address_.find(':') != std::string::npos;
    return is_ipv6 ? fmt::format("http://[{}]:{}/", address_, port)
                   : fmt::format("http://{}:{}/", address_, port);
}

} // namespace buildd
