#include "support/slave_content.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <mutex>
#include <vector>

namespace buildd::test {

struct Content::Data {
    bool generated{false};
    std::string bytes;
    std::uint64_t size{0};
    std::uint64_t seed{0};
    std::once_flag hashed;
    std::string sha1;
};

namespace {

// Steele, Lea and Flood's splitmix64: any word of the stream is computed without the ones before it.
std::uint64_t word_at(std::uint64_t seed, std::uint64_t index) {
    std::uint64_t word = seed + (index + 1) * 0x9E3779B97F4A7C15U;
    word = (word ^ (word >> 30U)) * 0xBF58476D1CE4E5B9U;
    word = (word ^ (word >> 27U)) * 0x94D049BB133111EBU;
    return word ^ (word >> 31U);
}

void generate(std::uint64_t seed, std::uint64_t offset, char* buffer, std::size_t count) {
    constexpr std::uint64_t width = sizeof(std::uint64_t);
    std::size_t done = 0;
    if (offset % width == 0) { // the usual case, without the care that a part of a word takes
        for (std::uint64_t index = offset / width; done + width <= count; ++index, done += width) {
            const std::uint64_t word = word_at(seed, index);
            std::memcpy(buffer + done, &word, width);
        }
    }
    while (done < count) {
        const std::uint64_t word = word_at(seed, (offset + done) / width);
        const auto skip = static_cast<std::size_t>((offset + done) % width);
        const std::size_t piece = std::min(count - done, static_cast<std::size_t>(width) - skip);
        std::array<char, width> raw{};
        std::memcpy(raw.data(), &word, width);
        std::memcpy(buffer + done, raw.data() + skip, piece);
        done += piece;
    }
}

std::string hash(const Content& content) {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
    EVP_DigestInit_ex(context.get(), EVP_sha1(), nullptr);
    std::vector<char> buffer(std::size_t{256} * 1024);
    std::uint64_t offset = 0;
    while (const std::size_t count = content.read(offset, buffer.data(), buffer.size())) {
        EVP_DigestUpdate(context.get(), buffer.data(), count);
        offset += count;
    }
    std::array<unsigned char, 20> digest{};
    EVP_DigestFinal_ex(context.get(), digest.data(), nullptr);
    std::string text;
    for (const unsigned char byte : digest) {
        text += fmt::format("{:02x}", byte);
    }
    return text;
}

} // namespace

Content::Content(std::string bytes) : data_{std::make_shared<Data>()} {
    data_->size = bytes.size();
    data_->bytes = std::move(bytes);
}

Content Content::generated(std::uint64_t size, std::uint64_t seed) {
    auto data = std::make_shared<Data>();
    data->generated = true;
    data->size = size;
    data->seed = seed;
    return Content{std::move(data)};
}

std::uint64_t Content::size() const {
    return data_->size;
}

const std::string& Content::sha1() const {
    std::call_once(data_->hashed, [this] { data_->sha1 = hash(*this); });
    return data_->sha1;
}

std::size_t Content::read(std::uint64_t offset, char* buffer, std::size_t limit) const {
    if (offset >= data_->size) {
        return 0;
    }
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(limit, data_->size - offset));
    if (data_->generated) {
        generate(data_->seed, offset, buffer, count);
    } else {
        std::memcpy(buffer, data_->bytes.data() + offset, count);
    }
    return count;
}

std::string Content::bytes() const {
    std::string text(static_cast<std::size_t>(size()), '\0');
    read(0, text.data(), text.size());
    return text;
}

} // namespace buildd::test
