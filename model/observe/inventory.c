/* The inventory: the mirrors of a plan's objects, their digests and their series. */
#include "model/observe/inventory.h"

#include "model/machine/shapes.h"
#include "model/observe/inside.h"
#include "model/observe/objects.h"
#include "model/observe/stations.h"
#include "sim/base/check.h"
#include "sim/base/digest.h"

static uint32_t duration(struct mdl_record *r, mdl_object_id object, unsigned measure,
                         bool has_ledger)
{
    uint32_t id = mdl_tally_series(&r->tally, object, measure);

    if (id != MDL_NONE && has_ledger) {
        r->tally.series[id].has_ledger = true;
    }
    return id;
}

static void plain(struct mdl_record *r, mdl_object_id object, const unsigned *measures,
                  unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        (void)mdl_tally_series(&r->tally, object, measures[i]);
    }
}

#define PLAIN(r, object, ...)                                                                    \
    plain(r, object, (const unsigned[]){__VA_ARGS__},                                            \
          sizeof (const unsigned[]){__VA_ARGS__} / sizeof(unsigned))

static uint64_t digest_of(const struct mdl_record *r, mdl_object_id object, uint64_t number)
{
    uint64_t digest = object < r->plan->object_count ? r->plan->objects[object].digest : 0;

    return sim_digest_add(digest, number);
}

static void make_streams(struct mdl_record *r)
{
    const struct mdl_plan *plan = r->plan;

    r->streams = sim_arena_array(&r->arena, plan->stream_count + 1u, sizeof *r->streams);
    for (uint32_t i = 0; i < plan->stream_count; i++) {
        mdl_object_id object = plan->streams[i].object;

        r->streams[i].digest = digest_of(r, object, MDL_OBJECT_STREAM);
        r->streams[i].latency = duration(r, object, MDL_MEASURE_REQUEST_LATENCY, true);
        PLAIN(r, object, MDL_MEASURE_OFFERED, MDL_MEASURE_FINISHED, MDL_MEASURE_LOST,
              MDL_MEASURE_WAITING, MDL_MEASURE_STARVED, MDL_MEASURE_OVERDUE);
    }
}

static void make_item(struct mdl_record *r, mdl_item_id id)
{
    const struct mdl_item *plan = &r->plan->items[id];
    struct mdl_inside_item *item = &r->items[id];

    item->latency = duration(r, plan->object, MDL_MEASURE_QUEUE_LATENCY, true);
    item->age = duration(r, plan->object, MDL_MEASURE_AGE_AT_START, false);
    item->response = duration(r, plan->object, MDL_MEASURE_RESPONSE, false);
    item->run = duration(r, plan->object, MDL_MEASURE_RUN, false);
    item->exclusive = duration(r, plan->object, MDL_MEASURE_RUN_EXCLUSIVE, false);
    item->flush = duration(r, plan->object, MDL_MEASURE_FLUSH, true);
    PLAIN(r, plan->object, MDL_MEASURE_RUNS, MDL_MEASURE_COALESCED, MDL_MEASURE_OVERLAPPING,
          MDL_MEASURE_WITHDRAWN, MDL_MEASURE_STARVED, MDL_MEASURE_OVERDUE);
    item->pool = plan->pool;
    item->list = r->plan->pools[plan->pool].list_count > 1 ? plan->priority : 0;
    for (uint32_t i = 0; i < plan->instance_count; i++) {
        struct mdl_inside_instance *instance = &r->instances[plan->instance_first + i];

        instance->item = id;
        instance->of = item;
        instance->digest = digest_of(r, plan->object, i);
    }
}

static void make_items(struct mdl_record *r)
{
    r->item_count = r->plan->item_count * (r->plan->profile.node_last + 1u);
    r->items = sim_arena_array(&r->arena, r->item_count + 1u, sizeof *r->items);
    r->instances = sim_arena_array(&r->arena, r->plan->instance_count + 1u, sizeof *r->instances);
    for (mdl_item_id id = 0; id < r->plan->item_count; id++) {
        make_item(r, id);
    }
}

