// What a database with the sample farm refuses: the checks, keys and rights that a scanner runs into.

#include "support/postgres.hpp"

#include <catch2/catch.hpp>

#include <pqxx/pqxx>
#include <string>
#include <vector>

using namespace buildd::test;

namespace {

/// The sample farm, made once; what a test does to it is rolled back.
std::string farm() {
    static const std::string name = shared_server().create_sample_database();
    return name;
}

/// What became of statements that ran in a transaction of their own, which was then rolled back.
std::string outcome(const std::string& sql, const std::string& user = "owner") {
    pqxx::connection connection(shared_server().connection_string(farm(), user));
    pqxx::work work(connection);
    try {
        work.exec(sql);
        return "done";
    } catch (const pqxx::sql_error& error) {
        return error.what();
    }
}

struct Refusal {
    std::string what;
    std::string sql;
    std::string words; ///< in the server's message: the constraint, or `done` if nothing is refused
};

void check_each(const std::vector<Refusal>& refusals, const std::string& user) {
    for (const Refusal& refusal : refusals) {
        INFO(refusal.what << ": " << refusal.sql);
        CHECK_THAT(outcome(refusal.sql, user), Catch::Contains(refusal.words));
    }
}

struct Rule {
    std::string constraint;
    std::string statement; ///< `@` stands for the value
    std::vector<std::string> good;
    std::vector<std::string> bad;
};

} // namespace

TEST_CASE("the checks of the schema let good values pass and refuse bad ones by their name") {
    const std::string hex(40, 'A');
    const std::vector<std::string> versions = {"1",       "0.9",      "1.0.9a-4ubuntu1", "2:1.0~rc1+dfsg-1.1",
                                               "1:2:3-4", "1.0-rc1-2"};
    const std::vector<std::string> no_versions = {"", "-1", "1.0-", "1 0", "a:1", "1.0_2", "1:", "1.0\n"};
    const std::vector<std::string> names = {"a", "0ad", "libstdc++6", "x.y-z"};
    const std::vector<std::string> no_names = {"", "A", "-a", "a_b", "a b", "+a", "a\n"};
    const auto rule = GENERATE_COPY(values<Rule>({
        {"valid_name", "UPDATE person SET name = @ WHERE id = 1", names, no_names},
        {"valid_name", "UPDATE component SET name = @ WHERE id = 1", names, no_names},
        {"valid_name", "UPDATE sourcepackagename SET name = @ WHERE id = 1", names, no_names},
        {"valid_name", "UPDATE binarypackagename SET name = @ WHERE id = 1", names, no_names},
        {"valid_name", "UPDATE distribution SET name = @ WHERE id = 1", names, no_names},
        {"valid_name", "UPDATE distroseries SET name = @ WHERE id = 1", names, no_names},
        {"valid_name", "UPDATE archive SET name = @ WHERE id = 1", names, no_names},
        {"valid_version", "UPDATE sourcepackagerelease SET version = @ WHERE id = 14", versions, no_versions},
        {"valid_version", "UPDATE binarypackagerelease SET version = @ WHERE id = 1", versions, no_versions},
        {"valid_version",
         "UPDATE distroseries SET version = @ WHERE id = 1",
         {"5.04", "5", "10.04-1", "a"},
         {"", ".5", "5.", "-5", "5-", "5 04", "5+1"}},
        {"valid_absolute_url",
         "UPDATE builder SET url = @ WHERE id = 1",
         {"http://bob:8221/", "https://u:p@bob/", "http://10.0.0.7:8221", "http://[::1]:8221/"},
         {"", "bob", "bob:8221", "http:/bob", "http://", "http:///x", "://bob", "http://:8221/",
          "http://u@/"}},
        {"valid_filename",
         "UPDATE libraryfilealias SET filename = @ WHERE id = 1",
         {"a", "a.b_c~1", ".."},
         {"/", "a/b", "/a"}},
        {"non_empty_displayname", "UPDATE person SET displayname = @ WHERE id = 1", {"M"}, {"", "  "}},
        {"valid_fingerprint",
         "INSERT INTO gpgkey VALUES (1, 1, '01234567', @, true, 1, 1)",
         {hex},
         {"", hex + "A", "a" + hex.substr(1)}},
        {"valid_keyid",
         "INSERT INTO gpgkey VALUES (1, 1, @, '" + hex + "', true, 1, 1)",
         {"0123ABCD"},
         {"", "0123abcd", "0123ABCD0"}},
    }));
    const auto with = [&](const std::string& value) {
        std::string sql = rule.statement;
        return sql.replace(sql.find('@'), 1, "'" + value + "'");
    };
    for (const std::string& value : rule.good) {
        INFO(with(value));
        CHECK(outcome(with(value)) == "done");
    }
    for (const std::string& value : rule.bad) {
        INFO(with(value));
        CHECK_THAT(outcome(with(value)), Catch::Contains('"' + rule.constraint + '"'));
    }
}

