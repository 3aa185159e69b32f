#pragma once

#include "library/fetch_file.hpp"
#include "storage_room.hpp"
#include "support/slave_farm.hpp"

#include <string>
#include <vector>

namespace buildd::test {

/// A simulated slave, a root and a run: all that one download needs.
struct FetchRoom : StorageRoom {
    HttpLibrary library_of_http;
    SlaveFarm farm;
    SimulatedSlave& slave = farm.add("bob");
    HttpClient http;
    FetchSettings settings = quick_settings();
    StagingRun living_run = run();

    [[nodiscard]] std::string url(const std::string& name) const {
        return slave.url() + "/filecache/" + name;
    }
    [[nodiscard]] std::filesystem::path partial(const std::string& name) const {
        return path / "grabbing/partial" / name;
    }
    /// Requests so far, which are then forgotten.
    std::vector<std::string> requests() {
        auto lines_of_calls = slave.call_lines();
        slave.forget_calls();
        return lines_of_calls;
    }

  private:
    static FetchSettings quick_settings() {
        FetchSettings settings;
        settings.limits.min_free_space_bytes = 0;
        settings.stall.window = std::chrono::milliseconds(700);
        return settings;
    }
};

} // namespace buildd::test
