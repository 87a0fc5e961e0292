/*
 * A scene: the machine at one instant, as somebody who watches it wants to see it.
 *
 * Who executes on each processor and who is interrupted below, what waits in which queue, what
 * each worker holds. It is read from the state and changes nothing. mdl_scene_compare marks what
 * is not as it was in an earlier scene.
 */
#ifndef WTSIM_MODEL_RUN_SCENE_H
#define WTSIM_MODEL_RUN_SCENE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/ids.h"
#include "sim/base/arena.h"
#include "sim/engine/instant.h"

struct mdl_machine;
struct mdl_plan;

enum { MDL_SCENE_NAMED = 64 };        /* of a queue, so many are named; all are counted */

struct mdl_scene_frame {              /* a routine on a processor */
    uint8_t kind;                     /* enum mdl_context_kind                        */
    uint8_t irql;
    bool executes;                    /* else it is interrupted, or waits for a lock spinning   */
    bool spins;                       /* executes, but only asks for a lock           */
    bool overhead;                    /* what executes is a cost on its way           */
    bool entered;                     /* its first instruction was reached            */
    bool timer;                       /* a timer's own callback, called by the drain  */
    bool changed;
    mdl_label_id label, cost;         /* cost: what is paid while `overhead`          */
    uint32_t object;                  /* line, DPC, timer or thread, by kind; MDL_NONE */
    mdl_instance_id instance;         /* a worker's item, or MDL_NONE                 */
    sim_duration done_ns;             /* of this run, without interruptions           */
};

struct mdl_scene_list {               /* ids, in order */
    uint32_t *ids;
    bool *changed;                    /* beside ids: was not here before              */
    uint32_t count;                   /* all of them; at most MDL_SCENE_NAMED have an id here */
    bool differs;
};

struct mdl_scene_processor {
    uint8_t irql;
    bool changed;
    struct mdl_scene_frame *frames;   uint32_t frame_count; /* lowest first; none: it idles */
    struct mdl_scene_list dpcs;       /* queued                                       */
    struct mdl_scene_list threaded;   /* the same of threaded ones (D19)              */
    struct mdl_scene_list ready;      /* threads: standing by, then by priority       */
    struct mdl_scene_list pending;    /* lines that wait for the level to drop        */
};

struct mdl_scene_worker {
    mdl_thread_id thread;
    mdl_instance_id instance;         /* MDL_NONE: nothing                            */
    uint8_t phase;                    /* enum mdl_thread_phase                        */
    bool idle;                        /* waits for its queue                          */
    bool entered;                     /* the callback of its item                     */
    uint8_t wait_kind;                /* enum mdl_wait_kind                           */
    mdl_object_id waits_for;          /* event, timer or lock, or MDL_NONE            */
    bool changed;
};

struct mdl_scene_pool {
    mdl_pool_id pool;
    uint32_t current, maximum, threads, threads_max, busy;
    struct mdl_scene_list queued;     /* instances                                    */
    struct mdl_scene_worker *workers; uint32_t worker_count; /* not the idle ones     */
    struct mdl_scene_list idle;       /* threads, who is taken first before the others */
    bool changed;
};

struct mdl_scene {
    sim_instant at;
    uint32_t bug_check;               /* 0: none */
    bool stuck;                       /* steps never let time advance */
    struct mdl_scene_processor *processors; uint32_t processor_count;
    struct mdl_scene_pool *pools;     uint32_t pool_count; /* those that anything can come into */
    struct sim_arena arena;
};

/* What is to be seen at `at` (not before the last event). Everything belongs to it. */
void mdl_scene_init(struct mdl_scene *scene, const struct mdl_machine *m, sim_instant at);
void mdl_scene_deinit(struct mdl_scene *scene); /* fine on a zeroed one */

/* Marks what differs from `before`, a scene of the same machine. */
void mdl_scene_compare(struct mdl_scene *scene, const struct mdl_scene *before);

/* The frame that executes, NULL when the processor idles. */
const struct mdl_scene_frame *mdl_scene_top(const struct mdl_scene_processor *p);

#endif
