/*
 * Interrupts: lines and messages, with their ISR, DPC, work item and streams.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_INTERRUPTS_H
#define WTSIM_SCENARIOS_LANGUAGE_INTERRUPTS_H

#include "scenarios/language/objects.h"

void scn_interrupts_read(const struct scn_objects_entry *e);

/* The lock of an interrupt, made when somebody can wait for it. */
mdl_lock_id scn_interrupts_lock(struct scn_build *b, mdl_line_id line);

/* Chains the lines of equal vectors in file order, and finds their locks, once all are read. */
void scn_interrupts_share(struct scn_build *b);

#endif
