/*
 * The digest of the history: everything that is told, whatever is kept of it.
 *
 * It multiplies hashes of the path of the object (not its id), of the kind of the event and of
 * the instant, and sums the products, so that the order of declarations does not matter, not even
 * for what happens at one instant; it is the same with metrics on or off.
 */
#ifndef WTSIM_MODEL_OBSERVE_HISTORY_H
#define WTSIM_MODEL_OBSERVE_HISTORY_H

#include "model/observe/inside.h"
#include "sim/base/digest.h"

enum mdl_told {
    MDL_TOLD_ASSERTED = 1, MDL_TOLD_WITHDRAWN, MDL_TOLD_ISR_ENTERED, MDL_TOLD_ISR_LEFT,
    MDL_TOLD_DPC_INSERTED, MDL_TOLD_DPC_COALESCED, MDL_TOLD_DPC_REMOVED, MDL_TOLD_DPC_ENTERED,
    MDL_TOLD_DPC_LEFT, MDL_TOLD_TIMER, MDL_TOLD_CALLED, MDL_TOLD_COALESCED, MDL_TOLD_REFUSED,
    MDL_TOLD_HANDED, MDL_TOLD_CLEARED, MDL_TOLD_LOCKING, MDL_TOLD_ENTERED, MDL_TOLD_LEFT,
    MDL_TOLD_FLUSH, MDL_TOLD_FLUSHED, MDL_TOLD_CREATED, MDL_TOLD_EXITED, MDL_TOLD_READY,
    MDL_TOLD_MOVED, MDL_TOLD_RUNS, MDL_TOLD_WAITS, MDL_TOLD_ENDED, MDL_TOLD_BOOSTED, MDL_TOLD_TRIED,
    MDL_TOLD_GRANTED, MDL_TOLD_GIVEN_UP, MDL_TOLD_RELEASED, MDL_TOLD_SIGNALLED, MDL_TOLD_RESET,
    MDL_TOLD_ARRIVED, MDL_TOLD_FINISHED, MDL_TOLD_LOST, MDL_TOLD_FINDING, MDL_TOLD_MADE,
    MDL_TOLD_GONE, MDL_TOLD_DELETED, MDL_TOLD_JOINED, MDL_TOLD_TAKEN, MDL_TOLD_OPERATION,
    MDL_TOLD_OPERATED, MDL_TOLD_SERVES, MDL_TOLD_SERVED, MDL_TOLD_TIMED_OUT
};

#define MDL_HISTORY_STIR 0x9e3779b97f4a7c15u

/* A constant of the kind: hashed, or one thing told twice could be two others. */
static inline uint64_t mdl_history_kind(enum mdl_told kind)
{
    return sim_digest_word((uint64_t)kind * MDL_HISTORY_STIR) | 1u;
}

/* A number for the instant, hashed once: much is told at each. */
static inline uint64_t mdl_history_moment(struct mdl_record *r, uint64_t at)
{
    if (at != r->told_at) {
        r->told_at = at;
        r->moment = sim_digest_word(at) | 1u;
    }
    return r->moment;
}

/* What is added, but for the moment: several things at one instant share it. */
static inline uint64_t mdl_history_word(enum mdl_told kind, uint64_t path, uint64_t number)
{
    return (path + number) * (mdl_history_kind(kind) + 2u * number * MDL_HISTORY_STIR);
}

static inline void mdl_history_sum(struct mdl_record *r, uint64_t at, uint64_t words)
{
    r->digest += words * mdl_history_moment(r, at);
}

static inline void mdl_history_add(struct mdl_record *r, uint64_t at, enum mdl_told kind,
                                   uint64_t path)
{
    mdl_history_sum(r, at, path * mdl_history_kind(kind));
}

/* With a number. Not linear in it: of two that change places the sum would be the same. */
static inline void mdl_history_count(struct mdl_record *r, uint64_t at, enum mdl_told kind,
                                     uint64_t path, uint64_t number)
{
    mdl_history_sum(r, at, mdl_history_word(kind, path, number));
}

#endif
