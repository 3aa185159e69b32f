#pragma once

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/patience.hpp"
#include "library/manifest.hpp"
#include "library/root.hpp"
#include "mail/transport.hpp"

#include <string>
#include <vector>

namespace buildd {

/// A committed run whose mails may wait. What is pointed to outlives the sending.
struct MailRun {
    std::string id;
    const Folder* folder;
    const Manifest* manifest;
};

struct PostReport {
    std::vector<LogLine> lines;
    bool trouble = false; ///< something could not be written; it is among the lines
};

/// Sends the mails that wait in these runs' folders, each file deleted when the transport took it; what is
/// refused for good, or older than 5 days at `now`, moves to `<root>/undelivered`; the rest waits for the
/// next pass, which one warning says (spec: 3.9, Sending). Without a transport everything waits. Runs on any
/// thread that is the only one at these folders' mails.
[[nodiscard]] PostReport send_mails(const Root& root, const std::vector<MailRun>& runs, Transport* transport,
                                    Timestamp now, const Patience& patience);

} // namespace buildd
