/* Random histories, told to a record and to its twin: both must charge the same. */
#include "tests/lab.h"
#include "tests/model/observe/twin.h"

enum { WORKERS = SCENE_WORKER_COUNT, INSTANCES = SCENE_INSTANCE_COUNT, CALLS = 64 };

enum phase { ABSENT, READY, RUNNING, WAITING, IDLE };

struct calls {
    uint32_t waiters[CALLS];
    uint32_t count;
};

struct instance {
    struct calls calls;               /* in the list            */
    int worker;                       /* handed, not cleared    */
};

struct worker {
    enum phase phase;
    int instance;                     /* -1: none               */
    struct calls calls;               /* of the run to come     */
    bool cleared, locking, entered;
    int processor;
};

struct driver {
    uint64_t state;                   /* of the random numbers  */
    struct scene scene;
    struct twin twin;
    struct instance instances[INSTANCES];
    struct worker workers[WORKERS];
    struct calls dpc, line;
    int dpc_processor;
    uint32_t attempts[4];             /* waiters of locks by context */
    int attempt_lock[4];
    int app_phase, app_processor;
    uint32_t app_spell;
    bool isr_runs;
};

static uint64_t draw(struct driver *d, uint64_t below)
{
    uint64_t x = d->state += 0x9e3779b97f4a7c15u;

    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return (x ^ x >> 31) % below;
}

static uint32_t callback_of(const struct driver *d, int instance)
{
    return d->scene.instance_item[instance];
}

static uint32_t list_of(const struct driver *d, int instance)
{
    return d->twin.list_of[callback_of(d, instance)];
}

static unsigned activity(enum phase phase)
{
    return phase == RUNNING ? 0 : phase == WAITING ? 2 : 1;
}

/* ---- processors, interrupts, DPCs ------------------------------------------------------------ */

static void change_occupant(struct driver *d)
{
    static const uint32_t labels[] = {MDL_LABEL_IDLE, MDL_LABEL_INTERRUPT_COST,
                                      MDL_LABEL_DPC_COST, SCENE_LABEL_ISR, SCENE_LABEL_DPC,
                                      SCENE_LABEL_SCAN, SCENE_LABEL_APP};
    static const unsigned irqls[] = {0, 2, 7};
    unsigned p = (unsigned)draw(d, 2);

    d->twin.label[p] = labels[draw(d, 7)];
    d->twin.irql[p] = irqls[draw(d, 3)];
    mdl_tell_occupant(d->scene.record, d->twin.now, p, d->twin.label[p], d->twin.irql[p],
                      MDL_NONE);
}

static void request_drain(struct driver *d)
{
    unsigned p = (unsigned)draw(d, 2);

    if (d->dpc.count > 0) {
        d->twin.drain[p] = 1;
        mdl_tell_drain_requested(d->scene.record, d->twin.now, p);
    }
}

static void finish_all(struct driver *d, struct calls *calls)
{
    for (uint32_t i = 0; i < calls->count; i++) {
        twin_finish(&d->twin, calls->waiters[i]);
    }
    calls->count = 0;
}

static void add_call(struct calls *calls, uint32_t waiter)
{
    calls->waiters[calls->count++] = waiter;
}

static void insert_dpc(struct driver *d)
{
    bool queued = d->dpc.count > 0;

    if (d->dpc.count == CALLS) {
        return;
    }
    if (!queued) {
        d->dpc_processor = (int)draw(d, 2);
    }
    add_call(&d->dpc, twin_wait(&d->twin, SCENE_DPC, MDL_MEASURE_QUEUE_LATENCY, TWIN_DPC, -1,
                                d->dpc_processor));
    mdl_tell_dpc_inserted(d->scene.record, d->twin.now, 0, (uint32_t)d->dpc_processor, !queued,
                          MDL_NONE, 0);
}

static void enter_dpc(struct driver *d)
{
    if (d->dpc.count > 0) {
        mdl_tell_dpc_entered(d->scene.record, d->twin.now, 0, (uint32_t)d->dpc_processor);
        mdl_tell_dpc_left(d->scene.record, d->twin.now, 0, (uint32_t)d->dpc_processor, 0);
        finish_all(d, &d->dpc);
        d->twin.drain[d->dpc_processor] = 0;
    }
}

