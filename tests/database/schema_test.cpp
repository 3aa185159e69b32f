// The catalog of a database made by scripts/schema.sql against the list in expected_schema.cpp.

#include "database/expected_schema.hpp"
#include "support/child_process.hpp"
#include "support/postgres.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <pqxx/pqxx>
#include <set>
#include <sstream>
#include <string>
#include <utility>

using namespace buildd::test;

namespace {

using Lines = std::set<std::string>;

/// A database with the schema, made once.
std::string schema_database() {
    static const std::string name = shared_server().create_schema_database();
    return name;
}

/// First column of what a query in that database returns to its owner.
Lines lines_of(const std::string& query, const std::string& database = schema_database()) {
    pqxx::connection connection(shared_server().owner_connection_string(database));
    Lines lines;
    for (const pqxx::row& row : pqxx::nontransaction(connection).exec(query)) {
        lines.insert(row[0].as<std::string>());
    }
    return lines;
}

void replace(std::string& text, const std::string& old_words, const std::string& new_words) {
    if (const auto place = text.find(old_words); place != std::string::npos) {
        text.replace(place, old_words.size(), new_words);
    }
}

/// The items of an expected list, each after the table's name.
Lines items_of(const std::string& table, const std::string& list) {
    std::istringstream stream(list);
    Lines items;
    for (std::string item; std::getline(stream, item, ';');) {
        replace(item, "= NOW", "= timezone('UTC', now())");
        items.insert(table + ": " + item.substr(item.find_first_not_of(' ')));
    }
    return items;
}

Lines without(const Lines& all, const Lines& some) {
    Lines rest;
    std::set_difference(all.begin(), all.end(), some.begin(), some.end(), std::inserter(rest, rest.end()));
    return rest;
}

void check_same(const Lines& actual, const Lines& expected) {
    const auto missing = without(expected, actual);
    const auto unexpected = without(actual, expected);
    CAPTURE(missing, unexpected);
    CHECK((missing.empty() && unexpected.empty()));
}

constexpr const char* columns_query = R"(
    SELECT t.relname || ': ' || a.attname || ' '
        || replace(replace(replace(replace(format_type(a.atttypid, a.atttypmod), 'integer', 'int'), 'boolean',
                                   'bool'), 'timestamp without time zone', 'ts'), 'character(', 'char(')
        || CASE WHEN a.attnotnull THEN '' ELSE '?' END
        || coalesce(' -> ' || target.relname
                    || CASE f.confdeltype WHEN 'a' THEN '' WHEN 'c' THEN ' CASCADE' ELSE ' ODD' END, '')
        || coalesce(' = ' || replace(replace(pg_get_expr(d.adbin, d.adrelid), '::text', ''), '::regclass', ''), '')
    FROM pg_class t
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
    LEFT JOIN pg_constraint f ON f.contype = 'f' AND f.conrelid = t.oid AND f.conkey = ARRAY[a.attnum]
         AND EXISTS (SELECT FROM pg_attribute k WHERE k.attrelid = f.confrelid AND f.confkey = ARRAY[k.attnum]
                     AND k.attname = 'id')
    LEFT JOIN pg_class target ON target.oid = f.confrelid
    WHERE t.relnamespace = 'public'::regnamespace AND t.relkind = 'r')";

constexpr const char* rules_query = R"(
    WITH keys AS (
        SELECT i.indexrelid, i.indrelid, i.indisunique, n.relname AS name,
               '(' || string_agg(pg_get_indexdef(i.indexrelid, k, true), ', ' ORDER BY k) || ')'
                   || coalesce(' WHERE ' || pg_get_expr(i.indpred, i.indrelid, true), '') AS shape
        FROM pg_index i JOIN pg_class n ON n.oid = i.indexrelid CROSS JOIN generate_series(1, i.indnatts) k
        WHERE n.relnamespace = 'public'::regnamespace
        GROUP BY i.indexrelid, i.indrelid, i.indisunique, n.relname, i.indpred)
    SELECT c.conrelid::regclass || ': '
        || CASE c.contype WHEN 'p' THEN 'PRIMARY KEY ' WHEN 'u' THEN 'UNIQUE ' WHEN 'c' THEN 'CHECK '
                          ELSE 'ODD ' END
        || c.conname || coalesce(k.shape, '') || CASE WHEN c.condeferrable THEN ' DEFERRABLE' ELSE '' END
    FROM pg_constraint c LEFT JOIN keys k ON k.indexrelid = c.conindid
    WHERE c.connamespace = 'public'::regnamespace AND c.contype NOT IN ('f', 'n')
    UNION ALL
    SELECT k.indrelid::regclass || ': ' || CASE WHEN k.indisunique THEN 'unique ' ELSE '' END
        || 'index ' || k.name || k.shape
    FROM keys k
    WHERE NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = k.indexrelid
                      AND c.contype IN ('p', 'u', 'x')))";

/// What the role may do with the relations of a kind, by any grant.
std::string rights_query(const std::string& kind, const std::string& privileges, const std::string& test) {
    return R"(
        SELECT t.relname || ': ' || coalesce(string_agg(p, ', ' ORDER BY place), 'nothing')
        FROM pg_class t LEFT JOIN unnest('{)" +
           privileges + "}'::text[]) WITH ORDINALITY AS x(p, place) ON " + test +
           "('fiera', t.oid, p) WHERE t.relnamespace = 'public'::regnamespace AND t.relkind = '" + kind +
           "' GROUP BY t.relname";
}

std::string spelled_out(const std::string& rights) {
    std::string words;
    for (const auto& [letter, word] : {std::pair('S', "SELECT"), std::pair('I', "INSERT"),
                                       std::pair('U', "UPDATE"), std::pair('D', "DELETE")}) {
        if (rights.find(letter) != std::string::npos) {
            words += (words.empty() ? "" : ", ") + std::string(word);
        }
    }
    return words;
}

} // namespace

