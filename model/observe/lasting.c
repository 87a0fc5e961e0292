/* Lasting calls; see the header. */
#include "model/observe/lasting.h"

#include <stdlib.h>
#include <string.h>

#include "model/observe/findings.h"
#include "model/observe/growth.h"
#include "model/observe/inside.h"
#include "model/observe/observed.h"
#include "sim/base/check.h"

static void pay(struct mdl_record *r, const struct mdl_lasting *call, uint32_t column,
                uint64_t ns)
{
    mdl_pending_pay(&r->pending, call->wait, column, ns);
}

static void charge(struct mdl_record *r, const struct mdl_lasting *call, unsigned part,
                   uint32_t label, unsigned state, uint64_t ns)
{
    pay(r, call, mdl_ledger_column(&r->ledger, part, label,
                                   label == MDL_NONE ? MDL_STATE_NONE : state), ns);
}

#define REQUESTS (MDL_NONE - 1u)      /* awaited in place of an item */

/* The item whose end the thread awaits, or none: what it says belongs to the wait it is in. */
static mdl_instance_id awaited_by(const struct mdl_inside_thread *t)
{
    return t->phase == MDL_INSIDE_WAITING && t->awaits_at == t->since_at ? t->awaits : MDL_NONE;
}

/* ---- the awaited item ------------------------------------------------------------------------ */

static bool has(const struct mdl_record *r, mdl_thread_id thread, mdl_instance_id instance)
{
    return r->threads[thread].item != MDL_NONE && r->threads[thread].instance == instance;
}

/* The worker that has it, from the hand-over to the return; of several the first that was seen. */
static mdl_thread_id holder_of(const struct mdl_record *r, struct mdl_lasting *call,
                               mdl_instance_id instance)
{
    if (call->holder != MDL_NONE && has(r, call->holder, instance)) {
        return call->holder;
    }
    call->holder = r->instances[instance].worker;
    for (mdl_thread_id t = 0; call->holder == MDL_NONE && t < r->plan->thread_total; t++) {
        call->holder = has(r, t, instance) ? t : MDL_NONE;
    }
    return call->holder;
}

/* It stands in the list: in equal parts to those who hold what it needs, as its own calls. */
static void charge_list(struct mdl_record *r, const struct mdl_lasting *call,
                        const struct mdl_inside_item *item)
{
    const struct mdl_backlog_line *line = item->line;

    for (uint32_t slot = 0; slot < line->slot_count; slot++) {
        uint64_t before = slot < call->clock_count ? call->clocks[slot] : 0;

        if (line->clocks[slot] != before) {
            pay(r, call, line->columns[slot], line->clocks[slot] - before);
        }
    }
}

static uint32_t tag_of(const struct mdl_record *r, uint32_t server)
{
    const struct mdl_occupancy_server *s = &r->occupancy.servers[server];

    return s->ring[(s->pushes - 1u) % MDL_OCCUPANCY_RING].tag;
}

/* It was handed to a worker that has not entered its callback yet. */
static void charge_handed(struct mdl_record *r, const struct mdl_lasting *call,
                          const struct mdl_inside_thread *worker, uint64_t ns)
{
    bool locked = worker->lock != MDL_NONE;
    uint32_t server = locked ? r->plan->profile.processor_count + worker->lock
                             : worker->processor;

    pay(r, call, mdl_ledger_column_of(&r->ledger, locked ? MDL_LEDGER_LOCK : MDL_LEDGER_ITEM,
                                      tag_of(r, server)), ns);
}

static void charge_running(struct mdl_record *r, const struct mdl_lasting *call,
                           const struct mdl_inside_thread *worker, uint64_t ns)
{
    static const uint8_t states[] = {MDL_STATE_RUNNING, MDL_STATE_READY, MDL_STATE_BLOCKED};

    charge(r, call, MDL_PART_ITEM_RUNS, worker->holds->callback->label,
           states[mdl_inside_activity(worker->phase)], ns);
}

/* A run that is under way comes first: what is queued behind it could not help. */
static void charge_item(struct mdl_record *r, struct mdl_lasting *call, mdl_instance_id id,
                        uint64_t ns)
{
    const struct mdl_inside_instance *instance = &r->instances[id];
    mdl_thread_id holder = instance->running == 0 && instance->waiting.count > 0
                               ? MDL_NONE
                               : holder_of(r, call, id);

    if (holder != MDL_NONE && r->threads[holder].entered_at != SIM_INSTANT_NEVER) {
        charge_running(r, call, &r->threads[holder], ns);
    } else if (holder != MDL_NONE) {
        charge_handed(r, call, &r->threads[holder], ns);
    } else if (instance->waiting.count > 0) {
        charge_list(r, call, instance->of);
    } else {
        charge(r, call, MDL_PART_UNFOLLOWED, MDL_NONE, MDL_STATE_NONE, ns);
    }
}

