#include "support/slave_closed_port.hpp"
#include "support/slave_codec.hpp"
#include "support/slave_farm.hpp"
#include "support/slave_test_client.hpp"

#include <catch2/catch.hpp>
#include <curl/curl.h>

#include <chrono>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

using namespace buildd::test;
using namespace std::chrono_literals;

namespace {

/// Whether it comes true within a time that only a broken program needs.
template <typename Condition>
bool soon(const Condition& condition) {
    for (int tries = 0; tries < 2000; ++tries) {
        if (condition()) {
            return true;
        }
        std::this_thread::sleep_for(5ms);
    }
    return false;
}

} // namespace

TEST_CASE("a farm serves each slave under a base URL of its own") {
    SlaveFarm farm;
    SimulatedSlave& bob = farm.add("bob");
    SimulatedSlave& frog = farm.add("frog", Generation::of_2010);
    frog.set_building("PACKAGEBUILD-1-1", "making it\n");

    CHECK(SlaveTestClient{bob.url()}.call("status").line() == "{builder_status: BuilderStatus.IDLE}");
    CHECK(SlaveTestClient{frog.url()}.call("status").line() ==
          R"([BuilderStatus.BUILDING, PACKAGEBUILD-1-1, base64:"making it\x0a"])");
    CHECK(SlaveTestClient{farm.url() + "/nobody"}.post("").status == 404);
    CHECK(bob.call_lines() == std::vector<std::string>{"status"});
    CHECK(farm.call_count() == 2);
}

TEST_CASE("files come whole, by range, or not at all") {
    SlaveFarm farm;
    SimulatedSlave& bob = farm.add("bob");
    const Content content{"0123456789"};
    bob.set_waiting("OK", "PACKAGEBUILD-1-1", {{"a.deb", content}});
    const SlaveTestClient client{bob.url()};
    const std::string path = "filecache/" + content.sha1();

    const HttpAnswer whole = client.get(path);
    CHECK(whole.status == 200);
    CHECK(whole.body == "0123456789");
    CHECK(whole.headers.at("content-length") == "10");

    const HttpAnswer rest = client.get(path, "7-");
    CHECK(rest.status == 206);
    CHECK(rest.body == "789");
    CHECK(rest.headers.at("content-range") == "bytes 7-9/10");

    const HttpAnswer beyond = client.get(path, "10-");
    CHECK(beyond.status == 416);
    CHECK(beyond.headers.at("content-range") == "bytes */10");

    CHECK(client.get("filecache/0000000000000000000000000000000000000000").status == 404);
    CHECK(client.get("filecache/buildlog").body == "The log of PACKAGEBUILD-1-1.\n");
    CHECK(bob.call_lines() ==
          std::vector<std::string>{"GET " + path, "GET " + path + " bytes=7-", "GET " + path + " bytes=10-",
                                   "GET filecache/0000000000000000000000000000000000000000",
                                   "GET filecache/buildlog"});
}

TEST_CASE("a slave that fetches is deaf until the fetch ends") {
    SlaveFarm farm;
    SimulatedSlave& bob = farm.add("bob");
    const SlaveTestClient client{bob.url()};
    const SlaveTestClient hasty{bob.url(), 200ms};
    const std::string sha1(40, '1');
    bob.hold_fetches();

    auto fetched = std::async(std::launch::async, [&] {
        return client.call("ensurepresent", {sha1, "http://librarian.example/1/x", "", ""}).line();
    });
    CHECK(soon([&] { return bob.is_fetching(); }));
    CHECK_THROWS(hasty.call("status"));
    CHECK(bob.was_overlapped());
    bob.release_fetches();
    CHECK(fetched.get() == "[true, Download]");
    CHECK(client.call("status").has("builder_status"));
}

TEST_CASE("a fetch goes on when its client has gone, and what was sent meanwhile is done after it") {
    SlaveFarm farm;
    SimulatedSlave& bob = farm.add("bob");
    bob.set_waiting("PACKAGEFAIL", "PACKAGEBUILD-1-1");
    const SlaveTestClient hasty{bob.url(), 200ms};
    const std::string sha1(40, '1');
    bob.hold_fetches();

    CHECK_THROWS(hasty.call("ensurepresent", {sha1, "http://librarian.example/1/x", "", ""}));
    CHECK(bob.is_fetching());
    CHECK_THROWS(hasty.call("clean"));
    CHECK_FALSE(bob.was_overlapped());
    CHECK(bob.state() == "BuilderStatus.WAITING");
    bob.release_fetches();
    CHECK(bob.is_present(sha1));
    CHECK(soon([&] { return bob.state() == "BuilderStatus.IDLE"; }));
}

TEST_CASE("a fetch lasts as long as the script says") {
    SlaveFarm farm;
    SimulatedSlave& bob = farm.add("bob");
    bob.set_fetch(FetchResult::not_found, 150ms);
    const SlaveTestClient client{bob.url()};
    const auto begin = std::chrono::steady_clock::now();
    auto fetched = std::async(std::launch::async, [&] {
        return client.call("ensurepresent", {std::string(40, '1'), "http://librarian.example/1/x", "", ""})
            .line();
    });
    CHECK(soon([&] { return bob.is_fetching(); }));
    CHECK(client.call("status").has("builder_status"));
    CHECK(std::chrono::steady_clock::now() - begin >= 150ms);
    CHECK(fetched.get() == "[false, \"Error accessing Librarian: HTTP Error 404: File not found\"]");
}

