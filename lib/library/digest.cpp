#include "library/digest.hpp"

#include "base/error.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

namespace buildd {
namespace {

void require(int answer) {
    if (answer != 1) {
        throw PassFailed("the cryptographic library computes no SHA-1, SHA-256 or MD5 here");
    }
}

} // namespace

void Digest::FreeContext::operator()(evp_md_ctx_st* context) const noexcept {
    EVP_MD_CTX_free(context);
}

Digest::Digest(const char* name) : context_(EVP_MD_CTX_new()) {
    const auto* algorithm = EVP_get_digestbyname(name);
    require(algorithm != nullptr && context_ != nullptr ? 1 : 0);
    require(EVP_DigestInit_ex(context_.get(), algorithm, nullptr));
}

Digest Digest::sha1() {
    return Digest("SHA1");
}

Digest Digest::md5() {
    return Digest("MD5");
}

Digest Digest::sha256() {
    return Digest("SHA256");
}

void Digest::add(std::string_view bytes) {
    require(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()));
}

std::string Digest::hex() const {
    const std::unique_ptr<evp_md_ctx_st, FreeContext> copy(EVP_MD_CTX_new());
    require(copy != nullptr ? EVP_MD_CTX_copy_ex(copy.get(), context_.get()) : 0);
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned int length = 0;
    require(EVP_DigestFinal_ex(copy.get(), bytes.data(), &length));
    std::string text;
    for (unsigned int i = 0; i < length; ++i) {
        text += fmt::format("{:02x}", bytes.at(i));
    }
    return text;
}

} // namespace buildd
