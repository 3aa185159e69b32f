#include "slave/resume_command.hpp"

#include "base/error.hpp"
#include "base/process.hpp"
#include "base/seconds.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

namespace buildd {
namespace {

constexpr std::string_view white_space = " \t\n\v\f\r";

struct Values {
    std::string vm_host;
    std::string buildd_name;
};

/// The word with its placeholders replaced. Throws ConfigurationError for any other `%`.
std::string expand(std::string_view word, const Values& values) {
    using Placeholder = std::pair<std::string_view, std::string_view>;
    const std::array placeholders{Placeholder{"%(vm_host)s", values.vm_host},
                                  Placeholder{"%(buildd_name)s", values.buildd_name}, Placeholder{"%%", "%"}};
    std::string expanded;
    while (!word.empty()) {
        const auto plain = word.substr(0, word.find('%'));
        expanded += plain;
        word.remove_prefix(plain.size());
        if (word.empty()) {
            break;
        }
        const auto* found = std::find_if(placeholders.begin(), placeholders.end(),
                                         [word](const auto& entry) { return word.starts_with(entry.first); });
        if (found == placeholders.end()) {
            throw ConfigurationError(fmt::format("'{}' is not %(vm_host)s, %(buildd_name)s or %%", word));
        }
        expanded += found->second;
        word.remove_prefix(found->first.size());
    }
    return expanded;
}

std::string failure_text(const CommandOutcome& outcome, std::chrono::milliseconds waited) {
    auto errors = outcome.errors;
    switch (outcome.end) {
    case CommandOutcome::End::not_started:
        errors = std::generic_category().message(outcome.status);
        break;
    case CommandOutcome::End::killed:
    case CommandOutcome::End::cut:
        errors += fmt::format("{}killed after {}", errors.empty() || errors.ends_with('\n') ? "" : "\n",
                              seconds_text(waited));
        break;
    case CommandOutcome::End::exited:
    case CommandOutcome::End::signalled:
        break;
    }
    return fmt::format("Resuming failed:\nOUT:\n{}\nERR:\n{}\n", outcome.output, errors);
}

} // namespace

ResumeCommand ResumeCommand::parse(std::string_view text) {
    std::vector<std::string> words;
    for (auto begin = text.find_first_not_of(white_space); begin != std::string_view::npos;
         begin = text.find_first_not_of(white_space)) {
        text.remove_prefix(begin);
        words.emplace_back(text.substr(0, text.find_first_of(white_space)));
        static_cast<void>(expand(words.back(), {}));
        text.remove_prefix(words.back().size());
    }
    if (words.empty()) {
        throw ConfigurationError("a resume command has one word at least");
    }
    return ResumeCommand(std::move(words));
}

std::vector<std::string> ResumeCommand::words_for(const Builder& builder) const {
    const auto host = host_of(builder.url).value_or(std::string());
    const Values values{builder.vm_host.value_or(std::string()), host.substr(0, host.find('.'))};
    std::vector<std::string> expanded;
    expanded.reserve(words_.size());
    for (const auto& word : words_) {
        expanded.push_back(expand(word, values));
    }
    return expanded;
}

Result<Done> run_resume_command(const std::vector<std::string>& words, std::chrono::milliseconds timeout,
                                const Patience& patience) {
    const auto start = std::chrono::steady_clock::now();
    const auto outcome = run_command(words, {timeout}, patience);
    if (outcome.succeeded()) {
        return Done{};
    }
    const bool cut = outcome.end == CommandOutcome::End::cut;
    const auto waited =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
    return Failure{cut ? Cause::deadline : Cause::ours, failure_text(outcome, cut ? waited : timeout)};
}

} // namespace buildd
