-- The database of a build farm, as buildd-scan reads and writes it.
--
--     psql -X -v ON_ERROR_STOP=1 -f scripts/schema.sql DATABASE
--
-- Run it once, on an empty database (PostgreSQL 13 or later), as a role that may create roles and owns the
-- database. Everything happens in one transaction: after an error the database is as empty as before.
--
-- The tables carry the names, columns, types, defaults and constraints that Launchpad's database has for the same
-- things, as far as a scanner needs them, so that one program serves both. Three habits of that database help to
-- read this file:
--   * Every table has an integer "id" with a sequence TABLE_id_seq. "serial" makes both.
--   * Kinds and states are small integers. The comment beside such a column lists the usual ones.
--   * A "timestamp without time zone" holds UTC.
-- A constraint or index that is not named here has the name that PostgreSQL gives it, or, for a plain index,
-- table__column__idx ("spph" and "bpph" shorten the two publication tables).
--
-- In the order of the file: people, library files, components, processors and builders, distributions, archives,
-- sources, builds, binaries, the queue, the scanner's own trace; then the rights of the role fiera.

BEGIN;

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public;


-- People and teams -------------------------------------------------------------------------------------------

-- A person, or a team: a person with a teamowner. Only people have a creation_rationale.
CREATE TABLE person (
    id                  serial CONSTRAINT person_pkey PRIMARY KEY,
    name                text NOT NULL CONSTRAINT person__name__key UNIQUE,
    displayname         text NOT NULL,
    teamowner           integer REFERENCES person,
    creation_rationale  integer,
    CONSTRAINT valid_name CHECK (name ~ '^[a-z0-9][a-z0-9+.-]*$'),
    CONSTRAINT no_loops CHECK (id <> teamowner),
    CONSTRAINT non_empty_displayname CHECK (btrim(displayname) <> ''),
    CONSTRAINT creation_rationale_not_null_for_people
        CHECK ((creation_rationale IS NULL) = (teamowner IS NOT NULL))
);
CREATE INDEX person__teamowner__idx ON person (teamowner) WHERE teamowner IS NOT NULL;

-- Where mail goes: to the one PREFERRED address of a person or team.
CREATE TABLE emailaddress (
    id      serial CONSTRAINT emailaddress_pkey PRIMARY KEY,
    email   text NOT NULL,
    person  integer REFERENCES person,
    status  integer NOT NULL,       -- 1 NEW, 2 VALIDATED, 3 OLD, 4 PREFERRED
    CONSTRAINT emailaddress__is_linked__chk CHECK (person IS NOT NULL)
);
CREATE UNIQUE INDEX emailaddress__lower_email__key ON emailaddress (lower(email));
CREATE UNIQUE INDEX emailaddress__person__key ON emailaddress (person) WHERE status = 4 AND person IS NOT NULL;
CREATE INDEX emailaddress__person__status__idx ON emailaddress (person, status);

-- Who is in a team by a decision of its own; a team may be in a team.
CREATE TABLE teammembership (
    id      serial CONSTRAINT membership_pkey PRIMARY KEY,
    person  integer NOT NULL REFERENCES person,
    team    integer NOT NULL REFERENCES person,
    status  integer NOT NULL,       -- 1 PROPOSED, 2 APPROVED, 3 ADMIN, 4 DEACTIVATED, 5 EXPIRED, 6 DECLINED, 7 INVITED
    CONSTRAINT membership_person_key UNIQUE (person, team)
);
CREATE INDEX teammembership__team__idx ON teammembership (team);

-- What follows from it: a row for everyone who is in a team directly or through other teams, and for everyone in
-- himself or herself.
CREATE TABLE teamparticipation (
    id      serial CONSTRAINT teamparticipation_pkey PRIMARY KEY,
    team    integer NOT NULL REFERENCES person,
    person  integer NOT NULL REFERENCES person,
    CONSTRAINT teamparticipation_team_key UNIQUE (team, person)
);
CREATE INDEX teamparticipation__person__idx ON teamparticipation (person);

