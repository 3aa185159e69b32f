#pragma once

#include "support/slave_value.hpp"

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace buildd::test {

/// What a plain HTTP client got.
struct HttpAnswer {
    /// 0 when there was no answer.
    long status{0};
    std::string body;
    /// Names in lower case.
    std::map<std::string, std::string> headers;
    /// Of libcurl; 0 is success.
    int error{0};
    std::chrono::steady_clock::duration time{};
};

/// A client for the tests of the simulator itself: it has no opinion about what it gets. Not for two threads
/// at once.
class SlaveTestClient {
  public:
    explicit SlaveTestClient(std::string base, std::chrono::milliseconds patience = std::chrono::seconds{20});

    [[nodiscard]] HttpAnswer post(const std::string& body) const;
    [[nodiscard]] HttpAnswer get(const std::string& path, const std::string& range = "") const;
    /// A method; throws std::runtime_error unless the answer is one.
    [[nodiscard]] Reply ask(const std::string& method, std::vector<Value> parameters = {}) const;
    /// The value of the answer; throws for a fault.
    [[nodiscard]] Value call(const std::string& method, std::vector<Value> parameters = {}) const;

  private:
    [[nodiscard]] HttpAnswer perform(const std::string& path, const std::string* body,
                                     const std::string& range) const;

    std::string base_;
    std::chrono::milliseconds patience_;
};

} // namespace buildd::test
