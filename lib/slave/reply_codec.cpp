#include "slave/reply_codec.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <xmlrpc-c/xml.hpp>

#include <algorithm>
#include <mutex>
#include <optional>

namespace buildd {
namespace {

bool holds_markup(std::string_view text, std::string_view upper_case) {
    const auto same = [](char given, char upper) {
        return (given >= 'a' && given <= 'z' ? static_cast<char>(given - 'a' + 'A') : given) == upper;
    };
    return std::search(text.begin(), text.end(), upper_case.begin(), upper_case.end(), same) != text.end();
}

/// What the parser must not see: it expands nested entities for half a minute, and it reads UTF-16, in which
/// a search for bytes finds no DOCTYPE (spec: 2.3).
std::optional<Failure> refuse_before_parsing(std::string_view reply) {
    if (reply.find('\0') != std::string_view::npos) {
        return unreadable("a NUL byte");
    }
    if (holds_markup(reply, "<!DOCTYPE") || holds_markup(reply, "<!ENTITY")) {
        return unreadable("a document type");
    }
    return std::nullopt;
}

Failure as_failure(const xmlrpc_c::fault& fault, std::string_view after_fault) {
    return {Cause::theirs, fmt::format("<Fault {}: '{}'>{}", static_cast<int>(fault.getCode()),
                                       slave_words(fault.getDescription()), after_fault)};
}

} // namespace

std::optional<Failure> with_reply(std::string_view reply,
                                  const std::function<std::optional<Failure>(const xmlrpc_c::value&)>& use,
                                  std::string_view after_fault) {
    if (auto refusal = refuse_before_parsing(reply)) {
        return refusal;
    }
    static std::mutex one_at_a_time;
    const std::lock_guard lock(one_at_a_time);
    try {
        xmlrpc_c::rpcOutcome outcome;
        xmlrpc_c::xml::parseResponse(std::string(reply), &outcome);
        return outcome.succeeded() ? use(outcome.getResult()) : as_failure(outcome.getFault(), after_fault);
    } catch (const std::exception& error) {
        return unreadable(slave_words(error.what()));
    }
}

Failure unreadable(std::string_view why) {
    return {Cause::theirs, fmt::format("unreadable answer: {}", why)};
}

std::string slave_words(std::string_view text) {
    return printable(strip_credentials(text));
}

std::optional<std::string> text_of(const xmlrpc_c::value& value) {
    if (value.type() != xmlrpc_c::value::TYPE_STRING) {
        return std::nullopt;
    }
    return xmlrpc_c::value_string(value).cvalue();
}

} // namespace buildd