static void remove_dpc(struct driver *d)
{
    if (d->dpc.count > 0) {
        for (uint32_t i = 0; i < d->dpc.count; i++) {
            d->twin.waiters[d->dpc.waiters[i]].open = false;
        }
        d->dpc.count = 0;
        mdl_tell_dpc_removed(d->scene.record, d->twin.now, 0);
    }
}

static void assert_line(struct driver *d)
{
    int p = (int)draw(d, 2);

    if (d->line.count < CALLS) {
        mdl_tell_asserted(d->scene.record, d->twin.now, 0, (uint32_t)p, d->line.count > 0);
        add_call(&d->line, twin_wait(&d->twin, SCENE_RX, MDL_MEASURE_INTERRUPT_LATENCY,
                                     TWIN_INTERRUPT, -1, p));
    }
}

static void run_isr(struct driver *d)
{
    if (d->isr_runs) {
        mdl_tell_isr_left(d->scene.record, d->twin.now, 0, 0, true, 0);
    } else {
        mdl_tell_isr_entered(d->scene.record, d->twin.now, 0, 0, true);
        finish_all(d, &d->line);
    }
    d->isr_runs = !d->isr_runs;
}

/* ---- workers --------------------------------------------------------------------------------- */

static void set_held(struct driver *d, const struct worker *w, uint32_t by)
{
    d->twin.held[callback_of(d, w->instance) * 4 + activity(w->phase)] += by;
}

static void set_phase(struct driver *d, struct worker *w, enum phase phase)
{
    if (w->instance >= 0 && activity(w->phase) != activity(phase)) {
        twin_charge_all(&d->twin);
        set_held(d, w, (uint32_t)-1);
        d->twin.held[callback_of(d, w->instance) * 4 + activity(phase)]++;
    }
    if ((w->phase == IDLE) != (phase == IDLE)) {
        twin_charge_all(&d->twin);
        d->twin.idle += phase == IDLE ? 1u : (uint32_t)-1;
    }
    w->phase = phase;
}

static void put_behind(struct driver *d, const struct worker *w, int server)
{
    for (uint32_t i = 0; i < w->calls.count; i++) {
        struct twin_waiter *x = &d->twin.waiters[w->calls.waiters[i]];

        x->server = server;
        x->list = -1;
        x->group = server < 2 ? TWIN_ITEM : TWIN_LOCK;
    }
}

static void move_worker(struct driver *d, struct worker *w, int p)
{
    w->processor = p;
    if (!w->locking) {
        put_behind(d, w, p);
    }
}

static void change_worker(struct driver *d, uint32_t id)
{
    struct worker *w = &d->workers[id];
    uint32_t thread = SCENE_WORKER_1 + id;
    int p = (int)draw(d, 2);

    if (w->phase == WAITING || w->phase == IDLE || w->phase == ABSENT ||
        (w->phase == RUNNING && draw(d, 2) == 0)) {
        bool woken = w->phase == WAITING;

        mdl_tell_thread_ready(d->scene.record, d->twin.now, thread, (uint32_t)p, !woken);
        move_worker(d, w, p);
        if (woken && w->locking) {
            w->locking = false;
            put_behind(d, w, p);
        }
        set_phase(d, w, READY);
    } else if (w->phase == READY && draw(d, 4) == 0) {
        mdl_tell_thread_moved(d->scene.record, d->twin.now, thread, (uint32_t)p);
        move_worker(d, w, p);
    } else if (w->phase == READY) {
        mdl_tell_thread_runs(d->scene.record, d->twin.now, thread, (uint32_t)w->processor);
        set_phase(d, w, RUNNING);
    } else if (w->instance >= 0) {
        mdl_tell_thread_waits(d->scene.record, d->twin.now, thread, MDL_WAIT_EXECUTIVE, MDL_NONE);
        set_phase(d, w, WAITING);
    } else {
        mdl_tell_thread_waits(d->scene.record, d->twin.now, thread, MDL_WAIT_QUEUE, MDL_NONE);
        set_phase(d, w, IDLE);
    }
}

