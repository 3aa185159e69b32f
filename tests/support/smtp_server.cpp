#include "support/smtp_server.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

namespace buildd::test {
namespace {

constexpr int patience_ms = 60'000;
constexpr std::string_view listening = "listening ";

std::string_view word_of(SmtpStep step) {
    switch (step) {
    case SmtpStep::greeting:
        return "GREETING";
    case SmtpStep::hello:
        return "HELLO";
    case SmtpStep::ehlo:
        return "EHLO";
    case SmtpStep::mail:
        return "MAIL";
    case SmtpStep::rcpt:
        return "RCPT";
    case SmtpStep::data:
        return "DATA";
    case SmtpStep::message:
        return "MESSAGE";
    case SmtpStep::quit:
        return "QUIT";
    }
    throw std::logic_error("no step of a conversation");
}

std::string content_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

ReceivedMail read_mail(const std::filesystem::path& message) {
    ReceivedMail mail;
    mail.message = content_of(message);
    std::ifstream envelope(std::filesystem::path(message).replace_extension(".envelope"));
    std::getline(envelope, mail.sender);
    for (std::string line; std::getline(envelope, line);) {
        mail.recipients.push_back(line);
    }
    return mail;
}

} // namespace

SmtpServer::SmtpServer() {
    std::array<int, 2> ends{};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        throw std::system_error(errno, std::generic_category(), "socketpair");
    }
    control_ = ends[0];
    Spawn spawn;
    // Debian's Python, which has Debian's aiosmtpd, whatever else is first in PATH.
    spawn.command = {"/usr/bin/python3", "-I", SMTP_SERVER, folder_.path()};
    spawn.input = ends[1];
    child_.emplace(spawn);
    ::close(ends[1]);
    try {
        const auto line = read_line();
        if (!line.starts_with(listening)) {
            throw std::runtime_error("the mail server does not come up: " + line);
        }
        port_ = static_cast<std::uint16_t>(std::stoul(line.substr(listening.size())));
    } catch (...) {
        ::close(control_);
        throw;
    }
}

SmtpServer::~SmtpServer() {
    ::close(control_);
    child_->wait(std::chrono::milliseconds(patience_ms));
}

void SmtpServer::answer(SmtpStep step, const std::string& lines, const std::string& only_for) {
    std::string line;
    for (const char byte : lines) {
        line += byte == '\n' ? "\\n" : std::string(1, byte);
    }
    const auto only = only_for.empty() ? std::string() : " only " + only_for;
    order(fmt::format("answer {}{} {}", word_of(step), only, line));
}

void SmtpServer::hang(SmtpStep step) {
    order(fmt::format("hang {}", word_of(step)));
}

void SmtpServer::close(SmtpStep step) {
    order(fmt::format("close {}", word_of(step)));
}

void SmtpServer::behave() {
    order("behave");
}

std::vector<ReceivedMail> SmtpServer::mails() const {
    std::vector<std::filesystem::path> messages;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
        if (entry.path().extension() == ".eml") {
            messages.push_back(entry.path());
        }
    }
    std::sort(messages.begin(), messages.end());
    std::vector<ReceivedMail> mails;
    std::transform(messages.begin(), messages.end(), std::back_inserter(mails), read_mail);
    return mails;
}

std::string SmtpServer::url() const {
    return fmt::format("smtp://127.0.0.1:{}", port_);
}

void SmtpServer::order(const std::string& line) {
    const auto bytes = line + '\n';
    if (send(control_, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size()) ||
        read_line() != "done") {
        throw std::runtime_error("the mail server does not take the order: " + line.substr(0, 80));
    }
}

std::string SmtpServer::read_line() {
    std::string line;
    for (;;) {
        pollfd readable{control_, POLLIN, 0};
        char byte = 0;
        if (poll(&readable, 1, patience_ms) != 1 || recv(control_, &byte, 1, 0) != 1 || byte == '\n') {
            return line;
        }
        line += byte;
    }
}

} // namespace buildd::test
