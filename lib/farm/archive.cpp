#include "farm/archive.hpp"

namespace buildd {

std::string name_of(ArchivePurpose purpose) {
    switch (purpose) {
    case ArchivePurpose::primary:
        return "PRIMARY";
    case ArchivePurpose::ppa:
        return "PPA";
    case ArchivePurpose::partner:
        return "PARTNER";
    case ArchivePurpose::copy:
        return "COPY";
    case ArchivePurpose::debug:
        return "DEBUG";
    }
    return std::to_string(static_cast<int>(purpose));
}

} // namespace buildd
