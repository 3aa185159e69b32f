#include "support/slave_record.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ostream>

namespace buildd::test {

std::string RecordedCall::line() const {
    if (method == "GET") {
        return range.empty() ? "GET " + path : "GET " + path + " " + range;
    }
    if (parameters.empty()) {
        return method;
    }
    std::vector<std::string> texts;
    for (const auto& parameter : parameters) {
        texts.push_back(parameter.line());
    }
    return fmt::format("{}({})", method, fmt::join(texts, ", "));
}

std::ostream& operator<<(std::ostream& stream, const RecordedCall& call) {
    return stream << call.line();
}

} // namespace buildd::test
