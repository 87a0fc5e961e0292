/*
 * Rows of a tape become slices: one function per kind of row.
 *
 * What begins something hands on the causes that its own run carries: an ISR those of the
 * assertions that it serves, its DPC those of the ISR, and so on. Who runs is known from the row:
 * the processor whose step it was, and what stands on top there.
 */
#include "model/observe/growth.h"
#include "model/observe/tape.h"
#include "model/observe/tell.h"
#include "model/run/chronicle_inside.h"
#include "sim/base/check.h"

static uint32_t actor_of(const struct mdl_tape_row *row)
{
    return row->actor == MDL_TAPE_NOBODY ? MDL_NONE : row->actor;
}

/* The run whose step it was: an ISR, a DPC, an item's callback; MDL_NONE: a device or a thread's
   own steps. */
static uint32_t run_of(const struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    const struct mdl_chronicle_processor *p;

    if (row->actor == MDL_TAPE_NOBODY) {
        return MDL_NONE;
    }
    p = &c->mirror->processors[row->actor];
    if (p->depth > 0) {
        return p->nest[p->depth - 1u];
    }
    return p->thread == MDL_NONE ? MDL_NONE : c->mirror->threads[p->thread].run;
}

static bool carries(const struct mdl_chronicle *c, uint32_t slot)
{
    return slot != MDL_NONE && c->slices[slot].flow_count > 0;
}

/* A slice that was begun by a call takes on the causes of the caller, or is a cause itself. */
static void caused(struct mdl_chronicle *c, const struct mdl_tape_row *row, uint32_t slot)
{
    struct mdl_chronicle_mirror *m = c->mirror;
    uint32_t run = run_of(c, row);

    if (slot != MDL_NONE) {
        c->slices[slot].by = actor_of(row);
    }
    if (carries(c, run)) {
        mdl_chronicle_pass(c, run, slot);
    } else if (row->actor == MDL_TAPE_NOBODY && m->arrived_at == row->at) {
        mdl_chronicle_begin_flow(c, row->at, MDL_FLOW_STREAM, m->arrived, slot);
    } else {
        mdl_chronicle_begin_flow(c, row->at, MDL_FLOW_STEP, MDL_NONE, slot);
        mdl_chronicle_pass(c, slot, run);
    }
}

/* The same for a call that found it queued already. */
static void merged(struct mdl_chronicle *c, const struct mdl_tape_row *row, uint32_t slot)
{
    if (carries(c, run_of(c, row))) {
        mdl_chronicle_pass(c, run_of(c, row), slot);
    }
}

static uint32_t first_flow(const struct mdl_chronicle *c, uint32_t slot)
{
    return carries(c, slot) ? c->slices[slot].flows[0] : MDL_NONE;
}

/* ---- processors ------------------------------------------------------------------------------ */

static void read_occupant(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    struct mdl_chronicle_processor *p = &c->mirror->processors[row->processor];

    mdl_chronicle_end_slice(c, row->at, &p->executes);
    if (row->object == MDL_LABEL_IDLE) {
        return;
    }
    p->executes = mdl_chronicle_begin_slice(c, row->at, MDL_SLICE_EXECUTES, row->processor,
                                            row->object);
    if (p->executes != MDL_NONE) {
        c->slices[p->executes].irql = row->detail;
        c->slices[p->executes].by = row->other;
    }
}

/* A run begins on a processor, above what runs there, or in the thread that is switched in. */
static uint32_t begin_run(struct mdl_chronicle *c, const struct mdl_tape_row *row,
                          enum mdl_slice_kind kind, bool passive, unsigned irql)
{
    struct mdl_chronicle_processor *p = &c->mirror->processors[row->processor];
    uint32_t on = passive ? p->thread : row->processor;
    uint32_t slot;

