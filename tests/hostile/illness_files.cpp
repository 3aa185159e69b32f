#include "hostile/bodies.hpp"
#include "hostile/illness.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>

// Results whose names, digests, bytes or logs are not what they should be. (spec: 3.3 to 3.6)
namespace buildd::test {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t mebibyte = std::size_t{1024} * 1024;

/// The second of its files is served so; the first is right.
Illness in_file(std::string name, Misbehaviour misbehaviour, Symptom symptom) {
    const auto make = [misbehaviour = std::move(misbehaviour)](Patient& patient) {
        finish(patient);
        patient.slave.misbehave_on(patient.deb_place(), misbehaviour);
    };
    return {"file: " + std::move(name), Work::busy, make, std::move(symptom)};
}

Illness in_log(std::string name, Misbehaviour misbehaviour, Symptom symptom) {
    const auto make = [misbehaviour = std::move(misbehaviour)](Patient& patient) {
        finish(patient);
        patient.slave.misbehave_on("filecache/buildlog", misbehaviour);
    };
    return {"log: " + std::move(name), Work::busy, make, std::move(symptom)};
}

Illness named(const std::string& name, std::string shown) {
    const auto make = [name](Patient& patient) {
        finish(patient);
        patient.slave.set_filemap(
            {{"well.changes", patient.files.at("well.changes").sha1()}, {name, patient.deb().sha1()}});
    };
    return {"name: " + shown.substr(0, 20), Work::busy, make, {Mark::bad_upload, std::move(shown)}};
}

Illness digest(const std::string& sha1) {
    const auto make = [sha1](Patient& patient) {
        finish(patient);
        patient.slave.set_filemap(
            {{"well.changes", patient.files.at("well.changes").sha1()}, {"well.deb", sha1}});
    };
    return {"digest: " + sha1.substr(0, 20),
            Work::busy,
            make,
            {Mark::not_delivered, "is not 40 lower-case hex digits"}};
}

std::vector<Illness> names_and_digests() {
    const auto too_many = [](Patient& patient) {
        finish(patient);
        std::map<std::string, std::string> files;
        for (int file = 0; file <= 1000; ++file) {
            files.emplace(fmt::format("file-{:04}", file), patient.deb().sha1());
        }
        patient.slave.set_filemap(files);
    };
    return {
        named("../outside", "../outside"),
        named("/etc/cron.d/outside", "/etc/cron.d/outside"),
        named("..", ".."),
        named(".", "."),
        named("", "''"),
        named("inner/../../outside", "inner/../../outside"),
        named("well.deb/", "well.deb/"),
        named("two\nlines", "two\\x0Alines"),
        named("C1\xC2\x85", "C1\\xC2\\x85"),
        named("\x7F", "\\x7F"),
        named(std::string(256, 'x'), std::string(255, 'x')),
        {"names: a thousand and one", Work::busy, too_many, {Mark::bad_upload, "file-1000"}},
        digest(""),
        digest("../../../etc/passwd"),
        digest("da39a3ee5e6b4b0d3255bfef95601890afd8070"),
        digest("DA39A3EE5E6B4B0D3255BFEF95601890AFD80709"),
        digest("da39a3ee5e6b4b0d3255bfef95601890afd80709/../buildlog"),
        digest(std::string(100'000, 'a')),
    };
}

std::vector<Illness> files() {
    const auto undelivered = [](std::string words) { return Symptom{Mark::not_delivered, std::move(words)}; };
    const auto swapped = [](Patient& patient) {
        finish(patient);
        patient.slave.misbehave_on(patient.deb_place(), raw_body(patient.files.at("well.changes").bytes()));
    };
    const auto elsewhere = [](Patient& patient) {
        finish(patient);
        patient.slave.misbehave_on(patient.deb_place(), redirecting(patient.trap_url));
    };
    const auto packed = [](Patient& patient) {
        const auto bomb = gzip_bomb(8 * mebibyte);
        patient.files = {{"well.deb", Content{bomb}}};
        finish(patient);
        patient.slave.misbehave_on(patient.deb_place(),
                                   raw_http(http_answer("Content-Encoding: gzip\r\n", bomb)));
    };
    const auto changes_its_mind = [](Patient& patient) {
        finish(patient);
        const auto right = Value::record({{"builder_status", "BuilderStatus.WAITING"},
                                          {"build_status", "BuildStatus.OK"},
                                          {"build_id", patient.cookie},
                                          {"filemap", Value::record({{"well.deb", patient.deb().sha1()}})}});
        patient.slave.set_idle();
        patient.slave.set_log(std::nullopt);
        patient.slave.drop_file(patient.deb().sha1());
        patient.slave.misbehave_on("status", answering(right).only(1));
    };
    return {
        in_file("missing", http_status(404), undelivered("HTTP status 404")),
        in_file("wrong", wrong_bytes(), undelivered("its sha1 is")),
        in_file("short", raw_http(http_answer("", "short")), undelivered("its sha1 is")),
        in_file("shorter than promised", cut_short(100), undelivered("answer cut short")),
        in_file("long", oversize(100'000), undelivered("its sha1 is")),
        in_file("endless", endless(), {Mark::over_limit, "over max-file-size"}),
        in_file("endless by promise", raw_http(http_answer("Content-Length: 9000000000000000000\r\n", "x")),
                {Mark::over_limit, "over max-file-size"}),
        in_file("endless headers", endless_headers(), undelivered("")),
        in_file("one header without an end",
                raw_http("HTTP/1.1 200 OK\r\nX-Long: " + std::string(mebibyte, 'x')),
                undelivered("a header is longer than 100 KiB")),
        in_file("reset at once", resetting(0), undelivered("onnection")),
        in_file("reset in the middle", resetting(100), undelivered("onnection")),
        in_file("a part that nobody asked for",
                raw_http("HTTP/1.1 206 Part\r\nContent-Range: bytes 0-4/5\r\nContent-Length: 5\r\n\r\nshort"),
                undelivered("HTTP status 206")),
        in_file("no such part",
                raw_http("HTTP/1.1 416 No\r\nContent-Range: bytes */5\r\nContent-Length: 0\r\n\r\n"),
                undelivered("HTTP status 416")),
        in_file("half, then silence", halting(100), {Mark::cut, ""}),
        in_file("one byte a second", dripping(1s), {Mark::cut, ""}),
        in_file("silence", silent(), {Mark::cut, ""}),
        {"file: another's bytes", Work::busy, swapped, undelivered("its sha1 is")},
        {"file: elsewhere", Work::busy, elsewhere, undelivered("HTTP status 302")},
        {"file: a gzip bomb that it promised", Work::busy, packed, {}},
        {"finished, then idle",
         Work::busy,
         changes_its_mind,
         {Mark::not_delivered, "HTTP status 404", 1},
         Generation::today,
         false},
        {"dies before the log",
         Work::busy,
         [](Patient& patient) {
             finish(patient);
             patient.slave.misbehave(closing().sparing(1));
         },
         {Mark::not_delivered, "connection closed without an answer", 1}},
        {"dies before the first file", Work::busy,
         [](Patient& patient) {
             finish(patient);
             patient.slave.misbehave(closing().sparing(2));
         },
         undelivered("'well.changes'")},
        {"dies before the second file", Work::busy,
         [](Patient& patient) {
             finish(patient);
             patient.slave.misbehave(closing().sparing(3));
         },
         undelivered("'well.deb'")},
        {"dies before clean",
         Work::busy,
         [](Patient& patient) {
             finish(patient);
             patient.slave.misbehave(closing().sparing(4));
         },
         {Mark::errand, "clean failed: connection closed without an answer"}},
    };
}

std::vector<Illness> logs() {
    const auto cut_log = [](std::string words) { return Symptom{Mark::log, std::move(words)}; };
    const auto elsewhere = [](Patient& patient) {
        finish(patient);
        patient.slave.misbehave_on("filecache/buildlog", redirecting(patient.trap_url));
    };
    return {
        in_log("missing", http_status(404), cut_log("HTTP status 404")),
        in_log("endless", endless(), cut_log("over max-log-size")),
        in_log("endless headers", endless_headers(), cut_log("")),
        in_log("reset in the middle", resetting(5), cut_log("onnection")),
        in_log("shorter than promised", cut_short(5), cut_log("answer cut short")),
        in_log("silence", silent(), {Mark::cut, ""}),
        in_log("one byte a second", dripping(1s), {Mark::cut, ""}),
        in_log("a gzip bomb", raw_http(http_answer("Content-Encoding: gzip\r\n", gzip_bomb(64 * mebibyte))),
               {}),
        {"log: elsewhere", Work::busy, elsewhere, cut_log("HTTP status 302")},
    };
}

} // namespace

std::vector<Illness> illnesses_of_files() {
    auto all = names_and_digests();
    for (const auto& more : {files(), logs()}) {
        all.insert(all.end(), more.begin(), more.end());
    }
    return all;
}

} // namespace buildd::test
