#include "library/upload_tree.hpp"

#include <algorithm>
#include <cstddef>

namespace buildd {
namespace {

/// Length of `YYYYmmdd-HHMMSS`, behind which `.N` stands.
constexpr std::size_t time_length = 15;

bool is_taken(const Root& root, const std::string& name) {
    return root.incoming().holds(name) || root.failed().holds(name);
}

/// The leaf's name with another `.N`, whatever it has now.
std::string with_number(const std::string& leaf, int number) {
    const auto rest = leaf.find('-', std::min(time_length, leaf.size()));
    const auto tail = rest == std::string::npos ? std::string() : leaf.substr(rest);
    const auto suffix = number == 0 ? std::string() : '.' + std::to_string(number);
    return leaf.substr(0, time_length) + suffix + tail;
}

} // namespace

std::string free_leaf_name(const Root& root, const LeafNamer& name) {
    for (int number = 0;; ++number) {
        auto candidate = name(number);
        if (!is_taken(root, candidate)) {
            return candidate;
        }
    }
}

bool move_leaf(const Root& root, const Folder& run, const StagedLeaf& leaf) {
    if (!run.holds(leaf.name)) {
        return false;
    }
    const auto& destination = leaf.destination == Destination::incoming ? root.incoming() : root.failed();
    auto name = is_taken(root, leaf.name)
                    ? free_leaf_name(root, [&](int n) { return with_number(leaf.name, n); })
                    : leaf.name;
    while (!run.rename(leaf.name, destination, name)) {
        name = free_leaf_name(root, [&](int n) { return with_number(leaf.name, n); });
    }
    destination.sync();
    run.sync();
    return true;
}

} // namespace buildd
