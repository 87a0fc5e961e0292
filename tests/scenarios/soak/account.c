/* The second accounting; see the header. */
#include "tests/scenarios/soak/account.h"

#include <stdlib.h>
#include <string.h>

#include "model/observe/tell.h"

enum { DISPATCH = 2, KEYS = 160, OCTAVES = 65 };
enum place { NOWHERE, LISTED, HANDED, QUEUED, POPPED, ENTERED };

struct key {
    mdl_label_id label;
    uint8_t part, state;
};

/* What was charged: to each culprit, and, whatever the split, to each part. */
struct bill {
    uint64_t parts[MDL_PART_COUNT];
    struct key keys[KEYS];
    double ns[KEYS];
    double slack[KEYS];               /* so much may go to another culprit of the same part */
    uint32_t count;
};

struct call {
    enum place place;
    uint32_t on;                      /* instance, thread or DPC */
    mdl_processor_id processor;       /* of a DPC: on whose queue it is, or was */
    mdl_object_id object;
    uint64_t started_at;
    struct bill bill;
};

struct row {                          /* of one object and octave */
    uint64_t observations, total_ns;
    struct bill bill;
};

enum phase { ABSENT, READY, RUNNING, WAITING, IDLE };

struct thread {
    mdl_pool_id pool;
    mdl_processor_id processor;
    mdl_instance_id instance;         /* that it holds */
    enum phase phase;
};

struct pool {
    uint32_t current[32], maximum[32];
};

struct processor {
    mdl_label_id label;
    uint32_t dpcs;
    uint8_t irql, drain;
};

struct lock {
    mdl_label_id owner;
    uint32_t owners;
};

struct account {
    const struct mdl_plan *plan;
    uint64_t at;
    struct thread *threads;
    struct pool *pools;
    struct processor *processors;
    struct lock *locks;
    mdl_thread_id *worker;            /* by instance: the last that it was handed to */
    mdl_processor_id *queued_on;      /* by DPC                                      */
    struct call *calls;
    uint32_t call_count, call_room;
    struct row **rows;                /* by object: OCTAVES of them, or NULL         */
};

static void *zeros(size_t count, size_t size)
{
    void *p = calloc(count + 1u, size);

    if (p == NULL) {
        abort();
    }
    return p;
}

struct account *account_open(const struct mdl_plan *plan)
{
    struct account *a = zeros(1, sizeof *a);

    a->plan = plan;
    a->threads = zeros(plan->thread_total, sizeof *a->threads);
    a->pools = zeros(plan->pool_count, sizeof *a->pools);
    a->processors = zeros(plan->profile.processor_count, sizeof *a->processors);
    a->locks = zeros(plan->lock_count, sizeof *a->locks);
    a->worker = zeros(plan->instance_count, sizeof *a->worker);
    a->queued_on = zeros(plan->dpc_count, sizeof *a->queued_on);
    a->rows = zeros(plan->object_count, sizeof *a->rows);
    for (mdl_thread_id t = 0; t < plan->thread_total; t++) {
        a->threads[t].pool = a->threads[t].instance = MDL_NONE;
    }
    for (mdl_pool_id p = 0; p < plan->pool_count; p++) {
        memset(a->pools[p].maximum, 0xff, sizeof a->pools[p].maximum);
        for (uint32_t i = 0; i < plan->pools[p].thread_max; i++) {
            a->threads[plan->pools[p].thread_first + i].pool = p;
        }
    }
    for (mdl_processor_id p = 0; p < plan->profile.processor_count; p++) {
        a->processors[p].label = MDL_LABEL_IDLE;
    }
    for (mdl_lock_id l = 0; l < plan->lock_count; l++) {
        a->locks[l].owner = MDL_NONE;
    }
    memset(a->queued_on, 0xff, plan->dpc_count * sizeof *a->queued_on);
    return a;
}

void account_close(struct account *a)
{
    for (mdl_object_id o = 0; o < a->plan->object_count; o++) {
        free(a->rows[o]);
    }
    free(a->threads);
    free(a->pools);
    free(a->processors);
    free(a->locks);
    free(a->worker);
    free(a->queued_on);
    free(a->calls);
    free(a->rows);
    free(a);
}

