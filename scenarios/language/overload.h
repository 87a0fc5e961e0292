/*
 * Is more asked for than there is?
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_OVERLOAD_H
#define WTSIM_SCENARIOS_LANGUAGE_OVERLOAD_H

struct scn_build;

/* Warns where the arrivals ask for more than all processors have, than one processor has for what
   only it may do, or than the workers of a pool. */
void scn_overload_check(struct scn_build *b);

#endif
