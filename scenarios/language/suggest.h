/*
 * The nearest name: what somebody probably meant.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_SUGGEST_H
#define WTSIM_SCENARIOS_LANGUAGE_SUGGEST_H

#include <stddef.h>
#include <stdint.h>

struct sim_arena;

/* Collects the best of any number of candidates; start with {.wanted = what was written}. */
struct scn_suggest {
    const char *wanted;
    const char *best;                 /* NULL: nothing is near enough */
    unsigned distance;
};

/* One more candidate. Near enough: at most a third of the length is wrong (at least one letter),
   or only case, '-' and '_' differ. The first of equally near ones stays. */
void scn_suggest_offer(struct scn_suggest *suggest, const char *candidate);

/* The nearest of a list, or NULL. */
const char *scn_suggest_nearest(const char *wanted, const char *const *names, size_t count);

/* "did you mean 'callback'?", or NULL when nothing is near: fits a label as it is. */
const char *scn_suggest_label(struct sim_arena *arena, const char *wanted,
                              const char *const *names, size_t count);

/* "a, b, c or d" of a list, at most limit of them and then "...". */
const char *scn_suggest_list(struct sim_arena *arena, const char *const *names, size_t count,
                             size_t limit);

#endif
