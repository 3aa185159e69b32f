#include "base/error.hpp"
#include "farm/pocket_rules.hpp"
#include "farm/samples.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace buildd;
using namespace buildd::test;

namespace {

constexpr std::array pockets{Pocket::release, Pocket::security, Pocket::updates, Pocket::proposed,
                             Pocket::backports};
constexpr std::array statuses{SeriesStatus::experimental, SeriesStatus::development, SeriesStatus::frozen,
                              SeriesStatus::current,      SeriesStatus::supported,   SeriesStatus::obsolete,
                              SeriesStatus::future};

/// What is legal for a purpose and a status: a letter a pocket in the order above, `y` or `-`.
struct Row {
    ArchivePurpose purpose;
    std::array<const char*, statuses.size()> by_status;
};

template <typename Rule>
void check_table(const std::vector<Row>& table, Rule rule) {
    for (const auto& row : table) {
        for (std::size_t status = 0; status < statuses.size(); ++status) {
            std::string legal;
            for (const auto pocket : pockets) {
                legal += rule(row.purpose, statuses.at(status), pocket) ? 'y' : '-';
            }
            INFO(name_of(row.purpose) << " in " << name_of(statuses.at(status)));
            CHECK(legal == row.by_status.at(status));
        }
    }
}

constexpr auto unlisted_purpose = static_cast<ArchivePurpose>(3);

} // namespace

// clang-format off
TEST_CASE("which pockets a build may be started in follows purpose and series status") {
    //                             EXPERIMENTAL DEVELOPMENT FROZEN   CURRENT  SUPPORTED OBSOLETE FUTURE
    check_table({{ArchivePurpose::ppa,
                                  {"y----",     "y----",    "y----", "y----", "y----",  "y----", "y----"}},
                 {ArchivePurpose::partner,
                                  {"y--y-",     "y--y-",    "y--y-", "y--y-", "y--y-",  "y--y-", "y--y-"}},
                 {ArchivePurpose::copy,
                                  {"yyyyy",     "yyyyy",    "yyyyy", "yyyyy", "yyyyy",  "yyyyy", "yyyyy"}},
                 {ArchivePurpose::primary,
                                  {"y----",     "y----",    "yyyyy", "-yyyy", "-yyyy",  "y----", "y----"}},
                 {ArchivePurpose::debug,
                                  {"y----",     "y----",    "yyyyy", "-yyyy", "-yyyy",  "y----", "y----"}},
                 {unlisted_purpose,
                                  {"y----",     "y----",    "yyyyy", "-yyyy", "-yyyy",  "y----", "y----"}}},
                may_start);
}

TEST_CASE("which pockets a build may be collected in follows purpose and series status") {
    //                             EXPERIMENTAL DEVELOPMENT FROZEN   CURRENT  SUPPORTED OBSOLETE FUTURE
    check_table({{ArchivePurpose::ppa,
                                  {"yyyyy",     "yyyyy",    "yyyyy", "yyyyy", "yyyyy",  "yyyyy", "yyyyy"}},
                 {ArchivePurpose::partner,
                                  {"yyyyy",     "yyyyy",    "yyyyy", "yyyyy", "yyyyy",  "yyyyy", "yyyyy"}},
                 {ArchivePurpose::copy,
                                  {"yyyyy",     "yyyyy",    "yyyyy", "yyyyy", "yyyyy",  "yyyyy", "yyyyy"}},
                 {ArchivePurpose::primary,
                                  {"y----",     "y----",    "yyyyy", "-yyyy", "-yyyy",  "y----", "y----"}},
                 {ArchivePurpose::debug,
                                  {"y----",     "y----",    "yyyyy", "-yyyy", "-yyyy",  "y----", "y----"}},
                 {unlisted_purpose,
                                  {"y----",     "y----",    "yyyyy", "-yyyy", "-yyyy",  "y----", "y----"}}},
                may_collect);
}
// clang-format on

TEST_CASE("numbers that are in no list are legal nowhere") {
    const auto pocket = static_cast<Pocket>(50);
    const auto status = static_cast<SeriesStatus>(9);
    CHECK_FALSE(may_start(ArchivePurpose::copy, SeriesStatus::frozen, pocket));
    CHECK_FALSE(may_collect(ArchivePurpose::primary, SeriesStatus::frozen, pocket));
    CHECK_FALSE(may_start(ArchivePurpose::primary, status, Pocket::release));
    CHECK_FALSE(may_collect(ArchivePurpose::primary, status, Pocket::release));
}

TEST_CASE("collecting a build in an illegal pocket throws the exact message of the field") {
    auto build = firefox();
    build.id = BuildId{2};
    build.series = "warty";
    build.series_status = SeriesStatus::current;
    CHECK_THROWS_AS(check_may_collect(build), IllegalPocket);
    CHECK_THROWS_WITH(
        check_may_collect(build),
        "i386 build of mozilla-firefox 0.9 in ubuntu warty RELEASE (2) can not be built for pocket "
        "RELEASE: illegal status");
    build.pocket = Pocket::updates;
    CHECK_NOTHROW(check_may_collect(build));
}

TEST_CASE("starting a build in an illegal pocket throws a message that names the series") {
    auto build = firefox();
    build.id = BuildId{12};
    build.source = "evolution";
    build.version = "1.0";
    build.pocket = Pocket::updates;
    CHECK_THROWS_AS(check_may_start(build), IllegalPocket);
    CHECK_THROWS_WITH(
        check_may_start(build),
        "i386 build of evolution 1.0 in ubuntu hoary UPDATES (12) can not be built for pocket UPDATES: "
        "invalid pocket due to the series status of hoary.");
    build.series_status = SeriesStatus::frozen;
    CHECK_NOTHROW(check_may_start(build));
}
