#include "scan/hostile_places.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <utility>

namespace buildd::test {
namespace {

std::string escaped(const std::string& text) {
    std::string xml;
    for (const char byte : text) {
        if (byte == '<' || byte == '&' || byte == '\r') {
            xml += fmt::format("&#{};", static_cast<int>(byte));
        } else {
            xml += byte;
        }
    }
    return xml;
}

std::string as_string(const std::string& text) {
    return "<string>" + escaped(text) + "</string>";
}

std::string as_list(const std::vector<std::string>& values) {
    std::string items;
    for (const auto& value : values) {
        items += "<value>" + value + "</value>";
    }
    return "<array><data>" + items + "</data></array>";
}

std::string as_struct(const std::vector<std::pair<std::string, std::string>>& members) {
    std::string items;
    for (const auto& [name, value] : members) {
        items += "<member><name>" + escaped(name) + "</name><value>" + value + "</value></member>";
    }
    return "<struct>" + items + "</struct>";
}

Misbehaviour answer(const std::string& value) {
    return raw_body("<methodResponse><params><param><value>" + value +
                    "</value></param></params></methodResponse>");
}

Misbehaviour fault(const std::string& text) {
    return raw_body("<methodResponse><fault><value>" +
                    as_struct({{"faultCode", "<int>8002</int>"}, {"faultString", as_string(text)}}) +
                    "</value></fault></methodResponse>");
}

Misbehaviour waiting(const std::string& outcome, const std::string& cookie, const std::string& files,
                     const std::string& dependencies = "") {
    return answer(as_list({as_string("BuilderStatus.WAITING"), as_string("BuildStatus." + outcome),
                           as_string(cookie), files, as_string(dependencies)}));
}

const std::string digest = "0123456789abcdef0123456789abcdef01234567";

/// What `say` does where the cookie plays no part.
auto in_answer_to(const std::string& method, std::function<Misbehaviour(const std::string&)> misbehaviour) {
    return [method, misbehaviour = std::move(misbehaviour)](
               SimulatedSlave& slave, const std::string& /*cookie*/, const std::string& text) {
        slave.misbehave_on(method, misbehaviour(text));
    };
}

} // namespace

std::vector<std::string> hostile_texts() {
    constexpr std::size_t mebibyte = std::size_t{1} << 20;
    std::string urls;
    while (urls.size() < mebibyte) {
        urls += "://";
    }
    return {mark + " words\r\n\tWARNING of a line of their own",
            mark + " \u202Eback to front\u202C \u2066there\u2069 \u2028next \u0085next \u007F",
            mark + " from http://buildd:sekrit@archive.example/x",
            mark + std::string(mebibyte, 'x'),
            mark + std::string(mebibyte, '\n'),
            mark + urls,
            mark + " \x1B[2J\x1B]0;title\x07",
            mark + std::string(" \0 nothing", 10),
            mark + " \xFF\xC0\xAF\xED\xA0\x80"};
}

std::vector<Place> places_in_status() {
    const auto status = [](std::function<Misbehaviour(const std::string&)> misbehaviour) {
        return in_answer_to("status", std::move(misbehaviour));
    };
    return {
        {"a fault of status", Stand::nothing, Seen::yes, status(fault)},
        {"a state", Stand::nothing, Seen::yes,
         status([](const auto& text) { return answer(as_list({as_string(text)})); })},
        {"a state, with a job", Stand::job, Seen::yes, status([](const auto& text) {
             return answer(as_struct({{"builder_status", as_string(text)}}));
         })},
        {"the cookie of a lost slave", Stand::nothing, Seen::yes, status([](const auto& text) {
             return answer(as_list({as_string("BuilderStatus.BUILDING"), as_string(text)}));
         })},
        {"the cookie of another build", Stand::job, Seen::yes,
         status([](const auto& text) { return waiting("OK", text, as_struct({})); })},
        {"an element that is none", Stand::nothing, Seen::perhaps,
         status([](const auto& text) { return answer("<" + text + "/>"); })},
        {"a body that is no XML", Stand::nothing, Seen::no,
         status([](const auto& text) { return raw_body(text); })},
        {"the reason of an HTTP status", Stand::nothing, Seen::no,
         status([](const auto& text) { return raw_http("HTTP/1.1 500 " + text + "\r\n\r\n"); })},
        {"the target of a redirect", Stand::nothing, Seen::no, status([](const auto& text) {
             return raw_http("HTTP/1.1 302 Found\r\nLocation: " + text + "\r\n\r\n");
         })},
        {"a header", Stand::nothing, Seen::no, status([](const auto& text) {
             return raw_http("HTTP/1.1 200 OK\r\nServer: " + text + "\r\nContent-Length: 0\r\n\r\n");
         })},
        {"instead of HTTP", Stand::nothing, Seen::no,
         status([](const auto& text) { return raw_http(text); })},
    };
}

std::vector<Place> places_in_results() {
    const auto status = [](auto misbehaviour) {
        return [misbehaviour](SimulatedSlave& slave, const std::string& cookie, const std::string& text) {
            slave.misbehave_on("status", misbehaviour(cookie, text));
        };
    };
    const auto download = [](std::function<Misbehaviour(const std::string&)> misbehaviour) {
        return [misbehaviour = std::move(misbehaviour)](SimulatedSlave& slave, const std::string& cookie,
                                                        const std::string& text) {
            slave.misbehave_on("status", waiting("OK", cookie, as_struct({{"a.deb", as_string(digest)}})));
            slave.misbehave_on("filecache", misbehaviour(text));
        };
    };
    return {
        {"an outcome", Stand::job, Seen::yes,
         status([](const auto& cookie, const auto& text) { return waiting(text, cookie, as_struct({})); })},
        {"a file name", Stand::job, Seen::yes, status([](const auto& cookie, const auto& text) {
             return waiting("OK", cookie, as_struct({{text, as_string(digest)}}));
         })},
        {"a hash", Stand::job, Seen::yes, status([](const auto& cookie, const auto& text) {
             return waiting("OK", cookie, as_struct({{"a.deb", as_string(text)}}));
         })},
        {"dependencies", Stand::job, Seen::no, status([](const auto& cookie, const auto& text) {
             return waiting("DEPFAIL", cookie, as_struct({}), text);
         })},
        {"the reason of an HTTP status, for a file", Stand::job, Seen::no,
         download([](const auto& text) { return raw_http("HTTP/1.1 404 " + text + "\r\n\r\n"); })},
        {"the range that a file has", Stand::job, Seen::no, download([](const auto& text) {
             return raw_http("HTTP/1.1 206 Partial Content\r\nContent-Range: " + text + "\r\n\r\n" + text);
         })},
    };
}

std::vector<Place> places_in_errands() {
    const auto refusal = [](const std::string& state, const std::string& text) {
        return answer(as_list({as_string(state), as_string(text)}));
    };
    return {
        {"why a file is not present", Stand::next_job, Seen::yes,
         in_answer_to("ensurepresent",
                      [](const auto& text) {
                          return answer(as_list({"<boolean>0</boolean>", as_string(text)}));
                      })},
        {"a fault of ensurepresent", Stand::next_job, Seen::yes, in_answer_to("ensurepresent", fault)},
        {"why a build is refused", Stand::next_job, Seen::yes,
         in_answer_to("build",
                      [refusal](const auto& text) { return refusal("BuilderStatus.UNKNOWNSUM", text); })},
        {"what a build is answered", Stand::next_job, Seen::yes,
         in_answer_to("build", [refusal](const auto& text) { return refusal(text, "x"); })},
        {"a fault of build", Stand::next_job, Seen::yes, in_answer_to("build", fault)},
        {"a fault of clean", Stand::nothing, Seen::yes,
         [](SimulatedSlave& slave, const std::string& /*cookie*/, const std::string& text) {
             slave.set_waiting("OK", "PACKAGEBUILD-1-1-1");
             slave.misbehave_on("clean", fault(text));
         }},
        {"a fault of abort", Stand::nothing, Seen::yes,
         [](SimulatedSlave& slave, const std::string& /*cookie*/, const std::string& text) {
             slave.set_building("PACKAGEBUILD-1-1-1");
             slave.misbehave_on("abort", fault(text));
         }},
    };
}

} // namespace buildd::test
