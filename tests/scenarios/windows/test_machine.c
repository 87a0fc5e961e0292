/*
 * The machine itself, event by event: what must hold after each, and that a checkpoint is enough.
 *
 * The scenario is a crowd: interrupts, DPCs, items that compute, block, wait, time out and queue
 * themselves again, threads that pre-empt workers, all with random lengths.
 */
#include "model/machine/machine.h"
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define CROWD(windows, processors, pool)                                                    \
    "wtsim: 1\nscenario: crowd\nwindows: " windows "\n"                                      \
    "machine: {processors: " processors "}\npool: " pool "\n"                                \
    "run: {duration: 4s, seed: 11}\n"                                                        \
    "drivers:\n"                                                                            \
    "  d:\n"                                                                                \
    "    framework: kmdf 1.33\n"                                                            \
    "    events: {e: synchronization}\n"                                                    \
    "    locks: {wait: wait_lock, spin: spin_lock}\n"                                       \
    "    interrupts: {rx: {irql: 6, arrivals: {poisson: 900/s}, isr: Isr, dpc: Dpc}}\n"     \
    "    timers: {tick: {period: 40ms, callback: Tick}}\n"                                  \
    "    work_items:\n"                                                                     \
    "      compute: {callback: Compute, instances: 5}\n"                                    \
    "      block: {callback: Block, instances: 5}\n"                                        \
    "      timed: {callback: Timed, instances: 5}\n"                                        \
    "      again: {callback: Again}\n"                                                      \
    "    callbacks:\n"                                                                      \
    "      Isr: [run: 5us, WdfInterruptQueueDpcForIsr: rx]\n"                               \
    "      Dpc:\n"                                                                          \
    "        - run: {exponential: 20us}\n"                                                  \
    "        - choose:\n"                                                                   \
    "            - {weight: 3, steps: [WdfWorkItemEnqueue: compute]}\n"                     \
    "            - {weight: 3, steps: [WdfWorkItemEnqueue: block]}\n"                       \
    "            - {weight: 2, steps: [WdfWorkItemEnqueue: timed]}\n"                       \
    "            - {weight: 1, steps: [WdfWorkItemEnqueue: again]}\n"                       \
    "            - {weight: 2, steps: [KeSetEvent: e]}\n"                                   \
    "      Tick: [KeSetEvent: e, WdfWorkItemEnqueue: again]\n"                              \
    "      Compute: [run: {exponential: 400us}, WdfSpinLockAcquire: spin, "                 \
    "run: {exponential: 10us}, WdfSpinLockRelease: spin]\n"                                 \
    "      Block: [run: {exponential: 50us}, wait: {exponential: 2ms}, "                    \
    "run: {exponential: 100us}]\n"                                                          \
    "      Timed: [KeWaitForSingleObject: {event: e, timeout: 20ms}, WdfWaitLockAcquire: wait, " \
    "run: {exponential: 200us}, wait: {exponential: 300us}, WdfWaitLockRelease: wait]\n"    \
    "      Again: [run: 100us, choose: [{weight: 1, steps: [WdfWorkItemEnqueue: again]}, "  \
    "{weight: 1, steps: [run: 1us]}]]\n"                                                    \
    "threads:\n"                                                                            \
    "  high: {priority: 15, arrivals: {poisson: 150/s}, steps: [run: {exponential: 500us}]}\n" \
    "  low: {priority: 8, count: 2, steps: [{repeat: forever, steps: [run: {exponential: 3ms}, " \
    "wait: {exponential: 1ms}]}]}\n"

/* ---- what holds after each event ---------------------------------------------- */

/* Attached and not blocked: with an item, or on its way back from one (W13 counts it until it
   asks for the next); a thread that has not asked yet at all is not attached. */
