/*
 * Work items: WDFWORKITEM, IO_WORKITEM, WORK_QUEUE_ITEM (W65-W92).
 *
 * An instance remembers: queued (is it in a list or handed to a worker that has not begun), how
 * many runs of it there are now, whether it is being deleted, whether `done` is clear (queued or
 * running), and one owner slot. A framework item clears `queued` when a worker begins it; a WDM
 * or executive item when it leaves the list (W65, W67, W76).
 *
 *                 enqueue                      picked              return
 *       idle -----------------> queued -----------------> running ---------> idle
 *                                  ^                         |
 *                                  +-------- enqueue --------+   (a second run may overlap)
 */
#ifndef WTSIM_MODEL_DRIVERS_ITEMS_H
#define WTSIM_MODEL_DRIVERS_ITEMS_H

#include "model/machine/machine.h"
#include "model/observe/tell.h"

/* An enqueue step. True: queued by this call. tried: only if a worker is free (W70). */
bool mdl_items_enqueue(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step,
                       mdl_item_id item, bool tried);

/* The queue object gave the instance to a worker (a hook of the machine's bodies). */
void mdl_items_removed(struct mdl_machine *m, mdl_instance_id instance, mdl_thread_id worker);

/* Prologue and epilogue of the callback. Enter: MDL_RUNS, MDL_BLOCKED (serialisation lock). */
enum mdl_outcome mdl_items_enter_framework(struct mdl_machine *m, mdl_context_id c,
                                           const struct mdl_item *item);
void mdl_items_leave(struct mdl_machine *m, mdl_context_id c);

static inline enum mdl_outcome mdl_items_enter(struct mdl_machine *m, mdl_context_id c,
                                               const struct mdl_item *item)
{
    return item->family == MDL_ITEM_WDF ? mdl_items_enter_framework(m, c, item) : MDL_RUNS;
}

/* First step of the callback itself: the clock of its queue latency stops here. */
static inline void mdl_items_entered(struct mdl_machine *m, mdl_context_id id)
{
    struct mdl_context *c = &m->contexts[id];

    c->entered_at = m->engine.now;
    c->own_ns = 0;
    c->flags |= MDL_CONTEXT_ENTERED;
    mdl_tell_item_entered(m->record, m->engine.now, c->object, id - m->thread_base);
}

/* WdfWorkItemFlush: MDL_RUNS at once or MDL_BLOCKED until `done` is set (W88-W92). */
enum mdl_outcome mdl_items_flush(struct mdl_machine *m, mdl_context_id c, mdl_item_id item);

#endif
