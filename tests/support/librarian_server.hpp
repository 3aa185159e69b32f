#pragma once

#include "support/librarian_connection.hpp"
#include "support/librarian_request.hpp"

#include <chrono>
#include <functional>
#include <limits>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace buildd::test {

/// A file that a client stored: the head's lines as they came, the empty one included, and the bytes.
struct StoredFile {
    std::vector<std::string> lines;
    std::string name;
    int content = 0;
    int alias = 0;
    std::string bytes;
};

/// The librarian's upload side on 127.0.0.1, written from the protocol's description (spec: 3.7): it answers
/// `200`, or refuses and closes, and can be told to misbehave. One thread a connection; stops when it is
/// destroyed.
class LibrarianServer {
  public:
    /// What happens to a conversation in place of its next step; afterwards it is closed.
    using Act = std::function<void(LibrarianConnection&)>;
    static constexpr int always = std::numeric_limits<int>::max();

    explicit LibrarianServer(std::string database);
    ~LibrarianServer();
    LibrarianServer(const LibrarianServer&) = delete;
    LibrarianServer& operator=(const LibrarianServer&) = delete;
    LibrarianServer(LibrarianServer&&) = delete;
    LibrarianServer& operator=(LibrarianServer&&) = delete;

    /// HOST:PORT.
    [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(listener_.port()); }
    /// Gives the next `times` conversations that have come to this step to `act`.
    void interrupt(LibrarianStep step, Act act, int times = always);
    /// From now on, how long a file that came whole waits for its answer.
    void answer_after(std::chrono::milliseconds delay);

    /// What was answered with `200`, in that order.
    [[nodiscard]] std::vector<StoredFile> stored();
    [[nodiscard]] int connections();
    /// The most connections that waited for their answer at one time.
    [[nodiscard]] int most_at_once();

  private:
    struct Interruption {
        LibrarianStep step;
        Act act;
        int times;
    };

    void accept_all();
    void serve(int socket);
    void converse(LibrarianConnection& connection);
    [[nodiscard]] bool read_head(LibrarianConnection& connection, LibrarianRequest& request,
                                 StoredFile& file);
    [[nodiscard]] bool read_bytes(LibrarianConnection& connection, std::size_t size, StoredFile& file);
    [[nodiscard]] std::string answer_to(const LibrarianRequest& request, StoredFile file);
    [[nodiscard]] bool interrupted(LibrarianStep step, LibrarianConnection& connection);

    std::string database_;
    LoopbackListener listener_;
    std::mutex mutex_;
    std::optional<Interruption> interruption_;
    std::chrono::milliseconds delay_{0};
    std::vector<StoredFile> stored_;
    std::set<int> contents_;
    int connections_ = 0;
    int at_once_ = 0;
    int most_at_once_ = 0;
    std::vector<std::jthread> conversations_; ///< touched by `accepting_` alone while that runs
    std::jthread accepting_;
};

/// Sends these bytes and closes, whatever else has come.
[[nodiscard]] LibrarianServer::Act say_and_close(std::string bytes);
/// Sends these bytes, then neither reads nor closes.
[[nodiscard]] LibrarianServer::Act say_and_stay(std::string bytes);
/// Sends the bytes one by one, with pauses, and closes.
[[nodiscard]] LibrarianServer::Act trickle(std::string bytes, std::chrono::milliseconds pause);
/// Sends the bytes again and again for as long as they are taken.
[[nodiscard]] LibrarianServer::Act say_endlessly(std::string bytes);
/// Neither reads nor answers.
[[nodiscard]] LibrarianServer::Act hang();
[[nodiscard]] LibrarianServer::Act close_at_once();
[[nodiscard]] LibrarianServer::Act reset();

} // namespace buildd::test
