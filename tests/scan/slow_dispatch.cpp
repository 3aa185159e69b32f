#include "scan/slow_dispatch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace buildd::test {
namespace {

using Job = RandomFarm::Job;
using Machine = RandomFarm::Machine;
using Archive = RandomFarm::Archive;
using Publication = RandomFarm::Publication;
using Class = std::pair<int, bool>;
using Rows = std::vector<const Job*>;

constexpr int ppa = 2;

template <typename Items>
const auto& by_id(const Items& items, int id) {
    return *std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.id == id; });
}

bool usable(const Machine& machine) {
    return machine.active && machine.builderok && !machine.manual.value_or(false) && !machine.fails;
}

bool is_free(const Machine& machine) {
    return usable(machine) && machine.idle && (!machine.virtualized || !machine.vm_host.value_or("").empty());
}

Class class_of(const Machine& machine) {
    return {machine.processor, machine.virtualized};
}

class SlowDispatch {
  public:
    SlowDispatch(const RandomFarm& farm, std::optional<Criterion> without) : farm_(farm), without_(without) {}

    std::string outcome() {
        for (const auto& machine : farm_.machines) {
            if (is_free(machine)) {
                free_.push_back(&machine);
            }
        }
        first_load();
        auto without_job = serve_all();
        if (on(Criterion::second_load) && second_load(without_job)) {
            without_job = serve_all();
        }
        for (const auto* machine : without_job) {
            idle_.insert(machine->id);
        }
        return text(without_job);
    }

    /// After `outcome`.
    [[nodiscard]] std::map<int, std::string> reasons() const {
        std::map<int, std::string> result;
        for (const auto& job : farm_.jobs) {
            if (!job.builder && (job.status == 0 || job.status == 4) && !given_.contains(job.queue)) {
                result[job.queue] = reason_of(job);
            }
        }
        return result;
    }

  private:
    [[nodiscard]] bool on(Criterion criterion) const { return without_ != criterion; }

    // What is so of a job, whoever asks.

    [[nodiscard]] const Archive& archive_of(const Job& job) const {
        return by_id(farm_.archives, job.archive);
    }
    [[nodiscard]] const RandomFarm::Architecture& architecture_of(const Job& job) const {
        return by_id(farm_.architectures, job.architecture);
    }

    /// Oldest first.
    [[nodiscard]] std::vector<Publication> history_of(const Job& job) const {
        std::vector<Publication> history;
        for (const auto& each : farm_.publications) {
            const bool archive = each.archive == job.archive || !on(Criterion::own_archive);
            const bool series = each.series == architecture_of(job).series || !on(Criterion::own_series);
            if (each.source == job.source && archive && series) {
                history.push_back(each);
            }
        }
        std::sort(history.begin(), history.end(), [&](const Publication& left, const Publication& right) {
            return on(Criterion::newest_publication) ? left.id < right.id : right.id < left.id;
        });
        return history;
    }

    [[nodiscard]] bool is_on_disk(const Job& job) const {
        const auto history = history_of(job);
        return std::any_of(history.begin(), history.end(), [this](const auto& each) {
            const bool gone = each.status == 3 || each.status == 4;
            return each.status == 2 || (gone && on(Criterion::gone_is_on_disk));
        });
    }

    [[nodiscard]] bool has_all_files(const Job& job) const {
        const auto& files = by_id(farm_.sources, job.source).files;
        return std::all_of(files.begin(), files.end(), [](const auto& file) { return file.has_content; });
    }

    [[nodiscard]] int component_of(const Job& job) const {
        const auto history = history_of(job);
        return history.empty() ? by_id(farm_.sources, job.source).component : history.back().component;
    }

    [[nodiscard]] std::optional<int> chroot_of(const Job& job) const {
        const auto& chroots = architecture_of(job).chroots;
        const auto usable_one = [&](int pocket) -> std::optional<int> {
            const auto found = chroots.find(pocket);
            const bool empty =
                found != chroots.end() && found->second == empty_alias && on(Criterion::chroot_content);
            return found == chroots.end() || empty ? std::nullopt : found->second;
        };
        const auto own =
            on(Criterion::pocket_chroot) || job.pocket == 0 ? usable_one(job.pocket) : std::nullopt;
        return own || !on(Criterion::release_chroot) ? own : usable_one(0);
    }

