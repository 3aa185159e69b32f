#pragma once

#include "database/statement_text.hpp"

#include <string_view>

/// Every SQL statement, in the order of a pass, named as in spec 5.7. The same text runs on
/// Launchpad's schema and on scripts/schema.sql. How they are written, so that a queue of 100,000 jobs costs
/// milliseconds, is spec 5.8: tables in the order of the joins (join_collapse_limit is 1), `column + 0` where
/// an index would mislead, `OFFSET 0` where a condition or a lock must not wander.
namespace buildd::statements {

/// One row: how many other sessions of this database are of this one's kind, by application_name, and began
/// before it: of scans that begin at once the first are not turned away by the last. Of a session that
/// another role may not look into, the beginning is NULL; it counts.
inline constexpr std::string_view count_scans = R"(
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND application_name = current_setting('application_name')
  AND pid <> pg_backend_pid()
  AND ((backend_start, pid) < (SELECT backend_start, pid FROM pg_stat_activity WHERE pid = pg_backend_pid())) IS NOT FALSE
)";

/// $1: names. A row (id, name) per builder that has one of them; several may share one.
inline constexpr std::string_view named_builders = R"(
SELECT id, name FROM builder WHERE name = ANY($1::text[]) ORDER BY id
)";

/// Dead runs' folders: $1 their transaction ids, $2 the cluster ids these were drawn under, $3 alias ids.
/// Rows (kind, place, fate): `folder`, the place in $1 from 1, and aborted, committed, in progress or NULL,
/// which is unknown; `alias`, an id of $3 that exists, NULL.
inline constexpr std::string_view recover = R"(
WITH cluster AS MATERIALIZED (
    SELECT system_identifier::text AS id, pg_current_xact_id() AS fresh FROM pg_control_system())
SELECT 'folder' AS kind, t.place::int AS place,
       CASE WHEN t.cluster = cluster.id AND t.transaction < cluster.fresh THEN pg_xact_status(t.transaction) END AS fate
FROM cluster, unnest($1::xid8[], $2::text[]) WITH ORDINALITY AS t(transaction, cluster, place)
UNION ALL
SELECT 'alias', id, NULL FROM libraryfilealias WHERE id = ANY($3::int[])
ORDER BY kind, place
)";

/// $1: builder ids, or NULL for all. A row (id) per builder whose lock this session now has, in id order.
inline constexpr std::string_view lock_builders = R"(
SELECT id FROM (
    SELECT id FROM builder WHERE $1::int[] IS NULL OR id = ANY($1::int[]) ORDER BY id OFFSET 0) b
WHERE pg_try_advisory_lock(1651729250, id)
)";

/// In a dry run in place of lock_builders: $1 the same. A row (id) per builder that no other session has
/// locked.
inline constexpr std::string_view unlocked_builders = R"(
SELECT id FROM builder
WHERE ($1::int[] IS NULL OR id = ANY($1::int[])) AND id NOT IN (
    SELECT objid::bigint FROM pg_locks
    WHERE locktype = 'advisory' AND classid = 1651729250 AND objsubid = 2 AND granted AND pid <> pg_backend_pid()
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
ORDER BY id
)";

/// $1: this host's name. A row per builder, in id order: the builder; the queue row that names it with its
/// job, NULL without one; the build behind that and its archive, series and source, NULL if it is a job of
/// another kind; the database's time; when this host's newest scriptactivity of the last 4 minutes began.
inline constexpr std::string_view load_builders = R"(
WITH held AS (
    SELECT q.builder, q.id AS queue, q.job, q.job_type, coalesce(q.logtail, '') = '' AS no_log_tail, j.status AS job_status,
           j.attempt_count, j.date_started AS job_started, bb.id AS build, pb.id AS package_build,
           f.id AS farm_job, f.status AS build_status, f.failure_count AS build_failures, pb.pocket, a.id AS archive, a.purpose, a.private,
           a.name AS archive_name, o.name AS archive_owner, das.architecturetag, das.processorfamily, ds.name AS series, ds.releasestatus,
           d.name AS distribution, n.name AS source, r.version, c.name AS component
    FROM buildqueue q
    JOIN job j ON j.id = q.job
    LEFT JOIN (buildpackagejob bpj
        JOIN binarypackagebuild bb ON bb.id = bpj.build JOIN packagebuild pb ON pb.id = bb.package_build
        JOIN buildfarmjob f ON f.id = pb.build_farm_job JOIN archive a ON a.id = pb.archive JOIN person o ON o.id = a.owner
        JOIN distroarchseries das ON das.id = bb.distro_arch_series
        JOIN distroseries ds ON ds.id = das.distroseries JOIN distribution d ON d.id = ds.distribution
        JOIN sourcepackagerelease r ON r.id = bb.source_package_release
        JOIN sourcepackagename n ON n.id = r.sourcepackagename) ON bpj.job = q.job AND q.job_type = 1
    LEFT JOIN LATERAL (
        SELECT component FROM sourcepackagepublishinghistory
        WHERE sourcepackagerelease = r.id AND archive + 0 = a.id AND distroseries + 0 = ds.id
        ORDER BY id + 0 DESC LIMIT 1) h ON true
    LEFT JOIN component c ON c.id = coalesce(h.component, r.component)
    WHERE q.builder IS NOT NULL)
