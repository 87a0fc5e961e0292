/* A comparison as people read it: inputs, figures, changes, one plain sentence. */
#ifndef WTSIM_REPORTS_RENDER_COMPARE_TEXT_H
#define WTSIM_REPORTS_RENDER_COMPARE_TEXT_H

#include <stdbool.h>

struct mdl_answer;
struct rpt_compare;
struct rpt_compare_row;
struct rpt_view;
struct sim_arena;
struct sim_text;

void rpt_compare_text_print(struct sim_text *text, const struct rpt_compare *compare,
                            const struct mdl_answer *base, const struct mdl_answer *changed,
                            bool all_inputs, const struct rpt_view *view);

void rpt_compare_text_brief(struct sim_text *text, const struct rpt_compare *compare,
                            const struct rpt_view *view);

/* One row's change with its interval: '-5.5 % [-5.8, -5.3]', '2,908x less [2787, 3058]'. */
void rpt_compare_text_change(struct sim_text *text, const struct rpt_compare_row *row);
const char *rpt_compare_text_cell(struct sim_arena *arena, const struct rpt_compare_row *row);

/* '<.001', '.012', '1.000'; nothing for NAN. */
const char *rpt_compare_text_p(struct sim_arena *arena, double p);

/* What stands over a group of rows ('nic.refill', of a duration 'nic.refill.response'), and what
   each row of it is called ('p99', 'starved, per run', 'mean@after'). */
const char *rpt_compare_text_group(struct sim_arena *arena, const struct rpt_compare_row *row);
const char *rpt_compare_text_row(struct sim_arena *arena, const struct rpt_compare_row *row);

/* How many replications, of what confidence; and the marks in use. */
void rpt_compare_text_method(struct sim_text *text, struct sim_arena *arena,
                             const struct rpt_compare *compare, unsigned width);
void rpt_compare_text_legend(struct sim_text *text, struct sim_arena *arena,
                             const struct rpt_compare *compare, const struct rpt_view *view);

#endif
