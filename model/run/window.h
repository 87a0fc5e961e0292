/*
 * Windows: what began within a part of a run, for phases and for a run that is drained.
 *
 * An observation belongs to a window when its clock starts inside it, however late it ends; a time
 * average reaches to the window's end. The record knows only where a window begins, which costs
 * nothing; so a window with an end is made of runs of the same history. What began at `from` or
 * later without what began at `until` or later is what began between them, exactly: for each
 * bucket of a duration, for each cell of the ledger. Counts, averages, episodes and findings are
 * those of the history cut off at `until`. Smallest and largest value are known to a bucket.
 */
#ifndef WTSIM_MODEL_RUN_WINDOW_H
#define WTSIM_MODEL_RUN_WINDOW_H

#include <stdint.h>

#include "model/machine/plan.h"
#include "model/run/replication.h"
#include "sim/engine/instant.h"

struct mdl_gather;
struct mdl_window;

/* [from, until) of the plan's runs; until is at most the plan's duration. The plan must outlive
   it. Never NULL. */
struct mdl_window *mdl_window_prepare(const struct mdl_plan *plan, sim_instant from,
                                      sim_instant until, const struct mdl_options *options);
void mdl_window_release(struct mdl_window *w); /* fine on NULL */

/* Runs the replication and puts what the window saw at this index. Not put when it is stuck. */
struct mdl_replication mdl_window_put(struct mdl_window *w, uint64_t seed, uint32_t replication,
                                      struct mdl_gather *gather);

#endif
