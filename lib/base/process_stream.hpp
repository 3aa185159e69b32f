#pragma once

#include <cstddef>
#include <string>
#include <utility>

namespace buildd {

/// An open file descriptor, closed at the end of its life; negative: none.
class Descriptor {
  public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor() { close(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    [[nodiscard]] int number() const { return number_; }
    [[nodiscard]] bool open() const { return number_ >= 0; }
    void close();

  private:
    int number_ = -1;
};

/// One of a command's output streams, of which only the beginning is kept. Throws std::system_error when no
/// pipe is to be had.
class OutputStream {
  public:
    explicit OutputStream(std::size_t keep_bytes);

    /// For the command; closed here once it has it.
    [[nodiscard]] int write_end() const { return write_.number(); }
    void close_write_end() { write_.close(); }
    /// Negative when the stream has ended, as poll wants it.
    [[nodiscard]] int read_end() const { return read_.number(); }

    /// Reads what is there without waiting, about `most_bytes` at most.
    void drain(std::size_t most_bytes);
    /// What was kept; to be asked once.
    [[nodiscard]] std::string take() { return std::move(kept_); }

  private:
    Descriptor read_;
    Descriptor write_;
    std::size_t keep_bytes_;
    std::string kept_;
};

} // namespace buildd
