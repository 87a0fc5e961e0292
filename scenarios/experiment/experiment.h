/*
 * An experiment: one checked scenario, run as often as it takes, gathered and judged.
 */
#ifndef WTSIM_SCENARIOS_EXPERIMENT_EXPERIMENT_H
#define WTSIM_SCENARIOS_EXPERIMENT_EXPERIMENT_H

#include <stdbool.h>
#include <stddef.h>
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
    bool fixed;                       /* so many, whatever the scenario's stopping rule says */
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

/* ---- in parts: some replications here, some elsewhere ---------------------------------------- */

struct scn_experiment_part {          /* one replication, as bytes */
    uint32_t replication;
    const void *bytes;
    size_t length;
};

/* Replications that will be run: those asked for, 1 when nothing is random. */
uint32_t scn_experiment_planned(const struct scn_experiment *experiment);

/*
 * Runs replications [first, first + count) of those planned. The answer gets what was asked and
 * nothing of what was measured; *ret_parts has *ret_count elements, fewer than asked when it was
 * interrupted. False: as scn_experiment_run.
 */
bool scn_experiment_run_part(struct sim_arena *arena, const struct scn_experiment *experiment,
                             uint32_t first, uint32_t count, struct scn_diags *diags,
                             struct mdl_answer *ret_answer,
                             struct scn_experiment_part **ret_parts, uint32_t *ret_count);

/*
 * What scn_experiment_run would have said, from the parts of all planned replications, in any
 * order, each once. False: a part is not of this experiment, of another version, or damaged;
 * *ret_bad is then its replication.
 */
bool scn_experiment_join(struct sim_arena *arena, const struct scn_experiment *experiment,
                         const struct scn_experiment_part *parts, struct mdl_answer *ret_answer,
                         uint32_t *ret_bad);

#endif
