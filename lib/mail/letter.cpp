#include "mail/letter.hpp"

#include "mail/gmime_object.hpp"
#include "mail/mailbox.hpp"
#include "mail/notice.hpp"

#include <optional>

namespace buildd {
namespace {

constexpr const char* charset = "UTF-8";

struct DateUnref {
    void operator()(GDateTime* date) const { g_date_time_unref(date); }
};

/// Headers whose value is a mailbox, as the library knows them.
std::optional<GMimeAddressType> address_type_of(const std::string& header) {
    if (header == "From") {
        return GMIME_ADDRESS_TYPE_FROM;
    }
    if (header == "To") {
        return GMIME_ADDRESS_TYPE_TO;
    }
    if (header == "Reply-To") {
        return GMIME_ADDRESS_TYPE_REPLY_TO;
    }
    if (header == "Sender") {
        return GMIME_ADDRESS_TYPE_SENDER;
    }
    return std::nullopt;
}

void add_mailbox(GMimeMessage* message, GMimeAddressType type, const Mailbox& mailbox) {
    const char* const name = mailbox.name.empty() ? nullptr : mailbox.name.c_str();
    const GmimeOwned<InternetAddress> address(internet_address_mailbox_new(name, mailbox.address.c_str()));
    internet_address_set_charset(address.get(), charset);
    internet_address_list_add(g_mime_message_get_addresses(message, type), address.get());
}

void add_headers(GMimeMessage* message, const Notice& notice, const std::string& bounces) {
    for (const auto& [name, value] : notice.headers) {
        if (const auto type = address_type_of(name)) {
            // What is no mailbox becomes the name of one: a header without any address is none.
            add_mailbox(message, *type, parse_mailbox(value).value_or(Mailbox{value, bounces}));
        } else {
            g_mime_object_append_header(GMIME_OBJECT(message), name.c_str(), value.c_str(), charset);
        }
    }
}

GmimeOwned<GMimePart> text_part(const std::string& body) {
    GmimeOwned<GMimePart> part(g_mime_part_new_with_type("text", "plain"));
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part.get()), "charset", charset);
    g_mime_part_set_content_encoding(part.get(), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    const GmimeOwned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(body.data(), body.size()));
    const GmimeOwned<GMimeDataWrapper> content(
        g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
    g_mime_part_set_content(part.get(), content.get());
    return part;
}

} // namespace

Letter to_letter(const Notice& notice, const std::string& bounces, const std::string& message_id,
                 Timestamp date) {
    start_gmime();
    const GmimeOwned<GMimeMessage> message(g_mime_message_new(FALSE)); // headers in the order added
    add_headers(message.get(), notice, bounces);
    const auto seconds = std::chrono::floor<std::chrono::seconds>(date.time_since_epoch()).count();
    const std::unique_ptr<GDateTime, DateUnref> utc(g_date_time_new_from_unix_utc(seconds));
    g_mime_message_set_date(message.get(), utc.get());
    g_mime_message_set_message_id(message.get(), message_id.c_str());
    g_mime_message_set_mime_part(message.get(), GMIME_OBJECT(text_part(notice.body).get()));
    const GmimeText text(g_mime_object_to_string(GMIME_OBJECT(message.get()), nullptr));
    return {bounces, notice.recipient, message_id, date, text.get()};
}

} // namespace buildd
