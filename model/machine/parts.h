/*
 * The parts of a machine as the scenario declares them: what interrupts, what is queued, what runs.
 */
#ifndef WTSIM_MODEL_MACHINE_PARTS_H
#define WTSIM_MODEL_MACHINE_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/ids.h"
#include "sim/engine/instant.h"
#include "sim/random/arrivals.h"

enum mdl_trigger { MDL_TRIGGER_LEVEL, MDL_TRIGGER_LATCHED, MDL_TRIGGER_MESSAGE };

/* Requests come from streams: of interrupts, sources, threads, timers (one each) and queues. */
enum mdl_stream_kind {
    MDL_STREAM_LINE, MDL_STREAM_SOURCE, MDL_STREAM_THREAD,
    MDL_STREAM_TARGET,                /* answers to those who ask it             */
    MDL_STREAM_TIMER,                 /* from here on: no arrivals of their own  */
    MDL_STREAM_STEPS                  /* begun by steps: a queue's or a target's */
};

struct mdl_stream {
    mdl_object_id object;             /* the origin of its requests: 'nic.rx', 'nic.rx.bulk'  */
    enum mdl_stream_kind kind;
    uint32_t owner;                   /* line, source, thread group, timer, queue             */
    uint32_t request_kind;            /* number of its kind name, for `kind == k`             */
    struct sim_arrivals arrivals;
    const char *path;                 /* of the random stream; purpose 'arrivals'             */
    uint32_t capacity;                /* waiting at most; 0: no limit                         */
    uint32_t moderation_count;        /* 0: none                                              */
    sim_duration moderation_after_ns, moderation_idle_ns; /* 0: none                          */
};

struct mdl_line {
    mdl_object_id object;             /* 'nic.rx'     */
    mdl_object_id isr_object;         /* 'nic.rx.isr' */
    mdl_label_id isr_label;
    mdl_program_id isr;
    mdl_dpc_id dpc;                   /* or MDL_NONE                                           */
    mdl_item_id item;                 /* or MDL_NONE                                           */
    uint8_t irql;
    uint8_t synchronize_irql;         /* level of its ISRs: the highest of the interrupt's lines */
    uint8_t trigger;                  /* enum mdl_trigger                                      */
    uint8_t affinity_strategy;        /* 0 fixed, 1 round_robin, 2 least_irql, 3 directed */
    uint64_t processors;              /* mask                                                  */
    uint32_t vector;                  /* lines with equal vector share it; MDL_NONE: its own   */
    mdl_line_id chain_next;           /* next line of the same vector in file order            */
    mdl_line_id chain_first;
    mdl_lock_id lock;                 /* around its ISR; MDL_NONE: nobody could contend (I12) */
    mdl_thread_id thread;             /* calls its ISR at PASSIVE_LEVEL (I22), or MDL_NONE */
    uint32_t guideline_ns;            /* of its ISR, if it is another than that of I31; 0: not */
    bool keeps_requests;              /* some callback takes them by `from:`                   */
    uint32_t stream_first, stream_count;
    uint32_t target_first;            /* target + 1 that asserts it as well; 0: none */
};

struct mdl_source {
    mdl_object_id object;
    mdl_label_id label;
    mdl_program_id program;
    mdl_stream_id stream;
};

enum mdl_importance {
    MDL_IMPORTANCE_LOW, MDL_IMPORTANCE_MEDIUM, MDL_IMPORTANCE_MEDIUM_HIGH, MDL_IMPORTANCE_HIGH
};
enum mdl_carries { MDL_CARRIES_ALL, MDL_CARRIES_FIRST, MDL_CARRIES_LAST };

struct mdl_dpc {
    mdl_object_id object;
    mdl_label_id label;
    mdl_program_id program;
    uint8_t importance;               /* enum mdl_importance */
    uint8_t carries;                  /* enum mdl_carries    */
    bool threaded;
    mdl_processor_id processor;       /* MDL_NONE: the inserting one */
    mdl_line_id line;                 /* whose DPC it is, or MDL_NONE */
    mdl_lock_id lock;                 /* framework callback lock, or MDL_NONE */
};

struct mdl_timer {
    mdl_object_id object;
    mdl_label_id label;
    mdl_program_id program;           /* MDL_NONE: only signals */
    mdl_stream_id stream;             /* each expiry is a request */
    sim_duration due_ns, period_ns;   /* period 0: one shot       */
    bool starts;                      /* with the device          */
    bool high_resolution;             /* not bound to ticks (D17) */
    mdl_lock_id lock;                 /* framework callback lock, or MDL_NONE */
    mdl_item_id item;                 /* that runs its callback at PASSIVE_LEVEL, or MDL_NONE */
};

enum mdl_item_family { MDL_ITEM_WDF, MDL_ITEM_IO, MDL_ITEM_EX };

struct mdl_item {
    mdl_object_id object;
    mdl_label_id label;
    mdl_program_id program;
    mdl_instance_id instance_first;
    uint32_t instance_count;
    mdl_pool_id pool;                 /* where it is queued; of several nodes: on node 0 */
    uint8_t priority;                 /* of its worker (W4); list of a prioritised pool */
    uint8_t family;                   /* enum mdl_item_family      */
    uint8_t carries;
    bool coalesces;                   /* KMDF 1.7 and later (W86)  */
    bool dynamic;                     /* exists from a create step on; instances are slots */
    bool deleted;                     /* some step deletes it      */
    bool serialised;                  /* AutomaticSerialization    */
    bool wrong_level;                 /* ... and its parent's level does not allow it (W80) */
    bool com;                         /* UMDF 1: not deleted in its own callback (W116) */
    bool destroys;                    /* it has a destroy callback */
    mdl_item_id disposer;             /* the framework's own item for deferred disposal, MDL_NONE */
    mdl_lock_id lock;                 /* serialisation lock (W80), or MDL_NONE */
};

