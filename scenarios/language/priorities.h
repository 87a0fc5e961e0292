/*
 * A thread's priority, and how long its turns are (T1, T6).
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_PRIORITIES_H
#define WTSIM_SCENARIOS_LANGUAGE_PRIORITIES_H

#include "scenarios/language/view.h"

/* machine: 'quanta', 'quantum' and 'separation'. */
void scn_priorities_machine(struct scn_build *b, const struct scn_view *machine);

/* A thread: 'priority', or 'class' and 'relative'; 'foreground'. */
void scn_priorities_thread(const struct scn_view *v, struct mdl_thread *thread);

#endif
