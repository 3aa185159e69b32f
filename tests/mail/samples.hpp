#pragma once

#include "farm/log_name.hpp"
#include "farm/samples.hpp"
#include "mail/notice.hpp"

namespace buildd::test {

/// The defaults of the configuration.
inline NoticeSettings settings() {
    NoticeSettings settings;
    settings.from = "Buildd System <noreply@localhost>";
    settings.bounces = "noreply@localhost";
    settings.admins = "launchpad-buildd-admins";
    settings.web_url = "http://localhost/";
    settings.version = "1.2.3";
    return settings;
}

/// 2010-10-11 15:55:17
inline Timestamp collected() {
    return Timestamp(std::chrono::seconds(1286812517));
}

/// Build 8 of the sample farm on bob, FAILEDTOBUILD after 59 min 29 s.
inline BuildNews failed_firefox() {
    BuildNews news;
    news.identity = firefox();
    news.archive_name = "primary";
    news.archive_owner = "ubuntu-team";
    news.builder = "bob";
    news.started = collected() - std::chrono::seconds(3569);
    news.finished = collected();
    news.log_name = log_name_of(news.identity, news.status);
    return news;
}

/// Whom build 8 concerns.
inline Correspondents firefox_people() {
    Correspondents correspondents;
    correspondents.people = {{{8}, MailRole::creator, true, "mark@example.com"},
                             {{8}, MailRole::admins, true, "cprov@example.com"},
                             {{8}, MailRole::admins, true, "foo.bar@example.com"}};
    correspondents.admins_title = "Launchpad Buildd Administrators";
    return correspondents;
}

/// Build 26: cdrkit 1.0, copied to a PPA of cprov's.
inline BuildNews failed_cdrkit(const std::string& ppa = "ppa") {
    BuildNews news = failed_firefox();
    news.identity.id = {26};
    news.identity.archive = {9};
    news.identity.purpose = ArchivePurpose::ppa;
    news.identity.series = "warty";
    news.identity.source = "cdrkit";
    news.identity.version = "1.0";
    news.archive_name = ppa;
    news.archive_owner = "cprov";
    news.builder = "frog";
    news.started = collected() - std::chrono::seconds(90);
    news.log_name = log_name_of(news.identity, news.status);
    return news;
}

inline Correspondents cdrkit_people() {
    Correspondents correspondents;
    correspondents.people = {{{26}, MailRole::creator, false, "mark@example.com"},
                             {{26}, MailRole::owner, true, "cprov@example.com"}};
    correspondents.admins_title = "Launchpad Buildd Administrators";
    return correspondents;
}

} // namespace buildd::test
