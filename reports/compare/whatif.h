/*
 * What-if: many changes of one run, each compared with it on one figure.
 *
 * All runs share their streams, so each comparison is paired. Ranking many candidates on one set
 * of random numbers flatters the winner: intervals here hold for all candidates together
 * (Bonferroni), and whoever quotes a figure confirms it with a fresh seed.
 */
#ifndef WTSIM_REPORTS_COMPARE_WHATIF_H
#define WTSIM_REPORTS_COMPARE_WHATIF_H

#include <stdbool.h>
#include <stdint.h>

#include "reports/compare/compare.h"

struct rpt_whatif_try {
    const char *change;               /* in words                                     */
    const char *const *sets; uint32_t set_count; /* what to type                      */
    struct rpt_compare_row row;       /* the target                                   */
    uint32_t place;                   /* 1 is the best                                */
    const struct rpt_compare_row *side;  /* what else got most worse, NULL: nothing   */
    const struct rpt_compare_row *price; /* threads it costs, NULL: none              */
    uint32_t stopped, replications;   /* replications that ended in a bug check       */
    uint32_t deadlocks;               /* that were not there before                   */
};

struct rpt_whatif_refused {
    const char *change, *why, *rule;
};

struct rpt_whatif {
    const char *target;               /* 'nic.rx.request_latency.p99'                 */
    const char *unit;
    double value, low, high;          /* of the target now; low and high NAN: none    */
    uint32_t replications;            /* of each try                                  */
    bool is_random;
    struct rpt_whatif_try *tries;     uint32_t try_count;   /* the best one first     */
    struct rpt_whatif_refused *refused; uint32_t refused_count;
    uint32_t left_out;                /* candidates beyond the limit                  */
    uint64_t fresh_seed;              /* of the confirmation                          */
    struct rpt_whatif_try *confirmed; uint32_t confirmed_count; /* of the best that are sure */
};

/* Is there such a figure in this answer? */
bool rpt_whatif_has(const struct mdl_answer *answer, const char *target);

/* Fills row, side, price, stopped and deadlocks of a try; its interval holds at 1 - alpha. The
   answers must outlive it. */
void rpt_whatif_judge(struct sim_arena *arena, const struct mdl_answer *base,
                      const struct mdl_answer *changed, const char *target, double alpha,
                      struct rpt_whatif_try *one);

/* The best first: by the figure itself in its good direction; what has none is last. Sets
   the places. */
void rpt_whatif_rank(struct rpt_whatif_try *tries, uint32_t count);

#endif
