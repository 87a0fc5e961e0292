/*
 * The chronicle: the past of one replication as slices, counters, instants and flows.
 *
 * It reads the rows of a tape (model/observe/tape.h) as they come and needs no more memory than
 * the window that was asked for: before it only the state is followed, so that what began earlier
 * is there with its true beginning. Everything that draws (text timeline, SVG, traces for
 * viewers, the HTML report, lessons) reads a chronicle and nothing else.
 *
 * Call mdl_chronicle_of, read the arrays, mdl_chronicle_destroy. Names: chronicle_words.h.
 */
#ifndef WTSIM_MODEL_RUN_CHRONICLE_H
#define WTSIM_MODEL_RUN_CHRONICLE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/plan.h"
#include "model/run/replication.h"

struct sim_text;
struct mdl_tape_row;

/* ---- slices: what lasted --------------------------------------------------------------------- */

/*
 * SLICE(id, on, what): `on` is what kind of thing the field of that name numbers.
 *
 *   EXECUTES  what a processor executes at each instant (an absent slice: it idles); irql is the
 *             processor's, by the thread or MDL_NONE. They never overlap.
 *   ISR, DPC, TIMER  runs on a processor, from the first instruction to the return: nested as they
 *             pre-empted, depth counts from 1. passive: in a thread instead, and `on` is it.
 *   ITEM      a work item's callback in its worker
 *   RUNNING READY WAITING  of threads, one at a time. READY: what is the processor, detail 1 it was
 *             pre-empted; WAITING: what is the object, detail enum mdl_wait_reason
 *   PENDING   an interrupt asserted and not yet taken      QUEUED_DPC, QUEUED_ITEM  in a queue
 *   HANDED    an item that belongs to a worker, not yet entered (what: the instance)
 *   HELD      a lock; what: label of the first owner       ATTEMPT  for a lock, until it is given
 *   OPERATION of a device: enum mdl_pnp_told
 */
#define MDL_SLICE_KINDS(X)                                                                      \
    X(EXECUTES, PROCESSOR, LABEL) X(ISR, PROCESSOR, LINE) X(DPC, PROCESSOR, DPC)                 \
    X(TIMER, PROCESSOR, TIMER) X(ITEM, THREAD, INSTANCE) X(RUNNING, THREAD, PROCESSOR)           \
    X(READY, THREAD, PROCESSOR) X(WAITING, THREAD, OBJECT) X(PENDING, LINE, PROCESSOR)           \
    X(QUEUED_DPC, DPC, PROCESSOR) X(QUEUED_ITEM, INSTANCE, POOL) X(HANDED, THREAD, INSTANCE)     \
    X(HELD, LOCK, LABEL) X(ATTEMPT, LOCK, LABEL) X(OPERATION, DEVICE, NUMBER)

enum mdl_slice_kind {
#define X(id, on, what) MDL_SLICE_##id,
    MDL_SLICE_KINDS(X)
#undef X
    MDL_SLICE_KIND_COUNT
};

enum { MDL_SLICE_FLOWS = 4 };

struct mdl_slice {
    sim_instant from_at, to_at;       /* of one that is open: the end of the chronicle            */
    uint64_t sequence;                /* in the order in which they began                         */
    uint32_t on, what;
    uint32_t by;                      /* thread, processor, or whose step began it; MDL_NONE      */
    uint32_t flows[MDL_SLICE_FLOWS];  /* the causes that it carries, oldest first                 */
    uint8_t kind;                     /* enum mdl_slice_kind                                      */
    uint8_t irql, depth, detail;
    uint8_t flow_count;
    uint8_t open;                     /* it had not ended                                         */
    uint8_t passive;
    uint8_t kept;                     /* 0: of no use to a reader                                 */
};

/* ---- flows: what led to what ----------------------------------------------------------------- */

enum mdl_flow_root { MDL_FLOW_LINE, MDL_FLOW_TIMER, MDL_FLOW_STREAM, MDL_FLOW_STEP };

/* One cause and the slices that carry it: interrupt, ISR, DPC, queued item, callback ... It ends
   when no slice carries it further. A step's or an ISR's own calls begin none if it has one. */
struct mdl_flow {
    sim_instant from_at, to_at;       /* SIM_INSTANT_NEVER: open at the end                       */
    uint64_t sequence;
    uint32_t on;                      /* line, timer or stream; MDL_NONE: a step                  */
    uint32_t slices;                  /* that carry it                                            */
    uint8_t root;                     /* enum mdl_flow_root                                       */
};

/* ---- instants and counters ------------------------------------------------------------------- */

