/* The report of a run in four lines: verdict, cause, the figure behind it. */
#ifndef WTSIM_REPORTS_RENDER_BRIEF_H
#define WTSIM_REPORTS_RENDER_BRIEF_H

struct mdl_answer;
struct rpt_view;
struct sim_text;

void rpt_brief_print(struct sim_text *text, const struct mdl_answer *answer,
                     const struct rpt_view *view);

#endif
