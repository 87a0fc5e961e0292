/*
 * Deadlocks: knots followed from the instant they close to the one in which they dissolve.
 *
 * The judge only looks at the state (stuck.h, knot.h) and decides nothing. It looks after settle,
 * when a thread has begun to wait without time-out in this instant (the kernel lists those), and
 * while a knot is open when its pool has got a worker. A look at the new waiter alone is enough
 * nearly always: who can proceed closes no circle.
 */
#ifndef WTSIM_MODEL_RUN_DEADLOCK_H
#define WTSIM_MODEL_RUN_DEADLOCK_H

#include <stdint.h>

#include "model/machine/plan.h"

#define MDL_DEADLOCK_KNOTS_MAX 64u    /* kept per replication           */
#define MDL_DEADLOCK_MARGIN_MAX 16u   /* further workers that are tried */

struct mdl_machine;

struct mdl_deadlock_knot {
    sim_instant begin_at;             /* the first member began to wait            */
    sim_instant closed_at;            /* nobody could proceed from here            */
    sim_instant end_at;               /* somebody could; SIM_INSTANT_NEVER: open   */
    sim_duration worst_ns;            /* longest wait of a member, up to the end   */
    uint32_t victims;                 /* threads, the most there were              */
    uint32_t margin;                  /* workers short; 0: no pool or beyond the maximum */
    mdl_object_id object;             /* the pool, lock, event or item in it       */
    mdl_label_id culprit;             /* what the first member runs                */
    const char *sentence;             /* several, a line each                      */
};

struct mdl_deadlock;

/* Attaches itself to the machine. Never NULL; the machine must outlive it. */
struct mdl_deadlock *mdl_deadlock_create(struct mdl_machine *m);
void mdl_deadlock_destroy(struct mdl_deadlock *d); /* fine on NULL */

/* Forgets everything: the machine was reset. */
void mdl_deadlock_begin(struct mdl_deadlock *d);

/* The instant has settled and machine.judge is set. */
void mdl_deadlock_look(struct mdl_deadlock *d);

/* The replication is over. The knots, as they closed; valid until the next begin. */
const struct mdl_deadlock_knot *mdl_deadlock_end(struct mdl_deadlock *d, uint32_t *ret_count);

#endif
