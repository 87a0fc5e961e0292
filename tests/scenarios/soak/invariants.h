/*
 * What is true of every machine whose instant has settled: counts equal what they count, lists
 * hold what says that it is listed, nobody is in two places.
 *
 * Written from the meaning of the state (model/machine/state.h), not from the code that keeps it.
 */
#ifndef WTSIM_TESTS_SCENARIOS_SOAK_INVARIANTS_H
#define WTSIM_TESTS_SCENARIOS_SOAK_INVARIANTS_H

#include "model/machine/machine.h"

/* The first that does not hold, as a sentence; NULL when all hold. */
const char *invariants_broken(const struct mdl_machine *m);

#endif
