#include "base/clock.hpp"

#include <fmt/chrono.h>

#include <cstdio>

namespace buildd {

std::string to_text(Timestamp time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const auto fraction = (time - seconds).count();
    const auto days = std::chrono::floor<std::chrono::days>(seconds);
    const std::chrono::year_month_day date{days};
    const std::chrono::hh_mm_ss clock{seconds - days};
    auto text = fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", static_cast<int>(date.year()),
                            static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                            clock.hours().count(), clock.minutes().count(), clock.seconds().count());
    if (fraction != 0) {
        text += fmt::format(".{:06}", fraction);
    }
    return text;
}

std::optional<Timestamp> parse_timestamp(const std::string& text) {
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    int used = 0;
    // NOLINTNEXTLINE(cert-err34-c): the fields are checked below
    if (std::sscanf(text.c_str(), "%4d-%2u-%2u %2d:%2d:%2d%n", &year, &month, &day, &hour, &minute, &second,
                    &used) != 6) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                           std::chrono::day(day)};
    if (!date.ok() || hour > 23 || minute > 59 || second > 59) {
        return std::nullopt;
    }
    std::chrono::microseconds fraction{0};
    auto rest = text.substr(static_cast<std::size_t>(used));
    if (!rest.empty()) {
        if (rest.front() != '.' || rest.size() > 7 ||
            rest.find_first_not_of("0123456789", 1) != std::string::npos) {
            return std::nullopt;
        }
        rest.resize(7, '0');
        fraction = std::chrono::microseconds(std::stol(rest.substr(1)));
    }
    return std::chrono::sys_days{date} + std::chrono::hours(hour) + std::chrono::minutes(minute) +
           std::chrono::seconds(second) + fraction;
}

} // namespace buildd
