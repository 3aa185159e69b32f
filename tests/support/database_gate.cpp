#include "support/database_gate.hpp"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <stdexcept>
#include <system_error>

namespace buildd::test {
namespace {

constexpr const char* socket_name = ".s.PGSQL.5432";
constexpr int between_looks_ms = 10;

[[noreturn]] void fail(const std::string& what) {
    throw std::system_error(errno, std::generic_category(), what);
}

sockaddr_un address_in(const std::filesystem::path& directory) {
    const auto path = (directory / socket_name).string();
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) {
        throw std::runtime_error(path + " is too long for a socket");
    }
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return address;
}

template <typename Address>
const sockaddr* as_address(const Address& address) {
    return reinterpret_cast<const sockaddr*>(&address); // the form in which the system's calls take it
}

int new_socket(int family) {
    const int descriptor = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        fail("socket");
    }
    return descriptor;
}

template <typename Address>
int listening_at(const Address& address) {
    const int descriptor = new_socket(as_address(address)->sa_family);
    if (bind(descriptor, as_address(address), sizeof address) != 0 || listen(descriptor, 8) != 0) {
        fail("a gate to the database");
    }
    return descriptor;
}

sockaddr_in any_port() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

std::uint16_t port_of(int descriptor) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    if (getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        fail("getsockname");
    }
    return ntohs(address.sin_port);
}

bool is_readable(int descriptor, int milliseconds) {
    pollfd entry{descriptor, POLLIN, 0};
    return poll(&entry, 1, milliseconds) > 0;
}

/// Empty: that side has ended.
std::string read_some(int descriptor) {
    std::array<char, 65536> buffer{};
    const auto count = read(descriptor, buffer.data(), buffer.size());
    return count > 0 ? std::string(buffer.data(), static_cast<std::size_t>(count)) : std::string();
}

bool write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto count = send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

/// Its close then ends the connection at once.
void forget_the_unsent(int descriptor) {
    const linger none{1, 0};
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &none, sizeof none);
}

/// A filter that lets no packet in, before the kernel has answered it.
void let_nothing_in(int descriptor) {
    std::array<sock_filter, 1> drop{{BPF_STMT(BPF_RET | BPF_K, 0)}};
    const sock_fprog program{drop.size(), drop.data()};
    if (setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) != 0) {
        fail("a filter that drops everything");
    }
}

std::string replaced(std::string text, const std::string& old, const std::string& with) {
    const auto place = text.find(old);
    if (place == std::string::npos) {
        throw std::logic_error("not the server behind the gate: " + text);
    }
    return text.replace(place, old.size(), with);
}

auto holding(std::string words) {
    return [words = std::move(words)](const std::string& statement, std::size_t) {
        return statement.find(words) != std::string::npos;
    };
}

auto numbered(std::size_t wanted) {
    return [wanted](const std::string&, std::size_t number) { return number == wanted; };
}

} // namespace

DatabaseGate::DatabaseGate(const PostgresServer& server, Road road)
    : server_directory_(server.socket_directory()), road_(road) {
    if (road_ == Road::local) {
        listener_ = listening_at(address_in(directory_.path()));
    } else {
        listener_ = listening_at(any_port());
        port_ = port_of(listener_);
    }
    thread_ = std::thread([this] { serve(); });
}

DatabaseGate::~DatabaseGate() {
    stop_ = true;
    thread_.join();
    close(listener_);
}

void DatabaseGate::on(Moment moment, std::string words, std::function<void()> what) {
    add(moment, holding(std::move(words)), std::move(what), {});
}

void DatabaseGate::on(Moment moment, std::size_t number, std::function<void()> what) {
    add(moment, numbered(number), std::move(what), {});
}

void DatabaseGate::cut(Cut how, Moment moment, std::string words) {
    add(
        moment, holding(std::move(words)), [] {}, how);
}

void DatabaseGate::cut(Cut how, Moment moment, std::size_t number) {
    add(
        moment, numbered(number), [] {}, how);
}

void DatabaseGate::add(Moment moment, std::function<bool(const std::string&, std::size_t)> is_at,
                       std::function<void()> what, std::optional<Cut> cut) {
    const std::lock_guard lock(mutex_);
    const auto ends = moment == Moment::instead ? std::optional(Cut::close) : cut;
    watches_.push_back({moment, std::move(is_at), std::move(what), ends});
}

