/* What waits, and whom each nanosecond of that is charged to. */
#include "tests/scenarios/soak/account_inside.h"

#include <stdlib.h>

enum { DISPATCH = 2 };

static unsigned state_of(const struct account *a, mdl_label_id label)
{
    enum mdl_label_kind kind = a->plan->labels[label].kind;

    return kind == MDL_LABEL_KIND_IDLE       ? MDL_STATE_NONE
           : kind == MDL_LABEL_KIND_OVERHEAD ? MDL_STATE_OVERHEAD
                                             : MDL_STATE_RUNNING;
}

static const struct mdl_item *item_of(const struct account *a, mdl_instance_id instance)
{
    return &a->plan->items[a->plan->instance_item[instance]];
}

/* ---- a call in the list of its pool ---------------------------------------------------------- */

static uint32_t list_of(const struct account *a, const struct mdl_item *item)
{
    return a->plan->pools[item->pool].list_count > 1 ? item->priority : 0;
}

/* Does a holder count in the limit that this item waits for? */
static bool counts(const struct account *a, const struct account_thread *t,
                   const struct mdl_item *item)
{
    const struct mdl_pool *pool = &a->plan->pools[item->pool];
    bool global = pool->concurrency_global || pool->list_count == 1;

    return t->phase != ACCOUNT_WAITING &&
           (global || list_of(a, item_of(a, t->instance)) == list_of(a, item));
}

/* Who holds an item of the pool and how many are idle: the same for all that wait in it while
   time passes once. */
static const struct account_pool *look(struct account *a, mdl_pool_id id)
{
    const struct mdl_pool *plan = &a->plan->pools[id];
    struct account_pool *pool = &a->pools[id];

    if (pool->pass == a->passes) {
        return pool;
    }
    if (pool->holders == NULL) {
        pool->holders = account_zeros(plan->thread_max, sizeof *pool->holders);
    }
    pool->pass = a->passes;
    pool->holder_count = pool->idle = 0;
    for (mdl_thread_id i = plan->thread_first; i < plan->thread_first + plan->thread_max; i++) {
        pool->idle += a->threads[i].phase == ACCOUNT_IDLE;
        if (a->threads[i].instance != MDL_NONE) {
            pool->holders[pool->holder_count++] = i;
        }
    }
    return pool;
}

static uint32_t count(const struct account *a, const struct account_pool *pool,
                      const struct mdl_item *item)
{
    uint32_t counted = 0;

    for (uint32_t i = 0; i < pool->holder_count; i++) {
        counted += counts(a, &a->threads[pool->holders[i]], item);
    }
    return counted;
}

static bool is_limited(const struct account *a, const struct mdl_item *item)
{
    const struct mdl_pool *plan = &a->plan->pools[item->pool];
    const struct account_pool *pool = &a->pools[item->pool];
    uint64_t current = 0;

    if (!plan->concurrency_global || plan->list_count == 1) {
        return pool->current[list_of(a, item)] >= pool->maximum[list_of(a, item)];
    }
    for (uint32_t l = 0; l < plan->list_count; l++) {
        current += pool->current[l];
    }
    return current >= pool->maximum[0];
}

static void charge_holders(const struct account *a, struct account_bill *bill,
                           const struct mdl_item *item, unsigned part, uint32_t n, uint64_t ns)
{
    const struct account_pool *pool = &a->pools[item->pool];

    for (uint32_t i = 0; i < pool->holder_count; i++) {
        const struct account_thread *t = &a->threads[pool->holders[i]];
        unsigned state = t->phase == ACCOUNT_RUNNING   ? MDL_STATE_RUNNING
                         : t->phase == ACCOUNT_WAITING ? MDL_STATE_BLOCKED
                                                       : MDL_STATE_READY;

        if (part == MDL_PART_WORKERS || counts(a, t, item)) {
            account_bill_split(bill, part, item_of(a, t->instance)->label, state,
                               (double)ns / n, n);
        }
    }
    bill->parts[part] += ns;
}

