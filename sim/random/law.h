/*
 * Distribution laws of durations and counts.
 *
 * A law is plain data, made once; drawing from it takes a stream and the address of the draw
 * (stream.h) and gives whole units: nanoseconds for a duration, pieces for a count (rounded half
 * up, once, at the draw; never below 0; at most SIM_LAW_MAX). One uniform number per draw and
 * inversion wherever the quantile function is at hand, so that two variants of a scenario stay
 * comparable draw for draw; gamma takes more words of the same draw.
 *
 * All real arithmetic uses elementary.h: the same bits everywhere.
 */
#ifndef WTSIM_SIM_RANDOM_LAW_H
#define WTSIM_SIM_RANDOM_LAW_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/base/paths.h"
#include "sim/random/stream.h"

struct sim_arena;

#define SIM_LAW_MAX (UINT64_C(1) << 62)

enum sim_law_kind {
    SIM_LAW_CONSTANT,         /* a = value                                             */
    SIM_LAW_UNIFORM,          /* [a, b]                                                */
    SIM_LAW_EXPONENTIAL,      /* a = mean                                              */
    SIM_LAW_ERLANG,           /* a = stages (1..1000), b = mean of the whole           */
    SIM_LAW_GAMMA,            /* a = shape > 0, b = scale                              */
    SIM_LAW_LOGNORMAL,        /* a = mu, b = sigma of the logarithm                    */
    SIM_LAW_WEIBULL,          /* a = shape, b = scale                                  */
    SIM_LAW_PARETO,           /* a = alpha, b = scale; b is the minimum                */
    SIM_LAW_LOMAX,            /* a = alpha, b = scale; starts at 0 (Pareto II)         */
    SIM_LAW_HYPEREXPONENTIAL, /* parts: weight and mean of each branch                 */
    SIM_LAW_TRIANGULAR,       /* a = low, b = mode, c = high                           */
    SIM_LAW_CHOICE,           /* parts: weight and law of each branch                  */
    SIM_LAW_HISTOGRAM,        /* parts: weight and [low, high) of each bin, uniform in it */
    SIM_LAW_EMPIRICAL,        /* values: sorted observations, each equally likely      */
    SIM_LAW_KIND_COUNT
};

struct sim_law;

struct sim_law_part {
    double share;              /* cumulative, the last is 1     */
    double low, high;          /* mean in low, or a bin          */
    const struct sim_law *law; /* CHOICE only                    */
};

struct sim_law {
    enum sim_law_kind kind;
    double a, b, c;
    const struct sim_law_part *parts;
    const double *values;
    uint32_t count;            /* of parts or values */
    uint64_t seal;             /* sim_law_seal's; 0: not sealed */
};

/*
 * A law that is drawn from often is sealed when it is complete: then draws of it are made a block
 * at a time and kept in the stream's cache, under the seal. Without it every draw is looked up in
 * full; the numbers are the same. Only exponential and constant laws can be sealed.
 */
void sim_law_seal(struct sim_law *law);

/* What sim_law_draw does when the draw is not prepared yet; not for other callers. */
uint64_t sim_law_draw_anew(const struct sim_law *law, struct sim_stream *s, uint64_t ordinal,
                           uint32_t occurrence);

/* The draw for occurrence 0 where it lies prepared; NULL: it does not. */
static SIM_COMMON const uint64_t *sim_law_prepared(const struct sim_law *law,
                                               const struct sim_stream *s, uint64_t ordinal)
{
    uint64_t place = ordinal - s->first;

    return place < SIM_STREAM_BLOCK && s->drawn == law->seal ? &s->cache[place] : NULL;
}

/* Whole units. Constant laws use no randomness. */
static SIM_COMMON uint64_t sim_law_draw(const struct sim_law *law, struct sim_stream *s,
                                    uint64_t ordinal, uint32_t occurrence)
{
    const uint64_t *prepared = occurrence == 0 ? sim_law_prepared(law, s, ordinal) : NULL;

    return prepared != NULL ? *prepared : sim_law_draw_anew(law, s, ordinal, occurrence);
}

/* True when every draw gives the same value. */
bool sim_law_is_constant(const struct sim_law *law);

/* The same distribution, told by the same parameters. */
bool sim_law_is_same(const struct sim_law *a, const struct sim_law *b);

/* Closed-form mean and variance (infinite moments give HUGE_VAL), in the law's unit. */
double sim_law_mean(const struct sim_law *law);
double sim_law_variance(const struct sim_law *law);

/* Smallest x with P(X <= x) >= p, 0 < p < 1, before rounding. */
double sim_law_quantile(const struct sim_law *law, double p);

/* P(X <= x), before rounding. */
double sim_law_share(const struct sim_law *law, double x);

/*
 * Makers from what people have. Each returns false when no such law exists (a p99 below the
 * median, a mean of 0 with cv > 0 ...). Parameters in the law's unit.
 */
bool sim_law_lognormal_median_p99(double median, double p99, struct sim_law *ret_law);
bool sim_law_lognormal_mean_cv(double mean, double cv, struct sim_law *ret_law);
bool sim_law_lognormal_mean_p99(double mean, double p99, struct sim_law *ret_law);
bool sim_law_gamma_mean_cv(double mean, double cv, struct sim_law *ret_law);
bool sim_law_gamma_median_p99(double median, double p99, struct sim_law *ret_law);
bool sim_law_weibull_median_p99(double median, double p99, struct sim_law *ret_law);
bool sim_law_weibull_mean_cv(double mean, double cv, struct sim_law *ret_law);
bool sim_law_lognormal_median_cv(double median, double cv, struct sim_law *ret_law);
bool sim_law_lognormal_mean_median(double mean, double median, struct sim_law *ret_law);
/* Of gamma laws with a shape from 0.1 to 1e6, weibull laws with one of at least 0.25, pareto laws
   with an alpha of at least 1.28: the ones with the smaller spread where two have both figures. */
bool sim_law_gamma_mean_p99(double mean, double p99, struct sim_law *ret_law);
bool sim_law_weibull_mean_p99(double mean, double p99, struct sim_law *ret_law);
bool sim_law_pareto_mean_p99(double mean, double p99, struct sim_law *ret_law);
bool sim_law_pareto_mean_cv(double mean, double cv, struct sim_law *ret_law);
bool sim_law_lomax_mean_cv(double mean, double cv, struct sim_law *ret_law);
bool sim_law_lomax_median_p99(double median, double p99, struct sim_law *ret_law);
bool sim_law_uniform_mean_cv(double mean, double cv, struct sim_law *ret_law);
bool sim_law_pareto_mean_alpha(double mean, double alpha, struct sim_law *ret_law);
bool sim_law_pareto_median_p99(double median, double p99, struct sim_law *ret_law);
bool sim_law_hyperexponential_mean_cv(struct sim_arena *arena, double mean, double cv,
                                      struct sim_law *ret_law);

#endif