static void make_declared_thread(struct mdl_record *r, mdl_thread_id id)
{
    const struct mdl_thread *plan = &r->plan->threads[id];
    struct mdl_inside_thread *t = &r->threads[id];

    t->digest = digest_of(r, plan->object, id - plan->group_first);
    t->ready = duration(r, plan->object, MDL_MEASURE_READY, true);
    t->wait = duration(r, plan->object, MDL_MEASURE_WAIT, false);
    t->line = plan->serves == MDL_SERVES_LINE ? plan->served : MDL_NONE;
    t->asked = mdl_tally_find(&r->tally, plan->object, MDL_MEASURE_REQUEST_LATENCY) != MDL_NONE;
    PLAIN(r, plan->object, MDL_MEASURE_SWITCHES, MDL_MEASURE_BOOSTS, MDL_MEASURE_RESCUES,
          MDL_MEASURE_STARVED, MDL_MEASURE_OVERDUE, MDL_MEASURE_RUNNING);
}

static void make_threads(struct mdl_record *r)
{
    r->threads = sim_arena_array(&r->arena, r->plan->thread_total + 1u, sizeof *r->threads);
    for (mdl_thread_id id = 0; id < r->plan->thread_total; id++) {
        r->threads[id].pool = r->threads[id].ready = r->threads[id].wait = MDL_NONE;
        r->threads[id].line = MDL_NONE;
        r->threads[id].digest = sim_digest_add(SIM_DIGEST_START, id);
    }
    for (mdl_thread_id id = 0; id < r->plan->thread_count; id++) {
        make_declared_thread(r, id);
    }
}

static void make_pools(struct mdl_record *r)
{
    r->pools = sim_arena_array(&r->arena, r->plan->pool_count + 1u, sizeof *r->pools);
    for (mdl_pool_id id = 0; id < r->plan->pool_count; id++) {
        const struct mdl_pool *plan = &r->plan->pools[id];
        struct mdl_inside_pool *pool = &r->pools[id];
        uint32_t ready = duration(r, plan->object, MDL_MEASURE_READY, false);

        pool->no_progress = duration(r, plan->object, MDL_MEASURE_NO_PROGRESS, false);
        PLAIN(r, plan->object, MDL_MEASURE_DEPTH, MDL_MEASURE_DEPTH_SEEN, MDL_MEASURE_BUSY,
              MDL_MEASURE_IDLE_WORKERS, MDL_MEASURE_BLOCKED, MDL_MEASURE_THREADS,
              MDL_MEASURE_CONCURRENCY, MDL_MEASURE_PROCESSED, MDL_MEASURE_CREATED,
              MDL_MEASURE_SWITCHES, MDL_MEASURE_BOOSTS, MDL_MEASURE_RESCUES,
              MDL_MEASURE_STARVED);
        for (uint32_t i = 0; i < plan->thread_max; i++) {
            struct mdl_inside_thread *t = &r->threads[plan->thread_first + i];

            t->pool = id;
            t->ready = ready;
            t->digest = digest_of(r, plan->object, i);
        }
    }
}

static void make_dpcs(struct mdl_record *r)
{
    r->dpcs = sim_arena_array(&r->arena, r->plan->dpc_count + 1u, sizeof *r->dpcs);
    r->dpc_runs = sim_arena_array(
        &r->arena, (size_t)r->plan->dpc_count * r->plan->profile.processor_count + 1u,
        sizeof *r->dpc_runs);
    for (mdl_dpc_id id = 0; id < r->plan->dpc_count; id++) {
        mdl_object_id object = r->plan->dpcs[id].object;
        struct mdl_inside_dpc *d = &r->dpcs[id];

        d->digest = digest_of(r, object, MDL_OBJECT_DPC);
        d->threaded = r->plan->dpcs[id].threaded;
        d->latency = duration(r, object, MDL_MEASURE_QUEUE_LATENCY, true);
        d->from_isr = duration(r, object, MDL_MEASURE_INTERRUPT_TO_DPC, false);
        d->run = duration(r, object, MDL_MEASURE_RUN, false);
        d->exclusive = duration(r, object, MDL_MEASURE_RUN_EXCLUSIVE, false);
        d->run_twin = mdl_tally_twin(&r->tally, d->run, d->exclusive);
        PLAIN(r, object, MDL_MEASURE_RUNS, MDL_MEASURE_COALESCED, MDL_MEASURE_WITHDRAWN,
              MDL_MEASURE_OVER_GUIDELINE);
    }
}

