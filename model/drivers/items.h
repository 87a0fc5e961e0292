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

#include "model/drivers/lives.h"
#include "model/machine/machine.h"
#include "model/observe/tell.h"
#include "sim/base/bits.h"
#include "sim/base/check.h"

/* ---- which instance ------------------------------------------------------------------------- */

static inline void mdl_items_mark_taken(struct mdl_machine *m, mdl_instance_id instance)
{
    m->instance_free[instance / 64] &= ~(UINT64_C(1) << instance % 64);
}

static inline void mdl_items_mark_free(struct mdl_machine *m, mdl_instance_id instance,
                                       struct mdl_item_state *state)
{
    m->instance_free[instance / 64] |= UINT64_C(1) << instance % 64;
    state->free_hint = instance < state->free_hint ? instance : state->free_hint;
}

/*
 * The first instance that is neither queued nor running, else the first (a choice of the
 * language). A word of bits at a time; those below the hint are known to be taken.
 */
mdl_instance_id mdl_items_choose_further(struct mdl_machine *m, const struct mdl_item *plan,
                                         struct mdl_item_state *state);

static inline mdl_instance_id mdl_items_choose(struct mdl_machine *m, const struct mdl_item *plan,
                                               struct mdl_item_state *state)
{
    uint32_t from = state->free_hint;
    uint64_t word = m->instance_free[from / 64] >> from % 64;
    mdl_instance_id instance = from + sim_bits_lowest(word | UINT64_C(1) << 63);

    if (word == 0 || instance >= plan->instance_first + plan->instance_count) {
        return mdl_items_choose_further(m, plan, state);
    }
    state->free_hint = instance;
    return instance;
}

/* The same, and it is taken; MDL_NONE when none is free. */
static inline mdl_instance_id mdl_items_take(struct mdl_machine *m, const struct mdl_lane *lane)
{
    uint32_t from = lane->item->free_hint;
    uint64_t *word = &m->instance_free[from / 64];
    uint64_t rest = *word >> from % 64;
    mdl_instance_id instance = rest != 0 ? from + sim_bits_lowest(rest) : lane->instance_end;

    if (instance >= lane->instance_end) {
        instance = mdl_items_choose_further(m, lane->plan, lane->item);
        word = &m->instance_free[instance / 64];
        if (!(*word >> instance % 64 & 1)) {
            return MDL_NONE;
        }
    }
    *word &= ~(UINT64_C(1) << instance % 64);
    lane->item->free_hint = instance + 1;
    return instance;
}

/* ---- enqueue, enter, leave ------------------------------------------------------------------ */

/* An enqueue step. True: queued by this call. tried: only if a worker is free (W70). */
bool mdl_items_enqueue(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step,
                       mdl_item_id item, bool tried);

/* The framework enqueues a work item of its own, without requests; false: it is queued (W105). */
bool mdl_items_enqueue_internal(struct mdl_machine *m, mdl_context_id c, mdl_item_id item);

/* The queue object gave the instance to a worker (a hook of the machine's bodies). */
bool mdl_items_removed(struct mdl_machine *m, mdl_instance_id instance, mdl_thread_id worker);

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

/* W91: all threads that wait for `done` go on, whatever comes next. */
void mdl_items_end_flushes(struct mdl_machine *m, struct mdl_instance_state *state);

/* The thread begins to wait until the item is neither queued nor running (`done`, W81). */
void mdl_items_wait_done(struct mdl_machine *m, mdl_thread_id thread, mdl_instance_id instance);

/* A run of the instance is over: it may be chosen again. */
static inline void mdl_items_let_go(struct mdl_machine *m, mdl_instance_id instance)
{
    struct mdl_instance_state *state = &m->instances[instance];

    SIM_ASSERT(state->running > 0);
    state->owner = MDL_NONE;                       /* W98: whoever else runs loses the slot */
    if (--state->running == 0 && !state->queued) { /* W90: not after a re-enqueue */
        mdl_items_mark_free(m, instance, &m->items[state->item]);
        state->done_clear = 0;
        if (state->flush_head != MDL_NONE) {
            mdl_items_end_flushes(m, state);
        }
        if (state->life != MDL_LIFE_LIVING) {
            mdl_lives_left(m, instance);
        }
    }
}

/* What steps do that name a work item: queue, create, free, flush (W88-W92: MDL_BLOCKED until
   `done` is set). */
enum mdl_outcome mdl_items_perform(struct mdl_machine *m, mdl_context_id c,
                                   const struct mdl_step *step);

#endif
