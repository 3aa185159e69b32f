#pragma once

#include "crash/attack.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace buildd::test {

/// A mail by whom it is for and what it is about.
using MailKey = std::pair<std::string, std::string>;

/// What a farm that was never attacked comes to.
struct Quiet {
    std::map<std::string, int> most_points; ///< that a builder ever had after a pass
    std::map<int, int> most_failures;       ///< the same of builds
    std::set<std::string> failed;           ///< builders that are not ok in the end
    std::set<MailKey> mails;
};

/// What is watched from an attack on, through passes until nothing moves any more.
class Aftermath {
  public:
    /// Looks at what the attack left.
    Aftermath(WholeFarm& farm, const Attack& attack, const Attacked& attacked);

    /// Passes, and time between them, until one has nothing to do.
    void run_until_quiet();

    [[nodiscard]] WholeFarm& farm() const { return farm_; }
    [[nodiscard]] const Attack& what() const { return attack_; }
    /// Whether the attacked run sent a mail that it could not delete any more.
    [[nodiscard]] bool has_sent_mail_left() const;
    /// The same over all passes, for a comparison.
    [[nodiscard]] Quiet quiet() const;
    /// What was wrong at some moment on the way.
    [[nodiscard]] const std::vector<std::string>& on_the_way() const { return on_the_way_; }
    /// Mails, by file name, that came once more after the attack.
    [[nodiscard]] std::set<std::string> doubled_mails() const;

  private:
    /// What the attacked run did, in order.
    [[nodiscard]] std::vector<std::string> effects() const;
    [[nodiscard]] bool pass_has_work();
    void look();
    void look_for_early_leaves();
    void look_for_early_errands();
    void look_for_jobs_on_two_builders();
    void note_counts();

    WholeFarm& farm_;
    const Attack& attack_;
    const Attacked& attacked_;
    std::vector<std::string> on_the_way_;
    std::map<std::string, int> most_points_;
    std::map<int, int> most_failures_;
    std::map<std::string, ino_t> mails_left_;
};

/// Every mail that went out: the name of its file, then whom it is for and what it is about.
[[nodiscard]] std::map<std::string, MailKey> mails_of(const WholeFarm& farm);

} // namespace buildd::test
