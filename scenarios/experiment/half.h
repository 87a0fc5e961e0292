/* Half of what a step list computes or waits, or of one duration, as overrides. */
#ifndef WTSIM_SCENARIOS_EXPERIMENT_HALF_H
#define WTSIM_SCENARIOS_EXPERIMENT_HALF_H

#include <stdint.h>

struct scn_node;
struct sim_arena;

enum { SCN_HALF_RUN = 1, SCN_HALF_WAIT = 2 };

/*
 * Overrides that halve every duration of these verbs in steps, which stand at path; how many there
 * are (those beyond max are not written). 0 when there is nothing to halve, or when one of them
 * is measured data, whose times stand elsewhere.
 */
uint32_t scn_half_steps(struct sim_arena *arena, const char *path, const struct scn_node *steps,
                        unsigned verbs, const char **ret_sets, uint32_t max);

/* The override that halves the durations in a value; NULL when there are none. */
const char *scn_half_value(struct sim_arena *arena, const char *path,
                           const struct scn_node *value);

#endif
