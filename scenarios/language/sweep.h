/*
 * The sweep: which parameters take which values.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_SWEEP_H
#define WTSIM_SCENARIOS_LANGUAGE_SWEEP_H

#include <stdint.h>

struct scn_diags;
struct scn_node;
struct scn_scenario;
struct sim_arena;

/*
 * Reads 'sweep' of the tree into the scenario, and makes the tree of a point (from 1; 0: the file
 * as it is), whose values become overrides of the scenario. Every path is tried; what is wrong is
 * a diagnostic.
 */
const struct scn_node *scn_sweep_read(struct sim_arena *arena, const struct scn_node *root,
                                      uint32_t point, struct scn_diags *diags,
                                      struct scn_scenario *scenario);

#endif
