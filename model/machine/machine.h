/*
 * The machine: one block of state, the plan it follows, and the calendar that drives it.
 *
 * The block holds everything that decides the future (state.h and the calendar). The pointers
 * here lead into it and never change after mdl_machine_create. What grows (rings of requests,
 * links of bags) lies outside; a checkpoint copies both. The record and the prepared random
 * numbers are no state: the same future comes without them.
 */
#ifndef WTSIM_MODEL_MACHINE_MACHINE_H
#define WTSIM_MODEL_MACHINE_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/machine/io_calls.h"
#include "model/machine/lanes.h"
#include "model/machine/slab.h"
#include "model/machine/state.h"
#include "model/machine/stays.h"
#include "sim/engine/engine.h"
#include "sim/random/stream.h"

struct mdl_deadlock;
struct mdl_own_plan;
struct mdl_record;
struct mdl_machine;

/* What resuming a context comes to. */
enum mdl_outcome {
    MDL_RUNS,     /* left_ns says for how long                                           */
    MDL_YIELDS,   /* something else may have to run before its next step                 */
    MDL_SPINS,    /* keeps its processor, waits for a lock                               */
    MDL_BLOCKED,  /* its thread waits; the processor is free                             */
    MDL_RETURNED  /* the routine is over                                                 */
};

/* Code that the kernel resumes without knowing it. All required. */
struct mdl_bodies {
    enum mdl_outcome (*resume[MDL_CONTEXT_KIND_COUNT])(struct mdl_machine *m, mdl_context_id c);
    /* An instance belongs to a worker now. True: its mark is cleared, which the caller tells. */
    bool (*item_removed)(struct mdl_machine *m, mdl_instance_id instance, mdl_thread_id worker);
};

/* Requests of one stream: a ring over [oldest, next), some of which may be finished. */
struct mdl_ring {
    struct mdl_request *requests;
    uint64_t oldest, next;    /* numbers; next is the number of the next arrival */
    uint32_t mask;            /* size - 1, size a power of two                   */
    uint32_t zero;
};

struct mdl_request {
    sim_instant arrived_at;
    uint32_t holders : 22;    /* 0: finished (or not followed)                   */
    uint32_t rounds : 10;     /* how often it was handed back (hardware/requests.h), modulo */
    uint32_t completed : 1;   /* ended although somebody may still hold it       */
    uint32_t visits : 7;      /* to targets, modulo 128: each draws anew         */
    uint32_t call : 24;       /* + 1: it is an I/O request of io_calls.h            */
};

#define MDL_RING_MAX 1048576u /* requests in flight that are followed, per stream */

struct mdl_ended {            /* a run that has returned */
    uint8_t kind;             /* enum mdl_context_kind, or MDL_ENDED_SERVICE */
    bool timer;
    uint32_t object;
};

#define MDL_ENDED_SERVICE 255u /* of an I/O request at the last target that had it */

#define MDL_ENDED_MAX 8u

struct mdl_machine {
    const struct mdl_plan *plan;
    struct mdl_own_plan *own;     /* that plan, where the timeline changes it; or NULL */
    const struct mdl_plan *given; /* what it is a copy of                              */
    struct mdl_record *record;
    const struct mdl_bodies *bodies;
    struct sim_engine engine;
    uint64_t dirty;               /* processors that settle must look at */
    uint64_t charge_mask;         /* all bits: what is executed is charged (T7); 0: ticks are   */
    uint64_t idle;                /* processors without a thread or standby */
    uint64_t ready;               /* processors on whose lists threads wait */
    uint32_t bug_check;           /* 0: none; a simulated stop asks the loop to end */
    bool stuck;
    bool judge;                   /* deadlocks must be looked for when the instant has settled */
    mdl_processor_id acting;      /* whose step is being executed, or MDL_NONE (a device) */
    uint32_t last_step;           /* executed last, MDL_NONE: none           */

    uint32_t slot_stream, slot_target, slot_ipi; /* first hot slots; processors from 0 */
    uint32_t slot_clock;                  /* the first cold one */
    uint32_t slot_timeline;               /* or MDL_NONE: there is none */
    uint32_t slot_sleeper, slot_exact;    /* sleeping threads, timers of high resolution */
    uint32_t cold_count;

    struct mdl_processor *processors;
    struct mdl_context *contexts;         /* nests, then threads, then sources */
    struct mdl_run *runs;                 /* beside contexts                   */
    struct mdl_thread_state *threads;
    struct mdl_wait_block *wait_blocks;   /* by thread, wait_width each        */
    struct mdl_stream_state *streams;
    struct mdl_line_state *lines;
    struct mdl_dpc_state *dpcs;
    struct mdl_wheel_node *wheel_nodes;
    struct mdl_timer_state *timers;
    struct mdl_item_state *items;
    struct mdl_instance_state *instances;
    struct mdl_life_state *lives;         /* beside instances                  */
    uint64_t *instance_free;              /* bit per instance: neither queued nor running */
    struct mdl_pool_state *pools;
    mdl_pool_id *placed;                  /* by instance: see numa.h; of several nodes only */
    struct mdl_lock_state *locks;
    struct mdl_hold *holds;               /* hold_count + 1                    */
    struct mdl_event_state *events;
    struct mdl_queue_state *queues;
    struct mdl_flush_state *flush;
    struct mdl_ipi_state *ipi;
    struct mdl_target_state *targets;
    int64_t *variables;
    struct mdl_device_state *devices;
    struct mdl_timeline_state *timeline;
    struct mdl_balance_state *balance;    /* by node */
    struct mdl_clock_state *clock;

