#pragma once

#include "base/patience.hpp"
#include "base/result.hpp"
#include "http/easy_handle.hpp"

#include <chrono>
#include <cstddef>
#include <string>

namespace buildd {

struct DownloadRequest;
struct Downloaded;
class ByteSink;

/// Set-up and tear-down of the transport library. One object, made before the first thread and outliving the
/// last.
class HttpLibrary {
  public:
    HttpLibrary();
    ~HttpLibrary();
    HttpLibrary(const HttpLibrary&) = delete;
    HttpLibrary& operator=(const HttpLibrary&) = delete;
    HttpLibrary(HttpLibrary&&) = delete;
    HttpLibrary& operator=(HttpLibrary&&) = delete;
};

/// What one call may cost. Times are counted from the start of the call; both are cut to what the patience
/// leaves.
struct HttpLimits {
    std::chrono::milliseconds connect; ///< name lookup included
    std::chrono::milliseconds total;
    std::size_t max_reply_bytes; ///< headers and body together
};

/// Blocking HTTP without redirects, proxies, cookies, credentials or content encodings, TLS verified
/// (spec: 2.2). One object belongs to one thread at a time; it keeps its last connection alive for the next
/// download.
///
/// Every failure is one short line without a URL. Its cause is `deadline` when the patience ended the call
/// before the call's own limit did (also when it never began), `ours` when this host could not ask, else
/// `theirs`.
class HttpClient {
  public:
    HttpClient();

    /// Posts an XML document and returns the body of the answer; any status but 200 is a failure. The request
    /// is sent at most once, whatever happens to its connection.
    [[nodiscard]] Result<std::string> post(const std::string& url, const std::string& body,
                                           const HttpLimits& limits, const Patience& patience);

    /// Streams a file into the sink. A sink's failure ends the transfer and is returned as it is; statuses
    /// 200, 206 and 416 reach the sink, others are failures. See http/download.hpp.
    [[nodiscard]] Result<Downloaded> download(const DownloadRequest& request, ByteSink& sink);

  private:
    EasyHandle handle_;
};

} // namespace buildd
