/* Lives of work item objects; see the header. */
#include "model/drivers/lives.h"

#include "model/drivers/failure.h"
#include "model/kernel/stop.h"
#include "model/observe/tell.h"
#include "model/rules/create.h"
#include "sim/base/check.h"

static const struct mdl_item *item_of(const struct mdl_machine *m, mdl_instance_id instance)
{
    return &m->plan->items[m->instances[instance].item];
}

/* ---- names ---------------------------------------------------------------------------------- */

static mdl_instance_id disposed_by(const struct mdl_machine *m, const struct mdl_run *run,
                                   mdl_item_id item)
{
    for (mdl_instance_id i = run->deleting; i != 0; i = m->lives[i - 1].outer) {
        if (m->instances[i - 1].item == item) {
            return i - 1;
        }
    }
    return MDL_NONE;
}

static mdl_instance_id made_by(const struct mdl_machine *m, const struct mdl_run *run,
                               mdl_item_id item)
{
    for (mdl_instance_id i = run->made; i != 0; i = m->lives[i - 1].made_next) {
        if (m->instances[i - 1].item == item) {
            return i - 1;
        }
    }
    return MDL_NONE;
}

/* Of an item that is not dynamic: the first that lives, or just the first. */
static mdl_instance_id first_living(const struct mdl_machine *m, const struct mdl_item *plan)
{
    for (uint32_t i = 0; i < plan->instance_count; i++) {
        if (m->instances[plan->instance_first + i].life == MDL_LIFE_LIVING) {
            return plan->instance_first + i;
        }
    }
    return plan->instance_first;
}

mdl_instance_id mdl_lives_named(const struct mdl_machine *m, mdl_context_id id, mdl_item_id item)
{
    const struct mdl_item *plan = &m->plan->items[item];
    const struct mdl_context *c = &m->contexts[id];
    mdl_instance_id found = disposed_by(m, &m->runs[id], item);

    if (found == MDL_NONE) {
        found = made_by(m, &m->runs[id], item);
    }
    if (found != MDL_NONE) {
        return found;
    }
    if (c->kind == MDL_CONTEXT_WORKER && m->instances[c->object].item == item) {
        return c->object;
    }
    if (!plan->dynamic) {
        return first_living(m, plan);
    }
    return m->items[item].youngest == 0 ? MDL_NONE : m->items[item].youngest - 1;
}

/* ---- creation ------------------------------------------------------------------------------- */

static mdl_instance_id take_slot(struct mdl_machine *m, mdl_item_id item)
{
    struct mdl_item_state *state = &m->items[item];
    const struct mdl_item *plan = &m->plan->items[item];
    mdl_instance_id slot = state->vacant;

    if (slot != 0) {
        state->vacant = m->instances[slot - 1].next == MDL_NONE ? 0
                                                                : m->instances[slot - 1].next + 1;
        m->instances[slot - 1].next = MDL_NONE;
        return slot - 1;
    }
    return state->slots_used < plan->instance_count ? plan->instance_first + state->slots_used++
                                                    : MDL_NONE;
}

static void join_living(struct mdl_machine *m, mdl_item_id item, mdl_instance_id instance)
{
    struct mdl_item_state *state = &m->items[item];

    m->lives[instance].older = state->youngest;
    m->lives[instance].younger = 0;
    if (state->youngest != 0) {
        m->lives[state->youngest - 1].younger = instance + 1;
    }
    state->youngest = instance + 1;
    state->living++;
}

static void join_maker(struct mdl_machine *m, mdl_context_id c, mdl_instance_id instance)
{
    struct mdl_life_state *life = &m->lives[instance];

    life->maker = c + 1;
    life->made_previous = 0;
    life->made_next = m->runs[c].made;
    if (life->made_next != 0) {
        m->lives[life->made_next - 1].made_previous = instance + 1;
    }
    m->runs[c].made = instance + 1;
}

/* W78: the first check that fails, or MDL_CREATE_COUNT. */
static enum mdl_create failed_check(const struct mdl_item *item, const struct mdl_step *step)
{
    unsigned failed = step->number == 0 ? MDL_CREATE_COUNT : step->number - 1;

    if (failed == MDL_CREATE_NO_INTERFACE && !item->serialised) {
        failed = MDL_CREATE_COUNT;   /* nobody asks for a lock */
    }
    return item->wrong_level && failed > MDL_CREATE_LEVEL ? MDL_CREATE_LEVEL
                                                          : (enum mdl_create)failed;
}

