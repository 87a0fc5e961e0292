/*
 * Lasting calls: flush, delete, and operations on devices; what each of them waited for.
 *
 * A call belongs to a thread. While the thread waits for a work item to end, the call is charged
 * as a call of that item would be while it is in the list or with its worker, and to the callback
 * with what it does once it runs; while it waits for requests, to the callback that got them; else
 * to the call itself, or to what keeps its thread from running. There are few such calls: while
 * there are any, each tell first settles the time since the one before, and only then does the
 * course of items leave its smooth path.
 */
#ifndef WTSIM_MODEL_OBSERVE_LASTING_H
#define WTSIM_MODEL_OBSERVE_LASTING_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/ids.h"

struct mdl_record;

struct mdl_lasting {
    uint64_t settled_at;              /* parts are in its purse up to here                  */
    uint64_t *clocks;                 /* of the awaited item's line, then                   */
    uint32_t clock_count, clock_capacity;
    uint32_t wait;                    /* its pending entry: when it began, its purse        */
    uint32_t series, thread;
    uint32_t instance;                /* that a delete names, MDL_NONE: no delete           */
    uint32_t label;                   /* what its thread executed last                      */
    uint32_t holder;                  /* a thread that has the awaited item, or MDL_NONE    */
    uint32_t owner;                   /* label of who has the awaited requests, or MDL_NONE */
};

/* A call begins in a thread; instance: of a delete, else MDL_NONE. */
void mdl_lasting_begin(struct mdl_record *r, uint64_t at, uint32_t series, mdl_thread_id thread,
                       mdl_instance_id instance);

/* It has returned: the one of this series that names the same. None: it began before the
   window. */
void mdl_lasting_ended(struct mdl_record *r, uint64_t at, uint32_t series, mdl_thread_id thread,
                       mdl_instance_id instance);

/* A call that took no time. */
void mdl_lasting_at_once(struct mdl_record *r, uint64_t at, uint32_t series);

/* The thread waits from now on until the item is neither queued nor running. */
void mdl_lasting_awaits(struct mdl_record *r, uint64_t at, mdl_thread_id thread,
                        mdl_instance_id instance);

/* The thread waits from now on until the driver has given its requests back; owner: the label of
   the callback that got them. */
void mdl_lasting_awaits_requests(struct mdl_record *r, uint64_t at, mdl_thread_id thread,
                                 mdl_label_id owner);

/* Before anything changes: the time since the last tell. */
void mdl_lasting_settle(struct mdl_record *r, uint64_t at);

void mdl_lasting_clear(struct mdl_record *r);
void mdl_lasting_deinit(struct mdl_record *r);

/* At the stop: those that have not returned. */
void mdl_lasting_end(struct mdl_record *r, uint64_t end_at);

#endif
