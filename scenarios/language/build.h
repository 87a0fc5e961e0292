/*
 * What is known while a scenario is read: the plan as it grows, and what it is made from.
 *
 * One struct for all readers of this room. Everything lives in the scenario's arena; vectors grow
 * by doubling, so elements are referred to by id, never by a pointer that is kept.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_BUILD_H
#define WTSIM_SCENARIOS_LANGUAGE_BUILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/machine/plan.h"
#include "model/rules/irql.h"
#include "model/rules/windows.h"
#include "scenarios/language/scenario.h"
#include "scenarios/language/values.h"
#include "sim/base/intern.h"

struct scn_vector {
    void *items;
    uint32_t count, capacity;
    size_t size;                      /* of an element */
};

#define SCN_AT(type, vector, index) (&((type *)(vector).items)[index])

/* Something of a driver that a step can name. */
struct scn_symbol {
    const char *path;                 /* 'nic.rx'                         */
    enum mdl_object_kind kind;
    uint32_t id;                      /* line, dpc, item ... by kind      */
    struct scn_range at;              /* of its name                      */
    bool used;                        /* some step names it, or it acts by itself */
};

enum scn_framework {
    SCN_FRAMEWORK_KMDF, SCN_FRAMEWORK_UMDF, SCN_FRAMEWORK_WDM, SCN_FRAMEWORK_NDIS,
    SCN_FRAMEWORK_STORPORT
};

/*
 * A driver as one of its devices sees it: an entry for the driver itself and what it shares, and,
 * where it has several devices, one for each of them.
 */
struct scn_driver {
    const char *name;                 /* '' for the threads of applications */
    const char *prefix;               /* of its objects: 'nic', 'disk.disk0' */
    mdl_device_id device;             /* MDL_NONE: of the whole driver       */
    bool tries_unused;                /* callbacks that nothing names are tried here */
    struct scn_range at;              /* of its name                         */
    const struct scn_node *node;
    const struct scn_node *callbacks; /* map, or NULL */
    const struct scn_node *pnp;       /* map, or NULL */
    enum scn_framework framework;
    uint32_t major, minor;            /* of KMDF or UMDF */
    uint8_t boost;                    /* T12: of whoever waits for its requests */
    bool device_scope;                /* synchronization_scope: device */
    uint32_t dispose_item;            /* its dispose worker's item + 1 (W97), 0: none */
    uint32_t host_item;               /* UMDF: HOST_DONE's item + 1, 0: none          */
    bool passive_level;               /* execution_level: passive      */
    mdl_lock_id callback_lock;        /* of the framework (serialization.h), MDL_NONE: not made */
};

/* What the timeline may change while the scenario runs, and where it was written. */
struct scn_changeable {
    const struct scn_node *node;
    enum mdl_change_kind kind;
    uint32_t id;                      /* draw or stream */
};

/* What it does change: one value of one happening. */
struct scn_setting {
    const struct scn_node *path, *value;
};

/* Calls that fail by chance. */
struct scn_fault {
    struct mdl_fault of;
    const char *driver;               /* whose calls, or NULL: everybody's */
    uint16_t ddi;                     /* MDL_DDI_NONE: all sends to it     */
    const char *target;               /* its path, NULL: any               */
    uint32_t target_kind, target_id;
    bool used;
    struct scn_range at;
};

/* Who runs a step list: decides its level, its prologue and its default cost. */
enum scn_caller {
    SCN_CALLER_ISR, SCN_CALLER_DPC, SCN_CALLER_ITEM, SCN_CALLER_THREAD, SCN_CALLER_SOURCE,
    SCN_CALLER_PNP,
    SCN_CALLER_CALLBACK,              /* of a framework, in whatever context comes along */
    SCN_CALLER_COUNT
};

/* A step list to compile; the k-th routine becomes the k-th program. */
struct scn_routine {
    uint32_t driver;
    enum scn_caller caller;
    uint8_t irql;                     /* at which it is entered               */
    mdl_item_id item;                 /* of an item, else MDL_NONE            */
    const char *path;                 /* of the object that runs it           */
    const char *callback;             /* 'EvtRefill', or 'rx.isr' when inline */
    mdl_label_id label;
    const struct scn_node *steps;     /* list, or NULL: nothing               */
    bool is_made;                     /* of one step that the compiler makes: the framework's */
    uint8_t made;                     /* its kind, and its object                      */
    uint32_t made_object;
    uint32_t reflects;                /* the ISR or DPC of a UMDF line (reflector.h): line + 1 */
    bool disposes;                    /* the framework's own work item (W97)  */
    bool trial;                       /* compiled for its mistakes only       */
    bool is_wrong;                    /* its steps have mistakes: not walked  */
    struct scn_range at;              /* where the callback is named          */
};

/* What a work item needs before its pool is known. */
struct scn_item_needs {
    const struct mdl_windows_queue *queue;
    int custom_priority;              /* 0..31, or -1 */
    bool no_such_queue;               /* its type does not exist on this Windows (W8) */
    bool by_wdf, by_io, by_ex;        /* whose calls name it */
    bool created;                     /* some step creates it: dynamic */
    bool deleted;                     /* some step deletes it */
    const char *instances_path;       /* NULL: nobody may write how many there are  */
    const struct scn_node *place;     /* where that would stand; NULL: it is written */
    bool of_interrupt;                /* the ISR of a UMDF driver (W118) */
    bool ndis, storport;              /* Critical (W58); a parameter (W60) */
    uint32_t driver;
    const struct scn_node *cleanup, *destroy; /* its callbacks, or NULL */
    const struct scn_node *parent;    /* beside its device (W79), or NULL */
    struct scn_range at;
};

