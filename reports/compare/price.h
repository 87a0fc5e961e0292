/* The price of a change in threads: those outside the pools, and those that the pools have. */
#ifndef WTSIM_REPORTS_COMPARE_PRICE_H
#define WTSIM_REPORTS_COMPARE_PRICE_H

struct mdl_answer;
struct rpt_compare_row;
struct sim_arena;

/* The sum of 'count' over all threads of drivers ('thread.app' belongs to an application). */
double rpt_price_threads(const struct mdl_answer *answer);

/* '8 more kernel threads', '2.4 more threads in pool.delayed on average': pools come and go. */
const char *rpt_price_words(struct sim_arena *arena, const struct rpt_compare_row *row);

#endif
