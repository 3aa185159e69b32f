#pragma once

#include <string_view>

/// Every SQL statement of the operators' commands, in the order of the commands. Rows that the scanner reads
/// are made as Launchpad's database has them (spec: 5.3, 6.5).
namespace buildd::farm_statements {

/// One row: the database's name, and that of a table or other relation in schema public; NULL if it is empty.
inline constexpr std::string_view first_relation = R"(
SELECT current_database(), (
    SELECT min(c.relname::text) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public')
)";

/// $1: components, $2: processor families, $3: a processor of each, $4: a section. No rows.
inline constexpr std::string_view found_vocabulary = R"(
WITH components AS (INSERT INTO component (name) SELECT unnest($1::text[])),
sections AS (INSERT INTO section (name) VALUES ($4::text)),
wanted AS (SELECT * FROM unnest($2::text[], $3::text[]) AS t(family, processor)),
families AS (
    INSERT INTO processorfamily (name, title, description) SELECT family, family, family FROM wanted
    RETURNING id, name)
INSERT INTO processor (family, name, title, description)
SELECT f.id, w.processor, w.processor, w.processor FROM wanted w JOIN families f ON f.name = w.family
)";

/// $1: name of the person who runs the farm, $2: address or NULL, $3: name of the team that hears of failed
/// builds, of which the person becomes owner and member. No rows.
inline constexpr std::string_view found_people = R"(
WITH operator AS (INSERT INTO person (name, displayname, creation_rationale) VALUES ($1::text, $1, 1) RETURNING id),
address AS (INSERT INTO emailaddress (email, person, status) SELECT $2::text, id, 4 FROM operator WHERE $2 IS NOT NULL),
team AS (INSERT INTO person (name, displayname, teamowner) SELECT $3::text, $3, id FROM operator RETURNING id),
membership AS (INSERT INTO teammembership (person, team, status) SELECT o.id, t.id, 3 FROM operator o, team t)
INSERT INTO teamparticipation (team, person)
SELECT id, id FROM operator UNION ALL SELECT id, id FROM team UNION ALL SELECT t.id, o.id FROM operator o, team t
)";

/// A row (id): who runs the farm, its first person that is no team.
inline constexpr std::string_view farm_operator = R"(
SELECT id FROM person WHERE teamowner IS NULL ORDER BY id LIMIT 1
)";

/// $1: distribution. A row (id) if there is one of that name; nobody else makes another meanwhile.
inline constexpr std::string_view lock_distribution = R"(
SELECT id FROM distribution WHERE name = $1 FOR UPDATE
)";

/// $1: name, $2: whose it is. The distribution with its PRIMARY archive, whose builds need no virtual
/// builder. A row (id of the distribution).
inline constexpr std::string_view add_distribution = R"(
WITH added AS (
    INSERT INTO distribution (name, title, description, domainname, displayname, summary, owner, members, mirror_admin)
    VALUES ($1::text, $1, $1, '', $1, $1, $2::int, $2, $2) RETURNING id, owner),
archive AS (
    INSERT INTO archive (owner, distribution, name, displayname, purpose, require_virtualized)
    SELECT owner, id, 'primary', 'Primary Archive of ' || $1, 1, false FROM added)
SELECT id FROM added
)";

/// $1: distribution id, $2: series. A row (id, release status, architecture tags as `a, b`) if it has that
/// one.
inline constexpr std::string_view find_series = R"(
SELECT s.id, s.releasestatus, coalesce(
    (SELECT string_agg(architecturetag, ', ' ORDER BY architecturetag) FROM distroarchseries WHERE distroseries = s.id), '')
FROM distroseries s WHERE s.distribution = $1::int AND s.name = $2
)";

/// $1: distribution id, $2: name, $3: release status, $4: whose it is. A row (id).
inline constexpr std::string_view add_series = R"(
INSERT INTO distroseries (distribution, name, title, description, version, summary, displayname, releasestatus, owner)
VALUES ($1::int, $2::text, $2, $2, '0', $2, $2, $3::int, $4::int) RETURNING id
)";

/// $1: series id, $2: architecture tags, $3: the processor family of each, $4: whose they are. A row (id,
/// tag) each.
inline constexpr std::string_view add_architectures = R"(
INSERT INTO distroarchseries (distroseries, processorfamily, architecturetag, official, owner)
SELECT $1::int, f.id, w.tag, true, $4::int
FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS w(tag, family, place)
JOIN processorfamily f ON f.name = w.family ORDER BY w.place
RETURNING id, architecturetag
)";

/// $1: series id, $2: architecture tag. That one builds what is for all architectures, unless another does.
inline constexpr std::string_view nominate_architecture = R"(
UPDATE distroseries s SET nominatedarchindep = a.id
FROM distroarchseries a
WHERE s.id = $1::int AND s.nominatedarchindep IS NULL AND a.distroseries = s.id AND a.architecturetag = $2
)";

/// $1: processor. A row (id) if there is one of that name.
inline constexpr std::string_view find_processor = R"(
SELECT id FROM processor WHERE name = $1
)";

/// $1: name, $2: URL. A row (name, url) per builder that has one of them, a slash at the URL's end aside.
inline constexpr std::string_view similar_builders = R"(
SELECT name, url FROM builder WHERE name = $1 OR rtrim(url, '/') = rtrim($2, '/') ORDER BY id
)";

/// $1: processor id, $2: name, $3: owner, $4: URL, $5: virtualized, $6: vm_host or NULL. No rows.
inline constexpr std::string_view add_builder = R"(
INSERT INTO builder (processor, name, title, description, owner, url, virtualized, vm_host, builderok)
VALUES ($1::int, $2::text, $2, $2, $3::int, $4, $5::bool, $6, true)
)";

/// $1: name. A row (id) for each builder of that name, in service from now on: asked, with no failure
/// counted, given jobs.
inline constexpr std::string_view enable_builders = R"(
UPDATE builder SET active = true, manual = false, builderok = true, failnotes = NULL, failure_count = 0
WHERE name = $1 RETURNING id
)";

/// $1: name, $2: why. A row (id) for each builder of that name, out of service from now on.
inline constexpr std::string_view disable_builders = R"(
UPDATE builder SET builderok = false, failnotes = $2, failure_count = 0 WHERE name = $1 RETURNING id
)";

/// $1: name. A row (id) for each builder of that name, which keeps its job and gets no other.
inline constexpr std::string_view drain_builders = R"(
UPDATE builder SET manual = true WHERE name = $1 RETURNING id
)";

/// A row (name): builders, in id order.
inline constexpr std::string_view builder_names = R"(
SELECT name FROM builder ORDER BY id
)";

/// A row (name, url) per builder that is not retired, in id order.
inline constexpr std::string_view builder_urls = R"(
SELECT name, url FROM builder WHERE active ORDER BY id
)";

} // namespace buildd::farm_statements