-- The keys that sign source packages.
CREATE TABLE gpgkey (
    id           serial CONSTRAINT gpgkey_pkey PRIMARY KEY,
    owner        integer NOT NULL REFERENCES person,
    keyid        text NOT NULL,
    fingerprint  text NOT NULL UNIQUE,
    active       boolean NOT NULL,
    algorithm    integer NOT NULL,
    keysize      integer NOT NULL,
    UNIQUE (owner, id),
    CONSTRAINT valid_fingerprint CHECK (fingerprint ~ '^[0-9A-F]{40}$'),
    CONSTRAINT valid_keyid CHECK (keyid ~ '^[0-9A-F]{8}$')
);


-- The library of files ----------------------------------------------------------------------------------------

-- The bytes of a stored file; several aliases may share them.
CREATE TABLE libraryfilecontent (
    id        serial CONSTRAINT libraryfilecontent_pkey PRIMARY KEY,
    filesize  bigint NOT NULL,      -- bytes
    sha1      character(40) NOT NULL,
    md5       character(32) NOT NULL
);
CREATE INDEX libraryfilecontent__sha1__filesize__idx ON libraryfilecontent (sha1, filesize);
CREATE INDEX libraryfilecontent__md5__idx ON libraryfilecontent (md5);

-- A name under which content is served. Without content: the bytes are gone.
CREATE TABLE libraryfilealias (
    id          serial CONSTRAINT libraryfilealias_pkey PRIMARY KEY,
    content     integer REFERENCES libraryfilecontent,
    filename    text NOT NULL,
    mimetype    text NOT NULL,
    restricted  boolean NOT NULL DEFAULT false,
    CONSTRAINT valid_filename CHECK (filename !~ '/')
);
CREATE INDEX libraryfilealias_content_idx ON libraryfilealias (content);
CREATE INDEX libraryfilealias__filename__idx ON libraryfilealias (filename);


-- Components and sections -------------------------------------------------------------------------------------

CREATE TABLE component (
    id    serial CONSTRAINT component_pkey PRIMARY KEY,
    name  text NOT NULL UNIQUE,
    CONSTRAINT valid_name CHECK (name ~ '^[a-z0-9][a-z0-9+.-]*$')
);

CREATE TABLE section (
    id    serial CONSTRAINT section_pkey PRIMARY KEY,
    name  text NOT NULL UNIQUE
);


-- Processors and builders -------------------------------------------------------------------------------------

CREATE TABLE processorfamily (
    id           serial CONSTRAINT processorfamily_pkey PRIMARY KEY,
    name         text NOT NULL UNIQUE,
    title        text NOT NULL,
    description  text NOT NULL
);

CREATE TABLE processor (
    id           serial CONSTRAINT processor_pkey PRIMARY KEY,
    family       integer NOT NULL REFERENCES processorfamily,
    name         text NOT NULL UNIQUE,
    title        text NOT NULL,
    description  text NOT NULL
);

-- A machine that builds: the slave daemon there answers at url.
CREATE TABLE builder (
    id             serial CONSTRAINT builder_pkey PRIMARY KEY,
    processor      integer NOT NULL REFERENCES processor,
    name           text NOT NULL,                   -- not unique: only the url is
    title          text NOT NULL,
    description    text NOT NULL,
    owner          integer NOT NULL REFERENCES person,
    url            text NOT NULL CONSTRAINT builder_url_key UNIQUE,
    virtualized    boolean NOT NULL DEFAULT true,   -- reset to a clean image before each build, on vm_host
    vm_host        text,
    active         boolean NOT NULL DEFAULT true,   -- false: retired
    manual         boolean DEFAULT false,           -- true: a person gives it jobs, the scanner does not
    builderok      boolean NOT NULL,                -- false: out of service, failnotes says why
    failnotes      text,
    failure_count  integer NOT NULL DEFAULT 0,      -- the points it has for failures in recent passes
    -- A scheme, "://", perhaps "user:password@", a host, perhaps more.
    CONSTRAINT valid_absolute_url CHECK (url ~
        '^[A-Za-z][A-Za-z0-9+.-]*://([^/?#@[:space:]]*@)?[^/?#@:[:space:]][^/?#@[:space:]]*([/?#]|$)')
);
CREATE INDEX builder__owner__idx ON builder (owner);


