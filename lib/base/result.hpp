#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace buildd {

/// Why the world said no, as far as anybody's blame depends on it (spec: 1.2, 1.5, 3.3).
enum class Cause {
    theirs,   ///< the other side's: refused, silent, wrong, or a limit of its own passed
    deadline, ///< cut by the pass's deadline, or never begun because of it: counts nothing
    ours,     ///< this host's: no space, write error, library not to be reached
    limit,    ///< more bytes than a configured limit allows
};

/// A "no" of the world, as a value. The message names what was asked, what came and which limit applied; who
/// was asked is added by whoever reports it.
struct Failure {
    Cause cause = Cause::theirs;
    std::string message;

    bool operator==(const Failure&) const = default;
};

/// Either a value or the Failure that stands in its place. Asking for the side that is not there is a bug.
template <typename Value>
class [[nodiscard]] Result {
  public:
    Result(Value value)
        : content_(std::in_place_index<0>, std::move(value)) {} // NOLINT(google-explicit-constructor)
    Result(Failure failure)
        : content_(std::in_place_index<1>, std::move(failure)) {} // NOLINT(google-explicit-constructor)

    [[nodiscard]] bool ok() const { return content_.index() == 0; }
    explicit operator bool() const { return ok(); }

    [[nodiscard]] const Value& value() const& {
        assert(ok());
        return *std::get_if<0>(&content_);
    }
    [[nodiscard]] Value& value() & {
        assert(ok());
        return *std::get_if<0>(&content_);
    }
    [[nodiscard]] Value&& value() && {
        assert(ok());
        return std::move(*std::get_if<0>(&content_));
    }
    [[nodiscard]] const Failure& failure() const {
        assert(!ok());
        return *std::get_if<1>(&content_);
    }

    const Value* operator->() const { return &value(); }
    const Value& operator*() const { return value(); }

    bool operator==(const Result&) const = default;

  private:
    std::variant<Value, Failure> content_;
};

/// The value of a call that only succeeds or fails.
struct Done {
    bool operator==(const Done&) const = default;
};

} // namespace buildd
