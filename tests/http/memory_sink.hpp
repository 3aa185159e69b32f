#pragma once

#include "http/download.hpp"

#include <functional>
#include <optional>
#include <string>

namespace buildd::test {

/// Keeps what it is given, and fails where a test wants it to.
class MemorySink final : public ByteSink {
  public:
    std::optional<DownloadStart> start;
    std::string bytes;
    long refused_status = 0;
    std::optional<Failure> failure_of_begin;
    std::optional<Failure> failure_of_write;
    std::function<void()> before_write = [] {};

    std::optional<Failure> begin(const DownloadStart& given) override {
        start = given;
        return failure_of_begin;
    }
    void refused(long http_status) override { refused_status = http_status; }
    std::optional<Failure> write(std::string_view piece) override {
        before_write();
        bytes += piece;
        return failure_of_write;
    }
};

} // namespace buildd::test
