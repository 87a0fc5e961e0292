/* Plug and Play; see the header. */
#include "model/drivers/pnp.h"

#include "model/drivers/deleted.h"
#include "model/drivers/io_stops.h"
#include "model/drivers/ioqueues.h"
#include "model/hardware/controller.h"
#include "model/hardware/ranks.h"
#include "model/hardware/requests.h"
#include "model/hardware/servers.h"
#include "model/hardware/streams.h"
#include "model/kernel/clock.h"
#include "model/kernel/dpc.h"
#include "model/kernel/interrupts.h"
#include "model/kernel/processor.h"
#include "model/kernel/stop.h"
#include "model/kernel/waits.h"
#include "model/observe/tell.h"
#include "sim/base/check.h"

static mdl_device_id device_of(const struct mdl_machine *m, mdl_context_id c)
{
    return m->plan->threads[c - m->thread_base].pnp - 1;
}

/* ---- silence -------------------------------------------------------------------------------- */

/* By which a bus or a lower driver answers: it has a power of its own. */
static bool is_of_target(const struct mdl_machine *m, mdl_line_id line)
{
    for (mdl_target_id i = 0; i < m->plan->target_count; i++) {
        if (m->plan->targets[i].line == line && !m->plan->targets[i].interrupts) {
            return true;
        }
    }
    return false;
}

static void disconnect(struct mdl_machine *m, const struct mdl_device *plan)
{
    for (uint32_t i = 0; i < plan->line_count; i++) {
        if (!is_of_target(m, plan->line_first + i)) {
            mdl_controller_disconnect(m, plan->line_first + i);
        }
    }
}

/* Nothing comes from it any more, and what it holds is lost. */
static void fall_silent(struct mdl_machine *m, const struct mdl_device *plan)
{
    disconnect(m, plan);
    for (uint32_t i = 0; i < plan->stream_count; i++) {
        mdl_streams_silence(m, plan->stream_first + i);
    }
}

/* The hardware of a device serves in D0 only. */
static void hardware_sleeps(struct mdl_machine *m, const struct mdl_device *plan, bool asleep)
{
    for (mdl_target_id i = 0; i < m->plan->target_count; i++) {
        if (m->plan->targets[i].interrupts &&
            m->plan->targets[i].line - plan->line_first < plan->line_count) {
            mdl_servers_sleep(m, i, asleep);
        }
    }
}

static void connect(struct mdl_machine *m, const struct mdl_device *plan)
{
    for (uint32_t i = 0; i < plan->line_count; i++) {
        if (!is_of_target(m, plan->line_first + i)) {
            mdl_controller_connect(m, plan->line_first + i);
        }
    }
    hardware_sleeps(m, plan, false);
}

static void start_timers(struct mdl_machine *m, const struct mdl_device *plan)
{
    for (uint32_t i = 0; i < plan->timer_count; i++) {
        const struct mdl_timer *timer = &m->plan->timers[plan->timer_first + i];

        if (timer->starts) {
            mdl_clock_set(m, plan->timer_first + i, timer->due_ns, 0);
        }
    }
}

/* All of a framework device; of others those that started with it: what a step of the driver has
   started, a step must stop (choice). */
static void stop_timers(struct mdl_machine *m, const struct mdl_device *plan)
{
    for (uint32_t i = 0; i < plan->timer_count; i++) {
        if (plan->is_framework || m->plan->timers[plan->timer_first + i].starts) {
            mdl_clock_cancel(m, plan->timer_first + i);
        }
    }
}

/* I12: whoever disconnects an ISR has it to himself then: it is not in the middle of a call. */
static enum mdl_outcome lets_isr_end(struct mdl_machine *m, mdl_context_id c, mdl_line_id line)
{
    if (!mdl_interrupts_runs(m, line)) {
        return MDL_RUNS;
    }
    mdl_waits_begin(m, c - m->thread_base, MDL_WAITS_ISR, line, MDL_WAIT_EXECUTIVE,
                    m->plan->lines[line].object, MDL_WAITS_FOREVER);
    return MDL_BLOCKED;
}

