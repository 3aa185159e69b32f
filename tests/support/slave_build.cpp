#include "support/slave_build.hpp"

#include <algorithm>
#include <utility>

namespace buildd::test {

namespace {

std::string with(std::string text, std::string_view token, const std::string& replacement) {
    for (auto place = text.find(token); place != std::string::npos;
         place = text.find(token, place + replacement.size())) {
        text.replace(place, token.size(), replacement);
    }
    return text;
}

bool flag(const Value& args, std::string_view name) {
    return args.has(name) && args.at(name).is(Value::Kind::boolean) && args.at(name).flag();
}

// `://user:password@` as a real slave leaves it: `://`.
std::string without_passwords(std::string text) {
    constexpr std::string_view scheme_end = "://";
    for (auto at = text.find(scheme_end); at != std::string::npos; at = text.find(scheme_end, at)) {
        at += scheme_end.size();
        const auto end = text.find_first_of("@/ \t\r\n", at);
        if (end != std::string::npos && text[end] == '@' && text.find(':', at) < end) {
            text.erase(at, end + 1 - at);
        }
    }
    return text;
}

struct Names {
    std::string source{"unknown"};
    std::string version{"0"};
    std::string arch{"all"};

    [[nodiscard]] std::string fill(std::string text) const {
        return with(with(with(std::move(text), "{source}", source), "{version}", version), "{arch}", arch);
    }
};

Names names_of(const Value& filemap, const Value& args) {
    constexpr std::string_view suffix = ".dsc";
    Names names;
    for (const auto& name : filemap.names()) {
        const auto line = name.find('_');
        if (name.ends_with(suffix) && line != std::string::npos) {
            names.source = name.substr(0, line);
            names.version = name.substr(line + 1, name.size() - suffix.size() - line - 1);
        }
    }
    if (args.has("arch_tag") && args.at("arch_tag").is(Value::Kind::text)) {
        names.arch = args.at("arch_tag").text();
    }
    return names;
}

} // namespace

RunningBuild::RunningBuild(BuildPlan plan, std::string cookie, const Value& filemap, const Value& args,
                           SlaveTime now)
    : plan_{std::move(plan)}, cookie_{std::move(cookie)}, started_{now},
      fast_cleanup_{flag(args, "fast_cleanup")}, private_{flag(args, "archive_private")} {
    const Names names = names_of(filemap, args);
    plan_.log = names.fill(std::move(plan_.log));
    std::map<std::string, Content> files;
    for (const auto& [name, content] : plan_.files) {
        files.emplace(names.fill(name), content);
    }
    plan_.files = std::move(files);
}

bool RunningBuild::is_over(SlaveTime now) const {
    return plan_.duration && now - started_ >= *plan_.duration;
}

std::size_t RunningBuild::visible(SlaveTime now) const {
    if (!plan_.duration || is_over(now)) {
        return plan_.log.size();
    }
    const std::chrono::duration<double> elapsed = now - started_;
    const std::chrono::duration<double> whole = *plan_.duration;
    const auto share = static_cast<std::size_t>(elapsed / whole * static_cast<double>(plan_.log.size()));
    const auto line_end = plan_.log.rfind('\n', std::min(share, plan_.log.size()));
    return line_end == std::string::npos ? 0 : line_end + 1;
}

std::string RunningBuild::log(SlaveTime now) const {
    const std::size_t end = std::max(visible(now), emptied_);
    return plan_.log.substr(emptied_, end - emptied_);
}

void RunningBuild::empty_log(SlaveTime now) {
    emptied_ = std::max(visible(now), emptied_);
}

std::string log_tail(const std::string& log, bool is_private) {
    constexpr std::size_t longest = 2048;
    std::string tail = log.size() > longest ? log.substr(log.size() - longest) : log;
    if (is_private) {
        const auto line_end = tail.find('\n');
        tail = line_end == std::string::npos ? std::string{} : tail.substr(line_end + 1);
        tail = without_passwords(std::move(tail));
    }
    return tail;
}

} // namespace buildd::test
