/*
 * An experiment: one checked scenario, run as often as it takes, gathered and judged.
 */
#ifndef WTSIM_SCENARIOS_EXPERIMENT_EXPERIMENT_H
#define WTSIM_SCENARIOS_EXPERIMENT_EXPERIMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/run/answer.h"
#include "model/run/replication.h"

struct sim_arena;
struct scn_scenario;
struct scn_diags;

/* Version of the rules: it changes when the same scenario and seed give another history. */
#define SCN_EXPERIMENT_MODEL "0.1.0"

struct scn_experiment {
    const struct scn_scenario *scenario;
    uint64_t seed;
    uint32_t replications;            /* asked; 1 is used when nothing is random */
    unsigned jobs;
    struct mdl_options options;
    /* Told about four times a second; false: stop (what is complete is kept, status incomplete). */
    bool (*progress)(void *self, uint32_t done, uint32_t planned, uint64_t events);
    void *progress_self;
};

/*
 * Runs, gathers, judges. False when the scenario never lets time advance (pin 11): the diagnostic
 * is in diags and nothing may be stored. executed_at, run_id, key and label are left to the caller.
 */
bool scn_experiment_run(struct sim_arena *arena, const struct scn_experiment *experiment,
                        struct scn_diags *diags, struct mdl_answer *ret_answer);

#endif