static void change_limit(struct driver *d)
{
    uint32_t list = (uint32_t)draw(d, d->twin.lists);
    uint32_t current = (uint32_t)draw(d, 4), maximum = (uint32_t)draw(d, 4) + 1;

    if (d->twin.global) {
        maximum = 3;
        twin_charge_all(&d->twin);
    } else {
        twin_charge(&d->twin, list);
    }
    d->twin.lines[list].current = current;
    for (uint32_t l = 0; l < d->twin.lists; l++) {
        if (l == list || d->twin.global) {
            d->twin.lines[l].maximum = maximum;
        }
    }
    mdl_tell_concurrency(d->scene.record, d->twin.now, 0, list, current, maximum);
}

/* ---- work items ------------------------------------------------------------------------------ */

static void call_in_list(struct driver *d, int instance, bool first)
{
    uint32_t list = list_of(d, instance);

    twin_charge(&d->twin, list);
    d->twin.lines[list].depth += first ? 1 : 0;
    add_call(&d->instances[instance].calls,
             twin_wait(&d->twin, SCENE_REFILL + callback_of(d, instance),
                       MDL_MEASURE_QUEUE_LATENCY, TWIN_ITEM, (int)list, -1));
}

static void call_item(struct driver *d)
{
    int instance = (int)draw(d, INSTANCES);
    struct instance *x = &d->instances[instance];
    bool merged = x->calls.count > 0 || x->worker >= 0;

    if (x->calls.count == CALLS ||
        (x->worker >= 0 && d->workers[x->worker].calls.count == CALLS)) {
        return;
    }
    mdl_tell_item_called(d->scene.record, d->twin.now, (uint32_t)instance,
                         merged ? MDL_CALL_COALESCED : MDL_CALL_QUEUED);
    if (x->worker >= 0) {
        struct worker *w = &d->workers[x->worker];
        int server = w->locking ? 2 : w->processor;

        add_call(&w->calls, twin_wait(&d->twin, SCENE_REFILL + callback_of(d, instance),
                                      MDL_MEASURE_QUEUE_LATENCY,
                                      server < 2 ? TWIN_ITEM : TWIN_LOCK, -1, server));
    } else {
        call_in_list(d, instance, !merged);
    }
}

static void hand_item(struct driver *d, uint32_t id)
{
    struct worker *w = &d->workers[id];
    int instance = (int)draw(d, INSTANCES);
    struct instance *x = &d->instances[instance];

    if (w->instance >= 0 || x->calls.count == 0 || w->phase == ABSENT || w->phase == WAITING) {
        return;
    }
    if (w->phase == IDLE) {
        change_worker(d, id);
    }
    mdl_tell_item_handed(d->scene.record, d->twin.now, (uint32_t)instance, SCENE_WORKER_1 + id,
                         (uint32_t)w->processor);
    twin_charge_all(&d->twin);
    d->twin.lines[list_of(d, instance)].depth--;
    w->instance = instance;
    w->calls = x->calls;
    x->calls.count = 0;
    x->worker = (int)id;
    w->cleared = w->locking = w->entered = false;
    put_behind(d, w, w->processor);
    set_held(d, w, 1);
}

static void clear_item(struct driver *d, struct worker *w, uint32_t thread)
{
    mdl_tell_item_cleared(d->scene.record, d->twin.now, (uint32_t)w->instance, thread);
    d->instances[w->instance].worker = -1;
    w->cleared = true;
}

