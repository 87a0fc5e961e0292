/*
 * Simulated time: whole nanoseconds since the start of the run.
 *
 * Sums are checked: a time that does not fit is our mistake to have let through, so it stops the
 * program rather than wrap. 2^64 ns are 584 years.
 */
#ifndef WTSIM_SIM_ENGINE_INSTANT_H
#define WTSIM_SIM_ENGINE_INSTANT_H

#include <stdint.h>

#include "sim/base/check.h"

typedef uint64_t sim_instant;  /* a point in time; names end in _at */
typedef uint64_t sim_duration; /* a length; names end in _ns        */

#define SIM_INSTANT_NEVER UINT64_MAX

static inline sim_instant sim_instant_after(sim_instant from, sim_duration length_ns)
{
    SIM_ASSERT(length_ns < SIM_INSTANT_NEVER - from);
    return from + length_ns;
}

static inline sim_duration sim_instant_since(sim_instant later, sim_instant earlier)
{
    SIM_ASSERT(later >= earlier);
    return later - earlier;
}

#endif
