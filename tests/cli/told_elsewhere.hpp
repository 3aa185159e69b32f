#pragma once

#include <string>
#include <vector>

namespace buildd::test {

/// A file with places that tell what was worded elsewhere, so that `told_in` does not see the words: how many
/// places, and what they may tell, unless another file's row has it.
struct ToldElsewhere {
    struct Words {
        std::string in_source; ///< a literal of some source file holds this
        std::string item;      ///< and the manual has this item
    };
    std::string file;
    int places = 0;
    std::vector<Words> words;
};

/// Those of buildd-scan.
[[nodiscard]] const std::vector<ToldElsewhere>& told_elsewhere();

} // namespace buildd::test