/* ---- charges --------------------------------------------------------------------------------- */

/* Its place, or `count`. */
static uint32_t find_key(const struct bill *bill, unsigned part, mdl_label_id label,
                         unsigned state)
{
    uint32_t i = 0;

    while (i < bill->count && (bill->keys[i].part != part || bill->keys[i].label != label ||
                               bill->keys[i].state != state)) {
        i++;
    }
    return i;
}

static void charge(struct bill *bill, unsigned part, mdl_label_id label, unsigned state, double ns,
                   double slack)
{
    uint32_t key = find_key(bill, part, label, state);

    if (key == KEYS) {
        abort();
    }
    if (key == bill->count) {
        bill->keys[bill->count++] = (struct key){label, (uint8_t)part, (uint8_t)state};
        bill->ns[key] = bill->slack[key] = 0;
    }
    bill->ns[key] += ns;
    bill->slack[key] += slack;
}

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

struct crowd {                        /* of a pool */
    uint32_t holders, counted, idle;
};

static uint32_t list_of(const struct account *a, const struct mdl_item *item)
{
    return a->plan->pools[item->pool].list_count > 1 ? item->priority : 0;
}

/* Does a holder count in the limit that this item waits for? */
static bool counts(const struct account *a, const struct thread *t, const struct mdl_item *item)
{
    const struct mdl_pool *pool = &a->plan->pools[item->pool];
    bool global = pool->concurrency_global || pool->list_count == 1;

    return t->phase != WAITING &&
           (global || list_of(a, item_of(a, t->instance)) == list_of(a, item));
}

static struct crowd look(const struct account *a, const struct mdl_item *item)
{
    const struct mdl_pool *pool = &a->plan->pools[item->pool];
    struct crowd crowd = {0};

    for (uint32_t i = 0; i < pool->thread_max; i++) {
        const struct thread *t = &a->threads[pool->thread_first + i];

        crowd.idle += t->phase == IDLE;
        if (t->instance != MDL_NONE) {
            crowd.holders++;
            crowd.counted += counts(a, t, item);
        }
    }
    return crowd;
}

static bool is_limited(const struct account *a, const struct mdl_item *item)
{
    const struct mdl_pool *plan = &a->plan->pools[item->pool];
    const struct pool *pool = &a->pools[item->pool];
    uint64_t current = 0;

    if (!plan->concurrency_global || plan->list_count == 1) {
        return pool->current[list_of(a, item)] >= pool->maximum[list_of(a, item)];
    }
    for (uint32_t l = 0; l < plan->list_count; l++) {
        current += pool->current[l];
    }
    return current >= pool->maximum[0];
}

static void charge_holders(const struct account *a, struct bill *bill, const struct mdl_item *item,
                           unsigned part, uint32_t n, uint64_t ns)
{
    const struct mdl_pool *pool = &a->plan->pools[item->pool];

    for (uint32_t i = 0; i < pool->thread_max; i++) {
        const struct thread *t = &a->threads[pool->thread_first + i];
        unsigned state = t->phase == RUNNING   ? MDL_STATE_RUNNING
                         : t->phase == WAITING ? MDL_STATE_BLOCKED
                                               : MDL_STATE_READY;

        if (t->instance != MDL_NONE && (part == MDL_PART_WORKERS || counts(a, t, item))) {
            charge(bill, part, item_of(a, t->instance)->label, state, (double)ns / n,
                   n > 1 ? n : 0);
        }
    }
}

static void charge_listed(const struct account *a, struct call *call, uint64_t ns)
{
    const struct mdl_item *item = item_of(a, call->on);
    struct crowd crowd = look(a, item);
    unsigned part = crowd.holders == 0     ? MDL_PART_CREATION
                    : is_limited(a, item)  ? MDL_PART_LIMIT
                    : crowd.idle == 0      ? MDL_PART_WORKERS
                                           : MDL_PART_DEFERRED;
    uint32_t n = part == MDL_PART_WORKERS ? crowd.holders : crowd.counted;

    call->bill.parts[part] += ns;
    if (part == MDL_PART_CREATION) {
        charge(&call->bill, part, MDL_NONE, MDL_STATE_NONE, (double)ns, 0);
    } else if (n == 0) {
        charge(&call->bill, part, MDL_LABEL_WORKER, MDL_STATE_RUNNING, (double)ns, 0);
    } else {
        charge_holders(a, &call->bill, item, part, n, ns);
    }
}

