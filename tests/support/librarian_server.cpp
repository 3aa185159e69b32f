#include "support/librarian_server.hpp"

#include "library/digest.hpp"

#include <algorithm>
#include <utility>

namespace buildd::test {
namespace {

constexpr const char* internal_error = "500 Internal server error";

std::string sha1_of(const std::string& bytes) {
    auto digest = Digest::sha1();
    digest.add(bytes);
    return digest.hex();
}

} // namespace

LibrarianServer::LibrarianServer(std::string database)
    : database_(std::move(database)), accepting_([this] { accept_all(); }) {}

LibrarianServer::~LibrarianServer() {
    listener_.stop();
    accepting_.join();
    conversations_.clear(); // joins
}

void LibrarianServer::interrupt(LibrarianStep step, Act act, int times) {
    const std::lock_guard lock(mutex_);
    interruption_ = {step, std::move(act), times};
}

void LibrarianServer::answer_after(std::chrono::milliseconds delay) {
    const std::lock_guard lock(mutex_);
    delay_ = delay;
}

std::vector<StoredFile> LibrarianServer::stored() {
    const std::lock_guard lock(mutex_);
    return stored_;
}

int LibrarianServer::connections() {
    const std::lock_guard lock(mutex_);
    return connections_;
}

int LibrarianServer::most_at_once() {
    const std::lock_guard lock(mutex_);
    return most_at_once_;
}

void LibrarianServer::accept_all() {
    while (const auto accepted = listener_.accept()) {
        conversations_.emplace_back([this, socket = *accepted] { serve(socket); });
    }
}

void LibrarianServer::serve(int socket) {
    LibrarianConnection connection(socket, listener_.stop_signal());
    {
        const std::lock_guard lock(mutex_);
        ++connections_;
        most_at_once_ = std::max(most_at_once_, ++at_once_);
    }
    converse(connection);
}

void LibrarianServer::converse(LibrarianConnection& connection) {
    LibrarianRequest request(database_);
    StoredFile file;
    const bool whole = !interrupted(LibrarianStep::connected, connection) &&
                       read_head(connection, request, file) &&
                       read_bytes(connection, static_cast<std::size_t>(request.size_bytes()), file) &&
                       !interrupted(LibrarianStep::last_byte, connection);
    std::chrono::milliseconds delay{0};
    {
        const std::lock_guard lock(mutex_);
        delay = whole ? delay_ : delay;
    }
    connection.pause(delay);
    {
        const std::lock_guard lock(mutex_);
        --at_once_; // before the answer, after which the client may connect again
    }
    if (whole) {
        const auto answer = connection.unread().empty()
                                ? answer_to(request, std::move(file))
                                : "400 Unexpected message from client: " + connection.unread();
        connection.send(answer + "\r\n");
    }
}

bool LibrarianServer::read_head(LibrarianConnection& connection, LibrarianRequest& request,
                                StoredFile& file) {
    while (request.step() != LibrarianStep::empty_line) {
        const auto line = connection.read_line();
        if (!line) {
            return false;
        }
        file.lines.push_back(*line);
        if (const auto refusal = request.take_line(*line)) {
            connection.send(*refusal + "\r\n");
            return false;
        }
        if (request.step() && interrupted(*request.step(), connection)) {
            return false;
        }
    }
    return true;
}

bool LibrarianServer::read_bytes(LibrarianConnection& connection, std::size_t size, StoredFile& file) {
    file.bytes = connection.read(size / 2);
    if (file.bytes.size() < size / 2 || interrupted(LibrarianStep::half_of_bytes, connection)) {
        return false;
    }
    file.bytes += connection.read(size - size / 2);
    return file.bytes.size() == size;
}

/// What the librarian says to a file that came whole; it keeps those that are right.
std::string LibrarianServer::answer_to(const LibrarianRequest& request, StoredFile file) {
    if (request.sha1() && *request.sha1() != sha1_of(file.bytes)) {
        return internal_error;
    }
    const std::lock_guard lock(mutex_);
    const auto drawn = static_cast<int>(contents_.size()) + 1;
    file.name = request.name();
    file.content = request.content().value_or(drawn);
    file.alias = request.alias().value_or(drawn);
    if (!contents_.insert(file.content).second) {
        return internal_error;
    }
    stored_.push_back(std::move(file));
    return request.content() ? "200" : "200 " + std::to_string(drawn) + "/" + std::to_string(drawn);
}

bool LibrarianServer::interrupted(LibrarianStep step, LibrarianConnection& connection) {
    Act act;
    {
        const std::lock_guard lock(mutex_);
        if (!interruption_ || interruption_->step != step || interruption_->times == 0) {
            return false;
        }
        --interruption_->times;
        act = interruption_->act;
    }
    act(connection);
    return true;
}

LibrarianServer::Act say_and_close(std::string bytes) {
    return [bytes = std::move(bytes)](LibrarianConnection& connection) { connection.send(bytes); };
}

LibrarianServer::Act say_and_stay(std::string bytes) {
    return [bytes = std::move(bytes)](LibrarianConnection& connection) {
        connection.send(bytes);
        connection.wait_for_close();
    };
}

LibrarianServer::Act trickle(std::string bytes, std::chrono::milliseconds pause) {
    return [bytes = std::move(bytes), pause](LibrarianConnection& connection) {
        for (const char byte : bytes) {
            connection.send({&byte, 1});
            connection.pause(pause);
        }
    };
}

LibrarianServer::Act say_endlessly(std::string bytes) {
    return [bytes = std::move(bytes)](LibrarianConnection& connection) {
        while (connection.send(bytes)) {
        }
    };
}

LibrarianServer::Act hang() {
    return [](LibrarianConnection& connection) { connection.wait_for_close(); };
}

LibrarianServer::Act close_at_once() {
    return [](LibrarianConnection& /*connection*/) {};
}

LibrarianServer::Act reset() {
    return [](LibrarianConnection& connection) { connection.close_with_reset(); };
}

} // namespace buildd::test
