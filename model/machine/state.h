/*
 * The state: every struct that decides the future, as plain ids, and nothing else.
 *
 * All of it lies in one block without pointers (machine.h), so that a checkpoint is a copy and a
 * digest is a walk over bytes. Structs have no holes. Ids index arrays of the same block; lists
 * are linked by ids, MDL_NONE ends them.
 */
#ifndef WTSIM_MODEL_MACHINE_STATE_H
#define WTSIM_MODEL_MACHINE_STATE_H

#include <stdint.h>

#include "model/machine/bag.h"
#include "model/machine/plan.h"
#include "model/machine/state_devices.h"
#include "model/machine/state_items.h"
#include "model/machine/state_waits.h"

#define MDL_NEST 20u          /* contexts on one processor: a thread, a DPC, ISRs by level */
#define MDL_FRAMES 4u         /* loops inside each other                                   */
#define MDL_WHEEL 256u        /* buckets of the timer wheel, one clock tick each           */

/* ---- who executes ------------------------------------------------------------------------ */

enum mdl_context_kind {
    MDL_CONTEXT_ISR, MDL_CONTEXT_DPC, MDL_CONTEXT_THREAD, MDL_CONTEXT_WORKER,
    MDL_CONTEXT_BALANCE, MDL_CONTEXT_SOURCE, MDL_CONTEXT_CLOCK,
    MDL_CONTEXT_IPI,          /* runs the routine of a KeIpiGenericCall            */
    MDL_CONTEXT_SERVER,       /* a thread that runs ISRs or DPCs at PASSIVE_LEVEL */
    MDL_CONTEXT_KIND_COUNT
};

enum {                        /* context flags */
    MDL_CONTEXT_FRESH = 1,    /* its routine has not been entered yet                        */
    MDL_CONTEXT_OVERHEAD = 2, /* the running segment is a cost, not its own work             */
    MDL_CONTEXT_TIMER = 4,    /* DPC: the routine of an expired timer, called directly (D16)   */
    MDL_CONTEXT_ENTERED = 8,  /* a worker's callback has been entered                        */
    MDL_CONTEXT_LEFTOVER = 16, /* an each_request ran: what is carried at the return is lost */
    MDL_CONTEXT_SERVING = 64, /* an each_request whose body only runs: no frame is needed     */
    MDL_CONTEXT_COMMON = 128, /* serving in a lane that SERVES (lanes.h)                     */
    MDL_CONTEXT_WAITED = 32   /* the step it stands on has waited: it only completes now    */
};

struct mdl_context {
    uint64_t left_ns;         /* of the running segment, as of since_at                      */
    uint64_t since_at;        /* when it last began to execute                               */
    uint64_t own_ns;          /* executed in this run, without interruptions                 */
    uint64_t entered_at;      /* first step of this run                                      */
    uint32_t step;            /* next step, MDL_NONE: no program                             */
    uint32_t object;          /* line, DPC, timer, instance or thread, by kind               */
    mdl_label_id label;
    mdl_label_id cost_label;  /* while MDL_CONTEXT_OVERHEAD                                  */
    mdl_lock_id spins_for;    /* or MDL_NONE                                                 */
    uint32_t spin_ticket;     /* who spins longest has the lowest                            */
    uint8_t kind, irql, flags;
    uint8_t result;           /* of the last DDI: 1 true, 0 false                            */
    uint8_t returned;         /* 0 nothing said, 1 false, 2 true                             */
    uint8_t frame_count;
    uint16_t entry_irql;
};

struct mdl_frame {            /* one loop that is being executed */
    struct mdl_bag rest;      /* EACH: requests still to come    */
    uint64_t ordinal;         /* EACH: of the cause outside      */
    uint32_t left;            /* iterations still to come        */
    uint32_t iteration;       /* EACH: count outside             */
    uint32_t step;            /* of the loop's head              */
    uint32_t zero;
};

struct mdl_run {              /* the cold part of a context */
    struct mdl_bag carried;
    uint64_t ordinal;         /* of the cause, for draws                     */
    uint32_t iteration;       /* passes through loops since the cause began  */
    uint16_t locks_held;      /* blocking locks                               */
    uint8_t critical, guarded; /* regions entered: APCs are off (I29)         */
    uint32_t status;          /* of the last call that has one: enum mdl_status */
    mdl_instance_id made;     /* + 1: newest object that this run created     */
    mdl_instance_id deleting; /* + 1: object that it disposes of just now     */
    uint32_t nested;          /* + 1: what it interrupts: a record of nested.h */
    uint32_t sent;            /* + 1: the stay or call that it waits for      */
    uint8_t waits_next;       /* T20: 1 + level before a signal that a wait must follow */
    uint8_t reader;           /* 1 + the read whose callback it has called: to be sent again */
    uint8_t last;             /* in a plain lane: it serves its only request, and holds nothing */
    uint8_t zero[1];
    struct mdl_frame frames[MDL_FRAMES + 1]; /* one more: for what a serving loop remembers */
};

