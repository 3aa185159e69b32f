#include "base/error.hpp"
#include "cli/command_line.hpp"
#include "keys.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace buildd;
using namespace buildd::test;
using Catch::Contains;
using Words = std::vector<std::string>;

} // namespace

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
        {"the section that CLI11 takes for none", "[default]\nparallel = 3\n", 1, "[default]"},
        {"a list", "root = [/a, /b]\n", 1, "root"},
        {"a list of one", "parallel = [3]\n", 1, "parallel"},
        {"a list over lines", "deadline = 3\nparallel = [\n3\n]\n", 2, "parallel"},
        {"a list without an end, which would lose a letter", "root = [/srv/scan\nparallel = 3\n", 1, "root"},
        {"an address in brackets, not quoted", "librarian-upload = [::1]:9\n", 1, "librarian-upload"},
        {"a line too short for CLI11", "parallel = 3\nx\n", 2, "x"},
        {"a quoted name that is no key", "\n'a b' = 3\n", 2, "a b"},
        {"a name that is not fit for a log", "a\x1B[2J = 3\n", 1, "a\\x1B[2J"},
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
    const TemporaryDirectory directory;
    for (const auto& path : {directory.path() / "none", directory.path()}) {
        const auto name = path.string();
        CHECK_THROWS_AS(read_words({"-c", name}), ConfigurationError);
        CHECK_THROWS_WITH(read_words({"-c", name}), Catch::StartsWith(name + ": "));
    }
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
    CHECK(!line.read().request.explain);
    CHECK(line.read({"--explain"}).request.explain);
    CHECK(!line.read({"--format", "text"}).json);
    CHECK(line.read({"--format=json"}).json);
    CHECK(!line.read().metrics_file);
    CHECK(!line.read().request.measure_queue);
    CHECK(line.read({"--metrics-file", "/tmp/x"}).metrics_file == "/tmp/x");
    CHECK(line.read({"--metrics-file", "/tmp/x"}).request.measure_queue);
    CHECK(!line.read({"--metrics-file", "/tmp/x", "-b", "bob"}).metrics_file);
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
                                               {"--format", "yaml"},
                                               {"--parallel"},
                                               {"--parallel", "1", "--parallel", "2"},
                                               {"--dry-run=perhaps"},
                                               {"--dry-run", "--metrics-file", "/tmp/metrics"},
                                               {"--dry-run", "--log-file", "/tmp/log"}}));
    INFO(words.front());
    CHECK_THROWS_AS(CommandLine().read(words), UsageError);
}

TEST_CASE("help names every option and key with its default, and needs no configuration") {
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