/* The next thing that can happen to the item that the worker holds. */
static void advance_item(struct driver *d, uint32_t id)
{
    struct worker *w = &d->workers[id];
    uint32_t thread = SCENE_WORKER_1 + id;

    if (w->instance < 0) {
        return;
    }
    if (!w->cleared) {
        clear_item(d, w, thread);
    } else if (!w->entered && !w->locking && draw(d, 3) == 0) {
        mdl_tell_item_locking(d->scene.record, d->twin.now, (uint32_t)w->instance, thread, 0);
        w->locking = true;
        put_behind(d, w, 2);
    } else if (!w->entered) {
        mdl_tell_item_entered(d->scene.record, d->twin.now, (uint32_t)w->instance, thread);
        finish_all(d, &w->calls);
        w->entered = true;
        w->locking = false;
    } else {
        mdl_tell_item_left(d->scene.record, d->twin.now, (uint32_t)w->instance, thread, 0);
        twin_charge_all(&d->twin);
        set_held(d, w, (uint32_t)-1);
        w->instance = -1;
    }
}

/* ---- locks and a thread ---------------------------------------------------------------------- */

static void change_attempt(struct driver *d)
{
    uint32_t waiter = (uint32_t)draw(d, 4);
    int lock = d->attempt_lock[waiter];

    if (lock < 0) {
        lock = (int)draw(d, 2);
        d->attempt_lock[waiter] = lock;
        d->attempts[waiter] = twin_wait(&d->twin, SCENE_LOCK + (unsigned)lock,
                                        MDL_MEASURE_LOCK_WAIT, TWIN_LOCK, -1, 2 + lock);
        mdl_tell_lock_tried(d->scene.record, d->twin.now, (uint32_t)lock, waiter, 0);
    } else if (draw(d, 4) == 0) {
        d->twin.waiters[d->attempts[waiter]].open = false;
        d->attempt_lock[waiter] = -1;
        mdl_tell_lock_given_up(d->scene.record, d->twin.now, (uint32_t)lock, waiter);
    } else if (d->twin.owner[lock] == MDL_NONE) {
        uint32_t label = SCENE_LABEL_REFILL + (uint32_t)draw(d, 3);

        mdl_tell_lock_granted(d->scene.record, d->twin.now, (uint32_t)lock, waiter, label);
        twin_finish(&d->twin, d->attempts[waiter]);
        d->attempt_lock[waiter] = -1;
        d->twin.owner[lock] = label;
    }
}

static void release_lock(struct driver *d)
{
    unsigned lock = (unsigned)draw(d, 2);

    if (d->twin.owner[lock] != MDL_NONE) {
        mdl_tell_lock_released(d->scene.record, d->twin.now, lock);
        d->twin.owner[lock] = MDL_NONE;
    }
}

static void change_app(struct driver *d)
{
    int p = (int)draw(d, 2);

    if (d->app_phase == READY && draw(d, 3) == 0) {
        mdl_tell_thread_moved(d->scene.record, d->twin.now, SCENE_THREAD_APP, (uint32_t)p);
        d->twin.waiters[d->app_spell].server = p;
    } else if (d->app_phase == READY) {
        mdl_tell_thread_runs(d->scene.record, d->twin.now, SCENE_THREAD_APP,
                             (uint32_t)d->twin.waiters[d->app_spell].server);
        twin_finish(&d->twin, d->app_spell);
        d->app_phase = RUNNING;
    } else {
        mdl_tell_thread_ready(d->scene.record, d->twin.now, SCENE_THREAD_APP, (uint32_t)p, true);
        d->app_spell = twin_wait(&d->twin, SCENE_APP, MDL_MEASURE_READY, TWIN_THREAD, -1, p);
        d->app_phase = READY;
    }
}

/* ---- a history ------------------------------------------------------------------------------- */