/* ---- processors --------------------------------------------------------------------------- */

struct mdl_processor {
    uint64_t pending_levels;  /* bit per IRQL with a pending line                           */
    mdl_context_id armed;     /* whose end of segment is in the calendar, or MDL_NONE       */
    uint32_t depth;           /* interrupt contexts on top of the thread                    */
    mdl_thread_id thread;     /* current, MDL_NONE: idle                                    */
    mdl_thread_id standby;    /* chosen to run next, or MDL_NONE                            */
    uint32_t ready_mask;
    mdl_thread_id ready_head[MDL_LEVELS], ready_tail[MDL_LEVELS];
    mdl_dpc_id dpc_head, dpc_tail;
    mdl_dpc_id threaded_head, threaded_tail; /* D1: the queue of threaded ones          */
    uint32_t flush_mark;      /* of the DPC that runs: who waits for its end (kernel/flush.h) */
    uint32_t threaded_mark;   /* the same of its threaded DPC                            */
    uint32_t dpc_depth, dpc_depth_max, dpc_count, dpc_last_count, dpc_rate, dpc_threshold;
    uint32_t expired_head, expired_tail; /* wheel nodes whose expiry is to be handled       */
    uint64_t dpc_tick;        /* up to which tick D13 has been applied                      */
    uint64_t raised_at;       /* since when at DISPATCH or above; UINT64_MAX: below          */
    uint64_t untaken_tick;    /* the first tick that is pending (D28)                        */
    uint8_t dispatch_requested, quantum_end, clock_pending, ipi_under_way;
    uint8_t told_irql, draining;
    uint8_t ipi_call;         /* KeIpiGenericCall's routine is to run here (kernel/ipi.h) */
    uint8_t rescue_level;     /* T14: where the next scan goes on; 0: at the top             */
    mdl_label_id told_label;
    mdl_thread_id told_thread;
};

/* ---- interrupts and requests ---------------------------------------------------------------- */

struct mdl_stream_state {
    struct mdl_bag waiting;   /* in the device, or before a thread group     */
    struct sim_arrivals_position position;
    uint64_t arrived;         /* numbers given out                            */
    uint64_t oldest_at, newest_at; /* of what waits: for moderation           */
    uint64_t due_at;          /* of the next arrival, UINT64_MAX: none        */
};

enum { MDL_MASKED_BY_DRIVER = 1, MDL_MASKED_UNCONNECTED = 2 };

struct mdl_line_state {
    mdl_processor_id pending_on; /* or MDL_NONE                                */
    mdl_processor_id last_on;
    mdl_processor_id active_on;  /* of a level line: where it was taken, while it is served */
    uint8_t masked;              /* bits: MDL_MASKED_...                       */
    uint8_t asserted;            /* since the ISR last looked                  */
    uint8_t claimed;             /* of a vector: by an ISR of this pass        */
    uint8_t signalled;           /* passive: its thread is to call the ISR     */
    uint64_t said;               /* arrivals at its device and the like so far */
    uint64_t first_edge;         /* the first of those pending, as a cause     */
    uint64_t unclaimed_passes;
    uint64_t unclaimed_at;       /* since when; UINT64_MAX: that storm is reported */
};

struct mdl_dpc_state {
    struct mdl_bag bag;
    uint64_t first_call;         /* of the queued run: its cause                    */
    mdl_processor_id queued_on;  /* or MDL_NONE                                     */
    mdl_dpc_id next, previous;
    mdl_processor_id target;     /* of the next insert (D4); MDL_NONE: the inserting one */
    uint32_t flush_mark;         /* while it is queued: who waits for its run       */
    uint8_t importance;          /* of the next insert (D5)                         */
    uint8_t deleted;             /* WDF: no object any more                         */
    uint8_t zero[2];
};

/* ---- timers --------------------------------------------------------------------------------- */

struct mdl_wheel_node {          /* timers first, then the time-out of each thread */
    uint64_t due_at;
    uint64_t due_tick;           /* 0: not in the wheel                            */
    uint32_t next, previous;
    mdl_processor_id processor;
    uint8_t expired;             /* in an expired list                             */
    uint8_t exact;               /* of high resolution: in the calendar            */
    uint8_t zero[2];
};

