#include "hostile/bodies.hpp"
#include "hostile/illness.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>

// Answers that do not arrive, not in time, or not as an HTTP answer of 200. (spec: 2.2)
namespace buildd::test {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t mebibyte = std::size_t{1024} * 1024;

Illness in_status(std::string name, Misbehaviour misbehaviour, std::string words) {
    const auto make = [misbehaviour = std::move(misbehaviour)](Patient& patient) {
        build(patient);
        patient.slave.misbehave_on("status", misbehaviour);
    };
    return {"status: " + std::move(name), Work::busy, make, {Mark::contact, std::move(words)}};
}

Illness redirected(int status, std::string_view target) {
    const auto make = [status, target](Patient& patient) {
        build(patient);
        const auto place = target.empty() ? patient.trap_url : std::string(target);
        patient.slave.misbehave_on(
            "status",
            raw_http(fmt::format("HTTP/1.1 {} Elsewhere\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n", status,
                                 place)));
    };
    return {fmt::format("status: sent elsewhere by {}{}", status, target),
            Work::busy,
            make,
            {Mark::contact, fmt::format("HTTP status {}", status)}};
}

} // namespace

std::vector<Illness> illnesses_of_transport() {
    const std::string right = building_answer("somebody");
    std::vector<Illness> all{
        {"refuses connections",
         Work::busy,
         [](Patient& patient) { patient.url = patient.closed_url; },
         {Mark::contact, "connection refused"}},
        in_status("accepted, then silence", silent(), "timed out after"),
        in_status("one byte a second", dripping(1s), "timed out after"),
        in_status("half, then silence", halting(100), "timed out after"),
        in_status("headers, one byte a second", endless_headers(1s), "timed out after"),
        in_status("endless headers", endless_headers(), ""),
        in_status("one header without an end",
                  raw_http("HTTP/1.1 200 OK\r\nX-Long: " + std::string(8 * mebibyte, 'x')),
                  "a header is longer than 100 KiB"),
        in_status("endless answers to go on", raw_http(repeated("HTTP/1.1 100 Continue\r\n\r\n", 100'000)),
                  ""),
        in_status("endless body", endless(), "reply over"),
        in_status("huge body", oversize(8 * mebibyte), "reply over"),
        in_status("huge body promised", raw_http(http_answer("Content-Length: 9000000000000000000\r\n", "x")),
                  "answer cut short"),
        in_status("negative length", raw_http(http_answer("Content-Length: -5\r\n", right)), ""),
        in_status("broken chunks", raw_http(http_answer("Transfer-Encoding: chunked\r\n", "zz\r\n" + right)),
                  ""),
        in_status("endless chunk header",
                  raw_http(http_answer("Transfer-Encoding: chunked\r\n", std::string(mebibyte, '0'))), ""),
        in_status("closed without a byte", closing(), "connection closed without an answer"),
        in_status("cut short", cut_short(60), "answer cut short"),
        in_status("reset without a byte", resetting(0), "onnection"),
        in_status("reset in the middle", resetting(60), "onnection"),
        in_status("no HTTP", raw_http("SSH-2.0-OpenSSH_9.2\r\n"), "no HTTP answer"),
        in_status("a server error", http_status(500), "HTTP status 500"),
        in_status("not found", http_status(404), "HTTP status 404"),
        in_status("asks for a password",
                  raw_http("HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"x\"\r\n"
                           "Content-Length: 0\r\n\r\n"),
                  "HTTP status 401"),
        in_status("no content", raw_http("HTTP/1.1 204 None\r\n\r\n"), "HTTP status 204"),
        in_status("gzip bomb", raw_http(http_answer("Content-Encoding: gzip\r\n", gzip_bomb(64 * mebibyte))),
                  "unreadable answer"),
        in_status("gzip bomb on the way",
                  raw_http(http_answer("Transfer-Encoding: gzip\r\n", gzip_bomb(64 * mebibyte))), ""),
        redirected(301, ""),
        redirected(302, ""),
        redirected(307, ""),
        redirected(302, "file:///etc/passwd"),
        redirected(302, "gopher://127.0.0.1:25/"),
    };
    // A status, the status after the resume, the chroot, a file, a status, the build.
    for (const int calls : {1, 2, 3, 4, 5}) {
        Illness dying{fmt::format("dies after {} calls of a free builder", calls),
                      Work::free,
                      [calls](Patient& patient) { patient.slave.misbehave(closing().sparing(calls)); },
                      {Mark::errand, "connection closed without an answer"}};
        all.push_back(std::move(dying));
    }
    return all;
}

} // namespace buildd::test
