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

/// One row: this transaction's id and the cluster's, as a manifest names them (spec: 1.6).
inline constexpr std::string_view transaction_mark = R"(
SELECT pg_current_xact_id()::text, system_identifier::text FROM pg_control_system()
)";

/// $1: `SERIES` or `DISTRO/SERIES`, $2: distribution id or NULL for any. A row (id, name, status,
/// distribution's name, nominated architecture's tag or NULL) per series that it may mean.
inline constexpr std::string_view series_meant = R"(
SELECT s.id, s.name, s.releasestatus, d.name, n.architecturetag
FROM distroseries s JOIN distribution d ON d.id = s.distribution LEFT JOIN distroarchseries n ON n.id = s.nominatedarchindep
WHERE $1 IN (s.name, d.name || '/' || s.name) AND ($2::int IS NULL OR d.id = $2)
ORDER BY s.id
)";

/// $1: distribution id or NULL for any. A row (`DISTRO/SERIES`) per series.
inline constexpr std::string_view series_names = R"(
SELECT d.name || '/' || s.name FROM distroseries s JOIN distribution d ON d.id = s.distribution
WHERE $1::int IS NULL OR d.id = $1 ORDER BY s.id
)";

/// $1: series id. A row (distroarchseries id, tag) per architecture of the series.
inline constexpr std::string_view series_architectures = R"(
SELECT id, architecturetag FROM distroarchseries WHERE distroseries = $1::int ORDER BY id
)";

/// $1: an id, `NAME`, `OWNER/NAME`, or a distribution's name for its PRIMARY archive. A row (id,
/// distribution's id and name, owner's name, name, purpose, enabled, private, external dependencies or NULL)
/// per archive that it may mean.
inline constexpr std::string_view archives_meant = R"(
SELECT a.id, d.id, d.name, o.name, a.name, a.purpose, a.enabled, a.private, a.external_dependencies
FROM archive a JOIN distribution d ON d.id = a.distribution JOIN person o ON o.id = a.owner
WHERE $1 IN (a.id::text, a.name, o.name || '/' || a.name) OR (a.purpose = 1 AND d.name = $1)
ORDER BY a.id
)";

/// A row (`OWNER/NAME`, distribution's name) per archive.
inline constexpr std::string_view archive_names = R"(
SELECT o.name || '/' || a.name, d.name
FROM archive a JOIN distribution d ON d.id = a.distribution JOIN person o ON o.id = a.owner ORDER BY a.id
)";

/// $1: distroarchseries id, $2: pocket, $3: alias id of the tarball. The chroot of that pocket from now on. A
/// row (whether there was none before).
inline constexpr std::string_view set_chroot = R"(
INSERT INTO pocketchroot AS c (distroarchseries, pocket, chroot) VALUES ($1::int, $2::int, $3::int)
ON CONFLICT (distroarchseries, pocket) DO UPDATE SET chroot = excluded.chroot
RETURNING xmax = 0
)";

/// $1: archive id, $2: source, $3: version. A row (`SERIES POCKET`, the pocket as its number) for each
/// publication of that version in the archive.
inline constexpr std::string_view same_version = R"(
SELECT s.name, h.pocket
FROM sourcepackagename n JOIN sourcepackagerelease r ON r.sourcepackagename = n.id
JOIN sourcepackagepublishinghistory h ON h.sourcepackagerelease = r.id JOIN distroseries s ON s.id = h.distroseries
WHERE h.archive = $1::int AND n.name = $2 AND r.version = $3
ORDER BY h.id
)";

/// $1: source, $2: section. One row: their ids, made if there are none. Nobody else adds a version of that
/// source meanwhile.
inline constexpr std::string_view provide_source_name = R"(
WITH source AS (
    INSERT INTO sourcepackagename (name) VALUES ($1) ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id),
section AS (INSERT INTO section (name) VALUES ($2) ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id)
SELECT source.id, section.id FROM source, section
)";

