#include "scan/post.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "library/settling.hpp"
#include "mail/spool.hpp"

#include <fmt/format.h>

namespace buildd {
namespace {

constexpr std::chrono::hours too_old{5 * 24};
constexpr std::size_t largest_mail_bytes = std::size_t{16} << 20;

class Postman {
  public:
    Postman(const Root& root, Transport* transport, Timestamp now, const Patience& patience)
        : root_(root), transport_(transport), now_(now), patience_(patience) {}

    void serve(const MailRun& run) {
        const auto names = waiting_mails(*run.folder, *run.manifest);
        if (names.empty()) {
            return;
        }
        const auto folder = run.folder->open(mail_folder_name);
        for (const auto& name : names) {
            try {
                send({folder, name, fmt::format("{}-{}", run.id, name)});
            } catch (const StorageError& error) { // one file is no reason for the others to wait
                trouble(error);
            }
        }
    }

    PostReport report() && {
        if (waiting_ > 0) {
            report_.lines.push_back(
                {Level::warning, fmt::format("{} {} for the next pass: {}", waiting_,
                                             waiting_ == 1 ? "mail waits" : "mails wait", why_)});
        }
        return std::move(report_);
    }

    void trouble(const StorageError& error) {
        report_.lines.push_back({Level::error, error.what()});
        report_.trouble = true;
    }

  private:
    struct Mail {
        const Folder& folder;
        const std::string& name;
        std::string name_when_undelivered;
    };

    void send(const Mail& mail) {
        const auto text = mail.folder.read_file(mail.name, largest_mail_bytes);
        if (!text) {
            return; // sent by a pass that died before it could say so
        }
        const auto letter = parse_spool(*text);
        if (!letter) {
            give_up(mail, "somebody", letter.failure().message);
        } else if (transport_ == nullptr) {
            judge(mail, *letter, {Delivered::later, "mail-via is none"});
        } else if (is_time_over()) { // not tried, so not given up however old it is
            keep("no time was left in this pass");
        } else {
            mail.folder.touch(mail.name); // what cannot be deleted afterwards would go out in every pass
            judge(mail, *letter, transport_->deliver(*letter, patience_));
        }
    }

    void judge(const Mail& mail, const Letter& letter, const Delivery& delivery) {
        if (delivery.delivered == Delivered::yes) {
            mail.folder.remove_file(mail.name);
            mail.folder.sync(); // of all that was sent, a crash may double this one only
        } else if (delivery.delivered == Delivered::never) {
            give_up(mail, letter.recipient, delivery.reason);
        } else if (now_ - letter.date > too_old) {
            give_up(mail, letter.recipient, fmt::format("older than 5 days; {}", delivery.reason));
        } else {
            keep(delivery.reason);
        }
    }

    [[nodiscard]] bool is_time_over() const {
        return patience_.over(std::chrono::steady_clock::now()) ||
               (patience_.stop != nullptr && patience_.stop->requested());
    }

    void keep(const std::string& reason) {
        if (waiting_++ == 0) {
            why_ = reason;
        }
    }

    void give_up(const Mail& mail, const std::string& recipient, const std::string& reason) {
        const auto& undelivered = root_.undelivered();
        if (!mail.folder.rename(mail.name, undelivered, mail.name_when_undelivered)) {
            throw StorageError(undelivered.path_of(mail.name_when_undelivered) + ": exists already");
        }
        undelivered.sync();
        mail.folder.sync();
        report_.lines.push_back(
            {Level::error, fmt::format("mail to {}: {}; moved to {}", printable(recipient), reason,
                                       undelivered.path_of(mail.name_when_undelivered))});
    }

    const Root& root_;
    Transport* transport_;
    Timestamp now_;
    Patience patience_;
    PostReport report_;
    std::size_t waiting_ = 0;
    std::string why_; ///< of the first that waits
};

} // namespace

PostReport send_mails(const Root& root, const std::vector<MailRun>& runs, Transport* transport, Timestamp now,
                      const Patience& patience) {
    Postman postman(root, transport, now, patience);
    for (const auto& run : runs) {
        try {
            postman.serve(run);
        } catch (const StorageError& error) {
            postman.trouble(error);
        }
    }
    return std::move(postman).report();
}

} // namespace buildd
