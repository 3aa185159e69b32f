#pragma once

#include "support/child_process.hpp"
#include "support/temporary_directory.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace buildd::test {

/// A message that the server took.
struct ReceivedMail {
    std::string sender; ///< of the envelope, as are the recipients
    std::vector<std::string> recipients;
    std::string message; ///< as it came: lines end in CR LF

    bool operator==(const ReceivedMail&) const = default;
};

/// The points of a conversation at which the server can misbehave.
enum class SmtpStep {
    greeting,
    hello, ///< EHLO, and HELO when that was refused
    ehlo,  ///< EHLO alone: the server knows only HELO
    mail,
    rcpt,
    data,
    message, ///< all of it has come, the answer has not gone
    quit,
};

/// Debian's aiosmtpd on 127.0.0.1, at a port of the kernel's choice. Takes every message until it is told
/// otherwise; orders hold for what comes after them, one a step. Ends when it is destroyed.
class SmtpServer {
  public:
    /// Throws std::runtime_error when the server does not come up.
    SmtpServer();
    ~SmtpServer();
    SmtpServer(const SmtpServer&) = delete;
    SmtpServer& operator=(const SmtpServer&) = delete;
    SmtpServer(SmtpServer&&) = delete;
    SmtpServer& operator=(SmtpServer&&) = delete;

    /// This answer, as `450 later`, at that step; its lines end in LF but the last. With a recipient: only
    /// for it, at rcpt or after.
    void answer(SmtpStep step, const std::string& lines, const std::string& only_for = {});
    /// No answer at that step.
    void hang(SmtpStep step);
    /// The connection ends at that step, without an answer.
    void close(SmtpStep step);
    /// Forgets all orders.
    void behave();

    /// What was taken so far, in order.
    [[nodiscard]] std::vector<ReceivedMail> mails() const;
    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// As `mail-via` takes it.
    [[nodiscard]] std::string url() const;

  private:
    void order(const std::string& line);
    [[nodiscard]] std::string read_line();

    TemporaryDirectory folder_;
    int control_ = -1;
    std::optional<ChildProcess> child_;
    std::uint16_t port_ = 0;
};

} // namespace buildd::test
