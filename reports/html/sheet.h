/*
 * The report as one page of HTML: nothing outside it is needed, and it can be read without
 * script. Two or more runs stand side by side, the first is what the others are compared with.
 *
 * The same runs give the same bytes. What must be there (verdicts, ledger, scenario) is there
 * whatever its size; of the timeline only as much as fits the limit.
 */
#ifndef WTSIM_REPORTS_HTML_SHEET_H
#define WTSIM_REPORTS_HTML_SHEET_H

#include <stddef.h>
#include <stdint.h>

#include "model/run/chronicle.h"

struct mdl_answer;
struct mdl_levels;
struct sim_arena;
struct sim_text;

struct rpt_sheet_run {
    const struct mdl_answer *answer;
    const char *name;                 /* its label, or 'run 3'                          */
    const struct mdl_chronicle *whole; /* one replication from its beginning, or NULL    */
    const struct mdl_chronicle *close; /* the same from..until for the timeline, or NULL */
    const struct mdl_levels *levels;   /* over all replications; NULL: one has to do     */
    const char *no_timeline;          /* why there is none; NULL: there is              */
    uint32_t replication;             /* which one                                      */
    const char *worst;                /* whose worst wait the timeline shows, or NULL    */
    sim_instant worst_at;
    sim_duration worst_ns;
    sim_instant from_at, until_at;    /* what the timeline shows                        */
};

struct rpt_sheet {
    const struct rpt_sheet_run *runs;
    uint32_t run_count;               /* at least 1                                     */
    size_t bytes_max;                 /* 0: 1,900,000                                   */
};

void rpt_sheet_print(struct sim_text *text, struct sim_arena *arena,
                     const struct rpt_sheet *sheet);

#endif
