/* Names of what a chronicle speaks of. */
#ifndef WTSIM_MODEL_RUN_CHRONICLE_WORDS_H
#define WTSIM_MODEL_RUN_CHRONICLE_WORDS_H

#include "model/run/chronicle.h"
#include "sim/base/arena.h"

/* What a slice is called by: of a run the callback ('nic.EvtInterruptDpc'), of a thread's state
   the state ('waits (WrQueue)'), of a wait what is waited for ('queued'). */
const char *mdl_chronicle_words_slice(struct sim_arena *arena, const struct mdl_plan *plan,
                                      const struct mdl_slice *slice);

/* The object it belongs to: 'nic.rx.dpc', 'nic.refill', 'processor.0', a thread's name. */
const char *mdl_chronicle_words_object(struct sim_arena *arena, const struct mdl_plan *plan,
                                       const struct mdl_slice *slice);

/* 'indexer.scan', or 'indexer.scan #3' where an item has several objects. */
const char *mdl_chronicle_words_instance(struct sim_arena *arena, const struct mdl_plan *plan,
                                         mdl_instance_id instance);

/* 'app', 'app #2' of several; a worker 'delayed w3', the third one of its pool. */
const char *mdl_chronicle_words_thread(struct sim_arena *arena, const struct mdl_plan *plan,
                                       mdl_thread_id thread);

/* 'asserted', 'coalesced', the sentence of a finding; and what it is about. */
const char *mdl_chronicle_words_moment(struct sim_arena *arena, const struct mdl_plan *plan,
                                       const struct mdl_moment *moment);
const char *mdl_chronicle_words_about(struct sim_arena *arena, const struct mdl_plan *plan,
                                      const struct mdl_moment *moment);

/* 'DPC queue of processor 0', 'waiting in pool.delayed', 'nic.list: waiting'. */
const char *mdl_chronicle_words_counter(struct sim_arena *arena, const struct mdl_plan *plan,
                                        enum mdl_counter_kind kind, uint32_t on);

/* Windows' word for a wait reason: 'WrQueue', 'Executive' (L6). */
const char *mdl_chronicle_words_reason(unsigned reason);

#endif
