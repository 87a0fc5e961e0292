/*
 * The balance manager: the thread that creates workers (W25-W29, W49-W52).
 *
 * It waits for a signal (a pool wants a thread now) or for its timer (once a second: does a pool
 * make no progress?). It is a thread like others, at priority 14: whether its snapshot comes
 * before or after the new worker's first item is decided by the dispatcher, not here (W29).
 */
#ifndef WTSIM_MODEL_EXECUTIVE_BALANCE_H
#define WTSIM_MODEL_EXECUTIVE_BALANCE_H

#include "model/machine/machine.h"

void mdl_balance_start(struct mdl_machine *m);

/* A pool wants a thread. Several signals before it runs are one. */
void mdl_balance_signal(struct mdl_machine *m);

/* Body of the balance manager. */
enum mdl_outcome mdl_balance_run(struct mdl_machine *m, mdl_context_id c);

#endif
