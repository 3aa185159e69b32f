#pragma once

#include <string>
#include <vector>

namespace buildd::test {

/// A mail whose Message-Id is `ID`, whose Date is `NOW` and whose Duration is `LONG`: what differs from run
/// to run.
[[nodiscard]] std::string masked_mail(std::string mail);

/// The three mails about build 8 that people should get, in order of recipients: the file of that name in
/// tests/scan/mails, addressed to each of them. None for an empty name.
[[nodiscard]] std::vector<std::string> golden_mails(const std::string& name);

} // namespace buildd::test
