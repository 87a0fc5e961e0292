/* Work items; see the header. */
#include "model/drivers/items.h"

#include "model/drivers/deleted.h"
#include "model/drivers/dispose.h"
#include "model/drivers/failure.h"
#include "model/drivers/lives.h"
#include "model/drivers/runs.h"
#include "model/executive/pools.h"
#include "model/hardware/requests.h"
#include "model/kernel/locks.h"
#include "model/kernel/stop.h"
#include "model/kernel/waits.h"
#include "model/machine/cause.h"
#include "model/observe/tell.h"
#include "sim/base/bits.h"
#include "sim/base/check.h"

static const struct mdl_item *item_of(const struct mdl_machine *m, mdl_instance_id instance)
{
    return &m->plan->items[m->instances[instance].item];
}

/* ---- which instance ------------------------------------------------------------------------- */

mdl_instance_id mdl_items_choose_further(struct mdl_machine *m, const struct mdl_item *plan,
                                         struct mdl_item_state *state)
{
    uint32_t end = plan->instance_first + plan->instance_count;
    uint32_t from = state->free_hint;

    while (from < end) {
        uint64_t word = m->instance_free[from / 64] >> from % 64;

        if (word != 0) {
            from += sim_bits_lowest(word);
            break;
        }
        from += 64 - from % 64;
    }
    state->free_hint = from < end ? from : end;
    return from < end ? from : plan->instance_first;
}

/* In its own callback the running one (pin 22); of dynamic objects the one that is meant, and
   where there is none a slot that is not living. */
static mdl_instance_id choose(struct mdl_machine *m, mdl_context_id c, mdl_item_id item)
{
    const struct mdl_item *plan = &m->plan->items[item];

    if (plan->dynamic || (plan->instance_count > 1 &&
                          m->contexts[c].kind == MDL_CONTEXT_WORKER &&
                          m->instances[m->contexts[c].object].item == item)) {
        mdl_instance_id named = mdl_lives_named(m, c, item);

        return named == MDL_NONE ? plan->instance_first : named;
    }
    return mdl_items_choose(m, plan, &m->items[item]);
}

/* An enqueue of what does not live. True: it goes on. */
static bool queue_dead(struct mdl_machine *m, const struct mdl_item *item,
                       mdl_instance_id instance)
{
    switch ((enum mdl_life)m->instances[instance].life) {
    case MDL_LIFE_DEFERRED:      /* W97: rundown is not set before the dispose */
        return true;
    case MDL_LIFE_RUNDOWN:
    case MDL_LIFE_CLEANED:       /* the caller is not told */
        mdl_stop_finding(m, MDL_FINDING_ENQUEUED_DELETED, item->object, 0, 0, 0, 0);
        mdl_tell_item_called(m->record, m->engine.now, instance, MDL_CALL_REFUSED);
        return false;
    default:
        mdl_lives_misused(m, m->instances[instance].item);
        return false;
    }
}

/* A run of the item queues it again. */
static bool is_its_own(const struct mdl_machine *m, mdl_context_id c, mdl_item_id item)
{
    return m->contexts[c].kind == MDL_CONTEXT_WORKER &&
           m->instances[m->contexts[c].object].item == item;
}

/* ---- enqueue (W65, W81, W86) ---------------------------------------------------------------- */

static bool queue_again(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step,
                        const struct mdl_item *item, mdl_instance_id instance)
{
    if (item->family == MDL_ITEM_WDF && item->coalesces) {
        mdl_tell_item_called(m->record, m->engine.now, instance, MDL_CALL_COALESCED);
        mdl_runs_pass_on(m, c, step, &m->instances[instance].bag, (enum mdl_carries)item->carries);
        return false;
    }
    mdl_stop_finding(m, item->family == MDL_ITEM_WDF ? MDL_FINDING_QUEUED_TWICE_WDF
                                                     : MDL_FINDING_QUEUED_TWICE,
                     item->object, 1, instance + 1u, item->pool, 0);   /* 0xE4: 1 = active item */
    return false;
}