static bool is_current(const struct mdl_machine *m, mdl_thread_id thread)
{
    const struct mdl_thread_state *t = &m->threads[thread];
    mdl_label_id label = m->contexts[mdl_machine_thread_context(m, thread)].label;

    return t->phase != MDL_THREAD_WAITING &&
           (t->instance != MDL_NONE || label != MDL_LABEL_WORKER);
}

/* `current` of each list = attached threads that are not blocked (W13-W15). */
static void check_pool(const struct mdl_machine *m, mdl_pool_id pool)
{
    const struct mdl_pool_state *q = &m->pools[pool];
    const struct mdl_pool *plan = &m->plan->pools[pool];
    uint32_t current[MDL_LEVELS] = {0}, total = 0, threads = 0, idle = 0, depth = 0;

    for (uint32_t i = 0; i < plan->thread_max; i++) {
        const struct mdl_thread_state *t = &m->threads[plan->thread_first + i];
        bool attached = t->phase != MDL_THREAD_ABSENT && t->phase != MDL_THREAD_ENDED;

        threads += attached;
        idle += attached && t->phase == MDL_THREAD_WAITING && t->wait_kind == MDL_WAITS_QUEUE;
        if (attached && is_current(m, plan->thread_first + i)) {
            current[t->list]++;
            total++;
        }
    }
    for (unsigned list = 0; list < MDL_LEVELS; list++) {
        depth += q->list_depth[list];
        if (q->current[list] != current[list]) {
            fail_msg("at %llu ns list %u: current is %u, not %u",
                     (unsigned long long)m->engine.now, list, q->current[list], current[list]);
        }
    }
    if (q->current_total != total || q->thread_count != threads || q->waiter_count != idle ||
        q->depth != depth) {
        fail_msg("at %llu ns: total %u %u, threads %u %u, idle %u %u, depth %u %u",
                 (unsigned long long)m->engine.now, q->current_total, total, q->thread_count,
                 threads, q->waiter_count, idle, q->depth, depth);
    }
    /* Nobody waits in vain: an item in a list, room for it and an idle worker never meet, except
       that a worker's own insert may be deferred (W12). */
    if (!plan->self_insert_defers && q->depth > 0 && idle > 0 && plan->list_count == 1) {
        assert_true(q->current[0] >= plan->maximum_concurrency);
    }
}

/* A processor's thread runs, and its ready lists hold what their mask says. */
static void check_processor(const struct mdl_machine *m, mdl_processor_id p)
{
    const struct mdl_processor *processor = &m->processors[p];

    if (processor->thread != MDL_NONE) {
        assert_int_equal(m->threads[processor->thread].phase, MDL_THREAD_RUNNING);
        assert_int_equal(m->threads[processor->thread].processor, p);
    }
    for (unsigned level = 0; level < MDL_LEVELS; level++) {
        assert_int_equal(processor->ready_head[level] != MDL_NONE,
                         processor->ready_mask >> level & 1);
        for (mdl_thread_id t = processor->ready_head[level]; t != MDL_NONE;
             t = m->threads[t].next) {
            assert_int_equal(m->threads[t].phase, MDL_THREAD_READY);
            assert_int_equal(m->threads[t].priority, level);
            assert_int_equal(m->threads[t].processor, p);
            /* T2: below DISPATCH nobody ready is above who runs. */
            if (processor->depth == 0 && mdl_machine_irql(m, p) < 2 &&
                processor->thread != MDL_NONE && !processor->ipi_under_way) {
                assert_true(level <= m->threads[processor->thread].priority);
            }
        }
    }
}

struct watch {
    struct sim_engine_world inner;
    uint64_t settles, worst_current;
    uint64_t trail;               /* digest of the states after each instant */
    bool keeps_trail;
};

static void watched_fire(void *self, uint32_t slot)
{
    struct watch *w = self;

    w->inner.fire(w->inner.self, slot);
}

