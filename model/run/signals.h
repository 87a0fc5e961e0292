/*
 * Signals: which routine can set off what, read once from the plan.
 *
 * A routine is a program in one of its roles (the callback of this work item, of that DPC).
 * A target is something that waits to be set off: an event to be set, an item to be queued, a DPC
 * to be inserted, a timer to be started, an interrupt line to be unmasked, rundown protection (a
 * lock) to be released. For each target the
 * places where a step does it. For the judge of deadlocks (stuck.h, knot.h) only.
 */
#ifndef WTSIM_MODEL_RUN_SIGNALS_H
#define WTSIM_MODEL_RUN_SIGNALS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/plan.h"

enum mdl_signals_role {
    MDL_ROLE_THREAD, MDL_ROLE_ITEM, MDL_ROLE_DPC, MDL_ROLE_TIMER, MDL_ROLE_LINE, MDL_ROLE_SOURCE,
    MDL_ROLE_HANDLER, MDL_ROLE_COMPLETION, /* callbacks of I/O queues and of sends */
    MDL_ROLE_COUNT
};

enum mdl_signals_target {
    MDL_TARGET_EVENT, MDL_TARGET_ITEM, MDL_TARGET_DPC, MDL_TARGET_TIMER, MDL_TARGET_LINE,
    MDL_TARGET_RUNDOWN, MDL_TARGET_THREAD,
    MDL_TARGET_CALL,                  /* one for all: requests that are completed */
    MDL_TARGET_COUNT
};

struct mdl_signals_routine {
    uint32_t role;                    /* enum mdl_signals_role              */
    uint32_t id;                      /* of the thread, item, DPC ...       */
    mdl_program_id program;           /* MDL_NONE: none                     */
};

struct mdl_signals_place {
    uint32_t routine;                 /* index of a routine                 */
    uint32_t step;                    /* of the plan                        */
};

struct mdl_signals {
    const struct mdl_plan *plan;
    struct mdl_signals_routine *routines;
    uint32_t routine_count;
    uint32_t role_first[MDL_ROLE_COUNT]; /* routine of (role, id): role_first + id */
    uint32_t target_first[MDL_TARGET_COUNT + 1];
    uint32_t *place_first;            /* by target; one more than there are */
    struct mdl_signals_place *places;
};

void mdl_signals_init(struct mdl_signals *s, const struct mdl_plan *plan);
void mdl_signals_deinit(struct mdl_signals *s);

/* The places that set off target `id` of this kind. */
const struct mdl_signals_place *mdl_signals_of(const struct mdl_signals *s,
                                               enum mdl_signals_target kind, uint32_t id,
                                               uint32_t *ret_count);

#endif