static void charge_listed(struct account *a, struct account_wait *w, uint64_t ns)
{
    const struct mdl_item *item = item_of(a, w->on);
    const struct account_pool *pool = look(a, item->pool);
    unsigned part = pool->holder_count == 0 ? MDL_PART_CREATION
                    : is_limited(a, item)   ? MDL_PART_LIMIT
                    : pool->idle == 0       ? MDL_PART_WORKERS
                                            : MDL_PART_DEFERRED;
    uint32_t n = part == MDL_PART_WORKERS ? pool->holder_count : count(a, pool, item);

    if (part == MDL_PART_CREATION) {
        account_bill_charge(&w->bill, part, MDL_NONE, MDL_STATE_NONE, ns);
    } else if (n == 0) {
        account_bill_charge(&w->bill, part, MDL_LABEL_WORKER, MDL_STATE_RUNNING, ns);
    } else {
        charge_holders(a, &w->bill, item, part, n, ns);
    }
}

/* ---- what waits behind one that has it ------------------------------------------------------- */

static void charge_lock(const struct account *a, struct account_wait *w, unsigned part,
                        mdl_lock_id lock, uint64_t ns)
{
    account_bill_charge(&w->bill, part, a->locks[lock].owner, MDL_STATE_NONE, ns);
}

static void charge_handed(const struct account *a, struct account_wait *w, uint64_t ns)
{
    const struct account_thread *t = &a->threads[w->on];
    mdl_lock_id lock = item_of(a, t->instance)->lock;
    mdl_label_id label = a->processors[t->processor].label;

    if (t->phase == ACCOUNT_WAITING && lock != MDL_NONE) {
        charge_lock(a, w, MDL_PART_LOCK, lock, ns);
    } else {
        account_bill_charge(&w->bill, MDL_PART_PROCESSOR, label, state_of(a, label), ns);
    }
}

/* A DPC in the queue of its processor. */
static void charge_queued(const struct account *a, struct account_wait *w, uint64_t ns)
{
    const struct account_processor *p = &a->processors[w->processor];
    enum mdl_label_kind kind = a->plan->labels[p->label].kind;
    unsigned part = MDL_PART_DISPATCH;

    if (a->plan->dpcs[w->on].threaded) {
        account_bill_charge(&w->bill, MDL_PART_READY, p->label, state_of(a, p->label), ns);
        return;
    }
    if (p->irql < DISPATCH && !p->drain) {
        account_bill_charge(&w->bill, MDL_PART_NOT_TRIGGERED, MDL_NONE, MDL_STATE_NONE, ns);
        return;
    }
    if (kind != MDL_LABEL_KIND_OVERHEAD && p->irql < DISPATCH) {
        account_bill_charge(&w->bill, MDL_PART_OVERHEAD, MDL_LABEL_DPC_COST, MDL_STATE_OVERHEAD,
                            ns);
        return;
    }
    part = kind == MDL_LABEL_KIND_OVERHEAD ? MDL_PART_OVERHEAD
           : kind == MDL_LABEL_KIND_ISR    ? MDL_PART_ISR
           : kind == MDL_LABEL_KIND_DPC    ? MDL_PART_DPC
                                           : MDL_PART_DISPATCH;
    account_bill_charge(&w->bill, part, p->label, state_of(a, p->label), ns);
}

static void charge_asserted(const struct account *a, struct account_wait *w, uint64_t ns)
{
    mdl_label_id label;
    unsigned state;

    if (w->lock != MDL_NONE) {
        charge_lock(a, w, MDL_PART_LOCK_SPIN, w->lock, ns);
    } else if (w->processor >= a->plan->profile.processor_count) {
        account_bill_charge(&w->bill, MDL_PART_UNFOLLOWED, MDL_NONE, MDL_STATE_NONE, ns);
    } else {
        label = a->processors[w->processor].label;
        state = state_of(a, label);
        account_bill_charge(&w->bill, state == MDL_STATE_OVERHEAD ? MDL_PART_OVERHEAD
                                                                  : MDL_PART_MASKED,
                            label, state, ns);
    }
}

static void charge_spell(const struct account *a, struct account_wait *w, uint64_t ns)
{
    mdl_label_id label = a->processors[a->threads[w->on].processor].label;

    account_bill_charge(&w->bill, MDL_PART_READY, label, state_of(a, label), ns);
}

