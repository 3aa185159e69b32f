#include "base/error.hpp"
#include "keys.hpp"
#include "options.hpp"
#include "support/temporary_directory.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <functional>

namespace {

using namespace buildd;
using Catch::Contains;
using Words = std::vector<std::string>;

Options read_words(Words words) {
    words.insert(words.begin(), "buildd-scan");
    std::vector<const char*> pointers;
    for (const auto& word : words) {
        pointers.push_back(word.c_str());
    }
    return read_options(static_cast<int>(pointers.size()), pointers.data());
}

/// A command line, with a configuration file of its own, so that the host's plays no part.
class CommandLine {
  public:
    explicit CommandLine(const std::string& file = "") : path_(directory_.path() / "conf") {
        std::ofstream(path_) << file;
    }

    [[nodiscard]] Options read(const Words& words = {}) const {
        Words all{"--config", path_.string()};
        all.insert(all.end(), words.begin(), words.end());
        return read_words(std::move(all));
    }
    [[nodiscard]] Settings settings(const Words& words = {}) const { return read(words).request.settings; }
    /// `FILE:LINE: `
    [[nodiscard]] std::string place(int line) const { return fmt::format("{}:{}: ", path_.string(), line); }
    [[nodiscard]] std::string file() const { return path_.string(); }

