#include "scan/golden_mail.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace buildd::test {
namespace {

/// Replaces the rest of the line that begins so.
void mask_line(std::string& mail, const std::string& begin, const std::string& with) {
    const auto at = mail.find('\n' + begin);
    if (at != std::string::npos) {
        const auto from = at + 1 + begin.size();
        mail.replace(from, mail.find('\n', from) - from, with);
    }
}

} // namespace

std::string masked_mail(std::string mail) {
    mask_line(mail, "Message-Id: ", "<ID>");
    mask_line(mail, "Date: ", "NOW");
    mask_line(mail, " * Duration: ", "LONG");
    return mail;
}

std::vector<std::string> golden_mails(const std::string& name) {
    std::vector<std::string> mails;
    if (name.empty()) {
        return mails;
    }
    const std::ifstream file(std::string(BUILDD_SOURCE_DIR "/tests/scan/mails/") + name + ".eml",
                             std::ios::binary);
    if (!file) {
        throw std::runtime_error(name + ": no such golden mail");
    }
    std::stringstream content;
    content << file.rdbuf();
    for (const auto* recipient : {"cprov@example.com", "foo.bar@example.com", "mark@example.com"}) {
        auto& mail = mails.emplace_back(content.str());
        mask_line(mail, "To: ", recipient);
    }
    return mails;
}

} // namespace buildd::test
