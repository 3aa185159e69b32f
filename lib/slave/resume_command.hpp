#pragma once

#include "base/patience.hpp"
#include "base/result.hpp"
#include "farm/builder.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace buildd {

/// The configured command that resets a virtual builder (spec: 4.8).
class ResumeCommand {
  public:
    /// Throws ConfigurationError for a template without a word or with a `%` that is none of `%(vm_host)s`,
    /// `%(buildd_name)s` and `%%`.
    static ResumeCommand parse(std::string_view text);

    /// The words for this builder; each value stays within its word. `buildd_name` is the first label of the
    /// URL's host.
    [[nodiscard]] std::vector<std::string> words_for(const Builder& builder) const;

  private:
    explicit ResumeCommand(std::vector<std::string> words) : words_(std::move(words)) {}
    std::vector<std::string> words_;
};

/// Runs the words; the message of a failure is `Resuming failed:`, OUT and ERR as spec 4.8 lays them out.
[[nodiscard]] Result<Done> run_resume_command(const std::vector<std::string>& words,
                                              std::chrono::milliseconds timeout, const Patience& patience);

} // namespace buildd
