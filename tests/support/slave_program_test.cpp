#include "support/slave_description.hpp"
#include "support/slave_test_client.hpp"

#include <catch2/catch.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

using namespace buildd::test;

namespace {

/// A run of the program, and what it said first.
class Run {
  public:
    explicit Run(const std::string& arguments)
        : pipe_{popen((std::string{"exec "} + SLAVE_SIMULATOR + " " + arguments).c_str(), "r")} {
        std::array<char, 200> line{};
        if (pipe_ != nullptr && fgets(line.data(), line.size(), pipe_) != nullptr) {
            said_ = line.data();
        }
    }
    ~Run() { end(); }
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;
    Run(Run&&) = delete;
    Run& operator=(Run&&) = delete;

    [[nodiscard]] const std::string& said() const { return said_; }
    /// Waits for its end; the exit status.
    int end() {
        const int status = pipe_ == nullptr ? -1 : pclose(pipe_);
        pipe_ = nullptr;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

  private:
    std::FILE* pipe_;
    std::string said_;
};

std::string contents(const std::string& path) {
    std::ifstream stream{path};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

std::string scratch(const std::string& name) {
    return (std::filesystem::temp_directory_path() / (name + "-" + std::to_string(getpid()))).string();
}

} // namespace

TEST_CASE("the program says where it listens, records the calls and stops after its lifetime") {
    const std::string port_file = scratch("slave-simulator-port");
    const std::string record = scratch("slave-simulator-record");
    Run run{"--lifetime 2 --port-file " + port_file + " --record " + record +
            " bob frog,generation=2010,state=BUILDING,duration=1000"};
    const std::string url =
        "http://127.0.0.1:" + contents(port_file).substr(0, contents(port_file).find('\n'));
    CHECK(run.said() == "listening on " + url + "\n");
    CHECK(SlaveTestClient{url + "/bob"}.call("status").line() == "{builder_status: BuilderStatus.IDLE}");
    CHECK(SlaveTestClient{url + "/frog"}.call("status").at(1).text() == "PACKAGEBUILD-1-1-1");
    CHECK(run.end() == 0);
    CHECK(contents(record) == "bob status\nfrog status\n");
    std::filesystem::remove(port_file);
    std::filesystem::remove(record);
}

TEST_CASE("the program refuses what it does not understand") {
    for (const std::string arguments :
         {"bob,wings=2", "bob,generation=1999", "bob,files=many", "bob,wings", "--script /nowhere bob",
          "--wings 2", "bob,misbehave=sing", "bob,fetch=me"}) {
        Run run{arguments + " 2>/dev/null"};
        CHECK(run.end() == 64);
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
    const Value filemap = status.at("filemap");
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
