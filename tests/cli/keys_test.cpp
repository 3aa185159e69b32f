#include "base/error.hpp"
#include "cli/command_line.hpp"
#include "keys.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <functional>

namespace {

using namespace buildd;
using namespace buildd::test;
using Catch::Contains;
using Words = std::vector<std::string>;

using Read = std::function<std::string(const Settings&)>;

template <typename Field>
Read text(Field Settings::*field) {
    return [field](const Settings& settings) { return fmt::format("{}", settings.*field); };
}
Read path(std::filesystem::path Settings::*field) {
    return [field](const Settings& settings) { return (settings.*field).string(); };
}
template <typename Field>
Read number(Field Settings::*field) {
    return [field](const Settings& settings) { return std::to_string((settings.*field).count()); };
}

Read flag(bool Settings::*field) {
    return [field](const Settings& settings) { return settings.*field ? "true" : "false"; };
}
std::string store(const Settings& settings) {
    return settings.librarian_store == LibrarianStore::upload ? "upload" : "disk";
}

/// A key: what it is without being set, one good value and what that becomes, and values that it refuses.
struct Row {
    std::string key;
    Read read;
    std::string unset;
    std::string good;
    std::string becomes;
    Words bad;
};

const std::vector<Row>& all_rows() {
    using S = Settings;
    const Words bad_numbers{"", "ten", "1.5", "7s", "0x10", "-1", "99999999999999999999"};
    const auto with = [&](Words more) {
        more.insert(more.end(), bad_numbers.begin(), bad_numbers.end());
        return more;
    };
    const Words bad_sizes{"", "-1", "1.5GiB", "1 GB", "GiB", "1gib", "9007199254740993GiB", "1TiB"};
    const auto sizes_with = [&](Words more) {
        more.insert(more.end(), bad_sizes.begin(), bad_sizes.end());
        return more;
    };
    const Words bad_urls{"",      "localhost:8000",    "ftp://host/",       "http://",        "http:///x",
                         "/path", "http://u:p@host/x", "http://user@host/", "http://host/a b"};
    const Words bad_paths{"", "relative/path", "./here"};
    const Words bad_servers{"",      "localhost", ":9090", "host:",  "host:0",     "host:65536",
                            "a b:1", "u@host:1",  "::1:1", "host:x", "http://h:1", "[::1:1"};
    const Words bad_mailboxes{"", "nobody", "A <b@c", "a@b, c@d", "a@b\tc", "@", "J\u00f6rg <j\u00f6rg@c>"};
    const Words bad_flags{"", "yes", "1", "True"};
    static const std::vector<Row> rows{
        {"database", text(&S::database), "", "host=db dbname=farm", "host=db dbname=farm", {}},
        {"root", path(&S::root), "/var/lib/buildd-scan", "/srv/scan", "/srv/scan", bad_paths},
        {"status-timeout", number(&S::status_timeout), "10", "604800", "604800", with({"0", "604801"})},
        {"errand-timeout", number(&S::errand_timeout), "60", "1", "1", with({"0", "604801"})},
        {"deadline", number(&S::deadline), "50", "20", "20", with({"0", "604801"})},
        {"vm-resume-timeout", number(&S::vm_resume_timeout), "60", "5", "5", with({"0", "604801"})},
        {"parallel", text(&S::parallel), "512", "10000", "10000", with({"0", "10001"})},
        {"builder-failure-threshold", text(&S::builder_failure_threshold), "15", "5", "5",
         with({"4", "1000001"})},
        {"job-failure-threshold", text(&S::job_failure_threshold), "3", "1", "1", with({"0", "1000001"})},
        {"stuck-after", number(&S::stuck_after), "60", "0", "0", with({"525601"})},
        {"max-build-time", number(&S::max_build_time), "0", "525600", "525600", with({"525601"})},
        {"ppa-builder-share", text(&S::ppa_builder_share), "80", "100", "100", with({"101"})},
        {"vm-resume-command",
         text(&S::vm_resume_command),
         "echo %(vm_host)s",
         "/bin/reset %(buildd_name)s 1%%",
         "/bin/reset %(buildd_name)s 1%%",
         {"", "  ", "reset %(host)s", "reset %"}},
        {"max-reply", text(&S::max_reply), "524288", "4KiB", "4096", sizes_with({"4095"})},
        {"max-file-size", text(&S::max_file_size), "17179869184", "3GiB", "3221225472", sizes_with({"0"})},
        {"max-build-size", text(&S::max_build_size), "34359738368", "5MiB", "5242880", sizes_with({"0"})},
        {"max-log-size", text(&S::max_log_size), "1073741824", "77", "77", sizes_with({"0"})},
        {"min-free-space", text(&S::min_free_space), "1073741824", "0", "0", sizes_with({})},
        {"librarian-store", store, "disk", "upload", "upload", {"", "Disk", "both"}},
        {"librarian-root", path(&S::librarian_root), "", "/srv/library", "/srv/library", bad_paths},
        {"librarian-upload", text(&S::librarian_upload), "localhost:9090", "[::1]:9091", "[::1]:9091",
         bad_servers},
        {"librarian-restricted-upload", text(&S::librarian_restricted_upload), "localhost:9095", "lib:1",
         "lib:1", bad_servers},
        {"librarian-url", text(&S::librarian_url), "http://localhost:8000/", "https://lib:1/",
         "https://lib:1/", bad_urls},
        {"librarian-restricted-url", text(&S::librarian_restricted_url), "http://localhost:8005/",
         "http://r/", "http://r/", bad_urls},
        {"archive-url", text(&S::archive_url), "http://ftpmaster.internal/", "http://a/", "http://a/",
         bad_urls},
        {"copy-archive-url", text(&S::copy_archive_url), "http://rebuild-test.internal/", "http://c/",
         "http://c/", bad_urls},
        {"ppa-url", text(&S::ppa_url), "http://ppa.launchpad.net", "http://p", "http://p", bad_urls},
        {"private-ppa-url", text(&S::private_ppa_url), "https://private-ppa.launchpad.net", "http://q",
         "http://q", bad_urls},
        {"mail-via",
         text(&S::mail_via),
         "sendmail",
         "smtp://mail.example.org:25",
         "smtp://mail.example.org:25",
         {"", "postfix", "smtp:/x", "smtp://u:p@host:25", "smtp://host:25/x", "dir:", "dir:relative"}},
        {"mail-from", text(&S::mail_from), "Buildd System <noreply@localhost>", "builds@example.org",
         "builds@example.org", bad_mailboxes},
        {"mail-bounces",
         text(&S::mail_bounces),
         "",
         "bounces@example.org",
         "bounces@example.org",
         {"nobody", "A <a@b>"}},
        {"notify-owner", flag(&S::notify_owner), "true", "false", "false", bad_flags},
        {"send-build-notification", flag(&S::send_build_notification), "true", "false", "false", bad_flags},
        {"buildd-admins", text(&S::buildd_admins), "launchpad-buildd-admins", "builders", "builders", {""}},
        {"web-url", text(&S::web_url), "http://localhost/", "http://w/", "http://w/", bad_urls},
    };
    return rows;
}

std::string quoted(const std::string& value) {
    return '"' + value + '"';
}

/// Every key's value, as `key=value`.
Words values_of(const Settings& settings) {
    Words values;
    for (const auto& row : all_rows()) {
        values.push_back(row.key + "=" + row.read(settings));
    }
    return values;
}

} // namespace

