#include "scan/verdict_scene.hpp"

#include "library/digest.hpp"
#include "scan/golden_mail.hpp"
#include "scan/verdict_log.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>

namespace buildd::test {
namespace {

void replace_all(std::string& text, const std::string& what, const std::string& with) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
}

/// The folder of a run, which is one of `grabbing` and has more in it.
void mask_runs(std::string& text) {
    constexpr std::string_view parent = "grabbing/";
    for (auto at = text.find(parent); at != std::string::npos; at = text.find(parent, at + 1)) {
        const auto begin = at + parent.size();
        const auto end = text.find_first_of("/'", begin);
        if (end != std::string::npos && text[end] == '/') {
            text.replace(begin, end - begin, "RUN");
        }
    }
}

/// The time at the front of a leaf's name, `YYYYmmdd-HHMMSS-`.
void mask_leaves(std::string& text) {
    constexpr std::string_view shape = "dddddddd-dddddd-";
    const auto fits = [](char wanted, char found) {
        return wanted == 'd' ? std::isdigit(static_cast<unsigned char>(found)) != 0 : wanted == found;
    };
    for (;;) {
        const auto time = std::search(text.begin(), text.end(), shape.begin(), shape.end(),
                                      [&](char found, char wanted) { return fits(wanted, found); });
        if (time == text.end()) {
            return;
        }
        text.replace(time, time + static_cast<std::ptrdiff_t>(shape.size()), "TIME-");
    }
}

std::string digest(Digest computed, std::string_view bytes) {
    computed.add(bytes);
    return computed.hex();
}

/// Whether a folder of a result holds nothing.
bool is_empty_leaf(const std::map<std::string, std::string>& files, const std::string& path) {
    const bool is_result = path.starts_with("incoming/") || path.starts_with("failed/") ||
                           (path.starts_with("grabbing/") && path != "grabbing/partial/");
    const auto next = files.upper_bound(path);
    const bool is_empty = next == files.end() || !next->first.starts_with(path);
    return is_result && is_empty && path.find('/') != path.size() - 1;
}

} // namespace

VerdictScene::VerdictScene(Generation generation, Post post)
    : bob(farm.slave_for("bob", generation)), request(farm.request()) {
    farm.sql("UPDATE builder SET failure_count = 3, failnotes = 'of old' WHERE id = 1");
    if (post == Post::job) {
        farm.sql("UPDATE job SET attempt_count = 2, date_finished = '2005-06-15 10:00:00' WHERE id = 1");
        farm.sql("UPDATE buildqueue SET logtail = 'of old' WHERE id = 1");
        farm.sql("UPDATE buildfarmjob SET log = 2 WHERE id = 8");
        farm.sql("UPDATE packagebuild SET dependencies = 'of old' WHERE id = 4");
    } else {
        farm.sql("DELETE FROM buildqueue WHERE id = 1");
        farm.sql("DELETE FROM buildpackagejob WHERE id = 1");
        farm.sql("DELETE FROM job WHERE id = 1");
    }
}

void VerdictScene::queue_nothing() const {
    farm.sql("UPDATE job SET status = 4 WHERE id = 2");
}

Seen VerdictScene::pass() {
    const auto before = cells_of(farm);
    const auto begun = clock();
    farm.lines.clear();
    Seen seen;
    seen.status = farm.pass(request).status;
    seen.writes = difference(before, cells_of(farm));
    mask(seen.writes, begun, clock());
    mask_library(seen.writes);
    for (const auto& line : farm.lines) {
        seen.log.push_back(masked(level_name(line.level) + ": " + line.text));
    }
    for (const auto& call : bob.call_lines()) {
        seen.calls.push_back(masked(call));
    }
    seen.files = files();
    for (const auto& mail : farm.mails()) {
        seen.mails.push_back(masked_mail(mail));
    }
    return seen;
}

std::string VerdictScene::clock() const {
    return farm.value("SELECT to_jsonb(timezone('UTC', clock_timestamp())) #>> '{}'");
}

std::string VerdictScene::masked(std::string text) const {
    replace_all(text, bob.url(), "URL");
    replace_all(text, farm.root().string(), "ROOT");
    mask_runs(text);
    mask_leaves(text);
    return text;
}

void VerdictScene::mask(Cells& writes, const std::string& from, const std::string& to) const {
    for (auto& [cell, value] : writes) {
        value = masked(std::move(value));
        if (cell.find("/date_") != std::string::npos && from <= value && value <= to) {
            value = "now";
        }
    }
}

void VerdictScene::mask_library(Cells& writes) const {
    const auto all = farm.files();
    const auto stored = all.find("librarian/00/00/00/36"); // the content id that comes next, 54
    if (stored == all.end()) {
        return;
    }
    const auto& bytes = stored->second;
    const Cells right{{"libraryfilecontent/54/filesize", std::to_string(bytes.size())},
                      {"libraryfilecontent/54/sha1", digest(Digest::sha1(), bytes)},
                      {"libraryfilecontent/54/md5", digest(Digest::md5(), bytes)}};
    for (const auto& [cell, value] : right) {
        if (const auto written = writes.find(cell); written != writes.end() && written->second == value) {
            written->second = "right";
        }
    }
}

std::map<std::string, std::string> VerdictScene::files() const {
    std::map<std::string, std::string> seen;
    const auto all = farm.files();
    for (const auto& [path, content] : all) {
        if (path.ends_with('/') ? is_empty_leaf(all, path) : !path.starts_with("grabbing/partial/")) {
            seen.emplace(masked(path), path.starts_with("librarian/") ? unpacked(content) : content);
        }
    }
    return seen;
}

std::vector<std::string> dispatch_calls() {
    return {
        R"(ensurepresent(378b3498ead213d35a82033a6e9196014a5ef25c, http://localhost:8000/1/netapplet-1.0.0.tar.gz, "", ""))",
        R"(ensurepresent(4e3961baf4f56fdbc95d0dd47f3c5bc275da8a33, http://localhost:8000/43/alsa-utils_1.0.9a-4ubuntu1.dsc, "", ""))",
        "status",
        R"(build(PACKAGEBUILD-11-2-1, binarypackage, 378b3498ead213d35a82033a6e9196014a5ef25c, )"
        R"({alsa-utils_1.0.9a-4ubuntu1.dsc: 4e3961baf4f56fdbc95d0dd47f3c5bc275da8a33}, )"
        R"({arch_indep: true, arch_tag: i386, archive_private: false, archive_purpose: PRIMARY, )"
        R"(archives: ["deb http://ftpmaster.internal/ubuntu hoary main"], build_debug_symbols: false, )"
        R"(build_url: http://localhost/ubuntu/+source/alsa-utils/1.0.9a-4ubuntu1/+build/11, builder_constraints: [], )"
        R"(fast_cleanup: false, image_type: chroot, ogrecomponent: main, series: hoary, suite: hoary, )"
        R"(trusted_keys: []}))"};
}

} // namespace buildd::test
