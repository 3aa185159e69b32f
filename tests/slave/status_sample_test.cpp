#include "slave/samples.hpp"
#include "slave/status_codec.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <filesystem>
#include <set>
#include <vector>

// What real slaves sent, and what it means.

using namespace buildd;
using buildd::test::sample;

namespace {

SlaveStatus in_state(SlaveState state, const std::string& name, const std::string& cookie = "") {
    SlaveStatus status;
    status.state = state;
    status.state_name = "BuilderStatus." + name;
    status.cookie = cookie;
    return status;
}

SlaveStatus waiting(Outcome outcome, const std::string& name, const std::string& cookie,
                    std::optional<std::string> dependencies = {}, const FileMap& files = {}) {
    auto status = in_state(SlaveState::waiting, "WAITING", cookie);
    status.outcome = outcome;
    status.outcome_name = "BuildStatus." + name;
    status.dependencies = std::move(dependencies);
    status.files = files;
    return status;
}

SlaveStatus building(const std::string& cookie, const std::string& log_tail_file = "") {
    auto status = in_state(SlaveState::building, "BUILDING", cookie);
    status.log_tail = log_tail_file.empty() ? "" : sample(log_tail_file);
    return status;
}

const FileMap files_of_2010{
    {"hello_2.10-3_amd64.changes", "a9ad68462981cb6437a91c3060b911ec58504747"},
    {"hello-dbgsym_2.10-3_amd64.deb", "b243149f00a38393bf93a916c2a078a3fecf4e2e"},
    {"hello_2.10-3_amd64.buildinfo", "10d297594f21af7d2409f1146a97fac889980f26"},
    {"hello_2.10-3_amd64.deb", "c8a744cfe568364b65b5bb3ee793796ed78cb99e"},
};
const FileMap files_of_today{
    {"hello_2.10-3_amd64.changes", "31a129c86bcca45c28c30661e1638cadaa8c4026"},
    {"hello_2.10-3_amd64.buildinfo", "0082079d4498ee57a4e57b0851178836fdd19a7a"},
    {"hello_2.10-3_amd64.deb", "c8a744cfe568364b65b5bb3ee793796ed78cb99e"},
};

struct Sample {
    std::string name;
    SlaveStatus meaning;
};

const std::vector<Sample> samples{
    {"2010/status-idle", in_state(SlaveState::idle, "IDLE")},
    {"today/status-idle", in_state(SlaveState::idle, "IDLE")},
    {"today/status-idle-version", in_state(SlaveState::idle, "IDLE")},
    {"2010/status-building", building("PACKAGEBUILD-42-1", "2010/status-building.logtail.txt")},
    {"today/status-building", building("PACKAGEBUILD-42-1", "today/status-building.logtail.txt")},
    {"2010/status-building-bytes", building("PACKAGEBUILD-55-1", "2010/status-building-bytes.logtail.txt")},
    {"today/status-building-bytes", building("PACKAGEBUILD-55-1", "today/status-building-bytes.logtail.txt")},
    {"2010/status-building-private",
     building("PACKAGEBUILD-56-1", "2010/status-building-private.logtail.txt")},
    {"today/status-building-private",
     building("PACKAGEBUILD-56-1", "today/status-building-private.logtail.txt")},
    {"2010/status-building-wedged", building("PACKAGEBUILD-59-1")},
    {"today/status-building-wedged", building("PACKAGEBUILD-59-1")},
    {"2010/status-waiting-ok", waiting(Outcome::ok, "OK", "PACKAGEBUILD-42-1", "", files_of_2010)},
    {"today/status-waiting-ok", waiting(Outcome::ok, "OK", "PACKAGEBUILD-42-1", "", files_of_today)},
    {"2010/status-waiting-packagefail",
     waiting(Outcome::package_fail, "PACKAGEFAIL", "PACKAGEBUILD-51-1", "")},
    {"today/status-waiting-packagefail",
     waiting(Outcome::package_fail, "PACKAGEFAIL", "PACKAGEBUILD-51-1", "")},
    {"2010/status-waiting-depfail",
     waiting(Outcome::dependency_fail, "DEPFAIL", "PACKAGEBUILD-52-1", "baz (>= 1.0.1)")},
    {"today/status-waiting-depfail",
     waiting(Outcome::dependency_fail, "DEPFAIL", "PACKAGEBUILD-52-1", "baz (>= 1.0.1)")},
    {"2010/status-waiting-chrootfail", waiting(Outcome::chroot_fail, "CHROOTFAIL", "PACKAGEBUILD-43-1")},
    {"today/status-waiting-chrootfail", waiting(Outcome::chroot_fail, "CHROOTFAIL", "PACKAGEBUILD-43-1")},
    {"2010/status-waiting-builderfail", waiting(Outcome::builder_fail, "BUILDERFAIL", "PACKAGEBUILD-53-1")},
    {"today/status-waiting-builderfail", waiting(Outcome::builder_fail, "BUILDERFAIL", "PACKAGEBUILD-53-1")},
    {"2010/status-waiting-givenback", waiting(Outcome::given_back, "GIVENBACK", "PACKAGEBUILD-54-1")},
    {"today/status-waiting-givenback", waiting(Outcome::given_back, "GIVENBACK", "PACKAGEBUILD-54-1")},
    {"today/status-waiting-aborted", waiting(Outcome::aborted, "ABORTED", "PACKAGEBUILD-99-1")},
    {"2010/status-aborting", in_state(SlaveState::aborting, "ABORTING", "PACKAGEBUILD-99-1")},
    {"today/status-aborting", in_state(SlaveState::aborting, "ABORTING", "PACKAGEBUILD-99-1")},
    {"2010/status-aborted", in_state(SlaveState::aborted, "ABORTED", "PACKAGEBUILD-99-1")},
    {"2010/status-unknown", in_state(SlaveState::other, "RESTING")},
    {"today/status-unknown", in_state(SlaveState::other, "RESTING")},
};

} // namespace

TEST_CASE("the status answers of real slaves of both generations mean the same") {
    for (const auto& [name, meaning] : samples) {
        INFO(name);
        const auto status = decode_status(sample(name + ".xml"));
        REQUIRE(status);
        CHECK(status->state == meaning.state);
        CHECK(status->cookie == meaning.cookie);
        CHECK(status->log_tail == meaning.log_tail);
        CHECK(*status == meaning);
    }
}

TEST_CASE("no status sample is left out") {
    std::set<std::string> covered;
    for (const auto& [name, meaning] : samples) {
        covered.insert(name + ".xml");
    }
    std::set<std::string> present;
    for (const std::string generation : {"2010", "today"}) {
        const auto folder = std::string(BUILDD_SOURCE_DIR) + "/tests/wire/" + generation;
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            const auto name = entry.path().filename().string();
            if (name.starts_with("status-") && name.ends_with(".xml")) {
                present.insert(fmt::format("{}/{}", generation, name));
            }
        }
    }
    CHECK(covered == present);
}

TEST_CASE("answers to other methods are no status") {
    for (const std::string generation : {"2010/", "today/"}) {
        for (const std::string name : {"clean", "abort", "ensurepresent-cache", "fault-8001", "fault-8002"}) {
            INFO(generation + name);
            CHECK_FALSE(decode_status(sample(generation + name + ".xml")));
        }
    }
}