TEST_CASE("a slave restarted during a fetch drops the connection") {
    SlaveFarm farm;
    SimulatedSlave& bob = farm.add("bob");
    const SlaveTestClient client{bob.url()};
    bob.hold_fetches();
    auto fetched = std::async(std::launch::async, [&] {
        return client
            .post(render_call({"ensurepresent", {std::string(40, '1'), "http://x.example/", "", ""}}))
            .error;
    });
    CHECK(soon([&] { return bob.is_fetching(); }));
    bob.restart();
    CHECK(fetched.get() == CURLE_GOT_NOTHING);
    CHECK_FALSE(bob.is_present(std::string(40, '1')));
}

TEST_CASE("a real fetch compares what it read") {
    SlaveFarm farm;
    SimulatedSlave& library = farm.add("library");
    SimulatedSlave& bob = farm.add("bob");
    farm.fetch_really(bob);
    const SlaveTestClient client{bob.url()};
    const Content chroot = Content::generated(300'000, 1);
    library.put_file(chroot.sha1(), chroot);
    const std::string url = library.url() + "/filecache/" + chroot.sha1();
    const std::string other(40, '1');

    CHECK(client.call("ensurepresent", {chroot.sha1(), url, "", ""}).line() == "[true, Download]");
    CHECK(bob.is_present(chroot.sha1()));
    CHECK(client.call("ensurepresent", {other, url, "", ""}).line() ==
          "[false, \"Digests did not match, removing again!\"]");
    CHECK(client.call("ensurepresent", {other, library.url() + "/filecache/none", "", ""}).at(1).text() ==
          "Error accessing Librarian: HTTP Error 404");
    CHECK(client.call("ensurepresent", {other, ClosedPort{}.url(), "", ""}).at(1).text() ==
          "Error accessing Librarian: <urlopen error [Errno 111] Connection refused>");
    CHECK_FALSE(bob.is_present(other));
}

TEST_CASE("two requests under way at once are noticed, one after the other are not") {
    SlaveFarm farm;
    SimulatedSlave& bob = farm.add("bob");
    bob.set_waiting("OK", "PACKAGEBUILD-1-1", {{"a.deb", Content::generated(1'000'000, 1)}});
    bob.set_latency(20ms);
    const SlaveTestClient client{bob.url()};
    const std::string path = "filecache/" + Content::generated(1'000'000, 1).sha1();
    for (int round = 0; round < 10; ++round) {
        CHECK(client.call("status").has("builder_status"));
        CHECK(client.get(path).status == 200);
    }
    CHECK(farm.overlapped().empty());

    bob.misbehave_on("status", delayed(300ms));
    auto slow = std::async(std::launch::async, [&] { return client.call("status"); });
    CHECK(soon([&] { return bob.calls().size() == 21; }));
    CHECK(client.get("filecache/buildlog").status == 200);
    CHECK(slow.get().has("builder_status"));
    CHECK(farm.overlapped() == std::vector<std::string>{"bob"});
}

TEST_CASE("a farm stops at once although slaves are silent, dripping and fetching") {
    auto farm = std::make_unique<SlaveFarm>();
    SimulatedSlave& silent_one = farm->add("silent");
    silent_one.misbehave(silent());
    SimulatedSlave& fetching = farm->add("fetching");
    fetching.hold_fetches();
    SimulatedSlave& really = farm->add("really");
    farm->fetch_really(really);
    SimulatedSlave& dripping_one = farm->add("dripping");
    dripping_one.misbehave(dripping(1h));
    const std::string fetch =
        render_call({"ensurepresent", {std::string(40, '1'), silent_one.url() + "/x", "", ""}});

    std::map<std::string, std::future<int>> answers;
    for (const SimulatedSlave* slave : farm->slaves()) {
        answers[slave->name()] = std::async(std::launch::async, [&fetch, url = slave->url()] {
            return SlaveTestClient{url}.post(fetch).error;
        });
    }
    CHECK(soon([&] { return farm->call_count() == 5; }));
    const auto begin = std::chrono::steady_clock::now();
    farm.reset();
    CHECK(std::chrono::steady_clock::now() - begin < 5s);
    // The broken-off fetch may still be told to its client.
    answers.at("really").wait();
    for (const std::string name : {"silent", "dripping", "fetching"}) {
        CHECK(answers.at(name).get() != CURLE_OK);
    }
}

TEST_CASE("thousands of hanging and late conversations need no thread each") {
    SlaveFarm farm;
    constexpr int slaves = 200;
    for (int index = 0; index < slaves; ++index) {
        farm.add("s" + std::to_string(index)).set_latency(index % 20 == 0 ? 1h : 50ms);
    }
    std::vector<std::future<int>> answers;
    const std::string status = render_call({"status", {}});
    for (const SimulatedSlave* slave : farm.slaves()) {
        answers.push_back(std::async(std::launch::async, [&status, url = slave->url()] {
            return SlaveTestClient{url, 2s}.post(status).error;
        }));
    }
    int answered = 0;
    for (auto& answer : answers) {
        answered += answer.get() == CURLE_OK ? 1 : 0;
    }
    CHECK(answered == slaves - slaves / 20);
    CHECK(farm.overlapped().empty());
}
