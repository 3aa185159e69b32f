#pragma once

#include "support/postgres.hpp"
#include "support/postgres_wire.hpp"
#include "support/temporary_directory.hpp"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace buildd::test {

/// A socket before the server's, through which one client at a time talks to it, so that a test can act at an
/// exact statement of a pass. Whatever it does there happens in the gate's thread; what it throws ends the
/// tests. Stops by itself.
class DatabaseGate {
  public:
    /// What clients connect to: a unix socket, or a port on 127.0.0.1.
    enum class Road { local, tcp };
    enum class Moment {
        before,     ///< the statement has not reached the server
        instead,    ///< it never does, and the connection ends
        half_sent,  ///< half of its bytes have
        after,      ///< the server has answered, the client has not heard of it
        half_heard, ///< it has heard half of the answer
        heard,      ///< it has heard all of it
    };
    /// How a connection ends for the client.
    enum class Cut {
        close,      ///< in order
        reset,      ///< at once, and what was sent and not read is lost; by TCP only
        black_hole, ///< nothing comes or is acknowledged any more, and the server hears of nothing; by TCP
                    ///< only
    };

    explicit DatabaseGate(const PostgresServer& server, Road road = Road::local);
    ~DatabaseGate();
    DatabaseGate(const DatabaseGate&) = delete;
    DatabaseGate& operator=(const DatabaseGate&) = delete;
    DatabaseGate(DatabaseGate&&) = delete;
    DatabaseGate& operator=(DatabaseGate&&) = delete;

    /// What happens at the first statement that holds these words. To be said before a client comes, as all
    /// that follows.
    void on(Moment moment, std::string words, std::function<void()> what);
    /// The same at the statement of that number, from 0.
    void on(Moment moment, std::size_t number, std::function<void()> what);
    /// The connection ends there.
    void cut(Cut how, Moment moment, std::string words);
    void cut(Cut how, Moment moment, std::size_t number);
    /// The server's connection string, led through the gate.
    [[nodiscard]] std::string route(std::string connection_string) const;
    /// How many of the moments are over.
    [[nodiscard]] int fired() const { return fired_; }
    /// What clients have sent so far.
    [[nodiscard]] std::vector<std::string> statements() const;

  private:
    struct Watch {
        Moment moment;
        std::function<bool(const std::string& statement, std::size_t number)> is_at;
        std::function<void()> what;
        std::optional<Cut> cut;
    };

    void serve();
    void relay(int client, int server);
    void add(Moment moment, std::function<bool(const std::string&, std::size_t)> is_at,
             std::function<void()> what, std::optional<Cut> cut);
    [[nodiscard]] std::optional<Watch> take_watch_for(const std::string& statement);
    [[nodiscard]] bool pass_on(int client, int server, const WireRequest& request);
    [[nodiscard]] bool pass_watched(int client, int server, const WireRequest& request, const Watch& watch);
    [[nodiscard]] bool pass_answer(int client, int server, const Watch& watch);
    [[nodiscard]] std::string whole_answer(int server) const;
    /// False when the connection has ended with it.
    [[nodiscard]] bool act(const Watch& watch, int client);
    void await_end() const;

    std::filesystem::path server_directory_;
    TemporaryDirectory directory_;
    Road road_;
    int listener_ = -1;
    std::uint16_t port_ = 0; ///< of the road by TCP
    mutable std::mutex mutex_;
    std::vector<Watch> watches_; ///< those whose moment has not come
    std::vector<std::string> statements_;
    std::atomic<int> fired_{0};
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

/// The statement with which a pass checks its guards, the first of its commit.
inline constexpr const char* guard_statement = "'transaction' AS kind";

} // namespace buildd::test