-- Distributions, their series, their architectures ------------------------------------------------------------

CREATE TABLE distribution (
    id            serial CONSTRAINT distribution_pkey PRIMARY KEY,
    name          text NOT NULL UNIQUE,
    title         text NOT NULL,
    description   text NOT NULL,
    domainname    text NOT NULL,
    displayname   text NOT NULL,
    summary       text NOT NULL,
    owner         integer NOT NULL REFERENCES person,
    members       integer NOT NULL REFERENCES person,
    mirror_admin  integer NOT NULL REFERENCES person,
    CONSTRAINT valid_name CHECK (name ~ '^[a-z0-9][a-z0-9+.-]*$')
);
CREATE INDEX distribution__owner__idx ON distribution (owner);
CREATE INDEX distribution__members__idx ON distribution (members);
CREATE INDEX distribution__mirror_admin__idx ON distribution (mirror_admin);

-- nominatedarchindep is the architecture on which packages for all architectures are built.
CREATE TABLE distroseries (
    id                  serial CONSTRAINT distrorelease_pkey PRIMARY KEY,
    distribution        integer NOT NULL REFERENCES distribution,
    name                text NOT NULL,
    title               text NOT NULL,
    description         text NOT NULL,
    version             text NOT NULL,
    summary             text NOT NULL,
    displayname         text NOT NULL,
    releasestatus       integer NOT NULL,   -- 1 EXPERIMENTAL, 2 DEVELOPMENT, 3 FROZEN, 4 CURRENT, 5 SUPPORTED,
                                            -- 6 OBSOLETE, 7 FUTURE
    nominatedarchindep  integer,            -- -> distroarchseries, which comes next
    owner               integer NOT NULL REFERENCES person,
    UNIQUE (distribution, name),
    UNIQUE (distribution, id),
    CONSTRAINT valid_name CHECK (name ~ '^[a-z0-9][a-z0-9+.-]*$'),
    CONSTRAINT valid_version CHECK (version ~ '^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$')
);
CREATE INDEX distroseries__owner__idx ON distroseries (owner);

CREATE TABLE distroarchseries (
    id               serial CONSTRAINT distroarchrelease_pkey PRIMARY KEY,
    distroseries     integer NOT NULL REFERENCES distroseries,
    processorfamily  integer NOT NULL REFERENCES processorfamily,
    architecturetag  text NOT NULL,
    official         boolean NOT NULL,
    owner            integer NOT NULL REFERENCES person,
    UNIQUE (architecturetag, distroseries),
    UNIQUE (processorfamily, distroseries)
);
CREATE INDEX distroarchseries__distroseries__idx ON distroarchseries (distroseries);
CREATE INDEX distroarchseries__owner__idx ON distroarchseries (owner);

ALTER TABLE distroseries ADD FOREIGN KEY (nominatedarchindep) REFERENCES distroarchseries;

-- The chroot tarball in which a slave builds for a series, architecture and pocket.
CREATE TABLE pocketchroot (
    id                serial CONSTRAINT pocketchroot_pkey PRIMARY KEY,
    distroarchseries  integer REFERENCES distroarchseries,
    pocket            integer NOT NULL,     -- 0 RELEASE, 10 SECURITY, 20 UPDATES, 30 PROPOSED, 40 BACKPORTS
    chroot            integer REFERENCES libraryfilealias,
    CONSTRAINT pocketchroot_distroarchrelease_key UNIQUE (distroarchseries, pocket)
);
CREATE INDEX pocketchroot__chroot__idx ON pocketchroot (chroot);


