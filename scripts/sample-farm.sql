-- A small farm to try things on, and the scene of most tests.
--
--     psql -X -v ON_ERROR_STOP=1 -f scripts/sample-farm.sql DATABASE
--
-- Run it once, on a database that scripts/schema.sql has just made. One transaction.
--
-- Ubuntu with two series: warty, released, and hoary, in development, each with i386. Two builders: bob, native and
-- in service, and frog, virtualized and out of service. Bob is building mozilla-firefox for hoary (build 8, queue 1);
-- alsa-utils (build 11, queue 2) waits and is the one candidate of bob's class. Build 2, mozilla-firefox for warty, is
-- long done: queued again and finished well, it is the build that may not exist, since warty's RELEASE pocket is closed.
--
-- The three ids of a build differ (build 8 is packagebuild 4), so that whoever mixes them up notices. All addresses
-- are in example.com: mail of a trial reaches nobody.

BEGIN;

SET LOCAL search_path = public;


-- People and teams. launchpad-buildd-admins has no address of its own: its mail goes to its two active members. The
-- third left it.
INSERT INTO person (id, name, displayname, teamowner, creation_rationale) VALUES
    (1, 'mark', 'Mark', NULL, 1),
    (16, 'name16', 'Foo Bar', NULL, 1),
    (28, 'cprov', 'Celso', NULL, 1),
    (17, 'ubuntu-team', 'Ubuntu Team', 1, NULL),
    (61, 'launchpad-buildd-admins', 'Launchpad Buildd Administrators', 16, NULL);

INSERT INTO emailaddress (email, person, status) VALUES
    ('mark@example.com', 1, 4),
    ('foo.bar@example.com', 16, 4),
    ('cprov@example.com', 28, 4),
    ('cprov.second@example.com', 28, 2),
    ('ubuntu@example.com', 17, 4);

INSERT INTO teammembership (person, team, status) VALUES
    (16, 61, 3),
    (28, 61, 3),
    (1, 61, 4);

INSERT INTO teamparticipation (team, person) VALUES
    (1, 1), (16, 16), (17, 17), (28, 28), (61, 61),
    (61, 16), (61, 28);


-- Processors and builders.
INSERT INTO processorfamily (id, name, title, description) VALUES
    (1, 'x86', 'x86', '32-bit machines of the Intel 80386 line'),
    (3, 'amd64', 'amd64', '64-bit machines of the same line');

INSERT INTO processor (id, family, name, title, description) VALUES
    (1, 1, '386', 'Intel 386', 'Intel 80386 and all that runs its code'),
    (2, 3, 'amd64', 'AMD 64', 'AMD Opteron and all that runs its code');

INSERT INTO builder (id, processor, name, title, description, owner, url, virtualized, vm_host, builderok) VALUES
    (1, 1, 'bob', 'Bob', 'Native, in service', 61, 'http://localhost:8221/', false, NULL, true),
    (2, 1, 'frog', 'Frog', 'Virtualized, out of service', 61, 'http://localhost:9221/', true, 'localhost-host.ppa', false);


-- The distribution.
INSERT INTO component (id, name) VALUES (1, 'main'), (2, 'restricted'), (3, 'universe'), (4, 'multiverse'), (5, 'partner');

INSERT INTO section (id, name) VALUES (1, 'base');

INSERT INTO distribution (id, name, title, description, domainname, displayname, summary, owner, members, mirror_admin) VALUES
    (1, 'ubuntu', 'Ubuntu', 'The distribution of the sample farm', 'ubuntu.example.com', 'Ubuntu', 'A distribution', 17, 17, 17);

INSERT INTO distroseries (id, distribution, name, title, description, version, summary, displayname, releasestatus, owner) VALUES
    (1, 1, 'warty', 'Warty', 'The released series', '4.10', 'Released', 'Warty', 4, 17),
    (3, 1, 'hoary', 'Hoary', 'The series in development', '5.04', 'In development', 'Hoary', 2, 17);

INSERT INTO distroarchseries (id, distroseries, processorfamily, architecturetag, official, owner) VALUES
    (1, 1, 1, 'i386', true, 17),
    (6, 3, 1, 'i386', true, 17);

UPDATE distroseries SET nominatedarchindep = 1 WHERE id = 1;
UPDATE distroseries SET nominatedarchindep = 6 WHERE id = 3;


-- The archives: the distribution's two, and two PPAs.
INSERT INTO archive (id, owner, distribution, name, displayname, purpose, require_virtualized) VALUES
    (1, 17, 1, 'primary', 'Primary archive for Ubuntu', 1, false),
    (12, 17, 1, 'partner', 'Partner archive for Ubuntu', 4, false),
    (9, 28, 1, 'ppa', 'PPA of cprov', 2, true),
    (10, 1, 1, 'ppa', 'PPA of mark', 2, true);


-- Library files. Only these rows exist: no bytes lie behind them. Alias 1 serves as every chroot, 2 and 5 are the logs
-- of the two builds that ended, the others are source files.
INSERT INTO libraryfilecontent (id, filesize, sha1, md5) VALUES
    (1, 179859, '378b3498ead213d35a82033a6e9196014a5ef25c', 'a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1'),
    (2, 9922, 'b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2', 'a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2'),
    (3, 9922560, 'a57faa6287aee2c58e115673a119c6083d31d1b9', 'a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3'),
    (4, 309386, 'b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4', 'a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4'),
    (5, 1127, 'b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5', 'a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5'),
    (43, 672, '4e3961baf4f56fdbc95d0dd47f3c5bc275da8a33', 'a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6'),
    (53, 716, 'b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7', 'a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7');

