#include "scan/random_farm.hpp"

#include <fmt/format.h>

#include <string_view>

namespace buildd::test {
namespace {

template <typename Value>
std::string sql(const std::optional<Value>& value) {
    return value ? fmt::format("{}", *value) : "NULL";
}

std::string sql(const std::optional<std::string>& text) {
    return text ? fmt::format("'{}'", *text) : "NULL"; // no random text holds a quote
}

/// `HEAD row, row, ... TAIL;`, or nothing without rows.
template <typename Items, typename Row>
std::string each_row(std::string_view head, const Items& items, Row row, std::string_view tail = "") {
    std::string text;
    for (const auto& item : items) {
        text += fmt::format("{}{}", text.empty() ? "" : ", ", row(item));
    }
    return text.empty() ? text : fmt::format("{} {} {};\n", head, text, tail);
}

std::string chroot_rows(const RandomFarm& farm) {
    std::string text;
    for (const auto& architecture : farm.architectures) {
        text += each_row("INSERT INTO pocketchroot (distroarchseries, pocket, chroot) VALUES",
                         architecture.chroots, [&](const auto& chroot) {
                             return fmt::format("({}, {}, {})", architecture.id, chroot.first,
                                                sql(chroot.second));
                         });
    }
    return text;
}

std::string archive_rows(const RandomFarm& farm) {
    auto text = each_row(
        "UPDATE archive SET enabled = v.enabled, private = v.private, require_virtualized = v.required, "
        "external_dependencies = v.external FROM (VALUES",
        farm.archives,
        [](const RandomFarm::Archive& archive) {
            return fmt::format("({}, {}, {}, {}, {}::text)", archive.id, archive.enabled, archive.is_private,
                               archive.require_virtualized, sql(archive.external));
        },
        ") AS v(id, enabled, private, required, external) WHERE archive.id = v.id");
    for (const auto& archive : farm.archives) {
        text += each_row("INSERT INTO archivedependency (archive, dependency, pocket, component) VALUES",
                         archive.dependencies, [&](const RandomFarm::Dependency& dependency) {
                             return fmt::format("({}, {}, 0, {})", archive.id, dependency.archive,
                                                sql(dependency.component));
                         });
    }
    return text;
}

std::string source_rows(const RandomFarm& farm) {
    std::string text;
    for (const auto& source : farm.sources) {
        text += fmt::format("UPDATE sourcepackagerelease SET component = {} WHERE id = {};\n",
                            source.component, source.id);
        int alias = 10 * source.id;
        for (const auto& file : source.files) {
            text += fmt::format(
                "INSERT INTO libraryfilealias (id, content, filename, mimetype) VALUES ({0}, {1}, "
                "'s{0}.{2}', 'x/x'); INSERT INTO sourcepackagereleasefile (sourcepackagerelease, "
                "libraryfile, filetype) VALUES ({3}, {0}, 3);\n",
                alias++, file.has_content ? "43" : "NULL", file.is_dsc ? "dsc" : "tar.gz", source.id);
        }
    }
    return text;
}

std::string machine_rows(const RandomFarm& farm) {
    return each_row("INSERT INTO builder (id, processor, name, title, description, owner, url, virtualized, "
                    "builderok, active, manual, vm_host) VALUES",
                    farm.machines, [](const RandomFarm::Machine& machine) {
                        return fmt::format("({0}, {1}, 'm{0}', 'x', 'x', 61, 'http://m{0}/', {2}, {3}, {4}, "
                                           "{5}, {6})",
                                           machine.id, machine.processor, machine.virtualized,
                                           machine.builderok, machine.active, sql(machine.manual),
                                           sql(machine.vm_host));
                    });
}

std::string publication_rows(const RandomFarm& farm) {
    return each_row(
        "INSERT INTO sourcepackagepublishinghistory (id, sourcepackagerelease, distroseries, archive, "
        "status, component, section, datecreated) VALUES",
        farm.publications, [](const RandomFarm::Publication& publication) {
            return fmt::format("({}, {}, {}, {}, {}, {}, 1, '2010-10-10')", publication.id,
                               publication.source, publication.series, publication.archive,
                               publication.status, publication.component);
        });
}

std::string job_rows(const RandomFarm& farm) {
    using Job = RandomFarm::Job;
    const auto rows = [&](std::string_view head, auto row) { return each_row(head, farm.jobs, row); };
    auto text = rows("INSERT INTO job (id, status, attempt_count) VALUES", [](const Job& job) {
        return fmt::format("({}, {}, {})", job_of(job.queue), job.status, job.attempt_count);
    });
    text += rows("INSERT INTO buildqueue (id, job, job_type, builder, processor, virtualized, lastscore) "
                 "VALUES",
                 [](const Job& job) {
                     return fmt::format("({}, {}, {}, {}, {}, {}, {})", job.queue, job_of(job.queue),
                                        job.job_type, sql(job.builder), sql(job.processor),
                                        sql(job.virtualized), sql(job.lastscore));
                 });
    text += rows("INSERT INTO buildfarmjob (id, job_type, status, builder, failure_count) VALUES",
                 [](const Job& job) {
                     return fmt::format("({}, 1, {}, {}, {})", farm_job_of(job.queue), job.build_status,
                                        sql(job.last_builder), job.build_failures);
                 });
    text += rows("INSERT INTO packagebuild (id, build_farm_job, archive, pocket) VALUES", [](const Job& job) {
        return fmt::format("({}, {}, {}, {})", package_build_of(job.queue), farm_job_of(job.queue),
                           job.archive, job.pocket);
    });
    text += rows("INSERT INTO binarypackagebuild (id, package_build, distro_arch_series, "
                 "source_package_release) VALUES",
                 [](const Job& job) {
                     return fmt::format("({}, {}, {}, {})", build_of(job.queue), package_build_of(job.queue),
                                        job.architecture, job.source);
                 });
    for (const auto& job : farm.jobs) {
        if (job.has_build) {
            text += fmt::format("INSERT INTO buildpackagejob (job, build) VALUES ({}, {});\n",
                                job_of(job.queue), build_of(job.queue));
        }
    }
    return text;
}

constexpr const char* remove_rows = R"(
    DELETE FROM buildpackagejob; DELETE FROM buildqueue; DELETE FROM job;
    DELETE FROM binarypackagebuild; DELETE FROM packagebuild; DELETE FROM buildfarmjob;
    DELETE FROM sourcepackagepublishinghistory; DELETE FROM archivedependency; DELETE FROM pocketchroot;
    DELETE FROM sourcepackagereleasefile; DELETE FROM libraryfilealias WHERE id > 1000; DELETE FROM builder;
)";

} // namespace