-- Archives ----------------------------------------------------------------------------------------------------

-- Where packages are published: a distribution has one PRIMARY and at most one PARTNER archive, people have PPAs.
CREATE TABLE archive (
    id                     serial CONSTRAINT archive_pkey PRIMARY KEY,
    owner                  integer NOT NULL REFERENCES person,
    distribution           integer NOT NULL REFERENCES distribution,
    name                   text NOT NULL DEFAULT 'default',
    displayname            text NOT NULL,
    purpose                integer NOT NULL,    -- 1 PRIMARY, 2 PPA, 4 PARTNER, 6 COPY, 7 DEBUG
    enabled                boolean NOT NULL DEFAULT true,
    private                boolean NOT NULL DEFAULT false,
    buildd_secret          text,                -- the password with which builders read a private archive
    require_virtualized    boolean NOT NULL DEFAULT true,
    external_dependencies  text,                -- sources.list lines, one a line, that its builds see too
    build_debug_symbols    boolean NOT NULL DEFAULT false,
    CONSTRAINT valid_name CHECK (name ~ '^[a-z0-9][a-z0-9+.-]*$'),
    CONSTRAINT valid_buildd_secret CHECK (NOT private OR buildd_secret IS NOT NULL)
);
CREATE UNIQUE INDEX archive__owner__key ON archive (owner, distribution, name);
CREATE UNIQUE INDEX archive__distribution__purpose__key ON archive (distribution, purpose) WHERE purpose IN (1, 4);
CREATE INDEX archive__owner__idx ON archive (owner);
CREATE INDEX archive__require_virtualized__idx ON archive (require_virtualized);

-- Builds in "archive" may use packages of "dependency". That column has no foreign key in Launchpad's database
-- either: a row may point nowhere, and whoever reads it must be ready for that.
CREATE TABLE archivedependency (
    id          serial CONSTRAINT archivedependency_pkey PRIMARY KEY,
    archive     integer NOT NULL REFERENCES archive ON DELETE CASCADE,
    dependency  integer NOT NULL,
    pocket      integer NOT NULL,
    component   integer REFERENCES component,
    CONSTRAINT archivedependency__unique UNIQUE (archive, dependency),
    CONSTRAINT distinct_archives CHECK (archive <> dependency)
);
CREATE INDEX archivedependency__archive__idx ON archivedependency (archive);
CREATE INDEX archivedependency__dependency__idx ON archivedependency (dependency);
CREATE INDEX archivedependency__component__idx ON archivedependency (component);


-- Source packages ---------------------------------------------------------------------------------------------

CREATE TABLE sourcepackagename (
    id    serial CONSTRAINT sourcepackagename_pkey PRIMARY KEY,
    name  text NOT NULL UNIQUE,
    CONSTRAINT valid_name CHECK (name ~ '^[a-z0-9][a-z0-9+.-]*$')
);

