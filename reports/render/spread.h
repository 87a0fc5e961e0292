/* HOW LONG: a histogram of one series in steps of 1, 2 and 5, for more than quantiles say. */
#ifndef WTSIM_REPORTS_RENDER_SPREAD_H
#define WTSIM_REPORTS_RENDER_SPREAD_H

#include <stdint.h>

struct mdl_answer;
struct rpt_view;
struct sim_arena;
struct sim_text;

/* A bar for each step that holds something or lies between such; nothing of a series without
   observations. Bars are as long as the count, in Unicode where the view has it. */
void rpt_spread_print(struct sim_text *text, struct sim_arena *arena,
                      const struct mdl_answer *answer, uint32_t series,
                      const struct rpt_view *view);

#endif
