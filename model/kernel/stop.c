/* Findings and simulated bug checks; see the header. */
#include "model/kernel/stop.h"

#include "model/observe/tell.h"

bool mdl_stop_finding(struct mdl_machine *m, enum mdl_finding finding, mdl_object_id object,
                      uint64_t p1, uint64_t p2, uint64_t p3, uint64_t p4)
{
    const struct mdl_findings_row *row = mdl_findings_row(finding);
    const uint64_t parameters[4] = {p1, p2, p3, p4};

    if (m->bug_check != 0) {
        return true;   /* Windows has stopped; nothing is found after that */
    }
    mdl_tell_finding(m->record, m->engine.now, finding, mdl_machine_place(m), object, parameters);
    if (row->severity != MDL_FINDINGS_STOP) {
        return false;
    }
    m->bug_check = row->bug_check != 0 ? row->bug_check : (uint32_t)p1; /* KeBugCheckEx: its own */
    m->engine.stop = true;
    return true;
}
