/*
 * Random scenarios: valid ones, of every kind of object, made from a seed.
 *
 * The sentences stand in words.def. What a scenario does may be wrong for Windows (a wait that
 * nobody ends, a bug check): that is a result. It is never a mistake of the language.
 */
#ifndef WTSIM_TESTS_SCENARIOS_SOAK_GENERATE_H
#define WTSIM_TESTS_SCENARIOS_SOAK_GENERATE_H

#include <stdint.h>

#include "scenarios/language/scenario.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

/* Appends the scenario of this seed. */
void generate_scenario(uint64_t seed, struct sim_text *text);

/* The same, loaded; everything of it lives in the arena, which is initialised here. A seed that
 * makes no scenario fails the test, with what it made. */
void generate_parsed(uint64_t seed, struct sim_arena *arena, struct scn_scenario *ret_scenario);

#endif
