/*
 * Spells: threads that are ready, run or wait; locks that are tried and held; pools that make no
 * progress.
 */
#ifndef WTSIM_MODEL_OBSERVE_SPELLS_H
#define WTSIM_MODEL_OBSERVE_SPELLS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/plan.h"
#include "model/observe/tell.h"

void mdl_spells_ready(struct mdl_record *r, uint64_t at, mdl_thread_id thread,
                      mdl_processor_id p);
void mdl_spells_moved(struct mdl_record *r, uint64_t at, mdl_thread_id thread,
                      mdl_processor_id p);
void mdl_spells_runs(struct mdl_record *r, uint64_t at, mdl_thread_id thread,
                     mdl_processor_id p);
void mdl_spells_waits(struct mdl_record *r, uint64_t at, mdl_thread_id thread,
                      enum mdl_wait_reason reason);
void mdl_spells_ended(struct mdl_record *r, uint64_t at, mdl_thread_id thread);
void mdl_spells_boosted(struct mdl_record *r, uint64_t at, mdl_thread_id thread, bool rescue);

void mdl_spells_created(struct mdl_record *r, uint64_t at, mdl_thread_id worker, bool dynamic);
void mdl_spells_exited(struct mdl_record *r, uint64_t at, mdl_thread_id worker);
void mdl_spells_concurrency(struct mdl_record *r, uint64_t at, mdl_pool_id pool, uint32_t list,
                            uint32_t current, uint32_t maximum);

/* Items waited since taken_at, longer than starvation_after, and none was taken until now. */
void mdl_spells_stalled(struct mdl_record *r, uint64_t at, mdl_pool_id pool, bool open);

void mdl_spells_tried(struct mdl_record *r, uint64_t at, mdl_lock_id lock, uint32_t waiter);
void mdl_spells_granted(struct mdl_record *r, uint64_t at, mdl_lock_id lock, uint32_t waiter,
                        mdl_label_id label);
void mdl_spells_given_up(struct mdl_record *r, mdl_lock_id lock, uint32_t waiter);
void mdl_spells_released(struct mdl_record *r, uint64_t at, mdl_lock_id lock);

void mdl_spells_end(struct mdl_record *r, uint64_t end_at);

#endif
