/*
 * Distributions made of parts or of data: choice, histogram, empirical, hyperexponential lists.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_VALUES_PARTS_H
#define WTSIM_SCENARIOS_LANGUAGE_VALUES_PARTS_H

#include <stdbool.h>

#include "scenarios/language/values_law.h"

/* The argument of 'choice', 'histogram', 'empirical', or the list of 'hyperexponential'. */
bool scn_values_parts_choice(const struct scn_values *v, const struct scn_node *node,
                             enum scn_values_law_unit unit, struct sim_law *ret_law,
                             bool *assumed);
bool scn_values_parts_histogram(const struct scn_values *v, const struct scn_node *node,
                                enum scn_values_law_unit unit, struct sim_law *ret_law,
                                bool *assumed);
bool scn_values_parts_empirical(const struct scn_values *v, const struct scn_node *node,
                                enum scn_values_law_unit unit, struct sim_law *ret_law,
                                bool *assumed);
bool scn_values_parts_hyperexponential(const struct scn_values *v, const struct scn_node *node,
                                       enum scn_values_law_unit unit, struct sim_law *ret_law,
                                       bool *assumed);

#endif
