/*
 * Parameters that the timeline changes: the laws and arrival processes of a machine are its own
 * copies of the plan's, and where a field of the plan changes (fields.def) the machine has the
 * plan itself as a copy. They are no state: what they are follows from how far the timeline is.
 * A scenario whose timeline sets no field has the plan that all machines share.
 */
#ifndef WTSIM_MODEL_MACHINE_CHANGES_H
#define WTSIM_MODEL_MACHINE_CHANGES_H

#include "model/machine/machine.h"

enum mdl_field {
#define SINGLE(id, member, effect) MDL_FIELD_##id,
#define FIELD(id, array, member, effect) MDL_FIELD_##id,
#define SHARE(id, array, member) MDL_FIELD_##id,
#include "model/machine/fields.def"
    MDL_FIELD_COUNT
#undef SINGLE
#undef FIELD
#undef SHARE
};

/* What follows at once when a field has changed; the rest counts when it is looked at next. */
enum mdl_effect {
    MDL_EFFECT_NONE,
    MDL_EFFECT_TICKS,                 /* ticks that were skipped may be needed now          */
    MDL_EFFECT_DPC_DEPTH,             /* every processor begins at the new limit            */
    MDL_EFFECT_DPC_ADJUST,            /* and counts to its adjustment from the new number   */
    MDL_EFFECT_BALANCE,               /* the balance managers have another priority         */
    MDL_EFFECT_ADMIT,                 /* a pool may let more items in                       */
    MDL_EFFECT_WORKERS,               /* threads of a pool are created, or end              */
    MDL_EFFECT_SPEAK,                 /* the device may have something to say now, or later */
    MDL_EFFECT_DPC_OBJECT,            /* of its next insert (D4, D5)                        */
    MDL_EFFECT_PRIORITY,              /* of a thread                                        */
    MDL_EFFECT_QUANTUM,               /* of a thread: it counts from where it is            */
    MDL_EFFECT_PROCESSORS,            /* on which a thread may run                          */
    MDL_EFFECT_SERVE                  /* a target may begin more                            */
};

/* The effect of a field. */
enum mdl_effect mdl_changes_effect(enum mdl_field field);

/* Does the timeline of this plan change the field anywhere? */
bool mdl_changes_has(const struct mdl_plan *plan, enum mdl_field field);

struct mdl_own_plan {
    struct mdl_plan plan;             /* its arrays of fields.def are these: */
#define ARRAY(array, counter, type) type *array;
#include "model/machine/fields.def"
#undef ARRAY
};

/* A plan of a machine's own, if its timeline changes any field, else NULL. */
struct mdl_own_plan *mdl_changes_copy(const struct mdl_plan *plan);
void mdl_changes_forget(struct mdl_own_plan *own); /* fine on NULL */

/* What differs between two plans of the same scenario, `to` with parameters set: calls give for
   each field or law, in a fixed order. */
typedef void mdl_changes_give(void *self, const struct mdl_change *change);
void mdl_changes_compare(const struct mdl_plan *from, const struct mdl_plan *to,
                         mdl_changes_give *give, void *self);

/* Back to what the plan says, and then what the timeline has changed so far. */
void mdl_changes_restore(struct mdl_machine *m);

/* From this instant on: a law, a field, or an arrival process, whose phase begins here. */
void mdl_changes_apply(struct mdl_machine *m, const struct mdl_change *change, sim_instant at);

/* What the machine keeps of the plan's costs and limits beside the plan: as the plan says now. */
void mdl_changes_look_up_costs(struct mdl_machine *m);
void mdl_changes_look_up_pools(struct mdl_machine *m);

#endif
