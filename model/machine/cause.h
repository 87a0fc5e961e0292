/*
 * Causes: which draw of a stream is whose.
 *
 * A run draws by the ordinal of what it goes back to, never by how many ran before it: the number
 * that an arrival, an expiry, a round of a thread or an operation has among its kind. A call hands
 * on the ordinal of the caller's run, apart from what the same cause calls elsewhere; a run that
 * serves several calls has that of the first. So runs that are merged, or fall away, shift no later
 * draw of anybody, and two variants of a scenario stay comparable draw for draw.
 *
 * The number stands in the low 40 bits, so that neighbours lie in one prepared block of a stream;
 * the bits above keep apart what has the same number.
 */
#ifndef WTSIM_MODEL_MACHINE_CAUSE_H
#define WTSIM_MODEL_MACHINE_CAUSE_H

#include "model/machine/machine.h"

#define MDL_CAUSE_NUMBER (UINT64_MAX >> 24)
#define MDL_CAUSE_AGAIN (UINT64_C(0x9e3779) << 40)   /* once more from the same cause */

/* The ordinal of a request as a cause: its number, apart by stream. */
static inline uint64_t mdl_cause_of_request(const struct mdl_machine *m,
                                            struct mdl_interval request)
{
    return request.low + m->causes[request.stream];
}

/*
 * The ordinal of what the run begins now by a step with this value. Inside an each_request it is
 * the request's; the bits above of the run itself are added, for a callback that queues itself
 * again for the same request is begun by another run each time.
 */
static inline uint64_t mdl_cause_of_call(const struct mdl_machine *m, mdl_context_id c,
                                         int64_t apart)
{
    const struct mdl_run *run = &m->runs[c];
    uint64_t cause = run->ordinal + (uint64_t)apart + run->iteration * MDL_CAUSE_AGAIN;

    if (m->contexts[c].frame_count > 0 && run->frames[0].ordinal != run->ordinal) {
        cause += run->frames[0].ordinal & ~MDL_CAUSE_NUMBER;
    }
    return cause;
}

/* The line's device has had so much to say; what it had said last is not said anew. */
static inline uint64_t mdl_cause_of_edge(uint64_t said, uint64_t last)
{
    uint64_t cause = said - 1;

    return ((cause ^ last) & MDL_CAUSE_NUMBER) == 0 ? last + MDL_CAUSE_AGAIN : cause;
}

#endif
