/* The second accounting: what the rows of the tape say; see the header. */
#include "tests/scenarios/soak/account_inside.h"

#include <stdlib.h>
#include <string.h>

#include "model/observe/tell.h"

void *account_zeros(size_t count, size_t size)
{
    void *p = calloc(count + 1u, size);

    if (p == NULL) {
        abort();
    }
    return p;
}

static void open_pools(struct account *a)
{
    const struct mdl_plan *plan = a->plan;

    for (mdl_pool_id p = 0; p < plan->pool_count; p++) {
        memset(a->pools[p].maximum, 0xff, sizeof a->pools[p].maximum);
        for (uint32_t i = 0; i < plan->pools[p].thread_max; i++) {
            a->threads[plan->pools[p].thread_first + i].pool = p;
        }
    }
}

struct account *account_open(const struct mdl_plan *plan)
{
    struct account *a = account_zeros(1, sizeof *a);

    a->plan = plan;
    a->threads = account_zeros(plan->thread_total, sizeof *a->threads);
    a->pools = account_zeros(plan->pool_count, sizeof *a->pools);
    a->processors = account_zeros(plan->profile.processor_count, sizeof *a->processors);
    a->locks = account_zeros(plan->lock_count, sizeof *a->locks);
    a->worker = account_zeros(plan->instance_count, sizeof *a->worker);
    a->queued_on = account_zeros(plan->dpc_count, sizeof *a->queued_on);
    a->requests = account_zeros(plan->stream_count, sizeof *a->requests);
    a->rows = account_zeros((size_t)plan->object_count * ACCOUNT_SERIES, sizeof *a->rows);
    account_runs_open(a);
    for (mdl_thread_id t = 0; t < plan->thread_total; t++) {
        a->threads[t].pool = a->threads[t].instance = MDL_NONE;
    }
    open_pools(a);
    for (mdl_processor_id p = 0; p < plan->profile.processor_count; p++) {
        a->processors[p].label = MDL_LABEL_IDLE;
        a->processors[p].occupant = a->processors[p].thread = MDL_NONE;
    }
    for (mdl_lock_id l = 0; l < plan->lock_count; l++) {
        a->locks[l].owner = MDL_NONE;
    }
    memset(a->queued_on, 0xff, plan->dpc_count * sizeof *a->queued_on);
    return a;
}

static void close_rows(struct account *a)
{
    for (uint32_t i = 0; i < a->plan->object_count * ACCOUNT_SERIES; i++) {
        for (uint32_t k = 0; a->rows[i] != NULL && k < ACCOUNT_OCTAVES; k++) {
            account_bill_free(&a->rows[i][k].bill);
        }
        free(a->rows[i]);
    }
    free(a->rows);
}

void account_close(struct account *a)
{
    for (uint32_t i = 0; i < a->wait_count; i++) {
        account_bill_free(&a->waits[i].bill);
    }
    close_rows(a);
    account_runs_close(a);
    account_requests_close(a);
    free(a->threads);
    for (mdl_pool_id p = 0; p < a->plan->pool_count; p++) {
        free(a->pools[p].holders);
    }
    free(a->pools);
    free(a->processors);
    free(a->locks);
    free(a->worker);
    free(a->queued_on);
    free(a->waits);
    free(a);
}

/* ---- interrupts ------------------------------------------------------------------------------ */

static void read_asserted(struct account *a, const struct mdl_tape_row *row)
{
    struct account_wait *w = account_waits_add(a, ACCOUNT_ASSERTED, row->object,
                                 a->plan->lines[row->object].object);

    w->processor = row->processor;
}