static bool fail(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step,
                 enum mdl_create failed)
{
    const struct mdl_create_row *row = mdl_create_row(failed);
    mdl_object_id object = m->plan->items[step->object].object;

    if (row->p1 != 0) {
        m->contexts[c].result = 0;
        mdl_stop_finding(m, row->p1 == 4 ? MDL_FINDING_NULL_PARAMETER : MDL_FINDING_INVALID_HANDLE,
                         object, row->p1, 0, 0, 0);
        return false;
    }
    if (failed == MDL_CREATE_LEVEL) {   /* a verifier break goes with it */
        mdl_stop_finding(m, MDL_FINDING_CREATE_LEVEL, object, row->status, 0, 0, 0);
    }
    return mdl_failure_set(m, c, step, row->status);
}

bool mdl_lives_create(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step)
{
    mdl_item_id item = step->object;
    enum mdl_create failed = failed_check(&m->plan->items[item], step);
    mdl_instance_id instance;

    if (failed != MDL_CREATE_COUNT) {
        return fail(m, c, step, failed);
    }
    instance = take_slot(m, item);

    if (instance == MDL_NONE) {
        mdl_stop_finding(m, MDL_FINDING_CAP_OBJECTS, m->plan->items[item].object, 0, 0, 0, 0);
        return mdl_failure_set(m, c, step, MDL_STATUS_INSUFFICIENT_RESOURCES);
    }
    SIM_ASSERT(m->instances[instance].life == MDL_LIFE_ABSENT);
    m->instances[instance].life = MDL_LIFE_LIVING;
    join_living(m, item, instance);
    join_maker(m, c, instance);
    mdl_tell_item_made(m->record, m->engine.now, instance);
    return mdl_failure_none(m, c);
}

/* ---- the end -------------------------------------------------------------------------------- */

static void leave_living(struct mdl_machine *m, mdl_instance_id instance)
{
    struct mdl_item_state *state = &m->items[m->instances[instance].item];
    struct mdl_life_state *life = &m->lives[instance];

    if (life->younger != 0) {
        m->lives[life->younger - 1].older = life->older;
    } else {
        state->youngest = life->older;
    }
    if (life->older != 0) {
        m->lives[life->older - 1].younger = life->younger;
    }
    life->older = life->younger = 0;
    state->living--;
}

static void leave_maker(struct mdl_machine *m, mdl_instance_id instance)
{
    struct mdl_life_state *life = &m->lives[instance];

    if (life->maker == 0) {
        return;
    }
    if (life->made_previous != 0) {
        m->lives[life->made_previous - 1].made_next = life->made_next;
    } else {
        m->runs[life->maker - 1].made = life->made_next;
    }
    if (life->made_next != 0) {
        m->lives[life->made_next - 1].made_previous = life->made_previous;
    }
    life->maker = life->made_next = life->made_previous = 0;
}

/* Nothing runs in it any more and nobody holds it: the slot is empty. */
static void vacate(struct mdl_machine *m, mdl_instance_id instance)
{
    struct mdl_instance_state *state = &m->instances[instance];
    struct mdl_item_state *item = &m->items[m->instances[instance].item];

    SIM_ASSERT(!state->queued && state->running == 0 && state->flush_head == MDL_NONE);
    state->life = MDL_LIFE_ABSENT;
    m->instance_free[instance / 64] &= ~(UINT64_C(1) << instance % 64);
    if (item_of(m, instance)->dynamic) {
        state->next = item->vacant == 0 ? MDL_NONE : item->vacant - 1;
        item->vacant = instance + 1;
    }
}

void mdl_lives_end(struct mdl_machine *m, mdl_instance_id instance)
{
    struct mdl_instance_state *state = &m->instances[instance];

    if (item_of(m, instance)->dynamic) {
        leave_living(m, instance);
        leave_maker(m, instance);
        mdl_tell_item_gone(m->record, m->engine.now, instance);
    }
    state->life = MDL_LIFE_FREED;
    if (state->running == 0) {
        vacate(m, instance);
    }
}