    // 4.2

    [[nodiscard]] bool suits(const Job& job, Class wanted) const {
        const bool virtualized = job.virtualized.value_or(on(Criterion::null_is_virtual));
        const bool processor = job.processor ? job.processor == wanted.first : on(Criterion::any_processor);
        return (processor || !on(Criterion::processor)) &&
               (virtualized == wanted.second || !on(Criterion::virtualized));
    }

    [[nodiscard]] bool is_candidate(const Job& job, Class wanted) const {
        const auto& archive = archive_of(job);
        return job.has_build && (job.job_type == 1 || !on(Criterion::binary_job)) &&
               (!job.builder || !on(Criterion::without_builder)) &&
               (job.status == 0 || !on(Criterion::waiting_job)) &&
               (job.build_status == 0 || !on(Criterion::needs_build)) && suits(job, wanted) &&
               (archive.enabled || !on(Criterion::enabled)) &&
               (!archive.is_private || is_on_disk(job) || !on(Criterion::private_on_disk)) &&
               (has_all_files(job) || !on(Criterion::content));
    }

    [[nodiscard]] std::tuple<int, long, int> rank_of(const Job& job) const {
        const bool last = !job.lastscore && on(Criterion::unscored_last);
        const bool first = !job.lastscore && !on(Criterion::unscored_last);
        const long score = on(Criterion::score) ? job.lastscore.value_or(0) : 0;
        const int group = on(Criterion::score) ? (last ? 1 : first ? -1 : 0) : 0;
        return {group, -score, on(Criterion::age) ? job.queue : -job.queue};
    }

    // 4.4

    [[nodiscard]] bool counts(const Job& job) const {
        const auto& archive = archive_of(job);
        return (archive.purpose == ppa || !on(Criterion::share_spares_others)) &&
               (!archive.is_private || !on(Criterion::share_spares_private));
    }

    [[nodiscard]] bool at_share(const Job& job, int processor) const {
        if (!counts(job) || farm_.share_percent == 0 || !on(Criterion::share)) {
            return false;
        }
        int machines = 0;
        for (const auto& machine : farm_.machines) {
            const bool is_usable = usable(machine) || !on(Criterion::share_of_usable);
            machines += machine.processor == processor && is_usable ? 1 : 0;
        }
        int builds = 0;
        for (const auto& other : farm_.jobs) {
            const bool builds_now =
                other.builder && other.job_type == 1 && other.has_build && other.build_status == 6;
            const bool matched = given_.count(other.queue) == 1 && on(Criterion::share_counts_matched);
            if (other.archive == job.archive && (builds_now || matched) &&
                (architecture_of(other).family == family_of(processor) || !on(Criterion::share_by_family))) {
                ++builds;
            }
        }
        return machines > 1 && (builds + 1) * 100 >= farm_.share_percent * machines;
    }

    // 4.3

    void load(Class wanted, std::size_t most, const Rows& known, bool startable_only) {
        Rows rows;
        for (const auto& job : farm_.jobs) {
            const bool is_known = std::find(known.begin(), known.end(), &job) != known.end();
            if (!is_known && is_candidate(job, wanted) &&
                (startable_only ? may_come_in_second_load(job, wanted) : !at_share(job, wanted.first))) {
                rows.push_back(&job);
            }
        }
        std::sort(rows.begin(), rows.end(),
                  [&](const Job* left, const Job* right) { return rank_of(*left) < rank_of(*right); });
        rows.resize(std::min(rows.size(), most));
        auto& loaded = rows_[wanted];
        loaded.insert(loaded.end(), rows.begin(), rows.end());
        std::sort(loaded.begin(), loaded.end(),
                  [&](const Job* left, const Job* right) { return rank_of(*left) < rank_of(*right); });
    }

