/*
 * Intervals from replications: how much of a figure is chance.
 *
 * The replication is the unit: observations inside one depend on each other, replications do
 * not. Everything here uses our own quantiles (elementary.h), because what is stored as a verdict
 * must be the same on every machine. Confidence is two-sided, for example 0.95; factor is what it
 * makes of n replications: how many standard errors a limit lies away.
 */
#ifndef WTSIM_SIM_STATISTICS_INTERVAL_H
#define WTSIM_SIM_STATISTICS_INTERVAL_H

#include <stdbool.h>
#include <stdint.h>

struct sim_histogram;

struct sim_interval {
    double value, low, high; /* high HUGE_VAL: no upper limit can be given; low 0: no lower */
    bool known;              /* false: value only, no interval                            */
};

/* Student's factor for n values; 0 for one. It costs more than the interval of a hundred values:
   whoever makes many of one n asks once. */
double sim_interval_factor(double confidence, uint32_t n);

/* Mean of plain numbers: Student. n >= 2 for an interval. */
struct sim_interval sim_interval_mean(const double *values, uint32_t n, double factor);

/* Ratio of sums, total / weight, with Student on the residuals total - ratio * weight. */
struct sim_interval sim_interval_ratio(const double *totals, const double *weights, uint32_t n,
                                       double factor);

/*
 * Share-below interval (Woodruff) of a pooled quantile: s is the standard error over replications
 * of the share at or below the pooled quantile; the limits are the pooled quantiles at p - t s and
 * p + t s, open above when p + t s >= 1 (the largest observation proves nothing).
 */
struct sim_interval sim_interval_quantile(const struct sim_histogram *pooled,
                                          const uint64_t *below, const uint64_t *counts,
                                          uint32_t n, double p, double factor);

/* The same where further observations lie beyond everything (lost, or not ended): counts include
   them, a limit among them is HUGE_VAL. pooled holds the others; beyond is their number. */
struct sim_interval sim_interval_quantile_beyond(const struct sim_histogram *pooled,
                                                 uint64_t beyond, const uint64_t *below,
                                                 const uint64_t *counts, uint32_t n, double p,
                                                 double factor);

/* Share of violating runs (Clopper-Pearson): k of n. */
struct sim_interval sim_interval_share(uint32_t k, uint32_t n, double confidence);

/* Batch means: von Neumann's ratio decides whether neighbours are too alike (5 %). */
bool sim_interval_batches_correlated(const double *means, uint32_t n);

/* MSER-5: how many leading values of a series to cut; n (all of it) when it is not steady. */
uint32_t sim_interval_warm_up(const double *series, uint32_t n);

#endif
