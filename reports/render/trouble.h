/* What went wrong: starvation, deadlocks and what dissolved them, mistakes of the drivers. */
#ifndef WTSIM_REPORTS_RENDER_TROUBLE_H
#define WTSIM_REPORTS_RENDER_TROUBLE_H

struct mdl_answer;
struct rpt_view;
struct sim_arena;
struct sim_text;

/* STARVED, one paragraph for each of the worst three. */
void rpt_trouble_starved(struct sim_text *text, struct sim_arena *arena,
                         const struct mdl_answer *answer, const struct rpt_view *view);

/* DEADLOCK and RESCUE, the first of each kind of knot. */
void rpt_trouble_deadlocks(struct sim_text *text, struct sim_arena *arena,
                           const struct mdl_answer *answer, const struct rpt_view *view);

/* STOP and MISTAKE, then ADVICE: the findings, each with its place and rule. */
void rpt_trouble_findings(struct sim_text *text, struct sim_arena *arena,
                          const struct mdl_answer *answer, const struct rpt_view *view);
void rpt_trouble_advice(struct sim_text *text, struct sim_arena *arena,
                        const struct mdl_answer *answer, const struct rpt_view *view);

#endif