INSERT INTO libraryfilealias (id, content, filename, mimetype) VALUES
    (1, 1, 'netapplet-1.0.0.tar.gz', 'application/x-gtar'),
    (2, 2, 'buildlog_ubuntu-warty-i386.mozilla-firefox_0.9_FULLYBUILT.txt.gz', 'text/plain'),
    (3, 3, 'firefox_0.9.2.orig.tar.gz', 'application/x-gtar'),
    (4, 4, 'evolution-1.0.tar.gz', 'application/x-gtar'),
    (5, 5, 'buildlog_ubuntu-warty-i386.foobar_1.0_FAILEDTOBUILD.txt.gz', 'text/plain'),
    (43, 43, 'alsa-utils_1.0.9a-4ubuntu1.dsc', 'text/x-debian-source-package'),
    (53, 53, 'foobar_1.0.dsc', 'text/x-debian-source-package');

INSERT INTO pocketchroot (distroarchseries, pocket, chroot) VALUES (1, 0, 1), (6, 0, 1);


-- Sources. Mozilla-firefox is published in warty alone, although hoary builds it.
INSERT INTO sourcepackagename (id, name) VALUES
    (1, 'mozilla-firefox'),
    (2, 'evolution'),
    (3, 'alsa-utils'),
    (4, 'foobar');

INSERT INTO sourcepackagerelease (id, sourcepackagename, version, component, section, creator, maintainer,
                                  upload_archive, upload_distroseries, urgency, format, architecturehintlist, dsc_format)
VALUES
    (14, 1, '0.9', 1, 1, 1, 1, 1, 1, 1, 1, 'any', '1.0'),
    (15, 2, '1.0', 1, 1, 1, 1, 1, 3, 1, 1, 'any', '1.0'),
    (25, 3, '1.0.9a-4ubuntu1', 1, 1, 1, 1, 1, 3, 1, 1, 'any', '1.0'),
    (32, 4, '1.0', 1, 1, 1, 1, 1, 1, 1, 1, 'any', '1.0');

INSERT INTO sourcepackagereleasefile (sourcepackagerelease, libraryfile, filetype) VALUES
    (14, 3, 4),
    (15, 4, 4),
    (25, 43, 3),
    (32, 53, 3);

INSERT INTO sourcepackagepublishinghistory (id, sourcepackagerelease, distroseries, archive, status, component, section,
                                            datecreated)
VALUES
    (2, 15, 3, 1, 2, 1, 1, '2005-01-10 12:00:00'),
    (12, 25, 3, 1, 2, 1, 1, '2005-06-14 12:00:00'),
    (18, 14, 1, 1, 2, 1, 1, '2004-09-27 11:00:00'),
    (22, 32, 1, 1, 4, 1, 1, '2004-09-28 11:00:00');


-- Builds. Build 8 is BUILDING without a date_started of its own: only its job has one.
INSERT INTO buildfarmjob (id, job_type, status, builder, log, date_started, date_finished, date_first_dispatched) VALUES
    (2, 1, 1, 1, 2, '2004-09-27 11:57:13', '2004-09-27 12:02:13', '2004-09-27 11:57:13'),
    (6, 1, 2, 1, 5, '2004-09-28 11:57:13', '2004-09-28 11:58:43', '2004-09-28 11:57:13'),
    (8, 1, 6, NULL, NULL, NULL, NULL, NULL),
    (11, 1, 0, NULL, NULL, NULL, NULL, NULL);

INSERT INTO packagebuild (id, build_farm_job, archive, pocket) VALUES (1, 2, 1, 0), (2, 6, 1, 0), (4, 8, 1, 0), (7, 11, 1, 0);

INSERT INTO binarypackagebuild (id, package_build, distro_arch_series, source_package_release) VALUES
    (2, 1, 1, 14),
    (6, 2, 1, 32),
    (8, 4, 6, 14),
    (11, 7, 6, 25);


-- Binaries. The one publication is in cprov's PPA, in warty: none has a published binary in hoary.
INSERT INTO binarypackagename (id, name) VALUES (1, 'mozilla-firefox'), (2, 'foobar');

INSERT INTO binarypackagerelease (id, build, binarypackagename, version, component, section, summary, description,
                                  binpackageformat, priority, essential, architecturespecific)
VALUES
    (1, 2, 1, '0.9', 1, 1, 'A web browser', 'Shows pages of the web.', 1, 10, false, true),
    (2, 6, 2, '1.0', 1, 1, 'Foo and bar', 'Does this and that.', 1, 10, false, true);

INSERT INTO binarypackagepublishinghistory (binarypackagerelease, distroarchseries, archive, status, component, section,
                                            priority, datecreated)
VALUES
    (1, 1, 9, 2, 1, 1, 10, '2004-09-27 13:00:00');


-- The queue.
INSERT INTO job (id, status, date_created, date_started) VALUES
    (1, 1, '2005-06-15 09:14:12.820778', '2005-06-15 09:20:12.820778'),
    (2, 0, '2005-06-15 10:14:12.820778', NULL);

INSERT INTO buildqueue (id, job, job_type, builder, processor, virtualized, lastscore) VALUES
    (1, 1, 1, 1, 1, false, 1),
    (2, 2, 1, NULL, 1, false, 10);

INSERT INTO buildpackagejob (job, build) VALUES (1, 8), (2, 11);


-- Sequences go on after the largest id of their table; those of empty tables start at 1 anyway.
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('SELECT setval(pg_get_serial_sequence(%L, ''id''), max(id)) FROM %I HAVING count(*) > 0',
                       name, name);
    END LOOP;
END
$$;

COMMIT;
