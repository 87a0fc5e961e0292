/*
 * The inside of the record: what it mirrors of the machine in order to know who waits for whom.
 *
 * Everything here is learned from the tells only. Only files of this room include it.
 */
#ifndef WTSIM_MODEL_OBSERVE_INSIDE_H
#define WTSIM_MODEL_OBSERVE_INSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/observe/backlog.h"
#include "model/observe/courses.h"
#include "model/observe/episodes.h"
#include "model/observe/inside_origins.h"
#include "model/observe/lasting.h"
#include "model/observe/ledger.h"
#include "model/observe/occupancy.h"
#include "model/observe/pending.h"
#include "model/observe/reactions.h"
#include "model/observe/record.h"
#include "model/observe/story.h"
#include "model/observe/tally.h"
#include "model/observe/tape.h"
#include "model/observe/tell.h"
#include "model/observe/trips.h"
#include "model/observe/trips_sums.h"
#include "sim/base/arena.h"
#include "sim/base/paths.h"
#include "sim/statistics/level.h"

enum { MDL_INSIDE_IRQLS = 32 };

struct mdl_inside_processor {
    uint64_t since_at;                /* when the occupant or its IRQL last changed */
    uint64_t raised_at;               /* at DISPATCH_LEVEL or above since           */
    uint64_t *spends;                 /* where its time goes: an IRQL's, or idle_ns */
    uint64_t idle_ns;                 /* not in any IRQL's until the stop           */
    uint64_t raised_ns;               /* nor this: a thread's own at DISPATCH_LEVEL */
    uint64_t isrs, dpcs, inserts;
    uint32_t label;
    uint32_t dpcs_queued;
    uint32_t raised_series;
    uint32_t level_series;            /* that of the time at IRQL 0; the others follow */
    uint32_t thread;                  /* MDL_NONE: none executes */
    uint8_t irql, drain, zero[42];    /* to 128 bytes: an index is a shift */
};

struct mdl_inside_line {
    uint64_t digest;
    uint64_t entered_at;
    struct mdl_pending_chain pending;
    uint32_t latency, run, exclusive, run_twin;    /* series, twin */
    uint64_t runs, merged, spurious, storms, over;
    bool spins;                       /* some of `pending` wait at its lock */
    bool may_decline;                 /* its ISR can say 'not mine'         */
    bool served;                      /* of a vector: its thread calls an ISR now */
    uint32_t server;                  /* of a vector with a thread: of the ledger, or MDL_NONE */
    uint32_t server_label;            /* that ISR's                         */
    uint32_t found;                   /* of `pending`, the first: asserted when it was entered */
};

struct mdl_inside_dpc {
    uint64_t digest;
    struct mdl_pending_chain queued;
    uint32_t latency, run, exclusive, run_twin, from_isr;
    uint32_t processor;               /* on whose queue it is */
    uint64_t runs, coalesced, withdrawn, over;
    bool threaded;                    /* it waits for a thread, not for a drain */
};

/* A DPC object can be in the queue of one processor and, each time popped before it was inserted
 * again, on its way to run on several others. */
struct mdl_inside_dpc_run {           /* one per DPC and processor */
    uint64_t entered_at;
    struct mdl_pending_chain popped;  /* calls that left this processor's queue, not entered yet */
    struct mdl_pending_chain spins;   /* the same, at the lock of its device */
};

struct mdl_inside_item {              /* one per item and node: see item_count */
    uint64_t runs, coalesced, overlapping, withdrawn;
    uint32_t latency, age, response, run, exclusive, flush;
    uint32_t zero;
    uint32_t pool;
    uint32_t list;
    struct mdl_inside_pool *in;       /* the pool, its line, and where values go */
    struct mdl_backlog_line *line;
    struct mdl_backlog_callback *callback;
    struct mdl_tally_twin *latency_twin, *run_twin;
    struct mdl_record_series *responses, *run_values, *own_values;
    const uint32_t *rows;             /* of the ledger, by octave of the latency */
    struct mdl_trips_sum *sums;       /* the same: calls that waited in the list alone */
};

struct mdl_inside_instance {
    uint64_t digest;
    struct mdl_inside_item *of;       /* of the node where it was queued last            */
    struct mdl_pending_chain waiting;   /* in the list                                   */
    uint32_t item;
    uint32_t worker;                  /* handed to it and not cleared yet, or MDL_NONE */
    uint32_t running;
};

enum mdl_inside_phase {               /* of a thread */
    MDL_INSIDE_ABSENT, MDL_INSIDE_READY, MDL_INSIDE_RUNNING, MDL_INSIDE_WAITING,
    MDL_INSIDE_IDLE                   /* a worker that waits for its queue */
};

struct mdl_inside_thread {
    uint64_t digest;
    uint64_t since_at;                /* of the phase                          */
    uint64_t entered_at;              /* of the callback                       */
    struct mdl_pending_chain handed;    /* calls of the item that it will run    */
    struct mdl_pending_chain served;    /* calls of the callback that runs       */
    uint32_t item;                    /* that it holds, or MDL_NONE            */
    uint32_t instance;
    uint32_t processor;
    uint32_t lock;                    /* whose lock it waits for before its callback, or MDL_NONE */
    uint32_t pool;                    /* MDL_NONE: a declared thread           */
    uint32_t ready, wait;             /* series                                */
    struct mdl_pending_chain spell;   /* the ready spell of a declared thread  */
    uint8_t phase, exists;
    uint8_t asked;                    /* it has requests: they can starve, not its ready spells */
    uint8_t zero[5];
    uint64_t running_ns, switches, boosts, rescues;
    uint64_t awaits_at;
    uint32_t awaits;                  /* in the wait that began then: for this item's end */
    uint32_t line;                    /* the vector whose ISRs it calls, or MDL_NONE */
    struct mdl_inside_item *holds;    /* of `item`, on the node of its pool */
    struct mdl_record_series *readies; /* or NULL; never a worker's */
};

