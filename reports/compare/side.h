/*
 * One side of a comparison: a figure of one run, how uncertain it is at any confidence, and how
 * each replication departs from it.
 *
 * A mean is a ratio of sums with Student limits on its residuals; a quantile is the pooled one
 * with share-below limits. All replications of the run count, also those without a partner.
 */
#ifndef WTSIM_REPORTS_COMPARE_SIDE_H
#define WTSIM_REPORTS_COMPARE_SIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/statistics/histogram.h"

struct mdl_answer;
struct mdl_sample;
struct mdl_series;
struct sim_arena;

enum rpt_side_kind {
    RPT_SIDE_MEAN,
    RPT_SIDE_QUANTILE,
    RPT_SIDE_EXTREME           /* min and max: a value, never an interval */
};

struct rpt_side {
    const struct mdl_series *series;
    enum rpt_side_kind kind;
    bool is_random;            /* of the run */
    double p;                  /* of a quantile */
    int place;                 /* of a quantile among p50 p90 p99 p99.9 */
    double value;              /* NAN: cannot be estimated */
    bool has_interval;
    bool is_constant;          /* no replication departs from it: limits are the value */
    bool is_open;              /* unfinished observations could move it: see rpt_side_most */
    const char *note;          /* why there is no value or no interval; '' */
    uint32_t n;                /* replications */
    uint32_t *replications;    /* their numbers, ascending */
    double *totals, *weights;  /* mean = sum of totals / sum of weights */
    uint64_t *below, *counts;  /* of a quantile */
    double *residuals;         /* by replication; the sign is that of a mean */
    struct sim_histogram pooled;
};

/* Arrays live in the arena; deinit gives the histogram back. */
void rpt_side_init(struct rpt_side *side, struct sim_arena *arena, const struct mdl_answer *answer,
                   const struct mdl_series *series, const char *statistic);
void rpt_side_deinit(struct rpt_side *side);

/* Limits at a two-sided confidence; high may be HUGE_VAL. Only when has_interval. Unfinished
   observations count with the time they have waited so far. */
void rpt_side_limits(const struct rpt_side *side, double confidence, double *ret_low,
                     double *ret_high);

/* The upper limit however long the unfinished ones go on. */
double rpt_side_most(const struct rpt_side *side, double confidence);

/* This statistic of one replication, NAN when it has none. */
double rpt_side_replication(const struct rpt_side *side, const char *statistic, uint32_t index);

#endif
