#include "fuzz/promise.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

/// The files below a folder, which has one at least, in the order of their names.
std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) {
            files.push_back(entry.path());
        }
    }
    if (files.empty()) {
        throw std::runtime_error(folder.string() + " has no file");
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// Named first: an input that breaks a promise is the last one named.
void replay(const std::filesystem::path& file) {
    fmt::print(stderr, "{}\n", file.string());
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        throw std::runtime_error(file.string() + " cannot be read");
    }
    const std::vector<char> bytes{std::istreambuf_iterator<char>(stream), {}};
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

} // namespace

/// Gives each file of the folders, and an empty input, to the target that this is linked with.
int main(int count, char** words) {
    try {
        const std::vector<std::string> folders(words + 1, words + count);
        if (folders.empty()) {
            throw std::runtime_error("no folder to replay");
        }
        LLVMFuzzerTestOneInput(nullptr, 0);
        for (const auto& folder : folders) {
            for (const auto& file : files_below(folder)) {
                replay(file);
            }
        }
        return 0;
    } catch (const std::exception& error) {
        fmt::print(stderr, "replay: {}\n", error.what());
        return 1;
    }
}
