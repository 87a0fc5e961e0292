/*
 * Continuous readers (pins 33, 34): a target that the framework keeps reading.
 *
 * So many reads are always pending. Each one that comes back has the driver's callback called, in
 * the DPC of its completion, and is then sent again by a DPC of the framework's own, one for each
 * read; of UMDF both happen in the host process, by work items. [source: fxusbpipe.cpp] What comes
 * back because the target was stopped stays with the framework until the target is started; after
 * any other failure a work item sends again (W64).
 */
#ifndef WTSIM_MODEL_DRIVERS_READERS_H
#define WTSIM_MODEL_DRIVERS_READERS_H

#include "model/machine/machine.h"

/* The target is started: every read that is not pending is sent. */
void mdl_readers_start(struct mdl_machine *m, mdl_target_id target, mdl_processor_id p);

/* This stay has come back. True: the driver's callback is the next thing to be called, with what
   it carries; else a failure has been dealt with. */
bool mdl_readers_returned(struct mdl_machine *m, mdl_context_id c, const struct mdl_stay *stay);

/* A callback has returned, if there was one: its read is sent again. */
void mdl_readers_after(struct mdl_machine *m, mdl_context_id c, mdl_target_id target);

/* READER_SEND and READER_RESTART; as mdl_actions_perform. */
void mdl_readers_perform(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step);

#endif