    if (passive && (p->thread == MDL_NONE || c->mirror->threads[p->thread].run != MDL_NONE)) {
        c->broken++;
        return MDL_NONE;
    }
    if (!passive && p->depth == MDL_CHRONICLE_DEPTH) {
        c->broken++;
        return MDL_NONE;
    }
    slot = mdl_chronicle_begin_slice(c, row->at, kind, on, row->object);
    if (passive) {
        c->mirror->threads[on].run = slot;
    } else {
        p->nest[p->depth++] = slot;
    }
    if (slot != MDL_NONE) {
        c->slices[slot].irql = (uint8_t)irql;
        c->slices[slot].depth = (uint8_t)(passive ? 0 : p->depth);
        c->slices[slot].passive = passive;
        c->slices[slot].by = row->processor;
    }
    return slot;
}

/* Its end: where its slot stands, or NULL when something else runs there. */
static uint32_t *ending_run(struct mdl_chronicle *c, const struct mdl_tape_row *row,
                            enum mdl_slice_kind kind, bool passive)
{
    struct mdl_chronicle_processor *p = &c->mirror->processors[row->processor];
    uint32_t *slot;

    if (passive ? p->thread == MDL_NONE : p->depth == 0) {
        c->broken++;
        return NULL;
    }
    slot = passive ? &c->mirror->threads[p->thread].run : &p->nest[p->depth - 1u];
    if (*slot != MDL_NONE &&
        (c->slices[*slot].kind != kind || c->slices[*slot].what != row->object)) {
        c->broken++;
        return NULL;
    }
    p->depth -= !passive;
    return slot;
}

/* ---- interrupts ------------------------------------------------------------------------------ */

static void read_asserted(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    uint32_t *pending = &c->mirror->pending[row->object];
    struct mdl_moment *moment = mdl_chronicle_note(c, row, MDL_MOMENT_ASSERTED, row->object);

    moment->detail = row->detail;
    if (*pending == MDL_NONE) {
        *pending = mdl_chronicle_begin_slice(c, row->at, MDL_SLICE_PENDING, row->object,
                                             row->processor);
    }
    moment->flow = mdl_chronicle_begin_flow(c, row->at, MDL_FLOW_LINE, row->object, *pending);
}

static void read_withdrawn(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    mdl_chronicle_note(c, row, MDL_MOMENT_WITHDRAWN, row->object);
    mdl_chronicle_end_slice(c, row->at, &c->mirror->pending[row->object]);
}

static void read_isr_entered(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    const struct mdl_line *line = &c->plan->lines[row->object];
    uint32_t slot = begin_run(c, row, MDL_SLICE_ISR, line->thread != MDL_NONE, line->irql);

    mdl_chronicle_pass(c, c->mirror->pending[row->object], slot);
    mdl_chronicle_end_slice(c, row->at, &c->mirror->pending[row->object]);
    if (slot != MDL_NONE) {
        c->slices[slot].detail = row->detail;
    }
}

static void read_isr_left(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    bool passive = c->plan->lines[row->object].thread != MDL_NONE;
    uint32_t *slot = ending_run(c, row, MDL_SLICE_ISR, passive);
    uint32_t *pending = &c->mirror->pending[row->object];

    if (slot == NULL) {
        return;
    }
    if (!row->detail && carries(c, *slot) && *pending == MDL_NONE) { /* it goes on asserting */
        *pending = mdl_chronicle_begin_slice(c, row->at, MDL_SLICE_PENDING, row->object,
                                             row->processor);
        mdl_chronicle_pass(c, *slot, *pending);
    }
    mdl_chronicle_end_slice(c, row->at, slot);
}

/* ---- DPCs and timers ------------------------------------------------------------------------- */

/* Its wait in a queue is over, if it was in one: one less is there. */
static void leave(struct mdl_chronicle *c, sim_instant at, uint32_t *queued,
                  enum mdl_counter_kind kind)
{
    if (*queued != MDL_NONE) {
        uint32_t where = c->slices[*queued].what;

        mdl_chronicle_count(c, at, kind, where, mdl_chronicle_level(c, kind, where) - 1u);
        mdl_chronicle_end_slice(c, at, queued);
    }
}

/* The slot of the call that has left the queue of p and is not entered yet. */
static uint32_t *popped_from(const struct mdl_chronicle *c, mdl_dpc_id dpc, mdl_processor_id p)
{
    return &c->mirror->popped_dpcs[dpc * c->plan->profile.processor_count + p];
}

