#include "support/slave_misbehaviour.hpp"

#include "support/slave_codec.hpp"

#include <utility>

namespace buildd::test {

namespace {

Misbehaviour of(Misbehaviour::Kind kind) {
    Misbehaviour misbehaviour;
    misbehaviour.kind = kind;
    return misbehaviour;
}

Misbehaviour of(Misbehaviour::Kind kind, int code, std::string text) {
    Misbehaviour misbehaviour = of(kind);
    misbehaviour.code = code;
    misbehaviour.text = std::move(text);
    return misbehaviour;
}

Misbehaviour of(Misbehaviour::Kind kind, std::uint64_t bytes) {
    Misbehaviour misbehaviour = of(kind);
    misbehaviour.bytes = bytes;
    return misbehaviour;
}

} // namespace

Misbehaviour Misbehaviour::only(int requests) const {
    Misbehaviour copy = *this;
    copy.times = requests;
    return copy;
}

Misbehaviour Misbehaviour::with_effect() const {
    Misbehaviour copy = *this;
    copy.takes_effect = true;
    return copy;
}

Misbehaviour Misbehaviour::sparing(int requests) const {
    Misbehaviour copy = *this;
    copy.spared = requests;
    return copy;
}

Misbehaviour Misbehaviour::after(std::chrono::milliseconds wait) const {
    Misbehaviour copy = *this;
    copy.delay = wait;
    return copy;
}

Misbehaviour delayed(std::chrono::milliseconds delay) {
    return of(Misbehaviour::Kind::none).after(delay);
}

Misbehaviour closing() {
    return of(Misbehaviour::Kind::close);
}

Misbehaviour silent() {
    return of(Misbehaviour::Kind::silent);
}

Misbehaviour http_status(int status) {
    return of(Misbehaviour::Kind::http_status, status, "This page is an error.\n");
}

Misbehaviour redirecting(std::string url) {
    return of(Misbehaviour::Kind::redirect, 302, std::move(url));
}

Misbehaviour oversize(std::uint64_t bytes) {
    return of(Misbehaviour::Kind::oversize, bytes);
}

Misbehaviour raw_body(std::string body) {
    return of(Misbehaviour::Kind::raw_body, 200, std::move(body));
}

Misbehaviour answering(const Reply& reply) {
    return raw_body(render_reply(reply));
}

Misbehaviour raw_http(std::string bytes) {
    return of(Misbehaviour::Kind::raw_http, 0, std::move(bytes));
}

Misbehaviour dripping(std::chrono::milliseconds pace) {
    Misbehaviour misbehaviour = of(Misbehaviour::Kind::drip);
    misbehaviour.pace = pace;
    return misbehaviour;
}

Misbehaviour cut_short(std::uint64_t bytes) {
    return of(Misbehaviour::Kind::cut_short, bytes);
}

Misbehaviour resetting(std::uint64_t bytes) {
    return of(Misbehaviour::Kind::reset, bytes);
}

Misbehaviour halting(std::uint64_t bytes) {
    return of(Misbehaviour::Kind::halt, bytes);
}

Misbehaviour meeting(std::shared_ptr<Meeting> with) {
    Misbehaviour misbehaviour = of(Misbehaviour::Kind::none);
    misbehaviour.meeting = std::move(with);
    return misbehaviour;
}

Misbehaviour wrong_bytes() {
    return of(Misbehaviour::Kind::wrong_bytes);
}

Misbehaviour endless() {
    return of(Misbehaviour::Kind::endless);
}

Misbehaviour endless_headers(std::chrono::milliseconds pace) {
    Misbehaviour misbehaviour = of(Misbehaviour::Kind::endless_headers);
    misbehaviour.pace = pace;
    return misbehaviour;
}

Misbehaviour faulting(int code, std::string text) {
    return of(Misbehaviour::Kind::fault, code, std::move(text));
}

} // namespace buildd::test
