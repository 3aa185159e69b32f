#include "operate/add_chroot.hpp"

#include "database/rows.hpp"
#include "operate/find.hpp"
#include "operate/statements.hpp"

namespace buildd {
namespace {

ArchitectureId architecture_of(Connection& database, const NewChroot& wanted) {
    ReadTransaction transaction(database);
    return architecture_in(find_series(transaction, wanted.series), wanted.architecture);
}

} // namespace

ChrootAdded add_chroot(Connection& database, const LibraryPlace& place, const NewChroot& wanted,
                       const Log& log) {
    const auto architecture = architecture_of(database, wanted);
    std::vector<FileToDeliver> files;
    files.push_back({GivenFile(wanted.tarball), false, {}});
    Delivery delivery(database, place, files);
    const auto& file = delivery.files().front();
    WriteTransaction transaction(database);
    delivery.write_rows(transaction);
    const auto set = transaction.run(farm_statements::set_chroot,
                                     Parameters().add(architecture).add(wanted.pocket).add(file.alias));
    const bool is_new = RowReader(set[0]).next<bool>();
    delivery.commit(transaction, log);
    return {file.alias, file.filename, !is_new};
}

} // namespace buildd