/* It is queued again although its last call has not begun to run: that one has left the queue and
   waits for the cost of entering it, or for its lock. */
static void pop(struct mdl_chronicle *c, sim_instant at, mdl_dpc_id dpc)
{
    struct mdl_chronicle_mirror *m = c->mirror;
    uint32_t *popped;
    mdl_processor_id p;

    if (m->queued_dpcs[dpc] != MDL_NONE) {
        p = c->slices[m->queued_dpcs[dpc]].what;
        popped = popped_from(c, dpc, p);
        mdl_chronicle_count(c, at, MDL_COUNTER_DPCS, p,
                            mdl_chronicle_level(c, MDL_COUNTER_DPCS, p) - 1u);
        mdl_chronicle_end_slice(c, at, popped);
        *popped = m->queued_dpcs[dpc];
        m->queued_dpcs[dpc] = MDL_NONE;
    }
}

static void read_dpc_inserted(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    uint32_t *queued = &c->mirror->queued_dpcs[row->object];

    if (!row->detail) {
        mdl_chronicle_note(c, row, MDL_MOMENT_COALESCED_DPC, row->object)->flow =
            first_flow(c, run_of(c, row));
        merged(c, row, *queued);
        return;
    }
    pop(c, row->at, row->object);
    *queued = mdl_chronicle_begin_slice(c, row->at, MDL_SLICE_QUEUED_DPC, row->object,
                                        row->processor);
    if (*queued != MDL_NONE) {
        mdl_chronicle_count(c, row->at, MDL_COUNTER_DPCS, row->processor,
                            mdl_chronicle_level(c, MDL_COUNTER_DPCS, row->processor) + 1u);
    }
    caused(c, row, *queued);
}

static void read_dpc_removed(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    leave(c, row->at, &c->mirror->queued_dpcs[row->object], MDL_COUNTER_DPCS);
}

/* A threaded DPC runs in a thread, unless threads for them are switched off. */
static bool in_thread(const struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    mdl_thread_id thread = c->mirror->processors[row->processor].thread;

    return c->plan->dpcs[row->object].threaded && thread < c->plan->thread_count &&
           c->plan->threads[thread].serves == MDL_SERVES_DPCS;
}

static void read_dpc_entered(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    bool passive = in_thread(c, row);
    uint32_t slot = begin_run(c, row, MDL_SLICE_DPC, passive, passive ? 0 : 2);

    uint32_t *popped = popped_from(c, row->object, row->processor);

    if (*popped != MDL_NONE) {
        mdl_chronicle_pass(c, *popped, slot);
        mdl_chronicle_end_slice(c, row->at, popped);
    } else {
        mdl_chronicle_pass(c, c->mirror->queued_dpcs[row->object], slot);
        leave(c, row->at, &c->mirror->queued_dpcs[row->object], MDL_COUNTER_DPCS);
    }
}

static void read_dpc_left(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    uint32_t *slot = ending_run(c, row, MDL_SLICE_DPC, in_thread(c, row));

    if (slot != NULL) {
        mdl_chronicle_end_slice(c, row->at, slot);
    }
}

static void read_timer(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    mdl_chronicle_note(c, row, MDL_MOMENT_TIMER, row->object);
}

static void read_timer_entered(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    uint32_t slot = begin_run(c, row, MDL_SLICE_TIMER, false, 2);

    mdl_chronicle_begin_flow(c, row->at, MDL_FLOW_TIMER, row->object, slot);
}

static void read_timer_left(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    uint32_t *slot = ending_run(c, row, MDL_SLICE_TIMER, false);

    if (slot != NULL) {
        mdl_chronicle_end_slice(c, row->at, slot);
    }
}

/* ---- work items ------------------------------------------------------------------------------ */

/* The call of this instance that waits for its run, in the list or at a worker. */
static uint32_t waiting_call(const struct mdl_chronicle *c, mdl_instance_id instance)
{
    const struct mdl_chronicle_mirror *m = c->mirror;

    if (m->queued_items[instance] != MDL_NONE || m->given[instance] == MDL_NONE) {
        return m->queued_items[instance];
    }
    return m->threads[m->given[instance]].handed;
}