TEST_CASE(
    "the schema has exactly the tables and columns of the list, with types, defaults and foreign keys") {
    Lines expected;
    for (const ExpectedTable& table : expected_schema()) {
        expected.merge(
            items_of(table.name, "id int = nextval('" + table.name + "_id_seq'); " + table.columns));
    }
    check_same(lines_of(columns_query), expected);
    // None beside those that the columns show: over several columns, or a second one.
    const auto references = std::count_if(expected.begin(), expected.end(), [](const std::string& column) {
        return column.find(" -> ") != std::string::npos;
    });
    CHECK(lines_of("SELECT count(*) FROM pg_constraint WHERE contype = 'f'") ==
          Lines{std::to_string(references)});
}

TEST_CASE("the schema has exactly the constraints and indexes of the list, none of them deferrable") {
    Lines expected;
    for (const ExpectedTable& table : expected_schema()) {
        expected.merge(items_of(table.name, table.rules));
    }
    check_same(lines_of(rules_query), expected);
    CHECK(lines_of("SELECT conname FROM pg_constraint WHERE condeferrable").empty());
}

TEST_CASE("the schema is tables, their indexes and their sequences, and nothing else") {
    CHECK(lines_of("SELECT DISTINCT relkind FROM pg_class WHERE relnamespace = 'public'::regnamespace") ==
          Lines{"r", "i", "S"});
    CHECK(lines_of("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace").empty());
    CHECK(lines_of("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal").empty());
    CHECK(lines_of("SELECT extname FROM pg_extension") == Lines{"plpgsql"});
    CHECK(lines_of(
              R"(
        SELECT s.relname || ' of ' || t.relname
        FROM pg_class s JOIN pg_depend d ON d.objid = s.oid AND d.deptype = 'a'
        JOIN pg_class t ON t.oid = d.refobjid WHERE s.relkind = 'S')")
              .size() == expected_schema().size());
}

TEST_CASE("fiera has exactly the rights of the list on tables, and new ids only where it may insert") {
    Lines tables;
    Lines sequences;
    for (const ExpectedTable& table : expected_schema()) {
        tables.insert(table.name + ": " + spelled_out(table.rights));
        const bool inserts = table.rights.find('I') != std::string::npos;
        sequences.insert(table.name + "_id_seq: " + (inserts ? "USAGE" : "SELECT"));
    }
    check_same(lines_of(rights_query("r", "SELECT,INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER",
                                     "has_table_privilege")),
               tables);
    check_same(lines_of(rights_query("S", "USAGE,SELECT,UPDATE", "has_sequence_privilege")), sequences);
}

TEST_CASE("fiera may log in, has no password, owns nothing, belongs to nobody and makes nothing") {
    CHECK(lines_of(R"(
        SELECT rolname
        FROM pg_authid
        WHERE rolname = 'fiera' AND rolcanlogin AND rolpassword IS NULL AND NOT (
            rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls))") == Lines{"fiera"});
    CHECK(lines_of(R"(
        SELECT classid::regclass FROM pg_shdepend WHERE refobjid = 'fiera'::regrole AND deptype = 'o')")
              .empty());
    CHECK(lines_of("SELECT roleid::regrole FROM pg_auth_members WHERE member = 'fiera'::regrole").empty());
    CHECK(lines_of("SELECT has_schema_privilege('fiera', 'public', 'CREATE')") == Lines{"f"});
    CHECK(lines_of("SELECT has_schema_privilege('fiera', 'public', 'USAGE')") == Lines{"t"});
    CHECK(lines_of(R"(
        SELECT a.privilege_type
        FROM pg_namespace n, aclexplode(n.nspacl) a
        WHERE n.nspname = 'public' AND a.grantee = 0)") == Lines{"USAGE"});
}

TEST_CASE("a schema that cannot be loaded whole leaves nothing behind") {
    PostgresServer& server = shared_server();
    server.create_database("occupied");
    {
        pqxx::connection connection(server.owner_connection_string("occupied"));
        pqxx::nontransaction(connection).exec("CREATE TABLE scriptactivity ()");
    }
    CHECK_THROWS_WITH(server.load("occupied", server.scripts() / "schema.sql"),
                      Catch::Contains("scriptactivity"));
    CHECK(lines_of("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", "occupied") ==
          Lines{"scriptactivity"});
}

TEST_CASE("both files load with psql, as a database's owner who may create roles, in another encoding") {
    PostgresServer& server = shared_server();
    {
        pqxx::connection connection(server.owner_connection_string("postgres"));
        pqxx::nontransaction work(connection);
        work.exec("CREATE ROLE farmer LOGIN CREATEROLE");
        work.exec(R"(
        CREATE DATABASE plain OWNER farmer TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'
)");
        pqxx::connection inside(server.owner_connection_string("plain"));
        pqxx::nontransaction(inside).exec("ALTER SCHEMA public OWNER TO farmer");
    }
    for (const char* file : {"schema.sql", "sample-farm.sql"}) {
        ChildProcess psql(
            {.command = {"psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", server.scripts() / file,
                         server.connection_string("plain", "farmer")}});
        CHECK(psql.wait(std::chrono::minutes(1)) == 0);
    }
    CHECK(server.dump("plain") == server.dump(server.create_sample_database()));
}