static void open_driver(struct driver *d, uint64_t seed)
{
    memset(d, 0, sizeof *d);
    d->state = seed;
    scene_plan(&d->scene);
    twin_begin(&d->twin);
    d->twin.lists = draw(d, 2) == 0 ? 1 : TWIN_LISTS;
    d->twin.global = d->twin.lists == 1 || draw(d, 3) == 0;
    d->scene.pool.list_count = d->twin.lists;
    d->scene.pool.concurrency_global = d->twin.global && d->twin.lists > 1;
    for (uint32_t i = 0; i < 3; i++) {
        d->scene.items[i].priority = (uint8_t)(d->twin.lists == 1 ? 13 : i + 1);
        d->twin.list_of[i] = d->twin.lists == 1 ? 0 : i + 1;
    }
    d->twin.from_at = d->scene.plan.from_at = draw(d, 2) == 0 ? 0 : draw(d, 500);
    d->twin.threshold_ns[0] = d->scene.plan.starvation_items_ns = draw(d, 2) == 0 ? 300 : 1u << 30;
    d->twin.threshold_ns[1] = d->scene.plan.starvation_threads_ns = 400;
    for (uint32_t l = 0; l < TWIN_LISTS; l++) {
        d->twin.lines[l].maximum = UINT32_MAX;
    }
    for (int i = 0; i < INSTANCES; i++) {
        d->instances[i].worker = -1;
    }
    for (int i = 0; i < WORKERS; i++) {
        d->workers[i].instance = -1;
    }
    for (int i = 0; i < 4; i++) {
        d->attempt_lock[i] = -1;
    }
    scene_open(&d->scene, NULL);
}

static void step(struct driver *d, unsigned busy)
{
    uint32_t id = (uint32_t)draw(d, WORKERS);

    if (draw(d, 5) >= 2) {
        twin_pass(&d->twin, d->twin.now + draw(d, 40));
    }
    switch (draw(d, 16 + busy)) {
    case 0: request_drain(d); break;
    case 1: insert_dpc(d); break;
    case 2: enter_dpc(d); break;
    case 3: draw(d, 4) == 0 ? remove_dpc(d) : insert_dpc(d); break;
    case 4: assert_line(d); break;
    case 5: run_isr(d); break;
    case 6: case 7: call_item(d); break;
    case 8: hand_item(d, id); break;
    case 9: case 10: advance_item(d, id); break;
    case 11: case 12: change_worker(d, id); break;
    case 13: change_limit(d); break;
    case 14: draw(d, 2) == 0 ? change_attempt(d) : release_lock(d); break;
    case 15: change_app(d); break;
    default: change_occupant(d); break;
    }
}

static void stop(struct driver *d)
{
    twin_pass(&d->twin, d->twin.now + draw(d, 100));
    twin_charge_all(&d->twin);
    for (uint32_t i = 0; i < d->twin.waiter_count; i++) {
        if (d->twin.waiters[i].open) {
            twin_finish(&d->twin, i);
        }
    }
    (void)scene_end(&d->scene, d->twin.now);
}

/* busy: how much more often occupants change than anything else happens. */
static void compare(uint64_t seed, unsigned steps, unsigned busy)
{
    static struct driver d;
    const char *difference;

    open_driver(&d, seed);
    for (unsigned i = 0; i < steps && d.twin.waiter_count + 8 < TWIN_WAITERS; i++) {
        step(&d, busy);
    }
    stop(&d);
    difference = twin_compare(&d.twin, &d.scene);
    if (difference != NULL) {
        fail_msg("seed %llu, %u steps, busy %u: %s", (unsigned long long)seed, steps, busy,
                 difference);
    }
    scene_close(&d.scene);
}

TEST(the_ledger_equals_its_twin_in_short_histories)
{
    (void)lab_state;
    for (uint64_t seed = 1; seed <= 4000; seed++) {
        compare(seed, 60 + (unsigned)(seed % 200), 2);
    }
}

TEST(the_ledger_equals_its_twin_in_long_histories)
{
    (void)lab_state;
    for (uint64_t seed = 10001; seed <= 10150; seed++) {
        compare(seed, 4000, 4);
    }
}

TEST(the_ledger_equals_its_twin_when_waits_outlast_the_ring)
{
    (void)lab_state;
    for (uint64_t seed = 20001; seed <= 20300; seed++) {
        compare(seed, 3000, 200);   /* more than 128 changes during one wait are common */
    }
}

TESTS(ENTRY(the_ledger_equals_its_twin_in_short_histories),
      ENTRY(the_ledger_equals_its_twin_in_long_histories),
      ENTRY(the_ledger_equals_its_twin_when_waits_outlast_the_ring))
