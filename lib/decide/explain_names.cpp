#include "decide/explain.hpp"

namespace buildd {

std::string name_of(WaitReason reason) {
    switch (reason) {
    case WaitReason::reset:
        return "reset";
    case WaitReason::suspended:
        return "suspended";
    case WaitReason::other_type:
        return "other-type";
    case WaitReason::build_status:
        return "build-status";
    case WaitReason::archive_disabled:
        return "archive-disabled";
    case WaitReason::private_unpublished:
        return "private-unpublished";
    case WaitReason::file_missing:
        return "file-missing";
    case WaitReason::security:
        return "security";
    case WaitReason::superseded:
        return "superseded";
    case WaitReason::virtual_item:
        return "virtual";
    case WaitReason::missing_chroot:
        return "missing-chroot";
    case WaitReason::illegal_pocket:
        return "illegal-pocket";
    case WaitReason::component:
        return "component";
    case WaitReason::external:
        return "external";
    case WaitReason::no_dsc:
        return "no-dsc";
    case WaitReason::unsound_call:
        return "unsound-call";
    case WaitReason::other_dispatch:
        return "other-dispatch";
    case WaitReason::no_builder:
        return "no-builder";
    case WaitReason::last_builder:
        return "last-builder";
    case WaitReason::share:
        return "share";
    case WaitReason::rank:
        return "rank";
    case WaitReason::not_reached:
        return "not-reached";
    }
    return "not-reached";
}

std::string name_of(IdleReason reason) {
    switch (reason) {
    case IdleReason::held:
        return "held";
    case IdleReason::inactive:
        return "inactive";
    case IdleReason::disabled:
        return "disabled";
    case IdleReason::manual:
        return "manual";
    case IdleReason::unreachable:
        return "unreachable";
    case IdleReason::failed:
        return "failed";
    case IdleReason::busy:
        return "busy";
    case IdleReason::no_vm_host:
        return "no-vm-host";
    case IdleReason::other_dispatch:
        return "other-dispatch";
    case IdleReason::no_candidate:
        return "no-candidate";
    }
    return "no-candidate";
}

} // namespace buildd
