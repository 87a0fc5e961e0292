/*
 * Who can proceed: a pure judgement on the state of a machine.
 *
 * Threads, pools, routines (signals.h), ends of items' programs, events and flushes are nodes; one
 * lives when it can proceed as things stand: what runs, waits with a time-out, for something
 * outside or for arrivals lives; what waits for an event lives when a routine that sets it lives;
 * for a lock, when its owner does; for a flush, when all runs do. The least set that satisfies
 * this is found by passes over the threads until none is won any more; all others can never
 * proceed by themselves.
 *
 * Loosely, whatever a program contains from where it stands on is taken as possible. Strictly, a
 * run gets only as far as its waits can be passed, and an item starts only if a worker is left for
 * it. Loosely is how a knot is found (it closes when its last thread blocks), strictly is how one
 * is kept (a rescue thread that walks into it does not dissolve it) and measured.
 */
#ifndef WTSIM_MODEL_RUN_STUCK_H
#define WTSIM_MODEL_RUN_STUCK_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/machine.h"
#include "model/run/signals.h"

struct mdl_stuck {
    const struct mdl_machine *m;
    const struct mdl_plan *plan;
    const struct mdl_signals *signals;
    bool strict;
    mdl_pool_id extra_pool;           /* strict: in thought this pool has more workers */
    uint32_t extra;
    uint32_t judgement, pass;         /* numbers; a node's marks are one of them        */
    uint32_t *lives, *tried;          /* by node                                        */
    uint32_t node_count, pool_first, routine_first, end_first; /* threads come first    */
    uint32_t event_first, flush_first;
    uint32_t gained, depth;
    uint32_t listed_at;               /* judgement for which these were made:           */
    mdl_thread_id *present;           /* threads that exist                             */
    uint32_t present_count;
    mdl_thread_id *held_first;        /* by item: workers that hold it                  */
    mdl_thread_id *held_next;
};

void mdl_stuck_init(struct mdl_stuck *s, const struct mdl_machine *m,
                    const struct mdl_signals *signals);
void mdl_stuck_deinit(struct mdl_stuck *s);

/* Does it wait, without time-out, for an object, a lock, rundown or a flush? Only then can it be
   stuck. */
bool mdl_stuck_waits(const struct mdl_machine *m, mdl_thread_id thread);

/* A look at one thread: true is certain, false asks for the whole judgement. */
bool mdl_stuck_proceeds(struct mdl_stuck *s, mdl_thread_id thread);

/* Can this routine still run, begun by somebody who can proceed? Certain when true. */
bool mdl_stuck_routine_lives(struct mdl_stuck *s, enum mdl_signals_role role, uint32_t id);

/* May anybody complete I/O requests, as things stand? A judgement of its own. */
bool mdl_stuck_completes(struct mdl_stuck *s);

/* The whole judgement; the functions below speak about it until the next one. */
void mdl_stuck_judge(struct mdl_stuck *s, bool strict, mdl_pool_id extra_pool, uint32_t extra);

bool mdl_stuck_thread_lives(const struct mdl_stuck *s, mdl_thread_id thread);
bool mdl_stuck_pool_lives(const struct mdl_stuck *s, mdl_pool_id pool);

/* Can one of these places be executed by somebody who lives? */
bool mdl_stuck_any_performs(struct mdl_stuck *s, enum mdl_signals_target kind, uint32_t id);

/* A worker is being created for the pool, or will be as soon as the manager runs. */
bool mdl_stuck_pool_grows(const struct mdl_machine *m, mdl_pool_id pool);

/* Threads that exist: declared ones, then workers. */
const mdl_thread_id *mdl_stuck_present(struct mdl_stuck *s, uint32_t *ret_count);

/* Does a run of this item wait in the pool's list, or may one come into it? */
bool mdl_stuck_may_be_in(struct mdl_stuck *s, mdl_item_id item, mdl_pool_id pool);

/* Workers that hold an item: the first, then the next; MDL_NONE at the end. */
mdl_thread_id mdl_stuck_holder(struct mdl_stuck *s, mdl_item_id item);
mdl_thread_id mdl_stuck_next_holder(const struct mdl_stuck *s, mdl_thread_id thread);

/* Can what a thread waits for come about as things stand? */
bool mdl_stuck_object_lives(struct mdl_stuck *s, uint32_t waitable);

#endif
