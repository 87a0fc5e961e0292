/*
 * When to stop replicating: `until: decided`, `precision: 5%`, and at most how many (`max`).
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_STOPPING_H
#define WTSIM_SCENARIOS_LANGUAGE_STOPPING_H

#include <stdbool.h>

struct scn_build;
struct scn_expectation;
struct scn_view;

/* Reads the rule, of the section 'run'. */
void scn_stopping_read(const struct scn_view *run);

/* Once it is known what is expected, and whether anything is random: is there a goal, and where
   are the looks? */
void scn_stopping_decide(struct scn_build *b);

/* Is it decided by an interval, whatever is observed? Only then it has a precision. */
bool scn_stopping_is_average(const struct scn_expectation *e);

#endif