/* Only of a level line does an assertion outlast an ISR that returns FALSE (I26). */
static bool may_decline(const struct mdl_plan *plan, const struct mdl_line *line)
{
    const struct mdl_program *isr = &plan->programs[line->isr];

    if (line->trigger != MDL_TRIGGER_LEVEL || line->isr >= plan->program_count) {
        return false;
    }
    for (uint32_t i = isr->first; i < isr->first + isr->count; i++) {
        if (plan->steps[i].kind == MDL_STEP_RETURN && plan->steps[i].number == 1) {
            return true;
        }
    }
    return false;
}

static void make_lines(struct mdl_record *r)
{
    r->lines = sim_arena_array(&r->arena, r->plan->line_count + 1u, sizeof *r->lines);
    for (mdl_line_id id = 0; id < r->plan->line_count; id++) {
        const struct mdl_line *plan = &r->plan->lines[id];
        struct mdl_inside_line *l = &r->lines[id];

        l->digest = digest_of(r, plan->object, MDL_OBJECT_INTERRUPT);
        l->may_decline = may_decline(r->plan, plan);
        l->latency = duration(r, plan->object, MDL_MEASURE_INTERRUPT_LATENCY, true);
        PLAIN(r, plan->object, MDL_MEASURE_MERGED, MDL_MEASURE_SPURIOUS,
              MDL_MEASURE_STORMS);
        l->run = duration(r, plan->isr_object, MDL_MEASURE_RUN, false);
        l->exclusive = duration(r, plan->isr_object, MDL_MEASURE_RUN_EXCLUSIVE, false);
        l->run_twin = mdl_tally_twin(&r->tally, l->run, l->exclusive);
        PLAIN(r, plan->isr_object, MDL_MEASURE_RUNS, MDL_MEASURE_OVER_GUIDELINE);
    }
}

/* Timers run in DPCs of their own (D16); some only signal, and some call their routine from an item
   at PASSIVE_LEVEL. */
static void make_timer(struct mdl_record *r, mdl_timer_id id)
{
    const struct mdl_timer *plan = &r->plan->timers[id];
    struct mdl_inside_timer *t = &r->timers[id];

    t->run = t->exclusive = MDL_NONE;
    PLAIN(r, plan->object, MDL_MEASURE_WITHDRAWN);
    if (plan->program != MDL_NONE && plan->item == MDL_NONE) {
        t->run = duration(r, plan->object, MDL_MEASURE_RUN, false);
        t->exclusive = duration(r, plan->object, MDL_MEASURE_RUN_EXCLUSIVE, false);
        t->run_twin = mdl_tally_twin(&r->tally, t->run, t->exclusive);
        PLAIN(r, plan->object, MDL_MEASURE_RUNS, MDL_MEASURE_OVER_GUIDELINE);
    }
}

