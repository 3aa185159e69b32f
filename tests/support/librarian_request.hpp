#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace buildd::test {

/// The steps of one conversation with the librarian, in order. At each the server may do what it is not
/// meant to.
enum class LibrarianStep {
    connected,
    store_line,
    database_name,
    content_id,
    alias_id,
    sha1_digest,
    empty_line,
    half_of_bytes,
    last_byte,
};

/// A STORE command as far as its lines came, held to the protocol (spec: 3.7). No I/O.
class LibrarianRequest {
  public:
    /// `database` is the name of the librarian's own.
    explicit LibrarianRequest(std::string database) : database_(std::move(database)) {}

    /// A line without its end. The refusal that it earns, or nothing.
    [[nodiscard]] std::optional<std::string> take_line(const std::string& line);
    /// The step that the last line was; nothing for a header that the librarian does not know.
    [[nodiscard]] std::optional<LibrarianStep> step() const { return step_; }

    [[nodiscard]] std::int64_t size_bytes() const { return size_bytes_; }
    [[nodiscard]] const std::string& name() const { return name_; }
    /// Nothing when the librarian is to draw both ids.
    [[nodiscard]] std::optional<int> content() const { return content_; }
    [[nodiscard]] std::optional<int> alias() const { return alias_; }
    [[nodiscard]] const std::optional<std::string>& sha1() const { return sha1_; }

  private:
    std::optional<std::string> take_command(const std::string& line);
    std::optional<std::string> take_header(const std::string& line);
    [[nodiscard]] std::optional<std::string> judge() const;

    std::string database_;
    std::optional<LibrarianStep> step_;
    bool begun_ = false;
    std::int64_t size_bytes_ = 0;
    std::string name_;
    std::optional<std::string> named_database_;
    std::optional<int> content_;
    std::optional<int> alias_;
    std::optional<std::string> sha1_;
};

} // namespace buildd::test
