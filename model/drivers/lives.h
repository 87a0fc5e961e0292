/*
 * Lives of work item objects: which instance a name means, how it comes to be and goes.
 *
 * A dynamic item (some create step names it) has no object at first; its instances are slots. A
 * create step fills one; it is empty again when the object has been freed or destroyed and nothing
 * runs in it any more. A name means, in this order: what the run disposes of just now; what the run
 * itself created last; in a callback of the item the running one; the youngest that lives
 * (language pins 22 and 25).
 */
#ifndef WTSIM_MODEL_DRIVERS_LIVES_H
#define WTSIM_MODEL_DRIVERS_LIVES_H

#include "model/machine/machine.h"

/* Items that are there from the start, but for those that the framework refuses to create. */
void mdl_lives_start(struct mdl_machine *m);

/* The instance that the item's name means for this context; MDL_NONE: there is none. */
mdl_instance_id mdl_lives_named(const struct mdl_machine *m, mdl_context_id c, mdl_item_id item);

/* A create step (W65, W73, W77): false when it failed; the context has result and status. */
bool mdl_lives_create(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step);

/* IoFreeWorkItem, IoUninitializeWorkItem, or the memory of the item freed (W65, W159). */
void mdl_lives_free(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step);

/* WdfWorkItemGetParentObject: false (NULL) once rundown is set (W99). */
/* WdfObjectReference and WdfObjectDereference. One less than there are drops the object without
   deleting it (W180). A reference does not keep it from being destroyed (choice). */
void mdl_lives_reference(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step);

bool mdl_lives_has_parent(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step);

/* A step named an object that does not exist (any more), or is not to be used. */
void mdl_lives_misused(struct mdl_machine *m, mdl_item_id item);

/* The object is gone, whatever still runs in its routine. */
void mdl_lives_end(struct mdl_machine *m, mdl_instance_id instance);

/* The last run of an object that is not living (any more) has returned. */
void mdl_lives_left(struct mdl_machine *m, mdl_instance_id instance);

/* A run is over: what it created is from now on found like everything else. */
void mdl_lives_forget(struct mdl_machine *m, mdl_context_id c);

#endif
