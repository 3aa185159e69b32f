#include "scan/metrics.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <sstream>

namespace buildd {
namespace {

enum class Kind {
    total,      ///< added up over all passes
    gauge,      ///< of the pass that started last
    high_water, ///< the greatest seen
};

struct Metric {
    const char* name;
    Kind kind;
    const char* help;
};

constexpr const char* start_time = "buildd_scan_start_time_seconds";

constexpr std::array metrics{
    Metric{start_time, Kind::gauge, "When the last pass started, in seconds since 1970."},
    Metric{"buildd_scan_last_success_time_seconds", Kind::high_water,
           "When the last pass started that was done, in seconds since 1970."},
    Metric{"buildd_scan_exit_status", Kind::gauge, "Exit status of the last pass."},
    Metric{"buildd_scan_step_seconds", Kind::gauge, "How long each step of the last pass took."},
    Metric{"buildd_builders", Kind::gauge,
           "Builders by what their slave does or why it is not asked, processor and virtualization."},
    Metric{"buildd_jobs_waiting", Kind::gauge,
           "Jobs that waited when the last pass began to give them away, by processor and virtualization."},
    Metric{"buildd_jobs_oldest_seconds", Kind::gauge,
           "How long the oldest waiting job has been in the queue."},
    Metric{"buildd_scan_passes_total", Kind::total, "Passes by exit status."},
    Metric{"buildd_builds_collected_total", Kind::total, "Results collected, by outcome."},
    Metric{"buildd_dispatches_total", Kind::total, "Jobs given to builders."},
    Metric{"buildd_rescues_total", Kind::total, "Slaves freed from what nobody had asked them for."},
    Metric{"buildd_failures_total", Kind::total, "Failures counted against builders or builds, by kind."},
    Metric{"buildd_fetched_bytes_total", Kind::total, "Bytes of logs and results fetched from slaves."},
    Metric{"buildd_sql_statements_total", Kind::total, "SQL statements sent."},
    Metric{"buildd_breaker_trips_total", Kind::total,
           "Times that the breaker kept failures from being counted."},
    Metric{"buildd_illegal_pockets_total", Kind::total, "Builds met in a pocket where they are illegal."},
};

double seconds_of(Timestamp time) {
    return std::chrono::duration<double>(time.time_since_epoch()).count();
}

const char* truth(bool value) {
    return value ? "true" : "false";
}

/// Whether all was done that could be: single builders, the breaker and illegal pockets are the farm's
/// business (spec: 6.4).
bool is_done(ExitStatus status) {
    return status == ExitStatus::done || status == ExitStatus::illegal_pocket ||
           status == ExitStatus::breaker;
}

std::map<Labels, double> by_label(const char* label, const std::map<std::string, int>& numbers) {
    std::map<Labels, double> result;
    for (const auto& [value, number] : numbers) {
        result[{{label, value}}] = number;
    }
    return result;
}

void add_gauges(Samples& samples, const PassFigures& figures) {
    for (const auto& [step, seconds] : figures.step_seconds) {
        samples["buildd_scan_step_seconds"][{{"step", step}}] = seconds;
    }
    if (figures.builders) {
        auto& family = samples["buildd_builders"];
        for (const auto& [kind, number] : *figures.builders) {
            const auto& [state, processor, virtualized] = kind;
            family[{{"state", state}, {"processor", processor}, {"virtualized", truth(virtualized)}}] =
                number;
        }
    }
    if (figures.queue) {
        auto& waiting = samples["buildd_jobs_waiting"];
        auto& oldest = samples["buildd_jobs_oldest_seconds"];
        for (const auto& each : *figures.queue) {
            const Labels labels{{"processor", each.processor}, {"virtualized", truth(each.virtualized)}};
            waiting[labels] = each.waiting;
            oldest[labels] = static_cast<double>(each.oldest.count());
        }
    }
}

const std::map<Labels, double>* find(const Samples& samples, const char* name) {
    const auto found = samples.find(name);
    return found == samples.end() ? nullptr : &found->second;
}

double start_of(const Samples& samples) {
    const auto* family = find(samples, start_time);
    return family == nullptr || family->empty() ? 0 : family->begin()->second;
}

prometheus::ClientMetric client_metric(const Labels& labels, double value, bool counts) {
    prometheus::ClientMetric metric;
    for (const auto& [name, text] : labels) {
        metric.label.push_back({name, text});
    }
    (counts ? metric.counter.value : metric.gauge.value) = value;
    return metric;
}

} // namespace

Samples samples_of(const PassFigures& figures) {
    const auto status = std::to_string(static_cast<int>(figures.status));
    const auto started = seconds_of(figures.started);
    Samples samples;
    samples[start_time][{}] = started;
    if (is_done(figures.status)) {
        samples["buildd_scan_last_success_time_seconds"][{}] = started;
    }
    samples["buildd_scan_exit_status"][{}] = static_cast<int>(figures.status);
    add_gauges(samples, figures);
    samples["buildd_scan_passes_total"][{{"exit_status", status}}] = 1;
    samples["buildd_builds_collected_total"] = by_label("outcome", figures.collected);
    samples["buildd_dispatches_total"][{}] = figures.dispatches;
    samples["buildd_rescues_total"][{}] = figures.rescues;
    samples["buildd_failures_total"] = by_label("kind", figures.failures);
    samples["buildd_fetched_bytes_total"][{}] = static_cast<double>(figures.bytes_fetched);
    samples["buildd_sql_statements_total"][{}] = figures.statements;
    samples["buildd_breaker_trips_total"][{}] = figures.breaker_trips;
    samples["buildd_illegal_pockets_total"][{}] = figures.illegal_pockets;
    return samples;
}

Samples merged(const Samples& old, const Samples& fresh) {
    const bool is_later = start_of(fresh) >= start_of(old);
    Samples result;
    for (const auto& metric : metrics) {
        const auto* before = find(old, metric.name);
        const auto* now = find(fresh, metric.name);
        if (metric.kind == Kind::gauge) {
            const auto* kept = now != nullptr && (is_later || before == nullptr) ? now : before;
            if (kept != nullptr) {
                result[metric.name] = *kept;
            }
            continue;
        }
        auto& family = result[metric.name];
        for (const auto* part : {before, now}) {
            for (const auto& [labels, value] : part == nullptr ? std::map<Labels, double>{} : *part) {
                auto& kept = family[labels];
                kept = metric.kind == Kind::total ? kept + value : std::max(kept, value);
            }
        }
    }
    return result;
}

std::string to_prometheus(const Samples& samples) {
    std::vector<prometheus::MetricFamily> families;
    for (const auto& metric : metrics) {
        const auto* family = find(samples, metric.name);
        if (family == nullptr || family->empty()) {
            continue;
        }
        const bool counts = metric.kind == Kind::total;
        const auto type = counts ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge;
        families.push_back({metric.name, metric.help, type, {}});
        for (const auto& [labels, value] : *family) {
            families.back().metric.push_back(client_metric(labels, value, counts));
        }
    }
    std::ostringstream text;
    prometheus::TextSerializer().Serialize(text, families);
    return text.str();
}

} // namespace buildd
