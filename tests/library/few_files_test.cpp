#include "library/manifest.hpp"
#include "library/recovery.hpp"
#include "storage_room.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sys/resource.h>

namespace buildd::test {
namespace {

/// While it lives, the process can open no more than so many further files.
class FewFiles {
  public:
    explicit FewFiles(int further) {
        REQUIRE(getrlimit(RLIMIT_NOFILE, &before_) == 0);
        const Descriptor first_free(open("/dev/null", O_RDONLY | O_CLOEXEC));
        auto few = before_;
        few.rlim_cur = static_cast<rlim_t>(first_free.number()) + static_cast<rlim_t>(further);
        REQUIRE(setrlimit(RLIMIT_NOFILE, &few) == 0);
    }
    ~FewFiles() { setrlimit(RLIMIT_NOFILE, &before_); }
    FewFiles(const FewFiles&) = delete;
    FewFiles& operator=(const FewFiles&) = delete;
    FewFiles(FewFiles&&) = delete;
    FewFiles& operator=(FewFiles&&) = delete;

  private:
    rlimit before_{};
};

TEST_CASE("a manifest that cannot be read now is trouble of this pass, and its run the next one's") {
    StorageRoom room;
    put_content(room.path / "grabbing/run/manifest", to_text(Manifest{}));
    {
        const FewFiles only_the_folder(1);
        const auto found = find_dead_runs(room.root, room.log);
        CHECK(found.runs.empty());
        CHECK(found.trouble);
    }
    REQUIRE(room.lines.size() == 1);
    CHECK_THAT(room.lines[0].text,
               Catch::Contains("grabbing/run/manifest: cannot open: Too many open files"));
    const auto found = find_dead_runs(room.root, room.log);
    CHECK_FALSE(found.trouble);
    REQUIRE(found.runs.size() == 1);
    CHECK(found.runs[0].manifest.ok());
}

} // namespace
} // namespace buildd::test