static void read_isr(struct account *a, const struct mdl_tape_row *row)
{
    const struct mdl_line *line = &a->plan->lines[row->object];
    struct account_run *run;

    if (row->kind == MDL_TAPE_ISR_LEFT) {
        account_runs_pop(a, row->processor);
        return;
    }
    run = account_runs_push(a, row->processor, line->isr_label);
    if (row->detail == 1) {
        run->line = row->object;
        account_waits_take_out(a, ACCOUNT_ASSERTED, row->object, true, run);
    }
    for (uint32_t i = 0; i < a->wait_count; i++) {
        if (a->waits[i].place == ACCOUNT_ASSERTED && a->waits[i].on == row->object) {
            a->waits[i].lock = MDL_NONE;
        }
    }
}

/* ---- locks ----------------------------------------------------------------------------------- */

/* An ISR that is about to begin spins for its interrupt's lock. */
static void spin(struct account *a, const struct mdl_tape_row *row, bool spins)
{
    for (uint32_t i = 0; i < a->wait_count; i++) {
        struct account_wait *w = &a->waits[i];

        if (w->place == ACCOUNT_ASSERTED && a->plan->lines[w->on].lock == row->object &&
            a->plan->lines[w->on].isr_label == row->more) {
            w->lock = spins ? row->object : MDL_NONE;
        }
    }
}

static void read_lock(struct account *a, const struct mdl_tape_row *row)
{
    struct account_lock *lock = &a->locks[row->object];

    switch (row->kind) {
    case MDL_TAPE_TRIED:
        account_waits_take_out(a, ACCOUNT_TRYING, row->other, false, NULL);
        account_waits_add(a, ACCOUNT_TRYING, row->other, a->plan->locks[row->object].object)->lock =
            row->object;
        spin(a, row, true);
        break;
    case MDL_TAPE_GRANTED:
        account_waits_take_out(a, ACCOUNT_TRYING, row->other, true, NULL);
        spin(a, row, false);
        lock->owners++;
        lock->owner = row->more;
        break;
    case MDL_TAPE_GIVEN_UP:
        account_waits_take_out(a, ACCOUNT_TRYING, row->other, false, NULL);
        break;
    case MDL_TAPE_RELEASED:
        if (lock->owners > 0 && --lock->owners == 0) {
            lock->owner = MDL_NONE;
        }
        break;
    default:
        break;
    }
}

/* ---- DPCs ------------------------------------------------------------------------------------ */
static void dequeue(struct account *a, mdl_dpc_id dpc)
{
    if (a->queued_on[dpc] != MDL_NONE && !a->plan->dpcs[dpc].threaded) {
        a->processors[a->queued_on[dpc]].dpcs--;
    }
    a->queued_on[dpc] = MDL_NONE;
}

static void read_inserted(struct account *a, const struct mdl_tape_row *row)
{
    mdl_dpc_id dpc = row->object;
    struct account_wait *w;

    if (row->detail == 1) {           /* it has left the queue, and is not entered yet */
        account_waits_move(a, ACCOUNT_QUEUED, dpc, ACCOUNT_POPPED, dpc);
        dequeue(a, dpc);
        a->queued_on[dpc] = row->processor;
        a->processors[row->processor].dpcs += !a->plan->dpcs[dpc].threaded;
    }
    w = account_waits_add(a, ACCOUNT_QUEUED, dpc, a->plan->dpcs[dpc].object);
    w->processor = a->queued_on[dpc];
    w->by = account_runs_by(a, row);
}

/* A DPC object can have left the queues of several processors and be entered on none yet: each
 * processor enters the calls that left its own. */
static bool enter_popped(struct account *a, mdl_dpc_id dpc, mdl_processor_id processor,
                         struct account_run *run)
{
    bool popped = false;

    for (uint32_t i = 0; i < a->wait_count; i++) {
        if (a->waits[i].place == ACCOUNT_POPPED && a->waits[i].on == dpc &&
            a->waits[i].processor == processor) {
            a->waits[i].place = ACCOUNT_ENTERED;
            popped = true;
        }
    }
    account_waits_take_out(a, ACCOUNT_ENTERED, dpc, true, run);
    return popped;
}

