/*
 * Routines: processors, the ISRs and DPCs that run on them, and what waits to.
 */
#ifndef WTSIM_MODEL_OBSERVE_ROUTINES_H
#define WTSIM_MODEL_OBSERVE_ROUTINES_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/plan.h"

struct mdl_record;

void mdl_routines_occupant(struct mdl_record *r, uint64_t at, mdl_processor_id p,
                           mdl_label_id label, unsigned irql, mdl_thread_id thread);
void mdl_routines_drain(struct mdl_record *r, uint64_t at, mdl_processor_id p);

void mdl_routines_asserted(struct mdl_record *r, uint64_t at, mdl_line_id line,
                           mdl_processor_id p, bool merged);
void mdl_routines_timer_entered(struct mdl_record *r, uint64_t at, mdl_timer_id timer,
                                mdl_processor_id p);
void mdl_routines_timer_left(struct mdl_record *r, uint64_t at, mdl_timer_id timer,
                             mdl_processor_id p, uint64_t own_ns);
void mdl_routines_storm(struct mdl_record *r, uint64_t at, mdl_line_id leader);
void mdl_routines_withdrawn(struct mdl_record *r, mdl_line_id line);
void mdl_routines_isr_entered(struct mdl_record *r, uint64_t at, mdl_line_id line,
                              mdl_processor_id p, bool claims);
void mdl_routines_isr_deferred(struct mdl_record *r, uint64_t at, mdl_line_id leader,
                               mdl_processor_id p, mdl_processor_id q);
/* The thread that calls the ISRs of a vector goes from p to q. */
void mdl_routines_isr_moved(struct mdl_record *r, uint64_t at, mdl_line_id leader,
                            mdl_processor_id p, mdl_processor_id q);
void mdl_routines_isr_spins(struct mdl_record *r, uint64_t at, mdl_line_id line,
                            mdl_processor_id p, mdl_lock_id lock);
void mdl_routines_isr_left(struct mdl_record *r, uint64_t at, mdl_line_id line,
                           mdl_processor_id p, bool claimed, uint64_t own_ns);

void mdl_routines_dpc_inserted(struct mdl_record *r, uint64_t at, mdl_dpc_id dpc,
                               mdl_processor_id p, bool inserted, uint64_t isr_entered_at);
void mdl_routines_dpc_removed(struct mdl_record *r, uint64_t at, mdl_dpc_id dpc);
void mdl_routines_dpc_spins(struct mdl_record *r, uint64_t at, mdl_dpc_id dpc,
                            mdl_processor_id p, mdl_lock_id lock);
void mdl_routines_dpc_entered(struct mdl_record *r, uint64_t at, mdl_dpc_id dpc,
                              mdl_processor_id p);
void mdl_routines_dpc_left(struct mdl_record *r, uint64_t at, mdl_dpc_id dpc,
                           mdl_processor_id p, uint64_t own_ns);

/* The stop: what still waits, time up to here. */
void mdl_routines_end(struct mdl_record *r, uint64_t end_at);

#endif
