#include "support/slave_answer.hpp"

#include "support/slave_codec.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <string_view>

namespace buildd::test {

namespace {

SlaveAnswer answer_with_bytes(unsigned int status, std::string type, Content body) {
    SlaveAnswer answer;
    answer.status = status;
    answer.headers.emplace_back("Content-Type", std::move(type));
    answer.length = body.size();
    answer.body = std::move(body);
    return answer;
}

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole ? std::optional{value} : std::nullopt;
}

struct Span {
    std::uint64_t first;
    std::uint64_t last;
};

// `bytes=N-`, `bytes=N-M` and `bytes=-N`; anything else is no range.
std::optional<Span> span_of(std::string_view header, std::uint64_t size) {
    constexpr std::string_view unit = "bytes=";
    const auto dash = header.find('-');
    if (!header.starts_with(unit) || dash == std::string_view::npos) {
        return std::nullopt;
    }
    const auto first_text = header.substr(unit.size(), dash - unit.size());
    const auto last_text = header.substr(dash + 1);
    const auto first = number(first_text);
    const auto last = number(last_text);
    const std::uint64_t end = std::numeric_limits<std::uint64_t>::max();
    if (first_text.empty() && last) {
        return Span{*last == 0 ? size : size - std::min(size, *last), end};
    }
    if (!first || (!last && !last_text.empty())) {
        return std::nullopt;
    }
    return Span{*first, last.value_or(end)};
}

SlaveAnswer padded(SlaveAnswer right, std::uint64_t size) {
    std::string bytes = right.body.bytes().substr(static_cast<std::size_t>(right.offset),
                                                  static_cast<std::size_t>(right.length));
    if (bytes.size() < size) {
        bytes.resize(static_cast<std::size_t>(size), ' ');
    }
    right.offset = 0;
    right.length = bytes.size();
    right.body = Content{std::move(bytes)};
    return right;
}

SlaveAnswer never_ending() {
    constexpr std::uint64_t boundless = std::numeric_limits<std::uint64_t>::max() / 4;
    SlaveAnswer answer = answer_with_bytes(200, "text/xml", Content::generated(boundless, 1));
    answer.endless = true;
    return answer;
}

} // namespace

SlaveAnswer answer_with(const Reply& reply) {
    return answer_with_bytes(200, "text/xml", Content{render_reply(reply)});
}

SlaveAnswer answer_with_page(unsigned int status, std::string text) {
    return answer_with_bytes(status, "text/html", Content{std::move(text)});
}

SlaveAnswer answer_with_file(const Content& content, const std::string& range) {
    SlaveAnswer answer = answer_with_bytes(200, "application/octet-stream", content);
    answer.headers.emplace_back("Accept-Ranges", "bytes");
    const auto span = span_of(range, content.size());
    if (!span) {
        return answer;
    }
    if (span->first >= content.size() || span->last < span->first) {
        answer = answer_with_page(416, "");
        answer.headers.emplace_back("Content-Range", fmt::format("bytes */{}", content.size()));
        return answer;
    }
    const std::uint64_t last = std::min(span->last, content.size() - 1);
    answer.status = 206;
    answer.offset = span->first;
    answer.length = last - span->first + 1;
    answer.headers.emplace_back("Content-Range",
                                fmt::format("bytes {}-{}/{}", span->first, last, content.size()));
    return answer;
}

bool replaces_answer(Misbehaviour::Kind kind) {
    switch (kind) {
    case Misbehaviour::Kind::none:
    case Misbehaviour::Kind::oversize:
    case Misbehaviour::Kind::drip:
    case Misbehaviour::Kind::cut_short:
    case Misbehaviour::Kind::reset:
    case Misbehaviour::Kind::halt:
    case Misbehaviour::Kind::wrong_bytes:
        return false;
    case Misbehaviour::Kind::close:
    case Misbehaviour::Kind::silent:
    case Misbehaviour::Kind::http_status:
    case Misbehaviour::Kind::redirect:
    case Misbehaviour::Kind::raw_body:
    case Misbehaviour::Kind::raw_http:
    case Misbehaviour::Kind::endless:
    case Misbehaviour::Kind::endless_headers:
    case Misbehaviour::Kind::fault:
        return true;
    }
    return false;
}

SlaveAnswer spoil(SlaveAnswer right, const Misbehaviour& misbehaviour) {
    switch (misbehaviour.kind) {
    case Misbehaviour::Kind::none:
        return right;
    case Misbehaviour::Kind::close:
    case Misbehaviour::Kind::silent:
        right.manner = SlaveAnswer::Manner::close;
        return right;
    case Misbehaviour::Kind::http_status:
        return answer_with_page(static_cast<unsigned int>(misbehaviour.code), misbehaviour.text);
    case Misbehaviour::Kind::redirect:
        right = answer_with_page(302, "Elsewhere.\n");
        right.headers.emplace_back("Location", misbehaviour.text);
        return right;
    case Misbehaviour::Kind::oversize:
        return padded(std::move(right), misbehaviour.bytes);
    case Misbehaviour::Kind::raw_body:
        return answer_with_bytes(200, "text/xml", Content{misbehaviour.text});
    case Misbehaviour::Kind::raw_http:
        right = answer_with_bytes(200, "", Content{misbehaviour.text});
        right.manner = SlaveAnswer::Manner::raw_http;
        return right;
    case Misbehaviour::Kind::drip:
        right.pace = misbehaviour.pace;
        return right;
    case Misbehaviour::Kind::cut_short:
        right.cut_after = misbehaviour.bytes;
        return right;
    case Misbehaviour::Kind::reset:
        if (misbehaviour.bytes == 0) {
            right.manner = SlaveAnswer::Manner::reset;
        }
        right.reset_after = misbehaviour.bytes;
        return right;
    case Misbehaviour::Kind::halt:
        right.halt_after = misbehaviour.bytes;
        return right;
    case Misbehaviour::Kind::wrong_bytes:
        right.wrong_bytes = true;
        return right;
    case Misbehaviour::Kind::endless:
        return never_ending();
    case Misbehaviour::Kind::endless_headers:
        right.manner = SlaveAnswer::Manner::endless_headers;
        if (misbehaviour.pace.count() > 0) {
            right.pace = misbehaviour.pace;
        }
        return right;
    case Misbehaviour::Kind::fault:
        return answer_with(Fault{misbehaviour.code, misbehaviour.text});
    }
    return right;
}

} // namespace buildd::test
