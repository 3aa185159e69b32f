#include "slave/status_codec.hpp"

#include "slave/log_tail.hpp"
#include "slave/reply_codec.hpp"

#include <array>
#include <optional>
#include <utility>

namespace buildd {
namespace {

using xmlrpc_c::value;

/// The parts of a status, of either generation; a part that was not sent is absent.
struct Parts {
    std::optional<value> state;
    std::optional<value> outcome;
    std::optional<value> cookie;
    std::optional<value> log_tail;
    std::optional<value> files;
    std::optional<value> dependencies;
};

template <typename Meaning, std::size_t count>
Meaning meaning_of(std::string_view name,
                   const std::array<std::pair<std::string_view, Meaning>, count>& table, Meaning other) {
    for (const auto& [known, meaning] : table) {
        if (known == name) {
            return meaning;
        }
    }
    return other;
}

SlaveState state_of(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, SlaveState>, 5> table{{
        {"BuilderStatus.IDLE", SlaveState::idle},
        {"BuilderStatus.BUILDING", SlaveState::building},
        {"BuilderStatus.WAITING", SlaveState::waiting},
        {"BuilderStatus.ABORTING", SlaveState::aborting},
        {"BuilderStatus.ABORTED", SlaveState::aborted},
    }};
    return meaning_of(name, table, SlaveState::other);
}

Outcome outcome_of(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, Outcome>, 7> table{{
        {"BuildStatus.OK", Outcome::ok},
        {"BuildStatus.PACKAGEFAIL", Outcome::package_fail},
        {"BuildStatus.DEPFAIL", Outcome::dependency_fail},
        {"BuildStatus.CHROOTFAIL", Outcome::chroot_fail},
        {"BuildStatus.BUILDERFAIL", Outcome::builder_fail},
        {"BuildStatus.GIVENBACK", Outcome::given_back},
        {"BuildStatus.ABORTED", Outcome::aborted},
    }};
    return meaning_of(name, table, Outcome::other);
}

std::optional<value> item(const xmlrpc_c::carray& items, std::size_t position) {
    return position < items.size() ? std::optional(items[position]) : std::nullopt;
}

/// The answer of 2010, whose cookie has moved by one in WAITING (spec: 2.5).
Parts parts_of_array(const value& answer) {
    const auto items = xmlrpc_c::value_array(answer).cvalue();
    Parts parts;
    parts.state = item(items, 0);
    if (parts.state && text_of(*parts.state) == "BuilderStatus.WAITING") {
        parts.outcome = item(items, 1);
        parts.cookie = item(items, 2);
        parts.files = item(items, 3);
        parts.dependencies = item(items, 4);
    } else {
        parts.cookie = item(items, 1);
        parts.log_tail = item(items, 2);
    }
    return parts;
}

std::optional<value> member(const xmlrpc_c::cstruct& members, const char* key) {
    const auto found = members.find(key);
    return found != members.end() ? std::optional(found->second) : std::nullopt;
}

Parts parts_of_struct(const value& answer) {
    const auto members = xmlrpc_c::value_struct(answer).cvalue();
    return {member(members, "builder_status"), member(members, "build_status"),
            member(members, "build_id"),       member(members, "logtail"),
            member(members, "filemap"),        member(members, "dependencies")};
}

std::optional<std::string> text_of_part(const std::optional<value>& part) {
    return part ? text_of(*part) : std::nullopt;
}

std::optional<Failure> read_log_tail(const std::optional<value>& part, SlaveStatus& status) {
    if (!part || part->type() == value::TYPE_NIL) {
        return std::nullopt;
    }
    if (part->type() != value::TYPE_BYTESTRING) {
        return unreadable("a log tail that is not base64");
    }
    const auto bytes = xmlrpc_c::value_bytestring(*part).cvalue();
    status.log_tail = decode_log_tail(std::string(bytes.begin(), bytes.end()));
    return std::nullopt;
}

std::optional<Failure> read_files(const std::optional<value>& part, SlaveStatus& status) {
    if (!part) {
        return status.outcome == Outcome::ok ? std::optional(unreadable("OK without a filemap"))
                                             : std::nullopt;
    }
    if (part->type() != value::TYPE_STRUCT) {
        return unreadable("a filemap that is no struct");
    }
    for (const auto& [name, hash] : xmlrpc_c::value_struct(*part).cvalue()) {
        auto text = text_of(hash);
        if (!text) {
            return unreadable("a filemap that is not of strings");
        }
        status.files[name] = std::move(*text);
    }
    return std::nullopt;
}

std::optional<Failure> read_waiting(const Parts& parts, SlaveStatus& status) {
    auto name = text_of_part(parts.outcome);
    if (!name) {
        return unreadable("no outcome");
    }
    status.outcome_name = std::move(*name);
    status.outcome = outcome_of(status.outcome_name);
    switch (status.outcome) {
    case Outcome::ok:
    case Outcome::package_fail:
    case Outcome::dependency_fail:
        status.dependencies = text_of_part(parts.dependencies);
        return read_files(parts.files, status);
    case Outcome::chroot_fail:
    case Outcome::builder_fail:
    case Outcome::given_back:
    case Outcome::aborted:
    case Outcome::other:
        return std::nullopt;
    }
    return std::nullopt;
}

std::optional<Failure> read_parts(const Parts& parts, SlaveStatus& status) {
    auto name = text_of_part(parts.state);
    if (!name) {
        return unreadable("no state");
    }
    status.state_name = std::move(*name);
    status.state = state_of(status.state_name);
    if (status.state == SlaveState::idle || status.state == SlaveState::other) {
        return std::nullopt;
    }
    auto cookie = text_of_part(parts.cookie);
    if (!cookie) {
        return unreadable("no cookie");
    }
    status.cookie = std::move(*cookie);
    if (status.state == SlaveState::waiting) {
        return read_waiting(parts, status);
    }
    return status.state == SlaveState::building ? read_log_tail(parts.log_tail, status) : std::nullopt;
}

} // namespace

Result<SlaveStatus> decode_status(std::string_view reply) {
    SlaveStatus status;
    auto failure = with_reply(reply, [&status](const value& answer) -> std::optional<Failure> {
        switch (answer.type()) {
        case value::TYPE_ARRAY:
            return read_parts(parts_of_array(answer), status);
        case value::TYPE_STRUCT:
            return read_parts(parts_of_struct(answer), status);
        case value::TYPE_INT:
        case value::TYPE_BOOLEAN:
        case value::TYPE_DOUBLE:
        case value::TYPE_DATETIME:
        case value::TYPE_STRING:
        case value::TYPE_BYTESTRING:
        case value::TYPE_C_PTR:
        case value::TYPE_NIL:
        case value::TYPE_I8:
        case value::TYPE_DEAD:
            break;
        }
        return unreadable("neither array nor struct");
    });
    if (failure) {
        return std::move(*failure);
    }
    return status;
}

} // namespace buildd
