/*
 * A distribution that is written as elsewhere: what it would be here, to be pasted.
 *
 * Each adds to the mistake that was reported last, or leaves it as it is.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_VALUES_MEANT_H
#define WTSIM_SCENARIOS_LANGUAGE_VALUES_MEANT_H

#include "scenarios/language/values.h"

/* '{normal: ...}', '{exp: 5us}', '{~exponential: 5us}', '{mean: 5us}': no such distribution. */
bool scn_values_meant_name(const struct scn_values *v, const struct scn_node *key,
                           const struct scn_node *argument);

/* '{median: 2us, p99: 9us}', '{type: uniform, low: 1us, high: 3us}', '[2us, 6us]': no name. */
bool scn_values_meant_shape(const struct scn_values *v, const struct scn_node *node);

/* 'exponential 5us', 'uniform(2us, 6us)', '2us..6us': a text. */
void scn_values_meant_text(const struct scn_values *v, const struct scn_node *node);

#endif
