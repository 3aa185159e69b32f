#pragma once

#include "slave/errand.hpp"
#include "slave/samples.hpp"
#include "support/slave_farm.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace buildd::test {

/// A slave, its builder `bob`, and what an errand to it needs.
struct ErrandScene {
    explicit ErrandScene(Generation generation = Generation::today) : slave(farm.add("bob", generation)) {
        errand.builder.name = "bob";
        errand.builder.url = slave.url();
    }

    ErrandReport run(const Patience& patience = {}) {
        settings.resume = &resume;
        return run_errand(errand, settings, patience);
    }

    /// The methods that the slave was asked, in order.
    std::vector<std::string> methods() {
        std::vector<std::string> names;
        for (const auto& call : slave.calls()) {
            names.push_back(call.method);
        }
        return names;
    }

    /// `bob (URL): ` and this.
    [[nodiscard]] LogLine warning(const std::string& text) const {
        return {Level::warning, "bob (" + slave.url() + "): " + text};
    }

    SlaveFarm farm;
    SimulatedSlave& slave;
    Errand errand;
    ResumeCommand resume = ResumeCommand::parse("true");
    ErrandSettings settings{{std::chrono::seconds(2), std::chrono::seconds(3), 65536}};
};

using Methods = std::vector<std::string>;

} // namespace buildd::test
