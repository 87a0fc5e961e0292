/*
 * Framework objects that exist no more: deleted by WdfObjectDelete, or with their device (W101).
 *
 * The framework looks at each handle that it is given: one that is none stops Windows (W179). A
 * call that the framework never sees, on a lock or a timer in memory that has gone, is found and
 * goes on. Work items have lives of their own (lives.h).
 */
#ifndef WTSIM_MODEL_DRIVERS_DELETED_H
#define WTSIM_MODEL_DRIVERS_DELETED_H

#include "model/machine/machine.h"

/* Asked only where the plan deletes objects. True: the step uses one, and Windows stops. */
bool mdl_deleted_stops(struct mdl_machine *m, const struct mdl_step *step);

/* DELETED: the object is gone from now on. */
void mdl_deleted_mark(struct mdl_machine *m, const struct mdl_step *step);

/* All objects of a framework device, which has been removed (deleted) or is to start. */
void mdl_deleted_device(struct mdl_machine *m, const struct mdl_device *device, bool deleted);

#endif