static void read_called(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    uint32_t *queued = &c->mirror->queued_items[row->object];
    mdl_pool_id pool = c->plan->items[c->plan->instance_item[row->object]].pool;

    if (row->detail == MDL_CALL_COALESCED) {
        mdl_chronicle_note(c, row, MDL_MOMENT_COALESCED_ITEM, row->object)->flow =
            first_flow(c, run_of(c, row));
        merged(c, row, waiting_call(c, row->object));
        return;
    }
    /* refused while it is queued: taken back */
    leave(c, row->at, &c->mirror->queued_items[row->object], MDL_COUNTER_ITEMS);
    if (row->detail == MDL_CALL_REFUSED) {
        mdl_chronicle_note(c, row, MDL_MOMENT_REFUSED, row->object);
        return;
    }
    *queued = mdl_chronicle_begin_slice(c, row->at, MDL_SLICE_QUEUED_ITEM, row->object, pool);
    if (*queued != MDL_NONE) {
        mdl_chronicle_count(c, row->at, MDL_COUNTER_ITEMS, pool,
                            mdl_chronicle_level(c, MDL_COUNTER_ITEMS, pool) + 1u);
    }
    caused(c, row, *queued);
}

static void read_handed(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    uint32_t *handed = &c->mirror->threads[row->other].handed;

    mdl_chronicle_end_slice(c, row->at, handed);
    c->mirror->given[row->object] = row->other;
    *handed = mdl_chronicle_begin_slice(c, row->at, MDL_SLICE_HANDED, row->other, row->object);
    mdl_chronicle_pass(c, c->mirror->queued_items[row->object], *handed);
    leave(c, row->at, &c->mirror->queued_items[row->object], MDL_COUNTER_ITEMS);
}

static void read_entered(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    struct mdl_chronicle_thread *worker = &c->mirror->threads[row->other];

    c->mirror->given[row->object] = MDL_NONE;
    c->broken += worker->run != MDL_NONE;
    mdl_chronicle_end_slice(c, row->at, &worker->run);
    worker->run = mdl_chronicle_begin_slice(c, row->at, MDL_SLICE_ITEM, row->other, row->object);
    if (worker->run != MDL_NONE) {
        c->slices[worker->run].by = worker->processor;
    }
    mdl_chronicle_pass(c, worker->handed, worker->run);
    mdl_chronicle_end_slice(c, row->at, &worker->handed);
}

static void read_left(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    mdl_chronicle_end_slice(c, row->at, &c->mirror->threads[row->other].run);
}

static void read_concurrency(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    uint32_t *currents = c->mirror->currents[row->object];
    uint32_t sum = 0;

    currents[row->detail] = row->other;
    for (uint32_t i = 0; i < c->plan->pools[row->object].list_count; i++) {
        sum += currents[i];
    }
    mdl_chronicle_count(c, row->at, MDL_COUNTER_CONCURRENCY, row->object, sum);
}

/* ---- threads --------------------------------------------------------------------------------- */

/* Its state ends; if it was switched in, it is so no longer. */
static struct mdl_chronicle_thread *change(struct mdl_chronicle *c,
                                           const struct mdl_tape_row *row, mdl_thread_id id)
{
    struct mdl_chronicle_thread *thread = &c->mirror->threads[id];

    mdl_chronicle_end_slice(c, row->at, &thread->state);
    if (thread->processor != MDL_NONE) {
        struct mdl_chronicle_processor *p = &c->mirror->processors[thread->processor];

        c->broken += p->thread != id;
        p->thread = MDL_NONE;
        thread->processor = MDL_NONE;
    }
    return thread;
}

static void begin_state(struct mdl_chronicle *c, const struct mdl_tape_row *row,
                        enum mdl_slice_kind kind, uint32_t what)
{
    struct mdl_chronicle_thread *thread = change(c, row, row->object);

    thread->state = mdl_chronicle_begin_slice(c, row->at, kind, row->object, what);
    if (thread->state != MDL_NONE) {
        c->slices[thread->state].detail = row->detail;
        c->slices[thread->state].by = actor_of(row);
    }
}

