/* Everything that is stored of a run: the report, all figures, the inputs that were said. */
#ifndef WTSIM_REPORTS_RENDER_SHOW_H
#define WTSIM_REPORTS_RENDER_SHOW_H

struct mdl_answer;
struct rpt_view;
struct sim_text;

void rpt_show_print(struct sim_text *text, const struct mdl_answer *answer,
                    const struct rpt_view *view);

#endif