/// $1: sourcepackagename id, $2: version, $3: component's name, $4: section id, $5: creator, $6: archive id,
/// $7: series id, $8: urgency, $9: Architecture field, $10: format of the .dsc, $11: pocket, $12: alias ids
/// of its files, $13: their kinds. The release with its files and a PENDING publication. A row (release id).
inline constexpr std::string_view add_source_release = R"(
WITH component AS (SELECT id FROM component WHERE name = $3),
release AS (
    INSERT INTO sourcepackagerelease (sourcepackagename, version, component, section, creator, maintainer, upload_archive,
        upload_distroseries, urgency, format, architecturehintlist, dsc_format)
    SELECT $1::int, $2, id, $4::int, $5::int, $5, $6::int, $7::int, $8::int, 1, $9, $10 FROM component
    RETURNING id, component, section),
files AS (
    INSERT INTO sourcepackagereleasefile (sourcepackagerelease, libraryfile, filetype)
    SELECT release.id, f.alias, f.kind FROM release, unnest($12::int[], $13::int[]) AS f(alias, kind)),
publication AS (
    INSERT INTO sourcepackagepublishinghistory (sourcepackagerelease, distroseries, archive, status, component, section,
        datecreated, pocket)
    SELECT id, $7, $6, 1, component, section, now() AT TIME ZONE 'UTC', $11::int FROM release)
SELECT id FROM release
)";

/// $1: release id, $2: archive id, $3: pocket, $4: distroarchseries ids. NEEDSBUILD builds. A row (build id,
/// distroarchseries id) each.
inline constexpr std::string_view add_builds = R"(
WITH item AS MATERIALIZED (
    SELECT t.architecture, nextval('buildfarmjob_id_seq')::int AS farm_job, nextval('packagebuild_id_seq')::int AS package_build,
           nextval('binarypackagebuild_id_seq')::int AS build
    FROM unnest($4::int[]) AS t(architecture)),
farm_jobs AS (INSERT INTO buildfarmjob (id, job_type, status) SELECT farm_job, 1, 0 FROM item),
package_builds AS (
    INSERT INTO packagebuild (id, build_farm_job, archive, pocket) SELECT package_build, farm_job, $2::int, $3::int FROM item),
builds AS (
    INSERT INTO binarypackagebuild (id, package_build, distro_arch_series, source_package_release)
    SELECT build, package_build, architecture, $1::int FROM item)
SELECT build, architecture FROM item ORDER BY build
)";

/// $1: build ids, $2: the score of each. Jobs for builds that have none: WAITING, or SUSPENDED while the
/// archive is disabled, for the processor of their architecture and as virtual as the archive wants it. No
/// rows.
inline constexpr std::string_view queue_builds = R"(
WITH item AS MATERIALIZED (
    SELECT t.build, t.score, nextval('job_id_seq')::int AS job, a.enabled, a.require_virtualized,
           (SELECT min(p.id) FROM processor p WHERE p.family = das.processorfamily) AS processor
    FROM unnest($1::int[], $2::int[]) AS t(build, score)
    JOIN binarypackagebuild bb ON bb.id = t.build JOIN packagebuild pb ON pb.id = bb.package_build
    JOIN archive a ON a.id = pb.archive JOIN distroarchseries das ON das.id = bb.distro_arch_series),
jobs AS (INSERT INTO job (id, status) SELECT job, CASE WHEN enabled THEN 0 ELSE 4 END FROM item),
links AS (INSERT INTO buildpackagejob (job, build) SELECT job, build FROM item)
INSERT INTO buildqueue (job, job_type, processor, virtualized, lastscore)
SELECT job, 1, processor, require_virtualized, score FROM item ORDER BY job
)";

/// $1: build ids. A row (architecture's tag, whether it has a chroot for the build's pocket, whether a
/// builder in service may take the build's job) per queued build: what it waits for.
inline constexpr std::string_view build_needs = R"(
SELECT das.architecturetag,
       EXISTS (SELECT FROM pocketchroot c JOIN libraryfilealias l ON l.id = c.chroot AND l.content IS NOT NULL
               WHERE c.distroarchseries = das.id AND c.pocket IN (pb.pocket, 0)),
       EXISTS (SELECT FROM builder b WHERE b.processor = q.processor AND b.virtualized = q.virtualized
               AND b.active AND b.builderok AND b.manual IS NOT TRUE)
FROM binarypackagebuild bb JOIN packagebuild pb ON pb.id = bb.package_build
JOIN distroarchseries das ON das.id = bb.distro_arch_series
JOIN buildpackagejob l ON l.build = bb.id JOIN buildqueue q ON q.job = l.job
WHERE bb.id = ANY($1::int[]) ORDER BY bb.id
)";

