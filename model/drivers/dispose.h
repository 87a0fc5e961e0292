/*
 * Disposing of framework work items: WdfObjectDelete, and what the framework does for it
 * (W95-W102).
 *
 * A delete at PASSIVE_LEVEL waits for `done` in the calling thread, unless that thread is the
 * item's owner (and the owner is one slot: W98). Above PASSIVE_LEVEL the object goes on its
 * device's dispose list, and a work item of the framework's own, in one worker, does the same
 * there, one object after the other (W97). The cleanup and destroy callbacks stand behind the step
 * that waits: the language puts them there.
 */
#ifndef WTSIM_MODEL_DRIVERS_DISPOSE_H
#define WTSIM_MODEL_DRIVERS_DISPOSE_H

#include "model/machine/machine.h"

/*
 * WDF_DELETE and DISPOSE_NEXT. MDL_BLOCKED: the thread waits until the item is neither queued nor
 * running. Else the context's result says whether there is something to clean up here, which the
 * name of the item means from now on.
 */
enum mdl_outcome mdl_dispose_perform(struct mdl_machine *m, mdl_context_id c,
                                     const struct mdl_step *step);

/* DISPOSE_IS, ITEM_CLEANED, ITEM_DESTROYED, ITEM_LAST: the step to go on with. */
uint32_t mdl_dispose_next(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step,
                          uint32_t next);

/* At the stop: delete calls that have not returned. */
void mdl_dispose_close(struct mdl_machine *m);

#endif