static void read_entered_dpc(struct account *a, const struct mdl_tape_row *row)
{
    struct account_processor *p = &a->processors[row->processor];
    const struct mdl_dpc *dpc = &a->plan->dpcs[row->object];
    struct account_run *run =
        dpc->threaded ? account_runs_begin(a, a->plan->dpc_thread + row->processor, dpc->label)
                      : account_runs_push(a, row->processor, dpc->label);

    if (!enter_popped(a, row->object, row->processor, run)) {
        account_waits_take_out(a, ACCOUNT_QUEUED, row->object, true, run);
        dequeue(a, row->object);
    }
    if (p->drain && p->dpcs == 0) {
        p->drain = 0;
    }
}

static void read_dpc(struct account *a, const struct mdl_tape_row *row)
{
    switch (row->kind) {
    case MDL_TAPE_DRAIN:
        a->processors[row->processor].drain = 1;
        break;
    case MDL_TAPE_DPC_INSERTED:
        read_inserted(a, row);
        break;
    case MDL_TAPE_DPC_ENTERED:
        read_entered_dpc(a, row);
        break;
    case MDL_TAPE_DPC_LEFT:
        if (a->plan->dpcs[row->object].threaded) {
            account_runs_end(a, a->plan->dpc_thread + row->processor);
        } else {
            account_runs_pop(a, row->processor);
        }
        break;
    case MDL_TAPE_DPC_REMOVED:
        account_waits_take_out(a, ACCOUNT_QUEUED, row->object, false, NULL);
        dequeue(a, row->object);
        break;
    case MDL_TAPE_TIMER_ENTERED:
        (void)account_runs_push(a, row->processor, a->plan->timers[row->object].label);
        break;
    case MDL_TAPE_TIMER_LEFT:
        account_runs_pop(a, row->processor);
        break;
    default:
        break;
    }
}

/* ---- work items ------------------------------------------------------------------------------ */

static const struct mdl_item *item_of(const struct account *a, mdl_instance_id instance)
{
    return &a->plan->items[a->plan->instance_item[instance]];
}

static void read_called(struct account *a, const struct mdl_tape_row *row)
{
    mdl_instance_id instance = row->object;
    mdl_object_id object = item_of(a, instance)->object;
    uint32_t by = account_runs_by(a, row);

    if (row->detail == MDL_CALL_QUEUED ||
        (row->detail == MDL_CALL_COALESCED && account_waits_any(a, ACCOUNT_LISTED, instance))) {
        account_waits_add(a, ACCOUNT_LISTED, instance, object)->by = by;
    } else if (row->detail == MDL_CALL_COALESCED) {
        account_waits_add(a, ACCOUNT_HANDED, a->worker[instance], object)->by = by;
    } else {
        account_waits_take_out(a, ACCOUNT_LISTED, instance, false, NULL);
    }
}

static void read_handed(struct account *a, const struct mdl_tape_row *row)
{
    struct account_thread *t = &a->threads[row->other];

    account_waits_move(a, ACCOUNT_LISTED, row->object, ACCOUNT_HANDED, row->other);
    t->instance = row->object;
    t->processor = row->processor;
    a->worker[row->object] = row->other;
}

static void read_concurrency(struct account *a, const struct mdl_tape_row *row)
{
    struct account_pool *pool = &a->pools[row->object];

    pool->current[row->detail] = row->other;
    pool->maximum[row->detail] = pool->maximum[0] = row->more;
}

static void read_item(struct account *a, const struct mdl_tape_row *row)
{
    struct account_run *run;

    switch (row->kind) {
    case MDL_TAPE_CALLED:
        read_called(a, row);
        break;
    case MDL_TAPE_HANDED:
        read_handed(a, row);
        break;
    case MDL_TAPE_ENTERED:
        run = account_runs_begin(a, row->other, item_of(a, row->object)->label);
        account_waits_take_out(a, ACCOUNT_HANDED, row->other, true, run);
        break;
    case MDL_TAPE_LEFT:
        a->threads[row->other].instance = MDL_NONE;
        account_runs_end(a, row->other);
        break;
    case MDL_TAPE_CONCURRENCY:
        read_concurrency(a, row);
        break;
    case MDL_TAPE_EXITED:
        a->threads[row->other].phase = ACCOUNT_ABSENT;
        break;
    default:
        break;
    }
}