static void make_others(struct mdl_record *r)
{
    const struct mdl_plan *plan = r->plan;

    r->timers = sim_arena_array(&r->arena, plan->timer_count + 1u, sizeof *r->timers);
    r->timer_entered_at = sim_arena_array(&r->arena, plan->profile.processor_count,
                                          sizeof *r->timer_entered_at);
    r->timer_series = sim_arena_array(&r->arena, plan->timer_count + 1u, sizeof(uint32_t));
    r->timer_digests = sim_arena_array(&r->arena, plan->timer_count + 1u, sizeof(uint64_t));
    r->event_digests = sim_arena_array(&r->arena, plan->event_count + 1u, sizeof(uint64_t));
    r->locks = sim_arena_array(&r->arena, plan->lock_count + 1u, sizeof *r->locks);
    for (uint32_t i = 0; i < plan->timer_count; i++) {
        r->timer_digests[i] = digest_of(r, plan->timers[i].object, MDL_OBJECT_TIMER);
        r->timer_series[i] =
            duration(r, plan->timers[i].object, MDL_MEASURE_TIMER_LATENCY, false);
        make_timer(r, i);
    }
    for (uint32_t i = 0; i < plan->event_count; i++) {
        r->event_digests[i] = digest_of(r, plan->events[i].object, MDL_OBJECT_EVENT);
    }
    for (mdl_lock_id i = 0; i < plan->lock_count; i++) {
        const struct mdl_lock *lock = &plan->locks[i];

        r->locks[i].digest = digest_of(r, lock->object, MDL_OBJECT_LOCK);
        r->locks[i].wait = duration(r, lock->object, MDL_MEASURE_LOCK_WAIT, true);
        r->locks[i].hold = duration(r, lock->object, MDL_MEASURE_LOCK_HOLD, false);
        r->locks[i].spins = lock->kind <= MDL_LOCK_RW_SPIN && !lock->framework;
        PLAIN(r, lock->object, MDL_MEASURE_CONTENDED);
    }
}

static void make_devices(struct mdl_record *r)
{
    static const unsigned measures[MDL_PNP_TOLD_COUNT] = {
        [MDL_PNP_TOLD_START] = MDL_MEASURE_PNP_START,
        [MDL_PNP_TOLD_D0_EXIT] = MDL_MEASURE_PNP_D0_EXIT,
        [MDL_PNP_TOLD_REMOVE] = MDL_MEASURE_PNP_REMOVE,
        [MDL_PNP_TOLD_UNLOAD] = MDL_MEASURE_PNP_UNLOAD,
    };

    r->devices = sim_arena_array(&r->arena, r->plan->device_count + 1u, sizeof *r->devices);
    for (mdl_device_id id = 0; id < r->plan->device_count; id++) {
        const struct mdl_device *plan = &r->plan->devices[id];

        r->devices[id].digest = digest_of(r, plan->object, MDL_OBJECT_DEVICE);
        for (unsigned i = 0; i < MDL_PNP_TOLD_COUNT; i++) {
            r->devices[id].series[i] = plan->thread == MDL_NONE
                                           ? MDL_NONE
                                           : duration(r, plan->pnp, measures[i], true);
        }
    }
}

static void make_processors(struct mdl_record *r)
{
    uint32_t count = r->plan->profile.processor_count;

    r->processors = sim_arena_array(&r->arena, count, sizeof *r->processors);
    r->irql_ns = sim_arena_array(&r->arena, count, sizeof *r->irql_ns);
    for (mdl_processor_id p = 0; p < count; p++) {
        mdl_object_id object = r->plan->processor_object[p];

        PLAIN(r, object, MDL_MEASURE_SHARE_IDLE, MDL_MEASURE_SHARE_THREAD, MDL_MEASURE_SHARE_DPC,
              MDL_MEASURE_SHARE_ISR, MDL_MEASURE_INTERRUPTS, MDL_MEASURE_DPCS,
              MDL_MEASURE_DPCS_QUEUED);
        r->processors[p].level_series = mdl_tally_series(&r->tally, object, MDL_MEASURE_IRQL_0);
        for (unsigned irql = 1; irql <= r->plan->profile.high_irql; irql++) {
            (void)mdl_tally_series(&r->tally, object, MDL_MEASURE_IRQL_0 + irql);
        }
        r->processors[p].raised_series =
            duration(r, object, MDL_MEASURE_LONGEST_RAISED, false);
    }
}

