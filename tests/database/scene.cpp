#include "database/scene.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace buildd::test {

const StaffedBuilder& Scene::builder(int id) const {
    const auto found =
        std::find_if(farm.builders.begin(), farm.builders.end(),
                     [&](const StaffedBuilder& staffed) { return staffed.builder.id.value == id; });
    if (found == farm.builders.end()) {
        throw std::out_of_range(fmt::format("builder {} was not loaded", id));
    }
    return *found;
}

const Candidate& Scene::candidate(int queue) const {
    const auto found = std::find_if(candidates.begin(), candidates.end(), [&](const Candidate& candidate) {
        return candidate.queue.value == queue;
    });
    if (found == candidates.end()) {
        throw std::out_of_range(fmt::format("buildqueue {} is no candidate", queue));
    }
    return *found;
}

JobChange Scene::change(int builder_id, JobAction action) const {
    JobChange change;
    change.job = *builder(builder_id).job;
    change.builder = {builder_id};
    change.action = action;
    return change;
}

Scene load_scene(Connection& connection) {
    Scene scene;
    scene.farm = load_farm(connection, {"here", {}, true});
    ReadTransaction transaction(connection);
    LoadDemand demand;
    demand.classes = {{{{1}, false}, 1000}};
    scene.candidates = load_candidates(transaction, demand).at(0).candidates;
    return scene;
}

std::vector<StartedJob> commit(Connection& connection, const Changes& changes) {
    WriteBack write_back(connection);
    const Held held = write_back.hold(changes);
    std::vector<StartedJob> started = write_back.write(held_part(changes, held));
    write_back.commit();
    return started;
}

std::string summary(const Changes& changes) {
    std::string text = "builders";
    for (const StaffedBuilder& staffed : changes.builders) {
        text += fmt::format(" {}", staffed.builder.id);
    }
    text += "; jobs";
    for (const JobChange& change : changes.jobs) {
        text += fmt::format(" {}", change.job.queue);
    }
    text += "; rejects";
    for (const Reject& reject : changes.rejects) {
        text += fmt::format(" {}", reject.candidate.queue);
    }
    text += "; dispatches";
    for (const Dispatch& dispatch : changes.dispatches) {
        text += fmt::format(" {}>{}", dispatch.candidate.queue, dispatch.builder);
    }
    text += "; changes";
    for (const BuilderChange& change : changes.builder_changes) {
        text += fmt::format(" {}", change.id);
    }
    return text;
}

} // namespace buildd::test