SELECT b.id, b.name, b.url, b.builderok, b.active, b.manual IS TRUE AS manual, b.virtualized, b.vm_host, b.failnotes, b.failure_count,
       b.processor, p.name AS processor_name, p.family, held.*, now() AT TIME ZONE 'UTC' AS loaded,
       (SELECT max(date_started) FROM scriptactivity WHERE name = 'slave-scanner' AND hostname = $1
        AND date_started > now() AT TIME ZONE 'UTC' - interval '4 minutes') AS last_activity
FROM builder b JOIN processor p ON p.id = b.processor LEFT JOIN held ON held.builder = b.id
ORDER BY b.id
)";

/// $1: how many. As many rows (content id, alias id, name of the database).
inline constexpr std::string_view library_ids = R"(
SELECT nextval('libraryfilecontent_id_seq')::int, nextval('libraryfilealias_id_seq')::int, current_database()::text
FROM generate_series(1, $1::int)
)";

/// $1: build ids, $2: name of the admin team. Rows (build, date_started, title, role, is_recipient, address)
/// by build, role and address in byte order. The title is the admin team's displayname, NULL without such a
/// team. Roles are numbered as MailRole is: 0 creator of the source, whether recipient or not, 1 owner of its
/// signing key, 2 owner of the PPA, 3 admin team. Addresses are the preferred ones; a team without one is its
/// active members, each once. A build without any address comes once, with role NULL.
inline constexpr std::string_view mail_people = R"(
WITH RECURSIVE admins AS MATERIALIZED (SELECT id, displayname FROM person WHERE name = $2::text),
news AS MATERIALIZED (
    SELECT bb.id AS build, f.date_started, r.creator, k.owner AS signer, a.owner, a.purpose = 2 AS is_ppa,
           r.upload_archive = a.id IS TRUE AS uploaded_here,
           EXISTS (SELECT FROM teamparticipation WHERE team = a.owner AND person = r.creator OFFSET 0) AS creator_owns
    FROM unnest($1::int[]) AS t(build)
    JOIN binarypackagebuild bb ON bb.id = t.build
    JOIN packagebuild pb ON pb.id = bb.package_build
    JOIN buildfarmjob f ON f.id = pb.build_farm_job
    JOIN archive a ON a.id = pb.archive
    JOIN sourcepackagerelease r ON r.id = bb.source_package_release
    LEFT JOIN gpgkey k ON k.id = r.dscsigningkey),
contact AS MATERIALIZED (
    SELECT build, 0 AS role, uploaded_here AND (creator_owns OR NOT is_ppa) AS is_recipient, creator AS person FROM news
    UNION ALL
    SELECT build, 1, true, signer FROM news WHERE uploaded_here AND signer IS NOT NULL
    UNION ALL
    SELECT build, 2, true, owner FROM news WHERE is_ppa
    UNION ALL
    SELECT build, 3, true, id FROM news CROSS JOIN admins WHERE NOT is_ppa),
reached AS (
    SELECT person AS via, person, (
        SELECT email FROM emailaddress e WHERE e.person = contact.person AND e.status = 4) AS address
    FROM contact
    UNION -- not ALL: teams may be members of each other
    SELECT r.via, m.person, (SELECT email FROM emailaddress e WHERE e.person = m.person AND e.status = 4)
    FROM reached r
    CROSS JOIN LATERAL (
        SELECT person FROM teammembership WHERE team = r.person AND status IN (2, 3) OFFSET 0) m
    WHERE r.address IS NULL)
SELECT news.build, news.date_started, (SELECT displayname FROM admins) AS title, c.role, c.is_recipient, c.address
FROM news
LEFT JOIN (
    SELECT contact.build, contact.role, contact.is_recipient, reached.address
    FROM contact JOIN reached ON reached.via = contact.person AND reached.address IS NOT NULL) c ON c.build = news.build
ORDER BY news.build, c.role, c.address COLLATE "C"
)";

/// One empty row once the dispatch lock is this session's; SQLSTATE 55P03 when it took longer than
/// lock_timeout.
inline constexpr std::string_view lock_dispatch = R"(
SELECT pg_advisory_lock(1651729258, 0)
)";

