/* Names of what a scene shows, as short as they can be without two things bearing one name. */
#ifndef WTSIM_MODEL_RUN_SCENE_WORDS_H
#define WTSIM_MODEL_RUN_SCENE_WORDS_H

#include "model/run/scene.h"

/* 'EvtInterruptIsr' of 'nic.EvtInterruptIsr'. */
const char *mdl_scene_words_callback(const struct mdl_plan *plan, mdl_label_id label);

/* 'refill', 'scan #3'; with its driver where two items have one name. */
const char *mdl_scene_words_instance(struct sim_arena *arena, const struct mdl_plan *plan,
                                     mdl_instance_id instance);

/* 'w6' where one pool is in use, else 'delayed w6'; 'app #2'. */
const char *mdl_scene_words_thread(struct sim_arena *arena, const struct mdl_plan *plan,
                                   mdl_thread_id thread);

/* Who a frame is, for a sentence: 'EvtInterruptDpc', 'w6', 'the clock interrupt'. */
const char *mdl_scene_words_who(struct sim_arena *arena, const struct mdl_plan *plan,
                                const struct mdl_scene_frame *frame);

/* What it is and runs: 'EvtInterruptIsr  nic.rx', 'w6: ScanWorkItem #1'. */
const char *mdl_scene_words_frame(struct sim_arena *arena, const struct mdl_plan *plan,
                                  const struct mdl_scene_frame *frame);

/* What a DPC is called beside its routine: of an interrupt's own the interrupt. */
const char *mdl_scene_words_dpc(const struct mdl_plan *plan, mdl_dpc_id dpc);

/* 'Delayed queue', 'pool.io'; in a sentence 'the Delayed queue'. */
const char *mdl_scene_words_pool(struct sim_arena *arena, const struct mdl_plan *plan,
                                 mdl_pool_id pool);
const char *mdl_scene_words_the_pool(struct sim_arena *arena, const struct mdl_plan *plan,
                                     mdl_pool_id pool);

/* What a worker that is not idle does: 'waits for disk.lock', 'ready', '' when it runs. */
const char *mdl_scene_words_doing(struct sim_arena *arena, const struct mdl_plan *plan,
                                  const struct mdl_scene_worker *worker);

#endif
