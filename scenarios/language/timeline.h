/*
 * The timeline: what happens at given times.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_TIMELINE_H
#define WTSIM_SCENARIOS_LANGUAGE_TIMELINE_H

#include "scenarios/language/view.h"

/* Reads it, once all objects are known. What it does to devices starts and removes them in threads
   that scn_pnp_make makes. */
void scn_timeline_read(struct scn_build *b, const struct scn_view *root);

#endif
