#include "source/architecture_field.hpp"

#include <apt-pkg/cachefilter.h>

#include <algorithm>
#include <string_view>

namespace buildd {
namespace {

bool is_wildcard(std::string_view word) {
    return word == "any" || word.starts_with("any-") || word.ends_with("-any") ||
           word.find("-any-") != std::string_view::npos;
}

/// To apt a word is a pattern for file names.
bool is_plain(std::string_view word) {
    return std::all_of(word.begin(), word.end(), [](char byte) {
        return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '-';
    });
}

bool matches(const std::string& word, const std::string& tag) {
    if (!is_plain(word)) {
        return false;
    }
    APT::CacheFilter::PackageArchitectureMatchesSpecification specification(word);
    if (specification(tag.c_str())) {
        return true;
    }
    // To dpkg these are systems on the processor `arm`, to apt processors of their own.
    const bool is_arm = tag == "armel" || tag == "armhf";
    return is_arm && is_wildcard(word) && specification("arm");
}

} // namespace

std::vector<std::string> fitting_architectures(const std::vector<std::string>& field,
                                               const std::vector<std::string>& tags,
                                               const std::optional<std::string>& nominated) {
    std::vector<std::string> fitting;
    std::copy_if(tags.begin(), tags.end(), std::back_inserter(fitting), [&](const std::string& tag) {
        return std::any_of(field.begin(), field.end(), [&](const std::string& word) {
            return word == "all" ? tag == nominated : matches(word, tag);
        });
    });
    return fitting;
}

} // namespace buildd
