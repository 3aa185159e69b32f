#pragma once

#include "support/slave_simulated.hpp"

#include <functional>
#include <string>
#include <vector>

namespace buildd::test {

/// In front of each hostile text, to find it in a log.
inline const std::string mark = "evil";

/// What must not come into a log as it is, or not all of it. The first ones can be sent as XML; an answer
/// with another one is none.
[[nodiscard]] std::vector<std::string> hostile_texts();
inline constexpr std::size_t texts_that_xml_carries = 6;

/// What a slave's builder has before the pass.
enum class Stand { nothing, job, next_job };

/// Whether a word of the text is to be seen in the log; perhaps: of some texts.
enum class Seen { yes, perhaps, no };

/// A place where a slave can put a text.
struct Place {
    std::string name;
    Stand stand = Stand::nothing;
    Seen seen = Seen::yes;
    std::function<void(SimulatedSlave& slave, const std::string& cookie, const std::string& text)> say;
};

[[nodiscard]] std::vector<Place> places_in_status();
[[nodiscard]] std::vector<Place> places_in_results();
/// In what is answered to calls after the commit.
[[nodiscard]] std::vector<Place> places_in_errands();

} // namespace buildd::test