    void first_load() {
        std::map<Class, std::size_t> free;
        for (const auto* machine : free_) {
            ++free[class_of(*machine)];
        }
        for (const auto& [wanted, machines] : free) {
            const std::size_t spare = on(Criterion::first_load_limit) ? (machines + 3) / 4 : 0;
            const auto most =
                on(Criterion::first_load_limit) ? machines + std::max<std::size_t>(10, spare) : machines;
            load(wanted, most, {}, false);
            full_[wanted] = rows_[wanted].size() >= most;
        }
    }

    /// Whether there was anything to ask for.
    bool second_load(const std::vector<const Machine*>& without_job) {
        std::set<Class> classes;
        for (const auto* machine : without_job) {
            if (full_[class_of(*machine)]) {
                classes.insert(class_of(*machine));
            }
        }
        const auto first = rows_;
        for (const auto& wanted : classes) {
            Rows known;
            for (const auto& [of_class, rows] : first) {
                if (of_class == wanted || !on(Criterion::second_by_class)) {
                    known.insert(known.end(), rows.begin(), rows.end());
                }
            }
            load(wanted, 11 * without_job.size(), known, true);
        }
        return !classes.empty();
    }

    [[nodiscard]] bool may_come_in_second_load(const Job& job, Class wanted) const {
        const auto& archive = archive_of(job);
        const int files = descriptions(job);
        return (!archive.require_virtualized || wanted.second || !on(Criterion::second_virtual)) &&
               (chroot_of(job) || !on(Criterion::second_chroot)) &&
               (may_start(job) || !on(Criterion::second_pocket)) &&
               (!has_odd_component(job) || !on(Criterion::second_component)) &&
               (files == 1 || !on(Criterion::second_dsc)) &&
               (!at_share(job, wanted.first) || !on(Criterion::second_share)) &&
               (!malformed_.contains(archive.id) || !on(Criterion::second_malformed));
    }

    std::vector<const Machine*> serve_all() {
        given_.clear();
        rejected_.clear();
        refused_.clear();
        malformed_.clear();
        dispatches_.clear();
        std::vector<const Machine*> without_job;
        for (const auto* machine : free_) {
            if (!serve(*machine)) {
                without_job.push_back(machine);
            }
        }
        return without_job;
    }

    bool serve(const Machine& machine) {
        int rejects = 0;
        for (const auto* job : rows_[class_of(machine)]) {
            if (given_.count(job->queue) + rejected_.count(job->queue) != 0 ||
                at_share(*job, machine.processor)) {
                continue;
            }
            const bool again = is_again(*job, machine);
            const int unbuilt = leaves_as(*job);
            if (again || unbuilt != 0) {
                if (rejects++ == 10 && on(Criterion::ten_rejects)) {
                    return false;
                }
                if (!again) {
                    rejected_[job->queue] = unbuilt;
                }
            } else if (const int rule = refused_by(*job, machine); rule != 0) {
                refused_.emplace(job->queue, rule);
                if (rule == 6) {
                    malformed_.insert(job->archive);
                }
            } else {
                given_.insert(job->queue);
                dispatches_ += fmt::format("{} gets {}, chroot {}, component {}\n", machine.id, job->queue,
                                           chroot_of(*job).value_or(0), component_of(*job));
                return true;
            }
        }
        return false;
    }

    [[nodiscard]] bool is_again(const Job& job, const Machine& machine) const {
        const bool another =
            std::any_of(farm_.machines.begin(), farm_.machines.end(), [&](const Machine& other) {
                return other.id != machine.id && class_of(other) == class_of(machine) && usable(other);
            });
        const bool failed =
            job.build_failures > 0 && (job.attempt_count > 0 || !on(Criterion::again_when_fresh));
        return on(Criterion::not_again) && failed && job.last_builder == machine.id &&
               (another || !on(Criterion::again_without_another));
    }

    // 4.5

    [[nodiscard]] int leaves_as(const Job& job) const {
        if (job.pocket == 10 && on(Criterion::security)) {
            return 2;
        }
        const auto history = history_of(job);
        const int status = history.empty() ? 0 : history.back().status;
        const bool current = status == 2 || (status == 1 && on(Criterion::pending_is_current));
        return current || !on(Criterion::superseded) ? 0 : 5;
    }

