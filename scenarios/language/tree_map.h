/*
 * The pairs of one map: double keys, merge keys, keys that are no words.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_TREE_MAP_H
#define WTSIM_SCENARIOS_LANGUAGE_TREE_MAP_H

#include <stdint.h>

#include "scenarios/language/tree.h"

/* Makes the pairs of map from count keys and values in turn, reporting what is wrong. Merged
   pairs stand where '<<' stood. */
void scn_tree_map_fill(struct sim_arena *arena, struct scn_diags *diags,
                       const struct scn_node *const *children, uint32_t count,
                       struct scn_node *map);

#endif
