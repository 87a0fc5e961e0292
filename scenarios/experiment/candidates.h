/*
 * Candidates: changes of a scenario that somebody with this problem would think of.
 *
 * Each is a list of overrides, so that what is tried can be typed: half of what a callback
 * computes or waits, a target twice as fast or as broad, another worker, another queue, threads of
 * its own, moderation, another processor, another priority. Changes that Windows does not allow
 * are candidates, too: they are listed with the rule and not tried.
 */
#ifndef WTSIM_SCENARIOS_EXPERIMENT_CANDIDATES_H
#define WTSIM_SCENARIOS_EXPERIMENT_CANDIDATES_H

#include <stdint.h>

struct scn_scenario;
struct sim_arena;

#define SCN_CANDIDATES_OWN_PRIORITY 8u /* of threads that take over work items */

struct scn_candidate {
    const char *change;               /* 'indexer.ScanWorkItem: half of its waits'      */
    const char *object;               /* 'indexer.ScanWorkItem', 'pool.delayed'         */
    const char *const *sets;          /* 'path=value', as for --set                     */
    uint32_t set_count;
    const char *forbidden;            /* NULL, or a sentence why there is no such change */
    const char *rule;                 /* of the sentence; NULL: none                    */
};

/* In the order of the file; pools first. Allocated in the arena. */
uint32_t scn_candidates_find(struct sim_arena *arena, const struct scn_scenario *scenario,
                             struct scn_candidate **ret_candidates);

#endif
