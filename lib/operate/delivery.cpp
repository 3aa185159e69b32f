#include "operate/delivery.hpp"

#include "base/error.hpp"
#include "database/library_rows.hpp"
#include "database/rows.hpp"
#include "database/statements.hpp"
#include "library/disk_store.hpp"
#include "operate/refusal.hpp"
#include "operate/statements.hpp"

#include <fmt/format.h>

namespace buildd {
namespace {

std::unique_ptr<LibraryStore> open_store(const LibraryPlace& place, const Stop& stop) {
    if (place.librarian) {
        return std::make_unique<UploadStore>(*place.librarian, stop);
    }
    return std::make_unique<DiskStore>(place.librarian_root);
}

} // namespace

Delivery::Delivery(Connection& database, const LibraryPlace& place, const std::vector<FileToDeliver>& files)
    : acting_(place.root), root_(Root::open(place.root)), run_(StagingRun::create(root_, new_run_id())) {
    for (std::size_t number = 0; number < files.size(); ++number) {
        stage(files[number], number);
    }
    store(database, place);
}

void Delivery::stage(const FileToDeliver& file, std::size_t number) {
    const auto name = fmt::format("given-{}", number);
    const auto path = run_.folder().path_of(name);
    const auto copy = run_.folder().create_file(name);
    const auto digests = file.file.read([&](std::string_view bytes) { write_all(copy, bytes, path); });
    if (file.sha256 && *file.sha256 != digests.sha256) {
        throw Refused(fmt::format("{}: changed while it was read", file.file.path()));
    }
    sync_file(copy, path);
    files_.push_back({{},
                      {},
                      file.file.name(),
                      mime_type_of(file.file.name()),
                      file.restricted,
                      digests.size_bytes,
                      digests.sha1,
                      digests.md5});
    staged_.push_back({{}, name, {}});
}

void Delivery::store(Connection& database, const LibraryPlace& place) {
    const auto drawn = draw_library_ids(database, static_cast<int>(files_.size()));
    for (std::size_t number = 0; number < files_.size(); ++number) {
        files_[number].content = drawn.ids[number].content;
        files_[number].alias = drawn.ids[number].alias;
        staged_[number].file = files_[number];
    }
    for (const auto& answer : open_store(place, stop_)->put(run_, staged_, drawn.database)) {
        if (!answer.ok()) {
            throw StorageError(answer.failure().message);
        }
    }
    run_.save();
}

void Delivery::write_rows(WriteTransaction& transaction) const {
    transaction.run(statements::add_library_files, Parameters()
                                                       .add_array(files_, &LibraryFile::content)
                                                       .add_array(files_, &LibraryFile::alias)
                                                       .add_array(files_, &LibraryFile::filename)
                                                       .add_array(files_, &LibraryFile::mimetype)
                                                       .add_array(files_, &LibraryFile::restricted)
                                                       .add_array(files_, &LibraryFile::size_bytes)
                                                       .add_array(files_, &LibraryFile::sha1)
                                                       .add_array(files_, &LibraryFile::md5));
}

void Delivery::commit(WriteTransaction& transaction, const Log& log) {
    RowReader columns(transaction.run(farm_statements::transaction_mark)[0]);
    const auto id = columns.next<std::string>();
    run_.mark({id, columns.next<std::string>()});
    try {
        transaction.commit();
    } catch (const CommitInDoubt&) {
        throw;
    } catch (const Error&) {
        run_.discard();
        throw;
    }
    static_cast<void>(run_.finish(log)); // what it cannot do is logged, and done by the next pass
}

} // namespace buildd
