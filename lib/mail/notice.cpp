#include "mail/notice.hpp"

#include "base/text.hpp"
#include "farm/duration.hpp"
#include "farm/titles.hpp"
#include "farm/urls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

namespace buildd {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// The addresses of one build's mail, in byte order.
struct Addresses {
    std::set<std::string> recipients;
    std::set<std::string> creators; ///< the creator of the source, written to or not
    std::set<std::string> unfit;
};

bool is_printable_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char byte) { return byte >= ' ' && byte <= '~'; });
}

/// Whether `notify-owner` decides about that role.
bool is_of_the_source(MailRole role) {
    switch (role) {
    case MailRole::creator:
    case MailRole::signer:
        return true;
    case MailRole::owner:
    case MailRole::admins:
        break;
    }
    return false;
}

Addresses addresses_of(BuildId build, const Correspondents& correspondents, bool notify_owner) {
    Addresses addresses;
    for (const Correspondent& person : correspondents.people) {
        const bool is_recipient = person.is_recipient && (notify_owner || !is_of_the_source(person.role));
        const bool is_creator = person.role == MailRole::creator;
        if (person.build != build || (!is_recipient && !is_creator)) {
            continue;
        }
        if (!is_printable_ascii(person.address)) {
            addresses.unfit.insert(person.address);
            continue;
        }
        if (is_recipient) {
            addresses.recipients.insert(person.address);
        }
        if (is_creator) {
            addresses.creators.insert(person.address);
        }
    }
    return addresses;
}

/// What no control character can break out of: a header, or a line of the body.
std::string one_line(std::string_view text) {
    return printable(text, std::string::npos);
}

/// REF of the spec: how people call a PPA; none for another archive.
std::optional<std::string> ppa_reference(const BuildNews& news) {
    if (news.identity.purpose != ArchivePurpose::ppa) {
        return std::nullopt;
    }
    return news.archive_name == "ppa" ? news.archive_owner
                                      : fmt::format("{}-{}", news.archive_owner, news.archive_name);
}

std::string subject_of(const BuildNews& news) {
    const auto subject = fmt::format("[Build #{}] {}", news.identity.id, title_of(news.identity));
    const auto ppa = ppa_reference(news);
    return ppa ? fmt::format("{} ({} PPA)", subject, *ppa) : subject;
}

Headers headers_of(const BuildNews& news, const std::string& recipient, const Addresses& addresses,
                   const NoticeSettings& settings) {
    Headers headers{
        {"From", settings.from},
        {"To", recipient},
        {"Subject", subject_of(news)},
        {"Reply-To", settings.from},
        {"Sender", settings.bounces},
        {"Errors-To", settings.bounces},
        {"Return-Path", settings.bounces},
        {"Precedence", "bulk"},
        {"X-Generated-By", "buildd-scan " + settings.version},
        {"X-Launchpad-Build-State", name_of(news.status)},
        {"X-Launchpad-Build-Component", news.identity.component},
        {"X-Launchpad-Build-Arch", news.identity.architecture},
        {"X-Creator-Recipient", fmt::format("{}", fmt::join(addresses.creators, ","))},
    };
    if (const auto ppa = ppa_reference(news)) {
        headers.emplace_back("X-Launchpad-PPA", *ppa);
    }
    for (auto& [name, value] : headers) {
        value = one_line(value);
    }
    return headers;
}

/// The facts, each a line ` * Label: value`.
std::string facts_of(const BuildNews& news, const std::string& web_url, const std::string& page) {
    const BuildIdentity& build = news.identity;
    const auto ppa = ppa_reference(news);
    const auto source = fmt::format("{}/+source/{}/{}", build.distribution, build.source, build.version);
    const Headers facts{
        {"Source Package", build.source},
        {"Version", build.version},
        {"Architecture", build.architecture},
        {"Archive", ppa ? *ppa + " PPA" : build.distribution + " primary archive"},
        {"Component", build.component},
        {"State", title_of(news.status)},
        {"Duration", in_words(news.finished - news.started)},
        {"Build Log",
         news.log_name ? join_url(page, "+files/" + percent_encode(*news.log_name)) : "not available"},
        {"Builder", join_url(web_url, "builders/" + news.builder)},
        {"Source", ppa ? "not available" : join_url(web_url, source)},
    };
    std::string lines;
    for (const auto& [label, value] : facts) {
        lines += fmt::format(" * {}: {}\n", label, one_line(value));
    }
    return lines;
}

std::string body_of(const BuildNews& news, const std::string& admins_title, const NoticeSettings& settings) {
    const auto page =
        one_line(build_url(settings.web_url, news.identity, news.archive_owner, news.archive_name));
    const bool has_extra_text = news.status == BuildStatus::failed_to_upload && !news.extra_text.empty();
    return fmt::format(R"(
{facts}
{extra_text}

Does this look like a fault of the builder, not of the package? Then tell
the people who look after the builders: {team}, {team_page}

--
{title}
{page}
)",
                       fmt::arg("facts", facts_of(news, settings.web_url, page)),
                       fmt::arg("extra_text", has_extra_text ? "Upload log:\n" + news.extra_text : ""),
                       fmt::arg("team", one_line(admins_title.empty() ? settings.admins : admins_title)),
                       fmt::arg("team_page", one_line(join_url(settings.web_url, "~" + settings.admins))),
                       fmt::arg("title", one_line(title_of(news.identity))), fmt::arg("page", page));
}

} // namespace

Notices notices_of(const BuildNews& news, const Correspondents& correspondents,
                   const NoticeSettings& settings) {
    Notices notices;
    const Addresses addresses = addresses_of(news.identity.id, correspondents, settings.notify_owner);
    const std::string body = body_of(news, correspondents.admins_title, settings);
    for (const std::string& recipient : addresses.recipients) {
        notices.notices.push_back({recipient, headers_of(news, recipient, addresses, settings), body});
    }
    for (const std::string& address : addresses.unfit) {
        notices.lines.push_back(
            {Level::warning,
             fmt::format("mail about build {}: address '{}' has a control or non-ASCII character, left out",
                         news.identity.id, printable(address))});
    }
    return notices;
}

} // namespace buildd
