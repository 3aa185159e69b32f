#include "base/error.hpp"
#include "library/disk_store.hpp"
#include "serve/http_get.hpp"
#include "serve/library_server.hpp"
#include "support/temporary_directory.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <map>

namespace {

using namespace buildd;
using namespace buildd::test;
using Catch::Contains;

/// A disk store with files, and servers for it.
class Shelf {
  public:
    Shelf() {
        put(1, 300, "chroot.tar.gz", false, "a chroot");
        put(2, 301, "tiny_1.0~rc1+b.dsc", false, "a source");
        put(3, 302, "secret_1.dsc", true, "a secret source");
    }

    void put(int alias, int content, const std::string& name, bool restricted, const std::string& bytes) {
        const auto path = store.path() / library_path({content});
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << bytes;
        files[{alias}] = {{content},  {alias},
                          name,       "application/x-test",
                          restricted, static_cast<std::int64_t>(bytes.size()),
                          "",         ""};
    }
    [[nodiscard]] std::filesystem::path path_of(int alias) const {
        return store.path() / library_path(files.at({alias}).content);
    }
    [[nodiscard]] LibraryServer server(bool restricted = false) {
        return {store.path(),
                restricted,
                {},
                [this](AliasId alias) { return find(alias); },
                Log::to_memory(lines)};
    }
    std::optional<LibraryFile> find(AliasId alias) {
        if (is_down) {
            throw PassFailed("database: connection lost");
        }
        const auto found = files.find(alias);
        return found == files.end() ? std::nullopt : std::optional(found->second);
    }

    TemporaryDirectory store;
    std::map<AliasId, LibraryFile> files;
    std::vector<LogLine> lines;
    bool is_down = false;
};

} // namespace

TEST_CASE("the library is served under the URLs that slaves are given") {
    Shelf shelf;
    const auto server = shelf.server();
    const auto got = http_get(server.url() + "1/chroot.tar.gz");
    CHECK(got.status == 200);
    CHECK(got.body == "a chroot");
    CHECK(got.headers.at("content-length") == "8");
    CHECK(got.headers.at("content-type") == "application/x-test");
    CHECK(http_get(server.url() + "2/tiny_1.0%7Erc1%2Bb.dsc").body == "a source");
    CHECK(http_get(server.url() + "2/tiny_1.0~rc1+b.dsc").body == "a source");
    CHECK(shelf.lines.empty());
}

TEST_CASE("HEAD gets the length without the bytes, other methods nothing") {
    Shelf shelf;
    const auto server = shelf.server();
    const auto head = http_get(server.url() + "1/chroot.tar.gz", "HEAD");
    CHECK(head.status == 200);
    CHECK(head.headers.at("content-length") == "8");
    CHECK(head.body.empty());
    for (const auto* method : {"POST", "PUT", "DELETE", "PROPFIND"}) {
        const auto got = http_get(server.url() + "1/chroot.tar.gz", method);
        INFO(method);
        CHECK(got.status == 405);
        CHECK(got.headers.at("allow") == "GET, HEAD");
    }
}

TEST_CASE("restricted files are served on the restricted port only, and no others there") {
    Shelf shelf;
    const auto open = shelf.server();
    const auto restricted = shelf.server(true);
    CHECK(http_get(open.url() + "3/secret_1.dsc").status == 404);
    CHECK(http_get(open.url() + "3/secret_1.dsc").body.find("secret") == std::string::npos);
    CHECK(http_get(restricted.url() + "3/secret_1.dsc").body == "a secret source");
    CHECK(http_get(restricted.url() + "1/chroot.tar.gz").status == 404);
}

