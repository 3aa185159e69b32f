#pragma once

#include "base/descriptor.hpp"

#include <cstddef>
#include <string>
#include <utility>

namespace buildd {

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