struct mdl_thread {                   /* one declared thread; `count: n` makes n entries */
    mdl_object_id object;
    mdl_label_id label;
    mdl_program_id program;
    mdl_stream_id stream;             /* runs once per arrival, or MDL_NONE: once */
    uint32_t group_first, group_count;/* the threads that share the stream        */
    uint8_t priority;
    uint8_t process_base;             /* base priority of its process (T1)    */
    uint8_t separation;               /* of a foreground process (T10), or 0  */
    uint8_t quantum;                  /* in thirds of a tick (T6); 0: of system threads */
    bool dynamic;                     /* exists from a create step on         */
    bool application;                 /* its steps are calls from user mode; else a driver's own  */
    uint64_t processors;              /* mask */
    mdl_device_id pnp;                /* + 1: its operations run in this thread; 0: any other */
    uint8_t serves;                   /* enum mdl_serves                                      */
    uint32_t served;                  /* line, or processor                                   */
};

enum mdl_serves { MDL_SERVES_NOBODY, MDL_SERVES_LINE, MDL_SERVES_DPCS };

enum mdl_lock_kind {
    MDL_LOCK_SPIN, MDL_LOCK_QUEUED_SPIN, MDL_LOCK_RW_SPIN, MDL_LOCK_WAIT, MDL_LOCK_FAST_MUTEX,
    MDL_LOCK_GUARDED_MUTEX, MDL_LOCK_MUTEX, MDL_LOCK_PUSH, MDL_LOCK_RESOURCE, MDL_LOCK_RUNDOWN,
    MDL_LOCK_KIND_COUNT
};

struct mdl_lock {
    mdl_object_id object;
    uint8_t kind;                     /* enum mdl_lock_kind */
    uint8_t synchronize_irql;         /* of the interrupts whose lock it is (I17, I25), or 0 */
    bool framework;                   /* held around callbacks, not by a step of theirs */
};

enum mdl_event_kind { MDL_EVENT_SYNCHRONIZATION, MDL_EVENT_NOTIFICATION, MDL_EVENT_SEMAPHORE };

struct mdl_event {
    mdl_object_id object;
    uint8_t kind;                     /* enum mdl_event_kind */
    uint32_t initial;                 /* signalled, or the semaphore's count */
    uint32_t limit;                   /* of a semaphore: its highest count   */
};

struct mdl_variable {
    mdl_object_id object;
    int64_t initial;
};

/* Its objects stand together in each array of the plan. */
struct mdl_device {                   /* 'nic', 'disk.disk0': a driver has at least one           */
    mdl_object_id object;
    mdl_object_id pnp;                /* 'nic.pnp', or MDL_NONE: no thread                        */
    mdl_thread_id thread;             /* in which its operations run, or MDL_NONE: there are none */
    mdl_device_id driver_first;       /* the devices of its driver                                */
    uint32_t driver_count;
    bool is_framework;                /* WDF: its objects are deleted with it (W101)              */
    bool is_kmdf;                     /* WDF in the kernel: its watchdog stops Windows (W177)     */
    bool starts_absent;               /* its first operation starts it                            */
    uint32_t operation_first;         /* happening, or MDL_NONE                                   */
    uint32_t driver_item_first, driver_item_count, driver_dpc_first, driver_dpc_count,
        driver_timer_first, driver_timer_count; /* of all its driver's, what is shared included */
    uint32_t line_first, line_count, stream_first, stream_count, dpc_first, dpc_count,
        timer_first, timer_count, item_first, item_count, queue_first, queue_count, lock_first,
        lock_count, target_first, target_count;
};

/* What the timeline does. */
enum mdl_happening_kind {
    MDL_HAPPENING_ASSERT,             /* object: line                                             */
    MDL_HAPPENING_SET,                /* object: first change, number: how many                   */
    MDL_HAPPENING_OPERATION           /* object: device; number: enum mdl_operation; power: 0-3 */
};

enum mdl_change_kind {
    MDL_CHANGE_LAW, MDL_CHANGE_ARRIVALS, MDL_CHANGE_VARIABLE, MDL_CHANGE_FIELD, MDL_CHANGE_SHARE
};

struct mdl_change {                   /* what the timeline sets                 */
    uint32_t kind;                    /* enum mdl_change_kind                   */
    uint32_t field;                   /* FIELD, SHARE: enum mdl_field           */
    uint32_t object;                  /* draw, stream, variable, or by field    */
    struct sim_law law;
    struct sim_arrivals arrivals;
    int64_t value;
    double share;
};

struct mdl_fault {                    /* MDL_STEP_FAULT: the call behind it fails */
    double share;                     /* of the calls                             */
    sim_instant from_at, until_at;
    uint32_t status;                  /* enum mdl_status                          */
};

struct mdl_happening {                /* by at, then as written */
    sim_instant at;
    uint32_t object, number;
    uint8_t kind, power;
    uint32_t next;                    /* operation of the same device, MDL_NONE: the last */
};

#endif
