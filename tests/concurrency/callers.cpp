#include "concurrency/callers.hpp"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>

namespace buildd::test {
namespace {

/// `0100007F:1F90`
std::uint16_t port_in(std::string_view address) {
    std::uint16_t port = 0;
    const auto digits = address.substr(address.find(':') + 1);
    std::from_chars(digits.data(), digits.data() + digits.size(), port, 16);
    return port;
}

/// Inode -> client port of every connection to that port.
std::map<std::string, std::uint16_t> connections_to(std::uint16_t server_port) {
    std::map<std::string, std::uint16_t> found;
    std::ifstream table("/proc/net/tcp");
    std::string line;
    std::getline(table, line); // the heads of its columns
    while (std::getline(table, line)) {
        std::istringstream columns(line);
        std::string number;
        std::string local;
        std::string remote;
        columns >> number >> local >> remote;
        std::string inode;
        for (int column = 3; column < 10; ++column) {
            columns >> inode;
        }
        if (port_in(remote) == server_port) {
            found.emplace("socket:[" + inode + "]", port_in(local));
        }
    }
    return found;
}

/// Where the descriptors of a process are named, and what they are; of one that has ended, nothing.
std::map<std::string, std::string> descriptors_of(pid_t process) {
    std::map<std::string, std::string> found;
    std::error_code ended;
    std::filesystem::directory_iterator next(fmt::format("/proc/{}/fd", process), ended);
    while (!ended && next != std::filesystem::directory_iterator()) {
        std::error_code closed;
        found.emplace(next->path().string(), std::filesystem::read_symlink(next->path(), closed).string());
        next.increment(ended);
    }
    return found;
}

} // namespace

void Callers::set(std::vector<pid_t> processes) {
    const std::lock_guard lock(mutex_);
    processes_ = std::move(processes);
    known_.clear();
}

pid_t Callers::at(std::uint16_t client_port) {
    const std::lock_guard lock(mutex_);
    auto found = known_.find(client_port);
    if (found == known_.end() || !is_open(found->second)) {
        known_.erase(client_port);
        look();
        found = known_.find(client_port);
    }
    return found == known_.end() ? 0 : found->second.process;
}

bool Callers::is_open(const Connection& connection) {
    std::error_code closed;
    return std::filesystem::read_symlink(connection.place, closed) == connection.socket;
}

void Callers::look() {
    const auto connections = connections_to(server_port_);
    for (const auto process : processes_) {
        for (const auto& [place, socket] : descriptors_of(process)) {
            if (const auto found = connections.find(socket); found != connections.end()) {
                known_[found->second] = {process, place, socket};
            }
        }
    }
}

} // namespace buildd::test
