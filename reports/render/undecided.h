/*
 * Undecided: how near the budget is and what would decide; and what planned looks saw.
 */
#ifndef WTSIM_REPORTS_RENDER_UNDECIDED_H
#define WTSIM_REPORTS_RENDER_UNDECIDED_H

struct mdl_answer;
struct mdl_verdict;
struct rpt_view;
struct sim_arena;
struct sim_text;

/* The estimate and its budget as a bar, how many replications would decide, and the ways there.
   Nothing when the verdict has no interval, or no bound. */
void rpt_undecided_print(struct sim_text *text, struct sim_arena *arena,
                         const struct mdl_answer *answer, const struct mdl_verdict *verdict,
                         const struct rpt_view *view);

/* The table of the looks that were taken; nothing when the number of replications was fixed. */
void rpt_undecided_looks(struct sim_text *text, struct sim_arena *arena,
                         const struct mdl_answer *answer, const struct rpt_view *view);

/* The same in a sentence, for the report in a few lines. */
void rpt_undecided_brief(struct sim_text *text, struct sim_arena *arena,
                         const struct mdl_answer *answer, const struct rpt_view *view);

#endif
