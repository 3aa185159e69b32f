#pragma once

namespace buildd {

/// Throws the exception in flight again, one of libpqxx's as the one of ours that stands for it
/// (spec: 5.5, 5.6). `open`: whether the connection still is. To be called in a handler only.
[[noreturn]] void rethrow_as_ours(bool open);

/// The same for a COMMIT: CommitInDoubt unless the server said no.
[[noreturn]] void rethrow_as_ours_after_commit(bool open);

} // namespace buildd
