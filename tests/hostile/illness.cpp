#include "hostile/illness.hpp"

namespace buildd::test {

void build(Patient& patient) {
    patient.slave.set_building(patient.cookie, "a line of the log\n");
}

void finish(Patient& patient) {
    patient.slave.set_waiting("OK", patient.cookie, patient.files);
    patient.slave.set_log(Content{"all of the log\n"});
}

} // namespace buildd::test
