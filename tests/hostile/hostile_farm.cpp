#include "hostile/hostile_farm.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <chrono>
#include <sstream>
#include <utility>

// How the farm is made, and its passes; what is checked of them stands in hostile_checks.cpp.
namespace buildd::test {
namespace {

constexpr int first_id = 1001; ///< of builders, of the builds that they have, and of the jobs
constexpr int builders = 300;
constexpr int first_waiting = 20'001;     ///< of the jobs for healthy builders
constexpr int first_ill_waiting = 40'001; ///< of those for free ill ones, which are a class of their own
constexpr int most_passes = 8;

std::string cookie_of(int id) {
    return fmt::format("PACKAGEBUILD-{0}-{0}-1", id);
}

std::map<std::string, Content> files_of(const std::string& name) {
    return {{"well.changes", Content{"changes of " + name}},
            {"well.deb", Content{std::string(2000, 'd') + name}}};
}

Generation generation_of(int id) {
    return id % 2 == 0 ? Generation::today : Generation::of_2010;
}

/// A job that was WAITING, or RUNNING on a builder.
std::string job_rows(const std::string& ids, bool running, bool virtualized, int lastscore) {
    return fmt::format(
        "CREATE TEMPORARY TABLE item ON COMMIT DROP AS SELECT id FROM ({0}) AS t(id); "
        "INSERT INTO buildfarmjob (id, job_type, status, builder, date_started) SELECT id, 1, {1}, {2} FROM "
        "item; "
        "INSERT INTO packagebuild (id, build_farm_job, archive, pocket) SELECT id, id, 1, 0 FROM item; "
        "INSERT INTO binarypackagebuild (id, package_build, distro_arch_series, source_package_release) "
        "SELECT id, id, 6, 25 FROM item; "
        "INSERT INTO job (id, status, attempt_count, date_started) SELECT id, {3} FROM item; "
        "INSERT INTO buildpackagejob (job, build) SELECT id, id FROM item; "
        "INSERT INTO buildqueue (id, job, job_type, lastscore, processor, virtualized, builder) "
        "SELECT id, id, 1, {5}, 1, {4}, {6} FROM item; ",
        ids, running ? 6 : 0, running ? "id, timezone('UTC', now())" : "NULL, NULL",
        running ? "1, 1, timezone('UTC', now())" : "0, 0, NULL", virtualized, lastscore,
        running ? "id" : "NULL");
}

} // namespace

HostileFarm::HostileFarm(const std::vector<Illness>& illnesses) {
    std::filesystem::create_directory(farm.root() / "root");
    staff(illnesses);
    add_rows();
    add_jobs();
}

void HostileFarm::staff(const std::vector<Illness>& illnesses) {
    std::size_t next = 0;
    for (int id = first_id; id < first_id + builders; ++id) {
        const bool is_third = (id - first_id) % 3 == 2;
        if (!is_third) {
            add_healthy(id);
        } else if (next < illnesses.size()) {
            add_ill(id, illnesses[next++]);
        }
    }
}

void HostileFarm::add_healthy(int id) {
    const auto name = fmt::format("well-{}", id);
    auto& slave = farm.slaves().add(name, generation_of(id));
    BuildPlan plan;
    plan.duration = std::chrono::milliseconds(0);
    plan.files = files_of(name);
    slave.set_plan(plan);
    const int kind = static_cast<int>(healthy_.size()) % 5;
    healthy_.push_back(&slave);
    builder_rows_ += fmt::format("{}({}, '{}', '{}', false, false)", builder_rows_.empty() ? "" : ", ", id,
                                 name, slave.url());
    if (kind == 0) {
        return; // free: a job waits for it
    }
    busy_ids_ += fmt::format("{}({})", busy_ids_.empty() ? "" : ", ", id);
    if (kind == 1) {
        slave.set_building(cookie_of(id), "the log of " + name + "\n");
    } else if (kind == 2) {
        slave.set_waiting("PACKAGEFAIL", cookie_of(id));
        slave.set_log(Content{"the log of " + name + "\n"});
    } else {
        slave.set_waiting("OK", cookie_of(id), files_of(name));
        slave.set_log(Content{"the log of " + name + "\n"});
    }
}

void HostileFarm::add_ill(int id, const Illness& illness) {
    const auto name = fmt::format("ill-{}", id);
    auto& slave = ill_slaves_.add(name, illness.generation);
    Patient patient{slave,       illness.work == Work::busy ? cookie_of(id) : "",
                    slave.url(), closed_.url() + "/" + name,
                    trap_.url(), files_of(name)};
    illness.make(patient);
    const bool is_free = illness.work == Work::free;
    builder_rows_ += fmt::format("{}({}, '{}', '{}', {}, {})", builder_rows_.empty() ? "" : ", ", id, name,
                                 patient.url, is_free, !is_free);
    if (illness.work == Work::busy) {
        busy_ids_ += fmt::format("{}({})", busy_ids_.empty() ? "" : ", ", id);
    }
    free_ill_ += is_free ? 1 : 0;
    ill_.push_back({name, patient.url, id, illness, &slave});
}

/// Only the free ill ones are virtualized, and the other ill ones are given nothing: so what the healthy ones
/// are given does not depend on them.
void HostileFarm::add_rows() {
    farm.sql(fmt::format(
        "DELETE FROM buildpackagejob; DELETE FROM buildqueue; DELETE FROM job; UPDATE builder "
        "SET active = false; "
        "INSERT INTO builder (id, processor, name, title, description, url, owner, virtualized, "
        "vm_host, manual, builderok) "
        "SELECT id, 1, name, name, name, url, 61, virtualized, name, manual, true FROM (VALUES {}) "
        "AS t(id, name, url, virtualized, manual)",
        builder_rows_));
}

void HostileFarm::add_jobs() const {
    constexpr int never_first = -1'000'000; // what an ill slave loses is given to no healthy one
    farm.sql(job_rows("VALUES " + busy_ids_, true, false, never_first));
    const auto series = [](int first, std::size_t count) {
        return fmt::format("SELECT generate_series({}, {})", first, first + static_cast<int>(count) - 1);
    };
    farm.sql(job_rows(series(first_waiting, healthy_.size() * most_passes), false, false, 0));
    farm.sql(job_rows(series(first_ill_waiting, static_cast<std::size_t>(free_ill_) * most_passes), false,
                      true, 0));
}

Pace pace_of(std::chrono::seconds pass_alone) {
    constexpr std::chrono::seconds least(3);
    const auto call = least + pass_alone;
    return {call, 2 * call + pass_alone};
}

Ended HostileFarm::pass(const Pace& pace) {
    auto request = farm.request();
    request.settings.status_timeout = pace.call;
    request.settings.errand_timeout = pace.call;
    request.settings.deadline = pace.deadline;
    ProgramRun run({"--config", farm.configuration(request), "-v", "--builder-failure-threshold", "5",
                    "--job-failure-threshold", "1000", "--vm-resume-command", "/bin/true", "--max-file-size",
                    "1MiB", "--max-log-size", "1MiB"});
    auto ended = run.wait(std::chrono::minutes(10));
    lines_.clear();
    std::istringstream log(ended.errors);
    constexpr std::size_t time_length = 20; // `2026-01-01 00:00:00 `
    for (std::string line; std::getline(log, line);) {
        const auto rest = line.substr(std::min(time_length, line.size()));
        const auto blank = std::min(rest.find(' '), rest.size());
        lines_.push_back({rest.substr(0, blank), rest.substr(std::min(blank + 1, rest.size()))});
    }
    return ended;
}

void HostileFarm::let_passes_go_by(int passes) const {
    farm.sql(
        fmt::format("UPDATE builder SET failure_count = failure_count + {} WHERE failure_count > 0", passes));
}

void HostileFarm::cure_the_slow() {
    for (const auto& ill : ill_) {
        if (ill.illness.symptom.mark == Mark::cut) {
            ill.slave->behave();
        }
    }
}

} // namespace buildd::test
