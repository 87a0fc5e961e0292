/* Findings: the table, and one entry per (finding, place, object), counted. */
#include "model/observe/findings.h"

#include <string.h>

#include "model/observe/inside.h"
#include "sim/base/check.h"

static const struct mdl_findings_row rows[MDL_FINDING_COUNT] = {
#define FINDING(id, code, severity, bug_check, rule, sentence)                                   \
    {code, MDL_FINDINGS_##severity, bug_check, rule, sentence},
#include "model/observe/findings.def"
#undef FINDING
};

const struct mdl_findings_row *mdl_findings_row(unsigned id)
{
    SIM_ASSERT(id < MDL_FINDING_COUNT);
    return &rows[id];
}

const char *mdl_findings_severity_name(enum mdl_findings_severity severity)
{
    static const char *const names[] = {"stop", "mistake", "advice"};

    return names[severity];
}

void mdl_findings_raise(struct mdl_record *r, uint64_t at, unsigned finding, uint32_t place,
                        uint32_t object, const uint64_t *parameters)
{
    struct mdl_record_finding *first, *f;

    SIM_ASSERT(finding < MDL_FINDING_COUNT);
    first = &r->findings[finding * MDL_RECORD_FINDING_PLACES];
    for (f = first; f < first + r->finding_places[finding]; f++) {
        if (f->place == place && f->object == object) {
            f->occurrences++;
            return;
        }
    }
    if (r->finding_places[finding] == MDL_RECORD_FINDING_PLACES) {
        r->findings_beyond[finding]++;
        return;
    }
    r->finding_places[finding]++;
    *f = (struct mdl_record_finding){.finding = finding, .place = place, .object = object,
                                     .at = at, .occurrences = 1};
    if (parameters != NULL) {
        memcpy(f->parameters, parameters, sizeof f->parameters);
    }
}
