/* Disposing of framework work items; see the header. */
#include "model/drivers/dispose.h"

#include "model/drivers/items.h"
#include "model/drivers/lives.h"
#include "model/kernel/stop.h"
#include "model/kernel/waits.h"
#include "model/observe/tell.h"
#include "model/rules/irql.h"
#include "sim/base/check.h"

static const struct mdl_item *item_of(const struct mdl_machine *m, mdl_instance_id instance)
{
    return &m->plan->items[m->instances[instance].item];
}

/* ---- what a run disposes of ----------------------------------------------------------------- */

static void push(struct mdl_machine *m, mdl_context_id c, mdl_instance_id instance)
{
    m->lives[instance].outer = m->runs[c].deleting;
    m->runs[c].deleting = instance + 1;
}

static mdl_instance_id top(const struct mdl_machine *m, mdl_context_id c)
{
    SIM_ASSERT(m->runs[c].deleting != 0);
    return m->runs[c].deleting - 1;
}

static void pop(struct mdl_machine *m, mdl_context_id c)
{
    mdl_instance_id instance = top(m, c);

    m->runs[c].deleting = m->lives[instance].outer;
    m->lives[instance].outer = 0;
}

static void call_ended(struct mdl_machine *m, mdl_instance_id instance)
{
    if (m->lives[instance].called_at != 0) {
        m->lives[instance].called_at = 0;
        mdl_tell_item_deleted(m->record, m->engine.now, instance, true);
    }
}

/* ---- dispose (W81, W95) --------------------------------------------------------------------- */

/* rundown is set; the caller waits for `done` unless it owns the item. */
static enum mdl_outcome begin(struct mdl_machine *m, mdl_context_id c, mdl_instance_id instance)
{
    struct mdl_instance_state *state = &m->instances[instance];
    mdl_thread_id thread = c - m->thread_base;

    state->life = MDL_LIFE_RUNDOWN;
    push(m, c, instance);
    if (state->done_clear && state->owner != thread) {
        mdl_items_wait_done(m, thread, instance);
        return MDL_BLOCKED;
    }
    m->contexts[c].result = 1;
    return MDL_RUNS;
}

/* W97: onto the list; its worker is asked for only when the list was empty. */
static void defer(struct mdl_machine *m, mdl_context_id c, mdl_instance_id instance)
{
    mdl_item_id disposer = item_of(m, instance)->disposer;
    struct mdl_item_state *list = &m->items[disposer];
    bool was_empty = list->dispose_head == 0 && !list->disposing;

    SIM_ASSERT(disposer != MDL_NONE);
    m->instances[instance].life = MDL_LIFE_DEFERRED;
    if (list->dispose_head == 0) {
        list->dispose_head = instance + 1;
    } else {
        m->lives[list->dispose_tail - 1].outer = instance + 1;
    }
    list->dispose_tail = instance + 1;
    if (was_empty) {
        mdl_items_enqueue_internal(m, c, disposer);
    }
}

/* Somebody else deletes it and waits until its runs have ended: so does the removal (W101). */
static bool is_awaited(const struct mdl_instance_state *child, mdl_thread_id thread)
{
    return child->life == MDL_LIFE_RUNDOWN && child->done_clear && child->owner != thread;
}

/* The next child of what goes that lives or is still waited for, or none. */
static mdl_instance_id next_child(const struct mdl_machine *m, mdl_thread_id thread,
                                  mdl_item_id item)
{
    const struct mdl_item *plan = &m->plan->items[item];

    for (uint32_t i = 0; i < plan->instance_count; i++) {
        const struct mdl_instance_state *child = &m->instances[plan->instance_first + i];

        if (child->life <= MDL_LIFE_DEFERRED || is_awaited(child, thread)) {
            return plan->instance_first + i;
        }
    }
    return MDL_NONE;
}

