#pragma once

#include <cstddef>
#include <random>
#include <utility>
#include <vector>

namespace buildd::test {

/// Draws that a seed repeats.
class Dice {
  public:
    explicit Dice(unsigned seed) : generator_(seed) {}

    /// 0 to `end` - 1.
    int below(int end) { return static_cast<int>(generator_() % static_cast<unsigned>(end)); }
    bool percent(int chance) { return below(100) < chance; }
    template <typename Value>
    Value one_of(const std::vector<Value>& values) {
        return values[static_cast<std::size_t>(below(static_cast<int>(values.size())))];
    }
    template <typename Value>
    void shuffle(std::vector<Value>& values) {
        for (int i = static_cast<int>(values.size()) - 1; i > 0; --i) {
            std::swap(values[static_cast<std::size_t>(i)], values[static_cast<std::size_t>(below(i + 1))]);
        }
    }

  private:
    std::mt19937 generator_;
};

} // namespace buildd::test