/* ---- the thread itself ----------------------------------------------------------------------- */

static void charge_running_thread(struct mdl_record *r, struct mdl_lasting *call,
                                  const struct mdl_inside_thread *t, uint64_t ns)
{
    mdl_label_id label = tag_of(r, t->processor) / MDL_LEDGER_LEVELS;

    switch (r->plan->labels[label].kind) {
    case MDL_LABEL_KIND_ISR:
        charge(r, call, MDL_PART_ISR, label, MDL_STATE_RUNNING, ns);
        break;
    case MDL_LABEL_KIND_DPC:
        charge(r, call, MDL_PART_DPC, label, MDL_STATE_RUNNING, ns);
        break;
    case MDL_LABEL_KIND_OVERHEAD:
        charge(r, call, MDL_PART_OVERHEAD, label, MDL_STATE_OVERHEAD, ns);
        break;
    default:
        call->label = label;
        charge(r, call, MDL_PART_CALL, label, MDL_STATE_RUNNING, ns);
    }
}

static void charge_thread(struct mdl_record *r, struct mdl_lasting *call,
                          const struct mdl_inside_thread *t, uint64_t ns)
{
    if (t->phase == MDL_INSIDE_RUNNING) {
        charge_running_thread(r, call, t, ns);
    } else if (t->phase == MDL_INSIDE_READY) {
        pay(r, call, mdl_ledger_column_of(&r->ledger, MDL_LEDGER_THREAD, tag_of(r, t->processor)),
            ns);
    } else {
        charge(r, call, MDL_PART_CALL, call->label, MDL_STATE_BLOCKED, ns);
    }
}

/* ---- settling -------------------------------------------------------------------------------- */

/* The clocks of the awaited item's line as they are now. */
static void look(struct mdl_record *r, uint64_t at, struct mdl_lasting *call)
{
    mdl_instance_id instance = awaited_by(&r->threads[call->thread]);
    const struct mdl_inside_item *item;

    if (instance >= REQUESTS) {
        return;
    }
    item = r->instances[instance].of;
    mdl_backlog_advance(&item->in->backlog, item->line, at);
    call->clock_count = item->line->slot_count;
    if (call->clock_count > call->clock_capacity) {
        call->clocks = mdl_growth_resize(call->clocks, call->clock_capacity,
                                         call->clock_count * 2u, sizeof *call->clocks);
        call->clock_capacity = call->clock_count * 2u;
    }
    if (call->clock_count > 0) {
        memcpy(call->clocks, item->line->clocks, call->clock_count * sizeof *call->clocks);
    }
}

static void settle_one(struct mdl_record *r, uint64_t at, struct mdl_lasting *call)
{
    const struct mdl_inside_thread *t = &r->threads[call->thread];
    mdl_instance_id instance = awaited_by(t);
    uint64_t ns = at - call->settled_at;

    if (ns == 0) {
        return;
    }
    if (instance == MDL_NONE) {
        charge_thread(r, call, t, ns);
    } else if (instance == REQUESTS) {
        charge(r, call, MDL_PART_REQUESTS, call->owner, MDL_STATE_NONE, ns);
    } else {
        const struct mdl_inside_item *item = r->instances[instance].of;

        mdl_backlog_advance(&item->in->backlog, item->line, at);
        charge_item(r, call, instance, ns);
        look(r, at, call);
    }
    call->settled_at = at;
}

void mdl_lasting_settle(struct mdl_record *r, uint64_t at)
{
    for (uint32_t i = 0; i < r->lasting_count && r->ledger_on; i++) {
        settle_one(r, at, &r->lasting[i]);
    }
}

void mdl_lasting_awaits(struct mdl_record *r, uint64_t at, mdl_thread_id thread,
                        mdl_instance_id instance)
{
    r->threads[thread].awaits = instance;
    r->threads[thread].awaits_at = at;
    for (uint32_t i = 0; i < r->lasting_count && r->ledger_on; i++) {
        if (r->lasting[i].thread == thread) {
            r->lasting[i].holder = MDL_NONE;
            look(r, at, &r->lasting[i]);
        }
    }
}

