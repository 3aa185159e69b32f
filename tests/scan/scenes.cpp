#include "scan/scenes.hpp"

#include <algorithm>

namespace buildd::test {

SmallScene::SmallScene(Generation generation)
    : bob(farm.slave_for("bob", generation)), eve(farm.add_builder("eve", generation)) {
    farm.sql("UPDATE builder SET manual = true WHERE name = 'bob'");
    cookie = farm.assign(1, "bob");
    bob.set_waiting(
        "OK", cookie,
        {{"mozilla-firefox_0.9_i386.changes", "changes"}, {"mozilla-firefox_0.9_i386.deb", "deb"}});
}

bool SmallScene::was_collected() const {
    return farm.value("SELECT status FROM buildfarmjob WHERE id = 8") == "8" &&
           farm.value("SELECT count(*) FROM buildqueue WHERE id = 1") == "0";
}

bool SmallScene::was_dispatched() const {
    return farm.value("SELECT coalesce(b.name, '') FROM buildqueue q LEFT JOIN builder b ON b.id = q.builder "
                      "WHERE q.id = 2") == "eve" &&
           eve.cookie() == "PACKAGEBUILD-11-2-1";
}

std::vector<std::string> remains(const TestFarm& farm) {
    std::vector<std::string> found;
    for (const auto& [path, content] : farm.files()) {
        const auto depth = std::count(path.begin(), path.end(), '/') + (path.ends_with('/') ? 0 : 1);
        const bool of_library = path.starts_with("librarian/");
        if ((of_library && !path.ends_with('/')) ||
            (!of_library && depth > 1 && path != "grabbing/partial/")) {
            found.push_back(path);
        }
    }
    return found;
}

std::vector<std::string> leaves(const TestFarm& farm) {
    std::vector<std::string> found;
    for (const auto& path : remains(farm)) {
        if (path.starts_with("incoming/") && std::count(path.begin(), path.end(), '/') == 2 &&
            path.ends_with('/')) {
            constexpr std::size_t time_and_dash = 16;
            const auto name = path.substr(std::string("incoming/").size() + time_and_dash);
            found.push_back(name.substr(0, name.size() - 1));
        }
    }
    return found;
}

} // namespace buildd::test