/* ---- queues (pins 29, 31) ------------------------------------------------------------------- */

static bool is_managed(const struct mdl_machine *m, mdl_queue_id queue)
{
    return m->plan->queues[queue].power_managed;
}

static void stop_queues(struct mdl_machine *m, const struct mdl_device *plan)
{
    for (uint32_t i = 0; i < plan->queue_count; i++) {
        if (is_managed(m, plan->queue_first + i)) {
            mdl_ioqueues_stop(m, plan->queue_first + i);
        }
    }
}

/* The first queue of which the driver still has requests, or MDL_NONE. */
static mdl_queue_id delivered(const struct mdl_machine *m, const struct mdl_device *plan)
{
    for (uint32_t i = 0; i < plan->queue_count; i++) {
        if (is_managed(m, plan->queue_first + i) &&
            mdl_io_stops_waits(m, plan->queue_first + i)) {
            return plan->queue_first + i;
        }
    }
    return MDL_NONE;
}

/* The callback that gets a queue's requests; where it has none, the framework. */
static mdl_label_id owner_of(const struct mdl_machine *m, mdl_queue_id queue)
{
    const struct mdl_queue *plan = &m->plan->queues[queue];

    return plan->handler_count > 0 ? m->plan->handlers[plan->handler_first].label : plan->label;
}

/* Without EvtIoStop the framework just waits for what the driver has (pin 29). */
static enum mdl_outcome awaits_queues(struct mdl_machine *m, mdl_context_id c,
                                      mdl_device_id device)
{
    const struct mdl_device *plan = &m->plan->devices[device];

    mdl_queue_id queue = delivered(m, plan);

    if (queue == MDL_NONE) {
        return MDL_RUNS;
    }
    mdl_waits_begin(m, c - m->thread_base, MDL_WAITS_DELIVERED, device, MDL_WAIT_EXECUTIVE,
                    plan->object, MDL_WAITS_FOREVER);
    mdl_tell_awaits_requests(m->record, m->engine.now, c - m->thread_base, owner_of(m, queue));
    return MDL_BLOCKED;
}

static mdl_device_id device_of_queue(const struct mdl_machine *m, mdl_queue_id queue)
{
    for (mdl_device_id i = 0; i < m->plan->device_count; i++) {
        if (queue - m->plan->devices[i].queue_first < m->plan->devices[i].queue_count) {
            return i;
        }
    }
    return MDL_NONE;
}

void mdl_pnp_delivered(struct mdl_machine *m, mdl_queue_id queue)
{
    mdl_device_id device = device_of_queue(m, queue);
    const struct mdl_thread_state *t;

    if (device == MDL_NONE || m->plan->devices[device].thread == MDL_NONE) {
        return;
    }
    t = &m->threads[m->plan->devices[device].thread];
    if (t->phase == MDL_THREAD_WAITING && t->wait_kind == MDL_WAITS_DELIVERED &&
        delivered(m, &m->plan->devices[device]) == MDL_NONE) {
        mdl_waits_end(m, m->plan->devices[device].thread, false);
    }
}

bool mdl_pnp_takes_calls(const struct mdl_machine *m, mdl_queue_id queue)
{
    mdl_device_id device = m->plan->happening_count == 0 ? MDL_NONE : device_of_queue(m, queue);
    unsigned phase = device == MDL_NONE ? MDL_DEVICE_WORKING : m->devices[device].phase;

    return phase != MDL_DEVICE_ABSENT && phase != MDL_DEVICE_STOPPED &&
           phase != MDL_DEVICE_REMOVED && (device == MDL_NONE || !m->devices[device].pulled);
}

