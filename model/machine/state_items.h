/*
 * The state of work items and of the pools that run them; see state.h.
 */
#ifndef WTSIM_MODEL_MACHINE_STATE_ITEMS_H
#define WTSIM_MODEL_MACHINE_STATE_ITEMS_H

#include <stdint.h>

#include "model/machine/bag.h"
#include "model/machine/ids.h"

#define MDL_LEVELS 32u        /* IRQLs, and thread priorities */

/* processor * MDL_NEST + depth, then threads, then sources */
typedef uint32_t mdl_context_id;

enum mdl_life {                  /* of a work item object */
    MDL_LIFE_LIVING,
    MDL_LIFE_DEFERRED,           /* WdfObjectDelete above PASSIVE: on its driver's dispose list */
    MDL_LIFE_RUNDOWN,            /* being disposed of: no more enqueues (W81)      */
    MDL_LIFE_CLEANED,            /* its own reference is gone; runs still hold it  */
    MDL_LIFE_FREED,              /* WDM: freed while its routine runs              */
    MDL_LIFE_ABSENT              /* no object: the slot may be used                */
};

struct mdl_item_state {
    uint32_t free_hint;          /* an instance, or past the last; none below is free */
    uint32_t living;             /* objects that exist, if it is dynamic           */
    mdl_instance_id youngest;    /* of them, + 1; linked by older and younger      */
    mdl_instance_id vacant;      /* slots that have been used, + 1; linked by next */
    uint32_t slots_used;
    mdl_instance_id dispose_head, dispose_tail; /* + 1: of a dispose worker (W97)   */
    uint32_t disposing;          /* it has taken one off its list                  */
    uint32_t finished_head, finished_tail; /* calls + 1: of HOST_DONE, to be called back */
};

struct mdl_instance_state {      /* W81, W65 */
    struct mdl_bag bag;
    uint64_t first_call;         /* of the queued run: its cause                   */
    mdl_instance_id next;        /* in its pool's list                             */
    mdl_thread_id owner;         /* W81: one slot                                  */
    uint32_t running;
    uint8_t queued, life;        /* enum mdl_life                                  */
    uint8_t done_clear, list;
    mdl_thread_id flush_head;    /* threads that wait for `done`                   */
    mdl_item_id item;            /* whose instance it is                           */
};

struct mdl_life_state {          /* the cold part of an instance; all + 1, 0: none */
    mdl_instance_id older, younger; /* living ones of the same item, if it is dynamic */
    mdl_instance_id made_next;   /* of those that one run created                  */
    mdl_context_id maker;        /* that run's context                             */
    mdl_instance_id made_previous;
    mdl_instance_id outer;       /* what its disposer disposes of beside it, or next */
    uint64_t called_at;          /* the delete call that has not returned          */
    uint32_t references;         /* WdfObjectReference, not given back             */
    uint32_t zero;
};

struct mdl_pool_state {          /* a KQUEUE (or KPRIQUEUE) and its threads */
    mdl_instance_id head[MDL_LEVELS], tail[MDL_LEVELS];
    uint32_t list_depth[MDL_LEVELS];
    uint32_t current[MDL_LEVELS];
    uint32_t list_mask;
    uint32_t depth, current_total;
    mdl_thread_id waiter_head;   /* last in, first out */
    uint32_t waiter_count;
    uint32_t thread_count, dynamic_count, busy_count;
    uint64_t processed, processed_last;
    uint64_t queued_total, queued_last;
    uint64_t stalled_at;         /* W55: last pass that saw no stall at the maximum */
    uint32_t depth_last;
    uint8_t try_failed, rescued;
    uint8_t stopped;             /* W32: so said the last pass */
    uint8_t zero[1];
};

#endif
