/*
 * Several runs beside one base: each figure once, a line for each run below it. And the same as
 * tables of Markdown, for a review.
 */
#ifndef WTSIM_REPORTS_RENDER_COMPARE_MANY_H
#define WTSIM_REPORTS_RENDER_COMPARE_MANY_H

#include <stdint.h>

struct mdl_answer;
struct rpt_compare;
struct rpt_view;
struct sim_text;

/* compares[i] is of base and changed[i]. */
void rpt_compare_many_print(struct sim_text *text, const struct rpt_compare *compares,
                            const struct mdl_answer *base, const struct mdl_answer *changed,
                            uint32_t count, const struct rpt_view *view);

void rpt_compare_many_markdown(struct sim_text *text, const struct rpt_compare *compares,
                               const struct mdl_answer *base, const struct mdl_answer *changed,
                               uint32_t count);

#endif
