#include "slave/call_codec.hpp"

#include <xmlrpc-c/base.hpp>
#include <xmlrpc-c/xml.hpp>

#include <string_view>
#include <vector>

namespace buildd {
namespace {

using xmlrpc_c::value_array;
using xmlrpc_c::value_boolean;
using xmlrpc_c::value_string;
using xmlrpc_c::value_struct;

std::string encode(const std::string& method, const xmlrpc_c::paramList& parameters = {}) {
    std::string xml;
    xmlrpc_c::xml::generateCall(method, parameters, &xml);
    return xml;
}

value_array strings(const std::vector<std::string>& lines) {
    xmlrpc_c::carray values;
    for (const auto& line : lines) {
        values.push_back(value_string(line));
    }
    return {values};
}

value_struct file_map(const std::vector<FileSource>& sources) {
    xmlrpc_c::cstruct members;
    for (const auto& source : sources) {
        members[source.name] = value_string(source.sha1);
    }
    return {members};
}

value_struct arguments_of(const BuildArguments& arguments) {
    return value_struct({
        {"series", value_string(arguments.series)},
        {"suite", value_string(arguments.suite)},
        {"arch_tag", value_string(arguments.arch_tag)},
        {"arch_indep", value_boolean(arguments.arch_indep)},
        {"ogrecomponent", value_string(arguments.ogrecomponent)},
        {"archives", strings(arguments.archives)},
        {"archive_purpose", value_string(arguments.archive_purpose)},
        {"archive_private", value_boolean(arguments.archive_private)},
        {"build_debug_symbols", value_boolean(arguments.build_debug_symbols)},
        {"trusted_keys", strings({})},
        {"image_type", value_string("chroot")},
        // True would leave mounts and the build directory behind, and with them a used cookie (T3).
        {"fast_cleanup", value_boolean(false)},
        {"builder_constraints", strings({})},
        {"build_url", value_string(arguments.build_url)},
    });
}

} // namespace

std::string encode_status() {
    return encode("status");
}

std::string encode_clean() {
    return encode("clean");
}

std::string encode_abort() {
    return encode("abort");
}

std::string encode_ensure_present(const FileSource& file) {
    xmlrpc_c::paramList parameters;
    parameters.add(value_string(file.sha1))
        .add(value_string(file.url))
        .add(value_string(file.user))
        .add(value_string(file.password));
    return encode("ensurepresent", parameters);
}

std::string encode_build(const BuildCall& call) {
    xmlrpc_c::paramList parameters;
    parameters.add(value_string(call.cookie))
        .add(value_string("binarypackage"))
        .add(value_string(call.chroot.sha1))
        .add(file_map(call.sources))
        .add(arguments_of(call.arguments));
    return encode("build", parameters);
}

} // namespace buildd
