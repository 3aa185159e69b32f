#include "database/lost_answer.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>
#include <string_view>

namespace buildd::test {

namespace {

sockaddr_un address_in(const std::filesystem::path& directory) {
    const std::string path = (directory / ".s.PGSQL.5432").string();
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) {
        throw std::runtime_error(path + " is too long for a socket");
    }
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return address;
}

bool is_readable(int descriptor) {
    pollfd poll_descriptor{descriptor, POLLIN, 0};
    return poll(&poll_descriptor, 1, 10) > 0;
}

/// Passes on what is there. False when that side has ended.
bool pass_on(int from, int to, std::string& passed) {
    std::array<char, 65536> buffer{};
    const ssize_t count = read(from, buffer.data(), buffer.size());
    if (count <= 0) {
        return false;
    }
    passed.assign(buffer.data(), static_cast<std::size_t>(count));
    return write(to, passed.data(), passed.size()) == count;
}

} // namespace

LostAnswer::LostAnswer(const std::filesystem::path& directory, const std::filesystem::path& server_directory)
    : listener_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const sockaddr_un address = address_in(directory);
    if (bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        listen(listener_, 1) != 0) {
        throw std::runtime_error("no socket in " + directory.string());
    }
    thread_ = std::thread([this, server_directory] { relay(server_directory); });
}

LostAnswer::~LostAnswer() {
    stop_ = true;
    thread_.join();
    close(listener_);
}

void LostAnswer::relay(const std::filesystem::path& server_directory) {
    while (!is_readable(listener_)) {
        if (stop_) {
            return;
        }
    }
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    const int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_un address = address_in(server_directory);
    bool goes_on = connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    std::string passed;
    while (goes_on && !stop_) {
        if (is_readable(client)) {
            goes_on = pass_on(client, server, passed);
            if (passed.find("COMMIT") != std::string::npos) {
                // The server answers when it has committed.
                while (!is_readable(server) && !stop_) {
                }
                lost_ = true;
                goes_on = false;
            }
        }
        if (goes_on && is_readable(server)) {
            goes_on = pass_on(server, client, passed);
        }
    }
    close(server);
    close(client);
}

} // namespace buildd::test