/* ---- a call that belongs to a worker --------------------------------------------------------- */

static void charge_handed(const struct account *a, struct call *call, uint64_t ns)
{
    const struct thread *t = &a->threads[call->on];
    mdl_lock_id lock = item_of(a, t->instance)->lock;
    mdl_label_id label;

    if (t->phase == WAITING && lock != MDL_NONE) {
        call->bill.parts[MDL_PART_LOCK] += ns;
        charge(&call->bill, MDL_PART_LOCK, a->locks[lock].owner, MDL_STATE_NONE, (double)ns, 0);
        return;
    }
    label = a->processors[t->processor].label;
    call->bill.parts[MDL_PART_PROCESSOR] += ns;
    charge(&call->bill, MDL_PART_PROCESSOR, label, state_of(a, label), (double)ns, 0);
}

/* ---- a DPC in the queue of its processor ----------------------------------------------------- */

static void charge_queued(const struct account *a, struct call *call, uint64_t ns)
{
    const struct processor *p = &a->processors[call->processor];
    enum mdl_label_kind kind = a->plan->labels[p->label].kind;
    struct key key = {p->label, MDL_PART_DISPATCH, (uint8_t)state_of(a, p->label)};

    if (p->irql < DISPATCH && !p->drain) {
        key = (struct key){MDL_NONE, MDL_PART_NOT_TRIGGERED, MDL_STATE_NONE};
    } else if (kind == MDL_LABEL_KIND_OVERHEAD) {
        key.part = MDL_PART_OVERHEAD;
    } else if (p->irql < DISPATCH) {
        key = (struct key){MDL_LABEL_DPC_COST, MDL_PART_OVERHEAD, MDL_STATE_OVERHEAD};
    } else if (kind == MDL_LABEL_KIND_ISR) {
        key.part = MDL_PART_ISR;
    } else if (kind == MDL_LABEL_KIND_DPC) {
        key.part = MDL_PART_DPC;
    }
    call->bill.parts[key.part] += ns;
    charge(&call->bill, key.part, key.label, key.state, (double)ns, 0);
}

/* ---- time ------------------------------------------------------------------------------------ */

static void pass_time(struct account *a, uint64_t at)
{
    uint64_t ns = at - a->at;

    for (uint32_t i = 0; ns > 0 && i < a->call_count; i++) {
        struct call *call = &a->calls[i];

        if (call->place == LISTED) {
            charge_listed(a, call, ns);
        } else if (call->place == HANDED) {
            charge_handed(a, call, ns);
        } else {
            charge_queued(a, call, ns);
        }
    }
    a->at = at;
}

/* ---- calls ----------------------------------------------------------------------------------- */

static void add(struct account *a, enum place place, uint32_t on, mdl_processor_id processor,
                mdl_object_id object)
{
    if (a->call_count == a->call_room) {
        a->call_room = a->call_room * 2u + 16u;
        a->calls = realloc(a->calls, a->call_room * sizeof *a->calls);
        if (a->calls == NULL) {
            abort();
        }
    }
    a->calls[a->call_count] = (struct call){.place = place, .on = on, .object = object,
                                            .processor = processor, .started_at = a->at};
    a->call_count++;
}

static bool any(const struct account *a, enum place place, uint32_t on)
{
    for (uint32_t i = 0; i < a->call_count; i++) {
        if (a->calls[i].place == place && a->calls[i].on == on) {
            return true;
        }
    }
    return false;
}

