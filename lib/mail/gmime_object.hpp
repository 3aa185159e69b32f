#pragma once

#include <gmime/gmime.h>

#include <memory>

namespace buildd {

struct GmimeUnref {
    void operator()(gpointer object) const { g_object_unref(object); }
};

/// A reference to an object of GMime or GLib that is ours to give back.
template <typename Object>
using GmimeOwned = std::unique_ptr<Object, GmimeUnref>;

struct GmimeFree {
    void operator()(gpointer memory) const { g_free(memory); }
};

/// Text that GMime hands out.
using GmimeText = std::unique_ptr<char, GmimeFree>;

/// To be called before anything else of GMime; only the first call does something.
inline void start_gmime() {
    [[maybe_unused]] static const bool started = (g_mime_init(), true);
}

} // namespace buildd
