/*
 * Intervals from replications. The quantiles are our own, so a verdict is the same everywhere.
 */
#include "sim/statistics/interval.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "sim/base/check.h"
#include "sim/random/elementary.h"
#include "sim/statistics/histogram.h"

#define BATCH 5u              /* MSER-5 */
#define VON_NEUMANN_POINT 1.6448536269514722 /* normal quantile at 0.95: one-sided test at 5 % */

double sim_interval_factor(double confidence, uint32_t n)
{
    return n < 2 ? 0.0 : sim_elementary_student_quantile(0.5 + 0.5 * confidence, (double)(n - 1));
}

struct sim_interval sim_interval_mean(const double *values, uint32_t n, double factor)
{
    struct sim_interval interval = {0};
    double sum = 0.0, squares = 0.0, half;

    SIM_ASSERT(n > 0);
    for (uint32_t i = 0; i < n; i++) {
        sum += values[i];
    }
    interval.value = interval.low = interval.high = sum / n;
    if (n < 2) {
        return interval;
    }
    for (uint32_t i = 0; i < n; i++) {
        double off = values[i] - interval.value;

        squares += off * off;
    }
    half = factor * sqrt(squares / (n - 1) / n);
    interval.low -= half;
    interval.high += half;
    interval.known = true;
    return interval;
}

/* Standard error of the ratio sum(totals) / sum(weights), by its residuals. */
static double error_of_ratio(const double *totals, const double *weights, uint32_t n,
                             double ratio, double weight)
{
    double squares = 0.0;

    for (uint32_t i = 0; i < n; i++) {
        double off = totals[i] - ratio * weights[i];

        squares += off * off;
    }
    return sqrt(squares * n / (n - 1)) / weight;
}

struct sim_interval sim_interval_ratio(const double *totals, const double *weights, uint32_t n,
                                       double factor)
{
    struct sim_interval interval = {0};
    double total = 0.0, weight = 0.0, half;

    for (uint32_t i = 0; i < n; i++) {
        total += totals[i];
        weight += weights[i];
    }
    if (!(weight > 0.0)) {
        return interval;
    }
    interval.value = interval.low = interval.high = total / weight;
    if (n < 2) {
        return interval;
    }
    half = factor * error_of_ratio(totals, weights, n, interval.value, weight);
    interval.low -= half;
    interval.high += half;
    interval.known = true;
    return interval;
}

/* Standard error of the share at or below the pooled quantile: residuals below - share count. */
static double error_of_share(const uint64_t *below, const uint64_t *counts, uint32_t n)
{
    double total = 0.0, weight = 0.0, share, squares = 0.0;

    for (uint32_t i = 0; i < n; i++) {
        total += (double)below[i];
        weight += (double)counts[i];
    }
    share = total / weight;
    for (uint32_t i = 0; i < n; i++) {
        double off = (double)below[i] - share * (double)counts[i];

        squares += off * off;
    }
    return sqrt(squares * n / (n - 1)) / weight;
}

static double value_at(const struct sim_histogram *pooled, uint64_t beyond, double p)
{
    uint64_t rank = sim_histogram_rank(p, pooled->count + beyond);

    return rank > pooled->count ? HUGE_VAL : (double)sim_histogram_at_rank(pooled, rank);
}

struct sim_interval sim_interval_quantile_beyond(const struct sim_histogram *pooled,
                                                 uint64_t beyond, const uint64_t *below,
                                                 const uint64_t *counts, uint32_t n, double p,
                                                 double factor)
{
    struct sim_interval interval = {0};
    double half;

    if (pooled->count + beyond == 0) {
        return interval;
    }
    interval.value = interval.low = interval.high = value_at(pooled, beyond, p);
    if (n < 2) {
        return interval;
    }
    half = factor * error_of_share(below, counts, n);
    interval.low = p - half <= 0.0 ? 0.0 : value_at(pooled, beyond, p - half);
    interval.high = p + half >= 1.0 ? HUGE_VAL : value_at(pooled, beyond, p + half);
    interval.known = true;
    return interval;
}

struct sim_interval sim_interval_quantile(const struct sim_histogram *pooled,
                                          const uint64_t *below, const uint64_t *counts,
                                          uint32_t n, double p, double factor)
{
    return sim_interval_quantile_beyond(pooled, 0, below, counts, n, p, factor);
}

/* The x at which I_x(a, b) reaches p: bisection over the bit patterns of [0, 1]. */
static double beta_quantile(double p, double a, double b)
{
    uint64_t low = 0, high;
    double x = 1.0;

    memcpy(&high, &x, sizeof high);
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;

        memcpy(&x, &middle, sizeof x);
        if (sim_elementary_beta_share(x, a, b) >= p) {
            high = middle;
        } else {
            low = middle;
        }
    }
    memcpy(&x, &high, sizeof x);
    return x;
}

struct sim_interval sim_interval_share(uint32_t k, uint32_t n, double confidence)
{
    double tail = 0.5 * (1.0 - confidence);
    struct sim_interval interval = {.known = true, .low = 0.0, .high = 1.0};

    SIM_ASSERT(n > 0);
    SIM_ASSERT(k <= n);
    interval.value = (double)k / n;
    if (k > 0) {
        interval.low = beta_quantile(tail, k, (double)n - k + 1.0);
    }
    if (k < n) {
        interval.high = beta_quantile(1.0 - tail, k + 1.0, (double)n - k);
    }
    return interval;
}

/*
 * 1 - sum of squared differences / (2 sum of squared deviations) has mean 0 and variance
 * (n - 2) / (n n - 1) when the batches are independent; large values mean like neighbours.
 */
bool sim_interval_batches_correlated(const double *means, uint32_t n)
{
    double mean = 0.0, differences = 0.0, deviations = 0.0, likeness;

    SIM_ASSERT(n >= 3);
    for (uint32_t i = 0; i < n; i++) {
        mean += means[i] / n;
    }
    for (uint32_t i = 0; i < n; i++) {
        deviations += (means[i] - mean) * (means[i] - mean);
        if (i > 0) {
            differences += (means[i] - means[i - 1]) * (means[i] - means[i - 1]);
        }
    }
    if (!(deviations > 0.0)) {
        return false;
    }
    likeness = 1.0 - differences / (2.0 * deviations);
    return likeness > VON_NEUMANN_POINT * sqrt((n - 2.0) / ((double)n * n - 1.0));
}

static double batch_mean(const double *series, uint32_t batch)
{
    double sum = 0.0;

    for (uint32_t i = 0; i < BATCH; i++) {
        sum += series[batch * BATCH + i];
    }
    return sum / BATCH;
}

/* From the back: mean and squared deviations of the batches kept, one more at a time (Welford). */
uint32_t sim_interval_warm_up(const double *series, uint32_t n)
{
    uint32_t batches = n / BATCH, best = 0;
    double mean = 0.0, squares = 0.0, best_statistic = HUGE_VAL;

    for (uint32_t cut = batches; cut-- > 0;) {
        double value = batch_mean(series, cut), off = value - mean;
        double kept = batches - cut, statistic;

        mean += off / kept;
        squares += off * (value - mean);
        statistic = squares / (kept * kept);
        if (cut <= batches / 2 && statistic <= best_statistic) {
            best_statistic = statistic;
            best = cut;
        }
    }
    return batches > 1 && best == batches / 2 ? n : best * BATCH;
}
