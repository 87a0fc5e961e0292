/*
 * The effect: how far the two sides are apart, with limits at any confidence.
 *
 * MOVER (Zou and Donner 2008): each side brings its own limits, which may lie unequally around
 * its figure; they are combined with the correlation of the two sides' residuals. On the log
 * scale for ratios, plain for differences.
 */
#ifndef WTSIM_REPORTS_COMPARE_EFFECT_H
#define WTSIM_REPORTS_COMPARE_EFFECT_H

#include <stdbool.h>
#include <stdint.h>

struct rpt_side;

struct rpt_effect {
    const struct rpt_side *base, *changed;
    bool is_log;
    uint32_t pairs;            /* 0: unpaired                            */
    double correlation;        /* over the pairs; NAN: none              */
    double weight;             /* of the correlation in the limits: less */
                               /* where replications have no partner     */
};

void rpt_effect_init(struct rpt_effect *effect, const struct rpt_side *base,
                     const struct rpt_side *changed, bool is_paired, bool is_log);

/* log(changed / base) or changed - base, and its limits; a limit may be infinite. */
double rpt_effect_value(const struct rpt_effect *effect);
void rpt_effect_limits(const struct rpt_effect *effect, double confidence, double *ret_low,
                       double *ret_high);

/* The level at which the interval would touch 0; at least 1e-6, 1 when there is no effect. */
double rpt_effect_p(const struct rpt_effect *effect);

/* Variance without the pairing divided by the variance with it; NAN when undefined. */
double rpt_effect_variance_factor(const struct rpt_effect *effect);

#endif
