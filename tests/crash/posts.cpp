#include "crash/posts.hpp"

namespace buildd::test {
namespace {

using Slave = SimulatedSlave;
using Cookie = const std::string&;
using Files = std::map<std::string, Content>;

constexpr int failed_to_build = 2;
constexpr int dependency_wait = 3;
constexpr int chroot_problem = 4;
constexpr int building = 6;
constexpr int failed_to_upload = 7;
constexpr int uploading = 8;

const std::string another = "PACKAGEBUILD-7-7-7";

Content content(std::uint64_t seed) {
    return Content::generated(3'000 + seed, seed);
}

auto waiting(const std::string& outcome, const Files& files = {}, const std::string& dependencies = "") {
    return [=](Slave& slave, Cookie cookie) { slave.set_waiting(outcome, cookie, files, dependencies); };
}

auto waiting_with_another(const std::string& outcome) {
    return [=](Slave& slave, Cookie) { slave.set_waiting(outcome, another); };
}

/// A build of its own, which ends when it is told to.
void build(Slave& slave, Cookie cookie) {
    slave.set_building(cookie, usual_plan(), "alsa-utils_1.0.9a-4ubuntu1.dsc");
}

void build_without_a_log(Slave& slave, Cookie cookie) {
    auto plan = usual_plan();
    plan.log.clear();
    slave.set_building(cookie, plan, "alsa-utils_1.0.9a-4ubuntu1.dsc");
}

void build_for_ever(Slave& slave, Cookie cookie) {
    slave.set_building(cookie, "compiling\n");
}

void build_another(Slave& slave, Cookie /*cookie*/) {
    slave.set_building(another, "compiling\n");
}

const std::string usual_log = "Building alsa-utils 1.0.9a-4ubuntu1 on i386.\n";

Ending ends_with(int status, const Files& files = {}) {
    return {status, true, files, "The log of {cookie}.\n"};
}

Ending ends_without_waiting_for_its_log(int status) {
    auto ending = ends_with(status);
    ending.waits_for_log = false;
    return ending;
}

/// It goes on building, and its end is collected.
Ending ends_as_usual(const std::string& log = usual_log) {
    return {uploading, true, usual_files(), log};
}

Ending runs_again() {
    return {uploading, false, usual_files(), usual_log};
}

std::string started_minutes_ago(int minutes) {
    return "UPDATE job SET date_started = timezone('UTC', now()) - interval '" + std::to_string(minutes) +
           " minutes' WHERE id = (SELECT job FROM buildpackagejob WHERE build = {build})";
}

/// Of which all but the last are on the builders here.
std::vector<Post> posts_with_results() {
    const Files two{{"a.changes", content(1)}, {"a.deb", content(2)}};
    const Files with_a_twin{{"b.changes", content(3)}, {"b.deb", content(4)}, {"b.udeb", content(4)}};
    const Files secret{{"c.deb", content(5)}};
    const Files large{{"d.changes", content(6)},
                      {"large.deb", Content::generated(largest_file_bytes + 1, 7)}};
    const auto old = Generation::of_2010;
    const auto today = Generation::today;
    return {
        {"abel", old, Job::given, "", waiting("OK", two), {}, ends_with(uploading, two)},
        {"anna", today, Job::given, "", waiting("OK", with_a_twin), {}, ends_with(uploading, with_a_twin)},
        {"pia",
         today,
         Job::given,
         "UPDATE archive SET private = true, buildd_secret = 'sekrit' WHERE id = 9; "
         "UPDATE packagebuild SET archive = 9 WHERE id = "
         "(SELECT package_build FROM binarypackagebuild WHERE id = {build})",
         waiting("OK", secret),
         {},
         ends_with(uploading, secret)},
        {"willy",
         today,
         Job::given,
         "",
         [](Slave& slave, Cookie cookie) {
             slave.set_waiting("OK", cookie, {{"x", content(8)}});
             slave.set_filemap({{"../x", content(8).sha1()}});
         },
         {},
         ends_with(failed_to_upload)},
        {"olga", old, Job::given, "", waiting("OK", large), {}, ends_with(failed_to_upload)},
        {"nora", old, Job::given, "", waiting("PACKAGEFAIL"), {}, ends_with(failed_to_build)},
        {"dean",
         today,
         Job::given,
         "",
         waiting("DEPFAIL", {}, "baz (>= 1.0.1)"),
         {},
         ends_with(dependency_wait)},
        {"chris", today, Job::given, "", waiting("CHROOTFAIL"), {}, ends_with(chroot_problem)},
        {"vera", today, Job::given, "", waiting("BUILDERFAIL"), {}, runs_again()},
        {"otto", today, Job::given, "", waiting("GIVENBACK"), {}, runs_again()},
        {"gwen",
         old,
         Job::given,
         "UPDATE buildfarmjob SET failure_count = 2 WHERE id = (SELECT build_farm_job FROM packagebuild p "
         "JOIN binarypackagebuild b ON b.package_build = p.id WHERE b.id = {build})",
         waiting("GIVENBACK"),
         {},
         ends_without_waiting_for_its_log(failed_to_build)},
        {"abe", today, Job::given, "", waiting("ABORTED"), {}, runs_again()},
        {"umma", today, Job::given, "", waiting("STRANGE"),
         [=](Slave& slave, Cookie cookie) {
             if (slave.cookie() == cookie) {
                 slave.set_waiting("OK", cookie, two);
             }
         },
         ends_with(uploading, two)},
        {"ida", today, Job::of_seed, "", waiting("OK", two), {}, {building, true, {}}},
    };
}

std::vector<Post> posts_with_jobs_in_trouble() {
    const auto old = Generation::of_2010;
    const auto today = Generation::today;
    const auto aborting = [](Slave& slave, Cookie cookie) { slave.set_aborting(cookie); };
    const auto answering = [](Slave& slave, Cookie) { slave.behave(); };
    return {
        {"carl", today, Job::given, "", {}, {}, runs_again()},
        {"dora", old, Job::given, "", build, {}, ends_as_usual()},
        {"emil", today, Job::given, "", build_another, {}, runs_again()},
        {"walt", old, Job::given, "", waiting_with_another("OK"), {}, runs_again()},
        {"jan",
         old,
         Job::given,
         "",
         [](Slave& slave, Cookie cookie) { slave.set_aborted(cookie); },
         {},
         runs_again()},
        {"lena",
         today,
         Job::given,
         "UPDATE builder SET builderok = false, failnotes = 'no disk' WHERE name = '{builder}'",
         build_for_ever,
         {},
         runs_again(),
         true},
        {"quentin", today, Job::given, "", aborting, {}, runs_again()},
        {"stan",
         today,
         Job::given,
         started_minutes_ago(longest_build_minutes / 2),
         build_without_a_log,
         {},
         ends_as_usual("")},
        {"moritz",
         today,
         Job::given,
         started_minutes_ago(longest_build_minutes + 1),
         build_for_ever,
         {},
         runs_again(),
         true},
        {"hugo", today, Job::given, "",
         [](Slave& slave, Cookie cookie) {
             build(slave, cookie);
             slave.misbehave(closing());
         },
         answering, ends_as_usual()},
        // At 5 points its machine is reset, and its job with it.
        {"vince", today, Job::given,
         "UPDATE builder SET virtualized = true, vm_host = 'vince.ppa', failure_count = 4 "
         "WHERE name = '{builder}'; UPDATE buildqueue SET virtualized = true "
         "WHERE builder = (SELECT id FROM builder WHERE name = '{builder}')",
         [](Slave& slave, Cookie) { slave.misbehave(closing().only(1)); }, answering, runs_again()},
    };
}

std::vector<Post> posts_without_jobs() {
    const auto today = Generation::today;
    const auto aborted = [](Slave& slave, Cookie) { slave.set_aborted(another); };
    return {
        {"fritz", today, Job::none, "", waiting_with_another("OK")},
        {"lars", today, Job::none, "", build_another},
        {"aron", Generation::of_2010, Job::none, "", aborted},
        {"karl", today, Job::none, "", [](Slave& slave, Cookie) { slave.set_state("SLEEPING"); }},
        {"paul", today, Job::none, "UPDATE builder SET active = false WHERE name = '{builder}'"},
        {"mona", today, Job::none,
         "UPDATE builder SET manual = true, failure_count = 3 WHERE name = '{builder}'"},
        {"rosa", Generation::of_2010, Job::none},
        {"vic", today, Job::none,
         "UPDATE builder SET virtualized = true, vm_host = 'vic.ppa' WHERE name = '{builder}'"},
    };
}

} // namespace

const std::vector<Post>& posts() {
    static const std::vector<Post> all = [] {
        auto some = posts_with_results();
        for (const auto& more : {posts_with_jobs_in_trouble(), posts_without_jobs()}) {
            some.insert(some.end(), more.begin(), more.end());
        }
        return some;
    }();
    return all;
}

const Ending& ending_of_waiting() {
    static const Ending ending = runs_again();
    return ending;
}

BuildPlan usual_plan() {
    BuildPlan plan;
    plan.files = {{"{source}_{version}_{arch}.changes", content(11)},
                  {"{source}_{version}_{arch}.deb", content(12)}};
    return plan;
}

std::map<std::string, Content> usual_files() {
    return {{"alsa-utils_1.0.9a-4ubuntu1_i386.changes", content(11)},
            {"alsa-utils_1.0.9a-4ubuntu1_i386.deb", content(12)}};
}

} // namespace buildd::test
