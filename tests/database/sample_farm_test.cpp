// What the sample farm shows without any program of ours.

#include "support/postgres.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <pqxx/pqxx>
#include <set>
#include <string>

using namespace buildd::test;

namespace {

/// The sample farm, made once.
std::string farm() {
    static const std::string name = shared_server().create_sample_database();
    return name;
}

/// The values of a query's first column, as fiera sees them.
std::multiset<std::string> seen(const std::string& query) {
    pqxx::connection connection(shared_server().connection_string(farm()));
    std::multiset<std::string> values;
    for (const pqxx::row& row : pqxx::nontransaction(connection).exec(query)) {
        values.insert(row[0].as<std::string>("NULL"));
    }
    return values;
}

using Values = std::multiset<std::string>;

} // namespace

TEST_CASE("bob has build 8, and build 11 is the one job that waits for a builder like bob") {
    CHECK(seen(R"(
        SELECT concat_ws('-', b.name, bpj.build, q.id, j.attempt_count)
        FROM buildqueue q JOIN builder b ON b.id = q.builder JOIN job j ON j.id = q.job
        JOIN buildpackagejob bpj ON bpj.job = j.id
        WHERE j.status = 1 AND j.date_started = '2005-06-15 09:20:12.820778')") == Values{"bob-8-1-0"});
    CHECK(seen(R"(
        SELECT concat_ws(' ', q.id, bpj.build, q.lastscore)
        FROM buildqueue q JOIN job j ON j.id = q.job AND j.status = 0
        JOIN buildpackagejob bpj ON bpj.job = j.id
        JOIN builder b ON b.processor = q.processor AND b.virtualized = q.virtualized
        WHERE b.name = 'bob' AND q.builder IS NULL)") == Values{"2 11 10"});
    CHECK(seen("SELECT concat_ws(' ', name, active, manual, builderok, vm_host) FROM builder") ==
          Values{"bob t f t", "frog t f f localhost-host.ppa"});
}

TEST_CASE("each build of the sample farm has its three ids, its source, series and status") {
    CHECK(seen(R"(
        SELECT concat_ws(' ', bb.id, pb.id, f.id, das.architecturetag, n.name, r.version, s.name, f.status,
                         pb.pocket, pb.archive, f.builder, f.log)
        FROM binarypackagebuild bb JOIN packagebuild pb ON pb.id = bb.package_build
        JOIN buildfarmjob f ON f.id = pb.build_farm_job
        JOIN distroarchseries das ON das.id = bb.distro_arch_series
        JOIN distroseries s ON s.id = das.distroseries
        JOIN sourcepackagerelease r ON r.id = bb.source_package_release
        JOIN sourcepackagename n ON n.id = r.sourcepackagename)") ==
          Values{"2 1 2 i386 mozilla-firefox 0.9 warty 1 0 1 1 2", "6 2 6 i386 foobar 1.0 warty 2 0 1 1 5",
                 "8 4 8 i386 mozilla-firefox 0.9 hoary 6 0 1",
                 "11 7 11 i386 alsa-utils 1.0.9a-4ubuntu1 hoary 0 0 1"});
    CHECK(seen(R"(
        SELECT id
        FROM buildfarmjob
        WHERE coalesce(date_started, date_finished, date_first_dispatched) IS NULL)") == Values{"8", "11"});
}

TEST_CASE("warty is released and hoary in development, each with a chroot and an architecture for all") {
    CHECK(seen(R"(
        SELECT concat_ws(' ', s.id, s.name, s.version, s.releasestatus, das.id, c.chroot, c.pocket)
        FROM distroseries s
        JOIN distroarchseries das ON das.id = s.nominatedarchindep AND das.distroseries = s.id
        JOIN pocketchroot c ON c.distroarchseries = das.id)") ==
          Values{"1 warty 4.10 4 1 1 0", "3 hoary 5.04 2 6 1 0"});
    CHECK(seen(R"(
        SELECT concat_ws(' ', id, sourcepackagerelease, distroseries, status)
        FROM sourcepackagepublishinghistory WHERE archive = 1)") ==
          Values{"18 14 1 2", "2 15 3 2", "12 25 3 2", "22 32 1 4"});
    CHECK(seen(R"(
        SELECT concat_ws(' ', archive, distroarchseries, status) FROM binarypackagepublishinghistory)") ==
          Values{"9 1 2"});
    CHECK(seen("SELECT concat_ws(' ', id, owner, name, purpose, require_virtualized) FROM archive") ==
          Values{"1 17 primary 1 f", "12 17 partner 4 f", "9 28 ppa 2 t", "10 1 ppa 2 t"});
}

TEST_CASE("the source files of the sample farm have the names and digests that slaves will be told") {
    CHECK(seen(R"(
        SELECT concat_ws(' ', f.sourcepackagerelease, a.id, a.filename, left(c.sha1, 8))
        FROM sourcepackagereleasefile f JOIN libraryfilealias a ON a.id = f.libraryfile
        JOIN libraryfilecontent c ON c.id = a.content
        WHERE f.sourcepackagerelease IN (14, 25))") ==
          Values{"14 3 firefox_0.9.2.orig.tar.gz a57faa62", "25 43 alsa-utils_1.0.9a-4ubuntu1.dsc 4e3961ba"});
    CHECK(seen(R"(
        SELECT filename || ' ' || sha1
        FROM libraryfilealias a JOIN libraryfilecontent c ON c.id = a.content
        WHERE a.id = 1)") == Values{"netapplet-1.0.0.tar.gz 378b3498ead213d35a82033a6e9196014a5ef25c"});
}

TEST_CASE("mail about build 8 has three recipients, and no address of the sample farm leaves example.com") {
    CHECK(seen(R"(
        SELECT e.email
        FROM emailaddress e
        WHERE e.status = 4 AND (e.person = (SELECT creator FROM sourcepackagerelease WHERE id = 14)
           OR e.person IN (SELECT m.person FROM teammembership m JOIN person t ON t.id = m.team
                           WHERE t.name = 'launchpad-buildd-admins' AND m.status IN (2, 3))))") ==
          Values{"mark@example.com", "foo.bar@example.com", "cprov@example.com"});
    CHECK(seen("SELECT status FROM teammembership WHERE team = 61") == Values{"3", "3", "4"});
    CHECK(seen("SELECT email FROM emailaddress WHERE person = 61 OR email NOT LIKE '%@example.com'").empty());
    CHECK(seen("SELECT concat_ws(' ', team, person) FROM teamparticipation WHERE team <> person") ==
          Values{"61 16", "61 28"});
    CHECK(seen(R"(
        SELECT id
        FROM person p
        WHERE NOT EXISTS (SELECT FROM teamparticipation WHERE team = p.id AND person = p.id))")
              .empty());
}

TEST_CASE("new rows of the sample farm get the id after the largest") {
    // A farm of its own: a sequence does not go back when a transaction does.
    PostgresServer& server = shared_server();
    pqxx::connection connection(server.owner_connection_string(server.create_sample_database()));
    pqxx::work work(connection);
    CHECK(work.exec1("SELECT nextval('buildqueue_id_seq') || ' ' || nextval('job_id_seq')")[0]
              .as<std::string>() == "3 3");
    for (const pqxx::row& row : work.exec(R"(
        SELECT tablename
        FROM pg_tables
        WHERE schemaname = 'public' AND tablename NOT IN ('buildqueue', 'job'))")) {
        const auto table = row[0].as<std::string>();
        INFO(table);
        CHECK(
            work.exec1(fmt::format("SELECT nextval('{0}_id_seq') - coalesce(max(id), 0) FROM {0}", table))[0]
                .as<int>() == 1);
    }
}
