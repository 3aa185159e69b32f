#include "database/farm_database.hpp"
#include "database/library_rows.hpp"
#include "database/transaction.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace buildd;
using namespace buildd::test;

namespace {

std::string cluster_of(FarmDatabase& farm) {
    return farm.values("SELECT system_identifier FROM pg_control_system()");
}

std::uint64_t transaction_of(WriteTransaction& transaction) {
    return std::stoull(transaction.run("SELECT pg_current_xact_id()")[0][0].as<std::string>());
}

} // namespace

TEST_CASE("ids are drawn for as many files as asked, with the database's name") {
    FarmDatabase farm;
    Connection connection = farm.connect();
    const DrawnIds drawn = draw_library_ids(connection, 2);
    CHECK(drawn.ids == std::vector<LibraryIds>{{{54}, {54}}, {{55}, {55}}});
    CHECK(drawn.database == farm.name());
    CHECK(draw_library_ids(connection, 1).ids == std::vector<LibraryIds>{{{56}, {56}}});
    CHECK(connection.statements_sent() == 2);
    CHECK(draw_library_ids(connection, 0).ids.empty());
    CHECK(connection.statements_sent() == 2);
}

TEST_CASE("each dead folder's transaction is known by its fate, and the aliases by their rows") {
    FarmDatabase farm;
    const std::string cluster = cluster_of(farm);
    Connection connection = farm.connect();
    Connection other = farm.connect();
    std::uint64_t committed = 0;
    std::uint64_t aborted = 0;
    {
        WriteTransaction transaction(connection);
        committed = transaction_of(transaction);
        transaction.commit();
    }
    {
        WriteTransaction transaction(connection);
        aborted = transaction_of(transaction);
    }
    WriteTransaction under_way(other);
    const std::uint64_t running = transaction_of(under_way);
    const std::vector<DeadFolder> folders{
        {running, cluster},   {committed, cluster},           {aborted, cluster},
        {committed, "12345"}, {committed + 1000000, cluster}, {1, cluster}};
    const Recovered recovered = recover(connection, folders, {{43}, {44}, {1}});
    using Fate = TransactionFate;
    CHECK(recovered.fates == std::vector<TransactionFate>{Fate::in_progress, Fate::committed, Fate::aborted,
                                                          Fate::unknown, Fate::unknown, Fate::committed});
    CHECK(recovered.existing == std::set<AliasId>{{1}, {43}});
}

TEST_CASE("folders without aliases, and none at all, are no trouble") {
    FarmDatabase farm;
    Connection connection = farm.connect();
    const Recovered recovered = recover(connection, {}, {});
    CHECK(recovered.fates.empty());
    CHECK(recovered.existing.empty());
}
