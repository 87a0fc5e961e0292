/* The report of a run: verdict, cause, table, proof. And its short form. */
#ifndef WTSIM_REPORTS_RENDER_RUN_H
#define WTSIM_REPORTS_RENDER_RUN_H

struct mdl_answer;
struct rpt_view;
struct sim_arena;
struct sim_text;

void rpt_run_print(struct sim_text *text, const struct mdl_answer *answer,
                   const struct rpt_view *view);

/* '20 replications of 10 s from seed 2026, all of it measured'. */
const char *rpt_run_extent(struct sim_arena *arena, const struct mdl_answer *answer);

#endif
