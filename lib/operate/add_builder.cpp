#include "operate/add_builder.hpp"

#include "database/rows.hpp"
#include "http/url.hpp"
#include "operate/architectures.hpp"
#include "operate/operator.hpp"
#include "operate/refusal.hpp"
#include "operate/statements.hpp"
#include "operate/words.hpp"

#include <fmt/format.h>

namespace buildd {
namespace {

void check(const NewBuilder& wanted) {
    require_name("builder", wanted.name);
    const auto& url = wanted.url;
    const bool holds_more = url.find_first_of("@?# \t\r\n") != std::string::npos;
    if (!host_of(url) || url.find("://") == std::string::npos || holds_more) {
        throw Refused(fmt::format("builder {}: '{}' is not an http or https URL of a host, without user, "
                                  "query and fragment",
                                  wanted.name, url));
    }
    if (wanted.vm_host && wanted.vm_host->empty()) {
        throw Refused(fmt::format("builder {}: the name of its vm host is empty", wanted.name));
    }
}

void require_new(WriteTransaction& transaction, const NewBuilder& wanted) {
    for (const auto& row :
         transaction.run(farm_statements::similar_builders, Parameters().add(wanted.name).add(wanted.url))) {
        RowReader columns(row);
        const auto name = columns.next<std::string>();
        throw Refused(fmt::format("builder {} ({}) is there already", name, columns.next<std::string>()));
    }
}

int processor_of(WriteTransaction& transaction, const std::string& tag) {
    const auto& known = architecture_named(tag);
    const auto found = transaction.run(farm_statements::find_processor, Parameters().add(known.processor));
    if (found.empty()) {
        throw Refused(
            fmt::format("the database has no processor {} for architecture {}", known.processor, tag));
    }
    return RowReader(found[0]).next<int>();
}

} // namespace

void add_builder(Connection& database, const NewBuilder& wanted) {
    check(wanted);
    WriteTransaction transaction(database);
    const auto processor = processor_of(transaction, wanted.architecture);
    require_new(transaction, wanted);
    transaction.run(farm_statements::add_builder, Parameters()
                                                      .add(processor)
                                                      .add(wanted.name)
                                                      .add(farm_operator(transaction))
                                                      .add(wanted.url)
                                                      .add(wanted.vm_host.has_value())
                                                      .add(wanted.vm_host));
    transaction.commit();
}

} // namespace buildd
