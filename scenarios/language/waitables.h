/*
 * What a thread can wait for, one or several at once, and by how much a signal lifts who waits.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_WAITABLES_H
#define WTSIM_SCENARIOS_LANGUAGE_WAITABLES_H

#include "scenarios/language/steps.h"

/* The waitable of a symbol of SCN_NAMES_WAITED; reports what is none. */
uint32_t scn_waitables_one(struct scn_code *c, const struct scn_step_node *step,
                           const struct scn_node *name, const struct scn_symbol *symbol);

/* KeWaitForMultipleObjects: [a, b], or {objects: [a, b], type: WaitAll}. */
void scn_waitables_several(struct scn_code *c, const struct scn_step_node *step, uint32_t index);

/* PsCreateSystemThread: the threads of this name exist only when they have been created. */
void scn_waitables_create(struct scn_code *c, const struct scn_node *name,
                          const struct scn_symbol *symbol);

/* 'increment' beside an event: a number or IO_DISK_INCREMENT (T12). */
int64_t scn_waitables_increment(struct scn_code *c, const struct scn_node *node);

#endif
