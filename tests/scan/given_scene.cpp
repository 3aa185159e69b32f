#include "scan/given_scene.hpp"

#include "support/secrets.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

namespace buildd::test {

namespace {

const std::string chroot_sha1 = "378b3498ead213d35a82033a6e9196014a5ef25c";

RecordedCall call(const std::string& method, std::vector<Value> parameters) {
    RecordedCall recorded;
    recorded.method = method;
    recorded.parameters = std::move(parameters);
    return recorded;
}

Value arguments_of(const ExpectedStart& start) {
    Value::List archives(start.lines.begin(), start.lines.end());
    return Value::record({{"arch_indep", Value::boolean(true)},
                          {"arch_tag", "i386"},
                          {"archive_private", Value::boolean(start.archive_private)},
                          {"archive_purpose", start.purpose},
                          {"archives", Value::list(std::move(archives))},
                          {"build_debug_symbols", Value::boolean(false)},
                          {"build_url", "http://localhost/" + start.page},
                          {"builder_constraints", Value::list({})},
                          {"fast_cleanup", Value::boolean(false)},
                          {"image_type", "chroot"},
                          {"ogrecomponent", start.component},
                          {"series", "hoary"},
                          {"suite", start.suite},
                          {"trusted_keys", Value::list({})}});
}

} // namespace

GivenScene::GivenScene(Generation generation)
    : bob(farm.slave_for("bob", generation)), request(farm.request()) {
    farm.sql("UPDATE buildqueue SET builder = NULL WHERE id = 1; "
             "UPDATE job SET status = 0, date_started = NULL WHERE id = 1; "
             "UPDATE buildfarmjob SET status = 0 WHERE id = 8");
    auto& settings = request.settings;
    settings.ppa_url = "http://ppa.launchpad.dev";
    settings.private_ppa_url = "http://private-ppa.launchpad.dev";
    settings.librarian_url = "http://localhost:58000/";
    settings.librarian_restricted_url = "http://localhost:58005/";
}

void GivenScene::build_in(int archive) const {
    farm.sql(fmt::format("UPDATE packagebuild SET archive = {} WHERE id = (SELECT package_build FROM "
                         "binarypackagebuild WHERE id = {})",
                         archive, build));
}

void GivenScene::build_in_frozen(int pocket) const {
    farm.sql(fmt::format("UPDATE distroseries SET releasestatus = 3 WHERE name = 'hoary'; "
                         "UPDATE packagebuild SET pocket = {} WHERE id = (SELECT package_build FROM "
                         "binarypackagebuild WHERE id = {})",
                         pocket, build));
}

void GivenScene::publish_binary(int archive, int status, int architecture) const {
    farm.sql(
        fmt::format("INSERT INTO binarypackagepublishinghistory (binarypackagerelease, distroarchseries, "
                    "archive, status, component, section, priority, datecreated) "
                    "VALUES (1, {}, {}, {}, 1, 1, 10, '2005-06-14 12:00:00')",
                    architecture, archive, status));
}

void GivenScene::depend(int archive, int dependency, int pocket, const std::string& component) const {
    farm.sql(
        fmt::format("INSERT INTO archivedependency (archive, dependency, pocket, component) VALUES ({}, {}, "
                    "{}, (SELECT id FROM component WHERE name = '{}'))",
                    archive, dependency, pocket, component));
}

void GivenScene::use_externals(int archive, const std::string& lines) const {
    farm.sql(fmt::format("UPDATE archive SET external_dependencies = '{}' WHERE id = {}", lines, archive));
}

int GivenScene::add_private_ppa(int owner, const std::string& name) const {
    const auto id = std::stoi(farm.value(fmt::format(
        "INSERT INTO archive (owner, distribution, name, displayname, purpose, private, "
        "buildd_secret, require_virtualized) VALUES ({0}, 1, '{1}', '{1}', 2, true, '{2}', false) "
        "RETURNING id",
        owner, name, sample_secret)));
    publish_binary(id);
    return id;
}

void GivenScene::make_bob_virtual() {
    farm.sql("UPDATE builder SET virtualized = true, vm_host = 'localhost.ppa' WHERE name = 'bob'");
    const auto script = farm.root() / "resume";
    std::ofstream(script) << "test -e called && late=' too late'\necho \"$*$late\" >>resumed\n";
    request.settings.vm_resume_command =
        fmt::format("env -C {} sh {} echo %(vm_host)s", farm.root().string(), script.string());
    farm.slaves().set_listener([called = farm.root() / "called"](const std::string&, const RecordedCall&) {
        std::ofstream{called};
    });
}

std::vector<std::string> GivenScene::resumed() const {
    std::ifstream file(farm.root() / "resumed");
    std::vector<std::string> all;
    for (std::string line; std::getline(file, line);) {
        all.push_back(line);
    }
    return all;
}

int GivenScene::build_foo_in_partner() {
    const auto alias = std::stoi(farm.value(
        "WITH n AS (INSERT INTO sourcepackagename (name) VALUES ('foo') RETURNING id), "
        "r AS (INSERT INTO sourcepackagerelease (sourcepackagename, version, component, section, creator, "
        "maintainer, upload_archive, upload_distroseries, urgency, format, architecturehintlist, dsc_format) "
        "SELECT id, '666', 5, 1, 1, 1, 12, 3, 1, 1, 'any', '1.0' FROM n RETURNING id), "
        "c AS (INSERT INTO libraryfilecontent (filesize, sha1, md5) VALUES (666, repeat('6', 40), "
        "repeat('6', 32)) RETURNING id), "
        "l AS (INSERT INTO libraryfilealias (content, filename, mimetype) SELECT id, 'foo_666.dsc', "
        "'text/plain' FROM c RETURNING id), "
        "x AS (INSERT INTO sourcepackagereleasefile (sourcepackagerelease, libraryfile, filetype) "
        "SELECT r.id, l.id, 3 FROM r, l), "
        "h AS (INSERT INTO sourcepackagepublishinghistory (sourcepackagerelease, distroseries, archive, "
        "status, component, section, datecreated) SELECT id, 3, 12, 2, 5, 1, '2005-06-14 12:00:00' FROM r) "
        "SELECT id FROM l"));
    build = farm.new_build();
    farm.sql(fmt::format("UPDATE binarypackagebuild SET source_package_release = (SELECT max(id) FROM "
                         "sourcepackagerelease) WHERE id = {}",
                         build));
    build_in(12);
    queue = farm.queue(build);
    return alias;
}

GivenStart GivenScene::start() {
    return farm.start({{queue}, {1}}, request);
}

std::vector<std::string> calls_of(const ExpectedStart& start) {
    const auto& source = start.source;
    std::vector<std::string> calls;
    if (start.virtualized) {
        calls.emplace_back("status");
    }
    calls.push_back(
        call("ensurepresent", {chroot_sha1, "http://localhost:58000/1/netapplet-1.0.0.tar.gz", "", ""})
            .line());
    calls.push_back(call("ensurepresent", {source.sha1, source.url, source.user, source.password}).line());
    calls.emplace_back("status");
    calls.push_back(call("build", {start.cookie, "binarypackage", chroot_sha1,
                                   Value::record({{source.name, source.sha1}}), arguments_of(start)})
                        .line());
    return calls;
}

std::vector<std::string> before_f3(std::vector<std::string> lines) {
    for (const auto* suite : {"hoary", "hoary-security", "hoary-updates"}) {
        lines.push_back(fmt::format("{} {} {}", f, suite, m));
    }
    return lines;
}

} // namespace buildd::test
