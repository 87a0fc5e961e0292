/*
 * The balance manager: the thread that creates workers (W25-W29, W49-W52).
 *
 * It waits for a signal (a pool wants a thread now) or for its timer (once a second: does a pool
 * make no progress?). It is a thread like others, at priority 14: whether its snapshot comes
 * before or after the new worker's first item is decided by the dispatcher, not here (W29).
 * From Windows 8 on each NUMA node has one, with a timer and a reaper of its own (W36, W40).
 */
#ifndef WTSIM_MODEL_EXECUTIVE_BALANCE_H
#define WTSIM_MODEL_EXECUTIVE_BALANCE_H

#include "model/machine/machine.h"

void mdl_balance_start(struct mdl_machine *m);

/* A pool of the node wants a thread. Several signals before its manager runs are one. */
void mdl_balance_signal(struct mdl_machine *m, uint32_t node);

/* Will the pool's manager, as things stand, create a thread for it first of all? */
bool mdl_balance_has_promised(const struct mdl_machine *m, mdl_pool_id pool);

/* Body of the balance manager. */
enum mdl_outcome mdl_balance_run(struct mdl_machine *m, mdl_context_id c);

#endif
