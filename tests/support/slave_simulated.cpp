#include "support/slave_simulated.hpp"

#include "support/slave_meeting.hpp"
#include "support/slave_waiting_room.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <utility>

// The wire side: from a request to its answer. The scripting side is in slave_script.cpp.
namespace buildd::test {

namespace {

constexpr std::string_view cache_folder = "filecache/";

bool client_is_there(int socket) {
    pollfd query{socket, POLLRDHUP, 0};
    return poll(&query, 1, 0) <= 0 || (query.revents & (POLLRDHUP | POLLHUP | POLLERR)) == 0;
}

std::uint16_t peer_port_of(int socket) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    return getpeername(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0 ? ntohs(address.sin_port)
                                                                                  : std::uint16_t{0};
}

RecordedCall recorded(const Exchange& exchange) {
    RecordedCall call;
    call.time = std::chrono::steady_clock::now();
    call.client_port = peer_port_of(exchange.socket);
    call.path = exchange.request.path;
    if (!exchange.request.is_post) {
        call.method = "GET";
        call.range = exchange.request.range;
    } else if (const auto* incoming = std::get_if<IncomingCall>(&exchange.call)) {
        call.method = incoming->method;
        call.parameters = incoming->parameters;
    } else {
        call.method = "unreadable";
    }
    return call;
}

Reply fetch_reply(FetchResult result) {
    switch (result) {
    case FetchResult::download:
        return Value::list({Value::boolean(true), "Download"});
    case FetchResult::not_found:
        return Value::list(
            {Value::boolean(false), "Error accessing Librarian: HTTP Error 404: File not found"});
    case FetchResult::refused:
        return Value::list({Value::boolean(false),
                            "Error accessing Librarian: <urlopen error [Errno 111] Connection refused>"});
    case FetchResult::mismatch:
        return Value::list({Value::boolean(false), "Digests did not match, removing again!"});
    }
    return {};
}

} // namespace

SimulatedSlave::SimulatedSlave(std::string name, std::string url, Generation generation, WaitingRoom& room,
                               Listener listener, Spawner spawner)
    : name_{std::move(name)}, url_{std::move(url)}, room_{room}, listener_{std::move(listener)},
      spawner_{std::move(spawner)}, machine_{generation} {}

void SimulatedSlave::begin(Exchange& exchange) {
    if (exchange.request.is_post) {
        exchange.call = parse_call(exchange.request.body);
    }
    RecordedCall call = recorded(exchange);
    const std::lock_guard lock{mutex_};
    overlapped_ = overlapped_ || std::any_of(active_.begin(), active_.end(), [](const Exchange* other) {
                      return client_is_there(other->socket);
                  });
    active_.push_back(&exchange);
    if (listener_) {
        listener_(name_, call);
    }
    calls_.push_back(std::move(call));
}

SimulatedSlave::Progress SimulatedSlave::park(Exchange& exchange, SlaveTime until, bool watched) {
    return room_.park(exchange.connection, exchange.socket, until, watched) ? Progress::parked
                                                                            : Progress::stopped;
}

SimulatedSlave::Progress SimulatedSlave::proceed(Exchange& exchange) {
    const std::lock_guard lock{mutex_};
    settle_fetch();
    if (exchange.stage == Exchange::Stage::ready) {
        return Progress::answer;
    }
    if (exchange.stage == Exchange::Stage::fetching) {
        if (!exchange.fetch->done) {
            return park(exchange, exchange.fetch->until, false);
        }
        exchange.answer = answer_with(exchange.fetch->reply);
    } else if (fetch_) {
        // One thread: a slave that fetches answers nothing else. (spec: 2.6)
        exchange.stage = Exchange::Stage::queued;
        return park(exchange, fetch_->until, false);
    } else if (!execute(exchange)) {
        exchange.stage = Exchange::Stage::fetching;
        return park(exchange, exchange.fetch->until, false);
    }
    exchange.answer = spoil(std::move(exchange.answer), exchange.misbehaviour);
    exchange.stage = Exchange::Stage::ready;
    if (exchange.misbehaviour.kind == Misbehaviour::Kind::silent) {
        return park(exchange, SlaveTime::max(), true);
    }
    if (const auto& meeting = exchange.misbehaviour.meeting) {
        return meeting->join(room_, exchange.connection, exchange.socket) ? Progress::parked
                                                                          : Progress::answer;
    }
    const auto wait = latency_ + exchange.misbehaviour.delay;
    return wait.count() > 0 ? park(exchange, std::chrono::steady_clock::now() + wait, true)
                            : Progress::answer;
}

void SimulatedSlave::end(Exchange& exchange) {
    const std::lock_guard lock{mutex_};
    settle_fetch();
    if (exchange.stage == Exchange::Stage::queued && !fetch_) {
        // Its client has gone, but the slave had the request and now comes to it.
        static_cast<void>(execute(exchange));
    }
    exchange.stage = Exchange::Stage::ended;
    std::erase(active_, &exchange);
}

Misbehaviour SimulatedSlave::take_misbehaviour(const Exchange& exchange) {
    std::vector<std::string> keys{"unreadable"};
    if (const auto* call = std::get_if<IncomingCall>(&exchange.call);
        call != nullptr && exchange.request.is_post) {
        keys = {call->method};
    } else if (!exchange.request.is_post) {
        keys = {exchange.request.path, "filecache"};
    }
    keys.emplace_back();
    for (const auto& key : keys) {
        const auto place = misbehaviours_.find(key);
        if (place == misbehaviours_.end()) {
            continue;
        }
        if (place->second.spared > 0) {
            --place->second.spared;
            return {};
        }
        Misbehaviour found = place->second;
        if (place->second.times && --*place->second.times <= 0) {
            misbehaviours_.erase(place);
        }
        return found;
    }
    return {};
}

// Does what the request asks for; false when that takes a fetch, with the exchange's fetch set.
bool SimulatedSlave::execute(Exchange& exchange) {
    exchange.misbehaviour = take_misbehaviour(exchange);
    if (replaces_answer(exchange.misbehaviour.kind) && !exchange.misbehaviour.takes_effect) {
        return true;
    }
    const auto& path = exchange.request.path;
    if (exchange.request.is_post) {
        if (const auto* call = std::get_if<IncomingCall>(&exchange.call)) {
            return execute_call(exchange, *call);
        }
        exchange.answer = answer_with(std::get<Fault>(exchange.call));
        return true;
    }
    const bool in_cache = path.starts_with(cache_folder);
    const auto content =
        in_cache ? machine_.file(path.substr(cache_folder.size()), machine_time()) : std::nullopt;
    exchange.answer = content ? answer_with_file(*content, exchange.request.range)
                              : answer_with_page(404, "No such resource.\n");
    return true;
}

bool SimulatedSlave::execute_call(Exchange& exchange, const IncomingCall& call) {
    const std::optional<Reply> reply = call.method == "ensurepresent"
                                           ? ensure_present(exchange, call.parameters)
                                           : machine_.call(call.method, call.parameters, machine_time());
    if (reply) {
        exchange.answer = answer_with(*reply);
    }
    return reply.has_value();
}

std::optional<Reply> SimulatedSlave::ensure_present(Exchange& exchange,
                                                    const std::vector<Value>& parameters) {
    if (parameters.size() != 4 || !parameters[0].is(Value::Kind::text)) {
        return Fault{8002, "error"};
    }
    const bool present = machine_.is_present(parameters[0].text());
    if (!parameters[1].is(Value::Kind::text)) {
        return Value::list({Value::boolean(present), "No URL"});
    }
    if (present) {
        return Value::list({Value::boolean(true), "Cache"});
    }
    if (parameters[1].text().empty()) {
        return Value::list({Value::boolean(false), "Error accessing Librarian: unknown url type: ''"});
    }
    return fetch(exchange, parameters);
}

// The reply of a fetch that takes no time; else the slave is deaf until the exchange's fetch is done.
std::optional<Reply> SimulatedSlave::fetch(Exchange& exchange, const std::vector<Value>& parameters) {
    const auto special = fetch_scripts_.find(parameters[0].text());
    const FetchScript& script = special == fetch_scripts_.end() ? fetch_script_ : special->second;
    fetch_ = std::make_shared<SlaveFetch>();
    fetch_->sha1 = parameters[0].text();
    exchange.fetch = fetch_;
    if (fetcher_) {
        spawner_([this, task = fetch_, fetcher = fetcher_, parameters] {
            const SlaveFetch result = fetcher(parameters);
            const std::lock_guard lock{mutex_};
            if (fetch_ == task) {
                task->reply = result.reply;
                task->makes_present = result.makes_present;
                finish_fetch();
            }
        });
        return std::nullopt;
    }
    fetch_->reply = fetch_reply(script.result);
    fetch_->makes_present = script.result == FetchResult::download;
    if (holds_fetches_) {
        return std::nullopt;
    }
    fetch_->until = std::chrono::steady_clock::now() + script.duration;
    settle_fetch();
    return exchange.fetch->done ? std::optional<Reply>{exchange.fetch->reply} : std::nullopt;
}

void SimulatedSlave::settle_fetch() {
    if (fetch_ && fetch_->until <= std::chrono::steady_clock::now()) {
        finish_fetch();
    }
}

void SimulatedSlave::finish_fetch() {
    if (fetch_->makes_present) {
        machine_.put_file(fetch_->sha1, std::nullopt);
    }
    fetch_->done = true;
    fetch_.reset();
    for (const Exchange* exchange : active_) {
        if (exchange->stage == Exchange::Stage::queued || exchange->stage == Exchange::Stage::fetching) {
            room_.wake(exchange->connection);
        }
    }
}

} // namespace buildd::test
