#include "mail/read_letter.hpp"

#include "mail/gmime_object.hpp"

#include <stdexcept>

namespace buildd::test {
namespace {

GmimeOwned<GMimeMessage> parse(const std::string& text) {
    const GmimeOwned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(text.data(), text.size()));
    const GmimeOwned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
    return GmimeOwned<GMimeMessage>(g_mime_parser_construct_message(parser.get(), nullptr));
}

/// The header of that name in the object; empty without it.
std::string header(GMimeObject* object, const char* name) {
    const char* const value = g_mime_object_get_header(object, name);
    return value == nullptr ? "" : value;
}

/// Mailboxes as they are written without any folding and encoding, all else as it was meant.
std::string value_of(GMimeHeader* header) {
    const std::string name = g_mime_header_get_name(header);
    if (name != "From" && name != "To" && name != "Reply-To" && name != "Sender") {
        return g_mime_header_get_value(header);
    }
    const GmimeOwned<InternetAddressList> list(
        internet_address_list_parse(nullptr, g_mime_header_get_raw_value(header)));
    const GmimeText text(list ? internet_address_list_to_string(list.get(), nullptr, FALSE) : nullptr);
    std::string value = text ? text.get() : "";
    for (auto fold = value.find('\n'); fold != std::string::npos; fold = value.find('\n')) {
        value.replace(fold, 2, " "); // GMime folds even what it tells
    }
    return value;
}

std::string content_of(GMimePart* part) {
    const GmimeOwned<GMimeStream> stream(g_mime_stream_mem_new());
    g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(part), stream.get());
    const GByteArray* const bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
    return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

} // namespace

ReadLetter read_letter(const Letter& letter) {
    start_gmime();
    const auto message = parse(letter.message);
    GMimeObject* const part = message ? g_mime_message_get_mime_part(message.get()) : nullptr;
    if (part == nullptr || !GMIME_IS_PART(part)) {
        throw std::runtime_error("this is no message of one part");
    }
    ReadLetter read;
    GMimeHeaderList* const headers = g_mime_object_get_header_list(GMIME_OBJECT(message.get()));
    for (int index = 0; index < g_mime_header_list_get_count(headers); ++index) {
        GMimeHeader* const entry = g_mime_header_list_get_header_at(headers, index);
        read.headers.emplace_back(g_mime_header_get_name(entry), value_of(entry));
    }
    read.content_type = header(part, "Content-Type");
    read.encoding = header(part, "Content-Transfer-Encoding");
    read.body = content_of(GMIME_PART(part));
    return read;
}

} // namespace buildd::test
