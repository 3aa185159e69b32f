#pragma once

#include "month/scan.hpp"
#include "month/story.hpp"

#include <optional>
#include <string>

namespace buildd::test {

/// Sees to it that the breaker trips in the outages and nowhere else.
class BreakerWatch {
  public:
    explicit BreakerWatch(Story& story) : story_(story) {}

    void begin_outage(std::string words, MonthTime now, MonthTime until);
    void note(const PassRecord& record, const World& world);

    [[nodiscard]] int trips() const { return trips_; }
    [[nodiscard]] int spared() const { return spared_; }

  private:
    struct Outage {
        std::string words;
        MonthTime from{0};
        MonthTime until{0};
        int trips = 0;
        int spared = 0;  ///< failures that the breaker kept from being counted
        int counted = 0; ///< of jobs that did not start
    };

    void note_trip(const BreakerTrip& trip, const PassRecord& record, const World& world);
    void note_missing(const PassRecord& record, const World& world);
    void end_outage(MonthTime now);

    Story& story_;
    std::optional<Outage> outage_;
    int trips_ = 0;
    int spared_ = 0;
};

} // namespace buildd::test
