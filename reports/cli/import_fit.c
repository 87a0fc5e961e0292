/*
 * From measured durations to a distribution.
 *
 * Data that are known only by bins are taken as spread evenly inside each of them; for the
 * logarithm a bin stands at its geometric middle.
 */
#include "reports/cli/import_fit.h"

#include <math.h>

#include "reports/cli/import_read.h"
#include "sim/base/arena.h"
#include "sim/random/elementary.h"
#include "sim/statistics/histogram.h"

#define ABOVE_MIN 10.0

const char *const cli_import_fit_points[CLI_IMPORT_POINTS] = {"p50", "p90", "p99", "p99.9"};
static const double points[CLI_IMPORT_POINTS] = {0.5, 0.9, 0.99, 0.999};
static const double cuts[] = {0,    0.05, 0.1,  0.15, 0.2,  0.25, 0.3,  0.35,
                              0.4,  0.45, 0.5,  0.55, 0.6,  0.65, 0.7,  0.75,
                              0.8,  0.85, 0.9,  0.95, 0.99, 0.999, 1};

enum { CUTS = sizeof cuts / sizeof cuts[0] };

/* ---- the data ------------------------------------------------------------------------------- */

static double quantile_of_bins(const struct cli_import_set *set, double p)
{
    double wanted = p * set->count, below = 0;

    for (uint32_t i = 0; i < set->bin_count; i++) {
        const struct cli_import_bin *bin = &set->bins[i];

        if (below + bin->count >= wanted || i + 1 == set->bin_count) {
            return bin->low + (bin->high - bin->low) * fmin(1, (wanted - below) / bin->count);
        }
        below += bin->count;
    }
    return 0;
}

static double quantile(const struct cli_import_set *set, double p)
{
    return set->values == NULL ? quantile_of_bins(set, p)
                               : set->values[sim_histogram_rank(p, set->count) - 1];
}

static double middle(const struct cli_import_bin *bin)
{
    return bin->low > 0 ? sqrt(bin->low * bin->high) : bin->high / 2;
}

/* Value number i with its weight; for a bin the middle. */
static uint32_t places(const struct cli_import_set *set)
{
    return set->values == NULL ? set->bin_count : set->count;
}

static double value_at(const struct cli_import_set *set, uint32_t i, double *ret_weight)
{
    *ret_weight = set->values == NULL ? set->bins[i].count : 1;
    return set->values == NULL ? middle(&set->bins[i]) : set->values[i];
}

/* ---- the lognormal law ---------------------------------------------------------------------- */

static void fit_logarithms(const struct cli_import_set *set, struct cli_import_fit *fit)
{
    double total = 0, squares = 0, n = 0, sum = 0, all = 0, weight;

    for (uint32_t i = 0; i < places(set); i++) {
        double value = value_at(set, i, &weight);

        sum += weight * (set->values == NULL ? (set->bins[i].low + set->bins[i].high) / 2 : value);
        all += weight;
        fit->zeros += value > 0 ? 0 : 1;
        if (value > 0) {
            total += weight * sim_elementary_log(value);
            n += weight;
        }
    }
    fit->mean = all > 0 ? sum / all : 0;
    fit->mu = n > 0 ? total / n : 0;
    for (uint32_t i = 0; i < places(set); i++) {
        double value = value_at(set, i, &weight);
        double off = value > 0 ? sim_elementary_log(value) - fit->mu : 0;

        squares += weight * off * off;
    }
    fit->sigma = n > 1 ? sqrt(squares / (n - 1)) : 0;
    fit->sigma = fit->sigma < 1e-9 ? 0 : fit->sigma;
    fit->fitted_mean = sim_elementary_exp(fit->mu + fit->sigma * fit->sigma / 2);
}

static double share_below(const struct cli_import_fit *fit, double value)
{
    return value <= 0 ? 0
           : sim_elementary_normal_share((sim_elementary_log(value) - fit->mu) / fit->sigma);
}

