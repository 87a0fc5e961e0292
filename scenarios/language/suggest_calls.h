/*
 * Which DDIs a name may have meant that is none: those that share most of its words.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_SUGGEST_CALLS_H
#define WTSIM_SCENARIOS_LANGUAGE_SUGGEST_CALLS_H

struct sim_arena;

/* "KeInsertQueueDpc or WdfDpcEnqueue": up to three names, the most alike first; NULL: none is. */
const char *scn_suggest_calls(struct sim_arena *arena, const char *wanted);

#endif
