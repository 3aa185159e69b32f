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

Failure as_failure(const xmlrpc_c::fault& fault, const ReplyWords& words) {
    return {Cause::theirs, fmt::format("<Fault {}: '{}'>{}", static_cast<int>(fault.getCode()),
                                       slave_words(fault.getDescription(), words.secret), words.after_fault)};
}

/// The text with each occurrence of the secret replaced by `***`.
std::string without(std::string_view text, std::string_view secret) {
    if (secret.empty()) {
        return std::string(text);
    }
    std::string shown;
    for (auto at = text.find(secret); at != std::string_view::npos; at = text.find(secret)) {
        shown.append(text.substr(0, at)).append("***");
        text.remove_prefix(at + secret.size());
    }
    return shown.append(text);
}

} // namespace

std::optional<Failure> with_reply(std::string_view reply,
                                  const std::function<std::optional<Failure>(const xmlrpc_c::value&)>& use,
                                  const ReplyWords& words) {
    if (auto refusal = refuse_before_parsing(reply)) {
        return refusal;
    }
    static std::mutex one_at_a_time;
    const std::lock_guard lock(one_at_a_time);
    try {
        xmlrpc_c::rpcOutcome outcome;
        xmlrpc_c::xml::parseResponse(std::string(reply), &outcome);
        return outcome.succeeded() ? use(outcome.getResult()) : as_failure(outcome.getFault(), words);
    } catch (const std::exception& error) {
        return unreadable(slave_words(error.what(), words.secret));
    }
}

Failure unreadable(std::string_view why) {
    return {Cause::theirs, fmt::format("unreadable answer: {}", why)};
}

std::string slave_words(std::string_view text, std::string_view secret) {
    return printable(strip_credentials(without(text, secret)));
}

std::optional<std::string> text_of(const xmlrpc_c::value& value) {
    if (value.type() != xmlrpc_c::value::TYPE_STRING) {
        return std::nullopt;
    }
    return xmlrpc_c::value_string(value).cvalue();
}

} // namespace buildd