/// What matching and its explanation judge a queued job by: of a queue row q, its job j and, behind it, build
/// bb with pb and f, archive a of person o, das, ds and d, source r and n, publication h with component cc.
inline constexpr Text candidate_columns(
    R"(q.id AS queue, q.job, q.lastscore, j.attempt_count, bb.id AS build, pb.id AS package_build, f.id AS farm_job, pb.pocket,
a.id AS archive, a.name AS archive_name, o.name AS archive_owner, a.purpose, a.private, a.require_virtualized, a.external_dependencies,
das.id AS das, das.processorfamily, das.architecturetag, ds.name AS series, ds.releasestatus, d.name AS distribution, n.name AS source, r.version, h.id AS publication,
h.status AS publication_status, cc.name AS component, odd.name AS odd_component, ch.alias AS chroot,
files.dsc AS dsc_files, f.builder AS last_builder, f.failure_count AS build_failures)");

/// Its chroot, if there is one that can be used (spec: 4.9).
inline constexpr Text usable_chroot(R"(LEFT JOIN LATERAL (
    SELECT pc.chroot AS alias FROM pocketchroot pc WHERE pc.distroarchseries = das.id AND pc.pocket IN (pb.pocket, 0) AND EXISTS (
        SELECT FROM libraryfilealias l WHERE l.id = pc.chroot AND l.content + 0 IS NOT NULL OFFSET 0)
    ORDER BY pc.pocket DESC LIMIT 1) ch ON true)");

/// The newest publication of (archive, series, source release), whatever its pocket and status.
inline constexpr Text newest_publication(R"(LEFT JOIN LATERAL (
    SELECT id, status, component FROM sourcepackagepublishinghistory
    WHERE sourcepackagerelease = r.id AND archive + 0 = a.id AND distroseries + 0 = ds.id
    ORDER BY id + 0 DESC LIMIT 1) h ON true)");

/// A component of the build or of a dependency that 4.11 does not know.
inline constexpr Text odd_component(R"(LEFT JOIN LATERAL (
    SELECT min(name) AS name FROM (
        SELECT cc.name UNION ALL
        SELECT oc.name FROM archivedependency x JOIN component oc ON oc.id = x.component WHERE x.archive = a.id) y
    WHERE name NOT IN ('main', 'restricted', 'universe', 'multiverse', 'partner')) odd ON true)");

/// How many of the source's files have no content, one of those by name, and how many are a .dsc.
inline constexpr Text source_files(R"(CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE l.content IS NULL) AS missing, min(l.filename) FILTER (WHERE l.content IS NULL) AS missing_name,
           count(*) FILTER (WHERE l.filename LIKE '%.dsc') AS dsc
    FROM sourcepackagereleasefile sf JOIN libraryfilealias l ON l.id = sf.libraryfile WHERE sf.sourcepackagerelease = r.id) files)");

/// Whether the source can be fetched: a private one comes from its archive's disk, so it must have been
/// published (spec: 4.2).
inline constexpr Text source_on_disk(R"((NOT a.private OR EXISTS (
    SELECT FROM sourcepackagepublishinghistory p WHERE p.sourcepackagerelease = r.id AND p.archive + 0 = a.id
       AND p.distroseries + 0 = ds.id AND p.status IN (2, 3, 4) OFFSET 0)))");