static void move(struct account *a, enum place from, uint32_t on, enum place to, uint32_t there)
{
    for (uint32_t i = 0; i < a->call_count; i++) {
        if (a->calls[i].place == from && a->calls[i].on == on) {
            a->calls[i].place = to;
            a->calls[i].on = there;
        }
    }
}

static void note(struct account *a, const struct call *call)
{
    uint64_t ns = a->at - call->started_at;
    unsigned octave = 0;
    struct row *row;

    if (call->started_at < a->plan->from_at) {
        return;
    }
    for (uint64_t left = ns; left > 0; left >>= 1) {
        octave++;
    }
    if (a->rows[call->object] == NULL) {
        a->rows[call->object] = zeros(OCTAVES, sizeof **a->rows);
    }
    row = &a->rows[call->object][octave];
    row->observations++;
    row->total_ns += ns;
    for (unsigned part = 0; part < MDL_PART_COUNT; part++) {
        row->bill.parts[part] += call->bill.parts[part];
    }
    for (uint32_t i = 0; i < call->bill.count; i++) {
        charge(&row->bill, call->bill.keys[i].part, call->bill.keys[i].label,
               call->bill.keys[i].state, call->bill.ns[i], call->bill.slack[i]);
    }
}

/* They wait no longer; kept: they are observations. */
static void take_out(struct account *a, enum place place, uint32_t on, bool kept)
{
    uint32_t left = 0;

    for (uint32_t i = 0; i < a->call_count; i++) {
        if (a->calls[i].place == place && a->calls[i].on == on) {
            if (kept) {
                note(a, &a->calls[i]);
            }
        } else if (left++ != i) {
            a->calls[left - 1u] = a->calls[i];
        }
    }
    a->call_count = left;
}

/* ---- rows of the tape ------------------------------------------------------------------------ */

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

    if (row->detail == 1) {
        move(a, QUEUED, dpc, POPPED, dpc);   /* it has left the queue, and is not entered yet */
        dequeue(a, dpc);
        a->queued_on[dpc] = row->processor;
        a->processors[row->processor].dpcs += !a->plan->dpcs[dpc].threaded;
    }
    add(a, QUEUED, dpc, a->queued_on[dpc], a->plan->dpcs[dpc].object);
}

/* A DPC object can have left the queues of several processors and be entered on none yet: each
 * processor enters the calls that left its own. */
static bool enter_popped(struct account *a, mdl_dpc_id dpc, mdl_processor_id processor)
{
    bool popped = false;

    for (uint32_t i = 0; i < a->call_count; i++) {
        if (a->calls[i].place == POPPED && a->calls[i].on == dpc &&
            a->calls[i].processor == processor) {
            a->calls[i].place = ENTERED;
            popped = true;
        }
    }
    take_out(a, ENTERED, dpc, true);
    return popped;
}

static void read_entered_dpc(struct account *a, const struct mdl_tape_row *row)
{
    struct processor *p = &a->processors[row->processor];

    if (!enter_popped(a, row->object, row->processor)) {
        take_out(a, QUEUED, row->object, true);
        dequeue(a, row->object);
    }
    if (p->drain && p->dpcs == 0) {
        p->drain = 0;
    }
}

static void read_called(struct account *a, const struct mdl_tape_row *row)
{
    mdl_instance_id instance = row->object;
    mdl_object_id object = item_of(a, instance)->object;

    if (row->detail == MDL_CALL_QUEUED ||
        (row->detail == MDL_CALL_COALESCED && any(a, LISTED, instance))) {
        add(a, LISTED, instance, MDL_NONE, object);
    } else if (row->detail == MDL_CALL_COALESCED) {
        add(a, HANDED, a->worker[instance], MDL_NONE, object);
    } else {
        take_out(a, LISTED, instance, false);
    }
}

static void read_handed(struct account *a, const struct mdl_tape_row *row)
{
    struct thread *t = &a->threads[row->other];

    move(a, LISTED, row->object, HANDED, row->other);
    t->instance = row->object;
    t->processor = row->processor;
    a->worker[row->object] = row->other;
}

