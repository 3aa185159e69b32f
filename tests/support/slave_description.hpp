#pragma once

#include "support/slave_farm.hpp"

#include <string>

namespace buildd::test {

// Slaves described in text, as the program slave-simulator takes them. Of a slave these keys are known, all
// but the first optional:
//
//   name        of the slave, hence the path of its URL
//   count       so many of them, NAME1, NAME2 ..
//   generation  today (default) or 2010
//   arch        amd64
//   state       IDLE, BUILDING, WAITING, ABORTING, ABORTED or any other
//   cookie      of the build it has in that state
//   dsc         of the build it has in that state, SOURCE_VERSION.dsc
//   duration    seconds that its builds take; without it they end at once, and BUILDING lasts for ever
//   outcome     of its builds, OK
//   dependencies  sent with DEPFAIL
//   log_lines   in the log of a build, 40; they come evenly over the duration
//   files       how many outputs an OK build has, 2, named by its .dsc and architecture
//   size        bytes of each output, 50000
//   seed        of their bytes, 1
//   abort       seconds that an abort takes, 2
//   latency     milliseconds before each answer
//   fetch       simulated (default) or real: ensurepresent reads the URL
//   misbehave   close, silent, endless, drip, fault, or an HTTP status, in answer to everything

/// Adds the slave of `NAME,key=value,key=value..`. Throws std::invalid_argument with a sentence.
void add_described_slave(SlaveFarm& farm, const std::string& description);

/// Adds the slaves of a JSON text, `{"slaves": [{"name": "bob", "state": "IDLE"}, ..]}`. Throws likewise.
void add_slaves_of_script(SlaveFarm& farm, const std::string& json);

} // namespace buildd::test