/* Comes here again after each nested call. */
static void purges(struct mdl_machine *m, mdl_context_id c, mdl_queue_id queue)
{
    struct mdl_bag one = {0};

    mdl_ioqueues_stop(m, queue);
    m->queues[queue].control = 0;   /* the device that comes back has a new one */
    while (mdl_ioqueues_take(m, queue, &one)) {
        mdl_io_call_id call = mdl_requests_call(m, one.first);
        bool nested = false;

        if (call != MDL_NONE) {
            mdl_ioqueues_disown(m, call);
            nested = mdl_ioqueues_finish(m, c, call, MDL_STATUS_NO_SUCH_DEVICE);
        }
        mdl_requests_drop(m, &one);
        if (nested) {
            return;
        }
    }
}

void mdl_pnp_start(struct mdl_machine *m)
{
    for (mdl_device_id i = 0; i < m->plan->device_count; i++) {
        const struct mdl_device *plan = &m->plan->devices[i];

        if (m->devices[i].phase == MDL_DEVICE_ABSENT) {
            fall_silent(m, plan);
            stop_timers(m, plan);
            stop_queues(m, plan);
        }
    }
}

/* ---- operations ----------------------------------------------------------------------------- */

static void tell(struct mdl_machine *m, mdl_device_id device, enum mdl_pnp_told told, bool ended)
{
    mdl_tell_device(m->record, m->engine.now, device, told, ended);
}

static const struct mdl_happening *current(const struct mdl_machine *m, mdl_device_id device)
{
    SIM_ASSERT(m->devices[device].current != MDL_NONE);
    return &m->plan->happenings[m->devices[device].current];
}

static void tell_operation(struct mdl_machine *m, mdl_device_id device, unsigned operation,
                           bool ended)
{
    if (operation == MDL_OPERATION_START) {
        tell(m, device, MDL_PNP_TOLD_START, ended);
    } else if (operation == MDL_OPERATION_REMOVE || operation == MDL_OPERATION_SURPRISE) {
        tell(m, device, MDL_PNP_TOLD_REMOVE, ended);
    } else if (operation == MDL_OPERATION_UNLOAD) {
        tell(m, device, MDL_PNP_TOLD_UNLOAD, ended);
    }
}

/* Starting what works and removing what is gone takes no time that anybody would measure. */
static bool wants_something(const struct mdl_machine *m, mdl_device_id device, unsigned operation)
{
    unsigned phase = m->devices[device].phase;
    bool away = phase == MDL_DEVICE_ABSENT || phase == MDL_DEVICE_REMOVED;

    if (m->devices[device].posted > 0 || m->devices[device].current != MDL_NONE) {
        return true;   /* it will be another state by then */
    }
    if (operation == MDL_OPERATION_START) {
        return away || phase == MDL_DEVICE_STOPPED;
    }
    return !away || (operation != MDL_OPERATION_REMOVE && operation != MDL_OPERATION_SURPRISE);
}

/* ---- the watchdog of power operations (W183) ------------------------------------------------ */

static bool is_power(unsigned operation)
{
    return operation == MDL_OPERATION_POWER_UP || operation == MDL_OPERATION_POWER_DOWN;
}

void mdl_pnp_schedule(struct mdl_machine *m)
{
    sim_instant at = m->timeline->next < m->plan->happening_count
                         ? m->plan->happenings[m->timeline->next].at
                         : SIM_INSTANT_NEVER;

    for (mdl_device_id i = 0; i < m->plan->device_count; i++) {
        at = m->devices[i].deadline_at < at ? m->devices[i].deadline_at : at;
        at = m->devices[i].callback_deadline_at < at ? m->devices[i].callback_deadline_at : at;
    }
    if (at == SIM_INSTANT_NEVER) {
        sim_engine_clear(&m->engine, m->slot_timeline);
    } else {
        sim_engine_set(&m->engine, m->slot_timeline, at, MDL_RANK_TIMELINE);
    }
}

