#pragma once

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>

namespace buildd::test {

/// A unix socket like the server's, behind which one client talks to that server until it says COMMIT: that
/// still goes through, its answer does not, and the connection ends. Stops by itself.
class LostAnswer {
  public:
    /// The socket is made in `directory`, which must be there and outlive this.
    LostAnswer(const std::filesystem::path& directory, const std::filesystem::path& server_directory);
    ~LostAnswer();
    LostAnswer(const LostAnswer&) = delete;
    LostAnswer& operator=(const LostAnswer&) = delete;
    LostAnswer(LostAnswer&&) = delete;
    LostAnswer& operator=(LostAnswer&&) = delete;

    /// Whether an answer was withheld.
    [[nodiscard]] bool was_lost() const { return lost_; }

  private:
    void relay(const std::filesystem::path& server_directory);

    int listener_ = -1;
    std::atomic<bool> stop_{false};
    std::atomic<bool> lost_{false};
    std::thread thread_;
};

} // namespace buildd::test
