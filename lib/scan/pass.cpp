#include "scan/pass.hpp"

#include "base/process.hpp"
#include "scan/pass_steps.hpp"

#include <unistd.h>

#include <array>
#include <chrono>

namespace buildd {
namespace {

SessionKind session_kind(const ScanRequest& request) {
    if (request.dry_run) {
        return SessionKind::dry_run;
    }
    return request.builders.empty() ? SessionKind::scan : SessionKind::builder;
}

/// A command line can be read by every user of the host.
const std::string& database_of(const ScanRequest& request) {
    if (request.database_from_command_line && holds_password(request.settings.database)) {
        throw UsageError("--database: a password has no place on the command line; use ~/.pgpass");
    }
    return request.settings.database;
}

/// The order in which exit statuses win (spec: 6.4).
ExitStatus worse(ExitStatus one, ExitStatus other) {
    for (const auto status :
         {ExitStatus::failed, ExitStatus::storage, ExitStatus::breaker, ExitStatus::illegal_pocket}) {
        if (one == status || other == status) {
            return status;
        }
    }
    return ExitStatus::done;
}

} // namespace

Pass::Pass(const ScanRequest& request, const Log& log, const Stop& stop, PassFigures& figures)
    : figures_(figures), request_(request), rules_(request), notice_(notice_settings(request)), log_(log),
      stop_(stop), patience_{std::chrono::steady_clock::now() + request.settings.deadline, &stop, {}},
      transport_(make_transport(request.settings.mail_via)),
      database_(database_of(request), session_kind(request)) {
    allow_replies_of(rules_.slave.max_reply_bytes);
    raise_open_file_limit();
    report_.dry_run = request.dry_run;
}

PassReport Pass::run() {
    if (is_crowded()) {
        return report_;
    }
    if (!load()) {
        send_recovered_mails();
        read_queue();
        explain();
        return report_;
    }
    ask();
    collect();
    decide();
    write_mails();
    read_queue();
    measure_farm();
    match();
    if (!request_.dry_run) {
        commit();
        finish();
    }
    describe_all();
    explain();
    return report_;
}

void Pass::raise(ExitStatus status) {
    report_.status = worse(report_.status, status);
}

void Pass::give_up_if_asked() const {
    if (stop_.requested()) {
        throw Interrupted(stop_.signal());
    }
}

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "localhost";
}

PassReport run_pass(const ScanRequest& request, const Log& log, const Stop& stop, PassFigures& figures) {
    return Pass(request, log, stop, figures).run();
}

PassReport run_pass(const ScanRequest& request, const Log& log, const Stop& stop) {
    PassFigures nobody_reads;
    return run_pass(request, log, stop, nobody_reads);
}

} // namespace buildd