static void watched_settle(void *self)
{
    struct watch *w = self;
    const struct mdl_machine *m = w->inner.self;

    w->inner.settle(w->inner.self);
    w->settles++;
    if (w->keeps_trail) {
        w->trail = w->trail * 31 + mdl_machine_digest(m);
        return;
    }
    for (mdl_pool_id pool = 0; pool < m->plan->pool_count; pool++) {
        check_pool(m, pool);
        if (m->pools[pool].current_total > w->worst_current) {
            w->worst_current = m->pools[pool].current_total;
        }
    }
    for (mdl_processor_id p = 0; p < m->plan->profile.processor_count; p++) {
        check_processor(m, p);
    }
}

static struct sim_engine_world watch_world(struct watch *w)
{
    struct sim_engine_world world = w->inner;

    world.self = w;
    world.fire = watched_fire;
    world.settle = watched_settle;
    return world;
}

static uint64_t soak(const char *text)
{
    struct story s;
    struct watch w = {0};
    struct mdl_machine *m;
    struct sim_engine_world world;

    story_parse(&s, text);
    s.workspace = mdl_replication_prepare(&s.scenario.plan, NULL);
    for (uint32_t replication = 0; replication < 3; replication++) {
        m = mdl_replication_begin(s.workspace, 11, replication);
        w.inner = mdl_replication_world(s.workspace);
        world = watch_world(&w);
        assert_int_equal(sim_engine_run(&m->engine, &world, 4 * (uint64_t)S), SIM_ENGINE_END);
    }
    assert_true(w.settles > 10000);
    story_end(&s);
    return w.worst_current;
}

TEST(w15_current_counts_the_attached_threads_that_are_not_blocked_after_every_event)
{
    CHECK(soak(CROWD("7", "2", "{delayed: {threads: 7}}")) > 2);   /* over the limit (W15) */
    CHECK(soak(CROWD("7", "1", "{delayed: {threads: 3}}")) > 1);
    CHECK(soak(CROWD("11", "2", "{modern: {max_threads: 32}}")) > 2);
    CHECK(soak(CROWD("11", "3", "{concurrency_scope: global, modern: {max_threads: 32}}")) > 3);
    CHECK(soak(CROWD("8", "2", "{delayed: {threads: 5}}")) > 2);
}

/* ---- who is woken --------------------------------------------------------------------------- */

#define LAST_IN(x, y)                                                                       \
    "wtsim: 1\nscenario: story\nwindows: 7\n"                                               \
    "machine: {processors: 2, costs: none}\npool: {delayed: {threads: 5}}\n"                \
    "run: {duration: 100ms}\n"                                                              \
    "drivers:\n"                                                                            \
    "  d:\n"                                                                                \
    "    framework: wdm\n"                                                                  \
    "    work_items: {x: {callback: X}, y: {callback: Y}, z: {callback: Z}}\n"              \
    "    sources:\n"                                                                        \
    "      first: {arrivals: {at: [0s]}, steps: [IoQueueWorkItem: x, IoQueueWorkItem: y]}\n" \
    "      then: {arrivals: {at: [9ms]}, steps: [IoQueueWorkItem: z]}\n"                    \
    "    callbacks: {X: [run: " x "], Y: [run: " y "], Z: [run: 1ms]}\n"

static mdl_thread_id holder_of(const struct mdl_machine *m, mdl_instance_id instance)
{
    for (mdl_thread_id t = 0; t < m->plan->thread_total; t++) {
        if (m->threads[t].phase == MDL_THREAD_RUNNING && m->threads[t].instance == instance) {
            return t;
        }
    }
    return MDL_NONE;
}

/* Who runs x, y (in the middle of both) and z; instances are in file order. */
static void holders(const char *text, mdl_thread_id ret_threads[3])
{
    struct story s;
    struct sim_engine_world world;
    struct mdl_machine *m;

    story_parse(&s, text);
    s.workspace = mdl_replication_prepare(&s.scenario.plan, NULL);
    m = mdl_replication_begin(s.workspace, 1, 0);
    world = mdl_replication_world(s.workspace);
    sim_engine_run(&m->engine, &world, 1 * MS);
    ret_threads[0] = holder_of(m, 0);
    ret_threads[1] = holder_of(m, 1);
    sim_engine_run(&m->engine, &world, 9500 * US);
    ret_threads[2] = holder_of(m, 2);
    story_end(&s);
}

