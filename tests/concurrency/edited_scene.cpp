#include "concurrency/edited_scene.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace buildd::test {
namespace {

using Lines = std::vector<std::string>;

constexpr auto sides = {EditedScene::Side::edited, EditedScene::Side::kept};

std::string replaced(std::string text, const std::string& old, const std::string& with) {
    for (auto place = text.find(old); place != std::string::npos;
         place = text.find(old, place + with.size())) {
        text.replace(place, old.size(), with);
    }
    return text;
}

/// One word of the rows and of the slave, that says that a work is done.
const char* query_for(Work work) {
    switch (work) {
    case Work::upload:
        return "SELECT status = 8 AND log IS NOT NULL FROM buildfarmjob WHERE id = {farm_job}";
    case Work::failure:
        return "SELECT status = 2 AND log IS NOT NULL FROM buildfarmjob WHERE id = {farm_job}";
    case Work::lost:
    case Work::wrong:
        return "SELECT builder IS NULL FROM buildqueue WHERE id = {queue}";
    case Work::tail:
        return "SELECT logtail LIKE 'compiling%' FROM buildqueue WHERE id = {queue}";
    case Work::unknown:
        return "SELECT NOT b.builderok AND q.builder IS NULL FROM builder b, buildqueue q WHERE b.id = "
               "{builder} "
               "AND q.id = {queue}";
    case Work::foreign:
        return "SELECT failure_count = 0 FROM builder WHERE id = {builder}";
    case Work::astray:
        return "SELECT failure_count = 3 FROM builder WHERE id = {builder}";
    case Work::silent:
        return "SELECT failure_count = 1 FROM builder WHERE id = {builder}";
    case Work::rested:
        return "SELECT failure_count = 2 FROM builder WHERE id = {builder}";
    case Work::start:
        return "SELECT builder = {builder} FROM buildqueue WHERE id = {queue}";
    case Work::remove:
        return "SELECT status = 5 FROM buildfarmjob WHERE id = {farm_job}";
    }
    return "";
}

/// The last call of what a slave is told by a work; nothing: it is told nothing.
std::string errand_of(Work work) {
    switch (work) {
    case Work::upload:
    case Work::failure:
    case Work::foreign:
        return "clean";
    case Work::wrong:
    case Work::astray:
        return "abort";
    case Work::start:
        return "build";
    case Work::lost:
    case Work::tail:
    case Work::unknown:
    case Work::silent:
    case Work::rested:
    case Work::remove:
        break;
    }
    return "";
}

} // namespace

const char* name_of(Work work) {
    switch (work) {
    case Work::upload:
        return "upload";
    case Work::failure:
        return "failure";
    case Work::lost:
        return "lost";
    case Work::tail:
        return "tail";
    case Work::wrong:
        return "wrong";
    case Work::unknown:
        return "unknown";
    case Work::foreign:
        return "foreign";
    case Work::astray:
        return "astray";
    case Work::silent:
        return "silent";
    case Work::rested:
        return "rested";
    case Work::start:
        return "start";
    case Work::remove:
        return "remove";
    }
    return "";
}

bool has_builder(Work work) {
    return work != Work::remove;
}

bool has_job(Work work) {
    return work != Work::foreign && work != Work::astray && work != Work::silent && work != Work::rested;
}

EditedScene::EditedScene() {
    farm.sql("DELETE FROM buildpackagejob; DELETE FROM buildqueue; DELETE FROM job; "
             "UPDATE builder SET active = false");
    for (const auto work : every_work) {
        for (const auto side : sides) {
            add(work, side);
        }
    }
    farm.sql("UPDATE builder SET manual = name NOT LIKE 'start-%' AND name NOT LIKE 'rested-%'");
}

/// A new build and its job, on no builder.
void EditedScene::give_job(Piece& piece) {
    const int build = farm.new_build();
    piece.queue = std::to_string(farm.queue(build));
    piece.cookie = fmt::format("PACKAGEBUILD-{}-{}-1", build, piece.queue);
}

