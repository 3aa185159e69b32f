#pragma once

#include "database/connection.hpp"
#include "scan/figures.hpp"

#include <chrono>
#include <string>
#include <utility>

namespace buildd {

/// Measures a step of the pass from its making to its end, however it ends. What is named outlives it.
class StepTimer {
  public:
    StepTimer(PassFigures& figures, std::string step, const Connection& database)
        : figures_(figures), step_(std::move(step)), database_(database) {}
    ~StepTimer() {
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begun_;
        figures_.step_seconds[step_] = taken.count();
        figures_.statements = database_.statements_sent();
    }
    StepTimer(const StepTimer&) = delete;
    StepTimer& operator=(const StepTimer&) = delete;
    StepTimer(StepTimer&&) = delete;
    StepTimer& operator=(StepTimer&&) = delete;

  private:
    PassFigures& figures_;
    std::string step_;
    const Connection& database_;
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

} // namespace buildd
