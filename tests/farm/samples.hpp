#pragma once

#include "farm/candidate.hpp"
#include "farm/job_sheet.hpp"
#include "farm/urls.hpp"

#include <string>
#include <vector>

namespace buildd::test {

/// The URLs of the worked examples (spec: 4.13).
inline ArchiveUrls example_urls() {
    return {"http://ftpmaster.internal/", "http://rebuild-test.internal/",
            "http://ppa.launchpad.dev",   "http://private-ppa.launchpad.dev",
            "http://localhost:58000/",    "http://localhost:58005/",
            "http://localhost/"};
}

/// `i386 build of mozilla-firefox 0.9 in ubuntu hoary RELEASE`, build 8 of the sample farm.
inline BuildIdentity firefox() {
    BuildIdentity build;
    build.id = BuildId{8};
    build.package_build = PackageBuildId{4};
    build.farm_job = FarmJobId{8};
    build.archive = ArchiveId{1};
    build.architecture = "i386";
    build.series = "hoary";
    build.distribution = "ubuntu";
    build.source = "mozilla-firefox";
    build.version = "0.9";
    build.component = "main";
    return build;
}

/// Build 8, waiting in the queue for a native builder of processor 1, with nothing against it.
inline Candidate waiting_firefox() {
    Candidate candidate;
    candidate.builder_class = {ProcessorId{1}, false};
    candidate.rank = 1;
    candidate.queue = QueueId{1};
    candidate.job = JobId{1};
    candidate.lastscore = 2505;
    candidate.identity = firefox();
    candidate.archive_name = "primary";
    candidate.archive_owner = "ubuntu-team";
    candidate.architecture = ArchitectureId{6};
    candidate.family = FamilyId{1};
    candidate.publication = PublicationId{18};
    candidate.publication_status = PublicationStatus::published;
    candidate.chroot = AliasId{1};
    candidate.dsc_files = 1;
    return candidate;
}

inline JobSheet firefox_sheet() {
    JobSheet sheet;
    sheet.build = BuildId{8};
    sheet.sources = {
        {AliasId{3}, "firefox_0.9.2.orig.tar.gz", "a57faa6287aee2c58e115673a119c6083d31d1b9", false}};
    sheet.chroot =
        StoredFile{AliasId{1}, "netapplet-1.0.0.tar.gz", "378b3498ead213d35a82033a6e9196014a5ef25c", false};
    sheet.arch_indep = true;
    return sheet;
}

/// An archive of ubuntu as a sources.list in hoary i386 sees it. PPAs are `OWNER/ppa`.
inline ArchiveFacts archive_facts(ArchivePurpose purpose, const std::string& owner, bool published) {
    ArchiveFacts facts;
    facts.purpose = purpose;
    facts.name = purpose == ArchivePurpose::ppa ? "ppa" : "primary";
    facts.owner = owner;
    facts.owner_displayname = owner;
    facts.distribution = "ubuntu";
    facts.published = published;
    return facts;
}

} // namespace buildd::test
