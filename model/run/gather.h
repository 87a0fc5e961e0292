/*
 * Gathering: what many replications left behind becomes one answer.
 *
 * Copies are put in by index, from any thread, each index once; everything that depends on order
 * is done afterwards in index order, so the answer is the same for any number of threads.
 *
 * What counts: replications that reached their end; with keep_stopped also those that a bug check
 * ended (when the scenario expects it). In a series, `n` and the pooled histogram hold what ended
 * and, with the time waited so far, what had not ended at the stop (`waiting` says how many of
 * them those are); lost observations are beyond everything. A quantile is computed twice, once
 * with the unfinished at their age and once at infinity; when both do not fall into one bucket,
 * the figure is the lower one and its note says 'censored', or 'never' when even that is infinite.
 */
#ifndef WTSIM_MODEL_RUN_GATHER_H
#define WTSIM_MODEL_RUN_GATHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/observe/record.h"
#include "model/run/answer.h"
#include "model/run/replication.h"

struct mdl_gather;
struct sim_arena;
struct sim_text;

/* The plan must outlive it. Never NULL. */
struct mdl_gather *mdl_gather_create(const struct mdl_plan *plan, uint32_t replications,
                                     bool keep_stopped);
void mdl_gather_destroy(struct mdl_gather *g); /* fine on NULL */

/* Copies what replication index left behind. Different indices may be put at the same time. */
void mdl_gather_put(struct mdl_gather *g, uint32_t index, const struct mdl_replication *result,
                    const struct mdl_record_result *record);

/*
 * Replications computed elsewhere, as bytes. What is gathered from them is the same to the last
 * bit as if they had been computed here, because it is gathered from the same copies. The caller
 * sees to it that the program has the same version and the plan is of the same input.
 *
 * Write appends replication index, which was put; read is another way of putting it. Read returns
 * false, and puts nothing, when these bytes cannot be such a replication.
 */
void mdl_gather_write(const struct mdl_gather *g, uint32_t index, struct sim_text *into);
bool mdl_gather_read(struct mdl_gather *g, uint32_t index, const void *bytes, size_t length);

/*
 * Fills what was done, measured and found by replications [0, count), all of which were put, with
 * intervals of this confidence:
 * completed, stopped, is_random, times, ties, fingerprint, events, replications, series, charges,
 * tails, worsts (without stories), episodes, findings, assumptions. The rest is left as it is.
 * Durations of which nothing was observed, lost or waiting get no series, nor do averages over
 * arrivals without any, nor the time at a level that was never reached.
 */
void mdl_gather_answer(const struct mdl_gather *g, uint32_t count, double confidence,
                       struct sim_arena *arena, struct mdl_answer *answer);

#endif