struct mdl_timer_state {
    uint64_t expiries;
    uint64_t cause;              /* of the step that set it last, 0: the device has      */
    uint32_t signalled;
    uint32_t waiter_head, waiter_tail;
    uint16_t stoppers;           /* WdfTimerStop calls that wait: it is not started      */
    uint8_t start_ignored;       /* since they began                                     */
    uint8_t deleted;             /* WDF: no object any more                              */
};

/* ---- threads --------------------------------------------------------------------------------- */

enum mdl_thread_phase {
    MDL_THREAD_ABSENT, MDL_THREAD_READY, MDL_THREAD_STANDBY, MDL_THREAD_RUNNING,
    MDL_THREAD_WAITING, MDL_THREAD_ENDED
};

enum mdl_wait_kind {
    MDL_WAITS_NOT, MDL_WAITS_OUTSIDE, MDL_WAITS_DELAY, MDL_WAITS_EVENT, MDL_WAITS_LOCK,
    MDL_WAITS_TIMER, MDL_WAITS_QUEUE, MDL_WAITS_FLUSH, MDL_WAITS_ARRIVAL, MDL_WAITS_BALANCE,
    MDL_WAITS_SERVES, /* a server, for work                                   */
    MDL_WAITS_DPCS,   /* until all queued before have run: object: generation */
    MDL_WAITS_DPC,    /* until no run of it is left: object: dpc              */
    MDL_WAITS_SEND,   /* until the target has finished: object: the stay      */
    MDL_WAITS_TARGET, /* until all that was sent has come back: object: target */
    MDL_WAITS_CALL,   /* until the request is completed: object: the call     */
    MDL_WAITS_DELIVERED,                     /* PnP threads: for what the driver has        */
    MDL_WAITS_ISR,                           /* PnP threads: for the ISR of a line to end   */
    MDL_WAITS_OPERATION, MDL_WAITS_DEVICES,  /* PnP threads: for work; for other devices to go */
    MDL_WAITS_IO_QUEUE, /* until the driver has nothing of it: object: queue    */
    MDL_WAITS_THREAD, MDL_WAITS_SEVERAL, MDL_WAITS_RUNDOWN
};

struct mdl_thread_state {
    uint64_t charged_ns;         /* of the present quantum (T7)                       */
    uint64_t ready_at, idle_since_at;
    uint64_t resume_ns;          /* left of its segment, while a switch is being paid for */
    uint32_t next, previous;     /* in a ready list or the wait list of an object     */
    mdl_processor_id processor;  /* last, or on whose list it is                      */
    mdl_processor_id ideal;
    uint32_t wait_object;
    mdl_pool_id pool;            /* attached to, or MDL_NONE                          */
    mdl_instance_id instance;    /* handed to it, or held                             */
    uint32_t quantum;            /* in thirds of a tick (T6)                          */
    uint64_t processors;
    uint32_t waiter_head, waiter_tail; /* of those that wait for its end              */
    uint8_t phase, wait_kind;
    uint8_t base, priority, decrement;
    uint8_t wake;                /* cost of the next switch-in: enum mdl_wake         */
    uint8_t timed_out;
    uint8_t list;                /* of its pool: counted in current[list]             */
    uint8_t counted;             /* in `current`                                       */
    uint8_t unslept;             /* W12: took its item without sleeping, not blocked since */
    uint8_t dynamic, shared;
    uint8_t lent, own_priority;  /* T15: lent by waiters (0: nothing), and without it */
    uint8_t separation;          /* T10: of a foreground process                      */
    uint8_t satisfied;           /* which of several objects ended its last wait      */
    uint8_t taking;              /* a worker: `wake` when it gets an item             */
    uint8_t zero[7];
};

enum mdl_wake {
    MDL_WAKE_SWITCH, MDL_WAKE_WAIT, MDL_WAKE_WORKER, MDL_WAKE_HOST, MDL_WAKE_COUNT
};

struct mdl_balance_state {       /* by node */
    uint64_t timer_at;           /* end of the present second              */
    uint64_t reap_at;
    uint64_t rescue_at;          /* T14: next scan of ready threads        */
    uint64_t wanted;             /* pools of the node that get a thread now */
    uint32_t signalled;
    uint8_t creating;            /* paying for the first of them           */
    uint8_t passing;             /* woken by the timer                     */
    uint16_t zero;
};

struct mdl_clock_state {
    uint64_t tick;               /* last tick handled                      */
    uint64_t due_tick;           /* in the calendar, 0: none               */
    uint64_t due_at;             /* its instant                            */
    uint64_t wheel_mask[MDL_WHEEL / 64];
    uint32_t wheel[MDL_WHEEL];   /* heads of the buckets                   */
};

#endif
