#pragma once

#include "support/slave_exchange.hpp"
#include "support/slave_value.hpp"

#include <atomic>
#include <functional>
#include <list>
#include <mutex>
#include <thread>
#include <vector>

namespace buildd::test {

/// Fetches as a real slave does: reads all of a URL and compares its sha1. `parameters` are those of
/// ensurepresent; nothing is kept of the file. Blocks, without a time limit, until `stopping`. (spec: 2.7)
[[nodiscard]] SlaveFetch fetch_from_url(const std::vector<Value>& parameters,
                                        const std::atomic<bool>& stopping);

/// The threads in which such fetches run.
class FetchThreads {
  public:
    FetchThreads() = default;
    ~FetchThreads();
    FetchThreads(const FetchThreads&) = delete;
    FetchThreads& operator=(const FetchThreads&) = delete;
    FetchThreads(FetchThreads&&) = delete;
    FetchThreads& operator=(FetchThreads&&) = delete;

    void spawn(std::function<void()> task);
    [[nodiscard]] const std::atomic<bool>& stopping() const { return stopping_; }
    /// Tells the tasks to stop and waits for them; a later spawn() does nothing.
    void stop();

  private:
    struct Worker {
        std::atomic<bool> done{false};
        std::thread thread;
    };

    std::atomic<bool> stopping_{false};
    std::mutex mutex_;
    std::list<Worker> workers_;
};

} // namespace buildd::test