    // 4.6

    [[nodiscard]] int refused_by(const Job& job, const Machine& machine) const {
        const auto& archive = archive_of(job);
        if (archive.require_virtualized && !machine.virtualized && on(Criterion::virtual_item)) {
            return 1;
        }
        if (job.pocket == 10) {
            return 2;
        }
        if (!chroot_of(job) && on(Criterion::chroot)) {
            return 3;
        }
        if (!may_start(job) && on(Criterion::pocket)) {
            return 4;
        }
        if (has_odd_component(job)) {
            return 5;
        }
        if (archive.malformed && on(Criterion::malformed)) {
            return 6;
        }
        return descriptions(job) != 1 && on(Criterion::dsc) ? 7 : 0;
    }

    [[nodiscard]] bool may_start(const Job& job) const {
        const int status = by_id(farm_.series, architecture_of(job).series).status;
        switch (archive_of(job).purpose) {
        case 2:
            return job.pocket == 0;
        case 4:
            return job.pocket == 0 || job.pocket == 30;
        case 6:
            return true;
        default: // a column holds any number
            break;
        }
        if (status == 3) {
            return true;
        }
        const bool released = status == 4 || status == 5;
        return released ? job.pocket != 0 : job.pocket == 0;
    }

    [[nodiscard]] bool has_odd_component(const Job& job) const {
        const auto& dependencies = archive_of(job).dependencies;
        const bool odd = std::any_of(dependencies.begin(), dependencies.end(), [](const auto& dependency) {
            return dependency.component == odd_component;
        });
        return (odd && on(Criterion::dependency_component)) ||
               (component_of(job) == odd_component && on(Criterion::component));
    }

    [[nodiscard]] int descriptions(const Job& job) const {
        const auto& files = by_id(farm_.sources, job.source).files;
        return static_cast<int>(
            std::count_if(files.begin(), files.end(), [](const auto& file) { return file.is_dsc; }));
    }

    // 4.14

    [[nodiscard]] std::string reason_of(const Job& job) const {
        if (job.status == 4) {
            return "suspended";
        }
        if (job.job_type != 1 || !job.has_build) {
            return "other-type";
        }
        if (job.build_status != 0) {
            return "build-status";
        }
        const auto& archive = archive_of(job);
        if (!archive.enabled) {
            return "archive-disabled";
        }
        if (archive.is_private && !is_on_disk(job)) {
            return "private-unpublished";
        }
        if (!has_all_files(job)) {
            return "file-missing";
        }
        if (const int status = leaves_as(job); status != 0) {
            return status == 2 ? "security" : "superseded";
        }
        Machine any;
        any.virtualized = job.virtualized.value_or(true);
        static const std::array<const char*, 8> refusals{
            "", "virtual", "security", "missing-chroot", "illegal-pocket", "component", "external", "no-dsc"};
        const int rule = refused_by(job, any);
        return rule != 0 ? refusals.at(static_cast<std::size_t>(rule)) : lost_to_others(job);
    }

    [[nodiscard]] std::string lost_to_others(const Job& job) const {
        static const std::array<const char*, 5> words{"no-builder", "last-builder", "share", "rank",
                                                      "not-reached"};
        std::size_t furthest = 0;
        std::set<Class> classes;
        for (const auto* machine : free_) {
            if (suits(job, class_of(*machine))) {
                classes.insert(class_of(*machine));
            }
        }
        for (const auto& wanted : classes) {
            std::size_t obstacle = at_share(job, wanted.first) ? 2 : 3;
            bool all_refuse = true;
            for (const auto* machine : free_) {
                const bool may = class_of(*machine) == wanted && !is_again(job, *machine);
                all_refuse = all_refuse && (class_of(*machine) != wanted || !may);
                obstacle = obstacle == 3 && may && idle_.contains(machine->id) ? 4 : obstacle;
            }
            furthest = std::max(furthest, all_refuse ? 1 : obstacle);
        }
        return words.at(furthest);
    }

