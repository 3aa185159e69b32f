#pragma once

#include "base/patience.hpp"
#include "base/result.hpp"
#include "mail/letter.hpp"

#include <memory>
#include <string>

namespace buildd {

/// How a transport ended with one letter (spec: 3.9, Sending).
enum class Delivered {
    yes,
    later, ///< temporary: SMTP 4xx, exit 75, time-out, no connection, no such program, no space
    never, ///< permanent: SMTP 5xx, other exits
};

struct Delivery {
    Delivered delivered = Delivered::yes;
    std::string reason; ///< of `later` and `never`: one printable line
};

/// Takes letters, one call a letter, on one thread. Once it said yes, the letter is its business.
class Transport {
  public:
    Transport() = default;
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;
    Transport(Transport&&) = delete;
    Transport& operator=(Transport&&) = delete;
    virtual ~Transport() = default;

    /// Ends with the transport's own limit of 30 s or when the patience is over, whichever is first; the
    /// letter is then for later.
    [[nodiscard]] virtual Delivery deliver(const Letter& letter, const Patience& patience) = 0;
};

/// The program that `sendmail` means.
inline constexpr const char* sendmail_program = "/usr/sbin/sendmail";

/// `sendmail`, `smtp://host:port` or `dir:PATH` (spec: 3.9); null for `none`. Throws ConfigurationError for
/// anything else, with a sentence about the value. Touches nothing yet.
[[nodiscard]] std::unique_ptr<Transport> make_transport(const std::string& mail_via,
                                                        const std::string& program = sendmail_program);

} // namespace buildd
