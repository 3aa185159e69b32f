#pragma once

#include "support/slave_answer.hpp"
#include "support/slave_build.hpp"
#include "support/slave_codec.hpp"
#include "support/slave_misbehaviour.hpp"
#include "support/slave_value.hpp"

#include <memory>
#include <string>
#include <variant>

struct MHD_Connection;

namespace buildd::test {

/// One HTTP request to a slave, complete.
struct SlaveRequest {
    bool is_post{false};
    /// Below the slave's base: `rpc`, `filecache/NAME`.
    std::string path;
    std::string range;
    std::string body;
};

/// The fetch that an ensurepresent began; the slave is deaf until it is done.
struct SlaveFetch {
    std::string sha1;
    Reply reply;
    bool makes_present{false};
    /// max: until somebody ends it.
    SlaveTime until{SlaveTime::max()};
    bool done{false};
};

/// A request and how far its answering has come. Guarded by its slave's lock.
struct Exchange {
    enum class Stage { arrived, queued, fetching, ready, ended };

    MHD_Connection* connection{nullptr};
    int socket{-1};
    SlaveRequest request;
    Stage stage{Stage::arrived};
    /// What a POST holds.
    std::variant<IncomingCall, Fault> call;
    Misbehaviour misbehaviour;
    /// Set while an ensurepresent waits for it.
    std::shared_ptr<SlaveFetch> fetch;
    SlaveAnswer answer;
};

} // namespace buildd::test
