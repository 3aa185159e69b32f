#include "database/expected_schema.hpp"

namespace buildd::test {

const std::vector<ExpectedTable>& expected_schema() {
    // clang-format off
    static const std::vector<ExpectedTable> tables = {
        {"builder", "SIU",
         "processor int -> processor; name text; url text; virtualized bool = true; vm_host text?; active bool = true; "
         "manual bool? = false; builderok bool; failnotes text?; failure_count int = 0; title text; description text; "
         "owner int -> person",
         "PRIMARY KEY builder_pkey(id); UNIQUE builder_url_key(url); CHECK valid_absolute_url; "
         "index builder__owner__idx(owner)"},
        {"processor", "S",
         "family int -> processorfamily; name text; title text; description text",
         "PRIMARY KEY processor_pkey(id); UNIQUE processor_name_key(name)"},
        {"processorfamily", "S",
         "name text; title text; description text",
         "PRIMARY KEY processorfamily_pkey(id); UNIQUE processorfamily_name_key(name)"},
        {"buildqueue", "SIUD",
         "job int -> job; job_type int = 1; builder int? -> builder; processor int? -> processor; virtualized bool?; "
         "lastscore int?; logtail text?",
         "PRIMARY KEY buildqueue_pkey(id); UNIQUE buildqueue__job__key(job); "
         "unique index buildqueue__builder__unq(builder) WHERE builder IS NOT NULL; "
         "unique index buildqueue__builder__id__idx(builder, id); index buildqueue__job_type__idx(job_type); "
         "index buildqueue__processor__virtualized__idx(processor, virtualized) WHERE processor IS NOT NULL"},
        {"job", "SIUD",
         "status int; attempt_count int = 0; date_created ts = NOW; date_started ts?; date_finished ts?",
         "PRIMARY KEY job_pkey(id); UNIQUE job__status__id__key(status, id); "
         "index job__date_finished__idx(date_finished) WHERE date_finished IS NOT NULL"},
        {"buildpackagejob", "SIUD",
         "job int -> job; build int -> binarypackagebuild",
         "PRIMARY KEY buildpackagejob_pkey(id); UNIQUE buildpackagejob__job__key(job); "
         "UNIQUE buildpackagejob__build__key(build)"},
        {"buildfarmjob", "SIU",
         "status int; builder int? -> builder; log int? -> libraryfilealias; date_started ts?; date_finished ts?; "
         "date_first_dispatched ts?; failure_count int = 0; job_type int",
         "PRIMARY KEY buildfarmjob_pkey(id); CHECK started_if_finished; index buildfarmjob__status__idx(status); "
         "index buildfarmjob__builder__status__idx(builder, status); index buildfarmjob__date_started__idx(date_started); "
         "index buildfarmjob__date_finished__idx(date_finished); index buildfarmjob__log__idx(log) WHERE log IS NOT NULL"},
        {"packagebuild", "SIU",
         "build_farm_job int -> buildfarmjob; archive int -> archive; pocket int = 0; dependencies text?; "
         "upload_log int? -> libraryfilealias",
         "PRIMARY KEY packagebuild_pkey(id); unique index packagebuild__build_farm_job__idx(build_farm_job); "
         "index packagebuild__archive__idx(archive); "
         "index packagebuild__upload_log__idx(upload_log) WHERE upload_log IS NOT NULL"},
        {"binarypackagebuild", "SIU",
         "package_build int -> packagebuild; distro_arch_series int -> distroarchseries; "
         "source_package_release int -> sourcepackagerelease",
         "PRIMARY KEY binarypackagebuild_pkey(id); unique index binarypackagebuild__package_build__idx(package_build); "
         "index binarypackagebuild__distro_arch_series__idx(distro_arch_series); "
         "index binarypackagebuild__source_package_release__idx(source_package_release)"},
        {"distroarchseries", "SU",
         "distroseries int -> distroseries; processorfamily int -> processorfamily; architecturetag text; "
         "owner int -> person; official bool",
         "PRIMARY KEY distroarchrelease_pkey(id); "
         "UNIQUE distroarchseries_architecturetag_distroseries_key(architecturetag, distroseries); "
         "UNIQUE distroarchseries_processorfamily_distroseries_key(processorfamily, distroseries); "
         "index distroarchseries__distroseries__idx(distroseries); index distroarchseries__owner__idx(owner)"},
        {"distroseries", "SU",
         "distribution int -> distribution; name text; releasestatus int; nominatedarchindep int? -> distroarchseries; "
         "title text; description text; version text; summary text; displayname text; owner int -> person",
         "PRIMARY KEY distrorelease_pkey(id); UNIQUE distroseries_distribution_name_key(distribution, name); "
         "UNIQUE distroseries_distribution_id_key(distribution, id); CHECK valid_name; CHECK valid_version; "
         "index distroseries__owner__idx(owner)"},
        {"distribution", "SU",
         "name text; title text; description text; domainname text; displayname text; summary text; "
         "owner int -> person; members int -> person; mirror_admin int -> person",
         "PRIMARY KEY distribution_pkey(id); UNIQUE distribution_name_key(name); CHECK valid_name; "
         "index distribution__owner__idx(owner); index distribution__members__idx(members); "
         "index distribution__mirror_admin__idx(mirror_admin)"},
        {"archive", "SU",
         "owner int -> person; distribution int -> distribution; name text = 'default'; purpose int; "
         "enabled bool = true; private bool = false; buildd_secret text?; require_virtualized bool = true; "
         "external_dependencies text?; build_debug_symbols bool = false; displayname text",
         "PRIMARY KEY archive_pkey(id); unique index archive__owner__key(owner, distribution, name); "
         "unique index archive__distribution__purpose__key(distribution, purpose) WHERE purpose = ANY (ARRAY[1, 4]); "
         "CHECK valid_name; CHECK valid_buildd_secret; index archive__owner__idx(owner); "
         "index archive__require_virtualized__idx(require_virtualized)"},
        {"archivedependency", "S",
         "archive int -> archive CASCADE; dependency int; pocket int; component int? -> component",
         "PRIMARY KEY archivedependency_pkey(id); UNIQUE archivedependency__unique(archive, dependency); "
         "CHECK distinct_archives; index archivedependency__archive__idx(archive); "
         "index archivedependency__dependency__idx(dependency); index archivedependency__component__idx(component)"},
        {"pocketchroot", "SIU",
         "distroarchseries int? -> distroarchseries; pocket int; chroot int? -> libraryfilealias",
         "PRIMARY KEY pocketchroot_pkey(id); UNIQUE pocketchroot_distroarchrelease_key(distroarchseries, pocket); "
         "index pocketchroot__chroot__idx(chroot)"},
        {"sourcepackagerelease", "S",
         "sourcepackagename int -> sourcepackagename; version text; component int -> component; "
         "creator int -> person; upload_archive int? -> archive; dscsigningkey int? -> gpgkey; "
         "section int -> section; maintainer int -> person; upload_distroseries int -> distroseries; "
         "urgency int; format int; architecturehintlist text; dsc_format text",
         "PRIMARY KEY sourcepackagerelease_pkey(id); CHECK valid_version; "
         "index sourcepackagerelease_sourcepackagename_idx(sourcepackagename); "
         "index sourcepackagerelease__creator__idx(creator); index sourcepackagerelease__maintainer__idx(maintainer); "
         "index sourcepackagerelease__upload_archive__idx(upload_archive)"},
        {"sourcepackagename", "S",
         "name text",
         "PRIMARY KEY sourcepackagename_pkey(id); UNIQUE sourcepackagename_name_key(name); CHECK valid_name"},
        {"sourcepackagereleasefile", "S",
         "sourcepackagerelease int -> sourcepackagerelease CASCADE; libraryfile int -> libraryfilealias; filetype int",
         "PRIMARY KEY sourcepackagereleasefile_pkey(id); "
         "index sourcepackagereleasefile_sourcepackagerelease_idx(sourcepackagerelease); "
         "index sourcepackagereleasefile__libraryfile__idx(libraryfile)"},
        {"sourcepackagepublishinghistory", "S",
         "sourcepackagerelease int -> sourcepackagerelease; distroseries int -> distroseries; "
         "archive int -> archive CASCADE; status int; component int -> component; section int -> section; "
         "datecreated ts; pocket int = 0",
         "PRIMARY KEY sourcepackagepublishinghistory_pkey(id); index spph_sourcepackagerelease_idx(sourcepackagerelease); "
         "index spph__archive__status__idx(archive, status); index spph__distroseries__idx(distroseries); "
         "index spph__component__idx(component); index spph__section__idx(section); index spph__pocket__idx(pocket); "
         "index spph__status__idx(status)"},
        {"binarypackagepublishinghistory", "S",
         "archive int -> archive CASCADE; distroarchseries int -> distroarchseries; status int; "
         "binarypackagerelease int -> binarypackagerelease; component int -> component; section int -> section; "
         "priority int; datecreated ts; pocket int = 0",
         "PRIMARY KEY packagepublishinghistory_pkey(id); index bpph__archive__status__idx(archive, status); "
         "index bpph__distroarchseries__idx(distroarchseries); "
         "index bpph__binarypackagerelease__idx(binarypackagerelease); index bpph__component__idx(component); "
         "index bpph__section__idx(section); index bpph__pocket__idx(pocket); index bpph__status__idx(status)"},
        {"binarypackagerelease", "S",
         "build int -> binarypackagebuild CASCADE; binarypackagename int -> binarypackagename; "
         "component int -> component; section int -> section; version text; summary text; description text; "
         "binpackageformat int; priority int; essential bool; architecturespecific bool",
         "PRIMARY KEY binarypackage_pkey(id); "
         "UNIQUE binarypackagerelease_binarypackagename_build_version_key(binarypackagename, build, version); "
         "UNIQUE binarypackagerelease_build_binarypackagename_key(build, binarypackagename); CHECK valid_version; "
         "index binarypackagerelease__build__idx(build); index binarypackagerelease__version__idx(version)"},
        {"binarypackagename", "S",
         "name text",
         "PRIMARY KEY binarypackagename_pkey(id); UNIQUE binarypackagename_name_key(name); CHECK valid_name"},
        {"component", "S",
         "name text",
         "PRIMARY KEY component_pkey(id); UNIQUE component_name_key(name); CHECK valid_name"},
        {"section", "S",
         "name text",
         "PRIMARY KEY section_pkey(id); UNIQUE section_name_key(name)"},
        {"libraryfilecontent", "SI",
         "filesize bigint; sha1 char(40); md5 char(32)",
         "PRIMARY KEY libraryfilecontent_pkey(id); index libraryfilecontent__sha1__filesize__idx(sha1, filesize); "
         "index libraryfilecontent__md5__idx(md5)"},
        {"libraryfilealias", "SI",
         "content int? -> libraryfilecontent; filename text; mimetype text; restricted bool = false",
         "PRIMARY KEY libraryfilealias_pkey(id); CHECK valid_filename; index libraryfilealias_content_idx(content); "
         "index libraryfilealias__filename__idx(filename)"},
        {"person", "S",
         "name text; displayname text; teamowner int? -> person; creation_rationale int?",
         "PRIMARY KEY person_pkey(id); UNIQUE person__name__key(name); CHECK valid_name; CHECK no_loops; "
         "CHECK non_empty_displayname; CHECK creation_rationale_not_null_for_people; "
         "index person__teamowner__idx(teamowner) WHERE teamowner IS NOT NULL"},
        {"emailaddress", "S",
         "email text; person int? -> person; status int",
         "PRIMARY KEY emailaddress_pkey(id); unique index emailaddress__lower_email__key(lower(email)); "
         "unique index emailaddress__person__key(person) WHERE status = 4 AND person IS NOT NULL; "
         "CHECK emailaddress__is_linked__chk; index emailaddress__person__status__idx(person, status)"},
        {"teammembership", "S",
         "person int -> person; team int -> person; status int",
         "PRIMARY KEY membership_pkey(id); UNIQUE membership_person_key(person, team); "
         "index teammembership__team__idx(team)"},
        {"teamparticipation", "S",
         "team int -> person; person int -> person",
         "PRIMARY KEY teamparticipation_pkey(id); UNIQUE teamparticipation_team_key(team, person); "
         "index teamparticipation__person__idx(person)"},
        {"gpgkey", "S",
         "owner int -> person; keyid text; fingerprint text; active bool; algorithm int; keysize int",
         "PRIMARY KEY gpgkey_pkey(id); UNIQUE gpgkey_fingerprint_key(fingerprint); UNIQUE gpgkey_owner_id_key(owner, id); "
         "CHECK valid_fingerprint; CHECK valid_keyid"},
        {"scriptactivity", "SI",
         "name text; hostname text; date_started ts; date_completed ts",
         "PRIMARY KEY scriptactivity_pkey(id); index scriptactivity__name__date_started__idx(name, date_started)"},
    };
    // clang-format on
    return tables;
}

} // namespace buildd::test