/* What an interrupt needs before its lock is known. */
struct scn_line_needs {
    uint32_t driver;
    const struct scn_node *lock;      /* name of a lock, or NULL */
    bool passive;
    uint32_t user_isr, user_lock;     /* of UMDF: item + 1, lock + 1 (reflector.h) */
    const struct scn_node *user_name; /* of UMDF: name of that lock, or NULL       */
};

struct scn_pool_counts {              /* legacy and win8, by queue type */
    uint32_t threads[MDL_WINDOWS_QUEUE_COUNT], additional[MDL_WINDOWS_QUEUE_COUNT];
    const char *origin[MDL_WINDOWS_QUEUE_COUNT]; /* of threads: NULL when it is not written */
};

struct scn_build {
    struct sim_arena *arena;
    struct scn_diags *diags;
    struct scn_values values;
    uint64_t data_digest;             /* of the data files, as they were read */
    const struct scn_node *root;
    uint32_t file_count;              /* sources below are files, the others overrides */
    struct scn_scenario *scenario;    /* to fill */

    const struct mdl_windows *windows;
    const struct mdl_irql *irql;
    struct mdl_profile profile;
    uint8_t separation;               /* of the foreground (T6, T10)      */
    uint8_t foreground_units;         /* its quantum, in thirds of a tick */
    bool no_costs;                    /* machine: {costs: none} */
    uint64_t isr_body_ns, dpc_body_ns, system_call_ns;
    bool system_call_assumed;
    bool threaded_dpcs;               /* machine: {threaded_dpcs: true} */

    /* what pools will be made of */
    struct scn_pool_counts counts;
    uint32_t maximum_concurrency, dynamic_max, queue_max, min_threads, max_threads;
    uint64_t idle_exit_ns, worker_timeout_ns;
    bool self_insert_defers, separate_io_pool, concurrency_global;
    uint32_t host_max_threads;        /* of a UMDF host process (W117) */
    const struct mdl_windows_queue *storport_queue;

    bool replications_written;
    const struct scn_node *stopping, *max_written; /* run.until or run.precision, run.max */
    struct sim_intern kinds;          /* of requests               */
    struct sim_intern symbol_paths;   /* number = index in symbols */
    struct sim_intern object_paths;   /* number = object id        */
    struct sim_intern callbacks_used; /* 'driver.callback'         */
    struct sim_intern completion_names; /* number = index in completions */

    struct scn_vector drivers, symbols, routines, item_needs, line_needs;
    bool trying;                      /* a program is compiled that nothing will run */
    bool is_variant;                  /* the scenario as its timeline has made it (variants.h) */
    struct scn_vector objects, labels, places, place_ranges, programs, steps, conditions, choices,
        draws, streams, lines, sources, dpcs, timers, items, threads, locks, events, waitables,
        variables, queues, handlers, targets, completions, pools, phases, devices, happenings,
        assumptions, parameters, expectations;
    struct scn_vector faults, fills;
    struct scn_vector changes, settings, changeables;
    uint32_t instance_count;
    mdl_lock_id ipi_lock;             /* + 1: of KeIpiGenericCall, 0: nobody calls it   */
    mdl_thread_id dpc_thread;         /* of processor 0, for threaded DPCs, or MDL_NONE */
};

void scn_build_init(struct scn_build *b, struct sim_arena *arena, struct scn_diags *diags,
                    const struct scn_node *root, struct scn_scenario *scenario);

/* A new zeroed element at the end. */
void *scn_build_push(struct scn_build *b, struct scn_vector *v);

/* The object of this path, made if there is none yet (the first kind stays). */
mdl_object_id scn_build_object(struct scn_build *b, const char *path, enum mdl_object_kind kind);

mdl_label_id scn_build_label(struct scn_build *b, const char *name, mdl_object_id object,
                             enum mdl_label_kind kind);

/* Declares a name of a driver; a second one of the same path is a diagnostic. Returns its index
   (of the first one then). */
uint32_t scn_build_symbol(struct scn_build *b, const char *path, enum mdl_object_kind kind,
                          uint32_t id, struct scn_range at);

/* One row of the canonical form. */
void scn_build_parameter(struct scn_build *b, const char *path, const char *value,
                         const char *origin);

/* 'file' or 'override', by the source of a node. */
const char *scn_build_origin(const struct scn_build *b, const struct scn_node *node);

/* The value at a node can be changed by the timeline. */
void scn_build_changeable(struct scn_build *b, const struct scn_node *node,
                          enum mdl_change_kind kind, uint32_t id);

void scn_build_assume(struct scn_build *b, const char *rule, const char *parameter,
                      const char *value, const char *confidence, mdl_label_id label);

/* A quantity left to chance or a constant. */
mdl_draw_id scn_build_draw(struct scn_build *b, const struct sim_law *law, const char *path,
                           const char *purpose, bool assumed);

/* A constant law. */
struct sim_law scn_build_constant(uint64_t value);

/* The vectors as the arrays of the plan. */
void scn_build_plan(struct scn_build *b, struct mdl_plan *plan);

#endif
