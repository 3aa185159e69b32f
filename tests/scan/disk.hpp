#pragma once

#include "support/farm.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace buildd::test {

/// A file or folder, as it is and not what it may point to.
struct OnDisk {
    std::string path; ///< below where the look began; of a folder with `/` at its end
    struct stat status;
};

/// All that is below a folder, itself excluded, in byte order. What vanishes meanwhile is passed over, so
/// that it may be called while a pass is under way.
[[nodiscard]] std::vector<OnDisk> on_disk(const std::filesystem::path& top);

/// Every file below a farm's root, and every leaf that holds none: the time in a leaf's name is `TIME`, the
/// folder of a run `RUN`.
[[nodiscard]] std::set<std::string> files_on_disk(const TestFarm& farm);

/// What others than owner and group have any right to, or is neither file nor folder: `0644 PATH`. The root
/// itself is looked at too, as `.`.
[[nodiscard]] std::vector<std::string> open_to_others(const TestFarm& farm);

/// A umask of this process, and of the programs that it starts, for as long as this lives.
class Umask {
  public:
    explicit Umask(mode_t mask) : before_(::umask(mask)) {}
    ~Umask() { ::umask(before_); }
    Umask(const Umask&) = delete;
    Umask& operator=(const Umask&) = delete;
    Umask(Umask&&) = delete;
    Umask& operator=(Umask&&) = delete;

  private:
    mode_t before_;
};

} // namespace buildd::test
