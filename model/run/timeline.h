/*
 * The timeline: what the scenario lets happen at given times.
 *
 * One slot of the calendar, of its own rank: it acts on a settled past, before new input.
 */
#ifndef WTSIM_MODEL_RUN_TIMELINE_H
#define WTSIM_MODEL_RUN_TIMELINE_H

#include "model/machine/machine.h"

/* Devices that are not there yet fall silent, and the first happening is put into the calendar. */
void mdl_timeline_start(struct mdl_machine *m);

/* Its slot fired: all that happens at this instant. */
void mdl_timeline_fire(struct mdl_machine *m);

#endif
