/*
 * Levels: time averages of whole numbers that go up and down, such as a depth or busy servers.
 *
 * Each change takes (instant * change) off an integral that would be (instant * value) otherwise,
 * modulo 2^128: exact, and a change is an addition. Average = integral / length. The value is not
 * reset when a measuring window opens, only the integral and the maximum are.
 */
#ifndef WTSIM_SIM_STATISTICS_LEVEL_H
#define WTSIM_SIM_STATISTICS_LEVEL_H

#include <stdint.h>

#include "sim/base/wide.h"

struct sim_level {
    uint64_t changes, changes_high;   /* sum of (instant * change) */
    uint64_t since_at, value, value_max;
};

/* Before the value changes; what lasted 0 ns never was. since_at is right where it decides that:
   while the value is above the maximum so far. */
static inline void sim_level_mark(struct sim_level *l, uint64_t at)
{
    if (l->value > l->value_max && at != l->since_at) {
        l->value_max = l->value;
    }
    l->since_at = at;
}

static inline void sim_level_up(struct sim_level *l, uint64_t at)
{
    if (l->value >= l->value_max) {
        sim_level_mark(l, at);
    }
    sim_wide_raise(&l->changes_high, &l->changes, at);
    l->value++;
}

static inline void sim_level_down(struct sim_level *l, uint64_t at)
{
    if (l->value > l->value_max) {
        sim_level_mark(l, at);
    }
    sim_wide_lower(&l->changes_high, &l->changes, at);
    l->value--;
}

/* The integral begins anew. */
static inline void sim_level_open(struct sim_level *l, uint64_t at)
{
    sim_wide changes = (sim_wide)at * l->value;

    l->changes = sim_wide_low(changes);
    l->changes_high = sim_wide_high(changes);
    l->since_at = at;
    l->value_max = l->value;
}

static inline sim_wide sim_level_integral(const struct sim_level *l, uint64_t at)
{
    return (sim_wide)at * l->value - sim_wide_make(l->changes_high, l->changes);
}

static inline void sim_level_set(struct sim_level *l, uint64_t at, uint64_t value)
{
    sim_wide integral = sim_level_integral(l, at), changes;

    sim_level_mark(l, at);
    changes = (sim_wide)at * value - integral;
    l->changes = sim_wide_low(changes);
    l->changes_high = sim_wide_high(changes);
    l->value = value;
}

#endif
