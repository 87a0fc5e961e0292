/*
 * What can be said about load and use before anything runs.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_LOAD_H
#define WTSIM_SCENARIOS_LANGUAGE_LOAD_H

struct scn_build;

/* Warns of objects that nothing uses, callbacks whose mean is over the guidelines, and arrivals
   that ask for more than all processors have. */
void scn_load_check(struct scn_build *b);

#endif
