/*
 * One scenario to one answer: out of the store where it is known, else run and stored.
 */
#ifndef WTSIM_REPORTS_CLI_JOB_H
#define WTSIM_REPORTS_CLI_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include "model/run/answer.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/scenario.h"

struct cli_session;

struct cli_job {
    struct scn_scenario scenario;
    struct scn_diags diags;
    struct mdl_answer answer;
    int64_t known_id;                 /* the stored run that answers it, 0: none     */
    uint64_t known_fingerprint;
    bool has_answer;                  /* something to print, whatever went wrong     */
    bool was_known;                   /* shown from the store, not run               */
    bool interrupted;
};

/* A run that measures differently (hidden options) answers another question: never stored. */
bool cli_job_is_stored(const struct cli_session *s);

/*
 * The scenario is loaded: the stored answer, or a new one. CLI_FINE, CLI_INTERRUPTED, or the exit
 * code of what went wrong, which is told; the verdict is the caller's.
 */
int cli_job_answer(struct cli_session *s, struct cli_job *job);

/* Diagnostics, and that nothing was run; returns code. */
int cli_job_refuse(const struct cli_session *s, struct cli_job *job, int code);

#endif
