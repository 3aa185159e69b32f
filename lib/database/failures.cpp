#include "database/failures.hpp"

#include "base/error.hpp"
#include "database/connection.hpp"

#include <fmt/format.h>

#include <pqxx/except>
#include <string>
#include <string_view>
#include <typeinfo>

namespace buildd {

namespace {

/// The first line of a server's message, without its `ERROR:  `.
std::string_view headline(std::string_view message) {
    message = message.substr(0, message.find('\n'));
    for (const std::string_view severity : {"ERROR:  ", "FATAL:  "}) {
        if (message.substr(0, severity.size()) == severity) {
            message.remove_prefix(severity.size());
        }
    }
    return message;
}

/// libpqxx 6 leaves the SQLSTATE out of some of the exceptions that stand for one.
std::string state_of(const pqxx::sql_error& error) {
    if (dynamic_cast<const pqxx::insufficient_privilege*>(&error) != nullptr) {
        return "42501";
    }
    if (dynamic_cast<const pqxx::out_of_memory*>(&error) != nullptr) {
        return "53200";
    }
    return error.sqlstate();
}

[[noreturn]] void throw_refusal(const pqxx::sql_error& error) {
    const std::string state = state_of(error);
    const std::string message = fmt::format("database: {}", headline(error.what()));
    if (state == "42P01" || state == "42703" || state == "42501") {
        throw DatabaseUnavailable(message);
    }
    if (state == "55P03") {
        throw LockTimeout(message);
    }
    if (state == "53200") {
        throw PassFailed(message +
                         "; raise max_locks_per_transaction on the server (each builder takes a lock)");
    }
    throw PassFailed(message);
}

/// Whether the server itself refused, as opposed to ending (class 57P) before its answer was complete.
bool is_refusal(const pqxx::sql_error& error) {
    const bool known = typeid(error) != typeid(pqxx::sql_error) || !error.sqlstate().empty();
    return known && error.sqlstate().compare(0, 3, "57P") != 0;
}

} // namespace

void rethrow_as_ours(bool open) {
    try {
        throw;
    } catch (const pqxx::sql_error& error) {
        if (open) {
            throw_refusal(error);
        }
        throw PassFailed(fmt::format("database: connection lost: {}", headline(error.what())));
    } catch (const pqxx::failure& error) {
        throw PassFailed(
            fmt::format("database: {}{}", open ? "" : "connection lost: ", headline(error.what())));
    }
}

void rethrow_as_ours_after_commit(bool open) {
    constexpr std::string_view in_doubt =
        "database: the answer to COMMIT was lost, the next pass finds out whether it happened{}{}";
    try {
        throw;
    } catch (const pqxx::in_doubt_error&) { // whose words send a person to look by hand
        throw CommitInDoubt(fmt::format(in_doubt, "", ""));
    } catch (const pqxx::sql_error& error) {
        if (open && is_refusal(error)) {
            throw_refusal(error);
        }
        throw CommitInDoubt(fmt::format(in_doubt, ": ", headline(error.what())));
    } catch (const pqxx::failure& error) {
        throw CommitInDoubt(fmt::format(in_doubt, ": ", headline(error.what())));
    }
}

} // namespace buildd
