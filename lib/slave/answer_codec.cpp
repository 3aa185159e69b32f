#include "slave/answer_codec.hpp"

#include "slave/reply_codec.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace buildd {
namespace {

using xmlrpc_c::value;

Result<Done> done_unless(std::optional<Failure> failure) {
    if (failure) {
        return std::move(*failure);
    }
    return Done{};
}

/// The items of an array; none for anything else.
xmlrpc_c::carray items_of(const value& answer) {
    return answer.type() == value::TYPE_ARRAY ? xmlrpc_c::value_array(answer).cvalue() : xmlrpc_c::carray{};
}

std::string text_at(const xmlrpc_c::carray& items, std::size_t position) {
    return position < items.size() ? text_of(items[position]).value_or(std::string()) : std::string();
}

} // namespace

Result<Done> decode_done(std::string_view reply) {
    return done_unless(with_reply(reply, [](const value&) { return std::nullopt; }));
}

Result<Done> decode_present(std::string_view reply, std::string_view secret) {
    const auto check = [secret](const value& answer) -> std::optional<Failure> {
        const auto items = items_of(answer);
        if (items.empty() || items[0].type() != value::TYPE_BOOLEAN) {
            return unreadable("no boolean");
        }
        if (xmlrpc_c::value_boolean(items[0]).cvalue()) {
            return std::nullopt;
        }
        return Failure{Cause::theirs, fmt::format("not present: {}", slave_words(text_at(items, 1), secret))};
    };
    return done_unless(with_reply(reply, check, {{}, secret}));
}

Result<Done> decode_started(std::string_view reply, std::string_view cookie) {
    const auto check = [cookie](const value& answer) -> std::optional<Failure> {
        const auto items = items_of(answer);
        const auto state = text_at(items, 0);
        const auto word = text_at(items, 1);
        if (state.empty()) {
            return unreadable("no state");
        }
        if (state == "BuilderStatus.BUILDING" && word == cookie) {
            return std::nullopt;
        }
        return Failure{Cause::theirs, slave_words(fmt::format("{} {}", state, word))};
    };
    return done_unless(with_reply(reply, check, {"; the slave may be stuck", {}}));
}

} // namespace buildd