static void set_deadline(struct mdl_machine *m, mdl_device_id device)
{
    if (m->plan->profile.power_watchdog_ns > 0) {
        m->devices[device].deadline_at =
            sim_instant_after(m->engine.now, m->plan->profile.power_watchdog_ns);
        mdl_pnp_schedule(m);
    }
}

/* The thread goes on under another label: into a callback, or out of it again. */
static void changes_label(struct mdl_machine *m, mdl_context_id c, mdl_device_id device,
                          mdl_label_id label)
{
    struct mdl_device_state *state = &m->devices[device];
    sim_duration limit_ns = m->plan->profile.callback_watchdog_ns;
    bool enters = label != m->plan->threads[m->plan->devices[device].thread].label;

    m->contexts[c].label = label;
    if (limit_ns > 0 && m->plan->devices[device].is_kmdf) {
        state->callback_deadline_at = enters ? sim_instant_after(m->engine.now, limit_ns)
                                             : SIM_INSTANT_NEVER;
        mdl_pnp_schedule(m);
    }
}

/* 3: its driver keeps it; 4: it waits behind another operation on the device. */
void mdl_pnp_overdue(struct mdl_machine *m)
{
    for (mdl_device_id i = 0; i < m->plan->device_count; i++) {
        const struct mdl_device_state *state = &m->devices[i];

        if (state->callback_deadline_at <= m->engine.now) {
            mdl_stop_finding(m, MDL_FINDING_CALLBACK_TIMEOUT, m->plan->devices[i].object, 1, 0, 0,
                             0);
            return;
        }
        if (state->deadline_at <= m->engine.now) {
            mdl_stop_finding(m, MDL_FINDING_POWER_TIMEOUT, m->plan->devices[i].object,
                             is_power(current(m, i)->number) ? 3 : 4, 0, 0, 0);
            return;
        }
    }
}

void mdl_pnp_post(struct mdl_machine *m, mdl_device_id device, uint32_t happening)
{
    struct mdl_device_state *state = &m->devices[device];
    mdl_thread_id thread = m->plan->devices[device].thread;
    unsigned operation = m->plan->happenings[happening].number;

    if (operation == MDL_OPERATION_SURPRISE) {
        state->pulled = 1;
        fall_silent(m, &m->plan->devices[device]);
    }
    if (wants_something(m, device, operation)) {
        tell_operation(m, device, operation, false);
    }
    state->posted++;
    if (is_power(operation) && state->deadline_at == UINT64_MAX) {
        set_deadline(m, device);
    }
    if (m->threads[thread].wait_kind == MDL_WAITS_OPERATION &&
        m->threads[thread].phase == MDL_THREAD_WAITING) {
        mdl_waits_end(m, thread, false);
    }
}

static void await_operation(struct mdl_machine *m, mdl_thread_id thread)
{
    mdl_device_id device = m->plan->threads[thread].pnp - 1;

    mdl_waits_begin(m, thread, MDL_WAITS_OPERATION, device, MDL_WAIT_EXECUTIVE,
                    m->plan->devices[device].object, MDL_WAITS_FOREVER);
}

void mdl_pnp_begin(struct mdl_machine *m, mdl_thread_id thread)
{
    await_operation(m, thread);
}

bool mdl_pnp_take(struct mdl_machine *m, mdl_context_id c)
{
    struct mdl_device_state *state = &m->devices[device_of(m, c)];

    if (state->posted == 0) {
        await_operation(m, c - m->thread_base);
        return false;
    }
    state->posted--;
    state->current = state->next;
    state->next = m->plan->happenings[state->current].next;
    if (is_power(current(m, device_of(m, c))->number)) {
        set_deadline(m, device_of(m, c));
    }
    m->runs[c].ordinal = state->operations++;
    return true;
}

uint32_t mdl_pnp_enter(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step)
{
    return m->plan->choices[step->object + current(m, device_of(m, c))->number].jump;
}

