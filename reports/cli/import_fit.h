/*
 * From measured durations to a distribution that a scenario can take.
 */
#ifndef WTSIM_REPORTS_CLI_IMPORT_FIT_H
#define WTSIM_REPORTS_CLI_IMPORT_FIT_H

#include <stdbool.h>
#include <stdint.h>

struct cli_import_set;
struct sim_arena;

enum { CLI_IMPORT_POINTS = 4 };       /* p50, p90, p99, p99.9 */

/* A lognormal law by the logarithms' mean and deviation, and a histogram whose edges are quantiles
   of the data; both without observations of 0 ns, which have no logarithm. */
struct cli_import_fit {
    uint64_t zeros;
    double mean, low, high;           /* ns, of all observations            */
    double measured[CLI_IMPORT_POINTS], fitted[CLI_IMPORT_POINTS];
    double fitted_mean;
    double mu, sigma;                 /* of the logarithm of ns; sigma 0: all are equal    */
    double off;                       /* largest relative error of those quantiles that
                                         the data know (10 observations above them)        */
    int off_at;                       /* at which of them; -1: too few values for any      */
    double gap;                       /* largest difference of the distribution functions  */
    double *edges, *weights;          /* edge_count, one weight less                       */
    uint32_t edge_count;
};

extern const char *const cli_import_fit_points[CLI_IMPORT_POINTS];

void cli_import_fit_make(struct sim_arena *arena, const struct cli_import_set *set,
                         struct cli_import_fit *ret_fit);

#endif
