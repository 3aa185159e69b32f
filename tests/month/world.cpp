#include "month/world.hpp"

#include <string_view>

namespace buildd::test {
namespace {

constexpr int longest_abort_minutes = 2;

/// The second part of `PACKAGEBUILD-BUILD-QUEUE-ATTEMPT`.
BuildId build_in(const std::string& cookie) {
    constexpr std::string_view kind = "PACKAGEBUILD-";
    return BuildId{std::stoi(cookie.substr(kind.size()))};
}

bool is_resumed(const Errand& errand) {
    return errand.builder.virtualized && (errand.freeing != Freeing::none || errand.build);
}

} // namespace

World::World(const std::vector<Builder>& builders, const Weather& weather, unsigned seed)
    : weather_(weather), dice_(seed) {
    for (const auto& builder : builders) {
        places_.emplace(builder.id, Place{SlaveDouble(dice_.percent(50))});
    }
}

void World::begin_minute(MonthTime now) {
    for (auto& [id, place] : places_) {
        if (dice_.below(weather_.minutes_between_bursts) == 0) {
            const std::chrono::minutes length(2 + dice_.below(weather_.longest_burst_minutes - 1));
            place.burst_until = now + length;
        }
    }
}

/// Whether one call gets through, and its answer back.
bool World::reaches(BuilderId id, MonthTime now) {
    const auto& place = at(id);
    if (place.ailment == Ailment::dead || (is_behind_switch(id) && switch_outage_.holds(now))) {
        return false;
    }
    const bool burst = now < place.burst_until;
    const int lost = burst ? 100 * weather_.lost_percent_in_burst : weather_.lost_calls_in_10000;
    return dice_.below(10000) >= lost;
}

Result<SlaveStatus> World::ask(BuilderId id, MonthTime now) {
    auto& slave = at(id).slave;
    slave.advance(now);
    if (!reaches(id, now)) {
        return Failure{Cause::theirs, "status: timed out after 10 s"};
    }
    return slave.status();
}

bool World::delivers(BuilderId id, MonthTime now) {
    return at(id).ailment != Ailment::lies && reaches(id, now);
}

void World::recover(BuilderId id) {
    auto& place = at(id);
    place.ailment = Ailment::none;
    place.slave.restart();
}

/// The conversation of 2.9: each step only when the one before succeeded.
void World::run(const Errand& errand, MonthTime now) {
    const auto id = errand.builder.id;
    if (free_slave(errand, now) && errand.build) {
        give(id, *errand.build, now);
    }
}

bool World::free_slave(const Errand& errand, MonthTime now) {
    const auto id = errand.builder.id;
    if (!is_resumed(errand)) {
        return free_as_asked(id, errand.freeing, now);
    }
    at(id).slave.restart(); // its host is reached by another way
    return reaches(id, now);
}

/// Whether a build may follow, which after an abort it may not.
bool World::free_as_asked(BuilderId id, Freeing freeing, MonthTime now) {
    auto& slave = at(id).slave;
    switch (freeing) {
    case Freeing::none:
    case Freeing::resume:
        return true;
    case Freeing::clean:
        return reaches(id, now) && slave.clean();
    case Freeing::abort:
        if (reaches(id, now)) {
            slave.abort(now + std::chrono::minutes(dice_.below(longest_abort_minutes + 1)));
        }
        return false;
    }
    return false;
}

void World::give(BuilderId id, const BuildCall& call, MonthTime now) {
    auto& [slave, ailment, burst_until] = at(id);
    const bool has_files = reaches(id, now) && !librarian_is_down(now) && reaches(id, now); // chroot, source
    if (!has_files || !reaches(id, now) || slave.status().state != SlaveState::idle) {
        return;
    }
    const bool heard = reaches(id, now);
    const bool answer_lost = !heard && ailment != Ailment::dead && dice_.percent(50);
    if ((heard || answer_lost) && ailment != Ailment::loses_jobs) {
        slave.build(call.cookie, builds_.at(build_in(call.cookie)), now);
    }
}

} // namespace buildd::test
