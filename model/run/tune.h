/*
 * What follows at once when the timeline changes a parameter.
 *
 * Most parameters count when they are looked at next: what is queued, armed or running goes on as
 * it began. A few are promises to somebody who waits: more workers, more servers, another
 * priority; those are kept in the instant of the change.
 */
#ifndef WTSIM_MODEL_RUN_TUNE_H
#define WTSIM_MODEL_RUN_TUNE_H

#include "model/machine/machine.h"

/* All changes of one happening, one after the other, and then what follows from them. */
void mdl_tune_apply(struct mdl_machine *m, const struct mdl_change *changes, uint32_t count);

#endif
