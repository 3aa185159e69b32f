#include "farm/status.hpp"

namespace buildd {

std::string name_of(BuildStatus status) {
    switch (status) {
    case BuildStatus::needs_build:
        return "NEEDSBUILD";
    case BuildStatus::fully_built:
        return "FULLYBUILT";
    case BuildStatus::failed_to_build:
        return "FAILEDTOBUILD";
    case BuildStatus::manual_dependency_wait:
        return "MANUALDEPWAIT";
    case BuildStatus::chroot_wait:
        return "CHROOTWAIT";
    case BuildStatus::superseded:
        return "SUPERSEDED";
    case BuildStatus::building:
        return "BUILDING";
    case BuildStatus::failed_to_upload:
        return "FAILEDTOUPLOAD";
    case BuildStatus::uploading:
        return "UPLOADING";
    }
    return std::to_string(static_cast<int>(status));
}

std::string title_of(BuildStatus status) {
    switch (status) {
    case BuildStatus::needs_build:
        return "Needs building";
    case BuildStatus::fully_built:
        return "Successfully built";
    case BuildStatus::failed_to_build:
        return "Failed to build";
    case BuildStatus::manual_dependency_wait:
        return "Dependency wait";
    case BuildStatus::chroot_wait:
        return "Chroot problem";
    case BuildStatus::superseded:
        return "Build for superseded Source";
    case BuildStatus::building:
        return "Currently building";
    case BuildStatus::failed_to_upload:
        return "Failed to upload";
    case BuildStatus::uploading:
        return "Uploading build";
    }
    return std::to_string(static_cast<int>(status));
}

std::string name_of(JobStatus status) {
    switch (status) {
    case JobStatus::waiting:
        return "WAITING";
    case JobStatus::running:
        return "RUNNING";
    case JobStatus::completed:
        return "COMPLETED";
    case JobStatus::failed:
        return "FAILED";
    case JobStatus::suspended:
        return "SUSPENDED";
    }
    return std::to_string(static_cast<int>(status));
}

} // namespace buildd