  private:
    test::TemporaryDirectory directory_;
    std::filesystem::path path_;
};

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
        {"librarian-root", path(&S::librarian_root), "", "/srv/library", "/srv/library", bad_paths},
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
        if (!row.unset.empty() && row.key != "librarian-root") {
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

TEST_CASE("a password is not repeated in the message that refuses its URL") {
    const CommandLine line("web-url = http://user:sekrit@host/\n");
    CHECK_THROWS_WITH(line.read(), !Contains("sekrit"));
}

TEST_CASE("a file is refused, with key and line") {
    struct Case {
        const char* what;
        const char* file;
        int line;
        const char* key;
    };
    const auto row = GENERATE(values<Case>({
        {"an unknown key", "root = /srv\nroots = /srv\n", 2, "roots"},
        {"a dotted key", "\n\nscan.root = /srv\n", 3, "scan.root"},
        {"a command line's option that is no key", "dry-run = true\n", 1, "dry-run"},
        {"a key set twice", "root = /a\nroot = /b\n", 2, "root"},
        {"a key set twice, apart", "root = /a\nparallel = 3\n\n  root=/b\n", 4, "root"},
        {"a key set twice to the same", "parallel = 3\ndeadline = 3\nparallel = 3\n", 3, "parallel"},
        {"a key in a section", "parallel = 3\n[scan]\nroot = /a\n", 2, "[scan]"},
        {"an empty section", "parallel = 3\n\n[scan]\n", 3, "[scan]"},
        {"a list", "root = [/a, /b]\n", 1, "root"},
        {"a value with a space, not quoted", "vm-resume-command = reset it\n", 1, "vm-resume-command"},
        {"a comment after a value", "parallel = 3 # many\n", 1, "parallel"},
        {"a key without a value", "parallel = 3\n\ndeadline\n", 3, "deadline"},
    }));
    INFO(row.what);
    const CommandLine line(row.file);
    CHECK_THROWS_AS(line.read(), ConfigurationError);
    CHECK_THROWS_WITH(line.read(), Catch::StartsWith(line.place(row.line) + row.key + ": "));
}

TEST_CASE("quoted values hold spaces, commas, equal signs and #") {
    const CommandLine line("database = \"host=db dbname=a,b#c\"\nweb-url = 'http://host/#top,left'\n"
                           "vm-resume-command=\"reset %(vm_host)s, # now\"\n");
    CHECK(line.settings().database == "host=db dbname=a,b#c");
    CHECK(line.settings().web_url == "http://host/#top,left");
    CHECK(line.settings().vm_resume_command == "reset %(vm_host)s, # now");
}

TEST_CASE("a file may be empty, indented and full of comments") {
    CHECK(CommandLine().settings().parallel == 512);
    CHECK(CommandLine("# nothing\n").settings().parallel == 512);
    CHECK(CommandLine("\n  # indented\n   parallel   =   7\n;another\n").settings().parallel == 7);
    CHECK(CommandLine("parallel=7").settings().parallel == 7);
    CHECK(read_words({"--config", "/dev/null"}).request.settings.parallel == 512);
}

TEST_CASE("a file that cannot be read is named") {
    const test::TemporaryDirectory directory;
    for (const auto& path : {directory.path() / "none", directory.path()}) {
        const auto name = path.string();
        CHECK_THROWS_AS(read_words({"-c", name}), ConfigurationError);
        CHECK_THROWS_WITH(read_words({"-c", name}), Catch::StartsWith(name + ": "));
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
    // The two that are empty without being set stand there as an example and as what they come to.
    CHECK(values[0] == "database=host=db.example.org dbname=launchpad user=fiera");
    std::replace(values.begin(), values.end(), values[0], defaults[0]);
    std::replace(values.begin(), values.end(), std::string("librarian-root=/var/lib/buildd-scan/librarian"),
                 std::string("librarian-root="));
    CHECK(values == defaults);
}

TEST_CASE("builders, dry run and what an illegal pocket does are asked for on the command line") {
    const CommandLine line;
    CHECK(line.read().request.builders.empty());
    CHECK(line.read({"-b", "bob", "--builder", "frog"}).request.builders == Words{"bob", "frog"});
    CHECK(!line.read().request.dry_run);
    CHECK(line.read({"-n"}).request.dry_run);
    CHECK(line.read({"--dry-run"}).request.dry_run);
    CHECK(line.read().request.on_illegal_pocket == OnIllegalPocket::isolate);
    CHECK(line.read({"--on-illegal-pocket", "isolate"}).request.on_illegal_pocket ==
          OnIllegalPocket::isolate);
    CHECK(line.read({"--on-illegal-pocket=halt"}).request.on_illegal_pocket == OnIllegalPocket::halt);
    CHECK(!line.read().log_file);
    CHECK(line.read({"--log-file", "/tmp/x"}).log_file == "/tmp/x");
}

TEST_CASE("a database is known to come from the command line, where its password can be seen") {
    CHECK(!CommandLine("database = \"host=a password=b\"\n").read().request.database_from_command_line);
    CHECK(CommandLine().read({"--database", "host=a"}).request.database_from_command_line);
}

TEST_CASE("options -v and -q move the level, a step each") {
    const CommandLine line;
    CHECK(line.read().lowest_level == Level::warning);
    CHECK(line.read({"-v"}).lowest_level == Level::info);
    CHECK(line.read({"-vv"}).lowest_level == Level::debug);
    CHECK(line.read({"-v", "--verbose", "-v"}).lowest_level == Level::debug);
    CHECK(line.read({"-q"}).lowest_level == Level::error);
    CHECK(line.read({"-qq"}).lowest_level == Level::critical);
    CHECK(line.read({"-qqqq"}).lowest_level == Level::critical);
    CHECK(line.read({"-v", "-q"}).lowest_level == Level::warning);
    CHECK(!line.read().narrate);
    CHECK(line.read({"-v"}).narrate);
}

TEST_CASE("a command line that cannot be meant is refused") {
    const auto words = GENERATE(values<Words>({{"--nonsense"},
                                               {"-x"},
                                               {"bob"},
                                               {"--builder"},
                                               {"-b", "bob", "frog"},
                                               {"--on-illegal-pocket", "ignore"},
                                               {"--parallel"},
                                               {"--parallel", "1", "--parallel", "2"},
                                               {"--dry-run=perhaps"},
                                               {"--dry-run", "--log-file", "/tmp/log"}}));
    INFO(words.front());
    CHECK_THROWS_AS(CommandLine().read(words), UsageError);
}

TEST_CASE("help names every option and key with its default; it and the version need no configuration") {
    const auto answer = read_words({"--help", "--config", "/nowhere"}).answer.value_or("");
    for (const auto* option : {"-c,--config", "-b,--builder", "-n,--dry-run", "--on-illegal-pocket",
                               "-v,--verbose", "-q,--quiet", "--log-file", "--version", "-h,--help"}) {
        CHECK_THAT(answer, Contains(option));
    }
    for (const auto& key : configuration_keys()) {
        CHECK_THAT(answer, Contains("--" + key.name));
        CHECK_THAT(answer, Contains(key.show(Settings())));
    }
    CHECK_THAT(read_words({"--version"}).answer.value_or(""),
               Catch::Matches("buildd-scan [0-9]+\\.[0-9.]+\n"));
}
