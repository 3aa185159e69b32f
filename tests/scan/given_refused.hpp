#pragma once

#include "base/error.hpp"
#include "decide/verify.hpp"
#include "scan/given_scene.hpp"
#include "scan/verdict_cells.hpp"

#include <catch2/catch.hpp>

#include <optional>
#include <string>

namespace buildd::test {

/// Starts the given job, which raises that error with that message; nothing is told and nothing written.
template <typename Raised>
void check_refused(GivenScene& scene, const std::string& message) {
    const auto before = cells_of(scene.farm);
    std::optional<std::string> raised;
    try {
        static_cast<void>(scene.start());
    } catch (const Raised& error) {
        raised = error.what();
    }
    CHECK(raised == message);
    CHECK(scene.bob.calls().empty());
    CHECK(scene.resumed().empty());
    CHECK(cells_of(scene.farm) == before);
}

} // namespace buildd::test