-- One version of a source package, as it was uploaded. Debian's rule for versions: a colon only after an epoch, no
-- hyphen at the end.
CREATE TABLE sourcepackagerelease (
    id                    serial CONSTRAINT sourcepackagerelease_pkey PRIMARY KEY,
    sourcepackagename     integer NOT NULL REFERENCES sourcepackagename,
    version               text NOT NULL,
    component             integer NOT NULL REFERENCES component,
    section               integer NOT NULL REFERENCES section,
    creator               integer NOT NULL REFERENCES person,
    maintainer            integer NOT NULL REFERENCES person,
    dscsigningkey         integer REFERENCES gpgkey,
    upload_archive        integer REFERENCES archive,
    upload_distroseries   integer NOT NULL REFERENCES distroseries,
    urgency               integer NOT NULL,     -- 1 LOW, 2 MEDIUM, 3 HIGH, 4 EMERGENCY
    format                integer NOT NULL,     -- 1: a Debian source package
    architecturehintlist  text NOT NULL,        -- the Architecture field of its .dsc
    dsc_format            text NOT NULL,
    CONSTRAINT valid_version CHECK (version ~
        '^([0-9]+:[A-Za-z0-9]([A-Za-z0-9.+~:-]*[A-Za-z0-9.+~])?|[A-Za-z0-9]([A-Za-z0-9.+~-]*[A-Za-z0-9.+~])?)$')
);
CREATE INDEX sourcepackagerelease_sourcepackagename_idx ON sourcepackagerelease (sourcepackagename);
CREATE INDEX sourcepackagerelease__creator__idx ON sourcepackagerelease (creator);
CREATE INDEX sourcepackagerelease__maintainer__idx ON sourcepackagerelease (maintainer);
CREATE INDEX sourcepackagerelease__upload_archive__idx ON sourcepackagerelease (upload_archive);

CREATE TABLE sourcepackagereleasefile (
    id                    serial CONSTRAINT sourcepackagereleasefile_pkey PRIMARY KEY,
    sourcepackagerelease  integer NOT NULL REFERENCES sourcepackagerelease ON DELETE CASCADE,
    libraryfile           integer NOT NULL REFERENCES libraryfilealias,
    filetype              integer NOT NULL      -- 3 DSC, 4 ORIG, 5 DIFF, 6 NATIVE
);
CREATE INDEX sourcepackagereleasefile_sourcepackagerelease_idx ON sourcepackagereleasefile (sourcepackagerelease);
CREATE INDEX sourcepackagereleasefile__libraryfile__idx ON sourcepackagereleasefile (libraryfile);

-- A source release in a series of an archive. The newest row (largest id) says how things stand there.
CREATE TABLE sourcepackagepublishinghistory (
    id                    serial CONSTRAINT sourcepackagepublishinghistory_pkey PRIMARY KEY,
    sourcepackagerelease  integer NOT NULL REFERENCES sourcepackagerelease,
    distroseries          integer NOT NULL REFERENCES distroseries,
    archive               integer NOT NULL REFERENCES archive ON DELETE CASCADE,
    status                integer NOT NULL,     -- 1 PENDING, 2 PUBLISHED, 3 SUPERSEDED, 4 DELETED, 5 OBSOLETE
    component             integer NOT NULL REFERENCES component,
    section               integer NOT NULL REFERENCES section,
    datecreated           timestamp without time zone NOT NULL,
    pocket                integer NOT NULL DEFAULT 0
);
CREATE INDEX spph_sourcepackagerelease_idx ON sourcepackagepublishinghistory (sourcepackagerelease);
CREATE INDEX spph__archive__status__idx ON sourcepackagepublishinghistory (archive, status);
CREATE INDEX spph__distroseries__idx ON sourcepackagepublishinghistory (distroseries);
CREATE INDEX spph__component__idx ON sourcepackagepublishinghistory (component);
CREATE INDEX spph__section__idx ON sourcepackagepublishinghistory (section);
CREATE INDEX spph__pocket__idx ON sourcepackagepublishinghistory (pocket);
CREATE INDEX spph__status__idx ON sourcepackagepublishinghistory (status);


-- Builds ------------------------------------------------------------------------------------------------------

