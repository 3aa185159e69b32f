#include "database/farm_database.hpp"

namespace buildd::test {

namespace {

/// Every row of the sample farm, kept beside its tables.
constexpr const char* save_rows = R"(
    DO $$
    DECLARE
        name text;
    BEGIN
        CREATE SCHEMA saved;
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            EXECUTE format('CREATE TABLE saved.%I AS TABLE public.%I', name, name);
        END LOOP;
    END
    $$)";

constexpr const char* restore_rows = R"(
    SET LOCAL session_replication_role TO replica; -- no foreign key is looked at on the way
    DO $$
    DECLARE
        name text;
    BEGIN
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            EXECUTE format('DELETE FROM public.%I', name);
            EXECUTE format('INSERT INTO public.%I SELECT * FROM saved.%I', name, name);
            EXECUTE format('SELECT setval(pg_get_serial_sequence(%L, ''id''), coalesce(max(id), 1)) FROM %I', name, name);
        END LOOP;
    END
    $$)";

std::vector<std::string>& spare_databases() {
    static std::vector<std::string> names;
    return names;
}

std::string database_for(FarmDatabase::Origin origin) {
    std::vector<std::string>& spare = spare_databases();
    if (origin == FarmDatabase::Origin::fresh || spare.empty()) {
        return shared_server().create_sample_database();
    }
    std::string name = spare.back();
    spare.pop_back();
    return name;
}

} // namespace

FarmDatabase::FarmDatabase(Origin origin)
    : origin_(origin), name_(database_for(origin)), owner_(shared_server().owner_connection_string(name_)) {
    if (origin_ == Origin::restored) {
        restore();
    }
}

FarmDatabase::~FarmDatabase() {
    if (origin_ == Origin::restored) {
        spare_databases().push_back(name_);
    }
}

void FarmDatabase::restore() {
    // A session ends, and its locks with it, a little after its client closed the connection.
    while (values("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                  "AND pid <> pg_backend_pid() AND backend_type = 'client backend'") != "0") {
    }
    execute(values("SELECT count(*) FROM pg_namespace WHERE nspname = 'saved'") == "0" ? save_rows
                                                                                       : restore_rows);
}

std::string FarmDatabase::connection_string() const {
    return shared_server().connection_string(name_);
}

Connection FarmDatabase::connect(SessionKind kind) const {
    return {connection_string(), kind};
}

void FarmDatabase::execute(const std::string& sql) {
    pqxx::work work(owner_);
    work.exec(sql);
    work.commit();
}

std::string FarmDatabase::values(const std::string& query) {
    std::string text;
    for (const pqxx::row& row : pqxx::nontransaction(owner_).exec(query)) {
        text += (text.empty() ? "" : " ") + row[0].as<std::string>("NULL");
    }
    return text;
}

std::string FarmDatabase::row(const std::string& query) {
    std::string text;
    const pqxx::row row = pqxx::nontransaction(owner_).exec1(query);
    for (const pqxx::field& field : row) {
        text += (text.empty() ? "" : "|") + field.as<std::string>("NULL");
    }
    return text;
}

OpenTransaction::OpenTransaction(const FarmDatabase& farm, const std::string& sql)
    : connection_(shared_server().owner_connection_string(farm.name())), transaction_(connection_) {
    transaction_.exec(sql);
}

void employ_ted_and_sue(FarmDatabase& farm) {
    farm.execute(R"(
        INSERT INTO builder (id, processor, name, title, description, owner, url, virtualized, builderok, failure_count)
        VALUES (3, 1, 'ted', 'Ted', 'Free', 61, 'http://localhost:8222/', false, true, 0),
               (4, 1, 'sue', 'Sue', 'Busy', 61, 'http://localhost:8223/', false, true, 2);
        UPDATE packagebuild SET archive = 10 WHERE id = 1;
        UPDATE buildfarmjob SET status = 0, builder = NULL, log = NULL, date_started = NULL, date_finished = NULL,
                                date_first_dispatched = NULL WHERE id = 2;
        UPDATE buildfarmjob SET status = 6, date_finished = NULL, log = NULL WHERE id = 6;
        INSERT INTO job (id, status, attempt_count, date_started)
        VALUES (3, 0, 0, NULL), (4, 1, 2, '2010-10-10 10:10:10.5');
        INSERT INTO buildqueue (id, job, builder, processor, virtualized, lastscore, logtail)
        VALUES (3, 3, NULL, 1, false, 0, NULL), (4, 4, 4, 1, false, 7, 'make all');
        INSERT INTO buildpackagejob (job, build) VALUES (3, 2), (4, 6))");
}

void add_builders(FarmDatabase& farm, int count) {
    const std::string last = std::to_string(1000 + count);
    farm.execute(R"(
        INSERT INTO builder (id, processor, name, title, description, owner, url, virtualized, builderok)
        SELECT i, 1, 'builder' || i, 'Builder', 'One of many', 61, 'http://localhost:' || i || '/', false, true
        FROM generate_series(1001, )" +
                 last + R"() AS i;
        CREATE TEMPORARY TABLE made AS
        SELECT i, i % 2 = 0 AND i <= )" +
                 last + R"( AS runs FROM generate_series(1001, )" + last + R"( + )" + std::to_string(count) +
                 R"() AS i;
        INSERT INTO buildfarmjob (id, job_type, status) SELECT i, 1, CASE WHEN runs THEN 6 ELSE 0 END FROM made;
        INSERT INTO packagebuild (id, build_farm_job, archive, pocket) SELECT i, i, 1, 0 FROM made;
        INSERT INTO binarypackagebuild (id, package_build, distro_arch_series, source_package_release)
        SELECT i, i, 6, 25 FROM made;
        INSERT INTO job (id, status) SELECT i, CASE WHEN runs THEN 1 ELSE 0 END FROM made;
        INSERT INTO buildqueue (id, job, builder, processor, virtualized, lastscore)
        SELECT i, i, CASE WHEN runs THEN i END, 1, false, i FROM made;
        INSERT INTO buildpackagejob (job, build) SELECT i, i FROM made;
        DROP TABLE made)");
}

} // namespace buildd::test
