#include "operate/library_check.hpp"

#include "library/digest.hpp"
#include "library/disk_store.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace buildd::test {

std::string library_content(const OwnFarm& farm, int alias) {
    const auto content =
        std::stoi(farm.rows(fmt::format("SELECT content FROM libraryfilealias WHERE id = {}", alias)));
    const auto path = farm.root() / "librarian" / library_path(ContentId{content});
    const auto files = farm.files();
    const auto found = files.find(path);
    if (found == files.end()) {
        throw std::runtime_error(path.string() + " is not there");
    }
    auto sha1 = Digest::sha1();
    auto md5 = Digest::md5();
    sha1.add(found->second);
    md5.add(found->second);
    const auto row =
        farm.rows(fmt::format("SELECT filesize, sha1, md5 FROM libraryfilecontent WHERE id = {}", content));
    if (row != fmt::format("{}|{}|{}", found->second.size(), sha1.hex(), md5.hex())) {
        throw std::runtime_error(path.string() + " is not what its rows say");
    }
    return found->second;
}

} // namespace buildd::test
