#include "operate/library_program.hpp"

#include <chrono>
#include <stdexcept>
#include <thread>

namespace buildd::test {
namespace {

std::string word_after(const std::string& text, const std::string& words) {
    const auto begin = text.find(words) + words.size();
    return text.substr(begin, text.find_first_of(",\n", begin) - begin);
}

} // namespace

LibraryProgram::LibraryProgram(const OwnFarm& farm)
    : run_(BUILDD_FARM,
           {"--config", farm.configuration(), "serve-library", "--port", "0", "--restricted-port", "0"},
           {"PGUSER=owner"}) {
    constexpr int most_looks = 3000;
    for (int look = 0; run_.output().find('\n') == std::string::npos; ++look) {
        if (look == most_looks) {
            run_.signal(SIGKILL);
            throw std::runtime_error("serve-library does not serve: " + run_.wait().errors);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    url_ = word_after(run_.output(), "public files on ");
    restricted_url_ = word_after(run_.output(), "restricted files on ");
}

} // namespace buildd::test