TEST_CASE("what is no library file is not found") {
    Shelf shelf;
    const auto server = shelf.server();
    for (const auto* path : {"",
                             "1",
                             "1/",
                             "1/chroot.tar",
                             "1/chroot.tar.gz/",
                             "9/chroot.tar.gz",
                             "0/chroot.tar.gz",
                             "01/chroot.tar.gz",
                             "-1/chroot.tar.gz",
                             "+1/chroot.tar.gz",
                             "1x/chroot.tar.gz",
                             "99999999999999999999/chroot.tar.gz",
                             "/1/chroot.tar.gz",
                             "1//chroot.tar.gz",
                             "1/../2/tiny_1.0~rc1+b.dsc",
                             "../../../etc/passwd",
                             "%2e%2e/%2e%2e/etc/passwd",
                             "00/00/01/2c",
                             "1/chroot.tar.gz%2f",
                             "1/%63hroot.tar.gz%20"}) {
        INFO(path);
        CHECK(http_get(server.url() + path).status == 404);
    }
    CHECK(shelf.lines.empty());
}

TEST_CASE("a file that is not as its rows say is not served, and that is logged") {
    Shelf shelf;
    const auto server = shelf.server();
    std::ofstream(shelf.path_of(1), std::ios::app) << "x";
    CHECK(http_get(server.url() + "1/chroot.tar.gz").status == 500);
    std::filesystem::remove(shelf.path_of(2));
    CHECK(http_get(server.url() + "2/tiny_1.0~rc1+b.dsc").status == 500);
    std::filesystem::create_symlink("/etc/passwd", shelf.path_of(2));
    CHECK(http_get(server.url() + "2/tiny_1.0~rc1+b.dsc").status == 500);
    REQUIRE(shelf.lines.size() == 3);
    CHECK_THAT(shelf.lines[0].text, Contains("has 9 bytes, not 8"));
    CHECK_THAT(shelf.lines[1].text, Contains("is not there"));
}

TEST_CASE("a database that does not answer is told as such, and may come back") {
    Shelf shelf;
    const auto server = shelf.server();
    shelf.is_down = true;
    CHECK(http_get(server.url() + "1/chroot.tar.gz").status == 503);
    CHECK(shelf.lines.at(0).text == "database: connection lost");
    shelf.is_down = false;
    CHECK(http_get(server.url() + "1/chroot.tar.gz").status == 200);
}

TEST_CASE("a large file arrives whole") {
    Shelf shelf;
    std::string bytes;
    for (int number = 0; bytes.size() < 20'000'000; ++number) {
        bytes += std::to_string(number);
    }
    shelf.put(4, 70000, "large.tar", false, bytes);
    const auto server = shelf.server();
    CHECK((http_get(server.url() + "4/large.tar").body == bytes));
}

TEST_CASE("a server listens on loopback and nowhere else, unless it is told to") {
    Shelf shelf;
    CHECK_THAT(shelf.server().url(), Contains("http://127.0.0.1:"));
    const auto ipv6 = LibraryServer(
        shelf.store.path(), false, {"::1", 0}, [&](AliasId alias) { return shelf.find(alias); },
        Log::to_nowhere());
    CHECK(http_get(ipv6.url() + "1/chroot.tar.gz").status == 200);
}

TEST_CASE("a server that cannot listen says where") {
    Shelf shelf;
    const auto first = shelf.server();
    const auto port = static_cast<std::uint16_t>(std::stoi(first.url().substr(first.url().rfind(':') + 1)));
    const auto serve_on = [&](const Endpoint& endpoint) {
        const LibraryServer server(
            shelf.store.path(), false, endpoint, [&](AliasId alias) { return shelf.find(alias); },
            Log::to_nowhere());
    };
    CHECK_THROWS_WITH(
        serve_on({"127.0.0.1", port}),
        Contains(fmt::format("cannot listen on 127.0.0.1, port {}: Address already in use", port)));
    CHECK_THROWS_AS(serve_on({"here", 0}), UsageError);
    std::filesystem::remove_all(shelf.store.path() / "00");
    CHECK_THROWS_AS(LibraryServer(shelf.store.path() / "none", false, {}, {}, Log::to_nowhere()),
                    StorageError);
}
