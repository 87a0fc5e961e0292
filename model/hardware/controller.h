/*
 * The interrupt controller: which lines want attention, and on which processor.
 *
 * It answers and never acts: asserting marks a line pending on the processor that its affinity
 * strategy chooses (I19) and marks that processor dirty; settle, in the kernel, takes the
 * interrupt when the processor's IRQL allows (I2, I6).
 *
 * A level line is asserted while its device has something to say; it is looked at again at the
 * end of interrupt. A latched line or a message gives one edge; edges that find one pending merge
 * into it (I16). Lines that share a vector are pending together, by the first of their chain.
 */
#ifndef WTSIM_MODEL_HARDWARE_CONTROLLER_H
#define WTSIM_MODEL_HARDWARE_CONTROLLER_H

#include "model/machine/machine.h"

/* One more reason to interrupt: an arrival (or a moderated batch) of this line's device. */
void mdl_controller_assert(struct mdl_machine *m, mdl_line_id line);

/* The pending line to deliver first on p above its IRQL, or MDL_NONE. */
mdl_line_id mdl_controller_due(const struct mdl_machine *m, mdl_processor_id p);

/* Processor p takes it: no longer pending there. */
void mdl_controller_acknowledge(struct mdl_machine *m, mdl_processor_id p, mdl_line_id line);

/* An ISR says that it was not its device. True: it was, and still is; the same assertion of the
   level line goes on (I26). */
bool mdl_controller_declined(struct mdl_machine *m, mdl_line_id line);

/* End of interrupt: a level line that is still asserted becomes pending again. */
void mdl_controller_end(struct mdl_machine *m, mdl_line_id line);

/* Does the device of this line have something to say (unmasked, past its moderation)? */
bool mdl_controller_speaks(const struct mdl_machine *m, mdl_line_id line);

/* It may say now what it could not say before: it is asserted then. */
void mdl_controller_look_again(struct mdl_machine *m, mdl_line_id line);

void mdl_controller_mask(struct mdl_machine *m, mdl_line_id line);
void mdl_controller_unmask(struct mdl_machine *m, mdl_line_id line);

/* The line reaches its ISR only while it is connected: a device outside D0 cannot interrupt. What
   is pending at the disconnection never comes. */
void mdl_controller_disconnect(struct mdl_machine *m, mdl_line_id line);
void mdl_controller_connect(struct mdl_machine *m, mdl_line_id line);

#endif
