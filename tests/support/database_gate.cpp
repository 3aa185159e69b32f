#include "support/database_gate.hpp"

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

const sockaddr* as_address(const sockaddr_un& address) {
    return reinterpret_cast<const sockaddr*>(&address); // the form in which the system's calls take it
}

int new_socket() {
    const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        throw std::system_error(errno, std::generic_category(), "socket");
    }
    return descriptor;
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

bool write_all(int descriptor, const std::string& bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
        const auto count = send(descriptor, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
        if (count <= 0) {
            return false;
        }
        done += static_cast<std::size_t>(count);
    }
    return true;
}

} // namespace

DatabaseGate::DatabaseGate(const PostgresServer& server)
    : server_directory_(server.socket_directory()), listener_(new_socket()) {
    const auto address = address_in(directory_.path());
    if (bind(listener_, as_address(address), sizeof address) != 0 || listen(listener_, 8) != 0) {
        throw std::system_error(errno, std::generic_category(), directory_.path().string());
    }
    thread_ = std::thread([this] { serve(); });
}

DatabaseGate::~DatabaseGate() {
    stop_ = true;
    thread_.join();
    close(listener_);
}

void DatabaseGate::on(Moment moment, std::string words, std::function<void()> what) {
    const std::lock_guard lock(mutex_);
    watches_.push_back({moment, std::move(words), std::move(what)});
}

std::string DatabaseGate::route(std::string connection_string) const {
    const auto original = server_directory_.string();
    const auto place = connection_string.find(original);
    if (place == std::string::npos) {
        throw std::logic_error("not the server behind the gate: " + connection_string);
    }
    return connection_string.replace(place, original.size(), directory_.path().string());
}

void DatabaseGate::serve() {
    while (!stop_) {
        if (!is_readable(listener_, 10)) {
            continue;
        }
        const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        const int server = new_socket();
        const auto address = address_in(server_directory_);
        if (client >= 0 && connect(server, as_address(address), sizeof address) == 0) {
            relay(client, server);
        }
        close(server);
        close(client);
    }
}

void DatabaseGate::relay(int client, int server) {
    std::array<pollfd, 2> sides{{{client, POLLIN, 0}, {server, POLLIN, 0}}};
    while (!stop_) {
        if (poll(sides.data(), sides.size(), 10) <= 0) {
            continue;
        }
        if (sides[0].revents != 0) {
            const auto message = read_some(client);
            if (message.empty() || !pass_watched(server, message)) {
                return;
            }
        }
        if (sides[1].revents != 0) {
            const auto answer = read_some(server);
            if (answer.empty() || !write_all(client, answer)) {
                return;
            }
        }
    }
}

std::optional<DatabaseGate::Watch> DatabaseGate::take_watch_for(const std::string& message) {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(watches_.begin(), watches_.end(), [&](const Watch& watch) {
        return message.find(watch.words) != std::string::npos;
    });
    if (found == watches_.end()) {
        return std::nullopt;
    }
    auto watch = std::move(*found);
    watches_.erase(found);
    return watch;
}

bool DatabaseGate::pass_watched(int server, const std::string& message) {
    const auto watch = take_watch_for(message);
    if (!watch) {
        return write_all(server, message);
    }
    bool goes_on = watch->moment != Moment::instead;
    if (watch->moment == Moment::after) {
        goes_on = write_all(server, message);
        while (goes_on && !stop_ && !is_readable(server, 10)) {
        }
    }
    watch->what();
    ++fired_;
    return watch->moment == Moment::before ? write_all(server, message) : goes_on;
}

} // namespace buildd::test
