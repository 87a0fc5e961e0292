/*
 * Ids and names: everything the model speaks of is a number, and what has a name has an object.
 *
 * Ids index the arrays of the plan (plan.h); MDL_NONE stands for "none". Every thing that a
 * report can name has an entry in `objects`; every thing that can occupy a processor or hold a
 * worker has one in `labels`.
 */
#ifndef WTSIM_MODEL_MACHINE_IDS_H
#define WTSIM_MODEL_MACHINE_IDS_H

#include <stdint.h>

#define MDL_NONE UINT32_MAX
#define MDL_PROCESSORS_MAX 64u  /* one processor group (I19) */

typedef uint32_t mdl_object_id;
typedef uint32_t mdl_label_id;
typedef uint32_t mdl_program_id;
typedef uint32_t mdl_processor_id;
typedef uint32_t mdl_line_id;
typedef uint32_t mdl_stream_id;
typedef uint32_t mdl_dpc_id;
typedef uint32_t mdl_timer_id;
typedef uint32_t mdl_item_id;     /* a declared work item                  */
typedef uint32_t mdl_instance_id; /* one of its `instances` objects        */
typedef uint32_t mdl_thread_id;   /* declared threads first, then workers  */
typedef uint32_t mdl_lock_id;
typedef uint32_t mdl_event_id;
typedef uint32_t mdl_variable_id;
typedef uint32_t mdl_pool_id;
typedef uint32_t mdl_device_id;
typedef uint32_t mdl_queue_id;    /* lists of drivers and I/O queues      */
typedef uint32_t mdl_target_id;
typedef uint32_t mdl_draw_id;
typedef uint32_t mdl_place_id;

/* ---- names and places ------------------------------------------------------------------- */

#define MDL_OBJECT_KINDS(X)                                                                     \
    X(MACHINE, "machine") X(PROCESSOR, "processor") X(POOL, "pool") X(INTERRUPT, "interrupt")    \
    X(ISR, "ISR") X(DPC, "DPC") X(TIMER, "timer") X(WORK_ITEM, "work item") X(THREAD, "thread")  \
    X(STREAM, "stream") X(SOURCE, "source") X(LOCK, "lock") X(EVENT, "event")                    \
    X(CALLBACK, "callback") X(VARIABLE, "variable") X(DEVICE, "device") X(QUEUE, "queue")      \
    X(TARGET, "target") X(PNP, "PnP thread")

enum mdl_object_kind {
#define X(id, name) MDL_OBJECT_##id,
    MDL_OBJECT_KINDS(X)
#undef X
    MDL_OBJECT_KIND_COUNT
};

struct mdl_object {
    const char *path;         /* 'nic.refill', 'processor.0', 'pool.delayed' */
    uint64_t digest;          /* sim_digest_text(path), for the history      */
    enum mdl_object_kind kind;
};

/* Who can occupy a processor or hold a worker: the culprits of the ledger. */
enum mdl_label_kind {
    MDL_LABEL_KIND_IDLE, MDL_LABEL_KIND_OVERHEAD, MDL_LABEL_KIND_ISR, MDL_LABEL_KIND_DPC,
    MDL_LABEL_KIND_ITEM, MDL_LABEL_KIND_THREAD, MDL_LABEL_KIND_SYSTEM,
    MDL_LABEL_KIND_PLACE      /* nothing executes there: requests wait */
};

enum {                        /* labels that every plan begins with */
    MDL_LABEL_IDLE, MDL_LABEL_INTERRUPT_COST, MDL_LABEL_DPC_COST, MDL_LABEL_SWITCH_COST,
    MDL_LABEL_WAKE_COST, MDL_LABEL_WORKER_COST, MDL_LABEL_IPI_COST, MDL_LABEL_CLOCK_COST,
    MDL_LABEL_WORKER,         /* a worker between items  */
    MDL_LABEL_BALANCE,        /* the balance manager     */
    MDL_LABEL_FIRST           /* callbacks from here on  */
};

struct mdl_label {
    const char *name;         /* 'indexer.ScanWorkItem': driver and callback */
    mdl_object_id object;     /* the object that runs it: 'indexer.scan'     */
    enum mdl_label_kind kind;
};

struct mdl_place {            /* where a step was written, for findings      */
    uint32_t line, column;    /* 1-based; 0: nowhere (made by the compiler)  */
    const char *file;
    const char *text;         /* the step as written: 'WdfWorkItemEnqueue: refill' */
};

#endif
