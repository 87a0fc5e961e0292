/*
 * One gathered replication as bytes, and back: how the shards of a run travel.
 *
 * The bytes speak of the plan's own numbers (objects, labels, places): they mean something only
 * to a program of the same version with a plan made of the same input, which the caller sees to.
 * For gather.c only.
 */
#ifndef WTSIM_MODEL_RUN_GATHER_PACK_H
#define WTSIM_MODEL_RUN_GATHER_PACK_H

#include <stdbool.h>
#include <stddef.h>

#include "model/run/gather_copy.h"

struct mdl_plan;
struct sim_text;

/* Appends the bytes of a copy. */
void mdl_gather_pack_write(const struct mdl_plan *plan, const struct mdl_gather_copy *copy,
                           struct sim_text *into);

/* False: these bytes were not packed from such a plan, or are damaged; then there is no copy. */
bool mdl_gather_pack_read(const struct mdl_plan *plan, const void *packed, size_t length,
                          struct mdl_gather_copy *ret_copy);

#endif
