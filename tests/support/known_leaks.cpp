// What LeakSanitizer is not to report, in test programs that list this file among their sources.

// The sanitizer's run time looks for a function of this name.
// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)

extern "C" const char* __lsan_default_suppressions();

/// libpqxx 6.4 drops the result that came with the news of a lost connection.
extern "C" const char* __lsan_default_suppressions() {
    return "leak:libpqxx-6.4.so\n";
}

// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