struct mdl_inside_pool {
    struct mdl_backlog backlog;
    uint64_t digest;
    uint64_t taken_at;                /* the last time that an item was taken, or joined none   */
    struct sim_level depth, busy, blocked, threads, concurrency;
    struct mdl_inside_seen seen;
    uint64_t created;
    struct mdl_record_series *no_progress_values;
    uint32_t no_progress;
    uint32_t zero;
};

struct mdl_inside_lock {
    uint64_t digest;
    uint64_t granted_at;
    uint64_t contended;
    uint32_t owners;
    uint32_t wait, hold;
    bool spins;                       /* and the guideline of a spin lock is its own */
    bool by_isr;                      /* held around an ISR, which has its own guideline */
};

struct mdl_record {
    uint64_t digest;                  /* of the history so far            */
    uint64_t told_at, moment;         /* the last instant in it, and its hash */
    bool metrics, ledger_on, story_on;
    bool window_open;
    bool whole;                       /* all of it, from 0 on, and no story: smooth.h */
    struct mdl_tape *tape;          /* or NULL: nobody asked for one */
    uint64_t from_at;
    uint64_t starvation_ns;           /* of calls and requests */
    const struct mdl_plan *plan;

    struct mdl_inside_processor *processors;
    uint64_t (*irql_ns)[MDL_INSIDE_IRQLS];
    struct mdl_inside_line *lines;
    struct mdl_inside_dpc *dpcs;
    struct mdl_inside_dpc_run *dpc_runs; /* see mdl_inside_run_of */
    struct mdl_inside_item *items;    /* all of node 0, then all of node 1 ... */
    uint32_t item_count;              /* so many: the plan's times nodes       */
    struct mdl_inside_object *objects;
    struct mdl_inside_instance *instances;
    struct mdl_inside_thread *threads;
    struct mdl_inside_pool *pools;
    struct mdl_inside_lock *locks;
    struct mdl_inside_stream *streams;
    struct mdl_inside_station *stations;
    struct mdl_inside_device *devices;
    struct mdl_inside_timer *timers;
    uint32_t *timer_series;
    uint64_t *event_digests, *timer_digests, *timer_entered_at;   /* the last: by processor */
    uint32_t *attempts;               /* waiter of a lock to its wait     */
    uint32_t attempt_capacity;

    struct mdl_tally tally;
    struct mdl_ledger ledger;
    struct mdl_pending pending;
    struct mdl_occupancy occupancy;
    struct mdl_episodes episodes;
    uint32_t *first_tags;

    struct mdl_course *courses;       /* by thread                               */
    struct mdl_course *nests;         /* MDL_COURSES_NEST for each processor, of */
    uint32_t *nested;                 /* which so many are routines under way    */
    bool *apart;                      /* by label: what never is a routine's own */
    uint32_t followed;                /* declared threads that have a course     */
    struct mdl_trips trips;
    struct mdl_reactions reactions;

    struct mdl_lasting *lasting;      /* calls under way */
    uint32_t lasting_count, lasting_capacity;
    struct mdl_record_finding findings[MDL_FINDING_COUNT * MDL_RECORD_FINDING_PLACES];
    uint32_t finding_places[MDL_FINDING_COUNT];
    uint64_t findings_beyond[MDL_FINDING_COUNT];
    struct mdl_record_finding *findings_listed;

    struct mdl_story story;
    struct mdl_record_result result;
    struct sim_arena arena;
};

/* What a worker in this phase does with its item: enum mdl_backlog_activity. */
static inline unsigned mdl_inside_activity(unsigned phase)
{
    return phase == MDL_INSIDE_RUNNING   ? MDL_BACKLOG_RUNNING
           : phase == MDL_INSIDE_WAITING ? MDL_BACKLOG_BLOCKED
                                         : MDL_BACKLOG_READY;
}

/* May calls take their smooth course (smooth.h)? Nobody looks closer at them then. */
static inline bool mdl_inside_is_whole(const struct mdl_record *r)
{
    return r->ledger_on && !r->story_on && r->from_at == 0 && r->tally.kept == 0;
}

/* A row of the tape, where there is one. */
static inline void mdl_inside_tape(const struct mdl_record *r, sim_instant at,
                                   enum mdl_tape_kind kind, unsigned processor, unsigned detail,
                                   uint32_t object, uint32_t other, uint32_t more)
{
    if (SIM_SELDOM(r->tape != NULL)) {
        mdl_tape_add(r->tape, at, kind, processor, detail, object, other, more);
    }
}

static inline struct mdl_inside_dpc_run *mdl_inside_run_of(const struct mdl_record *r,
                                                            mdl_dpc_id dpc, mdl_processor_id p)
{
    return &r->dpc_runs[dpc * r->plan->profile.processor_count + p];
}

/* Counts are of what happens in the window. */
static inline bool mdl_inside_counts(const struct mdl_record *r, uint64_t at)
{
    return at >= r->from_at;
}

#endif
