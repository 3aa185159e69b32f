#pragma once

#include <map>
#include <string>
#include <vector>

namespace buildd {

/// A file that a slave is to have, and where it gets it (spec: 2.7, 4.9).
struct FileSource {
    std::string name; ///< for log lines and, of source files, for the file map
    std::string sha1; ///< 40 lower-case hex digits
    std::string url;
    std::string user; ///< empty: no authentication
    std::string password;

    bool operator==(const FileSource&) const = default;
};

/// The arguments of `build`: always all of them, good for both generations (spec: 2.8, 4.10).
struct BuildArguments {
    std::string series;
    std::string suite;
    std::string arch_tag;
    bool arch_indep = false;
    std::string ogrecomponent;
    std::vector<std::string> archives; ///< sources.list lines, never empty
    std::string archive_purpose;
    bool archive_private = false;
    bool build_debug_symbols = false;
    std::string build_url;

    bool operator==(const BuildArguments&) const = default;
};

/// Which sources a slave is sent: one without exactly one `.dsc` sticks it (spec: 2.8, 2.10 T1), and goes out
/// only when somebody wants this job on this builder.
enum class SourceRule { one_dsc, any };

/// All that a slave is told to start a build.
struct BuildCall {
    std::string cookie;
    FileSource chroot;
    std::vector<FileSource> sources; ///< by library file alias id
    BuildArguments arguments;
    SourceRule source_rule = SourceRule::one_dsc;

    bool operator==(const BuildCall&) const = default;
};

} // namespace buildd
