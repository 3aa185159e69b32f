#include "mail/spool.hpp"

#include <catch2/catch.hpp>

using namespace buildd;

namespace {

const Letter letter{"bounces@example.com", "mark@example.com", "run-8-1@host",
                    Timestamp(std::chrono::microseconds(1286812517000001)),
                    "Subject: sender: x\n\nrecipient: nobody\n\nend\n"};

}

TEST_CASE("a letter comes out of the spool as it went in, to the byte") {
    const auto again = parse_spool(to_spool(letter));
    REQUIRE(again.ok());
    CHECK(*again == letter);
}

TEST_CASE("a file of the spool that is cut anywhere in its envelope is no letter") {
    const auto whole = to_spool(letter);
    const auto envelope = whole.size() - letter.message.size();
    for (std::size_t length = 0; length < envelope; ++length) {
        CAPTURE(length);
        CHECK_FALSE(parse_spool(std::string_view(whole).substr(0, length)).ok());
    }
    CHECK_FALSE(parse_spool("sender: a\nid: b\nrecipient: c\ndate: 2010-10-11 15:55:17\n\n").ok());
    CHECK_FALSE(parse_spool("sender: a\nrecipient: c\nid: b\ndate: yesterday\n\n").ok());
}
