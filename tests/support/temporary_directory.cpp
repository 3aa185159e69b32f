#include "support/temporary_directory.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace buildd::test {

TemporaryDirectory::TemporaryDirectory(const std::optional<Account>& owner)
    : path_(std::filesystem::temp_directory_path() / "buildd-test-XXXXXX") {
    std::string name = path_;
    if (mkdtemp(name.data()) == nullptr) {
        throw std::system_error(errno, std::generic_category(), "mkdtemp " + name);
    }
    path_ = name;
    if (owner && chown(path_.c_str(), owner->user, owner->group) != 0) {
        throw std::system_error(errno, std::generic_category(), "chown " + name);
    }
}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

} // namespace buildd::test
