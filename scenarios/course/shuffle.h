/*
 * The order in which choices are offered, drawn anew for every seed: an answer that was copied
 * from somebody with another seed is a number of another choice.
 */
#ifndef WTSIM_SCENARIOS_COURSE_SHUFFLE_H
#define WTSIM_SCENARIOS_COURSE_SHUFFLE_H

#include <stdint.h>

#include "scenarios/language/lesson.h"

struct sim_arena;

/* The lesson with the choices of its questions in the order of this seed, and with the answers
   written down for them (worked, of beliefs, of variations) numbered anew. Seed 1: as written. */
const struct scn_lesson *scn_shuffle_lesson(struct sim_arena *arena,
                                            const struct scn_lesson *lesson, uint64_t seed);

#endif
