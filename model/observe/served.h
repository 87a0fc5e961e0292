/*
 * Lines whose ISRs a thread calls (I22): while it does so the line is masked, and whoever else
 * asserts it waits for that thread, whatever the thread does: computes, is ready, or blocks.
 *
 * Such a vector is one more server of the ledger. Its occupant is the ISR.
 */
#ifndef WTSIM_MODEL_OBSERVE_SERVED_H
#define WTSIM_MODEL_OBSERVE_SERVED_H

#include <stdint.h>

#include "model/machine/plan.h"

struct mdl_record;

/* Where an assertion of the line begins to wait that is for processor p. */
uint32_t mdl_served_server(const struct mdl_record *r, mdl_line_id line, mdl_processor_id p);

/* Those of the line wait for p (its thread there, or its trap) no longer for the vector. */
void mdl_served_leave(struct mdl_record *r, uint64_t at, mdl_line_id line, uint32_t to);

/* The line's ISR begins in its thread on p, or waits for its lock: the others wait for that. */
void mdl_served_begins(struct mdl_record *r, uint64_t at, mdl_line_id line, mdl_processor_id p);

/* The thread of a vector goes on with something else. */
void mdl_served_phase(struct mdl_record *r, uint64_t at, mdl_line_id leader);

/* The pass is over, the line unmasked: what is left waits for processor p. */
void mdl_served_ends(struct mdl_record *r, uint64_t at, mdl_line_id leader, mdl_processor_id p);

#endif
