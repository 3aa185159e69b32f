#pragma once

#include "base/descriptor.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

struct MHD_Daemon;

namespace buildd {

/// Where to listen: a numeric address, and a port or 0 for one of the kernel's choice.
struct Endpoint {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;
};

/// What a GET or HEAD gets: a file, or a line of text about why not.
struct HttpAnswer {
    unsigned int status = 200;
    std::string text; ///< if there is no file
    Descriptor file;  ///< a whole file
    std::int64_t size_bytes = 0;
    std::string mimetype = "text/plain";
};

/// An HTTP server for GET and HEAD, on a thread of its own while it lives.
class HttpDaemon {
  public:
    /// Called by that thread with the path as decoded; must not throw.
    using Handler = std::function<HttpAnswer(const std::string& path)>;

    /// Listens when it returns. Throws Error, naming the endpoint, when it cannot.
    HttpDaemon(const Endpoint& endpoint, Handler handler);
    ~HttpDaemon() = default;
    HttpDaemon(const HttpDaemon&) = delete;
    HttpDaemon& operator=(const HttpDaemon&) = delete;
    HttpDaemon(HttpDaemon&&) = delete; // the server knows where the handler is
    HttpDaemon& operator=(HttpDaemon&&) = delete;

    /// `http://127.0.0.1:8000/`, with the port that it got.
    [[nodiscard]] std::string url() const;

  private:
    struct Stop {
        void operator()(MHD_Daemon* daemon) const;
    };

    std::string address_;
    Handler handler_;
    std::unique_ptr<MHD_Daemon, Stop> daemon_;
};

} // namespace buildd
