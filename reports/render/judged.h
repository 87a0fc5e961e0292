/* EXPECT: what was asked and how it was decided. ASSUMED: what nobody measured. */
#ifndef WTSIM_REPORTS_RENDER_JUDGED_H
#define WTSIM_REPORTS_RENDER_JUDGED_H

struct mdl_answer;
struct mdl_verdict;
struct rpt_view;
struct sim_arena;
struct sim_text;

void rpt_judged_expectations(struct sim_text *text, struct sim_arena *arena,
                             const struct mdl_answer *answer, const struct rpt_view *view);

/* What decided it: 308 ms [296, 321]; broken in 3 of 20; 0 of 20 (95 %: under 13.9 %). */
const char *rpt_judged_evidence(struct sim_arena *arena, const struct mdl_answer *answer,
                                const struct mdl_verdict *verdict);

void rpt_judged_assumptions(struct sim_text *text, struct sim_arena *arena,
                            const struct mdl_answer *answer, const struct rpt_view *view);

#endif
