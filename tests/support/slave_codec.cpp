#include "support/slave_codec.hpp"

#include <xmlrpc-c/base.hpp>
#include <xmlrpc-c/xml.hpp>

#include <exception>
#include <mutex>
#include <stdexcept>

namespace buildd::test {

namespace {

// One parse at a time: the parser of xmlrpc-c can need a great deal of memory for a small body.
std::mutex& parser() {
    static std::mutex mutex;
    return mutex;
}

Value from_wire(const xmlrpc_c::value& value);

Value::List list_from_wire(const std::vector<xmlrpc_c::value>& values) {
    Value::List items;
    items.reserve(values.size());
    for (const auto& value : values) {
        items.push_back(from_wire(value));
    }
    return items;
}

Value from_wire(const xmlrpc_c::value& value) {
    switch (value.type()) {
    case xmlrpc_c::value::TYPE_NIL:
        return {};
    case xmlrpc_c::value::TYPE_BOOLEAN:
        return Value::boolean(xmlrpc_c::value_boolean(value).cvalue());
    case xmlrpc_c::value::TYPE_INT:
        return Value::integer(xmlrpc_c::value_int(value).cvalue());
    case xmlrpc_c::value::TYPE_STRING:
        return {xmlrpc_c::value_string(value).cvalue()};
    case xmlrpc_c::value::TYPE_BYTESTRING: {
        const auto bytes = xmlrpc_c::value_bytestring(value).vectorUcharValue();
        return Value::bytes({bytes.begin(), bytes.end()});
    }
    case xmlrpc_c::value::TYPE_ARRAY:
        return Value::list(list_from_wire(xmlrpc_c::value_array(value).vectorValueValue()));
    case xmlrpc_c::value::TYPE_STRUCT: {
        Value::Fields fields;
        for (const auto& [name, field] : xmlrpc_c::value_struct(value).cvalue()) {
            fields.emplace(name, from_wire(field));
        }
        return Value::record(fields);
    }
    case xmlrpc_c::value::TYPE_DOUBLE:
    case xmlrpc_c::value::TYPE_DATETIME:
    case xmlrpc_c::value::TYPE_C_PTR:
    case xmlrpc_c::value::TYPE_I8:
    case xmlrpc_c::value::TYPE_DEAD:
        break;
    }
    throw std::runtime_error("a kind of value that no slave protocol knows");
}

xmlrpc_c::value to_wire(const Value& value) {
    switch (value.kind()) {
    case Value::Kind::nil:
        return xmlrpc_c::value_nil();
    case Value::Kind::boolean:
        return xmlrpc_c::value_boolean(value.flag());
    case Value::Kind::integer:
        return xmlrpc_c::value_int(value.number());
    case Value::Kind::text:
        return xmlrpc_c::value_string(value.text());
    case Value::Kind::bytes:
        return xmlrpc_c::value_bytestring({value.text().begin(), value.text().end()});
    case Value::Kind::list: {
        xmlrpc_c::carray items;
        for (const auto& item : value.items()) {
            items.push_back(to_wire(item));
        }
        return xmlrpc_c::value_array(items);
    }
    case Value::Kind::record: {
        xmlrpc_c::cstruct fields;
        for (const auto& name : value.names()) {
            fields.emplace(name, to_wire(value.at(name)));
        }
        return xmlrpc_c::value_struct(fields);
    }
    }
    throw std::logic_error("no such kind of value");
}

// By the C interface: the C++ one has an enumeration for the code, which these codes are not in.
std::string render_fault(const Fault& fault) {
    xmlrpc_env work;
    xmlrpc_env wire;
    xmlrpc_env_init(&work);
    xmlrpc_env_init(&wire);
    xmlrpc_env_set_fault(&wire, fault.code, fault.text.c_str());
    xmlrpc_mem_block* block = xmlrpc_mem_block_new(&work, 0);
    xmlrpc_serialize_fault(&work, block, &wire);
    std::string body{static_cast<const char*>(xmlrpc_mem_block_contents(block)),
                     xmlrpc_mem_block_size(block)};
    xmlrpc_mem_block_free(block);
    xmlrpc_env_clean(&wire);
    xmlrpc_env_clean(&work);
    return body;
}

} // namespace

std::variant<IncomingCall, Fault> parse_call(const std::string& body) {
    try {
        IncomingCall call;
        xmlrpc_c::paramList parameters;
        const std::lock_guard lock{parser()};
        xmlrpc_c::xml::parseCall(body, &call.method, &parameters);
        for (unsigned int index = 0; index < parameters.size(); ++index) {
            call.parameters.push_back(from_wire(parameters[index]));
        }
        return call;
    } catch (const std::exception& error) {
        return Fault{8002, std::string{"Can't deserialize input: "} + error.what()};
    }
}

std::string render_reply(const Reply& reply) {
    if (const auto* fault = std::get_if<Fault>(&reply)) {
        return render_fault(*fault);
    }
    std::string body;
    xmlrpc_c::xml::generateResponse(xmlrpc_c::rpcOutcome{to_wire(std::get<Value>(reply))}, &body);
    return body;
}

Reply parse_reply(const std::string& body) {
    xmlrpc_c::rpcOutcome outcome;
    const std::lock_guard lock{parser()};
    xmlrpc_c::xml::parseResponse(body, &outcome);
    if (outcome.succeeded()) {
        return from_wire(outcome.getResult());
    }
    return Fault{static_cast<int>(outcome.getFault().getCode()), outcome.getFault().getDescription()};
}

std::string render_call(const IncomingCall& call) {
    xmlrpc_c::paramList parameters;
    for (const auto& parameter : call.parameters) {
        parameters.add(to_wire(parameter));
    }
    std::string body;
    xmlrpc_c::xml::generateCall(call.method, parameters, &body);
    return body;
}

} // namespace buildd::test
