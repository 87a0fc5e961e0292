/*
 * Conditions: what somebody who steps wants to see next, as he types it.
 *
 *     nic.refill starts            an object and what happens to it: asserted, queued, starts, ends
 *     indexer.scan #3 ends         of several objects under one name the third
 *     isr nic.rx, dpc nic.rx       its ISR, its DPC begins
 *     p1 irql >= DISPATCH          the IRQL of processor 1 gets there (also > <= < = and numbers)
 *     starved, deadlock            an item is overdue; nobody of a set can proceed any more
 *     worst:nic.refill             its longest wait begins
 *     2.5s                         an instant
 *
 * Behind them may stand 'on pN', 'after TIME' and 'in replication N', in any order.
 */
#ifndef WTSIM_MODEL_RUN_CONDITION_H
#define WTSIM_MODEL_RUN_CONDITION_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/plan.h"
#include "sim/base/arena.h"

struct mdl_tape_row;

enum mdl_condition_goal_kind {
    MDL_CONDITION_TIME, MDL_CONDITION_EVENT, MDL_CONDITION_IRQL, MDL_CONDITION_STARVED,
    MDL_CONDITION_DEADLOCK, MDL_CONDITION_WORST
};

enum mdl_condition_event {
    MDL_CONDITION_ASSERTED, MDL_CONDITION_QUEUED, MDL_CONDITION_STARTS, MDL_CONDITION_ENDS,
    MDL_CONDITION_ISR, MDL_CONDITION_DPC
};

enum mdl_condition_relation {
    MDL_CONDITION_AT_LEAST, MDL_CONDITION_ABOVE, MDL_CONDITION_AT_MOST, MDL_CONDITION_BELOW,
    MDL_CONDITION_EQUAL
};

struct mdl_condition_goal {
    uint8_t kind, event, relation;    /* the enums above                               */
    uint8_t level;                    /* IRQL                                          */
    mdl_object_id object;             /* EVENT, WORST                                  */
    mdl_instance_id instance;         /* EVENT: this one of an item, or MDL_NONE       */
    mdl_processor_id processor;       /* IRQL; EVENT: only there; MDL_NONE: anywhere   */
    sim_instant at;                   /* TIME                                          */
    sim_instant after_at;             /* what happens up to here does not count; 0: all does,
                                         but the beginning                            */
    uint32_t replication;             /* MDL_NONE: the present one                     */
};

/* False: *ret_mistake is a sentence that says what is wrong and what would be right. */
bool mdl_condition_read(struct sim_arena *arena, const struct mdl_plan *plan, const char *text,
                        struct mdl_condition_goal *ret_goal, const char **ret_mistake);

/* '2.5ms', '2.001 706 534 s': exact. False: no time. */
bool mdl_condition_time(const char *text, sim_instant *ret_at);

/* An object by its path or by what only its path ends with; else MDL_NONE and a sentence. */
mdl_object_id mdl_condition_object(struct sim_arena *arena, const struct mdl_plan *plan,
                                   const char *name, const char **ret_mistake);

/* Does this row meet an EVENT? */
bool mdl_condition_meets(const struct mdl_condition_goal *goal, const struct mdl_plan *plan,
                         const struct mdl_tape_row *row);

/* Is the level of an IRQL condition as it wants it? */
bool mdl_condition_holds(const struct mdl_condition_goal *goal, unsigned irql);

#endif
