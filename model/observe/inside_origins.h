/*
 * The inside of the record, continued: devices, what requests come from and wait in, and the depth
 * that arrivals find.
 */
#ifndef WTSIM_MODEL_OBSERVE_INSIDE_ORIGINS_H
#define WTSIM_MODEL_OBSERVE_INSIDE_ORIGINS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/observe/tell.h"
#include "sim/statistics/level.h"

struct mdl_inside_item;
struct mdl_record_series;
struct mdl_tally_twin;
struct mdl_trips_sum;

struct mdl_inside_timer {             /* of those with a routine of their own */
    uint64_t runs, over, withdrawn;
    uint32_t run, exclusive, run_twin;     /* series, twin */
    uint32_t zero;
};

struct mdl_inside_device {
    uint64_t digest;
    bool under_way[MDL_PNP_TOLD_COUNT];     /* an operation */
    uint32_t series[MDL_PNP_TOLD_COUNT];    /* MDL_NONE: nothing is ever asked of it          */
};

struct mdl_inside_object {            /* beside an item */
    struct sim_level level;
    uint32_t living, deletes;         /* series, or MDL_NONE */
};

struct mdl_inside_stream {
    uint64_t digest;
    uint64_t offered, finished, lost, waiting;
    struct mdl_record_series *latencies; /* or NULL */
    struct mdl_tally_twin *joint;     /* with the response of the item that it calls, or NULL */
    const struct mdl_inside_item *calls;
    struct mdl_trips_sum *sums;       /* where joint: by octave of the latency, or NULL */
    uint64_t legs;                    /* of its requests: so many have some           */
    uint32_t latency;
    uint32_t zero[11];                /* to 128 bytes: an index is a shift            */
};

/* The depth that arrivals find. */
struct mdl_inside_seen {
    uint64_t total, arrivals, most;
};

static inline void mdl_inside_see(struct mdl_inside_seen *seen, uint64_t depth)
{
    seen->total += depth;
    seen->arrivals++;
    if (depth > seen->most) {
        seen->most = depth;
    }
}

struct mdl_inside_station {           /* a queue or a target */
    uint64_t digest;
    struct sim_level depth, busy;
    struct mdl_inside_seen seen;
    uint64_t timed_out;
    uint32_t wait;                    /* series */
    uint32_t zero;
};

#endif
