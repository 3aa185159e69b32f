#include "http/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace buildd {
namespace {

/// The indexes that are still to be worked on, and the first exception.
class Work {
  public:
    Work(std::size_t count, const std::function<void(std::size_t)>& work) : count_(count), work_(work) {}

    /// Works on the next index; false when none is left to be begun.
    bool run_next() noexcept {
        const auto index = next_++;
        if (index >= count_ || failed_) {
            return false;
        }
        try {
            work_(index);
        } catch (...) {
            const std::lock_guard lock(mutex_);
            first_ = first_ ? first_ : std::current_exception();
            failed_ = true;
        }
        return true;
    }

    void run() noexcept {
        while (run_next()) {
        }
        const std::lock_guard lock(mutex_);
        ++ended_;
        changed_.notify_one();
    }

    void begin_no_more() noexcept { failed_ = true; }

    /// Whether that many runs have ended, after waiting for it this long.
    bool have_ended(std::size_t runs, std::chrono::milliseconds most) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, most, [&] { return ended_ == runs; });
    }

    void rethrow() const {
        if (first_) {
            std::rethrow_exception(first_);
        }
    }

  private:
    std::size_t count_;
    const std::function<void(std::size_t)>& work_;
    std::atomic<std::size_t> next_{0};
    std::atomic<bool> failed_{false};
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t ended_ = 0;
    std::exception_ptr first_;
};

/// Threads that do the work; none when there are none to be had.
std::vector<std::jthread> start(Work& shared, std::size_t wanted) {
    std::vector<std::jthread> threads;
    threads.reserve(wanted);
    try {
        while (threads.size() < wanted) {
            threads.emplace_back([&shared] { shared.run(); });
        }
    } catch (const std::system_error&) {
        return threads; // those that run, or the caller, do all of it
    }
    return threads;
}

} // namespace

void parallel_for_each(std::size_t count, std::size_t limit, const std::function<void(std::size_t)>& work) {
    constexpr std::chrono::hours no_matter{1};
    parallel_for_each(count, limit, work, {no_matter, [] {}});
}

void parallel_for_each(std::size_t count, std::size_t limit, const std::function<void(std::size_t)>& work,
                       const Watch& watch) {
    Work shared(count, work);
    {
        const auto threads = start(shared, std::min(count, std::max<std::size_t>(limit, 1)));
        try {
            do {
                watch.look();
            } while (threads.empty() ? shared.run_next()
                                     : !shared.have_ended(threads.size(), watch.interval));
        } catch (...) {
            shared.begin_no_more();
            throw;
        }
    }
    watch.look();
    shared.rethrow();
}

} // namespace buildd
