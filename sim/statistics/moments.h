/* Mean and variance in one pass (Welford), and merged (Chan). Order of merging is the caller's. */
#ifndef WTSIM_SIM_STATISTICS_MOMENTS_H
#define WTSIM_SIM_STATISTICS_MOMENTS_H

#include <stdint.h>

struct sim_moments {
    uint64_t count;
    double mean;
    double squares; /* sum of squared deviations from the mean */
};

void sim_moments_add(struct sim_moments *m, double value);
void sim_moments_merge(struct sim_moments *into, const struct sim_moments *from);
double sim_moments_variance(const struct sim_moments *m); /* n - 1; 0 below two values */

#endif