/* Kolmogorov's distance, over the observations above 0. */
static double largest_gap(const struct cli_import_set *set, const struct cli_import_fit *fit)
{
    double below = 0, all = (double)set->count - (double)fit->zeros, gap = 0, weight;

    for (uint32_t i = 0; i < places(set) && fit->sigma > 0; i++) {
        double value = value_at(set, i, &weight);
        double law = share_below(fit, set->values == NULL ? set->bins[i].high : value);

        if (value <= 0) {
            continue;
        }
        gap = set->values == NULL ? gap : fmax(gap, fabs(law - below / all));
        below += weight;
        gap = fmax(gap, fabs(law - below / all));
    }
    return gap;
}

static void compare_quantiles(const struct cli_import_set *set, struct cli_import_fit *fit)
{
    fit->off_at = -1;
    for (int k = 0; k < CLI_IMPORT_POINTS; k++) {
        double off;

        fit->measured[k] = quantile(set, points[k]);
        fit->fitted[k] = fit->sigma > 0
                             ? sim_elementary_exp(fit->mu + fit->sigma
                                                  * sim_elementary_normal_quantile(points[k]))
                             : sim_elementary_exp(fit->mu);
        off = fit->measured[k] > 0 ? fit->fitted[k] / fit->measured[k] - 1 : 0;
        if (set->count * (1 - points[k]) >= ABOVE_MIN &&
            (fit->off_at < 0 || fabs(off) > fabs(fit->off))) {
            fit->off = off;
            fit->off_at = k;
        }
    }
}

/* ---- the histogram -------------------------------------------------------------------------- */

/* Bins are taken as they are; what lies between two of them weighs nothing. */
static void take_bins(struct sim_arena *arena, const struct cli_import_set *set,
                      struct cli_import_fit *fit)
{
    fit->edges = sim_arena_array(arena, 2 * (size_t)set->bin_count, sizeof *fit->edges);
    fit->weights = sim_arena_array(arena, 2 * (size_t)set->bin_count, sizeof *fit->weights);
    for (uint32_t i = 0; i < set->bin_count; i++) {
        const struct cli_import_bin *bin = &set->bins[i];

        if (i == 0 || bin->low > fit->edges[fit->edge_count - 1]) {
            fit->weights[fit->edge_count - (i > 0)] = 0;
            fit->edges[fit->edge_count++] = bin->low;
        }
        fit->weights[fit->edge_count - 1] = bin->count;
        fit->edges[fit->edge_count++] = bin->high;
    }
}

/* Edges at quantiles: each bin holds a known share, the tail has narrow ones. Values that are many
   make bins of no width: those join the one above. */
static void cut(struct sim_arena *arena, const struct cli_import_set *set,
                struct cli_import_fit *fit)
{
    double share = 0;

    fit->edges = sim_arena_array(arena, CUTS, sizeof *fit->edges);
    fit->weights = sim_arena_array(arena, CUTS, sizeof *fit->weights);
    fit->edges[0] = floor(fit->low);
    fit->edge_count = 1;
    for (int i = 1; i < CUTS; i++) {
        double edge = i + 1 == CUTS ? ceil(fit->high) : floor(quantile(set, cuts[i]) + 0.5);

        if (edge > fit->edges[fit->edge_count - 1]) {
            fit->weights[fit->edge_count - 1] = 1000 * (cuts[i] - share);
            fit->edges[fit->edge_count++] = edge;
            share = cuts[i];
        }
    }
    if (fit->edge_count > 1) {        /* what is left joined the last one */
        fit->weights[fit->edge_count - 2] += 1000 * (1 - share);
    }
}

void cli_import_fit_make(struct sim_arena *arena, const struct cli_import_set *set,
                         struct cli_import_fit *ret_fit)
{
    *ret_fit = (struct cli_import_fit){0};
    ret_fit->low = set->values == NULL ? set->bins[0].low : set->values[0];
    ret_fit->high = set->values == NULL ? set->bins[set->bin_count - 1].high
                                        : set->values[set->count - 1];
    fit_logarithms(set, ret_fit);
    compare_quantiles(set, ret_fit);
    ret_fit->gap = largest_gap(set, ret_fit);
    (set->values == NULL ? take_bins : cut)(arena, set, ret_fit);
}