bool mdl_items_enqueue(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step,
                       mdl_item_id item_id, bool tried)
{
    const struct mdl_item *item = &m->plan->items[item_id];
    mdl_instance_id instance = choose(m, c, item_id);
    struct mdl_instance_state *state = &m->instances[instance];
    mdl_processor_id p = mdl_machine_where(m, c);
    mdl_pool_id near, pool;

    if (m->hands_back && is_its_own(m, c, item_id) && !(step->flags & MDL_STEP_NO_REQUESTS)) {
        mdl_requests_hand_back(m, &m->runs[c].carried);
    }
    if (state->queued) {
        return queue_again(m, c, step, item, instance);
    }
    if (state->life != MDL_LIFE_LIVING && !queue_dead(m, item, instance)) {
        return false;
    }
    state->queued = 1;
    state->done_clear = 1;
    state->first_call = mdl_cause_of_call(m, c, step->value);
    mdl_items_mark_taken(m, instance);
    mdl_runs_pass_on(m, c, step, &state->bag, (enum mdl_carries)item->carries);
    pool = near = mdl_pools_near(m, item, p);
    if (tried) {
        pool = mdl_pools_try(m, near, item);
    }
    if (pool != MDL_NONE) {
        mdl_pools_queue(m, pool, item, instance, p);
        return true;
    }
    mdl_pools_place(m, near, item, instance);
    mdl_tell_item_called(m->record, m->engine.now, instance, MDL_CALL_QUEUED);
    state->queued = 0;   /* W70: unchanged, and the caller must do something else */
    state->done_clear = state->running > 0;
    if (state->running == 0) {
        mdl_items_mark_free(m, instance, &m->items[item_id]);
    }
    mdl_tell_item_called(m->record, m->engine.now, instance, MDL_CALL_REFUSED);
    mdl_requests_drop(m, &state->bag);
    return false;
}

bool mdl_items_enqueue_internal(struct mdl_machine *m, mdl_context_id c, mdl_item_id item)
{
    static const struct mdl_step step = {.kind = MDL_STEP_WDF_ENQUEUE,
                                         .flags = MDL_STEP_NO_REQUESTS};

    return mdl_items_enqueue(m, c, &step, item, false);
}

/* ---- a run ---------------------------------------------------------------------------------- */

/* The queued mark is cleared: the run takes what was handed over so far (pin 1). */
static inline void clear_mark(struct mdl_machine *m, mdl_instance_id instance,
                              mdl_thread_id worker)
{
    struct mdl_instance_state *state = &m->instances[instance];
    struct mdl_run *run = &m->runs[mdl_machine_thread_context(m, worker)];

    state->queued = 0;
    state->running++;
    run->ordinal = state->first_call;
    mdl_requests_move(m, &run->carried, &state->bag);
}

bool mdl_items_removed(struct mdl_machine *m, mdl_instance_id instance, mdl_thread_id worker)
{
    if (item_of(m, instance)->family == MDL_ITEM_WDF) {
        return false;
    }
    clear_mark(m, instance, worker);
    return true;
}

enum mdl_outcome mdl_items_enter_framework(struct mdl_machine *m, mdl_context_id c,
                                           const struct mdl_item *item)
{
    mdl_instance_id instance = m->contexts[c].object;
    mdl_thread_id worker = c - m->thread_base;

    m->instances[instance].owner = worker;   /* W81: before the mark, and unlocked */
    clear_mark(m, instance, worker);
    mdl_tell_item_cleared(m->record, m->engine.now, instance, worker);
    if (item->lock == MDL_NONE) {
        return MDL_RUNS;
    }
    mdl_tell_item_locking(m->record, m->engine.now, instance, worker, item->lock);
    return mdl_locks_acquire(m, c, item->lock, 0, MDL_WAITS_FOREVER);
}

void mdl_items_end_flushes(struct mdl_machine *m, struct mdl_instance_state *state)
{
    while (state->flush_head != MDL_NONE) {
        mdl_thread_id thread = state->flush_head;

        state->flush_head = m->threads[thread].next;
        m->threads[thread].next = m->threads[thread].previous = MDL_NONE;
        mdl_waits_end(m, thread, false);
    }
}

void mdl_items_leave(struct mdl_machine *m, mdl_context_id c)
{
    mdl_instance_id instance = m->contexts[c].object;
    const struct mdl_item *item = item_of(m, instance);

    mdl_runs_let_go(m, c);
    if (item->lock != MDL_NONE && item->family == MDL_ITEM_WDF) {
        mdl_locks_release(m, c, item->lock, 0);
    }
    mdl_tell_item_left(m->record, m->engine.now, instance, c - m->thread_base,
                       m->contexts[c].own_ns);
    mdl_items_let_go(m, instance);
}