-- A build is three rows, one to one to one, with three different ids: what every kind of job has (buildfarmjob),
-- what every build for an archive has (packagebuild), and what a build of binary packages has. The id of the last
-- one is "the build id".
CREATE TABLE buildfarmjob (
    id                     serial CONSTRAINT buildfarmjob_pkey PRIMARY KEY,
    job_type               integer NOT NULL,    -- 1 a binary package
    status                 integer NOT NULL,    -- 0 NEEDSBUILD, 1 FULLYBUILT, 2 FAILEDTOBUILD, 3 MANUALDEPWAIT, 4 CHROOTWAIT,
                                                -- 5 SUPERSEDED, 6 BUILDING, 7 FAILEDTOUPLOAD, 8 UPLOADING
    builder                integer REFERENCES builder,
    log                    integer REFERENCES libraryfilealias,
    date_started           timestamp without time zone,
    date_finished          timestamp without time zone,
    date_first_dispatched  timestamp without time zone,
    failure_count          integer NOT NULL DEFAULT 0,  -- failures since it was queued
    CONSTRAINT started_if_finished CHECK (date_finished IS NULL OR date_started IS NOT NULL)
);
CREATE INDEX buildfarmjob__status__idx ON buildfarmjob (status);
CREATE INDEX buildfarmjob__builder__status__idx ON buildfarmjob (builder, status);
CREATE INDEX buildfarmjob__date_started__idx ON buildfarmjob (date_started);
CREATE INDEX buildfarmjob__date_finished__idx ON buildfarmjob (date_finished);
CREATE INDEX buildfarmjob__log__idx ON buildfarmjob (log) WHERE log IS NOT NULL;

CREATE TABLE packagebuild (
    id              serial CONSTRAINT packagebuild_pkey PRIMARY KEY,
    build_farm_job  integer NOT NULL REFERENCES buildfarmjob,
    archive         integer NOT NULL REFERENCES archive,
    pocket          integer NOT NULL DEFAULT 0,
    dependencies    text,                       -- what a build in MANUALDEPWAIT waits for
    upload_log      integer REFERENCES libraryfilealias
);
CREATE UNIQUE INDEX packagebuild__build_farm_job__idx ON packagebuild (build_farm_job);
CREATE INDEX packagebuild__archive__idx ON packagebuild (archive);
CREATE INDEX packagebuild__upload_log__idx ON packagebuild (upload_log) WHERE upload_log IS NOT NULL;

CREATE TABLE binarypackagebuild (
    id                      serial CONSTRAINT binarypackagebuild_pkey PRIMARY KEY,
    package_build           integer NOT NULL REFERENCES packagebuild,
    distro_arch_series      integer NOT NULL REFERENCES distroarchseries,
    source_package_release  integer NOT NULL REFERENCES sourcepackagerelease
);
CREATE UNIQUE INDEX binarypackagebuild__package_build__idx ON binarypackagebuild (package_build);
CREATE INDEX binarypackagebuild__distro_arch_series__idx ON binarypackagebuild (distro_arch_series);
CREATE INDEX binarypackagebuild__source_package_release__idx ON binarypackagebuild (source_package_release);


-- Binary packages ---------------------------------------------------------------------------------------------

CREATE TABLE binarypackagename (
    id    serial CONSTRAINT binarypackagename_pkey PRIMARY KEY,
    name  text NOT NULL UNIQUE,
    CONSTRAINT valid_name CHECK (name ~ '^[a-z0-9][a-z0-9+.-]*$')
);

-- One package that came out of a build.
CREATE TABLE binarypackagerelease (
    id                    serial CONSTRAINT binarypackage_pkey PRIMARY KEY,
    build                 integer NOT NULL REFERENCES binarypackagebuild ON DELETE CASCADE,
    binarypackagename     integer NOT NULL REFERENCES binarypackagename,
    version               text NOT NULL,
    component             integer NOT NULL REFERENCES component,
    section               integer NOT NULL REFERENCES section,
    summary               text NOT NULL,
    description           text NOT NULL,
    binpackageformat      integer NOT NULL,     -- 1 DEB
    priority              integer NOT NULL,     -- from 10 EXTRA to 50 REQUIRED
    essential             boolean NOT NULL,
    architecturespecific  boolean NOT NULL,
    UNIQUE (binarypackagename, build, version),
    UNIQUE (build, binarypackagename),
    CONSTRAINT valid_version CHECK (version ~
        '^([0-9]+:[A-Za-z0-9]([A-Za-z0-9.+~:-]*[A-Za-z0-9.+~])?|[A-Za-z0-9]([A-Za-z0-9.+~-]*[A-Za-z0-9.+~])?)$')
);
CREATE INDEX binarypackagerelease__build__idx ON binarypackagerelease (build);
CREATE INDEX binarypackagerelease__version__idx ON binarypackagerelease (version);

