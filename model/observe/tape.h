/*
 * The tape: what is told, kept as it was told, one row of 24 bytes per event.
 *
 * It hears the same tells as the record and decides as little. Memory is bounded: a ring keeps
 * the last rows, or a sink takes them block by block, so that whoever reads sees all of them and
 * nothing has to be kept (model/run/chronicle.h makes slices of them). Without a tape each tell
 * costs one predictable branch.
 */
#ifndef WTSIM_MODEL_OBSERVE_TAPE_H
#define WTSIM_MODEL_OBSERVE_TAPE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/ids.h"
#include "sim/engine/instant.h"

/*
 * TRACE(id, name): what a row says. p: processor, d: detail, o: object, x: other, m: more; what is
 * not named here is zero.
 *
 *   OCCUPANT     p; d: IRQL; o: label that executes from now on; x: its thread or MDL_NONE
 *   ASSERTED     p; d: 1 merged; o: line              WITHDRAWN   o: line
 *   ISR_ENTERED  p; d: 1 claims; o: line              ISR_LEFT    p; d: 1 claimed; o: line
 *   DPC_INSERTED p; d: 0 queued already; o: dpc       DPC_REMOVED o: dpc
 *   DPC_ENTERED  p; o: dpc                            DPC_LEFT    p; o: dpc
 *   DRAIN        p                                    TIMER       o: timer
 *   TIMER_ENTERED, TIMER_LEFT  p; o: timer
 *   CALLED       d: enum mdl_call; o: instance
 *   HANDED       p; o: instance; x: worker
 *   ENTERED, LEFT  o: instance; x: worker
 *   FLUSH        d: 1 ended; o: item; x: thread
 *   CONCURRENCY  d: list; o: pool; x: current; m: maximum
 *   CREATED      d: 1 dynamic; o: pool; x: worker     EXITED      o: pool; x: worker
 *   READY        p; d: 1 pre-empted; o: thread        MOVED, RUNS p; o: thread
 *   WAITS        d: enum mdl_wait_reason; o: thread; x: object waited for or MDL_NONE
 *                (none when a worker waits for its own queue)
 *   ENDED        o: thread                            BOOSTED     p: 1 rescue; d: priority; o
 *   OPERATION    p: 1 ended; d: enum mdl_pnp_told; o: device
 *   TRIED, GRANTED  o: lock; x: waiter; m: label      GIVEN_UP    o: lock; x: waiter
 *   RELEASED     o: lock                              EVENT       d: 1 signalled; o: event
 *   ARRIVED, FINISHED, LOST  o: stream; x: number (its low 32 bits)
 *                FINISHED also m: 1 + the worker whose item it was carried by, or 0: the actor's
 *   JOINED, TAKEN, TIMED_OUT  o: station              SERVES      d: 1 begins; o: station
 *   FINDING      o: finding; x: object; m: place
 * Only for an accountant (mdl_tape_options):
 *   QUIETED      o: line: what asserted during its ISR was served by it
 *   PASSED, GOT  o: stream; x: number; m: by whom (tell.h): it goes on with the call that is made
 *                now; it was taken from where it waited
 *   STAYS        d: enum mdl_tell_place; o: stream; x: number; m: which queue, target or event
 */
#define MDL_TAPE_KINDS(X)                                                                      \
    X(OCCUPANT) X(ASSERTED) X(WITHDRAWN) X(ISR_ENTERED) X(ISR_LEFT) X(DPC_INSERTED)              \
    X(DPC_REMOVED) X(DPC_ENTERED) X(DPC_LEFT) X(DRAIN) X(TIMER) X(TIMER_ENTERED)               \
    X(TIMER_LEFT) X(CALLED) X(HANDED) X(ENTERED) X(LEFT) X(FLUSH) X(CONCURRENCY) X(CREATED)       \
    X(EXITED) X(READY) X(MOVED) X(RUNS) X(WAITS) X(ENDED) X(BOOSTED) X(OPERATION) X(TRIED)    \
    X(GRANTED) X(GIVEN_UP) X(RELEASED) X(EVENT) X(ARRIVED) X(FINISHED) X(LOST) X(JOINED)       \
    X(TAKEN) X(TIMED_OUT) X(SERVES) X(FINDING) X(QUIETED) X(PASSED) X(GOT) X(STAYS)

enum mdl_tape_kind {
#define X(id) MDL_TAPE_##id,
    MDL_TAPE_KINDS(X)
#undef X
    MDL_TAPE_KIND_COUNT
};

#define MDL_TAPE_NOBODY 255u         /* no processor acts: a device, a source, the calendar */

struct mdl_tape_row {
    sim_instant at;
    uint8_t kind;                     /* enum mdl_tape_kind                                  */
    uint8_t actor;                    /* the cause: whose step this is, or MDL_TAPE_NOBODY    */
    uint8_t processor;
    uint8_t detail;
    uint32_t object, other, more;
};

struct mdl_tape_options {
    uint32_t rows;                    /* kept at once, a power of two; 0: 65,536 (1.5 MB)      */
    /* Gets the rows block by block, in order; NULL: the ring keeps the last ones. */
    void (*take)(void *self, const struct mdl_tape_row *rows, uint32_t count);
    void *self;
    bool accountant;                  /* rows too of what only the ledger hears                */
};

struct mdl_tape {
    struct mdl_tape_row *rows;
    uint64_t count;                   /* rows told so far: the last mask + 1 are here */
    uint64_t mask;
    const mdl_processor_id *acting;   /* the machine's; whose step is being executed  */
    struct mdl_tape_options options;
};

/* Never NULL; ends the program when memory is short. options NULL: a ring of 65,536. */
struct mdl_tape *mdl_tape_create(const struct mdl_tape_options *options);
void mdl_tape_destroy(struct mdl_tape *tape); /* fine on NULL */

/* A replication begins: nothing is kept of the last one. acting: the machine's, which says at
   each tell which processor executes the step that led to it. */
void mdl_tape_begin(struct mdl_tape *tape, const mdl_processor_id *acting);

/* The replication is over: the sink gets what it has not had. */
void mdl_tape_end(struct mdl_tape *tape);

/* Rows told, and rows that a ring has lost by now; row number n of those it has. */
uint64_t mdl_tape_count(const struct mdl_tape *tape);
uint64_t mdl_tape_lost(const struct mdl_tape *tape);
const struct mdl_tape_row *mdl_tape_at(const struct mdl_tape *tape, uint64_t n);

const char *mdl_tape_name(unsigned kind); /* 'ISR_ENTERED' */

/* ---- for the tells --------------------------------------------------------------------------- */

/* The block is full. */
void mdl_tape_turn(struct mdl_tape *tape);

static inline void mdl_tape_add(struct mdl_tape *tape, sim_instant at, enum mdl_tape_kind kind,
                                 unsigned processor, unsigned detail, uint32_t object,
                                 uint32_t other, uint32_t more)
{
    struct mdl_tape_row *row = &tape->rows[tape->count & tape->mask];

    row->at = at;
    row->kind = (uint8_t)kind;
    row->actor = (uint8_t)*tape->acting;
    row->processor = (uint8_t)processor;
    row->detail = (uint8_t)detail;
    row->object = object;
    row->other = other;
    row->more = more;
    tape->count++;
    if ((tape->count & tape->mask) == 0) {
        mdl_tape_turn(tape);
    }
}

#endif