void mdl_lasting_awaits_requests(struct mdl_record *r, uint64_t at, mdl_thread_id thread,
                                 mdl_label_id owner)
{
    r->threads[thread].awaits = REQUESTS;
    r->threads[thread].awaits_at = at;
    for (uint32_t i = 0; i < r->lasting_count; i++) {
        if (r->lasting[i].thread == thread) {
            r->lasting[i].owner = owner;
        }
    }
}

/* ---- begin and end --------------------------------------------------------------------------- */

static struct mdl_lasting *add(struct mdl_record *r)
{
    if (r->lasting_count == r->lasting_capacity) {
        uint32_t capacity = r->lasting_capacity * 2u + 8u;

        r->lasting = mdl_growth_resize(r->lasting, r->lasting_capacity, capacity,
                                       sizeof *r->lasting);
        r->lasting_capacity = capacity;
    }
    return &r->lasting[r->lasting_count++];
}

void mdl_lasting_begin(struct mdl_record *r, uint64_t at, uint32_t series, mdl_thread_id thread,
                       mdl_instance_id instance)
{
    struct mdl_lasting *call;
    uint32_t wait = series == MDL_NONE ? MDL_NONE : mdl_pending_new(&r->pending, at);

    if (series != MDL_NONE && wait == MDL_NONE) {
        mdl_tally_censor(&r->tally, series, at, at);
        mdl_findings_raise(r, at, MDL_FINDING_CAP_CALLS, MDL_NONE, r->tally.series[series].object,
                           NULL);
    }
    if (wait == MDL_NONE) {
        return;
    }
    call = add(r);
    call->settled_at = at;
    call->wait = wait;
    call->series = series;
    call->thread = thread;
    call->instance = instance;
    call->label = call->holder = call->owner = MDL_NONE;
    call->clock_count = 0;
    r->whole = false;
}

static void close(struct mdl_record *r, uint64_t at, struct mdl_lasting *call, bool open)
{
    const struct mdl_observed what = {.series = call->series, .open = open};
    uint64_t started_at = r->pending.entries[call->wait].started_at, ns = at - started_at;
    uint32_t row = mdl_observed_open(r, &what, started_at, ns, false);

    if (row != MDL_NONE) {
        mdl_observed_purse(r, call->wait, row);
    }
    mdl_observed_close(r, &what, started_at, ns, false, row);
    if (open) {
        mdl_tally_censor(&r->tally, call->series, started_at, at);
    } else {
        mdl_tally_observe(&r->tally, call->series, started_at, ns);
    }
    mdl_pending_free(&r->pending, call->wait);
}

/* Its place goes to the last one; the room for clocks stays with the place. */
static void drop(struct mdl_record *r, struct mdl_lasting *call)
{
    struct mdl_lasting *last = &r->lasting[--r->lasting_count], gone = *call;

    *call = *last;
    *last = gone;
    if (r->lasting_count == 0) {
        r->whole = mdl_inside_is_whole(r);
    }
}

void mdl_lasting_ended(struct mdl_record *r, uint64_t at, uint32_t series, mdl_thread_id thread,
                       mdl_instance_id instance)
{
    for (uint32_t i = 0; i < r->lasting_count; i++) {
        struct mdl_lasting *call = &r->lasting[i];

        if (call->series == series && call->instance == instance &&
            (instance != MDL_NONE || call->thread == thread)) {
            close(r, at, call, false);
            drop(r, call);
            return;
        }
    }
}

void mdl_lasting_at_once(struct mdl_record *r, uint64_t at, uint32_t series)
{
    const struct mdl_observed what = {.series = series};

    if (series != MDL_NONE) {
        mdl_observed_close(r, &what, at, 0, false, mdl_observed_open(r, &what, at, 0, false));
        mdl_tally_observe(&r->tally, series, at, 0);
    }
}

void mdl_lasting_clear(struct mdl_record *r)
{
    r->lasting_count = 0;
}

void mdl_lasting_deinit(struct mdl_record *r)
{
    for (uint32_t i = 0; i < r->lasting_capacity; i++) {
        free(r->lasting[i].clocks);
    }
    free(r->lasting);
}

void mdl_lasting_end(struct mdl_record *r, uint64_t end_at)
{
    mdl_lasting_settle(r, end_at);
    for (uint32_t i = 0; i < r->lasting_count; i++) {
        close(r, end_at, &r->lasting[i], true);
    }
    r->lasting_count = 0;
}
