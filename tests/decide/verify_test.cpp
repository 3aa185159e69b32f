#include "decide/samples.hpp"
#include "decide/verify.hpp"

#include <catch2/catch.hpp>

#include <functional>
#include <vector>

using namespace buildd;
using namespace buildd::test;

namespace {

using R = RefusalRule;
using Change = std::function<void(Candidate&)>;

void virtual_item(Candidate& candidate) {
    candidate.require_virtualized = true;
}
void security(Candidate& candidate) {
    candidate.identity.pocket = Pocket::security;
}
void no_chroot(Candidate& candidate) {
    candidate.chroot.reset();
}
void illegal_pocket(Candidate& candidate) {
    candidate.identity.pocket = Pocket::updates;
}
void odd_component(Candidate& candidate) {
    candidate.odd_component = "contrib";
}
void malformed(Candidate& candidate) {
    candidate.external_dependencies =
        "deb http://u:secret@x/ %(series)s main\nbad http://u:secret@x/ %(series)";
}
void no_dsc(Candidate& candidate) {
    candidate.dsc_files = 0;
}
void two_dscs(Candidate& candidate) {
    candidate.dsc_files = 2;
}

Candidate with(const std::vector<Change>& changes) {
    auto candidate = waiting_firefox();
    for (const auto& change : changes) {
        change(candidate);
    }
    return candidate;
}

const std::string title = "i386 build of mozilla-firefox 0.9 in ubuntu hoary RELEASE";

} // namespace

TEST_CASE("each rule of 4.6 refuses with its message and level") {
    struct Row {
        Change change;
        R rule;
        Level level;
        std::string message;
    };
    const std::vector<Row> table{
        {virtual_item, R::virtual_item, Level::error,
         "Attempt to build virtual item on a non-virtual builder."},
        {security, R::security, Level::error, "Soyuz is not yet capable of building SECURITY uploads."},
        {no_chroot, R::no_chroot, Level::warning, "Missing CHROOT for ubuntu/hoary/i386"},
        {illegal_pocket, R::illegal_pocket, Level::error,
         "i386 build of mozilla-firefox 0.9 in ubuntu hoary UPDATES (8) can not be built for pocket UPDATES: "
         "invalid "
         "pocket due to the series status of hoary."},
        {odd_component, R::unknown_component, Level::error, title + " (8): unknown component contrib"},
        {malformed, R::malformed_dependencies, Level::error,
         "Exception during external dependency processing: ubuntu-team/primary: bad http://u:***@x/ "
         "%(series)"},
        {no_dsc, R::no_dsc, Level::warning, title + " (8): source without a .dsc"},
        {two_dscs, R::no_dsc, Level::warning, title + " (8): source without a .dsc"},
    };
    for (const auto& row : table) {
        INFO(row.message);
        CHECK(refuse(bob(), with({row.change})) == Refusal{row.rule, {row.level, row.message}});
    }
    CHECK_FALSE(refuse(bob(), waiting_firefox()).has_value());
}

TEST_CASE("the rules are judged in their order") {
    const std::vector<Change> in_order{virtual_item,  no_chroot, illegal_pocket,
                                       odd_component, malformed, no_dsc};
    const std::vector<R> rules{R::virtual_item,           R::no_chroot,
                               R::illegal_pocket,         R::unknown_component,
                               R::malformed_dependencies, R::no_dsc};
    for (std::size_t first = 0; first < in_order.size(); ++first) {
        const std::vector<Change> rest(in_order.begin() + static_cast<std::ptrdiff_t>(first), in_order.end());
        CHECK(refuse(bob(), with(rest))->rule == rules[first]);
    }
    CHECK(refuse(bob(), with({no_chroot, security}))->rule == R::security);
    CHECK(refuse(bob(), with({virtual_item, security}))->rule == R::virtual_item);
}

TEST_CASE("a virtualized builder takes virtual and native items") {
    auto frog = bob();
    frog.virtualized = true;
    CHECK_FALSE(refuse(frog, with({virtual_item})).has_value());
    CHECK_FALSE(refuse(frog, waiting_firefox()).has_value());
}

TEST_CASE("starting a given job raises what a pass would refuse, but for the missing .dsc") {
    CHECK_NOTHROW(check_startable(bob(), waiting_firefox()));
    CHECK_NOTHROW(check_startable(bob(), with({no_dsc})));
    CHECK_THROWS_AS(check_startable(bob(), with({illegal_pocket})), IllegalPocket);
    CHECK_THROWS_AS(check_startable(bob(), with({no_chroot})), CannotStart);
    CHECK_THROWS_WITH(check_startable(bob(), with({security})),
                      "Soyuz is not yet capable of building SECURITY uploads.");
}
