/*
 * The stages from a tree to the parts of a plan, in the order in which they need each other. A
 * scenario goes through them once, and each of its variants (variants.h) too.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_STAGES_H
#define WTSIM_SCENARIOS_LANGUAGE_STAGES_H

#include "scenarios/language/view.h"

/* Machine, pools, run, drivers, timeline: what is declared. False when the root is no map. */
bool scn_stages_read(struct scn_build *b, struct scn_view *ret_root);

/* Everything that follows from it: programs, pools. */
void scn_stages_make(struct scn_build *b, const struct scn_view *root);

#endif
