#include "crash/campaign.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

// A disk may fail at any write: the pass says so, exits 73, and loses nothing (spec: 3.3, 6.4).

namespace buildd::test {
namespace {

/// An error that names a path below the root, and the status for it.
Complaints told(const WholeFarm& farm, const Attack& attack, const Attacked& attacked) {
    constexpr int storage = 73;
    Complaints complaints;
    if (attacked.status != storage) {
        complaints.push_back(fmt::format("it ended with {}", attacked.status));
    }
    if (attacked.log.find(" ERROR /") == std::string::npos) {
        complaints.emplace_back("no error names a path");
    }
    // What could not be made durable may be forgotten, though it can be read: no later pass may trust it.
    constexpr std::string_view sync_of_a_file = " fsync root/grabbing/partial/";
    const auto& point = attacked.point(attack);
    const auto sync = point.find(sync_of_a_file);
    if (sync != std::string::npos && farm.farm().files().contains(point.substr(point.find('/') + 1))) {
        complaints.push_back("still there: " + point.substr(point.find('/') + 1));
    }
    return complaints;
}

Campaign campaign(const std::string& act) {
    Campaign campaign{act, told};
    campaign.mails_too = false;
    campaign.logs_may_be_lost = true;
    return campaign;
}

} // namespace

TEST_CASE("a disk that fails at some of a pass's writes is told of, and loses nothing") {
    for (const auto* act : {"no-space", "full", "error", "read-only"}) {
        carry_out(campaign(act), Extent::sample);
    }
}

TEST_CASE("without space for any one write a pass loses nothing", "[.long][no-space]") {
    carry_out(campaign("no-space"), Extent::whole);
}

TEST_CASE("without space from any write on a pass loses nothing", "[.long][full]") {
    carry_out(campaign("full"), Extent::whole);
}

TEST_CASE("with an error of the disk at any write or removal a pass loses nothing", "[.long][error]") {
    carry_out(campaign("error"), Extent::whole);
}

TEST_CASE("with a root that becomes read-only at any moment a pass loses nothing", "[.long][read-only]") {
    carry_out(campaign("read-only"), Extent::whole);
}

} // namespace buildd::test
