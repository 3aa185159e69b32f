#include "support/slave_conversation.hpp"

#include "support/slave_simulated.hpp"
#include "support/slave_waiting_room.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace buildd::test {

namespace {

// No call is larger; a body that is gets no further.
constexpr std::size_t largest_call = std::size_t{4} * 1024 * 1024;
constexpr std::size_t block = std::size_t{64} * 1024;

std::string header(MHD_Connection* connection, const char* name) {
    const char* value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
    return value == nullptr ? std::string{} : std::string{value};
}

int socket_of(MHD_Connection* connection) {
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
}

/// A reset, where the HTTP server would end the connection in order.
void reset(int socket) {
    const sockaddr nowhere{AF_UNSPEC, {}};
    static_cast<void>(::connect(socket, &nowhere, sizeof nowhere));
}

MHD_Result queue(MHD_Connection* connection, const SlaveAnswer& answer, MHD_Response* response) {
    if (response == nullptr) {
        return MHD_NO;
    }
    for (const auto& [name, value] : answer.headers) {
        MHD_add_response_header(response, name.c_str(), value.c_str());
    }
    const MHD_Result result = MHD_queue_response(connection, answer.status, response);
    MHD_destroy_response(response);
    return result;
}

} // namespace

Conversation::Conversation(SimulatedSlave* slave, WaitingRoom& room, MHD_Connection* connection, bool is_post,
                           std::string path)
    : slave_{slave}, room_{room} {
    exchange_.connection = connection;
    exchange_.socket = socket_of(connection);
    exchange_.request.is_post = is_post;
    exchange_.request.path = std::move(path);
    exchange_.request.range = header(connection, "Range");
}

Conversation::~Conversation() {
    end();
}

void Conversation::end() {
    if (begun_ && !ended_) {
        ended_ = true;
        slave_->end(exchange_);
    }
}

void Conversation::take(const char* data, std::size_t size) {
    auto& body = exchange_.request.body;
    body.append(data, std::min(size, largest_call - body.size()));
}

MHD_Result Conversation::go_on() {
    const bool asks_wrongly = exchange_.request.is_post && exchange_.request.path != "rpc";
    if (slave_ == nullptr || asks_wrongly) {
        return send_plain(answer_with_page(404, "No such resource.\n"));
    }
    if (!begun_) {
        begun_ = true;
        slave_->begin(exchange_);
    }
    switch (slave_->proceed(exchange_)) {
    case SimulatedSlave::Progress::answer:
        return send(exchange_.answer);
    case SimulatedSlave::Progress::parked:
        return MHD_YES;
    case SimulatedSlave::Progress::stopped:
        return MHD_NO;
    }
    return MHD_NO;
}

MHD_Result Conversation::send(const SlaveAnswer& answer) {
    switch (answer.manner) {
    case SlaveAnswer::Manner::close:
        end();
        return MHD_NO;
    case SlaveAnswer::Manner::reset:
        end();
        reset(exchange_.socket);
        return MHD_NO;
    case SlaveAnswer::Manner::raw_http:
        end();
        static_cast<void>(send_raw(answer.body.bytes()));
        return MHD_NO;
    case SlaveAnswer::Manner::endless_headers:
        return send_headers(answer);
    case SlaveAnswer::Manner::http:
        break;
    }
    const bool plain = !answer.endless && !answer.cut_after && !answer.reset_after && !answer.halt_after &&
                       !answer.pace && !answer.wrong_bytes;
    if (plain && answer.length <= block) {
        // The client has it at once, and may then ask again over another connection.
        end();
        return send_plain(answer);
    }
    const auto reader = [](void* self, std::uint64_t position, char* buffer, std::size_t limit) {
        return static_cast<Conversation*>(self)->read_body(position, buffer, limit);
    };
    const std::uint64_t size = answer.endless ? MHD_SIZE_UNKNOWN : answer.length;
    return queue(exchange_.connection, answer,
                 MHD_create_response_from_callback(size, block, reader, this, nullptr));
}

MHD_Result Conversation::send_plain(const SlaveAnswer& answer) const {
    std::string bytes(static_cast<std::size_t>(answer.length), '\0');
    answer.body.read(answer.offset, bytes.data(), bytes.size());
    return queue(exchange_.connection, answer,
                 MHD_create_response_from_buffer(bytes.size(), bytes.data(), MHD_RESPMEM_MUST_COPY));
}

// Blocks a server thread while the client reads, for at most five seconds without progress.
bool Conversation::send_raw(const std::string& bytes) const {
    constexpr int patience_ms = 5000;
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        pollfd query{exchange_.socket, POLLOUT, 0};
        if (poll(&query, 1, patience_ms) != 1) {
            return false;
        }
        const auto count = ::send(exchange_.socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (count <= 0) {
            return false;
        }
        sent += static_cast<std::size_t>(count);
    }
    return true;
}

/// Without a pace it is a thread of the server's that sends; no client takes that many.
MHD_Result Conversation::send_headers(const SlaveAnswer& answer) {
    static const std::string first = "HTTP/1.1 200 OK\r\n";
    static const std::string further = "X-Further: and so on\r\n";
    constexpr std::size_t most_bytes = std::size_t{256} * 1024 * 1024;
    if (answer.pace) {
        const auto at = header_bytes_++;
        const char next = at < first.size() ? first[at] : further[(at - first.size()) % further.size()];
        if (send_raw({next}) && room_.park(exchange_.connection, exchange_.socket,
                                           std::chrono::steady_clock::now() + *answer.pace, true)) {
            return MHD_YES;
        }
    } else if (send_raw(first)) {
        std::string block;
        for (int count = 0; count < 100; ++count) {
            block += further;
        }
        for (std::size_t sent = 0; sent < most_bytes && send_raw(block); sent += block.size()) {
        }
    }
    end();
    return MHD_NO;
}

ssize_t Conversation::rest(SlaveTime until) {
    return room_.park(exchange_.connection, exchange_.socket, until, true)
               ? 0
               : static_cast<ssize_t>(MHD_CONTENT_READER_END_WITH_ERROR);
}

ssize_t Conversation::read_body(std::uint64_t position, char* buffer, std::size_t limit) {
    const SlaveAnswer& answer = exchange_.answer;
    const std::uint64_t end_of_sending = std::min({answer.length, answer.cut_after.value_or(answer.length),
                                                   answer.reset_after.value_or(answer.length)});
    const bool halts = answer.halt_after && position >= *answer.halt_after;
    if (position >= end_of_sending || (halts && rests_)) {
        end();
        if (answer.reset_after) {
            reset(exchange_.socket);
        }
        return MHD_CONTENT_READER_END_WITH_ERROR;
    }
    if (halts) {
        rests_ = true; // who is woken then has lost its client
        return rest(SlaveTime::max());
    }
    if (answer.pace) {
        rests_ = !rests_;
        if (rests_) {
            return rest(std::chrono::steady_clock::now() + *answer.pace);
        }
        limit = 1;
    }
    const std::uint64_t next_stop = std::min(end_of_sending, answer.halt_after.value_or(end_of_sending));
    limit = static_cast<std::size_t>(std::min<std::uint64_t>(limit, next_stop - position));
    const std::size_t count = answer.body.read(answer.offset + position, buffer, limit);
    if (answer.wrong_bytes) {
        std::transform(buffer, buffer + count, buffer,
                       [](char byte) { return static_cast<char>(byte ^ '\x55'); });
    }
    if (position + count == answer.length) {
        end();
    }
    return static_cast<ssize_t>(count);
}

} // namespace buildd::test