static void read_waits(struct account *a, const struct mdl_tape_row *row)
{
    struct thread *t = &a->threads[row->object];

    t->phase = row->detail == MDL_WAIT_QUEUE && t->pool != MDL_NONE && t->instance == MDL_NONE
                   ? IDLE
                   : WAITING;
}

static void read_released(struct account *a, const struct mdl_tape_row *row)
{
    struct lock *lock = &a->locks[row->object];

    if (lock->owners > 0 && --lock->owners == 0) {
        lock->owner = MDL_NONE;
    }
}

static void read_concurrency(struct account *a, const struct mdl_tape_row *row)
{
    struct pool *pool = &a->pools[row->object];

    pool->current[row->detail] = row->other;
    pool->maximum[row->detail] = pool->maximum[0] = row->more;
}

static void read_thread(struct account *a, const struct mdl_tape_row *row)
{
    struct thread *t = &a->threads[row->object];

    switch (row->kind) {
    case MDL_TAPE_READY:
        t->phase = READY;
        t->processor = row->processor;
        break;
    case MDL_TAPE_MOVED:
        t->processor = row->processor;
        break;
    case MDL_TAPE_RUNS:
        t->phase = RUNNING;
        t->processor = row->processor;
        break;
    case MDL_TAPE_WAITS:
        read_waits(a, row);
        break;
    case MDL_TAPE_ENDED:
        t->phase = ABSENT;
        break;
    default:
        break;
    }
}

static void read_item(struct account *a, const struct mdl_tape_row *row)
{
    switch (row->kind) {
    case MDL_TAPE_CALLED:
        read_called(a, row);
        break;
    case MDL_TAPE_HANDED:
        read_handed(a, row);
        break;
    case MDL_TAPE_ENTERED:
        take_out(a, HANDED, row->other, true);
        break;
    case MDL_TAPE_LEFT:
        a->threads[row->other].instance = MDL_NONE;
        break;
    case MDL_TAPE_CONCURRENCY:
        read_concurrency(a, row);
        break;
    case MDL_TAPE_EXITED:
        a->threads[row->other].phase = ABSENT;
        break;
    default:
        break;
    }
}

static void read(struct account *a, const struct mdl_tape_row *row)
{
    struct processor *p = &a->processors[row->processor];

    switch (row->kind) {
    case MDL_TAPE_OCCUPANT:
        p->label = row->object;
        p->irql = row->detail;
        break;
    case MDL_TAPE_DRAIN:
        p->drain = 1;
        break;
    case MDL_TAPE_DPC_INSERTED:
        read_inserted(a, row);
        break;
    case MDL_TAPE_DPC_ENTERED:
        read_entered_dpc(a, row);
        break;
    case MDL_TAPE_DPC_REMOVED:
        take_out(a, QUEUED, row->object, false);
        dequeue(a, row->object);
        break;
    case MDL_TAPE_GRANTED:
        a->locks[row->object].owners++;
        a->locks[row->object].owner = row->more;
        break;
    case MDL_TAPE_RELEASED:
        read_released(a, row);
        break;
    default:
        read_thread(a, row);
        read_item(a, row);
    }
}

void account_take(void *self, const struct mdl_tape_row *rows, uint32_t count)
{
    struct account *a = self;

    for (uint32_t i = 0; i < count; i++) {
        if (rows[i].at > a->at) {
            pass_time(a, rows[i].at);
        }
        read(a, &rows[i]);
    }
}

void account_end(struct account *a, sim_instant end_at)
{
    pass_time(a, end_at);
    for (uint32_t i = 0; i < a->call_count; i++) {
        note(a, &a->calls[i]);
    }
    a->call_count = 0;
}

/* ---- comparison ------------------------------------------------------------------------------ */

static bool differ(struct sim_text *what, const struct account *a, mdl_object_id object,
                   uint32_t octave, const char *of, double mine, double its)
{
    sim_text_print(what, "%s, octave %u, %s: %.1f ns by brute force, %.1f in the record",
                   a->plan->objects[object].path, octave, of, mine, its);
    return false;
}

static double charged(const struct bill *bill, const struct mdl_record_column *column,
                      double *ret_slack)
{
    uint32_t i = find_key(bill, column->part, column->label, column->state);

    *ret_slack = i == bill->count ? 0 : bill->slack[i];
    return i == bill->count ? 0 : bill->ns[i];
}