std::string common_rows() {
    return std::string("DELETE FROM binarypackagepublishinghistory; DELETE FROM binarypackagerelease;") +
           remove_rows + R"(
        INSERT INTO processor (id, family, name, title, description) VALUES (3, 1, '586', 'x', 'x');
        INSERT INTO component (id, name) VALUES (9, 'contrib');
        INSERT INTO libraryfilealias (id, content, filename, mimetype) VALUES (90, NULL, 'gone.tar.gz', 'x/x');
        UPDATE archive SET buildd_secret = 'sekrit';
        INSERT INTO archive (id, owner, distribution, name, displayname, purpose, buildd_secret)
        VALUES (21, 17, 1, 'copy', 'x', 6, 'sekrit'), (22, 28, 1, 'private', 'x', 2, 'sekrit'),
               (23, 17, 1, 'debug', 'x', 7, 'sekrit'), (31, 17, 1, 'flood', 'x', 6, 'sekrit'),
               (32, 1, 1, 'flood', 'x', 2, 'sekrit'), (33, 28, 1, 'flood', 'x', 2, 'sekrit');
        INSERT INTO distroseries (id, distribution, name, title, description, version, summary, displayname,
                                  releasestatus, owner)
        SELECT i, 1, 's' || i, 'x', 'x', i || '.1', 'x', 'x', 2, 17 FROM generate_series(101, 103) AS i;
        INSERT INTO distroarchseries (id, distroseries, processorfamily, architecturetag, official, owner)
        SELECT 2 * i + amd64::int, i, CASE WHEN amd64 THEN 3 ELSE 1 END, CASE WHEN amd64 THEN 'amd64' ELSE 'i386' END,
               true, 17
        FROM generate_series(101, 103) AS i, (VALUES (false), (true)) AS t(amd64);
        INSERT INTO sourcepackagerelease (id, sourcepackagename, version, component, section, creator, maintainer,
                                          upload_archive, upload_distroseries, urgency, format,
                                          architecturehintlist, dsc_format)
        SELECT i, 3, i || '.0', 1, 1, 1, 1, 1, 101, 1, 1, 'any', '1.0'
        FROM generate_series(301, 312) AS i;)";
}

std::string rows_of(const RandomFarm& farm) {
    std::string text = remove_rows;
    text += each_row(
        "UPDATE distroseries SET releasestatus = v.status FROM (VALUES", farm.series,
        [](const RandomFarm::Series& series) { return fmt::format("({}, {})", series.id, series.status); },
        ") AS v(id, status) WHERE distroseries.id = v.id");
    return text + chroot_rows(farm) + archive_rows(farm) + source_rows(farm) + machine_rows(farm) +
           publication_rows(farm) + job_rows(farm);
}

} // namespace buildd::test
