/*
 * Distributions: from a map with one key to a law.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_VALUES_LAW_H
#define WTSIM_SCENARIOS_LANGUAGE_VALUES_LAW_H

#include <stdbool.h>
#include <stdint.h>

#include "scenarios/language/values.h"

/* What is drawn: durations in ns, or how many. */
enum scn_values_law_unit { SCN_VALUES_LAW_DURATION, SCN_VALUES_LAW_COUNT };

/* A plain value or a distribution. Sets *assumed where something is marked '~', else leaves it. */
bool scn_values_law_read(const struct scn_values *v, const struct scn_node *node,
                         enum scn_values_law_unit unit, struct sim_law *ret_law, bool *assumed);

/* One value in the unit of the law, as a parameter of a distribution. */
bool scn_values_law_value(const struct scn_values *v, const struct scn_node *node,
                          enum scn_values_law_unit unit, double *ret_value, bool *assumed);

#endif
