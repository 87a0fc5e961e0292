/* The WAITED table: how long everything waited. And BUSY: what the processors did meanwhile. */
#ifndef WTSIM_REPORTS_RENDER_WAITED_H
#define WTSIM_REPORTS_RENDER_WAITED_H

struct mdl_answer;
struct rpt_view;
struct sim_arena;
struct sim_text;

void rpt_waited_print(struct sim_text *text, struct sim_arena *arena,
                      const struct mdl_answer *answer, const struct rpt_view *view);

/* WHY the worst victim waited: mean beside tail. Nothing when there is no ledger. */
void rpt_waited_why(struct sim_text *text, struct sim_arena *arena,
                    const struct mdl_answer *answer, const struct rpt_view *view);

void rpt_waited_busy(struct sim_text *text, struct sim_arena *arena,
                     const struct mdl_answer *answer, const struct rpt_view *view);

#endif
