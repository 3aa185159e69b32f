#include "http/parallel.hpp"

#include <algorithm>
#include <atomic>
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

    void run() noexcept {
        while (!failed_) {
            const auto index = next_++;
            if (index >= count_) {
                return;
            }
            try {
                work_(index);
            } catch (...) {
                const std::lock_guard lock(mutex_);
                first_ = first_ ? first_ : std::current_exception();
                failed_ = true;
            }
        }
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
    std::exception_ptr first_;
};

} // namespace

void parallel_for_each(std::size_t count, std::size_t limit, const std::function<void(std::size_t)>& work) {
    Work shared(count, work);
    {
        std::vector<std::jthread> threads;
        const auto wanted = std::min(count, std::max<std::size_t>(limit, 1));
        threads.reserve(wanted);
        try {
            while (threads.size() < wanted) {
                threads.emplace_back([&shared] { shared.run(); });
            }
        } catch (const std::system_error&) {
            // No more threads are to be had: those that run, or this one, do all of it.
            if (threads.empty()) {
                shared.run();
            }
        }
    }
    shared.rethrow();
}

} // namespace buildd
