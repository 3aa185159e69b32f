#pragma once

#include "support/slave_exchange.hpp"

#include <microhttpd.h>

#include <cstdint>
#include <memory>
#include <string>

namespace buildd::test {

class SimulatedSlave;
class WaitingRoom;

/// One HTTP request to a farm, from its first header to the end of its answer, driven by the HTTP server's
/// callbacks. Lives from the first callback of a request to its "completed".
class Conversation {
  public:
    /// `slave` is null where the URL names none. `path` is the part below the slave's base.
    Conversation(SimulatedSlave* slave, WaitingRoom& room, MHD_Connection* connection, bool is_post,
                 std::string path);
    ~Conversation();
    Conversation(const Conversation&) = delete;
    Conversation& operator=(const Conversation&) = delete;
    Conversation(Conversation&&) = delete;
    Conversation& operator=(Conversation&&) = delete;

    /// Takes a piece of the request's body.
    void take(const char* data, std::size_t size);
    /// The request is complete, or its connection was resumed: answers it, or suspends it. MHD_NO closes it.
    [[nodiscard]] MHD_Result go_on();

  private:
    [[nodiscard]] MHD_Result send(const SlaveAnswer& answer);
    [[nodiscard]] MHD_Result send_plain(const SlaveAnswer& answer) const;
    /// False when the client takes no more.
    [[nodiscard]] bool send_raw(const std::string& bytes) const;
    [[nodiscard]] MHD_Result send_headers(const SlaveAnswer& answer);
    [[nodiscard]] ssize_t read_body(std::uint64_t position, char* buffer, std::size_t limit);
    [[nodiscard]] ssize_t rest(SlaveTime until);
    void end();

    SimulatedSlave* slave_;
    WaitingRoom& room_;
    Exchange exchange_;
    bool begun_{false};
    bool ended_{false};
    bool rests_{false};
    std::size_t header_bytes_{0};
};

} // namespace buildd::test
