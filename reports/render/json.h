/*
 * The stable form for programs: one JSON object per run. reports/README.md documents every key.
 *
 * Numbers are exact: whole nanoseconds and counts as integers, others as the shortest text that
 * reads back the same. The same scenario, seed and version give the same bytes; what depends on
 * the wall clock appears only when asked for.
 */
#ifndef WTSIM_REPORTS_RENDER_JSON_H
#define WTSIM_REPORTS_RENDER_JSON_H

#include <stdbool.h>
#include <stdint.h>

struct mdl_answer;
struct sim_text;

struct rpt_json_options {
    bool timing;                      /* also wall_ms, jobs, program, executed_at */
    bool observations;                /* also the first values of each duration, in order */
};

void rpt_json_answer(struct sim_text *text, const struct mdl_answer *answer,
                     const struct rpt_json_options *options);

/* The ledger of one victim (index of series), with its tail and its worst story. */
void rpt_json_why(struct sim_text *text, const struct mdl_answer *answer, uint32_t victim);

#endif