bool mdl_pnp_holds(const struct mdl_machine *m, mdl_context_id c, enum mdl_pnp_condition what)
{
    const struct mdl_device_state *state = &m->devices[device_of(m, c)];

    switch (what) {
    case MDL_PNP_IS_NEW:
        return !state->has_worked;
    case MDL_PNP_HAS_WORKED:
        return state->has_worked;
    case MDL_PNP_IS_WORKING:
        return state->phase == MDL_DEVICE_WORKING;
    case MDL_PNP_IS_PRESENT:
        return state->phase != MDL_DEVICE_ABSENT && state->phase != MDL_DEVICE_REMOVED;
    case MDL_PNP_IS_ASLEEP:
        return state->phase == MDL_DEVICE_ASLEEP;
    case MDL_PNP_MAY_START:
        return state->phase == MDL_DEVICE_ABSENT || state->phase == MDL_DEVICE_STOPPED ||
               state->phase == MDL_DEVICE_REMOVED;
    default:
        return state->has_hardware;
    }
}

/* ---- states --------------------------------------------------------------------------------- */

/* What a removal has deleted is made anew. */
static void found(struct mdl_machine *m, mdl_device_id device)
{
    const struct mdl_device *plan = &m->plan->devices[device];

    m->devices[device].pulled = 0;
    if (plan->is_framework) {
        mdl_deleted_device(m, plan, false);
    }
    for (uint32_t i = 0; i < plan->item_count; i++) {
        const struct mdl_item *item = &m->plan->items[plan->item_first + i];

        for (uint32_t k = 0; k < item->instance_count; k++) {
            m->instances[item->instance_first + k].life =
                item->dynamic ? MDL_LIFE_ABSENT : MDL_LIFE_LIVING;
        }
    }
}

static void works(struct mdl_machine *m, mdl_device_id device)
{
    const struct mdl_device *plan = &m->plan->devices[device];
    struct mdl_device_state *state = &m->devices[device];

    state->phase = MDL_DEVICE_WORKING;
    state->power = 0;
    state->has_hardware = 1;
    if (!state->pulled) {
        for (uint32_t i = 0; i < plan->stream_count; i++) {
            mdl_streams_resume(m, plan->stream_first + i);
        }
    }
    if (!state->has_worked) {
        state->has_worked = 1;
        start_timers(m, plan);
    }
}

static void leaves(struct mdl_machine *m, mdl_device_id device)
{
    m->devices[device].phase = MDL_DEVICE_LEAVING;
    tell(m, device, MDL_PNP_TOLD_D0_EXIT, false);
}

static void sleeps(struct mdl_machine *m, mdl_device_id device)
{
    hardware_sleeps(m, &m->plan->devices[device], true);
    m->devices[device].phase = MDL_DEVICE_ASLEEP;
    m->devices[device].power = current(m, device)->power;
    tell(m, device, MDL_PNP_TOLD_D0_EXIT, true);
}

/* ---- removal (W101, W102) ------------------------------------------------------------------- */

static void dispose_dpcs(struct mdl_machine *m, const struct mdl_device *plan)
{
    for (uint32_t i = 0; i < plan->dpc_count; i++) {
        if (mdl_dpc_remove(m, plan->dpc_first + i)) {
            mdl_requests_lose(m, &m->dpcs[plan->dpc_first + i].bag);
        }
    }
}

/* Its child objects go first. Its work items are deleted by steps of their own (W101). */
static void disposes(struct mdl_machine *m, mdl_device_id device)
{
    const struct mdl_device *plan = &m->plan->devices[device];

    stop_timers(m, plan);
    if (plan->is_framework) {
        dispose_dpcs(m, plan);
    }
}

static bool others_present(const struct mdl_machine *m, mdl_device_id device)
{
    const struct mdl_device *plan = &m->plan->devices[device];

    for (uint32_t i = 0; i < plan->driver_count; i++) {
        unsigned phase = m->devices[plan->driver_first + i].phase;

        if (phase != MDL_DEVICE_REMOVED && phase != MDL_DEVICE_ABSENT) {
            return true;
        }
    }
    return false;
}

