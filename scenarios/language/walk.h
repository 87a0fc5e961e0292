/*
 * The static walk: every routine at the IRQL it will have, along every branch, without running.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_WALK_H
#define WTSIM_SCENARIOS_LANGUAGE_WALK_H

struct scn_build;

/* Warnings for what would compile and go wrong: illegal calls, waits at raised IRQL, locks and
   levels that are not given back, endless loops without time, what is never used, overload,
   callbacks over the guidelines. */
void scn_walk_check(struct scn_build *b);

#endif
