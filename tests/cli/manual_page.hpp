#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace buildd::test {

/// A page of man/, as far as it lists things: `.It` lines of a section, without the macro and its escapes.
class ManualPage {
  public:
    /// `name` is that of a file in man/.
    explicit ManualPage(const std::string& name);

    /// What stands behind each `.It` of the section, in the order of the page.
    [[nodiscard]] std::vector<std::string> items(std::string_view section) const;

  private:
    std::vector<std::string> lines_;
};

/// The long options, else the short one, of an item like `Fl b , -builder Ar name`: `--builder`.
[[nodiscard]] std::string option_of(const std::string& item);

} // namespace buildd::test
