#include "scan/random_farm.hpp"

#include "scan/random_flood.hpp"

#include <set>
#include <tuple>
#include <utility>

namespace buildd::test {
namespace {

using Job = RandomFarm::Job;
using Archive = RandomFarm::Archive;
using Source = RandomFarm::Source;

constexpr int primary = 1;
constexpr int partner = 12;

std::optional<int> any_chroot(Dice& dice, int good) {
    const auto bad = dice.percent(50) ? std::optional(empty_alias) : std::nullopt;
    return dice.percent(80) ? std::optional(good) : bad;
}

void add_series(RandomFarm& farm, Dice& dice) {
    for (const int id : {101, 102, flood_series}) {
        farm.series.push_back({id, dice.one_of<int>({1, 2, 2, 2, 3, 4, 4, 5, 6, 7})});
        for (const int family : {1, 3}) {
            RandomFarm::Architecture architecture{2 * id + (family == 3 ? 1 : 0), id, family, {}};
            if (id == flood_series) {
                architecture.chroots[0] = 1;
            } else if (dice.percent(90)) {
                architecture.chroots[0] = any_chroot(dice, 1);
            }
            for (const int pocket : {10, 20, 30, 40}) {
                if (id != flood_series && dice.percent(40)) {
                    architecture.chroots[pocket] = any_chroot(dice, 2);
                }
            }
            farm.architectures.push_back(std::move(architecture));
        }
    }
}

void spoil(Archive& archive, Dice& dice) {
    archive.enabled = dice.percent(90);
    archive.is_private = dice.percent(archive.id == 22 ? 85 : 8);
    archive.require_virtualized = dice.percent(archive.purpose == 2 ? 30 : 8);
    if (dice.percent(15)) {
        archive.external = "deb http://x/ %(series)s main\ndeb http://y/ 100%% main";
    } else if (dice.percent(6)) {
        archive.external = "deb http://x/ %(series)s main\ndeb http://y/ %(series main";
        archive.malformed = true;
    }
    if (dice.percent(20)) {
        const auto component =
            dice.percent(75) ? std::optional(dice.one_of<int>({1, 3, 5, odd_component})) : std::nullopt;
        archive.dependencies.push_back({archive.id == 9 ? 10 : 9, component});
    }
}

void add_archives(RandomFarm& farm, Dice& dice) {
    const std::vector<std::pair<int, int>> purposes{{primary, 1}, {partner, 4}, {9, 2}, {10, 2},
                                                    {21, 6},      {22, 2},      {23, 7}};
    for (const auto& [id, purpose] : purposes) {
        farm.archives.push_back(sound_archive(id, purpose));
        spoil(farm.archives.back(), dice);
    }
    farm.archives.push_back(sound_archive(flood_copy, 6));
    farm.archives.push_back(sound_archive(flood_ppa, 2));
    farm.archives.push_back(sound_archive(other_flood_ppa, 2));
}

void add_sources(RandomFarm& farm, Dice& dice) {
    for (int id = 301; id <= 306; ++id) {
        Source source{id, dice.percent(96) ? dice.one_of<int>({1, 2, 3, 4, 5}) : odd_component, {}};
        if (dice.percent(95)) {
            source.files.push_back({dice.percent(95), dice.percent(94)});
        }
        if (dice.percent(60)) {
            source.files.push_back({dice.percent(95), dice.percent(6)});
        }
        farm.sources.push_back(std::move(source));
    }
    farm.sources.push_back({flood_source, 1, {{true, true}, {true, false}}});
    farm.sources.push_back({flood_source_without_dsc, 1, {{true, false}}});
}

void add_machines(RandomFarm& farm, Dice& dice) {
    const int last = 502 + dice.below(9);
    for (int id = 501; id <= last; ++id) {
        RandomFarm::Machine machine{
            id,   dice.one_of<int>({1, 1, 1, 2, 3}), dice.percent(35), true, true, {}, {}, dice.percent(65),
            false};
        machine.builderok = dice.percent(93);
        machine.active = dice.percent(93);
        machine.manual = dice.percent(20) ? std::nullopt : std::optional(dice.percent(10));
        if (dice.percent(94)) {
            machine.vm_host = dice.percent(94) ? "host" : "";
        }
        machine.fails = machine.idle && dice.percent(6);
        farm.machines.push_back(std::move(machine));
    }
}

Job any_job(const RandomFarm& farm, Dice& dice) {
    Job job{};
    job.job_type = dice.percent(96) ? 1 : 4;
    job.status = dice.percent(92) ? 0 : dice.one_of<int>({1, 4, 4});
    job.has_build = dice.percent(97);
    job.build_status = dice.percent(94) ? 0 : dice.one_of<int>({2, 5, 6});
    const auto architecture = dice.one_of(farm.architectures);
    job.architecture = architecture.id;
    job.processor = architecture.family == 3 ? 2 : dice.one_of<int>({1, 1, 3});
    if (dice.percent(12)) {
        job.processor = dice.percent(75) ? std::nullopt : std::optional(1 + dice.below(3));
    }
    job.virtualized = dice.percent(15) ? std::nullopt : std::optional(dice.percent(35));
    job.lastscore = dice.one_of<std::optional<int>>({std::nullopt, -5, 0, 10, 10, 10, 2505, 2505});
    job.attempt_count = dice.percent(70) ? 0 : 1 + dice.below(2);
    job.build_failures = dice.percent(60) ? 0 : 1;
    if (dice.percent(50)) {
        job.last_builder = dice.one_of(farm.machines).id;
    }
    job.pocket = dice.percent(60) ? 0 : dice.one_of<int>({10, 20, 30, 40});
    job.archive = dice.one_of<int>({primary, primary, primary, partner, 9, 9, 10, 21, 22, 22, 23});
    job.source = 301 + dice.below(6);
    return job;
}

/// Jobs that the machines which are not idle have; many are of one PPA.
void add_busy_jobs(RandomFarm& farm, Dice& dice) {
    const int favourite = dice.one_of<int>({9, 10, flood_ppa});
    for (const auto& machine : farm.machines) {
        if (!machine.idle) {
            auto job = any_job(farm, dice);
            job.builder = machine.id;
            const bool told = dice.percent(85); // whatever the rest says, its queue row names the machine
            job.status = told ? 1 : 0;
            job.build_status = told ? 6 : 0;
            job.archive = dice.percent(75) ? favourite : job.archive;
            farm.jobs.push_back(job);
        }
    }
}

/// Statuses of the publications of one source in one archive and series; ids come later.
std::vector<int> any_history(Dice& dice) {
    std::vector<int> history;
    for (int older = dice.below(3); older > 0; --older) {
        history.push_back(dice.one_of<int>({1, 2, 3, 4, 5}));
    }
    if (dice.percent(85)) {
        history.push_back(dice.one_of<int>({1, 2, 2}));
    } else if (dice.percent(75)) {
        history.push_back(dice.one_of<int>({3, 4, 5}));
    }
    return history;
}

void add_publications(RandomFarm& farm, Dice& dice) {
    std::set<std::tuple<int, int, int>> wanted;
    for (const auto& job : farm.jobs) {
        if (job.source < flood_source) {
            wanted.emplace(job.archive, job.architecture / 2, job.source);
        }
    }
    for (const auto& [archive, series, source] : wanted) {
        for (const int status : any_history(dice)) {
            const int component = dice.percent(97) ? 1 + dice.below(5) : odd_component;
            farm.publications.push_back({0, source, series, archive, status, component});
        }
    }
    dice.shuffle(farm.publications);
    int id = 700;
    for (auto& publication : farm.publications) {
        publication.id = id++;
    }
    dice.shuffle(farm.publications); // neither is a table in the order of its ids
}

/// Queue ids in any order.
void number_jobs(RandomFarm& farm, Dice& dice) {
    dice.shuffle(farm.jobs);
    int queue = 401;
    for (auto& job : farm.jobs) {
        job.queue = queue++;
    }
    dice.shuffle(farm.jobs);
}

} // namespace

RandomFarm random_farm(Dice& dice) {
    RandomFarm farm;
    farm.share_percent = dice.one_of<int>({80, 80, 80, 50, 60, 100, 0});
    add_series(farm, dice);
    add_archives(farm, dice);
    add_sources(farm, dice);
    add_machines(farm, dice);
    add_busy_jobs(farm, dice);
    for (int left = 3 + dice.below(25); left > 0; --left) {
        farm.jobs.push_back(any_job(farm, dice));
    }
    if (dice.percent(65)) {
        add_flood(farm, dice);
    }
    number_jobs(farm, dice);
    add_publications(farm, dice);
    return farm;
}

} // namespace buildd::test
