#include "run.hpp"

#include "output.hpp"
#include "scan/metrics.hpp"
#include "scan/pass.hpp"
#include "signals.hpp"

#include <chrono>
#include <cstdio>
#include <exception>

namespace buildd {
namespace {

void print(const std::string& text) {
    static_cast<void>(std::fwrite(text.data(), 1, text.size(), stdout));
}

ExitStatus scan(const Options& options, const Log& log, PassFigures& figures) {
    static Stop stop;
    stop_on_signals(stop);
    try {
        const auto report = run_pass(options.request, log, stop, figures);
        log.end_progress();
        const bool with_table = options.request.dry_run || options.narrate;
        print(options.json ? to_json(report) : to_text(report, with_table));
        return report.status;
    } catch (const Error& error) {
        log.error("{}", error.what());
        return error.status();
    } catch (const std::exception& error) {
        log.error("unexpected: {}", error.what());
        return ExitStatus::failed;
    }
}

/// A pass that could not be done is measured too (spec: 6.6); one that was never begun is none.
bool is_measured(ExitStatus status) {
    return status != ExitStatus::usage && status != ExitStatus::configuration;
}

} // namespace

ExitStatus run(const Options& options, const Log& log) {
    PassFigures figures;
    figures.started =
        std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
    figures.status = scan(options, log, figures);
    if (options.metrics_file && is_measured(figures.status)) {
        try {
            write_metrics(*options.metrics_file, figures);
        } catch (const StorageError& error) {
            log.error("metrics: {}", error.what());
        }
    }
    return figures.status;
}

} // namespace buildd
