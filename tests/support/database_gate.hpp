#pragma once

#include "support/postgres.hpp"
#include "support/temporary_directory.hpp"

#include <atomic>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace buildd::test {

/// A unix socket before the server's, through which one client at a time talks to it, so that a test can act
/// at an exact statement of a pass. Whatever it does there happens in the gate's thread; what it throws ends
/// the tests. Stops by itself.
class DatabaseGate {
  public:
    enum class Moment {
        before,  ///< the statement has not reached the server
        instead, ///< it never does, and the connection ends
        after,   ///< the server has answered, the client has not heard of it
    };

    explicit DatabaseGate(const PostgresServer& server);
    ~DatabaseGate();
    DatabaseGate(const DatabaseGate&) = delete;
    DatabaseGate& operator=(const DatabaseGate&) = delete;
    DatabaseGate(DatabaseGate&&) = delete;
    DatabaseGate& operator=(DatabaseGate&&) = delete;

    /// What happens at the first statement that holds these words. To be said before a client comes.
    void on(Moment moment, std::string words, std::function<void()> what);
    /// The server's connection string, led through the gate.
    [[nodiscard]] std::string route(std::string connection_string) const;
    /// How many of the moments are over.
    [[nodiscard]] int fired() const { return fired_; }

  private:
    struct Watch {
        Moment moment;
        std::string words;
        std::function<void()> what;
    };

    void serve();
    void relay(int client, int server);
    [[nodiscard]] std::optional<Watch> take_watch_for(const std::string& message);
    [[nodiscard]] bool pass_watched(int server, const std::string& message);

    std::filesystem::path server_directory_;
    TemporaryDirectory directory_;
    int listener_ = -1;
    std::mutex mutex_;
    std::vector<Watch> watches_; ///< those whose moment has not come
    std::atomic<int> fired_{0};
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

/// The statement with which a pass checks its guards, the first of its commit.
inline constexpr const char* guard_statement = "'transaction' AS kind";

} // namespace buildd::test
