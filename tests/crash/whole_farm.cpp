#include "crash/whole_farm.hpp"

#include <fmt/format.h>

#include <fstream>
#include <pqxx/pqxx>

namespace buildd::test {
namespace {

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    for (auto place = text.find(what); place != std::string::npos; place = text.find(what)) {
        text.replace(place, what.size(), with);
    }
    return text;
}

/// The rows of the scene, made once.
class Original {
  public:
    Original() {
        farm_.sql("UPDATE builder SET active = false; DELETE FROM buildpackagejob; DELETE FROM buildqueue; "
                  "DELETE FROM job");
        for (const auto& post : posts()) {
            add(post);
        }
        add_waiting_jobs();
        keep_rows();
    }

    /// Puts all rows and the state of all sequences back.
    void restore() { pqxx::nontransaction(connection_).exec(restoring_); }
    [[nodiscard]] pqxx::result ask(const std::string& query) {
        return pqxx::nontransaction(connection_).exec(query);
    }
    [[nodiscard]] const TestFarm& farm() const { return farm_; }
    [[nodiscard]] const std::vector<Given>& given() const { return given_; }

  private:
    void add(const Post& post) {
        farm_.add_builder(post.builder, post.generation);
        int build = 0;
        std::string cookie;
        if (post.job != Job::none) {
            build = post.job == Job::of_seed ? 2 : farm_.new_build();
            cookie = farm_.assign(farm_.queue(build), post.builder);
        }
        if (!post.rows.empty()) {
            farm_.sql(
                replaced(replaced(post.rows, "{builder}", post.builder), "{build}", std::to_string(build)));
        }
        if (build != 0) {
            note(&post, build, cookie);
        }
    }

    void note(const Post* post, int build, const std::string& cookie) {
        const auto id = [&](const std::string& column) {
            return std::stoi(farm_.value(fmt::format("SELECT {} FROM binarypackagebuild b JOIN packagebuild "
                                                     "p ON p.id = b.package_build WHERE b.id = {}",
                                                     column, build)));
        };
        given_.push_back({post, build, id("p.id"), id("p.build_farm_job"), id("p.archive"), cookie});
    }

    /// Jobs to start, native and virtualized; to remove, as their source was deleted or their pocket ended;
    /// to pass over, as their pocket is illegal or their archive's lists are malformed.
    void add_waiting_jobs() {
        constexpr int high = 900;
        constexpr int low = 5;
        for (const bool virtualized : {false, true}) {
            const int build = farm_.new_build();
            farm_.sql(fmt::format("UPDATE buildqueue SET virtualized = {} WHERE id = {}", virtualized,
                                  farm_.queue(build, low)));
            note(nullptr, build, "");
        }
        farm_.queue(6, high);
        for (const auto* change : {"pocket = 10", "pocket = 20", "archive = 12"}) {
            const int build = farm_.new_build();
            farm_.sql(fmt::format("UPDATE packagebuild SET {} WHERE id = (SELECT package_build FROM "
                                  "binarypackagebuild WHERE id = {})",
                                  change, build));
            farm_.queue(build, high);
        }
        farm_.sql(
            "UPDATE archive SET external_dependencies = 'deb http://example.com %(series' WHERE id = 12; "
            "INSERT INTO sourcepackagepublishinghistory (sourcepackagerelease, distroseries, archive, "
            "status, "
            "component, section, datecreated) VALUES (25, 3, 12, 2, 1, 1, '2005-06-14 12:00:00')");
    }

    /// A second schema holds them. A batch of statements is one transaction; as a replica, the server checks
    /// no foreign key.
    void keep_rows() {
        farm_.sql("CREATE SCHEMA kept");
        restoring_ = "SET session_replication_role = replica";
        for (const auto& table : farm_.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
            farm_.sql(fmt::format("CREATE TABLE kept.{0} AS SELECT * FROM public.{0}", table));
            restoring_ +=
                fmt::format("; DELETE FROM public.{0}; INSERT INTO public.{0} SELECT * FROM kept.{0}", table);
        }
        for (const auto& row :
             farm_.rows("SELECT sequencename, coalesce(last_value, 1), last_value IS NOT NULL "
                        "FROM pg_sequences WHERE schemaname = 'public'")) {
            const auto name_end = row.find('|');
            const auto value_end = row.rfind('|');
            restoring_ +=
                fmt::format("; SELECT setval('public.{}', {}, '{}')", row.substr(0, name_end),
                            row.substr(name_end + 1, value_end - name_end - 1), row.substr(value_end + 1));
        }
        restoring_ += "; SET session_replication_role = origin";
    }

    TestFarm farm_;
    pqxx::connection connection_{shared_server().owner_connection_string(farm_.database())};
    std::vector<Given> given_;
    std::string restoring_;
};

Original& original() {
    static Original original;
    return original;
}

} // namespace

const Ending& Given::ending() const {
    return post == nullptr ? ending_of_waiting() : post->ending;
}

std::string Given::name() const {
    return fmt::format("build {} ({})", build, post == nullptr ? "waiting" : post->builder);
}

WholeFarm::WholeFarm() : farm_(shared_server(), original().farm().database()) {
    original().restore();
    for (const auto& post : posts()) {
        auto& slave = farm_.slaves().add(post.builder, post.generation);
        slave.set_plan(usual_plan());
        slave.set_arch("i386");
        if (post.begins && post.job == Job::none) {
            post.begins(slave, "");
        }
    }
    for (const auto& each : given()) {
        if (each.post != nullptr && each.post->begins) {
            each.post->begins(farm_.slaves().slave(each.post->builder), each.cookie);
        }
    }
    static_cast<void>(
        rows(fmt::format("UPDATE builder SET url = '{}/' || name WHERE id > 2", farm_.slaves().url())));
}

std::vector<std::vector<std::string>> WholeFarm::rows(const std::string& query) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& row : original().ask(query)) {
        auto& cells = rows.emplace_back();
        for (const auto& field : row) {
            cells.emplace_back(field.is_null() ? "NULL" : field.c_str());
        }
    }
    return rows;
}

const std::vector<Given>& WholeFarm::given() {
    return original().given();
}

ScanRequest WholeFarm::request() const {
    auto request = farm_.request();
    request.settings.parallel = 1;
    request.settings.max_file_size = largest_file_bytes;
    request.settings.max_build_time = std::chrono::minutes(longest_build_minutes);
    return request;
}

std::string WholeFarm::configuration() const {
    auto path = farm_.configuration(request());
    std::ofstream(path, std::ios::app) << fmt::format(
        "parallel = 1\nmax-file-size = {}\nmax-build-time = {}\n", largest_file_bytes, longest_build_minutes);
    return path;
}

std::vector<std::string> WholeFarm::folders() const {
    return {(farm_.root() / "root").string(), (farm_.root() / "mail").string()};
}

void WholeFarm::go_on() {
    for (const auto& each : given()) {
        if (each.post != nullptr && each.post->recovers) {
            each.post->recovers(farm_.slaves().slave(each.post->builder), each.cookie);
        }
    }
    for (auto* slave : farm_.slaves().slaves()) {
        slave->finish_build();
        slave->finish_abort();
    }
}

std::vector<std::string> WholeFarm::calls_beside_status() {
    std::vector<std::string> found;
    for (auto* slave : farm_.slaves().slaves()) {
        for (const auto& line : slave->call_lines()) {
            if (line != "status") {
                found.push_back(slave->name() + ": " + line);
            }
        }
    }
    return found;
}

void WholeFarm::forget_calls() {
    for (auto* slave : farm_.slaves().slaves()) {
        slave->forget_calls();
    }
}

} // namespace buildd::test
