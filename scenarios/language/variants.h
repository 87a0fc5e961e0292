/*
 * A scenario as the timeline has made it: the same text with some values set, read once more.
 *
 * Whatever a value means, and whatever else follows from it, is what it means when it stands in
 * the file. So a variant is compiled by the same readers, and what then differs is what changes.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_VARIANTS_H
#define WTSIM_SCENARIOS_LANGUAGE_VARIANTS_H

#include "scenarios/language/build.h"

/* What two variants are compared by; its arrays are those of a build that goes on living. */
void scn_variants_view(struct scn_build *b, struct mdl_plan *ret_plan);

/* Compiles the tree as another variant of b's scenario. Its mistakes become those of b; false when
   it has some. */
bool scn_variants_compile(struct scn_build *b, const struct scn_node *root,
                          struct mdl_plan *ret_plan);

/* Do both consist of the same parts and the same code? */
bool scn_variants_are_alike(const struct mdl_plan *a, const struct mdl_plan *b);

#endif
