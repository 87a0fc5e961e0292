/*
 * Calls on locks: which kinds each is for, and how it goes about it (lock_calls.def).
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_LOCK_CALLS_H
#define WTSIM_SCENARIOS_LANGUAGE_LOCK_CALLS_H

#include "scenarios/language/steps.h"

/* A step that names a lock: reports another kind than the call is for; fills in the way. */
void scn_lock_calls_set(struct scn_code *c, const struct scn_step_node *step, uint32_t index,
                        const struct scn_node *name, const struct scn_symbol *symbol);

/* WdfObjectAcquireLock and WdfObjectReleaseLock: the lock of a queue's or the device's callbacks;
   where the scope has none, that is said and the step does nothing. */
void scn_lock_calls_scope(struct scn_code *c, const struct scn_step_node *step, uint32_t index);

/* How a kind of lock is written in a scenario: 'spin_lock'. All of them: ret_count. */
const char *const *scn_lock_calls_kinds(uint32_t *ret_count);

#endif
