/*
 * A work item's work on threads of the driver's own: the cure of W147 and W157, as overrides.
 *
 * Where the item was queued, the driver now signals; as many threads as there were instances wait
 * for the signal and call the item's callback. A KMDF item that is queued already is queued once
 * (W82): so its threads wait for a synchronization event, which remembers one signal; WDM
 * instances are queued each, so theirs wait for a semaphore, which counts.
 */
#ifndef WTSIM_SCENARIOS_EXPERIMENT_OWN_THREADS_H
#define WTSIM_SCENARIOS_EXPERIMENT_OWN_THREADS_H

#include <stdint.h>

struct scn_node;
struct sim_arena;

struct scn_own_threads {
    const char *driver, *item, *callback, *instances;
    const struct scn_node *body;      /* of the driver */
    unsigned priority;
};

/* How many overrides (those beyond max are not written); 0 when the item is used in ways that a
   thread does not know: created, flushed, deleted, queued by an interrupt or with branches. */
uint32_t scn_own_threads_make(struct sim_arena *arena, const struct scn_own_threads *own,
                              const char **ret_sets, uint32_t max);

#endif