/* ---- flush ---------------------------------------------------------------------------------- */

void mdl_items_wait_done(struct mdl_machine *m, mdl_thread_id thread, mdl_instance_id instance)
{
    mdl_waits_begin(m, thread, MDL_WAITS_FLUSH, instance, MDL_WAIT_EXECUTIVE,
                    item_of(m, instance)->object, MDL_WAITS_FOREVER);
    mdl_tell_awaits(m->record, m->engine.now, thread, instance);
    m->threads[thread].next = m->instances[instance].flush_head;
    m->instances[instance].flush_head = thread;
}

static enum mdl_outcome flush(struct mdl_machine *m, mdl_context_id c, mdl_item_id item)
{
    bool waited = m->contexts[c].flags & MDL_CONTEXT_WAITED;
    mdl_instance_id instance = waited ? m->threads[c - m->thread_base].wait_object
                                      : mdl_lives_named(m, c, item);
    struct mdl_instance_state *state = &m->instances[instance];
    mdl_thread_id thread = c - m->thread_base;

    if (waited) {
        mdl_tell_flush(m->record, m->engine.now, item, thread, true);
        return MDL_RUNS;
    }
    if (instance == MDL_NONE || state->life >= MDL_LIFE_FREED) {
        mdl_lives_misused(m, item);
        return MDL_YIELDS;
    }
    mdl_tell_flush(m->record, m->engine.now, item, thread, false);
    if (state->owner == thread) {
        mdl_stop_finding(m, MDL_FINDING_FLUSH_IN_CALLBACK, m->plan->items[item].object, 0, 0, 0,
                         0);
        if (!m->plan->profile.flush_in_callback_waits) {   /* W92: the source returns */
            mdl_tell_flush(m->record, m->engine.now, item, thread, true);
            return MDL_RUNS;
        }
    } else if (!state->done_clear) {
        mdl_tell_flush(m->record, m->engine.now, item, thread, true);
        return MDL_RUNS;
    }
    mdl_items_wait_done(m, thread, instance);
    return MDL_BLOCKED;
}

/* ---- the steps ------------------------------------------------------------------------------ */

/* W59: the filter manager refuses what could deadlock. */
static void post(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step)
{
    if (step->number != 0) {
        mdl_failure_set(m, c, step, MDL_STATUS_FLT_NOT_SAFE_TO_POST_OPERATION);
    } else {
        mdl_items_enqueue(m, c, step, step->object, false);
        mdl_failure_none(m, c);
    }
}

enum mdl_outcome mdl_items_perform(struct mdl_machine *m, mdl_context_id id,
                                   const struct mdl_step *step)
{
    switch ((enum mdl_step_kind)step->kind) {
    case MDL_STEP_ITEM_CREATE:
        mdl_lives_create(m, id, step);
        break;
    case MDL_STEP_ITEM_FREE:
        mdl_lives_free(m, id, step);
        break;
    case MDL_STEP_WDF_FLUSH:
        return flush(m, id, step->object);
    case MDL_STEP_WDF_DELETE:
    case MDL_STEP_DISPOSE_NEXT:
        return mdl_dispose_perform(m, id, step);
    case MDL_STEP_DELETED:
        mdl_deleted_mark(m, step);
        break;
    case MDL_STEP_DELETE_REFUSED:
        mdl_stop_finding(m, MDL_FINDING_CANNOT_DELETE, step->number, 0, 0, 0, 0);
        break;
    case MDL_STEP_ITEM_REFERENCE:
        mdl_lives_reference(m, id, step);
        break;
    case MDL_STEP_ITEM_PARENT:
        m->contexts[id].result = mdl_lives_has_parent(m, id, step);
        break;
    case MDL_STEP_FLT_QUEUE:
        post(m, id, step);
        break;
    default:
        if (step->number == MDL_NO_SUCH_QUEUE) {
            mdl_stop_finding(m, MDL_FINDING_NO_SUCH_QUEUE, m->plan->items[step->object].object, 6,
                             0, 0, 0);   /* 0xE4: 6 = bad queue type (W160) */
            break;
        }
        m->contexts[id].result = mdl_items_enqueue(m, id, step, step->object,
                                                   step->kind == MDL_STEP_IO_TRY_QUEUE);
    }
    return m->bug_check != 0 ? MDL_YIELDS : MDL_RUNS;   /* after a stop nothing more happens */
}