/* ---- threads --------------------------------------------------------------------------------- */

/* Ready spells of workers are told by the waits of their items. */
static void read_ready(struct account *a, const struct mdl_tape_row *row)
{
    struct account_thread *t = &a->threads[row->object];

    if (t->phase != ACCOUNT_IS_READY && row->object < a->plan->thread_count) {
        (void)account_waits_add(a, ACCOUNT_SPELL, row->object,
                                a->plan->threads[row->object].object);
    }
    t->phase = ACCOUNT_IS_READY;
    t->processor = row->processor;
}

static void read_waits(struct account *a, const struct mdl_tape_row *row)
{
    struct account_thread *t = &a->threads[row->object];

    t->phase = row->detail == MDL_WAIT_QUEUE && t->pool != MDL_NONE && t->instance == MDL_NONE
                   ? ACCOUNT_IDLE
                   : ACCOUNT_WAITING;
}

static void read_thread(struct account *a, const struct mdl_tape_row *row)
{
    struct account_thread *t = &a->threads[row->object];

    switch (row->kind) {
    case MDL_TAPE_READY:
        read_ready(a, row);
        break;
    case MDL_TAPE_MOVED:
        t->processor = row->processor;
        break;
    case MDL_TAPE_RUNS:
        account_waits_take_out(a, ACCOUNT_SPELL, row->object, true, NULL);
        t->phase = ACCOUNT_RUNNING;
        t->processor = row->processor;
        a->processors[row->processor].thread = row->object;
        break;
    case MDL_TAPE_WAITS:
        read_waits(a, row);
        break;
    case MDL_TAPE_ENDED:
        account_waits_take_out(a, ACCOUNT_SPELL, row->object, false, NULL);
        account_runs_end(a, row->object);
        t->phase = ACCOUNT_ABSENT;
        break;
    default:
        break;
    }
}

/* ---- all of them ----------------------------------------------------------------------------- */

static void read(struct account *a, const struct mdl_tape_row *row)
{
    struct account_processor *p = &a->processors[row->processor];

    switch (row->kind) {
    case MDL_TAPE_OCCUPANT:
        p->label = row->object;
        p->irql = row->detail;
        p->occupant = row->other;
        break;
    case MDL_TAPE_ASSERTED:
        read_asserted(a, row);
        break;
    case MDL_TAPE_WITHDRAWN:
    case MDL_TAPE_QUIETED:
        account_waits_take_out(a, ACCOUNT_ASSERTED, row->object, false, NULL);
        break;
    case MDL_TAPE_ISR_ENTERED:
    case MDL_TAPE_ISR_LEFT:
        read_isr(a, row);
        break;
    default:
        read_lock(a, row);
        read_dpc(a, row);
        read_item(a, row);
        read_thread(a, row);
        account_requests_read(a, row);
    }
}

static void pass_time(struct account *a, uint64_t at)
{
    if (at > a->at) {
        account_waits_pass_time(a, at - a->at);
        account_runs_pass_time(a, at - a->at);
        a->at = at;
    }
}

void account_take(void *self, const struct mdl_tape_row *rows, uint32_t count)
{
    struct account *a = self;

    for (uint32_t i = 0; i < count; i++) {
        pass_time(a, rows[i].at);
        read(a, &rows[i]);
    }
}

void account_end(struct account *a, sim_instant end_at)
{
    pass_time(a, end_at);
    account_waits_end(a);
    account_requests_end(a);
}
