#pragma once

#include "farm/build_call.hpp"
#include "support/farm.hpp"

#include <string>
#include <vector>

namespace buildd::test {

/// The scene of spec 4.15: build 8, mozilla-firefox 0.9 for hoary i386 without a publication there, waits as
/// queue row 1, and bob, native and free, is to get it. The member functions change what is given.
class GivenScene {
  public:
    explicit GivenScene(Generation generation);

    /// The build's archive.
    void build_in(int archive) const;
    /// Into that pocket of hoary, which becomes FROZEN.
    void build_in_frozen(int pocket) const;
    /// A binary PUBLISHED (or of another status) there, in hoary i386 or another distroarchseries.
    void publish_binary(int archive, int status = 2, int architecture = 6) const;
    /// Component: of `build_in`'s archive's row; `NULL` too.
    void depend(int archive, int dependency, int pocket, const std::string& component) const;
    void use_externals(int archive, const std::string& lines) const;
    /// Owned by that person, with the secret of all tests, and a binary; returns its id.
    [[nodiscard]] int add_private_ppa(int owner, const std::string& name) const;
    /// Virtualized, with the host `localhost.ppa`. The resume command notes its words as `resumed`.
    void make_bob_virtual();
    /// Another release of another source, component partner, published in the partner archive; its build is
    /// then the given one. Returns the id of its one file, foo_666.dsc.
    int build_foo_in_partner();

    GivenStart start();
    /// The lines of the resume commands, each with `too late` behind it if the slave was called before.
    [[nodiscard]] std::vector<std::string> resumed() const;

    TestFarm farm;
    SimulatedSlave& bob;
    ScanRequest request;
    int queue = 1;
    int build = 8;
};

/// All that bob's slave is told; what is not said is as in S1.
struct ExpectedStart {
    std::vector<std::string> lines; ///< the sources.list
    std::string suite = "hoary";
    std::string component = "main";
    std::string purpose = "PRIMARY";
    bool archive_private = false;
    std::string cookie = "PACKAGEBUILD-8-1-1";
    FileSource source = {"firefox_0.9.2.orig.tar.gz", "a57faa6287aee2c58e115673a119c6083d31d1b9",
                         "http://localhost:58000/3/firefox_0.9.2.orig.tar.gz", "", ""};
    std::string page = "ubuntu/+source/mozilla-firefox/0.9/+build/8"; ///< below web-url
    bool virtualized = false; ///< then it is asked for its status first, until it is up
};

[[nodiscard]] std::vector<std::string> calls_of(const ExpectedStart& start);

// Lines and parts of them, as 4.15 abbreviates them.
inline const std::string f = "deb http://ftpmaster.internal/ubuntu";
inline const std::string m = "main restricted universe multiverse";
inline const std::string own = "deb http://ppa.launchpad.dev/cprov/ppa/ubuntu hoary main";
inline const std::string mark = "deb http://ppa.launchpad.dev/mark/ppa/ubuntu hoary main";
inline const std::string partner = "deb http://ftpmaster.internal/ubuntu-partner hoary partner";
/// The lines given, then F3.
[[nodiscard]] std::vector<std::string> before_f3(std::vector<std::string> lines);

} // namespace buildd::test