static enum mdl_outcome delete(struct mdl_machine *m, mdl_context_id c,
                               const struct mdl_step *step)
{
    bool is_child = step->number == MDL_DELETES_CHILDREN;
    mdl_thread_id thread = c - m->thread_base;
    mdl_instance_id instance = is_child ? next_child(m, thread, step->object)
                                        : mdl_lives_named(m, c, step->object);

    m->contexts[c].result = 0;
    if (instance == MDL_NONE && is_child) {
        return MDL_RUNS;
    }
    if (is_child && is_awaited(&m->instances[instance], thread)) {
        mdl_items_wait_done(m, thread, instance);
        return MDL_BLOCKED;
    }
    if (instance == MDL_NONE || m->instances[instance].life >= MDL_LIFE_FREED) {
        mdl_lives_misused(m, step->object);
        return MDL_YIELDS;
    }
    if (m->instances[instance].life != MDL_LIFE_LIVING && !is_child) {
        mdl_stop_finding(m, MDL_FINDING_DELETED_TWICE, item_of(m, instance)->object, 0, 0, 0, 0);
        return MDL_RUNS;   /* W100, W186: the framework complains and goes on */
    }
    if (m->contexts[c].irql > MDL_IRQL_PASSIVE) {
        mdl_tell_item_deferred(m->record, m->engine.now, instance);
        defer(m, c, instance);
        return MDL_RUNS;
    }
    if (item_of(m, instance)->com && m->instances[instance].owner == thread) {
        mdl_stop_finding(m, MDL_FINDING_DELETED_IN_CALLBACK, item_of(m, instance)->object, 0, 0, 0,
                         0);
    }
    m->lives[instance].called_at = m->engine.now + 1;
    mdl_tell_item_deleting(m->record, m->engine.now, instance, thread);
    return begin(m, c, instance);
}

/* The dispose worker takes the head of its list; result 0: the list is empty. */
static enum mdl_outcome take(struct mdl_machine *m, mdl_context_id c, mdl_item_id disposer)
{
    struct mdl_item_state *list = &m->items[disposer];
    mdl_instance_id instance;

    m->contexts[c].result = 0;
    list->disposing = list->dispose_head != 0;
    if (!list->disposing) {
        return MDL_RUNS;
    }
    instance = list->dispose_head - 1;
    list->dispose_head = m->lives[instance].outer;
    m->lives[instance].outer = 0;
    if (m->instances[instance].life != MDL_LIFE_DEFERRED) {
        return take(m, c, disposer);   /* its parent went first and took it along */
    }
    return begin(m, c, instance);
}

/* The wait was for what this run disposes of, or else for what another one does. */
static bool waited_for_its_own(const struct mdl_machine *m, mdl_context_id c)
{
    return m->runs[c].deleting == m->threads[c - m->thread_base].wait_object + 1;
}

enum mdl_outcome mdl_dispose_perform(struct mdl_machine *m, mdl_context_id c,
                                     const struct mdl_step *step)
{
    if (m->contexts[c].flags & MDL_CONTEXT_WAITED && waited_for_its_own(m, c)) {
        m->contexts[c].result = 1;
        return MDL_RUNS;
    }
    return step->kind == MDL_STEP_WDF_DELETE ? delete(m, c, step) : take(m, c, step->object);
}

/* ---- the callbacks' ends -------------------------------------------------------------------- */

static bool is_held(const struct mdl_machine *m, mdl_instance_id instance)
{
    return m->instances[instance].running > 0 || m->instances[instance].queued;
}

/* EvtCleanupCallback has returned: the object's own reference goes. True: that was the last. */
static bool cleaned(struct mdl_machine *m, mdl_context_id c)
{
    mdl_instance_id instance = top(m, c);

    m->instances[instance].life = MDL_LIFE_CLEANED;
    if (!is_held(m, instance)) {
        return true;
    }
    call_ended(m, instance);   /* the runs that hold it destroy it (W95) */
    pop(m, c);
    return false;
}

static void destroyed(struct mdl_machine *m, mdl_context_id c)
{
    mdl_instance_id instance = top(m, c);

    call_ended(m, instance);
    pop(m, c);
    mdl_lives_end(m, instance);
}

/* Behind the epilogue of a callback: was this the run that held it last? */
static bool was_last(struct mdl_machine *m, mdl_context_id c)
{
    mdl_instance_id instance = m->contexts[c].object;

    if (m->instances[instance].life != MDL_LIFE_CLEANED || is_held(m, instance)) {
        return false;
    }
    push(m, c, instance);
    return true;
}

uint32_t mdl_dispose_next(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step,
                          uint32_t next)
{
    switch ((enum mdl_step_kind)step->kind) {
    case MDL_STEP_DISPOSE_IS:
        return m->instances[top(m, c)].item == step->object ? next : step->jump;
    case MDL_STEP_ITEM_CLEANED:
        return cleaned(m, c) ? next : step->jump;
    case MDL_STEP_ITEM_LAST:
        return was_last(m, c) ? next : step->jump;
    default:
        SIM_ASSERT(step->kind == MDL_STEP_ITEM_DESTROYED);
        destroyed(m, c);
        return next;
    }
}

void mdl_dispose_close(struct mdl_machine *m)
{
    for (mdl_instance_id i = 0; i < m->plan->instance_count; i++) {
        if (m->lives[i].called_at != 0) {
            mdl_tell_item_deleted(m->record, m->engine.now, i, false);
        }
    }
}