/* What arrives and calls an item is finished, most often, when that item has been left. */
static uint32_t joint_of(struct mdl_record *r, mdl_stream_id stream, mdl_item_id item)
{
    return item == MDL_NONE || r->streams[stream].latency == MDL_NONE
               ? MDL_NONE
               : mdl_tally_twin(&r->tally, r->streams[stream].latency, r->items[item].response);
}

/* Making twins moves those that exist: all are made before any is pointed at. */
static void make_joints(struct mdl_record *r)
{
    for (mdl_stream_id i = 0; i < r->plan->stream_count; i++) {
        (void)joint_of(r, i, mdl_shapes_queued_by(r->plan, i));
    }
}

static void link_joints(struct mdl_record *r)
{
    for (mdl_stream_id i = 0; i < r->plan->stream_count; i++) {
        mdl_item_id item = mdl_shapes_queued_by(r->plan, i);
        uint32_t joint = joint_of(r, i, item);

        if (joint != MDL_NONE) {
            r->streams[i].joint = &r->tally.twins[joint];
            r->streams[i].calls = &r->items[item];
        }
    }
}

/* On the other nodes an item is the same one, in another pool if its kind has one there. */
static void repeat_items(struct mdl_record *r)
{
    for (uint32_t i = r->plan->item_count; i < r->item_count; i++) {
        struct mdl_inside_item *item = &r->items[i];

        *item = r->items[i - r->plan->item_count];
        item->pool += r->plan->pools[item->pool].node_last > 0;
        item->in = &r->pools[item->pool];
    }
}

/* All series exist and move no more. */
static void link_items(struct mdl_record *r)
{
    make_joints(r);
    for (mdl_item_id i = 0; i < r->plan->item_count; i++) {
        (void)mdl_tally_twin(&r->tally, r->items[i].latency, r->items[i].age);
        (void)mdl_tally_twin(&r->tally, r->items[i].run, r->items[i].exclusive);
    }
    for (mdl_item_id i = 0; i < r->plan->item_count; i++) {
        struct mdl_inside_item *item = &r->items[i];

        item->in = &r->pools[item->pool];
        item->latency_twin =
            &r->tally.twins[mdl_tally_twin(&r->tally, item->latency, item->age)];
        item->run_twin = &r->tally.twins[mdl_tally_twin(&r->tally, item->run, item->exclusive)];
        SIM_ASSERT(item->response != MDL_NONE);
        SIM_ASSERT(item->run != MDL_NONE);
        SIM_ASSERT(item->exclusive != MDL_NONE);
        item->responses = &r->tally.series[item->response];
        item->run_values = &r->tally.series[item->run];
        item->own_values = &r->tally.series[item->exclusive];
    }
    repeat_items(r);
}

static struct mdl_record_series *series_at(struct mdl_record *r, uint32_t series)
{
    return series == MDL_NONE ? NULL : &r->tally.series[series];
}

static void link_others(struct mdl_record *r)
{
    for (uint32_t i = 0; i < r->plan->stream_count; i++) {
        r->streams[i].latencies = series_at(r, r->streams[i].latency);
    }
    for (mdl_pool_id i = 0; i < r->plan->pool_count; i++) {
        SIM_ASSERT(r->pools[i].no_progress != MDL_NONE);
        r->pools[i].no_progress_values = series_at(r, r->pools[i].no_progress);
    }
    for (mdl_thread_id i = 0; i < r->plan->thread_total; i++) {
        r->threads[i].readies = series_at(r, r->threads[i].ready);
    }
}

void mdl_inventory_make(struct mdl_record *r)
{
    make_streams(r);
    make_items(r);
    mdl_objects_make(r);
    make_threads(r);
    make_dpcs(r);
    make_lines(r);
    make_others(r);
    make_devices(r);
    make_pools(r);
    mdl_stations_make(r);
    make_processors(r);
    mdl_reactions_make(r);
    link_items(r);
    link_joints(r);
    link_others(r);
}
