/*
 * Routines: step lists with an owner. Declared while objects are read, compiled afterwards, when
 * every name is known.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_ROUTINES_H
#define WTSIM_SCENARIOS_LANGUAGE_ROUTINES_H

#include "scenarios/language/build.h"

struct scn_routines_owner {
    uint32_t driver;
    enum scn_caller caller;
    uint8_t irql;
    mdl_item_id item;                 /* of an item, else MDL_NONE */
    mdl_object_id object;
    enum mdl_label_kind label_kind;
};

/* node: a callback's name or a step list in its place; NULL (already reported): no steps. Gives
   the program's id and the label of who runs it. */
mdl_program_id scn_routines_add(struct scn_build *b, const struct scn_routines_owner *owner,
                                const struct scn_node *node, mdl_label_id *ret_label);

/* The routine was added without steps: it is this one step, which nobody wrote. */
void scn_routines_make(struct scn_build *b, mdl_program_id program, enum mdl_step_kind step,
                       uint32_t object);

/* Compiles all of them, and (for their mistakes only) the callbacks that nothing names. */
void scn_routines_compile(struct scn_build *b);

#endif