    unsigned char *block;
    size_t block_size;
    uint32_t context_count, thread_base, source_base; /* context ids */
    uint32_t hold_count;                  /* shares in locks at once, at most  */
    uint32_t wait_width;                  /* objects of one wait at most; 0: one is all */

    sim_duration switch_costs[MDL_WAKE_COUNT]; /* by what a thread is switched in for */
    struct mdl_lane *lanes;               /* by item   */
    struct mdl_inlet *inlets;             /* by stream */
    uint64_t *causes;                     /* by stream: what sets its ordinals apart as causes */
    bool hands_back;                      /* some routine hands what it serves to itself       */
    struct mdl_ring *rings;               /* by stream; outside the block */
    struct mdl_bag_pool bags;
    struct mdl_slab stays;                /* struct mdl_stay              */
    struct mdl_slab nested;               /* struct mdl_nested            */
    struct mdl_slab calls;                /* struct mdl_io_call              */
    struct sim_law *laws;                 /* by draw: the plan's, or what the timeline has set */
    struct sim_arrivals *arrivals;        /* by stream: the same                               */
    struct sim_stream *draws;             /* caches of random numbers     */
    struct sim_stream *arrival_draws;

    struct mdl_deadlock *deadlock;        /* looks after settle, decides nothing  */
    mdl_thread_id *blocked_next;          /* by thread; itself: not in the list; NULL: no judge */
    mdl_thread_id blocked_head;           /* threads that began to wait without time-out */
    uint32_t watched;                     /* threads that wait so, and could be helped  */
    struct mdl_ended ended[MDL_ENDED_MAX];/* at this instant, while anybody is watched  */
    uint32_t ended_count;                 /* above MDL_ENDED_MAX: more than that        */
};

/* A machine for this plan, without any history yet. Ends the program when memory is short. */
struct mdl_machine *mdl_machine_create(const struct mdl_plan *plan,
                                       const struct mdl_bodies *bodies);
void mdl_machine_destroy(struct mdl_machine *m); /* fine on NULL */

/* Back to the beginning, for this seed and replication. Nothing is scheduled yet. */
void mdl_machine_reset(struct mdl_machine *m, uint64_t seed, uint64_t replication);

/* Digest of the state: equal for equal futures. */
uint64_t mdl_machine_digest(const struct mdl_machine *m);

/* A checkpoint: everything that decides the future, in one piece of memory. */
struct mdl_checkpoint;
struct mdl_checkpoint *mdl_machine_checkpoint(const struct mdl_machine *m);
void mdl_machine_restore(struct mdl_machine *m, const struct mdl_checkpoint *checkpoint);
void mdl_machine_forget(struct mdl_checkpoint *checkpoint); /* fine on NULL */

/* ---- small helpers that every room above uses ------------------------------------------------ */

static inline mdl_context_id mdl_machine_thread_context(const struct mdl_machine *m,
                                                        mdl_thread_id thread)
{
    return m->thread_base + thread;
}

static inline bool mdl_machine_is_thread(const struct mdl_machine *m, mdl_context_id c)
{
    return c >= m->thread_base && c < m->source_base;
}

/* Has the run neither a lock nor a region left? */
static inline bool mdl_machine_has_let_go(const struct mdl_run *run)
{
    return (run->locks_held | run->critical | run->guarded) == 0;
}

/* Where the step was written that was executed last, or MDL_NONE. */
static inline mdl_place_id mdl_machine_place(const struct mdl_machine *m)
{
    return m->last_step == MDL_NONE ? MDL_NONE : m->plan->steps[m->last_step].place;
}

/* Settle must look at this processor before the instant is over. */
static inline void mdl_machine_dirty(struct mdl_machine *m, mdl_processor_id p)
{
    m->dirty |= UINT64_C(1) << p;
    m->engine.dirty = true;
}

/* The context that executes on p, or MDL_NONE when it is idle. */
static inline mdl_context_id mdl_machine_top(const struct mdl_machine *m, mdl_processor_id p)
{
    const struct mdl_processor *processor = &m->processors[p];

    if (processor->depth > 0) {
        return p * MDL_NEST + processor->depth;
    }
    return processor->thread == MDL_NONE ? MDL_NONE : m->thread_base + processor->thread;
}

/* This processor's IRQL now. */
static inline unsigned mdl_machine_irql(const struct mdl_machine *m, mdl_processor_id p)
{
    mdl_context_id top = mdl_machine_top(m, p);

    return top == MDL_NONE ? 0 : m->contexts[top].irql;
}

/* Where a context executes (or would); MDL_NONE for a source. */
static inline mdl_processor_id mdl_machine_where(const struct mdl_machine *m, mdl_context_id c)
{
    if (c < m->thread_base) {
        return c / MDL_NEST;
    }
    return c < m->source_base ? m->threads[c - m->thread_base].processor : MDL_NONE;
}

#endif
