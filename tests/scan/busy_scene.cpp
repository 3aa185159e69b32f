#include "scan/busy_scene.hpp"

#include <fmt/format.h>

#include <pqxx/nontransaction>

namespace buildd::test {

BusyScene::BusyScene() : other_scan(shared_server().owner_connection_string(farm.database())) {
    add_results();
    add_jobs_in_trouble();
    add_builders_without_a_job();
    add_waiting_jobs();
    farm.add_builder("mike");
    pqxx::nontransaction(other_scan)
        .exec("SELECT pg_advisory_lock(1651729250, id) FROM builder WHERE name = 'mike'");
}

BusyScene::Given BusyScene::give(const std::string& builder, Generation generation) {
    auto& slave = farm.add_builder(builder, generation);
    return {slave, farm.assign(farm.queue(farm.new_build()), builder)};
}

void BusyScene::add_results() {
    farm.slave_for("bob").set_waiting("OK", farm.assign(1, "bob"),
                                      {{"a.changes", "changes"}, {"a.deb", "deb"}});
    auto& ida = farm.add_builder("ida");
    ida.set_waiting("OK", farm.assign(farm.queue(2), "ida"), {{"b.deb", "of an illegal pocket"}});
    const auto nora = give("nora", Generation::of_2010);
    nora.slave.set_waiting("PACKAGEFAIL", nora.cookie);
    const auto otto = give("otto");
    otto.slave.set_waiting("GIVENBACK", otto.cookie);
    const auto vera = give("vera");
    vera.slave.set_waiting("BUILDERFAIL", vera.cookie);
    const auto willy = give("willy");
    willy.slave.set_waiting("OK", willy.cookie, {{"x", "bad name"}});
    willy.slave.set_filemap({{"../x", std::string(40, 'a')}});
}

void BusyScene::add_jobs_in_trouble() {
    give("carl");
    const auto dora = give("dora");
    dora.slave.set_building(dora.cookie, "compiling\n");
    give("emil").slave.set_building("PACKAGEBUILD-7-7-7", "another's\n");
    const auto jan = give("jan", Generation::of_2010);
    jan.slave.set_aborted(jan.cookie);
    const auto lena = give("lena");
    lena.slave.set_building(lena.cookie, "compiling\n");
    farm.sql("UPDATE builder SET builderok = false, failnotes = 'no disk' WHERE name = 'lena'");
    const auto quentin = give("quentin");
    quentin.slave.set_aborting(quentin.cookie);
}

void BusyScene::add_builders_without_a_job() {
    farm.add_builder("fritz").set_waiting("OK", "PACKAGEBUILD-9-9-9");
    farm.add_builder("greta");
    farm.add_builder("hugo").misbehave(closing());
    farm.add_builder("karl").set_state("SLEEPING");
    farm.add_builder("paul");
    farm.add_builder("rosa");
    farm.sql("UPDATE builder SET active = false WHERE name = 'paul'; "
             "UPDATE builder SET failure_count = 3 WHERE name = 'rosa'");
}

void BusyScene::add_waiting_jobs() {
    const auto build_with = [&](const std::string& change) {
        const int build = farm.new_build();
        farm.sql(fmt::format("UPDATE packagebuild SET {} WHERE id = (SELECT package_build FROM "
                             "binarypackagebuild WHERE id = {})",
                             change, build));
        return build;
    };
    farm.queue(6, 900); // its source was deleted
    farm.queue(build_with("pocket = 10"), 800);
    farm.queue(build_with("pocket = 20"), 700); // illegal while hoary is in development
    farm.sql(
        "UPDATE archive SET external_dependencies = 'deb http://example.com %(series' WHERE id = 12; "
        "INSERT INTO sourcepackagepublishinghistory (sourcepackagerelease, distroseries, archive, status, "
        "component, section, datecreated) VALUES (25, 3, 12, 2, 1, 1, '2005-06-14 12:00:00')");
    farm.queue(build_with("archive = 12"), 600);
    farm.queue(farm.new_build(), 5);
}

std::vector<std::string> BusyScene::calls_beside_status() {
    std::vector<std::string> found;
    for (auto* slave : farm.slaves().slaves()) {
        for (const auto& line : slave->call_lines()) {
            if (line != "status") {
                found.push_back(slave->name() + ": " + line);
            }
        }
    }
    return found;
}

} // namespace buildd::test
