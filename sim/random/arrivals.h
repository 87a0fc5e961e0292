/*
 * Arrival processes: when the next thing comes from outside.
 *
 * A process is plain data; its position is a small struct without pointers that lives in the
 * machine's block. Every kind answers one question: at which instant is arrival number n?
 * Arrivals are numbered from 0 and never come before the previous one.
 */
#ifndef WTSIM_SIM_RANDOM_ARRIVALS_H
#define WTSIM_SIM_RANDOM_ARRIVALS_H

#include <stdint.h>

#include "sim/base/paths.h"
#include "sim/random/law.h"
#include "sim/random/stream.h"

enum sim_arrivals_kind {
    SIM_ARRIVALS_PERIODIC,     /* phase + n * period, each shifted by a draw of jitter (which
                                  does not accumulate and is at most the period)             */
    SIM_ARRIVALS_RENEWAL,      /* independent gaps; Poisson is the exponential case           */
    SIM_ARRIVALS_BURSTS,       /* active spells with a renewal process inside, silent spells
                                  between; the first spell is active and starts at phase      */
    SIM_ARRIVALS_LIST          /* given instants, not decreasing                              */
};

struct sim_arrivals {
    enum sim_arrivals_kind kind;
    uint64_t phase_ns;
    uint64_t period_ns;
    struct sim_law gap;            /* RENEWAL, and inside a burst             */
    struct sim_law jitter;         /* PERIODIC                                */
    struct sim_law active, silent; /* BURSTS                                  */
    const uint64_t *list_at;
    uint64_t list_count;
    uint32_t batch;                /* arrivals at each instant, at least 1    */
};

struct sim_arrivals_position {     /* zeroed at the start */
    uint64_t number;               /* of the next arrival            */
    uint64_t last_at;              /* instant of the previous one    */
    uint64_t spell;                /* BURSTS: which spell            */
    uint64_t spell_end_at;         /* BURSTS: end of the active one  */
    uint32_t in_batch;             /* given out at this instant      */
    uint32_t zero;                 /* keeps the struct free of holes */
};

/* The law of its gaps is sealed (law.h), if nothing but gaps decides when the next one comes. */
void sim_arrivals_seal(struct sim_arrivals *a);

/* What sim_arrivals_next does in every case; not for other callers. */
uint64_t sim_arrivals_find(const struct sim_arrivals *a, struct sim_arrivals_position *position,
                           struct sim_stream *stream);

/* The instant of the next arrival, and moves on; UINT64_MAX when there is none any more. The
   usual case, a prepared gap after the previous arrival, stands here: only sealed gaps are. */
static SIM_COMMON uint64_t sim_arrivals_next(const struct sim_arrivals *a,
                                         struct sim_arrivals_position *position,
                                         struct sim_stream *stream)
{
    const uint64_t *gap = sim_law_prepared(&a->gap, stream, position->number);
    uint64_t last_at = position->last_at, at;

    if (gap == NULL || position->number == 0) {
        return sim_arrivals_find(a, position, stream);
    }
    at = last_at + *gap;
    if ((last_at | at) >> 63 != 0) { /* what comes that late never comes */
        return sim_arrivals_find(a, position, stream);
    }
    position->last_at = at;
    position->number++;
    return at;
}

/* Long-run arrivals per nanosecond, for utilisation; 0 for a finite list. */
double sim_arrivals_rate(const struct sim_arrivals *a);

/* True when nothing about it is left to chance. */
bool sim_arrivals_is_constant(const struct sim_arrivals *a);

#endif
