#include "month/farm.hpp"

#include "decide/samples.hpp"

#include <utility>

namespace buildd::test {

const std::vector<ClassOfFarm>& classes_of_farm() {
    static const std::vector<ClassOfFarm> classes{
        {1, false, 16}, {2, true, 16}, {3, false, 7}, {4, false, 1}};
    return classes;
}

BuilderClass builder_class_of(const ClassOfFarm& each) {
    return {ProcessorId{each.processor}, each.virtualized};
}

std::vector<Builder> builders_of_farm() {
    std::vector<Builder> builders;
    for (const auto& each : classes_of_farm()) {
        for (int i = 0; i < each.builders; ++i) {
            auto builder = builder_like_bob(static_cast<int>(builders.size()) + 1);
            builder.processor = ProcessorId{each.processor};
            builder.family = FamilyId{each.processor};
            builder.virtualized = each.virtualized;
            if (each.virtualized) {
                builder.vm_host = builder.name + ".host";
            }
            builders.push_back(std::move(builder));
        }
    }
    return builders;
}

Load load_of(const ClassOfFarm& each, Hours hours) {
    if (each.builders == 1) {
        return hours == Hours::night ? Load{} : Load{0, 1, 60};
    }
    switch (hours) {
    case Hours::night:
        return {0, each.builders, 40 * mean_minutes_of_build};
    case Hours::evening:
        return {0, each.builders, 2 * mean_minutes_of_build};
    case Hours::day:
        break;
    }
    return {each.builders, 0, 1};
}

} // namespace buildd::test
