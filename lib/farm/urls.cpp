#include "farm/urls.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace buildd {
namespace {

constexpr std::string_view scheme_end = "://";

bool stays_unquoted(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '_' || byte == '.' || byte == '-';
}

std::string_view scheme_and_authority(std::string_view url) {
    const auto scheme = url.find(scheme_end);
    const auto host = scheme == std::string_view::npos ? 0 : scheme + scheme_end.size();
    return url.substr(0, url.find_first_of("/?#", host));
}

} // namespace

std::string percent_encode(std::string_view text) {
    std::string encoded;
    for (const char byte : text) {
        if (stays_unquoted(byte)) {
            encoded += byte;
        } else {
            encoded += fmt::format("%{:02X}", static_cast<unsigned char>(byte));
        }
    }
    return encoded;
}

std::string library_url(std::string_view base, AliasId alias, std::string_view filename) {
    return fmt::format("{}/{}/{}", scheme_and_authority(base), alias, percent_encode(filename));
}

std::string library_url(const ArchiveUrls& urls, AliasId alias, std::string_view filename, bool restricted) {
    return library_url(restricted ? urls.librarian_restricted_url : urls.librarian_url, alias, filename);
}

std::string archive_url(const ArchiveUrls& urls, const ArchiveSite& archive) {
    const auto& distribution = archive.distribution;
    switch (archive.purpose) {
    case ArchivePurpose::primary:
        break;
    case ArchivePurpose::partner:
        return join_url(urls.archive_url, distribution + "-partner");
    case ArchivePurpose::debug:
        return join_url(urls.archive_url, distribution + "-debug");
    case ArchivePurpose::ppa:
        return join_url(archive.is_private ? urls.private_ppa_url : urls.ppa_url,
                        fmt::format("{}/{}/{}", archive.owner, archive.name, distribution));
    case ArchivePurpose::copy:
        return join_url(urls.copy_archive_url, fmt::format("{0}-{1}/{0}", distribution, archive.name));
    }
    return join_url(urls.archive_url, distribution);
}

std::string pool_path(std::string_view component, std::string_view source, std::string_view filename) {
    const auto prefix = source.substr(0, source.starts_with("lib") ? 4 : 1);
    return fmt::format("pool/{}/{}/{}/{}", component, prefix, source, filename);
}

std::string with_credentials(std::string_view url, std::string_view user, std::string_view password) {
    const auto scheme = url.find(scheme_end);
    const auto host = scheme == std::string_view::npos ? 0 : scheme + scheme_end.size();
    return fmt::format("{}{}:{}@{}", url.substr(0, host), user, password, url.substr(host));
}

std::string build_url(std::string_view web_url, const BuildIdentity& build, std::string_view archive_owner,
                      std::string_view archive_name) {
    switch (build.purpose) {
    case ArchivePurpose::ppa:
        return join_url(web_url,
                        fmt::format("~{}/+archive/{}/+build/{}", archive_owner, archive_name, build.id));
    case ArchivePurpose::copy:
        return join_url(web_url,
                        fmt::format("{}/+archive/{}/+build/{}", build.distribution, archive_name, build.id));
    case ArchivePurpose::primary:
    case ArchivePurpose::partner:
    case ArchivePurpose::debug:
        break;
    }
    return join_url(web_url, fmt::format("{}/+source/{}/{}/+build/{}", build.distribution, build.source,
                                         build.version, build.id));
}

} // namespace buildd