/// $1, $2, $3: classes, with rows wanted of each. $4: how many of a class's best queue rows are looked at,
/// NULL for all. $5, $6, $7: classes, and queue ids that are not for them. $8, $9: pairs (processor, archive)
/// that get nothing. $10: only what can be started. $11: processors that get nothing of public PPAs. Rows
/// (processor, virtualized, seen, candidate) by class and rank; a class without a candidate has one row with
/// queue NULL. `seen` is how many queue rows of the class were looked at.
inline constexpr auto candidates_text = Text(R"(
WITH class AS (SELECT * FROM unnest($1::int[], $2::bool[], $3::int[]) AS t(processor, virtualized, want)),
loose AS MATERIALIZED (
    SELECT id, virtualized, lastscore FROM buildqueue WHERE processor IS NULL AND builder IS NULL AND job_type = 1)
SELECT c.processor, c.virtualized, best.seen, k.*
FROM class c
CROSS JOIN LATERAL (
    SELECT count(*) AS seen, array_agg(id) AS ids FROM (
        (SELECT id, lastscore FROM buildqueue
         WHERE processor = c.processor AND virtualized = c.virtualized AND builder IS NULL AND job_type = 1
         ORDER BY lastscore DESC NULLS LAST, id LIMIT $4::int)
        UNION ALL
        (SELECT id, lastscore FROM buildqueue
         WHERE processor = c.processor AND virtualized IS NULL AND c.virtualized AND builder IS NULL AND job_type = 1
         ORDER BY lastscore DESC NULLS LAST, id LIMIT $4::int)
        UNION ALL
        (SELECT id, lastscore FROM loose WHERE virtualized = c.virtualized OR (virtualized IS NULL AND c.virtualized))
        ORDER BY lastscore DESC NULLS LAST, id LIMIT $4::int) z) best
LEFT JOIN LATERAL (
    SELECT t.rank, )") + candidate_columns +
                                        R"(
    FROM (SELECT * FROM unnest(best.ids) WITH ORDINALITY AS u(id, rank) ORDER BY rank OFFSET 0) t
    JOIN buildqueue q ON q.id = t.id AND (c.processor, c.virtualized, q.id) NOT IN (SELECT * FROM unnest($5::int[], $6::bool[], $7::int[]))
    JOIN job j ON j.id = q.job AND j.status = 0
    JOIN buildpackagejob bpj ON bpj.job = q.job JOIN binarypackagebuild bb ON bb.id = bpj.build
    JOIN packagebuild pb ON pb.id = bb.package_build
    JOIN archive a ON a.id = pb.archive AND a.enabled AND (c.processor, a.id) NOT IN (SELECT * FROM unnest($8::int[], $9::int[]))
        AND NOT (a.purpose = 2 AND NOT a.private AND c.processor = ANY ($11::int[]))
    JOIN distroarchseries das ON das.id = bb.distro_arch_series JOIN distroseries ds ON ds.id = das.distroseries
    )" + usable_chroot + R"(
    JOIN buildfarmjob f ON f.id = pb.build_farm_job AND f.status = 0
    JOIN distribution d ON d.id = ds.distribution JOIN person o ON o.id = a.owner
    JOIN sourcepackagerelease r ON r.id = bb.source_package_release JOIN sourcepackagename n ON n.id = r.sourcepackagename
    )" + newest_publication + R"(
    JOIN component cc ON cc.id = coalesce(h.component, r.component)
    )" + odd_component + R"(
    )" + source_files + R"(
    WHERE )" + source_on_disk + R"(
      AND files.missing = 0
      AND (NOT $10::bool OR (ch.alias IS NOT NULL AND odd.name IS NULL AND files.dsc = 1 AND (c.virtualized OR NOT a.require_virtualized)
            AND CASE a.purpose WHEN 2 THEN pb.pocket = 0 WHEN 4 THEN pb.pocket IN (0, 30) WHEN 6 THEN true
                     ELSE ds.releasestatus = 3 OR (pb.pocket = 0) = (ds.releasestatus NOT IN (4, 5)) END))
    ORDER BY t.rank LIMIT c.want) k ON true
ORDER BY c.processor, c.virtualized, k.rank
)";
inline constexpr std::string_view candidates = candidates_text.view();

/// $1: a buildqueue id. One row, the columns of a candidate from `queue` on, if it is the job of a binary
/// build that waits on no builder, of an enabled archive, with every source file stored; else none. The other
/// criteria of candidates are no matter of a job that somebody asked for.
inline constexpr auto given_job_text = Text(R"(
SELECT )") + candidate_columns + R"(
FROM buildqueue q
JOIN job j ON j.id = q.job AND j.status = 0
JOIN buildpackagejob bpj ON bpj.job = q.job JOIN binarypackagebuild bb ON bb.id = bpj.build
JOIN packagebuild pb ON pb.id = bb.package_build
JOIN buildfarmjob f ON f.id = pb.build_farm_job AND f.status = 0
JOIN archive a ON a.id = pb.archive AND a.enabled JOIN person o ON o.id = a.owner
JOIN distroarchseries das ON das.id = bb.distro_arch_series JOIN distroseries ds ON ds.id = das.distroseries
JOIN distribution d ON d.id = ds.distribution
JOIN sourcepackagerelease r ON r.id = bb.source_package_release JOIN sourcepackagename n ON n.id = r.sourcepackagename
)" + usable_chroot + R"(
)" + newest_publication + R"(
JOIN component cc ON cc.id = coalesce(h.component, r.component)
)" + odd_component + R"(
)" + source_files + R"(
WHERE q.id = $1::int AND q.builder IS NULL AND q.job_type = 1 AND files.missing = 0
)";
inline constexpr std::string_view given_job = given_job_text.view();

