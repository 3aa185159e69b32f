#pragma once

#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace buildd {

/// A digest that is computed while bytes pass by.
class Digest {
  public:
    static Digest sha1();
    static Digest md5();
    static Digest sha256();

    void add(std::string_view bytes);
    /// Lower-case hex digits of what was added so far; more may be added afterwards.
    [[nodiscard]] std::string hex() const;

  private:
    struct FreeContext {
        void operator()(evp_md_ctx_st* context) const noexcept;
    };
    explicit Digest(const char* name);

    std::unique_ptr<evp_md_ctx_st, FreeContext> context_;
};

} // namespace buildd
