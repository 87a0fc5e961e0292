/* The story of the last call of a work item, as far as it is known at an instant. */
#ifndef WTSIM_MODEL_RUN_LAST_STORY_H
#define WTSIM_MODEL_RUN_LAST_STORY_H

#include "model/machine/plan.h"
#include "model/observe/story.h"

/*
 * Runs the replication again, up to the instant to find the call that was queued last and then
 * with a watch on it. Sentences belong to the arena. NULL: nothing of it was queued until then, or
 * the object is no work item.
 */
const struct mdl_story_sentence *mdl_last_story_of(struct sim_arena *arena,
                                                   const struct mdl_plan *plan, uint64_t seed,
                                                   uint32_t replication, mdl_object_id object,
                                                   sim_instant until_at, uint32_t *ret_count);

#endif
