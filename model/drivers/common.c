/* The commonest programs; see the header. */
#include "model/drivers/common.h"

#include "model/drivers/actions.h"
#include "model/drivers/items.h"
#include "model/drivers/runs.h"
#include "model/drivers/steps.h"
#include "model/executive/pools.h"
#include "model/hardware/requests.h"
#include "model/kernel/processor.h"
#include "model/machine/shapes.h"
#include "model/rules/irql.h"

enum { ENTER, EACH, RUN, EACH_NEXT, LEAVE, END };   /* the steps of a program that serves */

void mdl_common_queue(struct mdl_machine *m, mdl_context_id id)
{
    struct mdl_context *c = &m->contexts[id];   /* stays on its first step: the only one */
    const struct mdl_step *step = &m->plan->steps[c->step];

    m->last_step = c->step;
    c->result = mdl_items_enqueue(m, id, step, step->object, false);
    m->last_step++;
    mdl_requests_drop(m, &m->runs[id].carried);   /* a refused call leaves it where it was */
}

/* ---- a callback that serves ----------------------------------------------------------------- */

/* Serves the first request that is carried; false: its run takes no time. */
static inline bool serve(struct mdl_machine *m, struct mdl_context *c, struct mdl_run *run,
                         uint32_t step)
{
    m->last_step = step;
    run->ordinal = mdl_runs_ordinal(m, run->carried.first);
    run->iteration = 0;
    c->left_ns = mdl_actions_draw(m, run, m->plan->steps[step].draw);
    return c->left_ns > 0;
}

/* A request has been served: the next one, or the end of the run. */
static enum mdl_outcome served(struct mdl_machine *m, mdl_context_id id, struct mdl_context *c,
                               struct mdl_run *run)
{
    uint32_t first = c->step - EACH_NEXT;

    for (;;) {
        mdl_requests_drop_one(m, &run->carried);
        if (run->carried.count == 0) {
            break;
        }
        if (serve(m, c, run, first + RUN)) {
            return MDL_RUNS;
        }
    }
    c->flags = MDL_CONTEXT_ENTERED;   /* nothing is left over */
    m->last_step = first + LEAVE;
    mdl_items_leave(m, id);
    m->last_step = first + END;
    return c->irql == MDL_IRQL_PASSIVE && run->locks_held == 0 ? MDL_RETURNED
                                                               : mdl_runs_return(m, id);
}

/* Does this run begin, with a program of the shape, and need not wait for its item's lock? */
static inline bool may_serve(const struct mdl_machine *m, const struct mdl_context *c,
                             const struct mdl_item *item)
{
    return (c->flags & MDL_CONTEXT_FRESH) && m->shapes[item->program] == MDL_SHAPE_SERVES &&
           (item->family != MDL_ITEM_WDF || item->lock == MDL_NONE);
}

/* False: it carries no request; the interpreter goes on behind ITEM_ENTER. */
static inline bool begin(struct mdl_machine *m, mdl_context_id id, struct mdl_context *c,
                         struct mdl_run *run, const struct mdl_item *item)
{
    uint32_t first = m->plan->programs[item->program].first;

    c->label = item->label;
    c->frame_count = 0;
    m->last_step = first + ENTER;
    mdl_items_enter(m, id, item);
    mdl_items_entered(m, id);
    if (run->carried.count == 0) {
        c->flags = MDL_CONTEXT_ENTERED;
        c->step = first + EACH;
        run->iteration = 0;
        return false;
    }
    c->flags = MDL_CONTEXT_ENTERED | MDL_CONTEXT_SERVING | MDL_CONTEXT_COMMON;
    c->step = first + EACH_NEXT;
    serve(m, c, run, first + RUN);
    return true;
}

/* What is served by its shape goes on so; a run that begins may come to be. */
static inline enum mdl_outcome resume(struct mdl_machine *m, mdl_context_id id,
                                      struct mdl_context *c, struct mdl_run *run)
{
    if (!(c->flags & MDL_CONTEXT_COMMON)) {
        const struct mdl_item *item = &m->plan->items[m->plan->instance_item[c->object]];

        if (!may_serve(m, c, item)) {
            return mdl_steps_run(m, id);
        }
        if (mdl_runs_is_stuck(m)) {
            return MDL_YIELDS;
        }
        if (!begin(m, id, c, run, item)) {
            return mdl_steps_run(m, id);
        }
        if (c->left_ns > 0) {
            return MDL_RUNS;
        }
    }
    return served(m, id, c, run);
}

enum mdl_outcome mdl_common_worker(struct mdl_machine *m, mdl_context_id id)
{
    struct mdl_context *c = &m->contexts[id];
    mdl_thread_id thread = id - m->thread_base;
    struct mdl_thread_state *t = &m->threads[thread];

    do {
        enum mdl_outcome outcome;

        if (c->step == MDL_NONE && !mdl_pools_take(m, thread, t, c)) {
            return MDL_BLOCKED;
        }
        outcome = resume(m, id, c, &m->runs[id]);
        if (outcome != MDL_RETURNED) {
            return outcome;
        }
        t->instance = MDL_NONE;
        c->step = MDL_NONE;
    } while (mdl_processor_may_go_on(m, t->processor));
    return MDL_YIELDS;   /* what starts next sees the whole instant */
}
