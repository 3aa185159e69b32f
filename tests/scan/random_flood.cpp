#include "scan/random_flood.hpp"

#include <algorithm>
#include <array>

namespace buildd::test {
namespace {

using Job = RandomFarm::Job;
using Archive = RandomFarm::Archive;

constexpr int primary = 1;
constexpr int partner = 12;

/// A job that the machine may start.
Job sound_job(const RandomFarm::Machine& machine) {
    Job job{};
    job.job_type = 1;
    job.has_build = true;
    job.processor = machine.processor;
    job.virtualized = machine.virtualized;
    job.lastscore = 5000;
    job.architecture = 2 * flood_series + (family_of(machine.processor) == 3 ? 1 : 0);
    job.archive = flood_copy;
    job.source = flood_source;
    return job;
}

Archive& archive_of(RandomFarm& farm, int id) {
    return *std::find_if(farm.archives.begin(), farm.archives.end(),
                         [&](const Archive& each) { return each.id == id; });
}

/// What the jobs of a flood have in common.
enum class Flood {
    sound,
    ppa,
    superseded,
    security,
    chroot,
    pocket,
    component,
    external,
    dsc,
    required,
    again
};

// Some have more ways than others to go wrong.
constexpr std::array floods{Flood::sound,      Flood::ppa,      Flood::ppa,       Flood::ppa,
                            Flood::superseded, Flood::security, Flood::chroot,    Flood::pocket,
                            Flood::pocket,     Flood::pocket,   Flood::component, Flood::external,
                            Flood::dsc,        Flood::required, Flood::again};

/// A pocket that the archive's jobs may not be started in.
void forbid(RandomFarm& farm, Job& job, Dice& dice) {
    auto& series = farm.series.back();
    job.archive = dice.one_of<int>({flood_ppa, partner, primary, primary});
    series.status = dice.one_of<int>({1, 2, 4, 5, 6, 7});
    const bool released = series.status == 4 || series.status == 5;
    job.pocket = job.archive == primary && released ? 0 : dice.one_of<int>({20, 40});
    archive_of(farm, job.archive) = sound_archive(job.archive, archive_of(farm, job.archive).purpose);
}

void spoil(RandomFarm& farm, Job& job, Flood flood, const RandomFarm::Machine& machine, Dice& dice) {
    switch (flood) {
    case Flood::sound:
    case Flood::superseded: // by its publication
        break;
    case Flood::ppa:
        job.archive = flood_ppa;
        farm.share_percent = dice.one_of<int>({50, 60, 60, 80});
        break;
    case Flood::security:
        job.pocket = 10;
        break;
    case Flood::chroot:
        farm.architectures[4].chroots.clear();
        farm.architectures[5].chroots = {{0, std::nullopt}, {20, empty_alias}};
        break;
    case Flood::pocket:
        forbid(farm, job, dice);
        break;
    case Flood::component:
        archive_of(farm, job.archive).dependencies = {{9, odd_component}};
        break;
    case Flood::external:
        archive_of(farm, job.archive).external = "%";
        archive_of(farm, job.archive).malformed = true;
        break;
    case Flood::dsc:
        job.source = flood_source_without_dsc;
        break;
    case Flood::required:
        archive_of(farm, job.archive).require_virtualized = true;
        break;
    case Flood::again:
        job.attempt_count = 1;
        job.build_failures = 2;
        job.last_builder = machine.id;
        break;
    }
}

} // namespace

RandomFarm::Archive sound_archive(int id, int purpose) {
    return {id, purpose, true, false, false, std::nullopt, false, {}};
}

void add_flood(RandomFarm& farm, Dice& dice) {
    const auto& machine = dice.one_of(farm.machines);
    const auto flood = floods.at(static_cast<std::size_t>(dice.below(static_cast<int>(floods.size()))));
    auto job = sound_job(machine);
    if (dice.percent(50)) { // behind it, what machines of any processor may start
        auto behind = job;
        behind.processor.reset();
        behind.lastscore = -100;
        farm.jobs.insert(farm.jobs.end(), 4, behind);
        farm.publications.push_back({0, job.source, flood_series, job.archive, 2, 1});
    }
    spoil(farm, job, flood, machine, dice);
    const int jobs = flood == Flood::ppa ? 90 : dice.one_of<int>({9, 10, 11, 12, 22, 30, 40, 90});
    for (int left = jobs; left > 0; --left) {
        farm.jobs.push_back(job);
        if (dice.percent(10)) {
            farm.jobs.back().processor.reset();
        }
    }
    const int status = flood == Flood::superseded ? 3 : 2;
    farm.publications.push_back({0, job.source, flood_series, job.archive, status, 1});
    if (flood == Flood::ppa) { // a second PPA behind the first
        job.archive = other_flood_ppa;
        job.lastscore = 4999;
        farm.jobs.insert(farm.jobs.end(), 30, job);
        farm.publications.push_back({0, job.source, flood_series, job.archive, status, 1});
    }
}

} // namespace buildd::test
