/*
 * Threads that a driver creates and that end (W137, W145, W165).
 *
 * A declared thread that some step creates exists only from that step on; `count` of them may be
 * there at once. It begins with its own priority and without requests, and ends with its steps or
 * with PsTerminateSystemThread. Whoever waits for it waits for that.
 */
#ifndef WTSIM_MODEL_DRIVERS_SYSTEM_THREADS_H
#define WTSIM_MODEL_DRIVERS_SYSTEM_THREADS_H

#include "model/machine/machine.h"

/* As mdl_actions_perform. */
enum mdl_outcome mdl_system_threads_perform(struct mdl_machine *m, mdl_context_id c,
                                            const struct mdl_step *step);

/* The thread becomes ready for its first step: at the start of the run, or when it is created. */
void mdl_system_threads_begin(struct mdl_machine *m, mdl_thread_id thread);

#endif
