#include "http/smtp.hpp"

#include "http/curl_list.hpp"
#include "http/curl_url.hpp"
#include "http/easy_handle.hpp"
#include "http/transfer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

namespace buildd {
namespace {

constexpr std::size_t max_answer_bytes = 64UL * 1024;
constexpr int send_the_message = 354;

/// The code at the front of a line of a reply; nothing when there is none.
std::optional<int> code_of(std::string_view line) {
    int code = 0;
    const auto* const end = line.data() + std::min<std::size_t>(line.size(), 3);
    const auto [last, error] = std::from_chars(line.data(), end, code);
    return error == std::errc() && last == line.data() + 3 ? std::optional(code) : std::nullopt;
}

/// SMTP ends each line in CR LF. Doubling the dots is libcurl's work.
std::string to_wire(std::string_view text) {
    std::string wire;
    wire.reserve(text.size() + text.size() / 32);
    for (const char byte : text) {
        if (byte == '\n' && !wire.ends_with('\r')) {
            wire += '\r';
        }
        wire += byte;
    }
    return wire;
}

class Sending final : public Transfer {
  public:
    Sending(CURL* handle, const SmtpLimits& limits, const Patience& patience)
        : Transfer(handle, {limits.connect, limits.total}, patience), total_(limits.total) {}

    Result<SmtpReply> run(const CurlUrl& url, const SmtpMessage& message) {
        unread_ = to_wire(message.message);
        CurlList recipients;
        recipients.add(message.recipient.c_str());
        set(CURLOPT_MAIL_FROM, message.sender.c_str());
        set(CURLOPT_MAIL_RCPT, recipients.get());
        set(CURLOPT_UPLOAD, 1L);
        set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(unread_.size()));
        set(CURLOPT_READFUNCTION, &Sending::message_wanted);
        set(CURLOPT_READDATA, static_cast<void*>(this));
        set(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_NONE));
        // The farewell then belongs to this call and its limits.
        set(CURLOPT_FORBID_REUSE, 1L);
        auto failure = perform(url, "smtp");
        if (verdict_) {
            return std::move(*verdict_);
        }
        if (!failure) {
            return last_reply_;
        }
        if (last_reply_.code != 0) {
            failure->message += fmt::format(" (last answer: {})", last_reply_.words);
        }
        return std::move(*failure);
    }

  private:
    static std::size_t message_wanted(char* into, std::size_t size, std::size_t count, void* self) {
        auto& sending = *static_cast<Sending*>(self);
        const auto bytes = std::min(size * count, sending.unread_.size() - sending.read_bytes_);
        sending.unread_.copy(into, bytes, sending.read_bytes_);
        sending.read_bytes_ += bytes;
        return bytes;
    }

    bool take_header(std::string_view line) override {
        answer_bytes_ += line.size();
        if (answer_bytes_ > max_answer_bytes) {
            return refuse({Cause::theirs, fmt::format("answers over {} bytes", max_answer_bytes)});
        }
        // What comes after the verdict answers the farewell.
        if (!verdict_) {
            take_line(line);
        }
        return true;
    }

    bool take_body(std::string_view /*bytes*/) override { return true; }

    /// Nobody waits for the answer to a farewell.
    bool may_go_on() override { return !verdict_ && elapsed() < total_ + std::chrono::milliseconds(100); }

    void take_line(std::string_view line) {
        const auto code = code_of(line);
        if (!code) {
            return;
        }
        const auto text = line.substr(0, line.find_last_not_of("\r\n") + 1);
        if (lines_.empty()) {
            lines_ = fmt::format("{}", *code);
        }
        if (text.size() > 4) {
            lines_ += ' ';
            lines_ += text.substr(4);
        }
        if (text.size() == 3 || text[3] != '-') {
            take_reply({*code, std::exchange(lines_, std::string())});
        }
    }

    void take_reply(SmtpReply reply) {
        ++replies_;
        last_reply_ = reply;
        // libcurl reads the message when the server has asked for it, so this answers the message.
        const bool message_sent = read_bytes_ > 0 && read_bytes_ == unread_.size();
        // A server that does not know EHLO, which comes after its greeting, is asked with HELO.
        const bool goes_on = reply.code / 100 == 2 || reply.code == send_the_message || replies_ == 2;
        if (message_sent || !goes_on) {
            verdict_ = std::move(reply);
        }
    }

    std::chrono::milliseconds total_;
    std::string unread_;
    std::size_t read_bytes_ = 0;
    std::size_t answer_bytes_ = 0;
    std::string lines_;
    int replies_ = 0;
    SmtpReply last_reply_;
    std::optional<SmtpReply> verdict_;
};

} // namespace

bool is_smtp_url(const std::string& url) {
    return CurlUrl::parse_smtp(url).has_value();
}

Result<SmtpReply> send_mail(const std::string& url, const SmtpMessage& message, const SmtpLimits& limits,
                            const Patience& patience) {
    const auto parsed = CurlUrl::parse_smtp(url);
    if (!parsed) {
        return Failure{Cause::ours, "not smtp://HOST:PORT"};
    }
    const auto handle = make_easy_handle();
    return Sending(handle.get(), limits, patience).run(*parsed, message);
}

} // namespace buildd
