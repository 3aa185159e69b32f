#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace buildd::test {

/// Bytes that a slave serves: held in memory, or made up from a seed while they are read, so that a file of
/// many gigabytes costs nothing. Cheap to copy; immutable, so any thread may read it.
class Content {
  public:
    /// No bytes.
    Content() : Content{std::string{}} {}
    Content(std::string bytes);
    Content(const char* bytes) : Content{std::string{bytes}} {}
    /// `size` bytes that follow from `seed` alone.
    [[nodiscard]] static Content generated(std::uint64_t size, std::uint64_t seed);

    [[nodiscard]] std::uint64_t size() const;
    /// 40 lower-case hex digits; computed when first asked for, then kept by all copies.
    [[nodiscard]] const std::string& sha1() const;
    /// Copies at most `limit` bytes from `offset` on; returns how many there were.
    std::size_t read(std::uint64_t offset, char* buffer, std::size_t limit) const;
    /// All of it in memory.
    [[nodiscard]] std::string bytes() const;

  private:
    struct Data;
    explicit Content(std::shared_ptr<Data> data) : data_{std::move(data)} {}

    std::shared_ptr<Data> data_;
};

} // namespace buildd::test
