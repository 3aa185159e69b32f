#include "operate/found_farm.hpp"

#include "database/rows.hpp"
#include "database/transaction.hpp"
#include "operate/architectures.hpp"
#include "operate/refusal.hpp"
#include "operate/schema_text.hpp"
#include "operate/statements.hpp"
#include "operate/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>

namespace buildd {
namespace {

/// Those that a sources.list can name (spec: 4.11).
constexpr std::array<std::string_view, 5> components{"main", "restricted", "universe", "multiverse",
                                                     "partner"};
/// Of sources that name none.
constexpr std::string_view usual_section = "misc";

bool is_address(const std::string& text) {
    const auto at = text.find('@');
    const auto is_plain = [](char byte) { return byte > ' ' && byte <= '~' && byte != '<' && byte != '>'; };
    return at != std::string::npos && at > 0 && at + 1 < text.size() && at == text.rfind('@') &&
           std::all_of(text.begin(), text.end(), is_plain);
}

void check(const Founding& founding) {
    require_name("person", founding.person);
    require_name("team", founding.admins);
    if (founding.person == founding.admins) {
        throw Refused(fmt::format("'{}' can not be the person and the team", founding.person));
    }
    if (founding.address && !is_address(*founding.address)) {
        throw Refused(
            fmt::format("'{}' is no mail address: NAME@HOST, without a display name", *founding.address));
    }
}

void require_empty(WriteTransaction& transaction) {
    RowReader columns(transaction.run(farm_statements::first_relation)[0]);
    const auto database = columns.next<std::string>();
    if (const auto relation = columns.next<std::optional<std::string>>()) {
        throw Refused(fmt::format("database {} is not empty: it has {}", database, *relation));
    }
}

} // namespace

std::string schema_statements() {
    constexpr std::string_view begin = "\nBEGIN;\n";
    constexpr std::string_view end = "\nCOMMIT;\n";
    const auto first = schema_text.find(begin);
    const auto last = schema_text.rfind(end);
    assert(first != std::string_view::npos && last != std::string_view::npos && first < last);
    return std::string(schema_text.substr(first + begin.size(), last - first - begin.size()));
}

void found_farm(Connection& database, const Founding& founding) {
    check(founding);
    WriteTransaction transaction(database);
    require_empty(transaction);
    transaction.run_script(schema_statements());
    const auto& known = known_architectures();
    transaction.run(farm_statements::found_vocabulary, Parameters()
                                                           .add_array(components)
                                                           .add_array(known, &KnownArchitecture::family)
                                                           .add_array(known, &KnownArchitecture::processor)
                                                           .add(usual_section));
    transaction.run(farm_statements::found_people,
                    Parameters().add(founding.person).add(founding.address).add(founding.admins));
    transaction.commit();
}

} // namespace buildd