-- A binary package in an architecture of a series of an archive.
CREATE TABLE binarypackagepublishinghistory (
    id                    serial CONSTRAINT packagepublishinghistory_pkey PRIMARY KEY,
    binarypackagerelease  integer NOT NULL REFERENCES binarypackagerelease,
    distroarchseries      integer NOT NULL REFERENCES distroarchseries,
    archive               integer NOT NULL REFERENCES archive ON DELETE CASCADE,
    status                integer NOT NULL,     -- as of a source publication
    component             integer NOT NULL REFERENCES component,
    section               integer NOT NULL REFERENCES section,
    priority              integer NOT NULL,
    datecreated           timestamp without time zone NOT NULL,
    pocket                integer NOT NULL DEFAULT 0
);
CREATE INDEX bpph__archive__status__idx ON binarypackagepublishinghistory (archive, status);
CREATE INDEX bpph__distroarchseries__idx ON binarypackagepublishinghistory (distroarchseries);
CREATE INDEX bpph__binarypackagerelease__idx ON binarypackagepublishinghistory (binarypackagerelease);
CREATE INDEX bpph__component__idx ON binarypackagepublishinghistory (component);
CREATE INDEX bpph__section__idx ON binarypackagepublishinghistory (section);
CREATE INDEX bpph__pocket__idx ON binarypackagepublishinghistory (pocket);
CREATE INDEX bpph__status__idx ON binarypackagepublishinghistory (status);


-- The queue ---------------------------------------------------------------------------------------------------

-- A job to do. It exists while its build is queued or on a builder; attempt_count counts its dispatches.
CREATE TABLE job (
    id             serial CONSTRAINT job_pkey PRIMARY KEY,
    status         integer NOT NULL,    -- 0 WAITING, 1 RUNNING, 2 COMPLETED, 3 FAILED, 4 SUSPENDED
    attempt_count  integer NOT NULL DEFAULT 0,
    date_created   timestamp without time zone NOT NULL DEFAULT timezone('UTC', now()),
    date_started   timestamp without time zone,
    date_finished  timestamp without time zone,
    CONSTRAINT job__status__id__key UNIQUE (status, id)
);
CREATE INDEX job__date_finished__idx ON job (date_finished) WHERE date_finished IS NOT NULL;

-- Its place in the queue: processor and virtualized say which builders may take it, the highest lastscore goes
-- first. While a builder has it, builder names that one and logtail holds the last lines of its log.
CREATE TABLE buildqueue (
    id           serial CONSTRAINT buildqueue_pkey PRIMARY KEY,
    job          integer NOT NULL CONSTRAINT buildqueue__job__key UNIQUE REFERENCES job,
    job_type     integer NOT NULL DEFAULT 1,    -- 1 a binary package, 2 a branch, 3 a recipe, 4 translation templates
    builder      integer REFERENCES builder,
    processor    integer REFERENCES processor,
    virtualized  boolean,
    lastscore    integer,
    logtail      text
);
CREATE UNIQUE INDEX buildqueue__builder__unq ON buildqueue (builder) WHERE builder IS NOT NULL;
CREATE UNIQUE INDEX buildqueue__builder__id__idx ON buildqueue (builder, id);
CREATE INDEX buildqueue__job_type__idx ON buildqueue (job_type);
CREATE INDEX buildqueue__processor__virtualized__idx ON buildqueue (processor, virtualized) WHERE processor IS NOT NULL;

