#include "slave/call_codec.hpp"
#include "slave/samples.hpp"

#include <catch2/catch.hpp>

#include <functional>

using namespace buildd;
using buildd::test::sample_call;

namespace {

using Spoil = std::function<void(BuildCall&)>;

const std::string ill_formed = "\xC3(";

} // namespace

TEST_CASE("a sound call has nothing wrong") {
    auto call = sample_call();
    CHECK_FALSE(what_is_wrong(call));
    call.sources.push_back(
        {"x_1.0~rc1.orig.tar.gz", std::string(40, '0'), "http://h/a%7Eb", "buildd", "sekrit"});
    call.arguments.archives = {"deb [trusted=yes] http://user:pass@h/\xC3\xA4 hoary main",
                               "deb-src http://h hoary main"};
    CHECK_FALSE(what_is_wrong(call));
}

TEST_CASE("a source without exactly one .dsc is sent only when somebody asked for it") {
    auto call = sample_call();
    call.sources[0].name = "x_1.0.orig.tar.gz";
    CHECK(what_is_wrong(call) == "0 files end in .dsc, not one");
    call.source_rule = SourceRule::any;
    CHECK_FALSE(what_is_wrong(call));
    call.sources[0].name = "a/x_1.0.orig.tar.gz";
    CHECK(what_is_wrong(call));
}

TEST_CASE("a call that could stick or mislead a slave is named before it is sent") {
    const auto [spoil, objection] = GENERATE(table<Spoil, std::string>({
        {[](BuildCall& call) { call.cookie = ""; }, "cookie '' is not of [A-Za-z0-9-]"},
        {[](BuildCall& call) { call.cookie = "PACKAGEBUILD_1"; },
         "cookie 'PACKAGEBUILD_1' is not of [A-Za-z0-9-]"},
        {[](BuildCall& call) { call.cookie = "../x"; }, "cookie '../x' is not of [A-Za-z0-9-]"},
        {[](BuildCall& call) { call.chroot.sha1 = std::string(40, 'A'); },
         "sha1 of 'chroot-hoary-i386.tar.bz2' is not 40 lower-case hex digits"},
        {[](BuildCall& call) { call.chroot.sha1.pop_back(); },
         "sha1 of 'chroot-hoary-i386.tar.bz2' is not 40 lower-case hex digits"},
        {[](BuildCall& call) { call.chroot.url = ""; },
         "URL of 'chroot-hoary-i386.tar.bz2' is not an absolute http or https URL"},
        {[](BuildCall& call) { call.chroot.url = "/12/chroot"; },
         "URL of 'chroot-hoary-i386.tar.bz2' is not an absolute http or https URL"},
        {[](BuildCall& call) { call.chroot.url = "http://h/\n"; },
         "URL of 'chroot-hoary-i386.tar.bz2' is not an absolute http or https URL"},
        {[](BuildCall& call) { call.sources.clear(); }, "0 files end in .dsc, not one"},
        {[](BuildCall& call) { call.sources[0].name = "x.tar.gz"; }, "0 files end in .dsc, not one"},
        {[](BuildCall& call) {
             call.sources.push_back(call.sources[0]);
             call.sources[1].name = "y.dsc";
         },
         "2 files end in .dsc, not one"},
        {[](BuildCall& call) { call.sources.push_back(call.sources[0]); },
         "source file name 'x_1.0.dsc' holds a slash or is there twice"},
        {[](BuildCall& call) { call.sources[0].name = "a/x.dsc"; },
         "source file name 'a/x.dsc' holds a slash or is there twice"},
        {[](BuildCall& call) { call.sources[0].name = ""; }, "a source file name is empty"},
        {[](BuildCall& call) { call.sources[0].name = "x\x01.dsc"; },
         "a source file name holds bytes that XML cannot carry"},
        {[](BuildCall& call) { call.sources[0].sha1 = "xyz"; },
         "sha1 of 'x_1.0.dsc' is not 40 lower-case hex digits"},
        {[](BuildCall& call) { call.sources[0].password = "sekrit"; },
         "password of 'x_1.0.dsc' without a user"},
        {[](BuildCall& call) {
             call.sources[0].user = "buildd";
             call.sources[0].password = "se\tkrit";
         },
         "user or password of 'x_1.0.dsc' holds bytes that XML cannot carry"},
        {[](BuildCall& call) { call.arguments.series = ""; }, "series is empty"},
        {[](BuildCall& call) { call.arguments.suite = ""; }, "suite is empty"},
        {[](BuildCall& call) { call.arguments.arch_tag = ""; }, "arch_tag is empty"},
        {[](BuildCall& call) { call.arguments.ogrecomponent = ""; }, "ogrecomponent is empty"},
        {[](BuildCall& call) { call.arguments.archive_purpose = ""; }, "archive_purpose is empty"},
        {[](BuildCall& call) { call.arguments.build_url = "http://h/" + ill_formed; },
         "build_url holds bytes that XML cannot carry"},
        {[](BuildCall& call) { call.arguments.suite = "hoary\x7F"; },
         "suite holds bytes that XML cannot carry"},
        {[](BuildCall& call) { call.arguments.suite = "hoary\xC2\x85"; },
         "suite holds bytes that XML cannot carry"},
        {[](BuildCall& call) { call.arguments.suite = "hoary\xEF\xBF\xBF"; },
         "suite holds bytes that XML cannot carry"},
        {[](BuildCall& call) { call.arguments.archives.clear(); }, "no archives"},
        {[](BuildCall& call) { call.arguments.archives[1] = ""; },
         "archive line '' does not begin with 'deb '"},
        {[](BuildCall& call) { call.arguments.archives[1] = "# deb http://buildd:sekrit@h hoary main"; },
         "archive line '# deb http://buildd:***@h hoary main' does not begin with 'deb '"},
        {[](BuildCall& call) { call.arguments.archives[1] += "\ndeb http://evil.example hoary main"; },
         "an archive line holds bytes that XML cannot carry"},
    }));
    auto call = sample_call();
    spoil(call);
    CHECK(what_is_wrong(call) == objection);
}
