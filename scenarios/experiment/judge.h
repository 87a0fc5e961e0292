/*
 * Judging: what an answer says about the scenario's expectations.
 *
 * Two kinds. An average (mean, quantile, share, rate) is decided by its interval: pass when all
 * of it is on the right side of the bound, fail when all of it is on the wrong side, undecided
 * else. A property of every run (counts compared with == or !=, extremes, bug checks, deadlocks,
 * anything 'in 99% of runs') is decided by counterexample. Replications that stopped are no
 * sample of the others: averages are undecided with them, unless the stop was expected.
 */
#ifndef WTSIM_SCENARIOS_EXPERIMENT_JUDGE_H
#define WTSIM_SCENARIOS_EXPERIMENT_JUDGE_H

#include <stdbool.h>

#include "model/run/answer.h"

struct scn_scenario;
struct sim_arena;

/* Some expectation allows a bug check: figures are then taken up to the stop. */
bool scn_judge_expects_stop(const struct scn_scenario *scenario);

/*
 * Fills verdicts, with the answer's confidence, and the verdict of the whole: fail when one failed
 * or when a bug check or a deadlock happened that no expectation speaks of, else undecided when
 * one is, else pass, none without expectations.
 */
void scn_judge_answer(struct sim_arena *arena, const struct scn_scenario *scenario,
                      struct mdl_answer *answer);

#endif
