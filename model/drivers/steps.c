/* The step interpreter; see the header. */
#include "model/drivers/steps.h"

#include "model/drivers/actions.h"
#include "model/drivers/dispose.h"
#include "model/drivers/failure.h"
#include "model/drivers/items.h"
#include "model/drivers/legal.h"
#include "model/drivers/nested.h"
#include "model/drivers/pnp.h"
#include "model/drivers/runs.h"
#include "model/hardware/requests.h"
#include "model/hardware/streams.h"
#include "model/kernel/passive.h"
#include "model/kernel/processor.h"
#include "sim/base/check.h"
#include "sim/random/stream.h"

/* ---- conditions and choices ------------------------------------------------------------------ */

static bool compare(int64_t left, enum mdl_comparison comparison, int64_t right)
{
    switch (comparison) {
    case MDL_EQUAL:
        return left == right;
    case MDL_NOT_EQUAL:
        return left != right;
    case MDL_LESS:
        return left < right;
    case MDL_LESS_EQUAL:
        return left <= right;
    case MDL_GREATER:
        return left > right;
    default:
        return left >= right;
    }
}

static int64_t kind_carried(const struct mdl_machine *m, const struct mdl_bag *carried)
{
    return carried->count == 0 ? -1
                               : (int64_t)m->plan->streams[carried->first.stream].request_kind;
}

/* How many requests wait there; at a target, how many it has not finished. */
static int64_t depth_of(const struct mdl_machine *m, uint32_t from)
{
    uint32_t id = from & 0x0fffffffu;

    switch ((enum mdl_from_kind)(from >> 28)) {
    case MDL_FROM_QUEUE:
        return (int64_t)m->queues[id].waiting.count;
    case MDL_FROM_TARGET:
        return (int64_t)m->targets[id].waiting.count + m->targets[id].served.count;
    default:
        return (int64_t)mdl_streams_depth(m, id);
    }
}

static bool holds(const struct mdl_machine *m, mdl_context_id id,
                  const struct mdl_condition *condition)
{
    const struct mdl_bag *carried = &m->runs[id].carried;
    int64_t left;

    switch (condition->kind) {
    case MDL_CONDITION_VARIABLE:
        left = m->variables[condition->object];
        break;
    case MDL_CONDITION_DEPTH:
        left = depth_of(m, condition->object);
        break;
    case MDL_CONDITION_CARRIED:
        left = (int64_t)mdl_bag_size(&m->bags, carried);
        break;
    case MDL_CONDITION_STATUS:
        left = m->runs[id].status;
        break;
    default:
        left = kind_carried(m, carried);
    }
    return compare(left, condition->comparison, condition->value);
}

static bool all_hold(const struct mdl_machine *m, mdl_context_id id, const struct mdl_step *step)
{
    for (uint32_t i = 0; i < step->number; i++) {
        if (!holds(m, id, &m->plan->conditions[step->object + i])) {
            return false;
        }
    }
    return true;
}

static uint32_t choose(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *step)
{
    const struct mdl_choice *choices = &m->plan->choices[step->object];
    double unit = sim_stream_unit(
        sim_stream_bits(&m->draws[step->draw], m->runs[id].ordinal, m->runs[id].iteration));
    uint32_t chosen = 0;

    while (chosen + 1 < step->number && unit >= choices[chosen].share) {
        chosen++;
    }
    return choices[chosen].jump;
}

static void assign(struct mdl_machine *m, const struct mdl_step *step)
{
    int64_t *variable = &m->variables[step->object];
    uint64_t value = (uint64_t)step->value;

    /* Unsigned arithmetic: a variable wraps as the driver's own counter would. */
    switch (step->number) {
    case 1:
        *variable = (int64_t)((uint64_t)*variable + value);
        break;
    case 2:
        *variable = (int64_t)((uint64_t)*variable - value);
        break;
    default:
        *variable = step->value;
    }
}

static uint32_t repeat(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *step)
{
    uint64_t count = step->draw == MDL_NONE ? step->number
                                            : mdl_actions_draw(m, &m->runs[id], step->draw);

    return mdl_runs_repeat(m, id, step,
                           step->draw != MDL_NONE && count >= MDL_FOREVER ? MDL_FOREVER - 1
                                                                          : (uint32_t)count);
}

/* ---- steps ---------------------------------------------------------------------------------- */

/* A worker resumes behind its prologue: the callback itself begins. */
static bool begins_callback(const struct mdl_machine *m, const struct mdl_context *c)
{
    return c->kind == MDL_CONTEXT_WORKER && !(c->flags & MDL_CONTEXT_ENTERED) &&
           m->plan->steps[c->step].kind != MDL_STEP_ITEM_ENTER;
}

/* One acting step; a wait is completed by executing its step a second time. */
static enum mdl_outcome act(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *step)
{
    struct mdl_context *c = &m->contexts[id];
    enum mdl_outcome outcome;

    if (!(c->flags & MDL_CONTEXT_WAITED) && !mdl_legal_step(m, id, step)) {
        return MDL_YIELDS;
    }
    outcome = mdl_actions_perform(m, id, step);
    if (outcome == MDL_BLOCKED || outcome == MDL_SPINS) {
        c->step--;   /* it points behind the step already */
        c->flags |= MDL_CONTEXT_WAITED;
        return outcome;
    }
    c->flags &= (uint8_t)~MDL_CONTEXT_WAITED;
    return outcome;
}

/* The context goes on behind this step; it is the one to blame for what happens now. */
static inline void at(struct mdl_machine *m, struct mdl_context *c, uint32_t next)
{
    c->step = next;
    m->last_step = next - 1;
}

