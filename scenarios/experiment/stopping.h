/*
 * Stopping: looks at growing data, planned before the first replication.
 *
 * 'until: decided' looks at most seven times, each with a confidence that divides the error among
 * the looks, and stops when the verdict of the whole is decided. 'precision: 5%' looks at 95 %
 * and stops when every average that an expectation names is known to that. What each look saw is
 * kept.
 */
#ifndef WTSIM_SCENARIOS_EXPERIMENT_STOPPING_H
#define WTSIM_SCENARIOS_EXPERIMENT_STOPPING_H

#include <stdbool.h>
#include <stdint.h>

#include "model/run/answer.h"
#include "sim/statistics/looks.h"

struct scn_scenario;
struct sim_arena;

struct scn_stopping {
    const struct scn_scenario *scenario;
    struct sim_arena *arena;
    uint32_t looks[SIM_LOOKS_MAX];    /* after so many replications */
    uint32_t look_count;              /* 0: there is no rule        */
    double confidence;                /* of each look's verdicts    */
    uint32_t taken;
    struct mdl_look *rows;            /* of the looks taken         */
    uint32_t row_count;
};

/* fixed: whatever the scenario says, no looks. */
void scn_stopping_init(struct scn_stopping *s, struct sim_arena *arena,
                       const struct scn_scenario *scenario, bool fixed);

/* The next look: `at` is the judged answer of its replications. True: it is the last. */
bool scn_stopping_look(struct scn_stopping *s, const struct mdl_answer *at);

/*
 * Puts the rule and its looks into the judged answer. A precision is an expectation of its own:
 * it passes where it was reached, and is undecided else.
 */
void scn_stopping_fill(const struct scn_stopping *s, struct mdl_answer *answer);

#endif
