#include "operate/add_series.hpp"

#include "database/rows.hpp"
#include "operate/architectures.hpp"
#include "operate/operator.hpp"
#include "operate/refusal.hpp"
#include "operate/statements.hpp"
#include "operate/words.hpp"

#include <fmt/format.h>

#include <set>
#include <string_view>

namespace buildd {
namespace {

/// Of the words that a row lists as `a, b`.
bool lists(std::string_view list, const std::string& word) {
    return fmt::format(", {}, ", list).find(fmt::format(", {}, ", word)) != std::string::npos;
}

void check(const NewSeries& wanted) {
    require_name("distribution", wanted.distribution);
    require_name("series", wanted.name);
    if (wanted.architectures.empty()) {
        throw Refused(fmt::format("series {}: no architecture is given", wanted.name));
    }
    std::set<std::string_view> families;
    for (const auto& tag : wanted.architectures) {
        if (!families.insert(architecture_named(tag).family).second) {
            throw Refused(fmt::format("architecture {} is given twice", tag));
        }
    }
}

/// The id, of the distribution that exists or a new one.
int provide_distribution(WriteTransaction& transaction, const std::string& name, int owner,
                         SeriesAdded& added) {
    const auto found = transaction.run(farm_statements::lock_distribution, Parameters().add(name));
    if (!found.empty()) {
        return RowReader(found[0]).next<int>();
    }
    added.distribution = true;
    const auto made = transaction.run(farm_statements::add_distribution, Parameters().add(name).add(owner));
    return RowReader(made[0]).next<int>();
}

void require_new(const NewSeries& wanted, SeriesStatus status, std::string_view tags) {
    if (wanted.status && *wanted.status != status) {
        throw Refused(fmt::format("series {} of {} exists and is {}, not {}", wanted.name,
                                  wanted.distribution, name_of(status), name_of(*wanted.status)));
    }
    for (const auto& tag : wanted.architectures) {
        if (lists(tags, tag)) {
            throw Refused(fmt::format("series {} of {} has architecture {} already", wanted.name,
                                      wanted.distribution, tag));
        }
    }
}

int provide_series(WriteTransaction& transaction, const NewSeries& wanted, int distribution, int owner,
                   SeriesAdded& added) {
    const auto found =
        transaction.run(farm_statements::find_series, Parameters().add(distribution).add(wanted.name));
    if (!found.empty()) {
        RowReader columns(found[0]);
        const auto id = columns.next<int>();
        const auto status = columns.next<SeriesStatus>();
        require_new(wanted, status, columns.next<std::string>());
        return id;
    }
    added.series = true;
    const auto made = transaction.run(farm_statements::add_series,
                                      Parameters()
                                          .add(distribution)
                                          .add(wanted.name)
                                          .add(wanted.status.value_or(SeriesStatus::development))
                                          .add(owner));
    return RowReader(made[0]).next<int>();
}

} // namespace

SeriesAdded add_series(Connection& database, const NewSeries& wanted) {
    check(wanted);
    WriteTransaction transaction(database);
    const auto owner = farm_operator(transaction);
    SeriesAdded added;
    const auto distribution = provide_distribution(transaction, wanted.distribution, owner, added);
    const auto series = provide_series(transaction, wanted, distribution, owner, added);
    transaction.run(farm_statements::add_architectures,
                    Parameters()
                        .add(series)
                        .add_array(wanted.architectures)
                        .add_array(wanted.architectures,
                                   [](const std::string& tag) { return architecture_named(tag).family; })
                        .add(owner));
    transaction.run(farm_statements::nominate_architecture,
                    Parameters().add(series).add(wanted.architectures.front()));
    transaction.commit();
    return added;
}

} // namespace buildd