std::string DatabaseGate::route(std::string connection_string) const {
    if (road_ == Road::local) {
        return replaced(std::move(connection_string), server_directory_.string(), directory_.path().string());
    }
    const auto host = replaced(std::move(connection_string), server_directory_.string(), "127.0.0.1");
    return replaced(host, "port=5432", "sslmode=disable gssencmode=disable port=" + std::to_string(port_));
}

std::vector<std::string> DatabaseGate::statements() const {
    const std::lock_guard lock(mutex_);
    return statements_;
}

void DatabaseGate::serve() {
    while (!stop_) {
        if (!is_readable(listener_, between_looks_ms)) {
            continue;
        }
        const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        const int server = new_socket(AF_UNIX);
        const auto address = address_in(server_directory_);
        if (client >= 0 && connect(server, as_address(address), sizeof address) == 0) {
            relay(client, server);
        }
        close(server);
        close(client);
    }
}

void DatabaseGate::relay(int client, int server) {
    WireRequests requests;
    std::array<pollfd, 2> sides{{{client, POLLIN, 0}, {server, POLLIN, 0}}};
    while (!stop_) {
        if (poll(sides.data(), sides.size(), between_looks_ms) <= 0) {
            continue;
        }
        if (sides[1].revents != 0) {
            const auto answer = read_some(server);
            if (answer.empty() || !write_all(client, answer)) {
                return;
            }
        }
        if (sides[0].revents != 0) {
            const auto bytes = read_some(client);
            if (bytes.empty()) {
                return;
            }
            for (const auto& request : requests.take(bytes)) {
                if (!pass_on(client, server, request)) {
                    return;
                }
            }
        }
    }
}

std::optional<DatabaseGate::Watch> DatabaseGate::take_watch_for(const std::string& statement) {
    const std::lock_guard lock(mutex_);
    statements_.push_back(statement);
    const auto found = std::find_if(watches_.begin(), watches_.end(), [&](const Watch& watch) {
        return watch.is_at(statement, statements_.size() - 1);
    });
    if (found == watches_.end()) {
        return std::nullopt;
    }
    auto watch = std::move(*found);
    watches_.erase(found);
    return watch;
}

bool DatabaseGate::pass_on(int client, int server, const WireRequest& request) {
    const auto watch = request.statement.empty() ? std::nullopt : take_watch_for(request.statement);
    if (!watch) {
        // A server that takes no more may have its last words on the way.
        static_cast<void>(write_all(server, request.bytes));
        return true;
    }
    return pass_watched(client, server, request, *watch);
}

bool DatabaseGate::pass_watched(int client, int server, const WireRequest& request, const Watch& watch) {
    const std::string_view bytes = request.bytes;
    std::size_t sent = 0;
    if (watch.moment == Moment::half_sent) {
        sent = bytes.size() / 2;
        static_cast<void>(write_all(server, bytes.substr(0, sent)));
    }
    if (watch.moment == Moment::before || watch.moment == Moment::instead ||
        watch.moment == Moment::half_sent) {
        if (!act(watch, client)) {
            return false;
        }
        static_cast<void>(write_all(server, bytes.substr(sent)));
        return true;
    }
    return write_all(server, bytes) && pass_answer(client, server, watch);
}

bool DatabaseGate::pass_answer(int client, int server, const Watch& watch) {
    const auto answer = whole_answer(server);
    std::string_view rest = answer;
    const auto pass = [&](std::size_t size) {
        const auto part = rest.substr(0, size);
        rest.remove_prefix(part.size());
        return write_all(client, part);
    };
    if (watch.moment == Moment::half_heard) {
        static_cast<void>(pass(answer.size() / 2));
    } else if (watch.moment == Moment::heard) {
        static_cast<void>(pass(answer.size()));
    }
    return act(watch, client) && pass(rest.size());
}

std::string DatabaseGate::whole_answer(int server) const {
    std::string answer;
    while (!stop_ && !is_whole_answer(answer)) {
        if (is_readable(server, between_looks_ms)) {
            const auto more = read_some(server);
            if (more.empty()) {
                break;
            }
            answer += more;
        }
    }
    return answer;
}

bool DatabaseGate::act(const Watch& watch, int client) {
    watch.what();
    if (watch.cut == Cut::reset) {
        forget_the_unsent(client);
    } else if (watch.cut == Cut::black_hole) {
        let_nothing_in(client);
    }
    ++fired_;
    if (watch.cut == Cut::black_hole) {
        await_end(); // to the server, its client is silent
    }
    return !watch.cut;
}

void DatabaseGate::await_end() const {
    while (!stop_) {
        std::this_thread::sleep_for(std::chrono::milliseconds(between_looks_ms));
    }
}

} // namespace buildd::test