    [[nodiscard]] std::string text(const std::vector<const Machine*>& without_job) const {
        auto text = dispatches_;
        for (const auto& [queue, status] : rejected_) {
            text += fmt::format("{} leaves as {}\n", queue, status);
        }
        for (const auto& [queue, rule] : refused_) {
            text += fmt::format("{} refused by rule {}\n", queue, rule);
        }
        for (const int archive : malformed_) {
            text += fmt::format("archive {} disabled\n", archive);
        }
        for (const auto* machine : without_job) {
            text += fmt::format("{} gets nothing\n", machine->id);
        }
        return text;
    }

    const RandomFarm& farm_;
    std::optional<Criterion> without_;
    std::vector<const Machine*> free_;
    std::map<Class, Rows> rows_;
    std::map<Class, bool> full_;
    std::set<int> given_;
    std::map<int, int> rejected_; ///< queue -> build status
    std::map<int, int> refused_;  ///< queue -> rule of 4.6
    std::set<int> malformed_;     ///< archives
    std::set<int> idle_;          ///< free machines that got nothing
    std::string dispatches_;
};

} // namespace

const std::array<NamedCriterion, 51> all_criteria{{
    {Criterion::binary_job, "binary job"},
    {Criterion::without_builder, "without builder"},
    {Criterion::waiting_job, "waiting job"},
    {Criterion::needs_build, "needs build"},
    {Criterion::processor, "processor"},
    {Criterion::any_processor, "any processor"},
    {Criterion::virtualized, "virtualized"},
    {Criterion::null_is_virtual, "null is virtual"},
    {Criterion::enabled, "enabled"},
    {Criterion::private_on_disk, "private on disk"},
    {Criterion::gone_is_on_disk, "gone is on disk"},
    {Criterion::content, "content"},
    {Criterion::share, "share"},
    {Criterion::share_counts_matched, "share counts matched"},
    {Criterion::share_spares_private, "share spares private"},
    {Criterion::share_spares_others, "share spares others"},
    {Criterion::share_by_family, "share by family"},
    {Criterion::share_of_usable, "share of usable"},
    {Criterion::score, "score"},
    {Criterion::unscored_last, "unscored last"},
    {Criterion::age, "age"},
    {Criterion::not_again, "not again"},
    {Criterion::again_without_another, "again without another"},
    {Criterion::again_when_fresh, "again when fresh"},
    {Criterion::security, "security"},
    {Criterion::superseded, "superseded"},
    {Criterion::pending_is_current, "pending is current"},
    {Criterion::newest_publication, "newest publication"},
    {Criterion::own_archive, "own archive"},
    {Criterion::own_series, "own series"},
    {Criterion::virtual_item, "virtual item"},
    {Criterion::chroot, "chroot"},
    {Criterion::pocket_chroot, "pocket chroot"},
    {Criterion::release_chroot, "release chroot"},
    {Criterion::chroot_content, "chroot content"},
    {Criterion::pocket, "pocket"},
    {Criterion::component, "component"},
    {Criterion::dependency_component, "dependency component"},
    {Criterion::malformed, "malformed"},
    {Criterion::dsc, "dsc"},
    {Criterion::ten_rejects, "ten rejects"},
    {Criterion::first_load_limit, "first load limit"},
    {Criterion::second_load, "second load"},
    {Criterion::second_virtual, "second virtual"},
    {Criterion::second_chroot, "second chroot"},
    {Criterion::second_pocket, "second pocket"},
    {Criterion::second_component, "second component"},
    {Criterion::second_dsc, "second dsc"},
    {Criterion::second_share, "second share"},
    {Criterion::second_malformed, "second malformed"},
    {Criterion::second_by_class, "second by class"},
}};

std::string slow_dispatch(const RandomFarm& farm, std::optional<Criterion> without) {
    return SlowDispatch(farm, without).outcome();
}

std::map<int, std::string> slow_reasons(const RandomFarm& farm) {
    SlowDispatch dispatch(farm, {});
    static_cast<void>(dispatch.outcome());
    return dispatch.reasons();
}

} // namespace buildd::test
