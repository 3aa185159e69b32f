#pragma once

#include "support/slave_simulated.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace buildd::test {

/// Any number of simulated build slaves behind one real HTTP server on 127.0.0.1, each with a base URL of its
/// own, `http://127.0.0.1:PORT/NAME`. Hanging and late answers cost no thread. Stops at once when it is
/// destroyed.
class SlaveFarm {
  public:
    /// Listens when it returns; port 0 is the kernel's choice. Throws std::runtime_error when it cannot.
    explicit SlaveFarm(std::uint16_t port = 0);
    ~SlaveFarm();
    SlaveFarm(const SlaveFarm&) = delete;
    SlaveFarm& operator=(const SlaveFarm&) = delete;
    SlaveFarm(SlaveFarm&&) = delete;
    SlaveFarm& operator=(SlaveFarm&&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    /// Without a slash at the end.
    [[nodiscard]] std::string url() const;

    /// A new IDLE slave, which lives as long as the farm. A name is of `[A-Za-z0-9._-]`, and new.
    SimulatedSlave& add(const std::string& name, Generation generation = Generation::today);
    /// Throws std::out_of_range for a name that is none.
    [[nodiscard]] SimulatedSlave& slave(std::string_view name);
    [[nodiscard]] std::vector<SimulatedSlave*> slaves();

    /// Makes a slave's ensurepresent fetch the URL with libcurl; a file is then present only if its sha1 is
    /// right.
    void fetch_really(SimulatedSlave& slave);
    /// Who hears of every call to any slave from now on; called by several threads, one at a time.
    void set_listener(SimulatedSlave::Listener listener);
    /// Those of all slaves together.
    [[nodiscard]] std::size_t call_count();
    /// The names of slaves that had two requests under way at once, which no client may do. (spec: 2.6)
    [[nodiscard]] std::vector<std::string> overlapped();

  private:
    struct Server;
    std::unique_ptr<Server> server_;
};

} // namespace buildd::test