void EditedScene::add(Work work, Side side) {
    Piece piece;
    piece.builder = fmt::format("{}-{}", name_of(work), side == Side::edited ? "edited" : "kept");
    if (has_job(work)) {
        give_job(piece);
    }
    if (work == Work::remove) {
        farm.sql(
            fmt::format("UPDATE binarypackagebuild SET source_package_release = 32, distro_arch_series = 1 "
                        "WHERE id = (SELECT build FROM buildpackagejob l JOIN buildqueue q USING (job) WHERE "
                        "q.id = {0}); UPDATE buildqueue SET lastscore = 1000 WHERE id = {0}",
                        piece.queue));
        pieces_.push_back(piece);
        return;
    }
    auto& slave = farm.add_builder(piece.builder);
    piece.builder_id = farm.value(fmt::format("SELECT id FROM builder WHERE name = '{}'", piece.builder));
    if (has_job(work) && work != Work::start) {
        CHECK(farm.assign(std::stoi(piece.queue), piece.builder) == piece.cookie);
    }
    switch (work) {
    case Work::upload:
        slave.set_waiting("OK", piece.cookie, {{"a.changes", piece.builder}});
        break;
    case Work::failure:
        slave.set_waiting("PACKAGEFAIL", piece.cookie);
        break;
    case Work::tail:
        slave.set_building(piece.cookie, "compiling\n");
        break;
    case Work::wrong:
    case Work::astray:
        slave.set_building("PACKAGEBUILD-7-7-7", "another's\n");
        break;
    case Work::unknown:
        slave.set_state("SLEEPING");
        break;
    case Work::foreign:
        slave.set_waiting("OK", "PACKAGEBUILD-9-9-9");
        break;
    case Work::silent:
        slave.misbehave(closing());
        break;
    case Work::rested:
        farm.sql("UPDATE builder SET failure_count = 3, processor = 2 WHERE id = " + piece.builder_id);
        break;
    case Work::lost:
    case Work::start:
    case Work::remove:
        break;
    }
    pieces_.push_back(piece);
}

const EditedScene::Piece& EditedScene::piece(Work work, Side side) const {
    const auto place = std::find(every_work.begin(), every_work.end(), work) - every_work.begin();
    return pieces_.at(static_cast<std::size_t>(place) * 2 + (side == Side::edited ? 0 : 1));
}

std::string EditedScene::statement_for(const std::string& edit, Work work, Side side) const {
    const auto& of = piece(work, side);
    // By the cookie: the queue row may be gone.
    const auto build = of.cookie.empty() ? "NULL" : of.cookie.substr(13, of.cookie.find('-', 13) - 13);
    const auto through = [&](const std::string& column) {
        return fmt::format(
            "(SELECT {} FROM binarypackagebuild bb JOIN packagebuild pb ON pb.id = bb.package_build "
            "WHERE bb.id = {})",
            column, build);
    };
    auto text = replaced(edit, "{builder}", of.builder_id);
    text = replaced(text, "{queue}", of.queue);
    text = replaced(text, "{job}", fmt::format("(SELECT job FROM buildpackagejob WHERE build = {})", build));
    text = replaced(text, "{build}", build);
    text = replaced(text, "{package_build}", through("pb.id"));
    return replaced(text, "{farm_job}", through("pb.build_farm_job"));
}

std::vector<std::string> EditedScene::rows_of(Work work, Side side) const {
    return farm.rows(
        statement_for("SELECT 'builder ' || t::text FROM builder t WHERE id = {builder} UNION ALL "
                      "SELECT 'queue ' || t::text FROM buildqueue t WHERE id = {queue} UNION ALL "
                      "SELECT 'link ' || t::text FROM buildpackagejob t WHERE build = {build} UNION ALL "
                      "SELECT 'job ' || t::text FROM job t WHERE id = {job} UNION ALL "
                      "SELECT 'farm job ' || t::text FROM buildfarmjob t WHERE id = {farm_job} UNION ALL "
                      "SELECT 'build ' || t::text FROM packagebuild t WHERE id = {package_build}",
                      work, side));
}

void EditedScene::check_done(Work work, Side side) {
    const auto& of = piece(work, side);
    INFO(of.builder);
    CHECK(farm.value(statement_for(query_for(work), work, side)) == "t");
    if (has_builder(work)) {
        auto& slave = farm.slaves().slave(of.builder);
        const auto errand = errand_of(work);
        CHECK((errand.empty() || slave.calls_of(errand).size() == 1));
        CHECK((work != Work::start || slave.cookie() == of.cookie));
    }
    if (work == Work::upload) {
        CHECK(std::any_of(farm.files().begin(), farm.files().end(), [&](const auto& file) {
            return file.first.starts_with("incoming/") && file.second == of.builder;
        }));
    }
}

void EditedScene::check_left(Work work, const std::vector<std::string>& rows) {
    const auto& of = piece(work, Side::edited);
    INFO(of.builder);
    CHECK(rows_of(work) == rows);
    for (const auto& [path, content] : farm.files()) {
        INFO(path);
        CHECK((!path.starts_with("incoming/") || content != of.builder));
    }
    if (has_builder(work)) {
        for (const auto& call : farm.slaves().slave(of.builder).calls()) {
            INFO(call.line());
            CHECK((call.method == "status" || call.method == "GET"));
        }
    }
}

} // namespace buildd::test
