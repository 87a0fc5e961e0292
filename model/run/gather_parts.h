/* What the files gather*.c share: the copies that count, and the answer they fill. */
#ifndef WTSIM_MODEL_RUN_GATHER_PARTS_H
#define WTSIM_MODEL_RUN_GATHER_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/plan.h"
#include "model/run/answer.h"
#include "model/run/gather_copy.h"

struct mdl_gather_parts {
    const struct mdl_plan *plan;
    const struct mdl_gather_copy *copies;   /* all of them, by index                   */
    uint32_t copy_count;
    const struct mdl_gather_copy **counted; /* those that latency tables are made from */
    uint32_t counted_count;
    const struct mdl_gather_series *meta;   /* series as the record numbers them       */
    uint32_t meta_count;
    uint32_t *series_of;                    /* their index in the answer, or MDL_NONE  */
    double confidence;                      /* of the intervals                        */
    struct sim_arena *arena;
    struct mdl_answer *answer;
};

/* gather_series.c: series with outcomes and estimates, and series_of. */
void mdl_gather_series_fill(const struct mdl_gather_parts *p);

/* The name of an object's kind: 'work item'. */
const char *mdl_gather_series_kind(const struct mdl_gather_parts *p, mdl_object_id object);

/* gather_ledger.c: charges, tails, assumptions. Needs the series. */
void mdl_gather_ledger_fill(const struct mdl_gather_parts *p);

/* gather_events.c: worsts, episodes, findings. Needs the series. */
void mdl_gather_events_fill(const struct mdl_gather_parts *p);

#endif
