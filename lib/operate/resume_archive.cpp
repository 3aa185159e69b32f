#include "operate/resume_archive.hpp"

#include "farm/sources_list.hpp"
#include "operate/find.hpp"
#include "operate/refusal.hpp"
#include "operate/statements.hpp"

#include <fmt/format.h>

namespace buildd {
namespace {

FoundArchive find(Connection& database, const std::string& words) {
    ReadTransaction transaction(database);
    return find_archive(transaction, words);
}

} // namespace

ArchiveResumed resume_archive(Connection& database, const std::string& words) {
    const auto archive = find(database, words);
    const auto name = archive.owner + "/" + archive.name;
    if (const auto line = malformed_line(archive.external_dependencies.value_or(""))) {
        throw Refused(fmt::format(
            "archive {} has an external dependency with a % that is neither %(series)s nor %%: {}", name,
            *line));
    }
    WriteTransaction transaction(database);
    if (transaction
            .run(farm_statements::enable_archive,
                 Parameters().add(archive.id).add(archive.external_dependencies))
            .empty()) {
        throw Refused(fmt::format("archive {} was changed meanwhile", name));
    }
    const auto woken = transaction.run(farm_statements::wake_jobs, Parameters().add(archive.id));
    transaction.commit();
    return {name, archive.distribution_name, static_cast<int>(woken.size())};
}

} // namespace buildd