TEST_CASE("the table of these tests has all keys, in the order of the manual") {
    Words names;
    Words tested;
    for (const auto& key : configuration_keys()) {
        names.push_back(key.name);
    }
    for (const auto& row : all_rows()) {
        tested.push_back(row.key);
    }
    CHECK(tested == names);
}

TEST_CASE("a key that is not set has its default") {
    const auto settings = CommandLine().settings();
    for (const auto& row : all_rows()) {
        INFO(row.key);
        CHECK(row.read(settings) == row.unset);
    }
}

TEST_CASE("each key is set by the file and by its option, and sets nothing else") {
    const auto unset = values_of(CommandLine().settings());
    for (const auto& row : all_rows()) {
        INFO(row.key);
        auto expected = unset;
        std::replace(expected.begin(), expected.end(), row.key + "=" + row.unset,
                     row.key + "=" + row.becomes);
        CHECK(expected != unset);
        CHECK(values_of(CommandLine(row.key + " = " + quoted(row.good) + "\n").settings()) == expected);
        CHECK(values_of(CommandLine().settings({"--" + row.key, row.good})) == expected);
    }
}

TEST_CASE("the option wins over the file") {
    for (const auto& row : all_rows()) {
        INFO(row.key);
        const CommandLine line(row.key + " = " + quoted(row.good) + "\n");
        if (!row.unset.empty()) {
            CHECK(row.read(line.settings({"--" + row.key, row.unset})) == row.unset);
        }
    }
    CHECK(CommandLine("database = \"host=a\"\n").settings({"--database", "host=b"}).database == "host=b");
    CHECK(CommandLine("librarian-root = /a\n").settings({"--librarian-root", "/b"}).librarian_root == "/b");
}

TEST_CASE("a value that a key does not take is refused, in the file with its line") {
    for (const auto& row : all_rows()) {
        for (const auto& bad : row.bad) {
            INFO(row.key << " = " << bad);
            const CommandLine line("# a comment\n\n" + row.key + " = " + quoted(bad) + "\n");
            CHECK_THROWS_AS(line.read(), ConfigurationError);
            CHECK_THROWS_WITH(line.read(), Catch::StartsWith(line.place(3) + row.key + ": "));
            CHECK_THROWS_AS(CommandLine().read({"--" + row.key + "=" + bad}), UsageError);
            CHECK_THROWS_WITH(CommandLine().read({"--" + row.key + "=" + bad}), Contains("--" + row.key));
        }
    }
}

TEST_CASE("the shipped example has every key with its default: uncommented, it changes nothing") {
    std::ifstream example(BUILDD_SOURCE_DIR "/scripts/buildd-scan.conf");
    REQUIRE(example);
    std::string uncommented;
    Words keys;
    for (std::string line; std::getline(example, line);) {
        if (line.starts_with('#') && line.size() > 1 && line[1] != ' ') {
            line.erase(0, 1);
            keys.push_back(line.substr(0, line.find(' ')));
        } else {
            CHECK((line.empty() || line.starts_with("# ") || line == "#")); // as installed it sets nothing
        }
        uncommented += line + "\n";
    }
    Words expected_keys;
    for (const auto& row : all_rows()) {
        expected_keys.push_back(row.key);
    }
    std::sort(keys.begin(), keys.end());
    std::sort(expected_keys.begin(), expected_keys.end());
    CHECK(keys == expected_keys);

    auto values = values_of(CommandLine(uncommented).settings());
    auto defaults = values_of(Settings());
    // Those that are empty without being set stand there as an example and as what they come to.
    CHECK(values[0] == "database=host=db.example.org dbname=launchpad user=fiera");
    std::replace(values.begin(), values.end(), values[0], defaults[0]);
    std::replace(values.begin(), values.end(), std::string("librarian-root=/var/lib/buildd-scan/librarian"),
                 std::string("librarian-root="));
    std::replace(values.begin(), values.end(), std::string("mail-bounces=noreply@localhost"),
                 std::string("mail-bounces="));
    CHECK(values == defaults);
}
