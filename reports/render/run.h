/* The report of a run: verdict, cause, table, proof. And its short form. */
#ifndef WTSIM_REPORTS_RENDER_RUN_H
#define WTSIM_REPORTS_RENDER_RUN_H

struct mdl_answer;
struct rpt_view;
struct sim_text;

void rpt_run_print(struct sim_text *text, const struct mdl_answer *answer,
                   const struct rpt_view *view);

#endif