#define MDL_MOMENT_KINDS(X)                                                                     \
    X(ASSERTED) X(WITHDRAWN) X(TIMER) X(COALESCED_DPC) X(COALESCED_ITEM) X(REFUSED)              \
    X(FINISHED) X(LOST) X(CREATED) X(EXITED) X(BOOSTED) X(SIGNALLED) X(RESET) X(TIMED_OUT)       \
    X(FINDING)

enum mdl_moment_kind {
#define X(id) MDL_MOMENT_##id,
    MDL_MOMENT_KINDS(X)
#undef X
    MDL_MOMENT_KIND_COUNT
};

struct mdl_moment {
    sim_instant at;
    uint32_t on;                      /* line, timer, dpc, instance, stream, thread, event,
                                         station, finding                                         */
    uint32_t by;                      /* the processor whose step it was, or MDL_NONE             */
    uint32_t number;                  /* request, priority, pool, object of a finding             */
    uint32_t flow;                    /* or MDL_NONE                                              */
    uint8_t kind;                     /* enum mdl_moment_kind                                     */
    uint8_t detail;                   /* 1: merged, dynamic, a rescue                             */
};

enum mdl_counter_kind {
    MDL_COUNTER_DPCS,                 /* in the queue of a processor                              */
    MDL_COUNTER_ITEMS,                /* in the list of a pool (of all its nodes together)        */
    MDL_COUNTER_CONCURRENCY,          /* of a pool: what W9 counts                                */
    MDL_COUNTER_STATION,              /* requests in a queue or before a target                   */
    MDL_COUNTER_KIND_COUNT
};

struct mdl_counter {                  /* from `at` on it is `value` */
    sim_instant at;
    uint32_t on, value;
    uint8_t kind;
};

/* ---- all of it ------------------------------------------------------------------------------- */

struct mdl_chronicle_options {
    sim_instant from_at, until_at;    /* the window, [from, until); until 0: to the end           */
    uint32_t slices_max;              /* 0: 262,144 (20 MB); beyond it the chronicle is cut       */
    bool stops;                       /* the run ends with the window: quick, but no fingerprint  */
};

struct mdl_chronicle {
    const struct mdl_plan *plan;
    sim_instant from_at, end_at;      /* what it covers                                           */
    sim_instant cut_at;               /* SIM_INSTANT_NEVER, or from here on nothing was kept      */
    struct mdl_slice *slices;         uint32_t slice_count;   /* in the order of their beginnings */
    struct mdl_flow *flows;           uint32_t flow_count;    /* the same                         */
    struct mdl_moment *moments;       uint32_t moment_count;  /* in order of time                 */
    struct mdl_counter *counters;     uint32_t counter_count; /* the same                         */
    uint64_t rows;                    /* of the tape                                              */
    uint64_t joined;                  /* causes that a slice full of them did not take up         */
    uint32_t broken;                  /* rows that contradict what was told before: our mistake   */
    struct mdl_chronicle_mirror *mirror; /* while it is written */
};

/* Runs the replication and writes its chronicle. options NULL: all of it. ret_end: NULL or how it
   ended, without knots. The plan must outlive it. Never NULL. */
struct mdl_chronicle *mdl_chronicle_of(const struct mdl_plan *plan, uint64_t seed,
                                       uint32_t replication,
                                       const struct mdl_chronicle_options *options,
                                       struct mdl_replication *ret_end);
void mdl_chronicle_destroy(struct mdl_chronicle *c); /* fine on NULL */

/* The same in parts, for whoever runs the machine himself: take is a sink of a tape. */
struct mdl_chronicle *mdl_chronicle_create(const struct mdl_plan *plan,
                                           const struct mdl_chronicle_options *options);
void mdl_chronicle_take(void *self, const struct mdl_tape_row *rows, uint32_t count);
void mdl_chronicle_end(struct mdl_chronicle *c, sim_instant end_at);

/*
 * Keeps what concerns an object (a path's, or anything that stands below it in the path): its own
 * slices, every slice and moment of a cause that passes through one of them, and what the
 * processors executed. The rest is dropped. False: nothing of it is here, and nothing is changed.
 */
bool mdl_chronicle_select(struct mdl_chronicle *c, const char *path);

/* The slice of this kind on this thing at an instant, or NULL. */
const struct mdl_slice *mdl_chronicle_at(const struct mdl_chronicle *c, enum mdl_slice_kind kind,
                                         uint32_t on, sim_instant at);

/* The first instant at which two chronicles differ, SIM_INSTANT_NEVER: they do not. Names count,
   not numbers: the plans may be two. */
sim_instant mdl_chronicle_part(const struct mdl_chronicle *a, const struct mdl_chronicle *b);

/* The promises: slices nest, time does not run backwards, nothing is in two places, every flow
   ends or is open. False: ret_what (may be NULL) gets a sentence. */
bool mdl_chronicle_holds(const struct mdl_chronicle *c, struct sim_text *ret_what);

#endif
