/*
 * Those who wait and could still be helped: looked at again when a possible helper is gone.
 *
 * A thread that begins to wait closes a circle at that instant, or somebody can still help it. The
 * latter is watched. When a run returns, a timer is stopped or a line masked, and what has ended
 * cannot come again by itself, the watched are asked once more whether they can proceed.
 */
#ifndef WTSIM_MODEL_RUN_WATCH_H
#define WTSIM_MODEL_RUN_WATCH_H

#include "model/machine/machine.h"
#include "model/run/stuck.h"

struct mdl_watch {
    struct mdl_stuck *stuck;
    struct mdl_machine *m;
    mdl_thread_id *threads;
    uint8_t *listed;                  /* by thread */
};

void mdl_watch_init(struct mdl_watch *w, struct mdl_machine *m, struct mdl_stuck *stuck);
void mdl_watch_deinit(struct mdl_watch *w);

/* Forgets everybody. */
void mdl_watch_begin(struct mdl_watch *w);

/* This thread waits and could proceed at this instant. */
void mdl_watch_add(struct mdl_watch *w, mdl_thread_id thread);

/* Something may have been lost at this instant: is one of the watched perhaps stuck? */
bool mdl_watch_alarms(struct mdl_watch *w);

#endif
