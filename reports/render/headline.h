/*
 * The first lines of every report: the answer, and because of whom.
 *
 * Every sentence is computed from the verdicts, episodes, findings and the ledger.
 */
#ifndef WTSIM_REPORTS_RENDER_HEADLINE_H
#define WTSIM_REPORTS_RENDER_HEADLINE_H

#include <stdint.h>

struct mdl_answer;
struct mdl_answer_finding;
struct mdl_verdict;
struct rpt_view;
struct sim_arena;
struct sim_text;

enum rpt_headline {
    RPT_HEADLINE_FACT,                /* nothing was expected       */
    RPT_HEADLINE_PASS,
    RPT_HEADLINE_FAIL,
    RPT_HEADLINE_UNDECIDED,
    RPT_HEADLINE_STOP                 /* an unexpected simulated bug check */
};

enum rpt_headline rpt_headline_kind(const struct mdl_answer *answer);

/* The exit code that goes with it: 0, 1 or 2. */
int rpt_headline_exit(const struct mdl_answer *answer);

/* One sentence, wrapped under the word; ends with a line feed. */
void rpt_headline_print(struct sim_text *text, struct sim_arena *arena,
                        const struct mdl_answer *answer, const struct rpt_view *view);

/* The first unmet expectation: failed before undecided; NULL when all are met. */
const struct mdl_verdict *rpt_headline_unmet(const struct mdl_answer *answer);

/* The finding that stopped first, or NULL. */
const struct mdl_answer_finding *rpt_headline_stop(const struct mdl_answer *answer);

/* Series that speaks for the run: what is expected of, else requests, else calls, else anything;
   UINT32_MAX when nothing was measured. */
uint32_t rpt_headline_series(const struct mdl_answer *answer);

/* Starved calls, requests and ready spells of all objects. */
uint64_t rpt_headline_starved(const struct mdl_answer *answer);

#endif