TEST_CASE("the constraints that bite a scanner bite, also as fiera") {
    check_each(
        {
            {"finished needs started", "UPDATE buildfarmjob SET date_finished = now() WHERE id = 8",
             "started_if_finished"},
            {"both at once",
             "UPDATE buildfarmjob SET date_started = now(), date_finished = now() WHERE id = 8", "done"},
            {"one queue row a builder", "UPDATE buildqueue SET builder = 1 WHERE id = 2",
             "buildqueue__builder__unq"},
            {"and that row by row",
             "UPDATE buildqueue SET builder = 2 WHERE id = 2; UPDATE buildqueue SET builder = 3 - builder",
             "buildqueue__builder__unq"},
            {"a job first to leave, then the next",
             R"(
        UPDATE buildqueue SET builder = NULL
        WHERE id = 1; UPDATE buildqueue SET builder = 1 WHERE id = 2)",
             "done"},
            {"the job before what names it", "DELETE FROM job WHERE id = 2", "foreign key"},
            {"in order",
             R"(
        DELETE
        FROM buildqueue WHERE id = 2; DELETE FROM buildpackagejob WHERE job = 2; DELETE
        FROM job WHERE id = 2)",
             "done"},
            {"all in one statement",
             R"(
        WITH j AS (DELETE FROM job WHERE id = 2), q AS (DELETE FROM buildqueue WHERE job = 2) DELETE
        FROM buildpackagejob WHERE job = 2)",
             "done"},
            {"a build queued twice",
             R"(
        INSERT INTO job (id, status)
        VALUES (99, 0); INSERT INTO buildpackagejob (job, build) VALUES (99, 11))",
             "buildpackagejob__build__key"},
            {"a job queued twice", "INSERT INTO buildqueue (job) VALUES (2)", "buildqueue__job__key"},
            {"a job without a status", "INSERT INTO job DEFAULT VALUES", "\"status\""},
            {"a chroot without a pocket", "INSERT INTO pocketchroot (distroarchseries) VALUES (1)",
             "\"pocket\""},
            {"a builder without manual, processor or score",
             R"(
        UPDATE builder SET manual = NULL; UPDATE buildqueue SET processor = NULL, virtualized = NULL, lastscore = NULL
)",
             "done"},
            {"an alias without content",
             "INSERT INTO libraryfilealias (filename, mimetype) VALUES ('a', 'text/plain')", "done"},
            {"content without md5", "INSERT INTO libraryfilecontent (filesize, sha1) VALUES (1, '')",
             "\"md5\""},
            {"a private archive without a secret", "UPDATE archive SET private = true WHERE id = 9",
             "valid_buildd_secret"},
            {"with one", "UPDATE archive SET private = true, buildd_secret = 's' WHERE id = 9", "done"},
        },
        "fiera");
}

TEST_CASE("what only a farm's owner writes has its rules too") {
    check_each(
        {
            {"a dependency that points nowhere",
             "INSERT INTO archivedependency (archive, dependency, pocket) VALUES (9, 4711, 0)", "done"},
            {"on itself", "INSERT INTO archivedependency (archive, dependency, pocket) VALUES (9, 9, 0)",
             "distinct_archives"},
            {"a publication without a date",
             "INSERT INTO sourcepackagepublishinghistory (sourcepackagerelease, distroseries, archive, "
             "status, "
             "component, section) VALUES (14, 3, 1, 2, 1, 1)",
             "\"datecreated\""},
            {"two builders of a name", "UPDATE builder SET name = 'bob'", "done"},
            {"two builders of a url", "UPDATE builder SET url = 'http://bob/'", "builder_url_key"},
            {"a second primary archive", "UPDATE archive SET purpose = 1 WHERE id = 12",
             "archive__distribution__purpose__key"},
            {"a second preferred address", "UPDATE emailaddress SET status = 4", "emailaddress__person__key"},
            {"an address in other letters",
             "INSERT INTO emailaddress (email, person, status) VALUES ('MARK@example.com', 1, 2)",
             "emailaddress__lower_email__key"},
            {"an address of nobody", "UPDATE emailaddress SET person = NULL", "emailaddress__is_linked__chk"},
            {"a team that owns itself", "UPDATE person SET teamowner = 17 WHERE id = 17", "no_loops"},
            {"a person without a rationale", "UPDATE person SET creation_rationale = NULL WHERE id = 1",
             "creation_rationale_not_null_for_people"},
            {"a team with one", "UPDATE person SET creation_rationale = 1 WHERE id = 17",
             "creation_rationale_not_null_for_people"},
        },
        "owner");
}

TEST_CASE("fiera is refused what it has no right to") {
    check_each(
        {
            {"ids of what it inserts",
             "SELECT nextval('libraryfilecontent_id_seq'), nextval('libraryfilealias_id_seq')", "done"},
            {"ids of other things", "SELECT nextval('archive_id_seq')", "permission denied"},
            {"a look at them", "SELECT last_value FROM archive_id_seq", "done"},
            {"a change of what was recorded", "UPDATE libraryfilealias SET mimetype = 'x'",
             "permission denied"},
            {"an end of what was recorded", "DELETE FROM scriptactivity", "permission denied"},
            {"an end of a build", "DELETE FROM binarypackagebuild", "permission denied"},
            {"a lock on a build's job",
             "SELECT FROM buildqueue q JOIN job j ON j.id = q.job FOR UPDATE OF q, j", "done"},
            {"a lock on a person", "SELECT FROM person FOR UPDATE", "permission denied"},
            {"a table of its own", "CREATE TABLE mine ()", "permission denied"},
        },
        "fiera");
}
