/* The phases of a run: who waited how long in each. */
#ifndef WTSIM_REPORTS_RENDER_PHASES_H
#define WTSIM_REPORTS_RENDER_PHASES_H

struct mdl_answer;
struct rpt_view;
struct sim_text;

/* Nothing for a run without phases. */
void rpt_phases_print(struct sim_text *text, const struct mdl_answer *answer,
                      const struct rpt_view *view);

#endif
