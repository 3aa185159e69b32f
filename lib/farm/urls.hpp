#pragma once

#include "farm/archive.hpp"
#include "farm/build.hpp"
#include "farm/ids.hpp"

#include <string>
#include <string_view>

namespace buildd {

/// Where slaves and people find things: keys of the configuration (spec: 6.3).
struct ArchiveUrls {
    std::string archive_url;
    std::string copy_archive_url;
    std::string ppa_url;
    std::string private_ppa_url;
    std::string librarian_url;
    std::string librarian_restricted_url;
    std::string web_url;

    bool operator==(const ArchiveUrls&) const = default;
};

/// Which archive a URL is for.
struct ArchiveSite {
    ArchivePurpose purpose = ArchivePurpose::primary;
    bool is_private = false;
    std::string owner;
    std::string name;
    std::string distribution;

    bool operator==(const ArchiveSite&) const = default;
};

/// Every byte but letters, digits, `_`, `.` and `-` as `%XX`: `foo_1.0%7Erc1%2Bb.dsc` (spec: 4.9).
[[nodiscard]] std::string percent_encode(std::string_view text);

/// Scheme and authority of the base, then `/ID/NAME` with the name encoded; a path in the base is replaced
/// (spec: 4.9).
[[nodiscard]] std::string library_url(std::string_view base, AliasId alias, std::string_view filename);

/// The library URL under the base that serves such files.
[[nodiscard]] std::string library_url(const ArchiveUrls& urls, AliasId alias, std::string_view filename,
                                      bool restricted);

/// ARCHIVEURL: where the archive's pool and indexes lie, without a slash at the end (spec: 4.9).
[[nodiscard]] std::string archive_url(const ArchiveUrls& urls, const ArchiveSite& archive);

/// `pool/COMPONENT/PREFIX/SOURCE/FILENAME`, nothing quoted (spec: 4.9).
[[nodiscard]] std::string pool_path(std::string_view component, std::string_view source,
                                    std::string_view filename);

/// The URL with `USER:PASSWORD@` before its host, unescaped (spec: 4.11).
[[nodiscard]] std::string with_credentials(std::string_view url, std::string_view user,
                                           std::string_view password);

/// The web page of a build (spec: 3.9).
[[nodiscard]] std::string build_url(std::string_view web_url, const BuildIdentity& build,
                                    std::string_view archive_owner, std::string_view archive_name);

} // namespace buildd
