/* A comparison as people read it: inputs, figures, changes, one plain sentence. */
#ifndef WTSIM_REPORTS_RENDER_COMPARE_TEXT_H
#define WTSIM_REPORTS_RENDER_COMPARE_TEXT_H

#include <stdbool.h>

struct mdl_answer;
struct rpt_compare;
struct rpt_compare_row;
struct rpt_view;
struct sim_text;

void rpt_compare_text_print(struct sim_text *text, const struct rpt_compare *compare,
                            const struct mdl_answer *base, const struct mdl_answer *changed,
                            bool all_inputs, const struct rpt_view *view);

void rpt_compare_text_brief(struct sim_text *text, const struct rpt_compare *compare,
                            const struct rpt_view *view);

/* One row's change with its interval: '-5.5 % [-5.8, -5.3]', '2,908x less [2787, 3058]'. */
void rpt_compare_text_change(struct sim_text *text, const struct rpt_compare_row *row);

#endif