static enum mdl_outcome await_others(struct mdl_machine *m, mdl_context_id c,
                                     mdl_device_id device)
{
    if (!others_present(m, device)) {
        return MDL_RUNS;
    }
    mdl_waits_begin(m, c - m->thread_base, MDL_WAITS_DEVICES, device, MDL_WAIT_EXECUTIVE,
                    m->plan->devices[device].object, MDL_WAITS_FOREVER);
    return MDL_BLOCKED;
}

static void gone(struct mdl_machine *m, mdl_device_id device)
{
    mdl_device_id first = m->plan->devices[device].driver_first;
    mdl_thread_id waiter = m->plan->devices[first].thread;

    if (m->plan->devices[device].is_framework) {
        mdl_deleted_device(m, &m->plan->devices[device], true);
    }
    m->devices[device].phase = MDL_DEVICE_REMOVED;
    m->devices[device].has_hardware = m->devices[device].has_worked = 0;
    if (waiter != MDL_NONE && m->threads[waiter].phase == MDL_THREAD_WAITING &&
        m->threads[waiter].wait_kind == MDL_WAITS_DEVICES && !others_present(m, first)) {
        mdl_waits_end(m, waiter, false);
    }
}

/* ---- unloading (W66, W74, W167) ------------------------------------------------------------- */

/* Nothing keeps the code of executive work items (W74); of others their device does (W66). */
static mdl_object_id pending_item(const struct mdl_machine *m, const struct mdl_device *plan)
{
    for (uint32_t i = 0; i < plan->driver_item_count; i++) {
        const struct mdl_item *item = &m->plan->items[plan->driver_item_first + i];

        for (uint32_t k = 0; item->family == MDL_ITEM_EX && k < item->instance_count; k++) {
            const struct mdl_instance_state *instance = &m->instances[item->instance_first + k];

            if (instance->queued || instance->running > 0) {
                return item->object;
            }
        }
    }
    return MDL_NONE;
}

static mdl_object_id pending_routine(const struct mdl_machine *m, const struct mdl_device *plan)
{
    for (uint32_t i = 0; i < plan->driver_dpc_count; i++) {
        if (m->dpcs[plan->driver_dpc_first + i].queued_on != MDL_NONE) {
            return m->plan->dpcs[plan->driver_dpc_first + i].object;
        }
    }
    for (uint32_t i = 0; i < plan->driver_timer_count; i++) {
        mdl_timer_id timer = plan->driver_timer_first + i;

        if (m->plan->timers[timer].program != MDL_NONE && mdl_clock_is_set(m, timer)) {
            return m->plan->timers[timer].object;
        }
    }
    return MDL_NONE;
}

/* Instances that nobody will free any more: one that is queued or runs may do so itself (W65). */
static uint32_t abandoned(const struct mdl_machine *m, const struct mdl_item *item)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < item->instance_count; i++) {
        const struct mdl_instance_state *instance = &m->instances[item->instance_first + i];

        count += instance->life == MDL_LIFE_LIVING && !instance->queued && instance->running == 0;
    }
    return count;
}

/* W188: what the framework's leak detection counts. */
static uint32_t referenced(const struct mdl_machine *m, const struct mdl_item *item)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < item->instance_count; i++) {
        count += m->lives[item->instance_first + i].references;
    }
    return count;
}

/* What IoAllocateWorkItem made and nobody freed; Driver Verifier counts it from 8.1 on (W71). */
static void find_leaks(struct mdl_machine *m, const struct mdl_device *plan)
{
    bool counted = m->plan->profile.verifier && m->plan->profile.era >= MDL_ERA_WIN81;

    for (uint32_t i = 0; i < plan->driver_item_count; i++) {
        const struct mdl_item *item = &m->plan->items[plan->driver_item_first + i];
        bool counts = item->family == MDL_ITEM_IO && item->dynamic;
        uint32_t living = counts ? abandoned(m, item) : 0;

        if (referenced(m, item) > 0) {
            mdl_stop_finding(m, MDL_FINDING_LEAKED_REFERENCE, item->object, 0, 0, 0,
                             referenced(m, item));
        }
        if (living > 0) {
            mdl_stop_finding(m, counted ? MDL_FINDING_LEAKED_VERIFIER : MDL_FINDING_LEAKED,
                             item->object, 0x62, 0, 0, living);
        }
    }
}

