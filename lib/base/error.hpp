#pragma once

#include <stdexcept>
#include <string>

namespace buildd {

/// What the program tells its caller (spec: 6.4).
enum class ExitStatus : int {
    done = 0,
    failed = 1,         ///< the pass could not be done, or its commit is in doubt
    illegal_pocket = 3, ///< a build in an illegal pocket needs a person
    breaker = 4,        ///< done, but the breaker tripped
    usage = 64,         ///< bad option, unknown builder
    no_database = 69,   ///< database unreachable when connecting, or it lacks a table, column or right
    storage = 73,       ///< root or library not writable, or too full
    configuration = 78,
};

/// The pass cannot go on. Caught in one place, which logs the message and exits with the status.
class Error : public std::runtime_error {
  public:
    Error(ExitStatus status, const std::string& message) : std::runtime_error(message), status_(status) {}
    [[nodiscard]] ExitStatus status() const { return status_; }

  private:
    ExitStatus status_;
};

class ConfigurationError : public Error {
  public:
    explicit ConfigurationError(const std::string& message) : Error(ExitStatus::configuration, message) {}
};

class UsageError : public Error {
  public:
    explicit UsageError(const std::string& message) : Error(ExitStatus::usage, message) {}
};

/// The database cannot be reached when connecting, or lacks a table, column or right of spec 5.5.
class DatabaseUnavailable : public Error {
  public:
    explicit DatabaseUnavailable(const std::string& message) : Error(ExitStatus::no_database, message) {}
};

/// Anything else that ends a pass before its commit: a lost connection, a refused statement, a time-out.
class PassFailed : public Error {
  public:
    explicit PassFailed(const std::string& message) : Error(ExitStatus::failed, message) {}
};

/// COMMIT was sent and its answer lost: neither success nor failure (spec: 1.6).
class CommitInDoubt : public Error {
  public:
    explicit CommitInDoubt(const std::string& message) : Error(ExitStatus::failed, message) {}
};

/// Root or library cannot be written. The message names the path and the system's words.
class StorageError : public Error {
  public:
    explicit StorageError(const std::string& message) : Error(ExitStatus::storage, message) {}
};

/// A build was built, or would be, in a pocket that its archive's rules forbid (spec: 1.4).
class IllegalPocket : public Error {
  public:
    explicit IllegalPocket(const std::string& message) : Error(ExitStatus::illegal_pocket, message) {}
};

/// A signal ended the pass before its commit: everything was given up (spec: 1.2).
class Interrupted : public Error {
  public:
    explicit Interrupted(int signal)
        : Error(static_cast<ExitStatus>(128 + signal),
                "given up before the commit: signal " + std::to_string(signal)) {}
};

} // namespace buildd
