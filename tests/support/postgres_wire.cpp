#include "support/postgres_wire.hpp"

#include <cstdint>
#include <utility>

namespace buildd::test {
namespace {

constexpr std::size_t length_bytes = 4;

/// A message's own account of its length, which begins there.
std::size_t number_at(std::string_view bytes, std::size_t place) {
    std::uint32_t number = 0;
    for (std::size_t index = 0; index < length_bytes; ++index) {
        number = number << 8U | static_cast<unsigned char>(bytes[place + index]);
    }
    return number;
}

/// The length of the message with a type that these bytes begin with; 0: too few have come to tell.
std::size_t typed_length(std::string_view bytes) {
    return bytes.size() > length_bytes ? 1 + number_at(bytes, 1) : 0;
}

/// A text ends with a NUL.
std::string text_at(const std::string& bytes, std::size_t place) {
    return bytes.substr(place, bytes.find('\0', place) - place);
}

} // namespace

std::vector<WireRequest> WireRequests::take(std::string_view bytes) {
    waiting_ += bytes;
    std::vector<WireRequest> whole;
    for (auto length = length_of_first(); length > 0 && waiting_.size() >= length;
         length = length_of_first()) {
        const auto message = waiting_.substr(0, length);
        waiting_.erase(0, length);
        add_message(message);
        // A simple query, the end of an extended one, of the connection, and its beginning.
        if (!connected_ || std::string_view("QSX").find(message.front()) != std::string_view::npos) {
            whole.push_back(std::exchange(request_, {}));
        }
        connected_ = true;
    }
    return whole;
}

/// Only the very first message of a connection has no type.
std::size_t WireRequests::length_of_first() const {
    if (connected_) {
        return typed_length(waiting_);
    }
    return waiting_.size() >= length_bytes ? number_at(waiting_, 0) : 0;
}

void WireRequests::add_message(const std::string& message) {
    request_.bytes += message;
    if (!connected_) {
        return;
    }
    const auto body = message.substr(1 + length_bytes);
    if (message.front() == 'Q') {
        request_.statement = text_at(body, 0);
    } else if (message.front() == 'P') { // the name under which it is prepared comes first
        request_.statement = text_at(body, body.find('\0') + 1);
    }
}

bool is_whole_answer(std::string_view bytes) {
    for (auto length = typed_length(bytes); length > 0 && bytes.size() >= length;
         length = typed_length(bytes)) {
        if (bytes.front() == 'Z') { // ready for the next query
            return true;
        }
        bytes.remove_prefix(length);
    }
    return false;
}

} // namespace buildd::test
