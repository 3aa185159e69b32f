#include "support/child_process.hpp"
#include "support/slave_description.hpp"
#include "support/slave_test_client.hpp"
#include "support/temporary_directory.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace buildd::test;
using namespace std::chrono_literals;

namespace {

std::string contents(const std::filesystem::path& path) {
    std::ifstream stream{path};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

/// What a file holds, once it is there; nothing after a time that only a broken program needs.
std::string contents_soon(const std::filesystem::path& path) {
    for (int tries = 0; tries < 2000 && !std::filesystem::exists(path); ++tries) {
        std::this_thread::sleep_for(5ms);
    }
    return contents(path);
}

/// A run of the program, its output in a file.
class SimulatorRun {
  public:
    explicit SimulatorRun(const std::vector<std::string>& arguments) : child_{spawn(arguments)} {}

    [[nodiscard]] std::filesystem::path path(const std::string& name) const {
        return directory_.path() / name;
    }
    [[nodiscard]] ChildProcess& child() { return child_; }
    [[nodiscard]] std::string output() const { return contents(path("output")); }

  private:
    [[nodiscard]] Spawn spawn(const std::vector<std::string>& arguments) const {
        Spawn spawn;
        spawn.command = {SLAVE_SIMULATOR};
        spawn.command.insert(spawn.command.end(), arguments.begin(), arguments.end());
        spawn.directory = directory_.path();
        spawn.output = path("output");
        return spawn;
    }

    TemporaryDirectory directory_;
    ChildProcess child_;
};

} // namespace

TEST_CASE("the program says where it listens, records the calls and stops when told to") {
    SimulatorRun run{
        {"--port-file", "port", "--record", "calls", "bob", "frog,generation=2010,state=BUILDING"}};
    const std::string port = contents_soon(run.path("port"));
    REQUIRE_FALSE(port.empty());
    const std::string url = "http://127.0.0.1:" + port.substr(0, port.find('\n'));
    CHECK(SlaveTestClient{url + "/bob"}.call("status").line() == "{builder_status: BuilderStatus.IDLE}");
    CHECK(SlaveTestClient{url + "/frog"}.call("status").at(1).text() == "PACKAGEBUILD-1-1-1");
    CHECK(run.child().stop(SIGTERM, 20s) == 0);
    CHECK(run.output() == "listening on " + url + "\n");
    CHECK(contents(run.path("calls")) == "bob status\nfrog status\n");
}

TEST_CASE("the program stops by itself after its lifetime") {
    SimulatorRun run{{"--lifetime", "1", "bob"}};
    CHECK(run.child().wait(20s) == 0);
}

TEST_CASE("the program refuses what it does not understand") {
    const std::vector<std::vector<std::string>> refused{
        {"bob,wings=2"},        {"bob,generation=1999"}, {"bob,files=many"},
        {"bob,wings"},          {"--script", "nowhere"}, {"--wings"},
        {"bob,misbehave=sing"}, {"bob,fetch=myself"},    {"bob", "bob"}};
    for (const auto& arguments : refused) {
        SimulatorRun run{arguments};
        CHECK(run.child().wait(20s) == 64);
    }
}

TEST_CASE("a described slave builds what it is sent") {
    SlaveFarm farm;
    add_described_slave(farm, "bob,files=4,size=1000,arch=i386,abort=0");
    SimulatedSlave& bob = farm.slave("bob");
    const SlaveTestClient client{bob.url()};
    const std::string sha1(40, '1');
    bob.set_present(sha1);
    const auto args = Value::record(
        {{"series", "hoary"}, {"suite", "hoary"}, {"ogrecomponent", "main"}, {"arch_tag", "i386"}});
    const auto files = Value::record({{"mozilla-firefox_0.9-1.dsc", sha1}});
    CHECK(client.call("build", {"PACKAGEBUILD-8-1-1", "binarypackage", sha1, files, args}).line() ==
          "[BuilderStatus.BUILDING, PACKAGEBUILD-8-1-1]");

    const Value status = client.call("status");
    CHECK(status.at("build_status").text() == "BuildStatus.OK");
    const Value& filemap = status.at("filemap");
    CHECK(filemap.names() ==
          std::vector<std::string>{"mozilla-firefox-3_0.9-1_i386.deb", "mozilla-firefox-doc_0.9-1_all.deb",
                                   "mozilla-firefox_0.9-1_i386.changes", "mozilla-firefox_0.9-1_i386.deb"});
    for (const auto& output : filemap.items()) {
        CHECK(Content{client.get("filecache/" + output.text()).body}.sha1() == output.text());
    }
    CHECK(client.get("filecache/buildlog").body.starts_with("Unpacking mozilla-firefox 0.9-1 for i386\n"));
}

TEST_CASE("a script describes many slaves, in any state") {
    SlaveFarm farm;
    add_slaves_of_script(farm, R"json({"slaves": [
        {"name": "quick", "count": 3, "generation": "2010", "latency": 5},
        {"name": "done", "state": "WAITING", "cookie": "PACKAGEBUILD-1-1-1", "dsc": "hello_2.10-3.dsc", "files": 1},
        {"name": "failed", "state": "WAITING", "outcome": "DEPFAIL", "dependencies": "baz (>= 1.0.1)"},
        {"name": "tired", "state": "RESTING"},
        {"name": "sick", "misbehave": 503}]})json");
    CHECK(farm.slaves().size() == 7);
    CHECK(SlaveTestClient{farm.slave("quick3").url()}.call("status").line() == "[BuilderStatus.IDLE, \"\"]");
    CHECK(SlaveTestClient{farm.slave("done").url()}.call("status").at("filemap").names().at(0) ==
          "hello_2.10-3_amd64.deb");
    CHECK(SlaveTestClient{farm.slave("failed").url()}.call("status").at("dependencies").text() ==
          "baz (>= 1.0.1)");
    CHECK(farm.slave("tired").state() == "BuilderStatus.RESTING");
    CHECK(SlaveTestClient{farm.slave("sick").url()}.post("").status == 503);
    CHECK_THROWS_AS(add_slaves_of_script(farm, "{"), std::invalid_argument);
    CHECK_THROWS_AS(add_slaves_of_script(farm, R"({"slaves": [{}]})"), std::invalid_argument);
}
