/*
 * Data files: columns of measured values beside the scenario.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_VALUES_DATA_H
#define WTSIM_SCENARIOS_LANGUAGE_VALUES_DATA_H

#include <stdbool.h>
#include <stdint.h>

#include "scenarios/language/values_law.h"

/*
 * node: 'file.csv', or {file, column, unit}. A line is one value, or several separated by commas,
 * semicolons or tabs; lines that are empty or begin with '#' are passed over, and so is a first
 * line with names. column is a name or a number from 1; unit is what bare numbers are in. At most
 * a million values. What is wrong is reported at node, with file and line in the sentence.
 */
bool scn_values_data_read(const struct scn_values *v, const struct scn_node *node,
                          enum scn_values_law_unit unit, const double **ret_values,
                          uint32_t *ret_count);

#endif
