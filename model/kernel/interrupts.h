/*
 * Interrupt dispatch: from a pending line to its ISR and back (I11-I14, I26).
 *
 * Lines that share a vector form a chain in file order. A level chain stops at the first ISR that
 * claims; if nobody does, the line stays asserted and fires again (a storm, F019). A latched
 * chain calls every ISR and repeats whole passes until one finds nobody who claims.
 */
#ifndef WTSIM_MODEL_KERNEL_INTERRUPTS_H
#define WTSIM_MODEL_KERNEL_INTERRUPTS_H

#include "model/machine/machine.h"

/* Takes the highest pending interrupt of p: its ISR (or the clock's) is on top then. */
void mdl_interrupts_take(struct mdl_machine *m, mdl_processor_id p);

/*
 * Before the first instruction of an ISR whose interrupt has a lock: raises to SynchronizeIrql and
 * takes it (I11, I12). MDL_SPINS while another processor has it; MDL_YIELDS after a bug check.
 */
enum mdl_outcome mdl_interrupts_lock(struct mdl_machine *m, mdl_context_id c);

/* The routine of the topmost ISR of p has returned: next of the chain, or end of interrupt. */
void mdl_interrupts_returned(struct mdl_machine *m, mdl_processor_id p, mdl_context_id c);

/* The first of a vector's lines from this one on that is connected, or MDL_NONE: drivers whose
   device has not been started, or is outside D0, are not called. */
mdl_line_id mdl_interrupts_connected(const struct mdl_machine *m, mdl_line_id line);

/* An ISR of a vector has returned: the next one to call, or MDL_NONE (I14). */
mdl_line_id mdl_interrupts_next(struct mdl_machine *m, mdl_line_id line, bool claimed);

/* The last ISR to be called of a vector has returned: end of interrupt. */
void mdl_interrupts_end(struct mdl_machine *m, mdl_line_id last);

/* Is the ISR of this line being called, on a processor or in its thread? */
bool mdl_interrupts_runs(const struct mdl_machine *m, mdl_line_id line);

/* It has returned, and its device is disconnected: PnP threads that wait for that go on. */
void mdl_interrupts_let_go(struct mdl_machine *m, mdl_line_id line);

/* The clock interrupts p (causes: clock.h): pending there until its IRQL allows. */
void mdl_interrupts_clock(struct mdl_machine *m, mdl_processor_id p, unsigned causes);

#endif
