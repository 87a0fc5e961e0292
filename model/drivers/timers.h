/*
 * Timers: what drivers do with them.
 *
 * A stop that waits (WdfTimerStop, pin 26) takes the timer off the clock, lets every DPC that is
 * queued end, and then the work item of a passive timer. Until then the timer is not started;
 * whoever tries is not told, but the stop returns TRUE. [source: fxtimer.cpp]
 */
#ifndef WTSIM_MODEL_DRIVERS_TIMERS_H
#define WTSIM_MODEL_DRIVERS_TIMERS_H

#include "model/machine/machine.h"

/* Does the timer's own callback run in this context? */
bool mdl_timers_is_inside(const struct mdl_machine *m, mdl_context_id c, mdl_timer_id timer);

/* The steps of timers; as mdl_actions_perform. */
enum mdl_outcome mdl_timers_perform(struct mdl_machine *m, mdl_context_id c,
                                    const struct mdl_step *step);

#endif