/// $1: queue ids. For `--explain`, a row per job of any kind that waits or is suspended on no builder, and
/// per job of $1, by rank: the queue row, NULL processor or virtualized as it stands; then the status of the
/// build, NULL without one, whether its archive is enabled and its source on disk, a source file without
/// content; then the columns of a candidate from `queue` on.
inline constexpr auto explain_queue_text = Text(R"(
SELECT q.id AS queue_row, j.status AS job_status, q.processor, p.name AS processor_name, coalesce(q.virtualized, true) AS virtualized,
       f.status AS build_status, a.enabled, )") +
                                           source_on_disk + R"( AS source_on_disk, files.missing_name, )" +
                                           candidate_columns + R"(
FROM buildqueue q
JOIN job j ON j.id = q.job
LEFT JOIN processor p ON p.id = q.processor
LEFT JOIN (buildpackagejob bpj
    JOIN binarypackagebuild bb ON bb.id = bpj.build JOIN packagebuild pb ON pb.id = bb.package_build
    JOIN buildfarmjob f ON f.id = pb.build_farm_job JOIN archive a ON a.id = pb.archive JOIN person o ON o.id = a.owner
    JOIN distroarchseries das ON das.id = bb.distro_arch_series
    JOIN distroseries ds ON ds.id = das.distroseries JOIN distribution d ON d.id = ds.distribution
    JOIN sourcepackagerelease r ON r.id = bb.source_package_release
    JOIN sourcepackagename n ON n.id = r.sourcepackagename) ON bpj.job = q.job AND q.job_type = 1
)" + usable_chroot + R"(
)" + newest_publication + R"(
LEFT JOIN component cc ON cc.id = coalesce(h.component, r.component)
)" + odd_component + R"(
)" + source_files + R"(
WHERE (q.builder IS NULL AND j.status IN (0, 4)) OR q.id = ANY ($1::int[])
ORDER BY q.lastscore DESC NULLS LAST, q.id
)";
inline constexpr std::string_view explain_queue = explain_queue_text.view();

/// $1: build ids. Rows (build, chroot, arch_indep, secret, debug symbols, primary component, source file) by
/// build and alias id: one per source file, or one with the file NULL for a source without any. The chroot is
/// NULL if there is none. The primary component is looked for only if the archive or one of its dependencies
/// needs it, else NULL.
inline constexpr std::string_view job_sheets = R"(
SELECT bb.id AS build, ch.id AS chroot, ch.filename AS chroot_name, ch.sha1 AS chroot_sha1,
       ch.restricted AS chroot_restricted, das.id = ds.nominatedarchindep IS TRUE AS arch_indep, a.buildd_secret,
       a.build_debug_symbols, CASE WHEN need.primary_component THEN coalesce(pc.name, 'universe') END AS primary_component,
       l.id AS alias, l.filename, l.restricted, co.sha1
FROM unnest($1::int[]) AS t(build)
JOIN binarypackagebuild bb ON bb.id = t.build
JOIN packagebuild pb ON pb.id = bb.package_build
JOIN archive a ON a.id = pb.archive
JOIN distroarchseries das ON das.id = bb.distro_arch_series
JOIN distroseries ds ON ds.id = das.distroseries
JOIN sourcepackagerelease r ON r.id = bb.source_package_release
CROSS JOIN LATERAL (
    SELECT (a.purpose = 2 AND NOT a.require_virtualized) OR (
        SELECT count(*) > 0 FROM archivedependency x WHERE x.archive = a.id AND x.component IS NULL) AS primary_component
    OFFSET 0) need
LEFT JOIN LATERAL (
    SELECT component.name FROM archive main
    JOIN sourcepackagerelease same ON same.sourcepackagename = r.sourcepackagename
    JOIN sourcepackagepublishinghistory h ON h.sourcepackagerelease = same.id
         AND h.archive + 0 = main.id AND h.distroseries + 0 = ds.id
    JOIN component ON component.id = h.component
    WHERE need.primary_component AND main.distribution = ds.distribution AND main.purpose = 1
    ORDER BY h.id + 0 DESC LIMIT 1) pc ON true
LEFT JOIN LATERAL (
    SELECT fa.id, fa.filename, fa.restricted, fc.sha1 FROM pocketchroot p
    JOIN libraryfilealias fa ON fa.id = p.chroot
    JOIN libraryfilecontent fc ON fc.id = fa.content
    WHERE p.distroarchseries = das.id AND p.pocket IN (pb.pocket, 0)
    ORDER BY p.pocket DESC LIMIT 1) ch ON true
LEFT JOIN sourcepackagereleasefile sf ON sf.sourcepackagerelease = r.id
LEFT JOIN libraryfilealias l ON l.id = sf.libraryfile
LEFT JOIN libraryfilecontent co ON co.id = l.content
ORDER BY bb.id, l.id
)";

