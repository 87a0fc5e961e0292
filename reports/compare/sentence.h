/* The closing line of a comparison: the answer in one plain sentence. */
#ifndef WTSIM_REPORTS_COMPARE_SENTENCE_H
#define WTSIM_REPORTS_COMPARE_SENTENCE_H

struct mdl_answer;
struct rpt_compare;
struct sim_arena;

/* Three significant digits with their unit: '311 ms', '0.12 %', '1,303'. */
const char *rpt_sentence_quantity(struct sim_arena *arena, double value, const char *unit);

/* Sets word, sentence and exit_code from verdict and rows. */
void rpt_sentence_close(struct sim_arena *arena, const struct mdl_answer *changed,
                        struct rpt_compare *compare);

#endif