/* What the record did not follow, over its cap: nobody is charged for it there. */
static uint64_t not_followed(const struct mdl_record_result *its, const struct mdl_record_row *row)
{
    uint64_t ns = 0;

    for (uint32_t c = 0; c < row->cell_count; c++) {
        ns += its->columns[c].part == MDL_PART_UNFOLLOWED ? row->cells[c] : 0;
    }
    return ns;
}

/* Each culprit's share; it may be short by what was not followed. */
static bool culprits_agree(const struct account *a, mdl_object_id object,
                           const struct mdl_record_result *its, const struct mdl_record_row *row,
                           const struct row *mine, struct sim_text *what)
{
    double missing = (double)not_followed(its, row);

    for (uint32_t c = 0; c < row->cell_count; c++) {
        const struct mdl_record_column *column = &its->columns[c];
        double slack, ns = charged(&mine->bill, column, &slack);
        double off = ns - (double)row->cells[c];

        if (column->part != MDL_PART_UNFOLLOWED &&
            (off > slack + missing + 0.01 || off < -slack - 0.01)) {
            return differ(what, a, object, row->octave,
                          column->label == MDL_NONE ? "nobody"
                                                    : a->plan->labels[column->label].name,
                          ns, (double)row->cells[c]);
        }
    }
    return true;
}

static bool agrees(const struct account *a, mdl_object_id object,
                   const struct mdl_record_result *its, const struct mdl_record_row *row,
                   struct sim_text *what)
{
    static const struct row none;
    const struct row *mine = a->rows[object] == NULL ? &none : &a->rows[object][row->octave];
    uint64_t parts[MDL_PART_COUNT] = {0}, missing = not_followed(its, row);

    if (mine->observations != row->observations) {
        return differ(what, a, object, row->octave, "observations", (double)mine->observations,
                      (double)row->observations);
    }
    if (!culprits_agree(a, object, its, row, mine, what)) {
        return false;
    }
    for (uint32_t c = 0; c < row->cell_count; c++) {
        parts[its->columns[c].part] += row->cells[c];
    }
    parts[MDL_PART_UNFOLLOWED] = 0;
    for (unsigned part = 0; part < MDL_PART_COUNT; part++) {
        if (parts[part] > mine->bill.parts[part] ||
            mine->bill.parts[part] - parts[part] > missing) {
            return differ(what, a, object, row->octave, mdl_record_part_name(part),
                          (double)mine->bill.parts[part], (double)parts[part]);
        }
        missing -= mine->bill.parts[part] - parts[part];
    }
    return missing == 0 || differ(what, a, object, row->octave, "all parts", 0, (double)missing);
}

/* A DPC or ISR that spins before it begins is not on the tape. */
static bool is_taped(const struct account *a, enum mdl_object_kind kind)
{
    for (mdl_dpc_id d = 0; kind == MDL_OBJECT_DPC && d < a->plan->dpc_count; d++) {
        if (a->plan->dpcs[d].lock != MDL_NONE || a->plan->dpcs[d].threaded) {
            return false;
        }
    }
    return kind == MDL_OBJECT_DPC || kind == MDL_OBJECT_WORK_ITEM;
}

bool account_agrees(const struct account *a, const struct mdl_record *record,
                    struct sim_text *ret_what, uint64_t *ret_compared)
{
    const struct mdl_record_result *its = mdl_record_read(record);

    for (uint32_t i = 0; i < its->row_count; i++) {
        const struct mdl_record_row *row = &its->rows[i];
        const struct mdl_record_series *s = &its->series[row->series];

        if (s->measure != MDL_MEASURE_QUEUE_LATENCY || row->octave == MDL_RECORD_OCTAVE_ALL ||
            !is_taped(a, a->plan->objects[s->object].kind)) {
            continue;
        }
        if (!agrees(a, s->object, its, row, ret_what)) {
            return false;
        }
        ++*ret_compared;
    }
    return true;
}