/// $1, $2: pairs (archive, distroarchseries). Rows (archive, distroarchseries, role, pocket, component, other
/// archive and its facts): role 0 is the archive itself, 1 each dependency, with its row's pocket and
/// component, 2 the distribution's PRIMARY. The facts are NULL for a dependency that points nowhere.
/// `published` is not looked for in a PRIMARY archive.
inline constexpr std::string_view archive_lines = R"(
SELECT t.archive AS of, t.das, e.role, e.pocket, co.name AS component, e.other, x.purpose, x.name, o.name AS owner,
       o.displayname, d.name AS distribution, x.private, x.buildd_secret, binaries.published
FROM unnest($1::int[], $2::int[]) AS t(archive, das)
JOIN archive a ON a.id = t.archive
CROSS JOIN LATERAL (
    SELECT 0 AS role, a.id AS other, 0 AS pocket, NULL::int AS component
    UNION ALL
    SELECT 1, dependency, pocket, component FROM archivedependency WHERE archive = a.id
    UNION ALL
    SELECT 2, id, 0, NULL FROM archive WHERE distribution = a.distribution AND purpose = 1) e
LEFT JOIN component co ON co.id = e.component
LEFT JOIN archive x ON x.id = e.other
LEFT JOIN person o ON o.id = x.owner
LEFT JOIN distribution d ON d.id = x.distribution
LEFT JOIN LATERAL (
    SELECT count(*) > 0 AS published FROM binarypackagepublishinghistory b
    WHERE x.purpose <> 1 AND b.archive = x.id AND b.status = 2 AND b.distroarchseries + 0 = t.das) binaries ON true
ORDER BY t.archive, t.das, e.role, e.other
)";

/// With `--metrics-file`. Rows (processor, NULL for any, virtualized, jobs, seconds that the oldest has been
/// in the queue) of what waits on no builder.
inline constexpr std::string_view queue_figures = R"(
SELECT p.name, coalesce(q.virtualized, true) AS virtualized, count(*)::int AS waiting,
       greatest(extract(epoch FROM now() AT TIME ZONE 'UTC' - min(j.date_created)), 0)::int AS oldest
FROM buildqueue q
JOIN job j ON j.id = q.job AND j.status = 0
LEFT JOIN processor p ON p.id = q.processor
WHERE q.builder IS NULL
GROUP BY 1, 2
ORDER BY 1, 2
)";

/// The first statement of the commit. Builders as loaded: $1 id, $2 builderok, $3 active, $4 manual, $5
/// virtualized, $6 url, $7 processor, $8 vm_host, $9 failure_count, $10 the queue row that names it. Jobs as
/// loaded: $11 queue, $12 job, $13 build, $14 builder, $15 job status, $16 attempt_count, $17 build status,
/// $18 whether its archive is private, and of those without a builder $19 lastscore, $20 newest publication,
/// $21 its status. Rows (kind, id):
/// `transaction` and `cluster`, one each; `builder` and `queue`, one for each row that nobody has changed or
/// locked. Those are locked now, and with a job's its build's.
inline constexpr std::string_view hold = R"(
WITH builders AS MATERIALIZED (
    SELECT b.id
    FROM unnest($1::int[], $2::bool[], $3::bool[], $4::bool[], $5::bool[], $6::text[], $7::int[], $8::text[], $9::int[],
                $10::int[])
         AS t(id, builderok, active, manual, virtualized, url, processor, vm_host, failure_count, queue)
    JOIN builder b ON b.id = t.id AND b.builderok = t.builderok AND b.active = t.active
         AND (b.manual IS TRUE) = t.manual AND b.virtualized = t.virtualized AND b.url = t.url
         AND b.processor = t.processor AND b.vm_host IS NOT DISTINCT FROM t.vm_host
         AND b.failure_count = t.failure_count
    WHERE (SELECT q.id FROM buildqueue q WHERE q.builder = b.id) IS NOT DISTINCT FROM t.queue
    ORDER BY b.id
    FOR NO KEY UPDATE OF b SKIP LOCKED),
