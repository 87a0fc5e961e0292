/*
 * Findings: the mistakes a modelled driver can make (findings.def) as numbers and rows.
 *
 * A finding is a result, never an error of the program.
 */
#ifndef WTSIM_MODEL_OBSERVE_FINDINGS_H
#define WTSIM_MODEL_OBSERVE_FINDINGS_H

#include <stdint.h>

enum mdl_finding {
#define FINDING(id, code, severity, bug_check, rule, sentence) MDL_FINDING_##id,
#include "model/observe/findings.def"
#undef FINDING
    MDL_FINDING_COUNT
};

enum mdl_findings_severity {
    MDL_FINDINGS_STOP,    /* Windows stops here      */
    MDL_FINDINGS_MISTAKE, /* it goes on, wrongly     */
    MDL_FINDINGS_ADVICE   /* over a guideline, a cap */
};

struct mdl_findings_row {
    const char *code;                 /* 'F005', permanent      */
    enum mdl_findings_severity severity;
    uint32_t bug_check;               /* 0: none                */
    const char *rule;                 /* 'W65 W160'             */
    const char *sentence;
};

/* The row of a finding; id < MDL_FINDING_COUNT. */
const struct mdl_findings_row *mdl_findings_row(unsigned id);

/* 'stop', 'mistake', 'advice'. */
const char *mdl_findings_severity_name(enum mdl_findings_severity severity);

struct mdl_record;

/* Counts one occurrence; place, object: MDL_NONE for none; parameters: four, or NULL. */
void mdl_findings_raise(struct mdl_record *r, uint64_t at, unsigned finding, uint32_t place,
                        uint32_t object, const uint64_t *parameters);

#endif
