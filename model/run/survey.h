/*
 * A survey: what a whole replication comes to, for somebody who walks through it.
 *
 * Starvation, deadlocks and the worst waits are judged with everything measured, so they are taken
 * from one straight run. Its fingerprint is that of the stored run, or somebody looks at another
 * history.
 */
#ifndef WTSIM_MODEL_RUN_SURVEY_H
#define WTSIM_MODEL_RUN_SURVEY_H

#include "model/machine/plan.h"
#include "model/run/replication.h"
#include "sim/base/arena.h"

struct mdl_survey_note {              /* something begins to be wrong */
    sim_instant at;
    mdl_object_id object;             /* whose call waits; what the knot is about */
    sim_instant since_at;             /* the first victim, or member, began to wait */
    const char *sentence;             /* of a knot; else NULL                     */
};

struct mdl_survey_worst {
    mdl_object_id object;
    unsigned rank;                    /* of its measure: 0 is what people mean by its wait */
    sim_instant at;                   /* it began to wait */
    sim_duration wait_ns;
};

struct mdl_survey {
    struct mdl_replication end;       /* without knots */
    struct mdl_survey_note *starved;  uint32_t starved_count; /* in order of time */
    struct mdl_survey_note *knots;    uint32_t knot_count;    /* the same         */
    struct mdl_survey_worst *worsts;  uint32_t worst_count;
    struct sim_arena arena;
};

void mdl_survey_init(struct mdl_survey *survey, const struct mdl_plan *plan, uint64_t seed,
                     uint32_t replication);
void mdl_survey_deinit(struct mdl_survey *survey); /* fine on a zeroed one */

/* The first of the notes after an instant, or NULL. */
const struct mdl_survey_note *mdl_survey_next(const struct mdl_survey_note *notes, uint32_t count,
                                              sim_instant after_at);

/* The longest wait of an object, NULL: nothing of it has waited. */
const struct mdl_survey_worst *mdl_survey_worst_of(const struct mdl_survey *survey,
                                                   mdl_object_id object);

#endif