-- Which build it is about. A build is queued at most once.
CREATE TABLE buildpackagejob (
    id     serial CONSTRAINT buildpackagejob_pkey PRIMARY KEY,
    job    integer NOT NULL CONSTRAINT buildpackagejob__job__key UNIQUE REFERENCES job,
    build  integer NOT NULL CONSTRAINT buildpackagejob__build__key UNIQUE REFERENCES binarypackagebuild
);


-- The scanner's own trace -------------------------------------------------------------------------------------

-- Which program ran when, on which host.
CREATE TABLE scriptactivity (
    id              serial CONSTRAINT scriptactivity_pkey PRIMARY KEY,
    name            text NOT NULL,
    hostname        text NOT NULL,
    date_started    timestamp without time zone NOT NULL,
    date_completed  timestamp without time zone NOT NULL
);
CREATE INDEX scriptactivity__name__date_started__idx ON scriptactivity (name, date_started);


-- Rights ------------------------------------------------------------------------------------------------------

-- The scanner connects as fiera. Roles belong to the whole cluster, so another farm's database may have brought
-- it; how it proves who it is, pg_hba.conf says.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'fiera') THEN
        CREATE ROLE fiera LOGIN;
    END IF;
END
$$;

-- It makes no table, function or index. Before PostgreSQL 15 everybody may, and only the owner of the schema can
-- change that: for anyone else REVOKE is a mere warning, hence the look at the result.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
               WHERE n.nspname = 'public' AND a.grantee = 0 AND a.privilege_type = 'CREATE') THEN
        RAISE EXCEPTION 'CREATE on schema public could not be revoked from PUBLIC'
            USING HINT = 'Run this file as the owner of schema public.';
    END IF;
END
$$;

-- Jobs come and go.
GRANT SELECT, INSERT, UPDATE, DELETE ON buildqueue, job, buildpackagejob TO fiera;
-- Builders and builds stay: an ended build keeps its rows.
GRANT SELECT, INSERT, UPDATE ON builder, buildfarmjob, packagebuild, binarypackagebuild, pocketchroot TO fiera;
-- What is recorded here is never changed again.
GRANT SELECT, INSERT ON libraryfilecontent, libraryfilealias, scriptactivity TO fiera;
GRANT SELECT, UPDATE ON archive, distribution, distroseries, distroarchseries TO fiera;
GRANT SELECT ON
    archivedependency, binarypackagename, binarypackagepublishinghistory, binarypackagerelease, component,
    emailaddress, gpgkey, person, processor, processorfamily, section, sourcepackagename,
    sourcepackagepublishinghistory, sourcepackagerelease, sourcepackagereleasefile, teammembership,
    teamparticipation
    TO fiera;

-- New ids where rows may be inserted, a look elsewhere.
GRANT USAGE ON SEQUENCE
    buildqueue_id_seq, job_id_seq, buildpackagejob_id_seq, builder_id_seq, buildfarmjob_id_seq,
    packagebuild_id_seq, binarypackagebuild_id_seq, pocketchroot_id_seq, libraryfilecontent_id_seq,
    libraryfilealias_id_seq, scriptactivity_id_seq
    TO fiera;
GRANT SELECT ON SEQUENCE
    archive_id_seq, distribution_id_seq, distroseries_id_seq, distroarchseries_id_seq, archivedependency_id_seq,
    binarypackagename_id_seq, binarypackagepublishinghistory_id_seq, binarypackagerelease_id_seq, component_id_seq,
    emailaddress_id_seq, gpgkey_id_seq, person_id_seq, processor_id_seq, processorfamily_id_seq, section_id_seq,
    sourcepackagename_id_seq, sourcepackagepublishinghistory_id_seq, sourcepackagerelease_id_seq,
    sourcepackagereleasefile_id_seq, teammembership_id_seq, teamparticipation_id_seq
    TO fiera;

COMMIT;
