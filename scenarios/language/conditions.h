/*
 * Conditions and assignments: 'refilling == 0', 'rx.depth > 8', 'refilling = 1'.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_CONDITIONS_H
#define WTSIM_SCENARIOS_LANGUAGE_CONDITIONS_H

#include "scenarios/language/code.h"

/* One condition or a list of them (all true) into consecutive entries of the plan. */
bool scn_conditions_read(struct scn_code *c, const struct scn_node *node, uint32_t *ret_first,
                         uint32_t *ret_count);

/* 'v = n', 'v += n', 'v -= n': operation 0, 1, 2 as in MDL_STEP_SET. */
bool scn_conditions_assign(struct scn_code *c, const struct scn_node *node,
                           mdl_variable_id *ret_variable, uint32_t *ret_operation,
                           int64_t *ret_value);

/* Splits 'left op right' at its comparison; false when there is none. Texts are trimmed. */
bool scn_conditions_split(struct sim_arena *arena, const char *text, const char **ret_left,
                          enum mdl_comparison *ret_comparison, const char **ret_right);

#endif
