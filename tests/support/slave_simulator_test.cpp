#include "support/slave_farm.hpp"
#include "support/slave_test_client.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace buildd::test;

TEST_CASE("a farm serves each slave under a base URL of its own") {
    SlaveFarm farm;
    SimulatedSlave& bob = farm.add("bob");
    SimulatedSlave& frog = farm.add("frog", Generation::Of2010);
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
