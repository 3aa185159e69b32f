#include "support/slave_farm.hpp"

#include "support/slave_conversation.hpp"
#include "support/slave_fetch.hpp"
#include "support/slave_waiting_room.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/resource.h>

#include <atomic>
#include <cstring>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <utility>

namespace buildd::test {

namespace {

// Ten thousand slaves are ten thousand connections.
unsigned int raise_open_files() {
    constexpr rlim_t most = 100'000;
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    return static_cast<unsigned int>(std::min(limit.rlim_cur, most));
}

bool is_name(std::string_view name) {
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    return !name.empty() && name.find_first_not_of(allowed) == std::string_view::npos;
}

} // namespace

struct SlaveFarm::Server {
    WaitingRoom room;
    std::shared_mutex mutex;
    std::map<std::string, std::unique_ptr<SimulatedSlave>, std::less<>> slaves;
    std::mutex listening;
    SimulatedSlave::Listener listener;
    MHD_Daemon* daemon{nullptr};
    std::uint16_t port{0};
    // Last, so that its threads end before what they work on.
    FetchThreads fetches;

    void start(std::uint16_t wanted);
    [[nodiscard]] SimulatedSlave* find(std::string_view name);
    [[nodiscard]] std::unique_ptr<Conversation> converse(MHD_Connection* connection, std::string_view url,
                                                         bool is_post);
    void hear(const std::string& name, const RecordedCall& call);
};

namespace {

// The one way from the server's C interface to ours; a Server's `converse` makes what `state` then holds.
template <typename Server>
MHD_Result on_request(void* self, MHD_Connection* connection, const char* url, const char* method,
                      const char*, const char* data, std::size_t* size, void** state) {
    if (*state == nullptr) {
        const bool is_post = std::strcmp(method, "POST") == 0;
        *state = static_cast<Server*>(self)->converse(connection, url, is_post).release();
        return MHD_YES;
    }
    auto* conversation = static_cast<Conversation*>(*state);
    if (*size > 0) {
        conversation->take(data, *size);
        *size = 0;
        return MHD_YES;
    }
    return conversation->go_on();
}

void on_completed(void*, MHD_Connection*, void** state, MHD_RequestTerminationCode) {
    const std::unique_ptr<Conversation> conversation{static_cast<Conversation*>(*state)};
    *state = nullptr;
}

} // namespace

void SlaveFarm::Server::start(std::uint16_t wanted) {
    constexpr unsigned int threads = 2;
    constexpr std::size_t connection_memory = std::size_t{16} * 1024;
    constexpr unsigned int backlog = 4096;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(wanted);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    daemon =
        MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, wanted, nullptr, nullptr,
                         &on_request<Server>, this, MHD_OPTION_NOTIFY_COMPLETED, &on_completed, nullptr,
                         MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_THREAD_POOL_SIZE, threads,
                         MHD_OPTION_CONNECTION_LIMIT, raise_open_files(), MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                         connection_memory, MHD_OPTION_LISTEN_BACKLOG_SIZE, backlog, MHD_OPTION_END);
    if (daemon == nullptr) {
        throw std::runtime_error(fmt::format("simulated slaves: cannot listen on 127.0.0.1:{}", wanted));
    }
    port = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}

SimulatedSlave* SlaveFarm::Server::find(std::string_view name) {
    const std::shared_lock lock{mutex};
    const auto place = slaves.find(name);
    return place == slaves.end() ? nullptr : place->second.get();
}

std::unique_ptr<Conversation> SlaveFarm::Server::converse(MHD_Connection* connection, std::string_view url,
                                                          bool is_post) {
    url.remove_prefix(url.starts_with('/') ? 1 : 0);
    const auto slash = url.find('/');
    const auto path = slash == std::string_view::npos ? std::string_view{} : url.substr(slash + 1);
    return std::make_unique<Conversation>(find(url.substr(0, slash)), room, connection, is_post,
                                          std::string{path});
}

void SlaveFarm::Server::hear(const std::string& name, const RecordedCall& call) {
    const std::lock_guard lock{listening};
    if (listener) {
        listener(name, call);
    }
}

SlaveFarm::SlaveFarm(std::uint16_t port) : server_{std::make_unique<Server>()} {
    server_->start(port);
}

SlaveFarm::~SlaveFarm() {
    server_->fetches.stop();
    server_->room.close();
    MHD_stop_daemon(server_->daemon);
}

std::uint16_t SlaveFarm::port() const {
    return server_->port;
}

std::string SlaveFarm::url() const {
    return fmt::format("http://127.0.0.1:{}", port());
}

SimulatedSlave& SlaveFarm::add(const std::string& name, Generation generation) {
    if (!is_name(name)) {
        throw std::invalid_argument("simulated slaves: not a name: " + name);
    }
    auto* server = server_.get();
    auto made = std::make_unique<SimulatedSlave>(
        name, url() + "/" + name, generation, server->room,
        [server](const std::string& who, const RecordedCall& call) { server->hear(who, call); },
        [server](std::function<void()> task) { server->fetches.spawn(std::move(task)); });
    const std::unique_lock lock{server->mutex};
    const auto [place, is_new] = server->slaves.emplace(name, std::move(made));
    if (!is_new) {
        throw std::invalid_argument("simulated slaves: two of one name: " + name);
    }
    return *place->second;
}

SimulatedSlave& SlaveFarm::slave(std::string_view name) {
    SimulatedSlave* found = server_->find(name);
    if (found == nullptr) {
        throw std::out_of_range("simulated slaves: no slave of this name: " + std::string{name});
    }
    return *found;
}

std::vector<SimulatedSlave*> SlaveFarm::slaves() {
    const std::shared_lock lock{server_->mutex};
    std::vector<SimulatedSlave*> all;
    for (const auto& [name, slave] : server_->slaves) {
        all.push_back(slave.get());
    }
    return all;
}

void SlaveFarm::fetch_really(SimulatedSlave& slave) {
    slave.set_real_fetch([&stopping = server_->fetches.stopping()](const std::vector<Value>& parameters) {
        return fetch_from_url(parameters, stopping);
    });
}

void SlaveFarm::set_listener(SimulatedSlave::Listener listener) {
    const std::lock_guard lock{server_->listening};
    server_->listener = std::move(listener);
}

std::size_t SlaveFarm::call_count() {
    std::size_t count = 0;
    for (auto* slave : slaves()) {
        count += slave->calls().size();
    }
    return count;
}

std::vector<std::string> SlaveFarm::overlapped() {
    std::vector<std::string> names;
    for (auto* slave : slaves()) {
        if (slave->was_overlapped()) {
            names.push_back(slave->name());
        }
    }
    return names;
}

} // namespace buildd::test
