#include "database/connection_string.hpp"

#include "base/error.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <array>
#include <iterator>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

namespace buildd {

namespace {

using Setting = std::pair<std::string_view, std::string_view>;

/// Of the server's session.
constexpr std::array session_settings{
    Setting{"TimeZone", "UTC"},
    Setting{"DateStyle", "ISO"},
    Setting{"search_path", "public"},
    Setting{"default_transaction_isolation", "read committed"},
    Setting{"synchronous_commit", "on"},
    Setting{"lock_timeout", "1s"},
    Setting{"statement_timeout", "30s"},
    Setting{"idle_in_transaction_session_timeout", "60s"},
    Setting{"jit", "off"},
    Setting{"join_collapse_limit", "1"},
    Setting{"tcp_keepalives_idle", "15"},
    Setting{"tcp_keepalives_interval", "5"},
    Setting{"tcp_keepalives_count", "3"},
    Setting{"tcp_user_timeout", "30000"},
};

/// Of libpq's end.
constexpr std::array client_settings{
    Setting{"client_encoding", "UTF8"}, Setting{"connect_timeout", "10"},
    Setting{"keepalives_idle", "15"},   Setting{"keepalives_interval", "5"},
    Setting{"keepalives_count", "3"},   Setting{"tcp_user_timeout", "30000"},
};

std::string escaped(std::string_view value, std::string_view special) {
    std::string text;
    for (const char character : value) {
        if (special.find(character) != std::string_view::npos) {
            text += '\\';
        }
        text += character;
    }
    return text;
}

std::string session_options() {
    std::string options;
    for (const auto& [name, value] : session_settings) {
        options += fmt::format(" -c {}={}", name, escaped(value, "\\ "));
    }
    return options;
}

/// libpq's complaint about a connection string. It quotes what it could not read, and a password may be a
/// part of that.
std::string complaint_about(const std::string& database, std::string_view words) {
    words = words.substr(0, words.find('\n'));
    const bool may_hold_password =
        database.find("pass") != std::string::npos || database.find("://") != std::string::npos;
    const auto quote = words.find('"');
    if (!may_hold_password || quote == std::string_view::npos) {
        return std::string(words);
    }
    return fmt::format("{}***{}", words.substr(0, quote), words.substr(words.rfind('"') + 1));
}

using Options = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

std::map<std::string, std::string> parsed(const std::string& database) {
    char* complaint = nullptr;
    const Options options(PQconninfoParse(database.c_str(), &complaint), &PQconninfoFree);
    const std::unique_ptr<char, decltype(&PQfreemem)> owned(complaint, &PQfreemem);
    if (!options) {
        const std::string_view words = complaint == nullptr ? "out of memory" : complaint;
        throw DatabaseUnavailable(fmt::format("database: {}", complaint_about(database, words)));
    }
    std::map<std::string, std::string> settings;
    // A list of options ends with one that has no keyword.
    for (const PQconninfoOption* option = options.get(); option->keyword != nullptr;
         std::advance(option, 1)) {
        if (option->val != nullptr) {
            settings[option->keyword] = option->val;
        }
    }
    return settings;
}

std::string to_text(const std::map<std::string, std::string>& settings) {
    std::string text;
    for (const auto& [name, value] : settings) {
        text += fmt::format("{}='{}' ", name, escaped(value, "\\'"));
    }
    return text;
}

} // namespace

std::string application_name(SessionKind kind) {
    switch (kind) {
    case SessionKind::scan:
        return "buildd-scan";
    case SessionKind::builder:
        return "buildd-scan-builder";
    case SessionKind::dry_run:
        return "buildd-scan-dry-run";
    case SessionKind::farm:
        return "buildd-farm";
    }
    return {};
}

std::string connection_string(const std::string& database, SessionKind kind) {
    std::map<std::string, std::string> settings = parsed(database);
    settings["options"] += session_options();
    settings["application_name"] = application_name(kind);
    for (const auto& [name, value] : client_settings) {
        settings[std::string(name)] = value;
    }
    return to_text(settings);
}

std::string without_scanner(const std::string& database) {
    auto settings = parsed(database);
    const auto user = settings.find("user");
    if (user == settings.end() || user->second != "fiera") {
        return database;
    }
    settings.erase(user);
    settings.erase("password");
    return to_text(settings);
}

bool holds_password(const std::string& database) {
    const auto settings = parsed(database);
    return settings.contains("password") || settings.contains("sslpassword");
}

} // namespace buildd
