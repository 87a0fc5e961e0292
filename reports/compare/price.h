/* How many threads a run has outside the pools: the price of moving work to threads of its own. */
#ifndef WTSIM_REPORTS_COMPARE_PRICE_H
#define WTSIM_REPORTS_COMPARE_PRICE_H

struct mdl_answer;

/* The sum of 'count' over all threads of drivers ('thread.app' belongs to an application). */
double rpt_price_threads(const struct mdl_answer *answer);

#endif
