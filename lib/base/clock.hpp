#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace buildd {

/// A point in UTC, to the microsecond: what the database's `timestamp without time zone` columns hold
/// (spec: 5.6).
using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;

/// The monotonic clock that every wait is measured with.
using MonotonicTime = std::chrono::steady_clock::time_point;

/// The time as `YYYY-mm-dd HH:MM:SS.ffffff`, without a fraction when it is zero, as PostgreSQL prints it.
[[nodiscard]] std::string to_text(Timestamp time);

/// The time that PostgreSQL printed in ISO style without a zone; nothing if the text is none.
[[nodiscard]] std::optional<Timestamp> parse_timestamp(const std::string& text);

/// The database's clock carried on by this host's monotonic one, so that a host's wrong clock reaches no
/// column (spec: 5.6).
class FarmClock {
  public:
    FarmClock(Timestamp loaded, MonotonicTime at) : loaded_(loaded), at_(at) {}
    [[nodiscard]] Timestamp now() const {
        return loaded_ +
               std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - at_);
    }
    [[nodiscard]] Timestamp loaded() const { return loaded_; }

  private:
    Timestamp loaded_;
    MonotonicTime at_;
};

} // namespace buildd
