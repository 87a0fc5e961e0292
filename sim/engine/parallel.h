/*
 * Replications over threads: the one door to pthreads.
 *
 * Work items are handed out by index; each is computed by exactly one thread and writes only its
 * own result, so what comes out does not depend on how many threads there were.
 */
#ifndef WTSIM_SIM_ENGINE_PARALLEL_H
#define WTSIM_SIM_ENGINE_PARALLEL_H

#include <stdbool.h>
#include <stdint.h>

struct sim_parallel {
    void *self;
    /* Computes item index; worker is in [0, jobs). False: stop handing out further items. */
    bool (*work)(void *self, uint32_t index, unsigned worker);
    /* Called in the calling thread about four times a second, and at the end; may be NULL.
       False: stop handing out further items (those under way are finished). */
    bool (*progress)(void *self, uint32_t done_count);
};

/* Processors this process may use, at least 1. */
unsigned sim_parallel_processors(void);

/*
 * Computes items [0, count) with this many threads. Returns how many were handed out: always a
 * prefix [0, n), all of it finished.
 */
uint32_t sim_parallel_run(const struct sim_parallel *p, uint32_t count, unsigned jobs);

#endif