static void read_ready(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    begin_state(c, row, MDL_SLICE_READY, row->processor);
}

static void read_runs(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    struct mdl_chronicle_processor *p = &c->mirror->processors[row->processor];

    c->broken += p->thread != MDL_NONE && p->thread != row->object;
    begin_state(c, row, MDL_SLICE_RUNNING, row->processor);
    c->mirror->threads[row->object].processor = row->processor;
    p->thread = row->object;
}

static mdl_object_id pool_of(const struct mdl_plan *plan, mdl_thread_id thread)
{
    for (mdl_pool_id i = 0; i < plan->pool_count; i++) {
        const struct mdl_pool *pool = &plan->pools[i];

        if (thread >= pool->thread_first && thread - pool->thread_first < pool->thread_max) {
            return pool->object;
        }
    }
    return MDL_NONE;
}

static void read_waits(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    begin_state(c, row, MDL_SLICE_WAITING,
                row->other == MDL_NONE && row->detail == MDL_WAIT_QUEUE
                    ? pool_of(c->plan, row->object)
                    : row->other);
}

static void read_ended(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    change(c, row, row->object);
}

static void read_created(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    struct mdl_moment *moment =
        mdl_chronicle_note(c, row,
                           row->kind == MDL_TAPE_CREATED ? MDL_MOMENT_CREATED
                                                          : MDL_MOMENT_EXITED, row->other);

    moment->number = row->object;
    moment->detail = row->detail;
    if (row->kind == MDL_TAPE_EXITED) {
        change(c, row, row->other);
    }
}

static void read_boosted(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    struct mdl_moment *moment = mdl_chronicle_note(c, row, MDL_MOMENT_BOOSTED, row->object);

    moment->number = row->detail;
    moment->detail = row->processor;
}

/* ---- locks, events, devices, requests -------------------------------------------------------- */

/* Where the attempt of this waiter stands. */
static uint32_t *attempt_of(struct mdl_chronicle *c, uint32_t waiter)
{
    struct mdl_chronicle_mirror *m = c->mirror;

    while (waiter >= m->attempt_room) {
        uint32_t room = m->attempt_room == 0 ? 64 : m->attempt_room * 2u;

        m->attempts = mdl_growth_resize(m->attempts, m->attempt_room, room, sizeof *m->attempts);
        for (uint32_t i = m->attempt_room; i < room; i++) {
            m->attempts[i] = MDL_NONE;
        }
        m->attempt_room = room;
    }
    return &m->attempts[waiter];
}

static void read_tried(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    uint32_t *attempt = attempt_of(c, row->other);

    mdl_chronicle_end_slice(c, row->at, attempt);
    *attempt = mdl_chronicle_begin_slice(c, row->at, MDL_SLICE_ATTEMPT, row->object, row->more);
    if (*attempt != MDL_NONE) {
        c->slices[*attempt].by = actor_of(row);
    }
}

static void read_given_up(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    mdl_chronicle_end_slice(c, row->at, attempt_of(c, row->other));
}

static void read_granted(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    struct mdl_chronicle_mirror *m = c->mirror;

    mdl_chronicle_end_slice(c, row->at, attempt_of(c, row->other));
    if (m->owners[row->object]++ == 0) {
        m->held[row->object] = mdl_chronicle_begin_slice(c, row->at, MDL_SLICE_HELD, row->object,
                                                         row->more);
    }
}

static void read_released(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    struct mdl_chronicle_mirror *m = c->mirror;

    if (m->owners[row->object] == 0) {
        c->broken++;
    } else if (--m->owners[row->object] == 0) {
        mdl_chronicle_end_slice(c, row->at, &m->held[row->object]);
    }
}

static void read_event(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    mdl_chronicle_note(c, row, row->detail ? MDL_MOMENT_SIGNALLED : MDL_MOMENT_RESET,
                       row->object)->flow = first_flow(c, run_of(c, row));
}

static void read_operation(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    uint32_t *slot = &c->mirror->operations[row->object * MDL_PNP_TOLD_COUNT + row->detail];

    mdl_chronicle_end_slice(c, row->at, slot);
    if (!row->processor) {
        *slot = mdl_chronicle_begin_slice(c, row->at, MDL_SLICE_OPERATION, row->object,
                                          row->detail);
    }
}

