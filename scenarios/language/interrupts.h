/*
 * Interrupts: lines and messages, with their ISR, DPC, work item and streams.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_INTERRUPTS_H
#define WTSIM_SCENARIOS_LANGUAGE_INTERRUPTS_H

#include "scenarios/language/objects.h"

void scn_interrupts_read(const struct scn_objects_entry *e);

/* Chains the lines of equal vectors in file order, once all are read. */
void scn_interrupts_share(struct scn_build *b);

#endif
