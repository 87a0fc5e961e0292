/*
 * What a run depends on although nobody has published it, beside costs and values with a `~`.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_ASSUMPTIONS_H
#define WTSIM_SCENARIOS_LANGUAGE_ASSUMPTIONS_H

struct scn_build;

/* When everything else of the plan is made: adds the rows of assumptions.def that are used. */
void scn_assumptions_add(struct scn_build *b);

#endif
