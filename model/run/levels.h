/* How long each processor stood at each IRQL, over all replications of a run. */
#ifndef WTSIM_MODEL_RUN_LEVELS_H
#define WTSIM_MODEL_RUN_LEVELS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/plan.h"

struct mdl_answer;
struct sim_arena;

#define MDL_LEVELS_COUNT 32u

struct mdl_levels {
    uint64_t (*ns)[MDL_LEVELS_COUNT]; /* by processor; idle time counts as level 0 */
    uint32_t processors;
    uint32_t replications;
};

/* Runs the replications of the answer again, without a ledger. False: they are none, or one of
   them has another history now. */
bool mdl_levels_of(struct sim_arena *arena, const struct mdl_plan *plan,
                   const struct mdl_answer *answer, struct mdl_levels *ret_levels);

#endif