/// $1: build id. A row (queue id) if the build is queued; its job is this transaction's until it ends.
inline constexpr std::string_view lock_job = R"(
SELECT q.id FROM buildpackagejob l JOIN buildqueue q ON q.job = l.job JOIN job j ON j.id = l.job
WHERE l.build = $1::int
FOR UPDATE OF q, j, l
)";

/// $1: build id. A row (id) if there is such a build, which is this transaction's until it ends.
inline constexpr std::string_view lock_build = R"(
SELECT bb.id FROM binarypackagebuild bb JOIN packagebuild pb ON pb.id = bb.package_build
JOIN buildfarmjob f ON f.id = pb.build_farm_job
WHERE bb.id = $1::int
FOR UPDATE OF f
)";

/// $1: build ids. A row per build, in the order of the ids given: the build's identity; its status; the
/// archive's owner, name and whether it is enabled; the source's section and urgency; the job's status and
/// score, NULL if it is not queued; the builder that has the job, or NULL.
inline constexpr std::string_view build_facts = R"(
SELECT bb.id, pb.id, f.id, pb.pocket, a.id, a.purpose, a.private, das.architecturetag, ds.name, ds.releasestatus, d.name,
       n.name, r.version, c.name, f.status, o.name, a.name, a.enabled, s.name, r.urgency, j.status, q.lastscore, b.name
FROM unnest($1::int[]) WITH ORDINALITY AS t(build, place)
JOIN binarypackagebuild bb ON bb.id = t.build JOIN packagebuild pb ON pb.id = bb.package_build
JOIN buildfarmjob f ON f.id = pb.build_farm_job JOIN archive a ON a.id = pb.archive JOIN person o ON o.id = a.owner
JOIN distroarchseries das ON das.id = bb.distro_arch_series JOIN distroseries ds ON ds.id = das.distroseries
JOIN distribution d ON d.id = ds.distribution JOIN sourcepackagerelease r ON r.id = bb.source_package_release
JOIN sourcepackagename n ON n.id = r.sourcepackagename JOIN section s ON s.id = r.section
LEFT JOIN LATERAL (
    SELECT component FROM sourcepackagepublishinghistory
    WHERE sourcepackagerelease = r.id AND archive + 0 = a.id AND distroseries + 0 = ds.id
    ORDER BY id + 0 DESC LIMIT 1) h ON true
JOIN component c ON c.id = coalesce(h.component, r.component)
LEFT JOIN buildpackagejob l ON l.build = bb.id LEFT JOIN buildqueue q ON q.job = l.job LEFT JOIN job j ON j.id = q.job
LEFT JOIN builder b ON b.id = q.builder
ORDER BY t.place
)";

/// $1: build id. What the last attempt left behind goes, the build is NEEDSBUILD. No rows.
inline constexpr std::string_view renew_build = R"(
WITH renewed AS (
    UPDATE packagebuild pb SET dependencies = NULL, upload_log = NULL FROM binarypackagebuild bb
    WHERE bb.id = $1::int AND pb.id = bb.package_build RETURNING pb.build_farm_job)
UPDATE buildfarmjob f
SET status = 0, builder = NULL, log = NULL, date_started = NULL, date_finished = NULL, failure_count = 0
FROM renewed r WHERE f.id = r.build_farm_job
)";

/// $1: build id, $2: status. The build ends, its rows of the queue go; one that was BUILDING is finished now.
/// No rows.
inline constexpr std::string_view end_build = R"(
WITH ended AS MATERIALIZED (
    SELECT pb.build_farm_job AS farm_job, l.job, j.date_started, now() AT TIME ZONE 'UTC' AS at
    FROM binarypackagebuild bb JOIN packagebuild pb ON pb.id = bb.package_build
    JOIN buildpackagejob l ON l.build = bb.id JOIN job j ON j.id = l.job
    WHERE bb.id = $1::int),
queue_ends AS (DELETE FROM buildqueue q USING ended e WHERE q.job = e.job),
link_ends AS (DELETE FROM buildpackagejob l USING ended e WHERE l.job = e.job),
job_ends AS (DELETE FROM job j USING ended e WHERE j.id = e.job)
UPDATE buildfarmjob f
SET status = $2::int,
    date_started = CASE WHEN f.status = 6 THEN coalesce(f.date_started, e.date_started, e.at) ELSE f.date_started END,
    date_finished = CASE WHEN f.status = 6 THEN greatest(e.at, coalesce(f.date_started, e.date_started)) ELSE f.date_finished END