TEST(w11_the_worker_that_began_to_wait_last_is_woken)
{
    mdl_thread_id threads[3];

    holders(LAST_IN("5ms", "7ms"), threads);      /* y's worker came back last */
    CHECK(threads[0] != MDL_NONE && threads[1] != MDL_NONE && threads[0] != threads[1]);
    CHECK_INT(threads[2], ==, threads[1]);
    holders(LAST_IN("7ms", "5ms"), threads);      /* x's worker */
    CHECK_INT(threads[2], ==, threads[0]);
}

/* ---- checkpoints ---------------------------------------------- */

static void check_checkpoint(const char *text)
{
    const struct mdl_options options = {.without_metrics = true};
    struct story s;
    struct watch w = {.keeps_trail = true};
    struct mdl_machine *m;
    struct mdl_checkpoint *half;
    struct sim_engine_world world;
    uint64_t first_trail, first_digest, half_digest;

    story_run(&s, text);
    mdl_replication_release(s.workspace);   /* a record is told and never restored: keep none */
    s.workspace = mdl_replication_prepare(&s.scenario.plan, &options);
    m = mdl_replication_begin(s.workspace, 1, 0);
    w.inner = mdl_replication_world(s.workspace);
    world = watch_world(&w);
    sim_engine_run(&m->engine, &world, 2 * (uint64_t)S);
    half = mdl_machine_checkpoint(m);
    half_digest = mdl_machine_digest(m);
    w.trail = 0;
    sim_engine_run(&m->engine, &world, 4 * (uint64_t)S);
    first_trail = w.trail;
    first_digest = mdl_machine_digest(m);
    /* Looking did not change the history. */
    assert_true(mdl_record_fingerprint(mdl_replication_record(s.workspace)) == s.end.fingerprint);
    assert_true(first_digest != half_digest);

    mdl_machine_restore(m, half);
    assert_true(mdl_machine_digest(m) == half_digest);
    w.trail = 0;
    sim_engine_run(&m->engine, &world, 4 * (uint64_t)S);
    assert_true(w.trail == first_trail);
    assert_true(mdl_machine_digest(m) == first_digest);
    mdl_machine_forget(half);
    story_end(&s);
}

TEST(a_machine_restored_at_half_time_has_the_same_future)
{
    (void)lab_state;
    check_checkpoint(CROWD("7", "2", "{delayed: {threads: 7}}"));
    check_checkpoint(CROWD("11", "2", "{modern: {max_threads: 32}}"));
}

TEST(the_digest_of_the_state_is_the_same_in_every_machine_of_a_plan)
{
    struct story a, b;
    uint64_t digest_a, digest_b;

    story_run(&a, CROWD("11", "2", "{modern: {max_threads: 32}}"));
    story_run(&b, CROWD("11", "2", "{modern: {max_threads: 32}}"));
    CHECK(a.end.fingerprint == b.end.fingerprint);
    digest_a = mdl_machine_digest(mdl_replication_begin(a.workspace, 5, 3));
    digest_b = mdl_machine_digest(mdl_replication_begin(b.workspace, 5, 3));
    CHECK(digest_a == digest_b);
    story_end(&a);
    story_end(&b);
}

TESTS(ENTRY(w15_current_counts_the_attached_threads_that_are_not_blocked_after_every_event),
      ENTRY(w11_the_worker_that_began_to_wait_last_is_woken),
      ENTRY(a_machine_restored_at_half_time_has_the_same_future),
      ENTRY(the_digest_of_the_state_is_the_same_in_every_machine_of_a_plan))
