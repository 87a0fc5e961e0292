/*
 * Drawn numbers: `lesson: {draw: {isr: [5us, 4us, 6us]}}` gives `$isr` a value for each seed, and
 * '$(2*isr + 10us)' what follows from it.
 *
 * The first value of each list is that of seed 1, so that seed 1 is what the author worked out by
 * hand. `lesson.attempt` gives the same seed other numbers, for lessons whose question would have
 * lost its point.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_DRAW_H
#define WTSIM_SCENARIOS_LANGUAGE_DRAW_H

#include <stdbool.h>
#include <stdint.h>

#include "scenarios/language/formula.h"

struct scn_diags;
struct scn_node;
struct sim_arena;

struct scn_draw {
    const char *name;
    struct scn_formula_value value;
};

struct scn_draws {
    struct scn_draw *items;
    uint32_t count;
};

/*
 * Draws the numbers of the root's lesson, if it has one, and gives back the tree with every scalar
 * that begins with '$' replaced by its value. Scalars keep their places, so a mistake in a value
 * points to where it is used.
 */
const struct scn_node *scn_draw_apply(struct sim_arena *arena, const struct scn_node *root,
                                      struct scn_diags *diags, struct scn_draws *ret_draws);

/* The drawn value of a name; usable as a scn_formula_name with self the draws. */
bool scn_draw_find(void *self, const char *name, struct scn_formula_value *ret_value);

#endif