FROM ended e WHERE f.id = e.farm_job
)";

/// $1: build id. Its results are where they belong: FULLYBUILT. No rows.
inline constexpr std::string_view accept_build = R"(
UPDATE buildfarmjob f SET status = 1
FROM binarypackagebuild bb JOIN packagebuild pb ON pb.id = bb.package_build
WHERE bb.id = $1::int AND f.id = pb.build_farm_job
)";

/// $1: archive id, $2: its external dependencies as they were read. Builds are started in it again. A row
/// (id) if the text is still that one.
inline constexpr std::string_view enable_archive = R"(
UPDATE archive SET enabled = true WHERE id = $1::int AND external_dependencies IS NOT DISTINCT FROM $2 RETURNING id
)";

/// $1: archive id. Its SUSPENDED jobs of NEEDSBUILD builds are WAITING. A row (job id) each.
inline constexpr std::string_view wake_jobs = R"(
UPDATE job j SET status = 0
FROM packagebuild pb
JOIN buildfarmjob f ON f.id = pb.build_farm_job AND f.status = 0
JOIN binarypackagebuild bb ON bb.package_build = pb.id JOIN buildpackagejob l ON l.build = bb.id
WHERE pb.archive = $1::int AND j.id = l.job AND j.status = 4
RETURNING j.id
)";

/// A row per builder, in id order: name, URL, processor, virtualized, active, manual, builderok, failnotes,
/// points, and the build that it has or NULL.
inline constexpr std::string_view builders_now = R"(
SELECT b.name, b.url, p.name, b.virtualized, b.active, b.manual IS TRUE, b.builderok, b.failnotes, b.failure_count, l.build
FROM builder b JOIN processor p ON p.id = b.processor
LEFT JOIN buildqueue q ON q.builder = b.id LEFT JOIN buildpackagejob l ON l.job = q.job
ORDER BY b.id
)";

/// $1: how many. One row: how many jobs wait or are suspended, and the build ids of the first ones in rank
/// order.
inline constexpr std::string_view queue_now = R"(
SELECT (SELECT count(*) FROM buildqueue WHERE builder IS NULL AND job_type = 1), (
    SELECT coalesce(string_agg(build::text, ' '), '') FROM (
        SELECT l.build FROM buildqueue q JOIN buildpackagejob l ON l.job = q.job
        WHERE q.builder IS NULL AND q.job_type = 1
        ORDER BY q.lastscore DESC NULLS LAST, q.id LIMIT $1::int) ranked)
)";

/// $1: build statuses, $2: how many of each. A row (status, how many builds have it, ids of the newest ones)
/// for each that a build has.
inline constexpr std::string_view ended_builds = R"(
SELECT w.status, (SELECT count(*) FROM buildfarmjob WHERE status = w.status), (
    SELECT string_agg(id::text, ' ') FROM (
        SELECT bb.id FROM buildfarmjob f JOIN packagebuild pb ON pb.build_farm_job = f.id
        JOIN binarypackagebuild bb ON bb.package_build = pb.id
        WHERE f.status = w.status ORDER BY bb.id DESC LIMIT $2::int) newest)
FROM unnest($1::int[]) WITH ORDINALITY AS w(status, place)
WHERE EXISTS (SELECT FROM buildfarmjob WHERE status = w.status)
ORDER BY w.place
)";

/// A row (`OWNER/NAME`, distribution's name) per disabled archive.
inline constexpr std::string_view disabled_archives = R"(
SELECT o.name || '/' || a.name, d.name
FROM archive a JOIN distribution d ON d.id = a.distribution JOIN person o ON o.id = a.owner WHERE NOT a.enabled ORDER BY a.id
)";

/// $1: alias id. A row (content id, filename, mimetype, restricted, bytes, SHA-1, MD5) if it has content.
inline constexpr std::string_view library_file = R"(
SELECT c.id, l.filename, l.mimetype, l.restricted, c.filesize, c.sha1, c.md5
FROM libraryfilealias l JOIN libraryfilecontent c ON c.id = l.content WHERE l.id = $1::int
)";

} // namespace buildd::farm_statements
