#include "scan/given_scene.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

// The worked lists of spec 4.15, from the database to the slave. Every row is hoary i386.

namespace buildd::test {
namespace {

using Lines = std::vector<std::string>;

const Lines f3 = before_f3({});
const std::string private_mark =
    "deb http://buildd:sekrit@private-ppa.launchpad.dev/mark/p3a/ubuntu hoary main";
const std::string three_externals = "deb http://user:pass@repository zoing everything\n"
                                    "deb http://user:pass@repository %(series)s public private\n"
                                    "deb http://user:pass@repository %(series)s-extra public";
const Lines externals{"deb http://user:pass@repository zoing everything",
                      "deb http://user:pass@repository hoary public private",
                      "deb http://user:pass@repository hoary-extra public"};

void of_component(const GivenScene& scene, const std::string& name) {
    scene.farm.sql(fmt::format("UPDATE sourcepackagerelease SET component = (SELECT id FROM component WHERE "
                               "name = '{}') WHERE id = 14",
                               name));
}

void in_partner(GivenScene& scene) {
    scene.build_foo_in_partner();
    scene.publish_binary(12);
}

/// A PPA's build goes to virtual builders only.
void in_ppa(GivenScene& scene) {
    scene.make_bob_virtual();
    scene.build_in(9);
}

void in_published_ppa(GivenScene& scene) {
    in_ppa(scene);
    scene.publish_binary(9);
}

Lines joined(std::initializer_list<Lines> parts) {
    Lines all;
    for (const auto& part : parts) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

/// F hoary.. of the pockets given, with these components.
Lines primary(const std::string& components, const Lines& suffixes) {
    Lines all;
    for (const auto& suffix : suffixes) {
        all.push_back(fmt::format("{} hoary{} {}", f, suffix, components));
    }
    return all;
}

const Lines up_to_updates{"", "-security", "-updates"};

struct Row {
    std::string name;
    void (*given)(GivenScene&);
    Lines lines;
};

const std::vector<Row> rows{
    {"PRIMARY universe UPDATES",
     [](GivenScene& scene) {
         scene.build_in_frozen(20);
         of_component(scene, "universe");
     },
     primary("main universe", up_to_updates)},
    {"PRIMARY main UPDATES, dependency mark's PPA",
     [](GivenScene& scene) {
         scene.build_in_frozen(20);
         scene.depend(1, 10, 0, "main");
         scene.publish_binary(10);
     },
     joined({{mark}, primary("main", up_to_updates)})},
    {"cprov's PPA without binary", in_ppa, f3},
    {"cprov's PPA with binary", in_published_ppa, before_f3({own})},
    {"PARTNER with binary", in_partner, before_f3({partner})},
    {"PARTNER, dependency mark's PPA without binary",
     [](GivenScene& scene) {
         in_partner(scene);
         scene.depend(12, 10, 0, "main");
     },
     before_f3({partner})},
    {"PARTNER, dependency mark's PPA with binary",
     [](GivenScene& scene) {
         in_partner(scene);
         scene.depend(12, 10, 0, "main");
         scene.publish_binary(10);
     },
     before_f3({partner, mark})},
    {"PPA, dependency mark's private PPA",
     [](GivenScene& scene) {
         in_published_ppa(scene);
         scene.depend(9, scene.add_private_ppa(1, "p3a"), 0, "main");
     },
     before_f3({own, private_mark})},
    {"PPA, dependency PRIMARY SECURITY, component NULL",
     [](GivenScene& scene) {
         in_published_ppa(scene);
         scene.depend(9, 1, 10, "NULL");
     },
     joined({{own}, primary("main universe", {"", "-security"})})},
    {"PPA, dependency PRIMARY RELEASE restricted",
     [](GivenScene& scene) {
         in_published_ppa(scene);
         scene.depend(9, 1, 0, "restricted");
     },
     joined({{own}, primary("main restricted", {""})})},
    {"PPA, dependency PRIMARY multiverse UPDATES",
     [](GivenScene& scene) {
         in_published_ppa(scene);
         scene.depend(9, 1, 20, "multiverse");
     },
     before_f3({own})},
    {"PPA, dependency PRIMARY multiverse PROPOSED",
     [](GivenScene& scene) {
         in_published_ppa(scene);
         scene.depend(9, 1, 30, "multiverse");
     },
     joined({before_f3({own}), primary(m, {"-proposed"})})},
    {"PPA, dependency PRIMARY multiverse BACKPORTS",
     [](GivenScene& scene) {
         in_published_ppa(scene);
         scene.depend(9, 1, 40, "multiverse");
     },
     joined({before_f3({own}), primary(m, {"-backports"})})},
    {"PPA, external",
     [](GivenScene& scene) {
         in_published_ppa(scene);
         scene.use_externals(9, three_externals);
     },
     joined({{own}, externals, f3})},
    {"PPA without binary, external",
     [](GivenScene& scene) {
         in_ppa(scene);
         scene.use_externals(9, three_externals);
     },
     joined({primary(m, {""}), externals, primary(m, {"-security", "-updates"})})},
};

/// The archive lines of the one `build` that the slave got.
Lines lines_sent(SimulatedSlave& slave) {
    Lines lines;
    const auto calls = slave.calls_of("build");
    REQUIRE(calls.size() == 1);
    for (const auto& line : calls[0].parameters.at(4).at("archives").items()) {
        lines.push_back(line.text());
    }
    return lines;
}

} // namespace

TEST_CASE("the archives of a build and their dependencies reach the slave line by line, in order") {
    for (const auto& row : rows) {
        DYNAMIC_SECTION(row.name) {
            GivenScene scene(Generation::today);
            row.given(scene);
            static_cast<void>(scene.start());
            CHECK(lines_sent(scene.bob) == row.lines);
        }
    }
}

} // namespace buildd::test