jobs AS MATERIALIZED (
    SELECT q.id
    FROM unnest($11::int[], $12::int[], $13::int[], $14::int[], $15::int[], $16::int[], $17::int[], $18::bool[], $19::int[],
                $20::int[], $21::int[])
         AS t(queue, job, build, builder, job_status, attempt_count, build_status, private, lastscore, publication,
              publication_status)
    JOIN buildqueue q ON q.id = t.queue AND q.job = t.job AND q.builder IS NOT DISTINCT FROM t.builder
    JOIN job j ON j.id = q.job AND j.status = t.job_status AND j.attempt_count = t.attempt_count
    JOIN buildpackagejob bpj ON bpj.job = q.job AND bpj.build = t.build
    JOIN binarypackagebuild bb ON bb.id = bpj.build
    JOIN packagebuild pb ON pb.id = bb.package_build
    JOIN buildfarmjob f ON f.id = pb.build_farm_job AND f.status = t.build_status
    JOIN archive a ON a.id = pb.archive AND a.private = t.private
    JOIN distroarchseries das ON das.id = bb.distro_arch_series
    LEFT JOIN LATERAL (
        SELECT id, status FROM sourcepackagepublishinghistory
        WHERE t.builder IS NULL AND sourcepackagerelease = bb.source_package_release AND archive + 0 = a.id
          AND distroseries + 0 = das.distroseries
        ORDER BY id + 0 DESC LIMIT 1) h ON true
    WHERE t.builder IS NOT NULL OR (
        q.lastscore IS NOT DISTINCT FROM t.lastscore AND a.enabled AND h.id IS NOT DISTINCT FROM t.publication
        AND h.status IS NOT DISTINCT FROM t.publication_status)
    ORDER BY q.id
    FOR UPDATE OF q, j, bpj, f, pb SKIP LOCKED)
SELECT 'transaction' AS kind, pg_current_xact_id()::text AS id
UNION ALL SELECT 'cluster', system_identifier::text FROM pg_control_system()
UNION ALL SELECT 'builder', id::text FROM builders
UNION ALL SELECT 'queue', id::text FROM jobs
)";

/// Files: $1 content, $2 alias, $3 filename, $4 mimetype, $5 restricted, $6 size, $7 sha1, $8 md5. No rows.
inline constexpr std::string_view add_library_files = R"(
WITH file AS MATERIALIZED (
    SELECT * FROM unnest($1::int[], $2::int[], $3::text[], $4::text[], $5::bool[], $6::bigint[], $7::text[], $8::text[])
             AS t(content, alias, filename, mimetype, restricted, size, sha1, md5)),
contents AS (INSERT INTO libraryfilecontent (id, filesize, sha1, md5) SELECT content, size, sha1, md5 FROM file)
INSERT INTO libraryfilealias (id, content, filename, mimetype, restricted)
SELECT alias, content, filename, mimetype, restricted FROM file
)";

/// Held jobs: $1 queue, $2 job, $3 packagebuild, $4 buildfarmjob, $5 action (keep, reset, end), $6 log tail,
/// $7 build status, $8 failure_count, $9 result (none, final, back), $10 log, $11 builder, $12 time of
/// collection, $13 dependencies. No rows. All parts see the rows as they were before the statement.
inline constexpr std::string_view settle_jobs = R"(
WITH item AS MATERIALIZED (
    SELECT * FROM unnest($1::int[], $2::int[], $3::int[], $4::int[], $5::text[], $6::text[], $7::int[], $8::int[],
                         $9::text[], $10::int[], $11::int[], $12::timestamp[], $13::text[])
             AS t(queue, job, package_build, farm_job, action, log_tail, build_status, failure_count, result, log, builder,
                  collected, dependencies)),
queue_stays AS (
    UPDATE buildqueue q SET builder = CASE WHEN i.action = 'keep' THEN q.builder END,
                            logtail = CASE WHEN i.action = 'keep' THEN i.log_tail END
    FROM item i WHERE q.id = i.queue AND (i.action = 'reset' OR (i.action = 'keep' AND i.log_tail IS NOT NULL))),
queue_ends AS (DELETE FROM buildqueue q USING item i WHERE q.id = i.queue AND i.action = 'end'),
link_ends AS (DELETE FROM buildpackagejob l USING item i WHERE l.job = i.job AND i.action = 'end'),
job_resets AS (
    UPDATE job j SET status = 0, date_started = NULL, date_finished = NULL
    FROM item i WHERE j.id = i.job AND i.action = 'reset'),
job_ends AS (DELETE FROM job j USING item i WHERE j.id = i.job AND i.action = 'end'),
dependencies AS (
    UPDATE packagebuild p SET dependencies = i.dependencies
    FROM item i WHERE p.id = i.package_build AND i.result <> 'none')
UPDATE buildfarmjob f
SET status = coalesce(i.build_status, f.status),
    failure_count = coalesce(i.failure_count, f.failure_count),
    log = CASE WHEN i.result = 'none' THEN f.log ELSE i.log END,
    builder = CASE WHEN i.result = 'none' THEN f.builder ELSE i.builder END,
    date_started = CASE i.result WHEN 'none' THEN f.date_started
                                 WHEN 'final' THEN coalesce(f.date_started, j.date_started, i.collected) END,
    date_finished = CASE i.result WHEN 'none' THEN f.date_finished
                                  WHEN 'final' THEN greatest(i.collected, coalesce(f.date_started, j.date_started)) END
