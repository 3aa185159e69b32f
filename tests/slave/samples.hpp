#pragma once

#include "farm/build_call.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace buildd::test {

/// The bytes of a body that a real slave sent or took; see tests/wire/README.md.
inline std::string sample(const std::string& name) {
    std::ifstream stream(std::string(BUILDD_SOURCE_DIR) + "/tests/wire/" + name, std::ios::binary);
    if (!stream) {
        throw std::runtime_error("no sample " + name);
    }
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// The call whose bytes are request/build.xml, with the chroot of request/ensurepresent.xml.
inline BuildCall sample_call() {
    BuildCall call;
    call.cookie = "PACKAGEBUILD-58-1";
    call.chroot = {"chroot-hoary-i386.tar.bz2", "1276af82c64b8f3f0c8a47d121aa10b9a0196a9e",
                   "http://librarian.example/12/chroot-hoary-i386.tar.bz2", "", ""};
    call.sources = {{"x_1.0.dsc", "aff54daf4305b622c06acdf6a5714b30844e3093",
                     "http://librarian.example/13/x_1.0.dsc", "", ""}};
    call.arguments.series = "hoary";
    call.arguments.suite = "hoary-updates";
    call.arguments.arch_tag = "i386";
    call.arguments.ogrecomponent = "main";
    call.arguments.archives = {"deb http://archive.example/ubuntu hoary main",
                               "deb http://archive.example/ubuntu hoary-security main",
                               "deb http://archive.example/ubuntu hoary-updates main"};
    call.arguments.archive_purpose = "PRIMARY";
    call.arguments.build_url = "http://builds.example/+build/58";
    return call;
}

} // namespace buildd::test
