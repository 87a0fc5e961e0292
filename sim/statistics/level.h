/*
 * Time averages of whole numbers: depth, busy servers, threads.
 *
 * The integral is exact (unit times nanoseconds, 128 bits); average = integral / length. The
 * value is not reset when a measuring window begins, only the integral is.
 */
#ifndef WTSIM_SIM_STATISTICS_LEVEL_H
#define WTSIM_SIM_STATISTICS_LEVEL_H

#include <stdint.h>

#include "sim/base/wide.h"

struct sim_level {
    sim_wide integral;
    uint64_t since_at;
    uint64_t value;
    uint64_t value_max;
};

static inline void sim_level_set(struct sim_level *l, uint64_t now_at, uint64_t value)
{
    l->integral += (sim_wide)(now_at - l->since_at) * l->value;
    l->since_at = now_at;
    l->value = value;
    if (value > l->value_max) {
        l->value_max = value;
    }
}

/* A measuring window begins: the past does not count, the present value does. */
static inline void sim_level_restart(struct sim_level *l, uint64_t now_at)
{
    l->integral = 0;
    l->since_at = now_at;
    l->value_max = l->value;
}

#endif
