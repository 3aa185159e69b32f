#pragma once

#include "scan/figures.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace buildd {

/// A sample's labels.
using Labels = std::map<std::string, std::string>;
/// Values of metrics, by name and labels.
using Samples = std::map<std::string, std::map<Labels, double>>;

/// What the figures of one pass come to, by themselves (spec: 6.6).
[[nodiscard]] Samples samples_of(const PassFigures& figures);

/// The samples to keep: totals are added up, the last success is the latest, gauges are those of the pass
/// that started later, and those that it did not measure stay.
[[nodiscard]] Samples merged(const Samples& old, const Samples& fresh);

/// The Prometheus text format, with help and type of each metric.
[[nodiscard]] std::string to_prometheus(const Samples& samples);
/// Reads it back; what is none of our metrics is passed over.
[[nodiscard]] Samples from_prometheus(const std::string& text);

/// Adds the figures to a file for node_exporter's textfile collector: by a file of its own that takes the
/// place of the old one, under a lock of the folder. Throws StorageError, also when another pass has the lock
/// for longer than a second.
void write_metrics(const std::filesystem::path& file, const PassFigures& figures);

} // namespace buildd
