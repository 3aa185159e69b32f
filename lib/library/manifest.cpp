#include "library/manifest.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <stdexcept>

namespace buildd {
namespace {

using Json = nlohmann::ordered_json;

constexpr int version = 1;

std::string name_of(Destination destination) {
    switch (destination) {
    case Destination::incoming:
        return "incoming";
    case Destination::failed:
        return "failed";
    }
    return {};
}

/// Names are joined to open folders: one with a slash would reach outside of them.
std::string plain_name(const Json& value, const char* key) {
    auto name = value.get<std::string>();
    if (name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos ||
        name.find('\0') != std::string::npos) {
        throw std::invalid_argument(fmt::format("{} is no plain name", key));
    }
    return name;
}

Destination parse_destination(const std::string& name) {
    for (const auto destination : {Destination::incoming, Destination::failed}) {
        if (name == name_of(destination)) {
            return destination;
        }
    }
    throw std::invalid_argument("unknown destination");
}

Json to_json(const ManifestBuild& build) {
    Json object{{"build", build.build.value}};
    if (build.leaf) {
        object["leaf"] = build.leaf->name;
        object["destination"] = name_of(build.leaf->destination);
    }
    if (build.partial_log) {
        object["partial log"] = *build.partial_log;
    }
    if (!build.mails.empty()) {
        object["mails"] = build.mails;
    }
    return object;
}

ManifestBuild parse_build(const Json& object) {
    ManifestBuild build;
    build.build = {object.at("build").get<int>()};
    if (object.contains("leaf")) {
        build.leaf = {plain_name(object.at("leaf"), "leaf"),
                      parse_destination(object.at("destination").get<std::string>())};
    }
    if (object.contains("partial log")) {
        build.partial_log = plain_name(object.at("partial log"), "partial log");
    }
    if (object.contains("mails")) {
        for (const auto& mail : object.at("mails")) {
            build.mails.push_back(plain_name(mail, "mail"));
        }
    }
    return build;
}

Json to_json(const ManifestFile& file) {
    Json object{{"build", file.build.value}, {"content", file.content.value}, {"alias", file.alias.value}};
    if (!file.library.empty()) {
        object["library"] = file.library;
        object["incoming"] = file.incoming_name;
    }
    if (file.identity) {
        object["device"] = file.identity->device;
        object["inode"] = file.identity->inode;
    }
    return object;
}

ManifestFile parse_file(const Json& object) {
    ManifestFile file;
    file.build = {object.at("build").get<int>()};
    file.content = {object.at("content").get<int>()};
    file.alias = {object.at("alias").get<int>()};
    if (object.contains("library")) {
        file.library = object.at("library").get<std::string>();
        file.incoming_name = plain_name(object.at("incoming"), "incoming");
    }
    if (object.contains("device")) {
        file.identity = {object.at("device").get<std::uint64_t>(), object.at("inode").get<std::uint64_t>()};
    }
    return file;
}

Manifest parse(const Json& document) {
    if (document.at("version").get<int>() != version) {
        throw std::invalid_argument("unknown version");
    }
    Manifest manifest;
    for (const auto& build : document.at("builds")) {
        manifest.builds.push_back(parse_build(build));
    }
    for (const auto& file : document.at("library files")) {
        manifest.files.push_back(parse_file(file));
    }
    for (const auto& build : document.at("struck")) {
        manifest.struck.push_back({build.get<int>()});
    }
    if (document.contains("transaction")) {
        manifest.mark = {document.at("transaction").get<std::string>(),
                         document.at("cluster").get<std::string>()};
    }
    return manifest;
}

} // namespace

std::string to_text(const Manifest& manifest) {
    Json document{{"version", version},
                  {"builds", Json::array()},
                  {"library files", Json::array()},
                  {"struck", Json::array()}};
    for (const auto& build : manifest.builds) {
        document["builds"].push_back(to_json(build));
    }
    for (const auto& file : manifest.files) {
        document["library files"].push_back(to_json(file));
    }
    for (const auto build : manifest.struck) {
        document["struck"].push_back(build.value);
    }
    if (manifest.mark) {
        document["transaction"] = manifest.mark->transaction;
        document["cluster"] = manifest.mark->cluster;
    }
    return document.dump(1) + '\n';
}

Result<Manifest> parse_manifest(std::string_view text) {
    try {
        return parse(Json::parse(text));
    } catch (
        const std::exception& error) { // the parser's, the accessors' and our own: all mean the same here
        return Failure{Cause::ours, fmt::format("damaged manifest: {}", error.what())};
    }
}

} // namespace buildd