/*
 * The code goes. Windows stops when something calls what was there; here at once (choice): what
 * is queued, running or set will do it.
 */
static void unloaded(struct mdl_machine *m, mdl_device_id device)
{
    const struct mdl_device *plan = &m->plan->devices[device];
    mdl_object_id object = pending_item(m, plan);

    object = object == MDL_NONE ? pending_routine(m, plan) : object;
    m->devices[plan->driver_first].unloaded = 1;
    if (object != MDL_NONE) {
        mdl_stop_finding(m, MDL_FINDING_CODE_GONE, object, 0, 0, 0, 0);
    }
    find_leaks(m, plan);
}

static void done(struct mdl_machine *m, mdl_device_id device)
{
    tell_operation(m, device, current(m, device)->number, true);
    m->devices[device].current = MDL_NONE;
    m->devices[device].deadline_at = m->devices[device].callback_deadline_at = UINT64_MAX;
}

enum mdl_outcome mdl_pnp_perform(struct mdl_machine *m, mdl_context_id c,
                                 const struct mdl_step *step)
{
    mdl_device_id device = device_of(m, c);

    switch ((enum mdl_pnp_action)step->number) {
    case MDL_PNP_FOUND:
        found(m, device);
        break;
    case MDL_PNP_AS:
        changes_label(m, c, device, step->object);
        break;
    case MDL_PNP_FAILED:
        mdl_stop_finding(m, MDL_FINDING_START_FAILED, m->plan->devices[device].object, 0, 0, 0, 0);
        break;
    case MDL_PNP_CONNECT:
        connect(m, &m->plan->devices[device]);
        break;
    case MDL_PNP_DISCONNECT:
        fall_silent(m, &m->plan->devices[device]);
        break;
    case MDL_PNP_ISR_ENDS:
        return lets_isr_end(m, c, step->object);
    case MDL_PNP_WORKS:
        works(m, device);
        break;
    case MDL_PNP_LEAVES:
        leaves(m, device);
        break;
    case MDL_PNP_SLEEPS:
        sleeps(m, device);
        break;
    case MDL_PNP_STOPS_QUEUES:
        stop_queues(m, &m->plan->devices[device]);
        break;
    case MDL_PNP_ASKS_QUEUE:
        return mdl_io_stops_ask(m, c, step->object);
    case MDL_PNP_AWAITS_QUEUES:
        return awaits_queues(m, c, device);
    case MDL_PNP_RESUMES_QUEUE:
        return mdl_io_stops_resume(m, c, step->object);
    case MDL_PNP_STARTS_QUEUE:
        if (!(m->contexts[c].flags & MDL_CONTEXT_WAITED)) {
            (void)mdl_ioqueues_start(m, c, step->object);
        }
        break;
    case MDL_PNP_PURGES_QUEUE:
        purges(m, c, step->object);
        break;
    case MDL_PNP_STOPPED:
        m->devices[device].phase = MDL_DEVICE_STOPPED;
        m->devices[device].has_hardware = 0;
        break;
    case MDL_PNP_DISPOSES:
        disposes(m, device);
        break;
    case MDL_PNP_GONE:
        gone(m, device);
        break;
    case MDL_PNP_OTHERS:
        return await_others(m, c, device);
    case MDL_PNP_UNLOADED:
        unloaded(m, device);
        break;
    case MDL_PNP_DONE:
        done(m, device);
        break;
    }
    return MDL_RUNS;
}
