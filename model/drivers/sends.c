/* Steps that give requests to somebody; see the header. */
#include "model/drivers/sends.h"

#include "model/drivers/call_timeouts.h"
#include "model/drivers/callers.h"
#include "model/drivers/io_stops.h"
#include "model/drivers/ioqueues.h"
#include "model/drivers/lists.h"
#include "model/drivers/nested.h"
#include "model/drivers/readers.h"
#include "model/drivers/targets.h"
#include "model/hardware/requests.h"
#include "model/kernel/locks.h"
#include "model/kernel/processor.h"

/* ---- giving what is carried ----------------------------------------------------------------- */

/* A giver takes one request that is held for it already; false: there is no room. */
typedef bool giver(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step,
                   struct mdl_interval request);

static bool give_new(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step,
                     giver *give, mdl_stream_id stream)
{
    struct mdl_interval request = mdl_requests_arrive(m, stream);
    struct mdl_bag refused = {0};

    if (give(m, c, step, request)) {
        return true;
    }
    mdl_bag_append(&m->bags, &refused, request);
    mdl_requests_lose(m, &refused);
    return false;
}

/* Parts what is carried into what was given as well and what there was no room for. */
static void give_each(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step,
                      giver *give, struct mdl_bag *ret_given, struct mdl_bag *ret_refused)
{
    struct mdl_bag *carried = &m->runs[c].carried;

    while (carried->count > 0) {
        struct mdl_interval one = mdl_bag_take_one(&m->bags, carried);

        mdl_requests_hold(m, one);
        if (give(m, c, step, one)) {
            mdl_bag_append(&m->bags, ret_given, one);
        } else {
            mdl_requests_release(m, one.stream, one.low, false);
            mdl_bag_append(&m->bags, ret_refused, one);
        }
    }
}

/* All that is carried, in its order; nothing carried: a new request. False: not all found room. */
static bool give_all(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step,
                     giver *give, mdl_stream_id stream)
{
    struct mdl_bag *carried = &m->runs[c].carried;
    struct mdl_bag given = {0}, refused = {0};

    if (carried->count == 0 || (step->flags & MDL_STEP_NO_REQUESTS)) {
        return give_new(m, c, step, give, stream);
    }
    give_each(m, c, step, give, &given, &refused);
    if (refused.count == 0) {
        mdl_bag_move(carried, &given);
        return true;
    }
    if (step->flags & MDL_STEP_LOSES) {
        mdl_requests_lose(m, &refused);
        mdl_bag_move(carried, &given);
    } else {   /* the branch beside the step decides about those that found no room */
        mdl_requests_drop(m, &given);
        mdl_bag_move(carried, &refused);
    }
    return false;
}

static bool put_to_target(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step)
{
    mdl_target_id id = step->object & 0x0fffffffu;

    if (mdl_targets_refuse(m, c, id)) {
        return false;
    }
    if ((m->runs[c].carried.count == 0 || (step->flags & MDL_STEP_NO_REQUESTS)) &&
        m->plan->targets[id].service == MDL_NONE) {
        return mdl_targets_ask(m, c, step);   /* its answer is the request */
    }
    return give_all(m, c, step, mdl_targets_send, m->plan->targets[id].stream);
}

/* What it sends and forgets is no longer its queue's: the queue may have the next one for it. */
static void put(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step)
{
    bool queue = step->object >> 28 == MDL_FROM_QUEUE;
    mdl_queue_id id = step->object & 0x0fffffffu;

    if (queue && m->plan->queues[id].dispatch != MDL_DISPATCH_LIST) {
        mdl_callers_send(m, c, step);
        return;
    }
    if (!(m->contexts[c].flags & MDL_CONTEXT_WAITED)) {
        m->runs[c].sent = 0;
        m->contexts[c].result =
            queue ? give_all(m, c, step, mdl_lists_append, m->plan->queues[id].stream)
                  : put_to_target(m, c, step);
    }
    (void)mdl_ioqueues_after(m, c);
}

/* ---- calls at a level ----------------------------------------------------------------------- */

/* Called there, carrying what is carried; executed again behind it, for the level before. */
static void call_at(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step)
{
    struct mdl_run *run = &m->runs[c];
    struct mdl_bag carried = {0};

    if (m->contexts[c].flags & MDL_CONTEXT_WAITED) {
        if (m->contexts[c].irql != run->sent) {
            mdl_processor_set_irql(m, mdl_machine_where(m, c), run->sent);
        }
        run->sent = 0;
        return;
    }
    run->sent = m->contexts[c].irql;
    mdl_requests_pass(m, &carried, &run->carried, MDL_CARRIES_ALL);
    mdl_locks_raise(m, c, step->number);
    mdl_nested_call(m, c, step->object, m->plan->programs[step->object].label, &carried, true);
}

enum mdl_outcome mdl_sends_perform(struct mdl_machine *m, mdl_context_id id,
                                   const struct mdl_step *step)
{
    switch ((enum mdl_step_kind)step->kind) {
    case MDL_STEP_PUT:
        put(m, id, step);
        break;
    case MDL_STEP_CALL:
        return mdl_callers_call(m, id, step);
    case MDL_STEP_SEND_AND_WAIT:
        return mdl_targets_send_and_wait(m, id, step);
    case MDL_STEP_TARGET_START:
        mdl_targets_start(m, step->object);
        mdl_readers_start(m, step->object, mdl_machine_where(m, id));
        break;
    case MDL_STEP_TARGET_STOP:
        return mdl_targets_stop(m, id, step);
    case MDL_STEP_TARGET_DONE:
        mdl_targets_done(m, id, step->object);
        break;
    case MDL_STEP_TARGET_TIMEOUTS:
        mdl_targets_timeouts(m, id, step->object);
        break;
    case MDL_STEP_QUEUE_TIMEOUTS:
        mdl_call_timeouts_perform(m, id, step->object);
        break;
    case MDL_STEP_ACKNOWLEDGE:
        mdl_io_stops_acknowledge(m, id, step->number != 0);
        break;
    case MDL_STEP_READER_SEND:
    case MDL_STEP_READER_RESTART:
        mdl_readers_perform(m, id, step);
        break;
    case MDL_STEP_CALL_AT:
        call_at(m, id, step);
        break;
    default:
        return mdl_ioqueues_perform(m, id, step);
    }
    return MDL_RUNS;
}
