/* Stories of a replication that is run again: of the last call of a work item, as far as it is
   known at an instant; of one observation. */
#ifndef WTSIM_MODEL_RUN_LAST_STORY_H
#define WTSIM_MODEL_RUN_LAST_STORY_H

#include "model/machine/plan.h"
#include "model/observe/story.h"
#include "model/run/replication.h"

/*
 * Runs the replication again, up to the instant to find the call that was queued last and then
 * with a watch on it. Sentences belong to the arena. NULL: nothing of it was queued until then, or
 * the object is no work item.
 */
const struct mdl_story_sentence *mdl_last_story_of(struct sim_arena *arena,
                                                   const struct mdl_plan *plan, uint64_t seed,
                                                   uint32_t replication, mdl_object_id object,
                                                   sim_instant until_at, uint32_t *ret_count);

/*
 * Of the observation of a measure (MDL_MEASURE_...) that began at started_at and waited so long, of
 * the object with this path. NULL: of such ones no story is told. ret_end: how the replication
 * ended, to be compared with what is known of it.
 */
const struct mdl_story_sentence *mdl_last_story_when(struct sim_arena *arena,
                                                     const struct mdl_plan *plan, uint64_t seed,
                                                     uint32_t replication, const char *path,
                                                     unsigned measure, sim_instant started_at,
                                                     sim_duration wait_ns,
                                                     struct mdl_replication *ret_end,
                                                     uint32_t *ret_count);

#endif
