#include "crash/campaign.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <csignal>

// A pass may die at any instruction: nothing is lost, and nothing is done twice (spec: 1.1, 1.6).

namespace buildd::test {
namespace {

Complaints died(const WholeFarm& /*farm*/, const Attack& /*attack*/, const Attacked& attacked) {
    constexpr int killed = 128 + SIGKILL;
    return attacked.status == killed ? Complaints{}
                                     : Complaints{fmt::format("it ended with {}", attacked.status)};
}

/// Only what has bytes has a half.
bool has_bytes(const std::string& name) {
    return name.starts_with("write ") || name.starts_with("statement ") || name.starts_with("request ");
}

const Campaign before{"kill-before", died};
const Campaign within{"kill-within", died, true, false, has_bytes};
const Campaign after{"kill-after", died};

Campaign recovering(Dead dead) {
    auto campaign = before;
    campaign.before = dead;
    // What was discarded is collected again, like the first time.
    campaign.recovery_only = dead == Dead::uncommitted;
    return campaign;
}

} // namespace

TEST_CASE("passes killed before, within and after some of their effects lose nothing") {
    for (const auto& campaign :
         {before, within, after, recovering(Dead::committed), recovering(Dead::uncommitted)}) {
        carry_out(campaign, Extent::sample);
    }
}

TEST_CASE("a pass killed before any of its effects loses nothing", "[.long][before]") {
    carry_out(before, Extent::whole);
}

TEST_CASE("a pass killed within any of its writes and messages loses nothing", "[.long][within]") {
    carry_out(within, Extent::whole);
}

TEST_CASE("a pass killed after any of its effects loses nothing", "[.long][after]") {
    carry_out(after, Extent::whole);
}

TEST_CASE("a pass killed before any of its effects, after one that was killed, loses nothing",
          "[.long][recovery]") {
    carry_out(recovering(Dead::committed), Extent::whole);
    carry_out(recovering(Dead::uncommitted), Extent::whole);
}

} // namespace buildd::test
