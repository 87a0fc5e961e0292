/*
 * Parents of framework work items (W79).
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_PARENTS_H
#define WTSIM_SCENARIOS_LANGUAGE_PARENTS_H

#include "scenarios/language/build.h"

/* Finds the parents that are written, once all objects are known, and gives the items that are
   children of queues the lock that their queue's scope and level say (W80). */
void scn_parents_resolve(struct scn_build *b);

#endif
