#include "base/error.hpp"
#include "slave/resume_command.hpp"

#include <catch2/catch.hpp>

using namespace buildd;
using namespace std::chrono_literals;

namespace {

Builder builder(const std::string& url, const std::string& vm_host) {
    Builder builder;
    builder.url = url;
    builder.virtualized = true;
    builder.vm_host = vm_host;
    return builder;
}

std::string failure_of(const std::vector<std::string>& words, std::chrono::milliseconds timeout = 10s) {
    const auto result = run_resume_command(words, timeout, {});
    REQUIRE_FALSE(result);
    return result.failure().message;
}

} // namespace

TEST_CASE("placeholders are replaced within their words") {
    using Words = std::vector<std::string>;
    const auto [text, words] = GENERATE(table<std::string, Words>({
        {"echo %(vm_host)s", {"echo", "localhost.ppa host; rm"}},
        {"  ssh\t-l root\n%(vm_host)s:%(buildd_name)s ", {"ssh", "-l", "root", "localhost.ppa host; rm:bob"}},
        {"x 100%% %%(vm_host)s", {"x", "100%", "%(vm_host)s"}},
        {"'not a' quote", {"'not", "a'", "quote"}},
    }));
    CHECK(ResumeCommand::parse(text).words_for(
              builder("http://bob.farm.example:8221/", "localhost.ppa host; rm")) == words);
}

TEST_CASE("the name of a builder is the first label of its host, and values are not read again") {
    const auto command = ResumeCommand::parse("%(buildd_name)s %(vm_host)s");
    CHECK(command.words_for(builder("https://user@bob:1/x", "%(buildd_name)s%")) ==
          std::vector<std::string>{"bob", "%(buildd_name)s%"});
}

TEST_CASE("a template with another percent sign, or without a word, is a configuration error") {
    const auto* text =
        GENERATE("", " \t ", "echo %", "echo %s", "echo %(vm_host)", "echo %(host)s", "echo 100%%%");
    CHECK_THROWS_AS(ResumeCommand::parse(text), ConfigurationError);
}

TEST_CASE("a command that exits with 0 has resumed, whatever it says") {
    CHECK(run_resume_command({"sh", "-c", "echo error; echo error >&2"}, 10s, {}));
}

TEST_CASE("a failure to resume tells what the command said") {
    CHECK(failure_of({"sh", "-c", "echo out; echo err >&2; exit 1"}) ==
          "Resuming failed:\nOUT:\nout\n\nERR:\nerr\n\n");
    CHECK(failure_of({"sh", "-c", "kill -9 $$"}) == "Resuming failed:\nOUT:\n\nERR:\n\n");
    CHECK(failure_of({"/no/such/command"}) == "Resuming failed:\nOUT:\n\nERR:\nNo such file or directory\n");
    CHECK(failure_of({"sleep", "60"}, 200ms) == "Resuming failed:\nOUT:\n\nERR:\nkilled after 0.2 s\n");
    CHECK(failure_of({"sh", "-c", "printf out; printf err >&2; sleep 60"}, 500ms) ==
          "Resuming failed:\nOUT:\nout\nERR:\nerr\nkilled after 0.5 s\n");
}