/* Loops, branches and choices: the step to go on with. */
static uint32_t jump(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *step,
                     uint32_t next)
{
    switch ((enum mdl_step_kind)step->kind) {
    case MDL_STEP_BRANCH:
        return all_hold(m, id, step) ? next : step->jump;
    case MDL_STEP_BRANCH_RESULT:
        return m->contexts[id].result ? next : step->jump;
    case MDL_STEP_CHOOSE:
        return choose(m, id, step);
    case MDL_STEP_REPEAT:
        return repeat(m, id, step);
    case MDL_STEP_REPEAT_NEXT:
        return mdl_runs_repeat_next(m, id, step);
    case MDL_STEP_LEAVE:
        return mdl_runs_leave(m, id, step);
    case MDL_STEP_FAULT:
        return mdl_failure_injected(m, id, step) ? step->jump : next;
    case MDL_STEP_PNP_TAKE:
        return mdl_pnp_enter(m, id, step);
    case MDL_STEP_PNP_UNLESS:
        return mdl_pnp_holds(m, id, (enum mdl_pnp_condition)step->number) ? next : step->jump;
    default:
        return step->jump;
    }
}

/* tidy: the step dispatcher */
enum mdl_outcome mdl_steps_run(struct mdl_machine *m, mdl_context_id id)
{
    struct mdl_context *c = &m->contexts[id];
    const struct mdl_step *const steps = m->plan->steps;
    enum mdl_outcome outcome;
    uint32_t next;

    if (c->flags & MDL_CONTEXT_FRESH) {
        if (mdl_runs_is_stuck(m)) {
            return MDL_YIELDS;
        }
        outcome = mdl_runs_enter(m, id);
        if (outcome != MDL_RUNS) {
            return outcome;
        }
    } else if (begins_callback(m, c)) {
        mdl_items_entered(m, id);
    }
    next = c->step;
    for (;;) {
        const struct mdl_step *step = &steps[next++];

        switch ((enum mdl_step_kind)step->kind) {
        case MDL_STEP_RUN:
            at(m, c, next);
            if (step->ddi != UINT16_MAX && !mdl_legal_step(m, id, step)) {
                return MDL_YIELDS;
            }
            c->left_ns = mdl_actions_draw(m, &m->runs[id], step->draw);
            if (c->left_ns > 0) {
                return MDL_RUNS;
            }
            break;
        case MDL_STEP_REPEAT_NEXT:
            at(m, c, next);
            if (mdl_runs_is_stuck(m)) {
                return MDL_YIELDS;
            }
            next = jump(m, id, step, next);
            break;
        case MDL_STEP_EACH:
        case MDL_STEP_EACH_FROM:
            next = mdl_runs_each(m, id, step);
            break;
        case MDL_STEP_EACH_NEXT:
            next = mdl_runs_each_next(m, id, step);
            break;
        case MDL_STEP_JUMP:
        case MDL_STEP_BRANCH:
        case MDL_STEP_BRANCH_RESULT:
        case MDL_STEP_CHOOSE:
        case MDL_STEP_REPEAT:
        case MDL_STEP_LEAVE:
        case MDL_STEP_FAULT:
        case MDL_STEP_PNP_TAKE:
        case MDL_STEP_PNP_UNLESS:
            next = jump(m, id, step, next);
            break;
        case MDL_STEP_DISPOSE_IS:
        case MDL_STEP_ITEM_CLEANED:
        case MDL_STEP_ITEM_LAST:
        case MDL_STEP_ITEM_DESTROYED:
            at(m, c, next);
            next = mdl_dispose_next(m, id, step, next);
            break;
        case MDL_STEP_RESULT:
            c->result = (uint8_t)step->number;
            break;
        case MDL_STEP_RETURN:
            c->returned = step->number != 0 ? (uint8_t)step->number : c->returned;
            next = step->jump;
            break;
        case MDL_STEP_SET:
            assign(m, step);
            break;
        case MDL_STEP_DROP:
            mdl_requests_lose(m, &m->runs[id].carried);
            break;
        case MDL_STEP_ITEM_ENTER:
            at(m, c, next);
            outcome = mdl_items_enter(m, id,
                                      &m->plan->items[m->plan->instance_item[c->object]]);
            if (outcome != MDL_RUNS) {
                return outcome;
            }
            mdl_items_entered(m, id);
            break;
        case MDL_STEP_ITEM_LEAVE:
            at(m, c, next);
            mdl_items_leave(m, id);
            break;
        case MDL_STEP_END:
            at(m, c, next);
            if (mdl_nested_is_inside(m, id)) {
                mdl_nested_return(m, id);
                next = c->step;
                break;
            }
            return mdl_runs_return(m, id);
        default:
            at(m, c, next);
            outcome = act(m, id, step);
            if (outcome != MDL_RUNS) {
                return outcome;
            }
            if (mdl_machine_where(m, id) != MDL_NONE &&
                mdl_processor_must_yield(m, mdl_machine_where(m, id))) {
                return MDL_YIELDS;
            }
            next = c->step;   /* perhaps a nested call */
        }
    }
}

enum mdl_outcome mdl_steps_serve(struct mdl_machine *m, mdl_context_id id)
{
    struct mdl_context *c = &m->contexts[id];
    enum mdl_outcome outcome = c->object == MDL_NONE ? mdl_passive_take(m, id) : MDL_RUNS;

    if (outcome == MDL_RUNS) {
        outcome = mdl_steps_run(m, id);
    }
    if (outcome != MDL_RETURNED) {
        return outcome;
    }
    mdl_passive_returned(m, id);
    return MDL_YIELDS;
}
