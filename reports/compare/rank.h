/*
 * Rank tests: is one sample stochastically larger than the other?
 *
 * That is another question than "how much does the figure change", so these stand beside the
 * comparison, not in it. p is exact while there are no ties and fewer than 50 values; otherwise
 * by the normal law with corrections for ties and continuity, as R computes it.
 */
#ifndef WTSIM_REPORTS_COMPARE_RANK_H
#define WTSIM_REPORTS_COMPARE_RANK_H

#include <stdbool.h>
#include <stdint.h>

struct sim_arena;

struct rpt_rank_test {
    double statistic;          /* W of Mann and Whitney, V of Wilcoxon                    */
    double p_greater, p_less;  /* x tends to be greater, less                             */
    double p;                  /* two-sided                                               */
    bool is_exact;
    double share_greater;      /* A of Vargha and Delaney: how often x > y, ties half     */
    double delta;              /* of Cliff: 2 A - 1                                       */
};

/* Two samples (Mann-Whitney). */
void rpt_rank_sum(struct sim_arena *arena, const double *x, uint32_t n, const double *y,
                  uint32_t m, struct rpt_rank_test *ret_test);

/* Pairs (Wilcoxon's signed ranks); differences of 0 are left out. */
void rpt_rank_signed(struct sim_arena *arena, const double *x, const double *y, uint32_t n,
                     struct rpt_rank_test *ret_test);

#endif
