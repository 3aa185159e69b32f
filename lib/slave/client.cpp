#include "slave/client.hpp"

#include "base/text.hpp"
#include "slave/answer_codec.hpp"
#include "slave/call_codec.hpp"
#include "slave/status_codec.hpp"

#include <fmt/format.h>
#include <xmlrpc-c/base.h>

#include <utility>

namespace buildd {
namespace {

/// Stands for "no limit but the patience's".
constexpr std::chrono::milliseconds unlimited = std::chrono::hours(24 * 365);

} // namespace

void allow_replies_of(std::size_t max_reply_bytes) {
    if (max_reply_bytes > xmlrpc_limit_get(XMLRPC_XML_SIZE_LIMIT_ID)) {
        xmlrpc_limit_set(XMLRPC_XML_SIZE_LIMIT_ID, max_reply_bytes);
    }
}

SlaveClient::SlaveClient(std::string base_url, const SlaveLimits& limits)
    : base_url_(std::move(base_url)), limits_(limits) {}

Result<std::string> SlaveClient::call(const std::string& request, std::chrono::milliseconds total,
                                      const Patience& patience) {
    return http_.post(join_url(base_url_, "rpc"), request,
                      {limits_.status_timeout, total, limits_.max_reply_bytes}, patience);
}

Result<SlaveStatus> SlaveClient::status(const Patience& patience) {
    const auto reply = call(encode_status(), limits_.status_timeout, patience);
    return reply ? decode_status(*reply) : reply.failure();
}

Result<Done> SlaveClient::ensure_present(const FileSource& file, const Patience& patience) {
    if (auto objection = what_is_wrong(file)) {
        return Failure{Cause::ours, "not sent: " + *objection};
    }
    const auto reply = call(encode_ensure_present(file), unlimited, patience);
    return reply ? decode_present(*reply, file.password) : reply.failure();
}

Result<Done> SlaveClient::clean(const Patience& patience) {
    const auto reply = call(encode_clean(), limits_.errand_timeout, patience);
    return reply ? decode_done(*reply) : reply.failure();
}

Result<Done> SlaveClient::abort(const Patience& patience) {
    const auto reply = call(encode_abort(), limits_.errand_timeout, patience);
    return reply ? decode_done(*reply) : reply.failure();
}

Result<Done> SlaveClient::build(const BuildCall& build_call, const Patience& patience) {
    if (auto objection = what_is_wrong(build_call)) {
        return Failure{Cause::ours, "not sent: " + *objection};
    }
    const auto reply = call(encode_build(build_call), limits_.errand_timeout, patience);
    return reply ? decode_started(*reply, build_call.cookie) : reply.failure();
}

std::string SlaveClient::file_url(std::string_view name) const {
    return join_url(base_url_, fmt::format("filecache/{}", name));
}

} // namespace buildd
