/*
 * Timers of drivers.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_TIMERS_H
#define WTSIM_SCENARIOS_LANGUAGE_TIMERS_H

#include "scenarios/language/objects.h"
#include "scenarios/language/steps.h"

void scn_timers_read(const struct scn_objects_entry *e);

/* A timer of the framework's, 'object.timeouts', whose routine is this one step. */
mdl_timer_id scn_timers_own(struct scn_build *b, mdl_object_id object, enum mdl_step_kind step,
                            uint32_t id);

/* WdfTimerStop, which this step is: with 'wait: true' it waits until nothing of the timer runs. */
void scn_timers_stop(struct scn_code *c, const struct scn_step_node *step, uint32_t index);

#endif
