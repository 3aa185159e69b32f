#include "operate/own_farm.hpp"

#include <fmt/format.h>

#include <fstream>
#include <pqxx/pqxx>
#include <sstream>
#include <stdexcept>

namespace buildd::test {
namespace {

std::string new_database(PostgresServer& server) {
    static int count = 0;
    auto name = fmt::format("own_{}", ++count);
    server.create_database(name);
    return name;
}

std::string content_of(const std::filesystem::path& file) {
    std::stringstream content;
    content << std::ifstream(file, std::ios::binary).rdbuf();
    return content.str();
}

} // namespace

OwnFarm::OwnFarm() : server_(shared_server()), database_(new_database(server_)) {
    configure(fmt::format("database = \"{}\"", server_.connection_string(database_)));
    configure(fmt::format("root = {}", root().string()));
    configure("min-free-space = 0");
    configure(fmt::format("mail-via = dir:{}", (folder() / "mail").string()));
}

void OwnFarm::configure(const std::string& line) const {
    std::ofstream(configuration(), std::ios::app) << line << '\n';
}

Ended OwnFarm::farm(const std::vector<std::string>& words) const {
    std::vector<std::string> all{"--config", configuration()};
    all.insert(all.end(), words.begin(), words.end());
    return ProgramRun(BUILDD_FARM, all, {"PGUSER=owner"}).wait();
}

std::string OwnFarm::done(const std::vector<std::string>& words) const {
    const auto ended = farm(words);
    if (ended.status != 0) {
        throw std::runtime_error(fmt::format("{}: {}", fmt::join(words, " "), ended.errors));
    }
    return ended.output;
}

void OwnFarm::found() const {
    done({"init"});
    done({"add-series", "ubuntu", "hoary", "i386", "amd64"});
}

Ended OwnFarm::scan(const std::vector<std::string>& words) const {
    std::vector<std::string> all{"--config", configuration()};
    all.insert(all.end(), words.begin(), words.end());
    return run_program(all);
}

void OwnFarm::sql(const std::string& statement) const {
    pqxx::connection connection(server_.owner_connection_string(database_));
    pqxx::work work(connection);
    work.exec(statement);
    work.commit();
}

std::string OwnFarm::rows(const std::string& query) const {
    pqxx::connection connection(server_.owner_connection_string(database_));
    std::string text;
    for (const auto& row : pqxx::nontransaction(connection).exec(query)) {
        text += text.empty() ? "" : "\n";
        for (const auto& field : row) {
            text += (field.num() == 0 ? "" : "|") + std::string(field.is_null() ? "NULL" : field.c_str());
        }
    }
    return text;
}

std::string OwnFarm::dump() const {
    return server_.dump(database_);
}

std::map<std::string, std::string> OwnFarm::files() const {
    std::map<std::string, std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder())) {
        found[entry.path()] = entry.is_regular_file() ? content_of(entry.path()) : "";
    }
    return found;
}

std::string OwnFarm::refusal(const std::vector<std::string>& words) const {
    const auto rows_before = dump();
    const auto files_before = files();
    const auto ended = farm(words);
    if (ended.status != 1 || !ended.output.empty()) {
        return fmt::format("exit {}: {}{}", ended.status, ended.output, ended.errors);
    }
    if (dump() != rows_before || files() != files_before) {
        return "something was changed: " + ended.errors;
    }
    constexpr std::string_view level = " ERROR ";
    const auto begin = ended.errors.find(level);
    if (begin == std::string::npos || ended.errors.find('\n') + 1 != ended.errors.size()) {
        return "not one error line: " + ended.errors;
    }
    return ended.errors.substr(begin + level.size());
}

std::string OwnFarm::write(const std::string& name, const std::string& content) const {
    const auto path = folder() / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
    return path;
}

} // namespace buildd::test