FROM item i JOIN job j ON j.id = i.job
WHERE f.id = i.farm_job AND (i.build_status IS NOT NULL OR i.failure_count IS NOT NULL OR i.result <> 'none')
)";

/// Held pairs: $1 queue, $2 builder. A row (queue, build, raised attempt_count) for each that was started.
inline constexpr std::string_view start_jobs = R"(
WITH pair AS MATERIALIZED (SELECT * FROM unnest($1::int[], $2::int[]) AS t(queue, builder)),
queued AS (
    UPDATE buildqueue q SET builder = p.builder FROM pair p WHERE q.id = p.queue AND q.builder IS NULL
    RETURNING q.id, q.job, q.builder),
running AS (
    UPDATE job j SET status = 1, date_started = now() AT TIME ZONE 'UTC', date_finished = NULL,
                     attempt_count = j.attempt_count + 1
    FROM queued q WHERE j.id = q.job AND j.status = 0
    RETURNING j.id, j.attempt_count, q.id AS queue, q.builder),
building AS (
    UPDATE buildfarmjob f
    SET status = 6, builder = r.builder, date_started = now() AT TIME ZONE 'UTC',
        date_first_dispatched = coalesce(f.date_first_dispatched, now() AT TIME ZONE 'UTC'),
        failure_count = CASE WHEN r.attempt_count = 1 THEN 0 ELSE f.failure_count END
    FROM running r
    JOIN buildpackagejob l ON l.job = r.id
    JOIN binarypackagebuild bb ON bb.id = l.build
    JOIN packagebuild pb ON pb.id = bb.package_build
    WHERE f.id = pb.build_farm_job AND f.status = 0
    RETURNING r.queue, bb.id AS build, r.attempt_count)
SELECT queue, build, attempt_count FROM building ORDER BY queue
)";

/// Held builders: $1 id, $2 builderok, $3 failure_count, $4 failnotes, NULL to keep them. No rows.
inline constexpr std::string_view write_builders = R"(
UPDATE builder b
SET builderok = t.builderok, failure_count = t.failure_count, failnotes = coalesce(t.failnotes, b.failnotes)
FROM unnest($1::int[], $2::bool[], $3::int[], $4::text[]) AS t(id, builderok, failure_count, failnotes)
WHERE b.id = t.id
)";

/// $1: archives, $2: their external dependencies as loaded. Disables each that still has them, and suspends
/// its waiting jobs; passes over what another transaction has locked. No rows.
inline constexpr std::string_view disable_archives = R"(
WITH malformed AS MATERIALIZED (
    SELECT a.id FROM unnest($1::int[], $2::text[]) AS t(id, lines)
    JOIN archive a ON a.id = t.id AND a.enabled AND a.external_dependencies = t.lines
    ORDER BY a.id
    FOR NO KEY UPDATE OF a SKIP LOCKED),
disabled AS (UPDATE archive a SET enabled = false FROM malformed m WHERE a.id = m.id RETURNING a.id),
waiting AS MATERIALIZED (
    SELECT j.id FROM malformed m
    JOIN packagebuild pb ON pb.archive = m.id
    JOIN buildfarmjob f ON f.id = pb.build_farm_job AND f.status = 0
    JOIN binarypackagebuild bb ON bb.package_build = pb.id
    JOIN buildpackagejob l ON l.build = bb.id
    JOIN job j ON j.id = l.job AND j.status = 0
    ORDER BY j.id
    FOR UPDATE OF j SKIP LOCKED)
UPDATE job j SET status = 4 FROM waiting w WHERE j.id = w.id
)";

/// $1: this host's name, $2: when its pass began. No rows.
inline constexpr std::string_view script_activity = R"(
INSERT INTO scriptactivity (name, hostname, date_started, date_completed)
VALUES ('slave-scanner', $1::text, $2::timestamp, clock_timestamp() AT TIME ZONE 'UTC')
)";

/// One row: whether the dispatch lock was held and is given back.
inline constexpr std::string_view release_dispatch = R"(
SELECT pg_advisory_unlock(1651729258, 0)
)";

/// Right after COMMIT: this session is no longer counted as a scan under way.
inline constexpr std::string_view rename_to_errands = R"(
SET application_name TO 'buildd-scan-errands'
)";

/// $1: builder ids. A row per id: whether its lock was held and is given back.
inline constexpr std::string_view release_builders = R"(
SELECT pg_advisory_unlock(1651729250, id) FROM unnest($1::int[]) AS t(id)
)";

/// One row, if the connection still stands.
inline constexpr std::string_view still_there = R"(
SELECT 1
)";

} // namespace buildd::statements
