#include "scan/verdict_cells.hpp"

#include <fmt/format.h>

namespace buildd::test {
namespace {

/// `buildqueue/1` of `buildqueue/1/builder`.
std::string row_of(const std::string& cell) {
    return cell.substr(0, cell.rfind('/'));
}

} // namespace

Cells cells_of(const TestFarm& farm) {
    const auto tables = farm.value(
        "SELECT string_agg(format('SELECT %L AS name, id, to_jsonb(t) AS cells FROM %I t', tablename, "
        "tablename), "
        "' UNION ALL ') FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'scriptactivity'");
    Cells cells;
    for (const auto& row : farm.rows("SELECT name || '/' || id || '/' || key, value FROM (" + tables +
                                     ") r, jsonb_each_text(cells)")) {
        const auto end_of_name = row.find('|');
        cells.emplace(row.substr(0, end_of_name), row.substr(end_of_name + 1));
    }
    return cells;
}

Cells difference(const Cells& before, const Cells& after) {
    Cells changes;
    for (const auto& [cell, value] : before) {
        if (!after.contains(row_of(cell) + "/id")) {
            changes[row_of(cell)] = "gone";
        }
    }
    for (const auto& [cell, value] : after) {
        const auto old = before.find(cell);
        const bool is_id_of_new_row = old == before.end() && cell == row_of(cell) + "/id";
        if ((old == before.end() || old->second != value) && !is_id_of_new_row) {
            changes[cell] = value;
        }
    }
    return changes;
}

Cells merged(std::initializer_list<Cells> parts) {
    Cells all;
    for (const auto& part : parts) {
        all.insert(part.begin(), part.end());
    }
    return all;
}

Cells job_reset() {
    return {
        {"buildqueue/1/builder", "NULL"}, {"buildqueue/1/logtail", "NULL"}, {"job/1/status", "0"},
        {"job/1/date_started", "NULL"},   {"job/1/date_finished", "NULL"},  {"buildfarmjob/8/status", "0"}};
}

Cells job_removed() {
    return {{"buildqueue/1", "gone"}, {"buildpackagejob/1", "gone"}, {"job/1", "gone"}};
}

Cells points(int count) {
    return {{"builder/1/failure_count", std::to_string(count)}};
}

Cells build_failures(int count) {
    return {{"buildfarmjob/8/failure_count", std::to_string(count)}};
}

Cells builder_failed(const std::string& failnotes) {
    return {{"builder/1/builderok", "false"},
            {"builder/1/failnotes", failnotes},
            {"builder/1/failure_count", "0"}};
}

Cells dispatched() {
    return {{"buildqueue/2/builder", "1"},           {"job/2/status", "1"},
            {"job/2/date_started", "now"},           {"job/2/attempt_count", "1"},
            {"buildfarmjob/11/status", "6"},         {"buildfarmjob/11/builder", "1"},
            {"buildfarmjob/11/date_started", "now"}, {"buildfarmjob/11/date_first_dispatched", "now"}};
}

Cells log_kept(const std::string& status, bool restricted) {
    return {{"libraryfilealias/54/content", "54"},
            {"libraryfilealias/54/filename",
             fmt::format("buildlog_ubuntu-hoary-i386.mozilla-firefox_0.9_{}.txt.gz", status)},
            {"libraryfilealias/54/mimetype", "text/plain"},
            {"libraryfilealias/54/restricted", restricted ? "true" : "false"},
            {"libraryfilecontent/54/filesize", "right"},
            {"libraryfilecontent/54/sha1", "right"},
            {"libraryfilecontent/54/md5", "right"}};
}

Cells build_ended(int status, const std::string& log, const std::string& dependencies) {
    return {{"buildfarmjob/8/status", std::to_string(status)},
            {"buildfarmjob/8/builder", "1"},
            {"buildfarmjob/8/log", log},
            {"buildfarmjob/8/date_started", "2005-06-15T09:20:12.820778"},
            {"buildfarmjob/8/date_finished", "now"},
            {"packagebuild/4/dependencies", dependencies}};
}

} // namespace buildd::test