void mdl_lives_left(struct mdl_machine *m, mdl_instance_id instance)
{
    enum mdl_life life = (enum mdl_life)m->instances[instance].life;

    if (life == MDL_LIFE_FREED) {
        vacate(m, instance);
    } else if (life == MDL_LIFE_CLEANED && !item_of(m, instance)->destroys) {
        mdl_lives_end(m, instance);   /* else the steps behind the callback do it */
    }
}

void mdl_lives_start(struct mdl_machine *m)
{
    for (mdl_item_id item = 0; item < m->plan->item_count; item++) {
        const struct mdl_item *plan = &m->plan->items[item];

        if (plan->dynamic || !plan->wrong_level) {
            continue;
        }
        mdl_stop_finding(m, MDL_FINDING_CREATE_LEVEL, plan->object,
                         mdl_create_row(MDL_CREATE_LEVEL)->status, 0, 0, 0);
        for (uint32_t i = 0; i < plan->instance_count; i++) {
            mdl_lives_end(m, plan->instance_first + i);
        }
    }
}

void mdl_lives_forget(struct mdl_machine *m, mdl_context_id c)
{
    while (m->runs[c].made != 0) {
        leave_maker(m, m->runs[c].made - 1);
    }
}

void mdl_lives_misused(struct mdl_machine *m, mdl_item_id item)
{
    const struct mdl_item *plan = &m->plan->items[item];

    mdl_stop_finding(m, plan->family == MDL_ITEM_WDF ? MDL_FINDING_INVALID_HANDLE
                                                     : MDL_FINDING_USED_AFTER_FREE,
                     plan->object, plan->family == MDL_ITEM_WDF ? 5 : 0, 0, 0, 0);
}

bool mdl_lives_has_parent(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step)
{
    mdl_instance_id instance;

    if (step->object == MDL_NONE) {
        return true;
    }
    instance = mdl_lives_named(m, c, step->object);
    if (instance == MDL_NONE || m->instances[instance].life >= MDL_LIFE_FREED) {
        mdl_lives_misused(m, step->object);
        return false;
    }
    return m->instances[instance].life <= MDL_LIFE_DEFERRED;
}

/* What freeing a queued item comes to; it stays in its list. */
static void freed_while_queued(struct mdl_machine *m, const struct mdl_item *item,
                               mdl_instance_id instance, enum mdl_freed way)
{
    switch (way) {
    case MDL_FREED_ITEM:         /* 2: queued I/O item freed */
        mdl_stop_finding(m, MDL_FINDING_FREED_QUEUED, item->object, 2, instance + 1u, item->program,
                         0);
        return;
    case MDL_FREED_MEMORY:       /* 0: caught at once by the verifier only (W159) */
        if (m->plan->profile.verifier) {
            mdl_stop_finding(m, MDL_FINDING_FREED_QUEUED, item->object, 0, instance + 1u, 0, 0);
            return;
        }
        break;
    default:                     /* W65: undefined */
        break;
    }
    mdl_stop_finding(m, MDL_FINDING_GONE_QUEUED, item->object, 0, 0, 0, 0);
}

void mdl_lives_free(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step)
{
    mdl_instance_id instance;

    if (step->object == MDL_NONE) {
        return;   /* some other memory */
    }
    instance = mdl_lives_named(m, c, step->object);
    if (instance == MDL_NONE || m->instances[instance].life != MDL_LIFE_LIVING) {
        mdl_stop_finding(m, MDL_FINDING_FREED_TWICE, m->plan->items[step->object].object, 0, 0, 0,
                         0);
        return;
    }
    if (m->instances[instance].queued) {
        freed_while_queued(m, &m->plan->items[step->object], instance,
                           (enum mdl_freed)step->number);
    } else {
        mdl_lives_end(m, instance);
    }
}

void mdl_lives_reference(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step)
{
    mdl_instance_id instance = step->object == MDL_NONE ? MDL_NONE
                                                        : mdl_lives_named(m, c, step->object);

    if (step->object == MDL_NONE) {
        return;
    }
    if (instance == MDL_NONE || m->instances[instance].life >= MDL_LIFE_FREED) {
        mdl_lives_misused(m, step->object);
    } else if (step->number != 0) {
        m->lives[instance].references++;
    } else if (m->lives[instance].references > 0) {
        m->lives[instance].references--;
    } else {
        mdl_stop_finding(m, MDL_FINDING_DROPPED, m->plan->items[step->object].object, 7, 0, 0, 0);
    }
}
