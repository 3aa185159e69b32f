#include "base/text.hpp"
#include "output.hpp"

#include <nlohmann/json.hpp>

namespace buildd {
namespace {

using Json = nlohmann::ordered_json;

constexpr int schema = 1;

/// What the database holds, without passwords; a line feed or an escape is JSON's to encode.
Json text(const std::string& value) {
    return mask_secrets(value);
}

/// Empty is null.
Json text_or_null(const std::string& value) {
    return value.empty() ? Json() : text(value);
}

template <typename Id>
Json id_or_null(const std::optional<Id>& id) {
    return id ? Json(id->value) : Json();
}

Json to_value(const BuilderReport& builder) {
    return {{"id", builder.id.value},
            {"name", text(builder.name)},
            {"slave", builder.slave},
            {"queue", id_or_null(builder.queue)},
            {"build", id_or_null(builder.build)},
            {"job", text_or_null(builder.job)},
            {"starts_build", id_or_null(builder.starts)},
            {"action", text(builder.action)}};
}

Json to_value(const PassTotals& totals) {
    return {{"builders", totals.builders},
            {"asked", totals.asked},
            {"unreachable", totals.unreachable},
            {"collected", totals.collected},
            {"dispatched", totals.dispatched},
            {"reset", totals.reset},
            {"failed_builders", totals.failed_builders}};
}

Json to_value(const JobExplanation& job) {
    return {{"queue", job.queue.value},
            {"build", id_or_null(job.build)},
            {"job", text_or_null(job.title)},
            {"reason", name_of(job.reason)},
            {"text", text(job.text)}};
}

Json to_value(const BuilderExplanation& builder) {
    return {{"id", builder.builder.value},
            {"name", text(builder.name)},
            {"reason", name_of(builder.reason)},
            {"text", text(builder.text)}};
}

template <typename Items>
Json to_values(const Items& items) {
    auto values = Json::array();
    for (const auto& item : items) {
        values.push_back(to_value(item));
    }
    return values;
}

} // namespace

std::string to_json(const PassReport& report) {
    Json document{{"schema", schema},
                  {"dry_run", report.dry_run},
                  {"exit_status", static_cast<int>(report.status)},
                  {"builders", to_values(report.builders)},
                  {"totals", to_value(report.totals)}};
    if (report.explanation) {
        document["explanation"] = {{"jobs", to_values(report.explanation->jobs)},
                                   {"builders", to_values(report.explanation->builders)}};
    }
    // What is no UTF-8 in the database must not cost the rest of the document.
    return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace buildd
