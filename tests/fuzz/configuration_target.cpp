#include "base/error.hpp"
#include "configuration_file.hpp"
#include "fuzz/given_file.hpp"
#include "fuzz/promise.hpp"
#include "keys.hpp"
#include "scan/rules.hpp"

#include <algorithm>
#include <charconv>

// Any bytes as a configuration file.

namespace {

using namespace buildd;
using namespace buildd::test;

/// `FILE:LINE: KEY: REASON`, of a line that the file has (spec: 6.3).
void promise_place(std::string_view message, std::string_view path, std::int64_t lines) {
    promise(message.starts_with(path), "an error names the file");
    message.remove_prefix(path.size());
    promise(message.starts_with(':'), "an error names the line");
    message.remove_prefix(1);
    std::int64_t line = 0;
    const auto [end, error] = std::from_chars(message.data(), message.data() + message.size(), line);
    promise(error == std::errc() && line >= 1 && line <= lines, "an error names a line of the file");
    message.remove_prefix(static_cast<std::size_t>(end - message.data()));
    promise(message.starts_with(": "), "an error says what is wrong");
    const auto reason = message.rfind(": ");
    promise(reason > 0 && reason + 2 < message.size(), "an error names a key and a reason");
}

/// Each value as it would be written, which is what one gets by reading that.
void promise_values(const Settings& settings) {
    for (const auto& key : configuration_keys()) {
        const auto shown = key.show(settings);
        if (shown.empty()) {
            continue; // a default that says nothing
        }
        Settings again;
        key.set(again, shown);
        promise(key.show(again) == shown, "a value that is shown can be given");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static const GivenFile file;
    const auto text = text_of(bytes, size);
    file.hold(text);
    ScanRequest request;
    try {
        apply_file(request.settings, file.path());
    } catch (const ConfigurationError& error) {
        promise_place(error.what(), file.path(), std::count(text.begin(), text.end(), '\n') + 1);
        return 0;
    }
    promise_values(request.settings);
    static_cast<void>(Rules(request)); // what the file may say, every layer takes
    return 0;
}