static void read_arrived(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    c->mirror->arrived = row->object;
    c->mirror->arrived_at = row->at;
}

static void read_request(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    struct mdl_moment *moment =
        mdl_chronicle_note(c, row,
                           row->kind == MDL_TAPE_FINISHED ? MDL_MOMENT_FINISHED
                                                           : MDL_MOMENT_LOST, row->object);

    moment->number = row->other;
    moment->flow = first_flow(c, row->more > 0 ? c->mirror->threads[row->more - 1u].run
                                               : run_of(c, row));
}

static void read_station(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    uint32_t depth = mdl_chronicle_level(c, MDL_COUNTER_STATION, row->object);

    if (row->kind == MDL_TAPE_JOINED) {
        depth++;
    } else if (depth > 0) {
        depth--;
    }
    mdl_chronicle_count(c, row->at, MDL_COUNTER_STATION, row->object, depth);
}

static void read_timed_out(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    mdl_chronicle_note(c, row, MDL_MOMENT_TIMED_OUT, row->object);
}

static void read_finding(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    mdl_chronicle_note(c, row, MDL_MOMENT_FINDING, row->object)->number = row->other;
}

/* ---- all of them ----------------------------------------------------------------------------- */

void mdl_chronicle_read(struct mdl_chronicle *c, const struct mdl_tape_row *row)
{
    static void (*const readers[MDL_TAPE_KIND_COUNT])(struct mdl_chronicle *,
                                                       const struct mdl_tape_row *) = {
        [MDL_TAPE_OCCUPANT] = read_occupant, [MDL_TAPE_ASSERTED] = read_asserted,
        [MDL_TAPE_WITHDRAWN] = read_withdrawn, [MDL_TAPE_ISR_ENTERED] = read_isr_entered,
        [MDL_TAPE_ISR_LEFT] = read_isr_left, [MDL_TAPE_DPC_INSERTED] = read_dpc_inserted,
        [MDL_TAPE_DPC_REMOVED] = read_dpc_removed, [MDL_TAPE_DPC_ENTERED] = read_dpc_entered,
        [MDL_TAPE_DPC_LEFT] = read_dpc_left, [MDL_TAPE_TIMER] = read_timer,
        [MDL_TAPE_TIMER_ENTERED] = read_timer_entered,
        [MDL_TAPE_TIMER_LEFT] = read_timer_left, [MDL_TAPE_CALLED] = read_called,
        [MDL_TAPE_HANDED] = read_handed, [MDL_TAPE_ENTERED] = read_entered,
        [MDL_TAPE_LEFT] = read_left, [MDL_TAPE_CONCURRENCY] = read_concurrency,
        [MDL_TAPE_CREATED] = read_created, [MDL_TAPE_EXITED] = read_created,
        [MDL_TAPE_READY] = read_ready, [MDL_TAPE_MOVED] = read_ready,
        [MDL_TAPE_RUNS] = read_runs, [MDL_TAPE_WAITS] = read_waits,
        [MDL_TAPE_ENDED] = read_ended, [MDL_TAPE_BOOSTED] = read_boosted,
        [MDL_TAPE_OPERATION] = read_operation, [MDL_TAPE_TRIED] = read_tried,
        [MDL_TAPE_GRANTED] = read_granted, [MDL_TAPE_GIVEN_UP] = read_given_up,
        [MDL_TAPE_RELEASED] = read_released, [MDL_TAPE_EVENT] = read_event,
        [MDL_TAPE_ARRIVED] = read_arrived, [MDL_TAPE_FINISHED] = read_request,
        [MDL_TAPE_LOST] = read_request,
        [MDL_TAPE_JOINED] = read_station, [MDL_TAPE_TAKEN] = read_station,
        [MDL_TAPE_TIMED_OUT] = read_timed_out, [MDL_TAPE_FINDING] = read_finding};

    SIM_ASSERT(row->kind < MDL_TAPE_KIND_COUNT);
    if (readers[row->kind] != NULL) {
        readers[row->kind](c, row);
    }
}
