#include "mail/mailbox.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace buildd;

TEST_CASE("a mailbox is one name, or none, and one ASCII address") {
    struct Row {
        std::string text;
        std::optional<Mailbox> mailbox;
    };
    const std::vector<Row> table{
        {"noreply@localhost", Mailbox{"", "noreply@localhost"}},
        {"<noreply@localhost>", Mailbox{"", "noreply@localhost"}},
        {"Buildd System <noreply@localhost>", Mailbox{"Buildd System", "noreply@localhost"}},
        {"\"System, Buildd\" <noreply@localhost>", Mailbox{"System, Buildd", "noreply@localhost"}},
        {"J\xC3\xBCrgen <j@example.com>", Mailbox{"J\xC3\xBCrgen", "j@example.com"}},
        {"B. Master <build.master+1@example.com>", Mailbox{"B. Master", "build.master+1@example.com"}},
        {"\"two words\"@example.com", Mailbox{"", "\"two words\"@example.com"}},
        {"a@[127.0.0.1]", Mailbox{"", "a@[127.0.0.1]"}},
        {"", {}},
        {"  ", {}},
        {"Buildd System", {}},
        {"root", {}},
        {"Root <root>", {}},
        {"N <@localhost>", {}},
        {"N <noreply@>", {}},
        {"N <a@b@c>", {}},
        {"N <<a@b>>", {}},
        {"<a@b", {}},
        {"N <a@b", {}},
        {"N <a@b>,", {}},
        {"a@b>", {}},
        {"a b@c", {}},
        {"N <a@b> more", {}},
        {"a@b c@d", {}},
        {"a@b, c@d", {}},
        {"A <a@b>, C <c@d>", {}},
        {"Team: a@b, c@d;", {}},
        {"N <j\xC3\xBC@example.com>", {}},
        {"N <a@m\xC3\xBCller.example>", {}},
        {"N\xFF <a@b>", {}},
        {"a@b\n", {}},
        {"N <a@b>\r\nBcc: c@d", {}},
        {std::string("a@b\0c", 5), {}},
    };
    for (const Row& row : table) {
        CAPTURE(row.text);
        const auto mailbox = parse_mailbox(row.text);
        CHECK(mailbox.has_value() == row.mailbox.has_value());
        CHECK(mailbox == row.mailbox);
        CHECK(address_in(row.text) ==
              (row.mailbox ? std::optional(row.mailbox->address) : std::optional<std::string>()));
    }
}
