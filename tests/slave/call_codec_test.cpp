#include "slave/call_codec.hpp"
#include "slave/samples.hpp"
#include "support/slave_codec.hpp"

#include <catch2/catch.hpp>

#include <variant>

using namespace buildd;
using buildd::test::sample;
using buildd::test::sample_call;

TEST_CASE("calls are byte for byte what both generations of slaves took") {
    CHECK(encode_status() == sample("request/status.xml"));
    CHECK(encode_clean() == sample("request/clean.xml"));
    CHECK(encode_abort() == sample("request/abort.xml"));
    CHECK(encode_ensure_present(sample_call().chroot) == sample("request/ensurepresent.xml"));
    CHECK(encode_build(sample_call()) == sample("request/build.xml"));
}

TEST_CASE("every argument reaches the slave as it was given") {
    auto call = sample_call();
    call.sources.push_back(
        {"x_1.0.tar.gz", std::string(40, 'b'), "http://librarian.example/14/x_1.0.tar.gz", "", ""});
    auto& arguments = call.arguments;
    arguments.arch_indep = arguments.archive_private = arguments.build_debug_symbols = true;
    arguments.archives = {"deb http://buildd:a&b<c>@private.example/\xC3\xBC hoary main"};

    const auto sent = std::get<test::IncomingCall>(test::parse_call(encode_build(call)));
    CHECK(sent.method == "build");
    CHECK(sent.parameters.at(3).line() ==
          "{x_1.0.dsc: aff54daf4305b622c06acdf6a5714b30844e3093, x_1.0.tar.gz: " + std::string(40, 'b') +
              "}");
    const auto& args = sent.parameters.at(4);
    for (const auto* flag : {"arch_indep", "archive_private", "build_debug_symbols"}) {
        CHECK(args.at(flag).flag());
    }
    CHECK_FALSE(args.at("fast_cleanup").flag());
    CHECK(args.at("archives").at(std::size_t{0}).text() == arguments.archives[0]);
    CHECK(args.names().size() == 14);
}

TEST_CASE("a private file is asked for with user and password") {
    const FileSource file{"x", std::string(40, 'a'), "http://private.example/x", "buildd", "s&krit"};
    const auto sent = std::get<test::IncomingCall>(test::parse_call(encode_ensure_present(file)));
    CHECK(sent.parameters == std::vector<test::Value>{file.sha1, file.url, "buildd", "s&krit"});
}