static void charge(struct account *a, struct account_wait *w, uint64_t ns)
{
    switch (w->place) {
    case ACCOUNT_LISTED:
        charge_listed(a, w, ns);
        break;
    case ACCOUNT_HANDED:
        charge_handed(a, w, ns);
        break;
    case ACCOUNT_QUEUED:
    case ACCOUNT_POPPED:
    case ACCOUNT_ENTERED:
        charge_queued(a, w, ns);
        break;
    case ACCOUNT_ASSERTED:
        charge_asserted(a, w, ns);
        break;
    case ACCOUNT_SPELL:
        charge_spell(a, w, ns);
        break;
    case ACCOUNT_TRYING:
        charge_lock(a, w, MDL_PART_LOCK, w->lock, ns);
        break;
    }
}

void account_waits_pass_time(struct account *a, uint64_t ns)
{
    a->passes++;
    for (uint32_t i = 0; i < a->wait_count; i++) {
        charge(a, &a->waits[i], ns);
    }
}

/* ---- waits ----------------------------------------------------------------------------------- */

struct account_wait *account_waits_add(struct account *a, enum account_place place, uint32_t on,
                                       mdl_object_id object)
{
    if (a->wait_count == a->wait_room) {
        a->wait_room = a->wait_room * 2u + 16u;
        a->waits = realloc(a->waits, a->wait_room * sizeof *a->waits);
        if (a->waits == NULL) {
            abort();
        }
    }
    a->waits[a->wait_count] = (struct account_wait){.place = place, .on = on, .object = object,
                                                    .processor = MDL_NONE, .lock = MDL_NONE,
                                                    .by = MDL_NONE, .started_at = a->at};
    return &a->waits[a->wait_count++];
}

bool account_waits_any(const struct account *a, enum account_place place, uint32_t on)
{
    for (uint32_t i = 0; i < a->wait_count; i++) {
        if (a->waits[i].place == place && a->waits[i].on == on) {
            return true;
        }
    }
    return false;
}

void account_waits_move(struct account *a, enum account_place from, uint32_t on,
                        enum account_place to, uint32_t there)
{
    for (uint32_t i = 0; i < a->wait_count; i++) {
        if (a->waits[i].place == from && a->waits[i].on == on) {
            a->waits[i].place = to;
            a->waits[i].on = there;
        }
    }
}

void account_note(struct account *a, mdl_object_id object, enum account_series series,
                  uint64_t started_at, const struct account_bill *bill,
                  enum account_class class)
{
    struct account_row **rows = &a->rows[object * ACCOUNT_SERIES + series];
    uint64_t ns = a->at - started_at;
    unsigned octave = 0;
    struct account_row *row;

    if (started_at < a->plan->from_at) {
        return;
    }
    for (uint64_t left = ns; left > 0; left >>= 1) {
        octave++;
    }
    if (*rows == NULL) {
        *rows = account_zeros(ACCOUNT_OCTAVES, sizeof **rows);
    }
    row = &(*rows)[octave];
    row->observations++;
    row->classes[class]++;
    row->total_ns += ns;
    account_bill_add(&row->bill, bill, 1);
}

static void note(struct account *a, const struct account_wait *w)
{
    static const uint8_t series[] = {
        [ACCOUNT_ASSERTED] = ACCOUNT_INTERRUPT, [ACCOUNT_SPELL] = ACCOUNT_READY,
        [ACCOUNT_TRYING] = ACCOUNT_LOCK};

    account_note(a, w->object, series[w->place], w->started_at, &w->bill,
                 ACCOUNT_FOLLOWED);
}

void account_waits_take_out(struct account *a, enum account_place place, uint32_t on, bool kept,
                            struct account_run *run)
{
    uint32_t left = 0;

    for (uint32_t i = 0; i < a->wait_count; i++) {
        struct account_wait *w = &a->waits[i];

        if (w->place != place || w->on != on) {
            if (left != i) {
                a->waits[left] = *w;
            }
            left++;
            continue;
        }
        if (kept) {
            note(a, w);
        }
        if (run != NULL) {
            account_runs_serve(run, w);
        }
        account_bill_free(&w->bill);
    }
    a->wait_count = left;
}

void account_waits_end(struct account *a)
{
    for (uint32_t i = 0; i < a->wait_count; i++) {
        note(a, &a->waits[i]);
    }
}
