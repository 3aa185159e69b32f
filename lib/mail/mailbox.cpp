#include "mail/mailbox.hpp"

#include "base/text.hpp"
#include "mail/gmime_object.hpp"

#include <algorithm>
#include <string_view>

namespace buildd {
namespace {

struct OptionsFree {
    void operator()(GMimeParserOptions* options) const { g_mime_parser_options_free(options); }
};

/// Takes nothing for an address that standards do not: by itself GMime guesses what was meant.
std::unique_ptr<GMimeParserOptions, OptionsFree> strict_options() {
    std::unique_ptr<GMimeParserOptions, OptionsFree> options(g_mime_parser_options_new());
    g_mime_parser_options_set_address_compliance_mode(options.get(), GMIME_RFC_COMPLIANCE_STRICT);
    return options;
}

bool is_address(std::string_view text) {
    return text.find('@') != std::string_view::npos &&
           std::all_of(text.begin(), text.end(), [](char byte) { return byte >= ' ' && byte <= '~'; });
}

} // namespace

std::optional<Mailbox> parse_mailbox(const std::string& text) {
    start_gmime();
    const bool brackets_match = text.ends_with('>') == (text.find('<') != std::string::npos);
    const bool plain = printable(text, std::string::npos) == text; // UTF-8 without control characters
    if (!brackets_match || !plain) {
        return std::nullopt;
    }
    const GmimeOwned<InternetAddressList> list(
        internet_address_list_parse(strict_options().get(), text.c_str()));
    if (!list || internet_address_list_length(list.get()) != 1) {
        return std::nullopt;
    }
    InternetAddress* const entry = internet_address_list_get_address(list.get(), 0);
    if (!INTERNET_ADDRESS_IS_MAILBOX(entry)) {
        return std::nullopt;
    }
    const char* const name = internet_address_get_name(entry);
    const char* const address = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(entry));
    if (address == nullptr || !is_address(address)) {
        return std::nullopt;
    }
    return Mailbox{name == nullptr ? "" : name, address};
}

std::optional<std::string> address_in(const std::string& mailbox) {
    const auto parsed = parse_mailbox(mailbox);
    return parsed ? std::optional(parsed->address) : std::nullopt;
}

} // namespace buildd
