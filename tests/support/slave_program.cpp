#include "support/slave_description.hpp"
#include "support/slave_farm.hpp"

#include <CLI/CLI.hpp>
#include <sys/prctl.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

using namespace buildd::test;

namespace {

constexpr int exit_usage = 64;
constexpr int exit_failure = 1;

struct Options {
    std::uint16_t port{0};
    std::string port_file;
    std::string script;
    std::string record;
    long lifetime_s{600};
    std::vector<std::string> slaves;
};

// Before the first thread, so that all of them leave the signals to wait_for_end().
sigset_t block_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        sigaddset(&signals, signal);
    }
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signals;
}

void die_with_parent() {
    const pid_t parent = getppid();
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) {
        throw std::runtime_error("the parent has gone");
    }
}

std::string contents(const std::string& path) {
    std::ifstream stream{path, std::ios::binary};
    if (!stream) {
        throw std::invalid_argument("cannot read " + path);
    }
    return {std::istreambuf_iterator<char>{stream}, {}};
}

// Appears whole: whoever waits for it may read it at once.
void write_port(const std::string& path, std::uint16_t port) {
    const std::string temporary = path + ".new";
    std::ofstream{temporary} << port << '\n';
    std::filesystem::rename(temporary, path);
}

void wait_for_end(const sigset_t& signals, long lifetime_s) {
    const timespec limit{lifetime_s, 0};
    sigtimedwait(&signals, nullptr, &limit);
}

void run(const Options& options) {
    const sigset_t signals = block_signals();
    die_with_parent();
    std::ofstream record;
    SlaveFarm farm{options.port};
    if (!options.record.empty()) {
        record.open(options.record, std::ios::app);
        farm.set_listener([&record](const std::string& name, const RecordedCall& call) {
            record << name << ' ' << call.line() << std::endl;
        });
    }
    if (!options.script.empty()) {
        add_slaves_of_script(farm, contents(options.script));
    }
    for (const auto& slave : options.slaves) {
        add_described_slave(farm, slave);
    }
    if (!options.port_file.empty()) {
        write_port(options.port_file, farm.port());
    }
    std::cout << "listening on " << farm.url() << std::endl;
    wait_for_end(signals, options.lifetime_s);
}

int play(int argc, char** argv) {
    Options options;
    CLI::App app{
        "Plays build slaves on 127.0.0.1, each at http://127.0.0.1:PORT/NAME, until it is told to stop or "
        "its parent ends."};
    app.add_option("--port", options.port, "Port to listen on; the default is the kernel's choice");
    app.add_option("--port-file", options.port_file, "File to write the port to, once it listens");
    app.add_option("--script", options.script,
                   R"(JSON file that describes slaves: {"slaves": [{"name": ..}]})");
    app.add_option("--record", options.record, "File to which each call is appended as a line");
    app.add_option("--lifetime", options.lifetime_s, "Seconds after which it stops by itself")
        ->capture_default_str();
    app.add_option("SLAVE", options.slaves,
                   "NAME[,key=value]..; the keys are those of slave_description.hpp");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : exit_usage;
    }
    run(options);
    return 0;
}

int refuse(const char* reason, int status) {
    static_cast<void>(std::fputs("slave-simulator: ", stderr));
    static_cast<void>(std::fputs(reason, stderr));
    static_cast<void>(std::fputs("\n", stderr));
    return status;
}

} // namespace

int main(int argc, char** argv) {
    try {
        return play(argc, argv);
    } catch (const std::invalid_argument& error) {
        return refuse(error.what(), exit_usage);
    } catch (const std::exception& error) {
        return refuse(error.what(), exit_failure);
    } catch (...) {
        return refuse("an error without a name", exit_failure);
    }
}
