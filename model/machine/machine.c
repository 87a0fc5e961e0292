/*
 * The block: laid out once from the plan, emptied for each replication, copied for checkpoints.
 *
 * Parts are placed one after the other, each 16-byte aligned. The contexts, runs and threads of
 * dynamic workers come to lie at the end of their arrays; a modern pool may own 4,096 of them and
 * use five, and pages that nobody touched cost nothing, so reset empties only what was in use.
 */
#include "model/machine/machine.h"

#include <stdlib.h>
#include <string.h>

#include "model/machine/changes.h"
#include "model/machine/nested.h"
#include "model/machine/shapes.h"
#include "sim/base/check.h"
#include "sim/base/digest.h"

#define RING_START 64u
#define HOLDS_MAX 65536u

struct part {
    void **where;   /* pointer in the machine */
    size_t size;
};

struct mdl_checkpoint {
    struct sim_engine engine;
    uint64_t dirty, idle, ready;
    uint32_t bug_check;
    uint32_t last_step;
    unsigned char *block;
    struct mdl_ring *rings;
    uint32_t ring_count;
    struct mdl_bag_pool bags;
    struct mdl_slab stays, nested, calls;
};

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count == 0 ? 1 : count, size);

    if (memory == NULL) {
        sim_check_memory(count * size);
    }
    return memory;
}

static bool is_moderated(const struct mdl_plan *plan)
{
    for (uint32_t i = 0; i < plan->stream_count; i++) {
        if (plan->streams[i].moderation_after_ns > 0 || plan->streams[i].moderation_idle_ns > 0) {
            return true;
        }
    }
    return mdl_changes_has(plan, MDL_FIELD_MODERATION_AFTER) ||
           mdl_changes_has(plan, MDL_FIELD_MODERATION_IDLE);
}

static bool pays_for_ipis(const struct mdl_plan *plan)
{
    return plan->profile.costs.ipi_ns > 0 || mdl_changes_has(plan, MDL_FIELD_COST_IPI);
}

/* What acts often is hot, processors and streams first: they have the short ways in the tree. */
static uint32_t hot_slots(struct mdl_machine *m)
{
    const struct mdl_plan *plan = m->plan;
    uint32_t slots = plan->profile.processor_count;

    m->slot_stream = slots;
    slots += plan->stream_count;
    slots += is_moderated(plan) ? plan->stream_count : 0;   /* a second one each */
    m->slot_target = slots;
    slots += plan->target_count;
    m->slot_ipi = slots;
    return slots + (pays_for_ipis(plan) ? plan->profile.processor_count : 0);
}

/* Whoever executes may share each lock that can be shared. */
static uint32_t holds_at_most(const struct mdl_machine *m)
{
    uint64_t count = 0;

    for (uint32_t i = 0; i < m->plan->lock_count; i++) {
        uint8_t kind = m->plan->locks[i].kind;

        count += kind == MDL_LOCK_RW_SPIN || kind == MDL_LOCK_PUSH || kind == MDL_LOCK_RESOURCE
                     ? m->context_count : 0;
    }
    return count < HOLDS_MAX ? (uint32_t)count : HOLDS_MAX;
}

static uint32_t widest_wait(const struct mdl_plan *plan)
{
    uint32_t widest = 0;

    for (uint32_t i = 0; i < plan->step_count; i++) {
        uint32_t count = plan->steps[i].number & ~MDL_WAIT_ALL;

        if (plan->steps[i].kind == MDL_STEP_WAIT_SEVERAL && count > widest) {
            widest = count;
        }
    }
    return widest;
}

/* Every array of the block; returns how many. Sizes follow from the plan alone. */
static size_t parts_of(struct mdl_machine *m, struct part *parts)
{
    const struct mdl_plan *plan = m->plan;
    uint32_t threads = plan->thread_total;
    size_t n = 0;

#define PART(member, count) \
    parts[n++] = (struct part){(void **)&m->member, (size_t)(count) * sizeof *m->member}
    PART(clock, 1);
    PART(balance, plan->profile.node_last + 1u);
    PART(timeline, 1);
    PART(devices, plan->device_count);
    PART(processors, plan->profile.processor_count);
    PART(streams, plan->stream_count);
    PART(lines, plan->line_count);
    PART(dpcs, plan->dpc_count);
    PART(timers, plan->timer_count);
    PART(items, plan->item_count);
    PART(instances, plan->instance_count);
    PART(lives, plan->instance_count);
    PART(instance_free, plan->instance_count / 64 + 1);
    PART(pools, plan->pool_count);
    PART(placed, plan->profile.node_last > 0 ? plan->instance_count : 0);
    PART(locks, plan->lock_count);
    PART(holds, m->hold_count + 1u);
    PART(events, plan->event_count);
    PART(queues, plan->queue_count);
    PART(flush, 1);
    PART(ipi, 1);
    PART(targets, plan->target_count);
    PART(variables, plan->variable_count);
    PART(wheel_nodes, plan->timer_count + threads);
    PART(contexts, m->context_count);
    PART(runs, m->context_count);
    PART(threads, threads);
    PART(wait_blocks, (size_t)threads * m->wait_width);
#undef PART
    return n;
}

static size_t aligned(size_t size)
{
    return (size + 15u) & ~(size_t)15u;
}

/* Slots for timers of high resolution: one for each timer, if there are any. */
static uint32_t exact_timers(const struct mdl_plan *plan)
{
    for (uint32_t i = 0; i < plan->timer_count; i++) {
        if (plan->timers[i].high_resolution) {
            return plan->timer_count;
        }
    }
    return 0;
}

static uint32_t cold_slots(struct mdl_machine *m, uint32_t hot)
{
    uint32_t slots = hot;

    m->slot_clock = slots++;
    m->slot_timeline = m->plan->happening_count > 0 ? slots++ : MDL_NONE;
    m->slot_sleeper = slots;
    m->slot_exact = slots + m->plan->thread_total;
    m->cold_count = m->slot_exact + exact_timers(m->plan) - hot;
    return m->cold_count;
}

static void lay_out(struct mdl_machine *m)
{
    struct part parts[32];
    uint32_t hot = hot_slots(m);
    size_t count = parts_of(m, parts);
    uint32_t cold = cold_slots(m, hot);
    size_t at = aligned(sim_calendar_size(hot, cold));

    m->block_size = at;
    for (size_t i = 0; i < count; i++) {
        m->block_size += aligned(parts[i].size);
    }
    m->block = allocate(m->block_size, 1);
    for (size_t i = 0; i < count; i++) {
        *parts[i].where = m->block + at;
        at += aligned(parts[i].size);
    }
    sim_calendar_init(&m->engine.calendar, m->block, hot, cold);
}

struct mdl_machine *mdl_machine_create(const struct mdl_plan *plan,
                                       const struct mdl_bodies *bodies)
{
    struct mdl_machine *m = allocate(1, sizeof *m);

    SIM_ASSERT(plan->profile.processor_count <= MDL_PROCESSORS_MAX);
    m->given = plan;
    m->own = mdl_changes_copy(plan);
    m->plan = m->own == NULL ? plan : &m->own->plan;
    m->bodies = bodies;
    m->charge_mask = plan->profile.charges_ticks ? 0 : UINT64_MAX;
    m->thread_base = plan->profile.processor_count * MDL_NEST;
    m->source_base = m->thread_base + plan->thread_total;
    m->context_count = m->source_base + plan->source_count;
    m->hold_count = holds_at_most(m);
    m->wait_width = widest_wait(plan);
    lay_out(m);
    m->hands_back = mdl_shapes_hand_back(plan);
    m->causes = allocate(plan->stream_count, sizeof *m->causes);
    for (uint32_t i = 0; i < plan->stream_count; i++) {
        m->causes[i] = plan->objects[plan->streams[i].object].digest << 44;
        if (plan->streams[i].kind == MDL_STREAM_STEPS) {   /* an I/O queue has three */
            m->causes[i] += (uint64_t)plan->streams[i].request_kind << 40;
        }
    }
    m->rings = allocate(plan->stream_count, sizeof *m->rings);
    for (uint32_t i = 0; i < plan->stream_count; i++) {
        m->rings[i].requests = allocate(RING_START, sizeof *m->rings[i].requests);
        m->rings[i].mask = RING_START - 1;
    }
    m->stays.size = sizeof(struct mdl_stay);
    m->nested.size = sizeof(struct mdl_nested);
    m->calls.size = sizeof(struct mdl_io_call);
    m->laws = allocate(plan->draw_count, sizeof *m->laws);
    m->arrivals = allocate(plan->stream_count, sizeof *m->arrivals);
    m->draws = allocate(plan->draw_count, sizeof *m->draws);
    m->arrival_draws = allocate(plan->stream_count, sizeof *m->arrival_draws);
    mdl_changes_look_up_costs(m);
    m->lanes = allocate(plan->item_count, sizeof *m->lanes);
    m->inlets = allocate(plan->stream_count, sizeof *m->inlets);
    mdl_lanes_lay(m, m->own != NULL);   /* shapes are of what cannot change */
    return m;
}

static void rings_free(struct mdl_ring *rings, uint32_t count)
{
    for (uint32_t i = 0; rings != NULL && i < count; i++) {
        free(rings[i].requests);
    }
    free(rings);
}

void mdl_machine_destroy(struct mdl_machine *m)
{
    if (m == NULL) {
        return;
    }
    rings_free(m->rings, m->plan->stream_count);
    mdl_bag_pool_deinit(&m->bags);
    free(m->lanes);
    free(m->inlets);
    mdl_slab_deinit(&m->stays);
    mdl_slab_deinit(&m->nested);
    mdl_slab_deinit(&m->calls);
    mdl_changes_forget(m->own);
    free(m->causes);
    free(m->laws);
    free(m->arrivals);
    free(m->draws);
    free(m->arrival_draws);
    free(m->block);
    free(m);
}

static void reset_processor(struct mdl_processor *p, uint32_t depth_max, uint32_t threshold)
{
    p->armed = p->thread = p->standby = p->told_thread = MDL_NONE;
    p->dpc_head = p->dpc_tail = MDL_NONE;
    p->threaded_head = p->threaded_tail = MDL_NONE;
    p->expired_head = p->expired_tail = MDL_NONE;
    p->dpc_depth_max = depth_max;
    p->dpc_threshold = threshold;
    p->raised_at = UINT64_MAX;
    for (uint32_t i = 0; i < MDL_LEVELS; i++) {
        p->ready_head[i] = p->ready_tail[i] = MDL_NONE;
    }
}

static void reset_context(struct mdl_context *c)
{
    c->step = c->object = c->spins_for = MDL_NONE;
}

static void reset_queues(struct mdl_machine *m)
{
    const struct mdl_stay_list empty = {MDL_NONE, MDL_NONE, 0};

    for (uint32_t i = 0; i < m->plan->queue_count; i++) {
        m->queues[i].waiting = empty;
        m->queues[i].timed_head = m->queues[i].timed_tail = MDL_NONE;
        m->queues[i].delivered_head = m->queues[i].delivered_tail = MDL_NONE;
    }
    for (uint32_t i = 0; i < m->plan->target_count; i++) {
        m->targets[i].waiting = m->targets[i].served = m->targets[i].done = empty;
        m->targets[i].stopped = m->plan->targets[i].starts_stopped;
    }
}

static void reset_objects(struct mdl_machine *m)
{
    const struct mdl_plan *plan = m->plan;

    for (uint32_t i = 0; i < plan->line_count; i++) {
        m->lines[i].pending_on = m->lines[i].active_on = MDL_NONE;
        m->lines[i].first_edge = UINT64_MAX;   /* none yet */
    }
    for (uint32_t i = 0; i < plan->dpc_count; i++) {
        m->dpcs[i].queued_on = m->dpcs[i].next = m->dpcs[i].previous = MDL_NONE;
        m->dpcs[i].target = plan->dpcs[i].processor;
        m->dpcs[i].importance = plan->dpcs[i].importance;
    }
    m->flush->waiter_head = m->flush->waiter_tail = MDL_NONE;
    for (uint32_t i = 0; i < plan->instance_count; i++) {
        struct mdl_instance_state *instance = &m->instances[i];

        instance->next = instance->owner = instance->flush_head = MDL_NONE;
        instance->item = plan->instance_item[i];
        if (plan->profile.node_last > 0) {
            m->placed[i] = plan->items[instance->item].pool;
        }
        m->instance_free[i / 64] |= UINT64_C(1) << i % 64;
        instance->life = plan->items[plan->instance_item[i]].dynamic ? MDL_LIFE_ABSENT
                                                                     : MDL_LIFE_LIVING;
    }
    for (uint32_t i = 0; i < plan->item_count; i++) {
        m->items[i].free_hint = plan->items[i].instance_first;
    }
    for (uint32_t i = 0; i < plan->pool_count; i++) {
        m->pools[i].waiter_head = MDL_NONE;
        for (uint32_t list = 0; list < MDL_LEVELS; list++) {
            m->pools[i].head[list] = m->pools[i].tail[list] = MDL_NONE;
        }
    }
    for (uint32_t i = 0; i < plan->lock_count; i++) {
        m->locks[i].owner = m->locks[i].owner_processor = MDL_NONE;
        m->locks[i].waiter_head = m->locks[i].waiter_tail = MDL_NONE;
    }
    for (uint32_t i = 0; i < plan->timer_count; i++) {
        m->timers[i].waiter_head = m->timers[i].waiter_tail = MDL_NONE;
    }
    for (uint32_t i = 0; i < plan->event_count; i++) {
        m->events[i].signalled = plan->events[i].initial;
        m->events[i].waiter_head = m->events[i].waiter_tail = MDL_NONE;
    }
    reset_queues(m);
    for (uint32_t i = 0; i < plan->variable_count; i++) {
        m->variables[i] = plan->variables[i].initial;
    }
    for (uint32_t i = 0; i < plan->device_count; i++) {
        struct mdl_device_state *device = &m->devices[i];

        device->phase = plan->devices[i].starts_absent ? MDL_DEVICE_ABSENT : MDL_DEVICE_WORKING;
        device->has_worked = device->has_hardware = !plan->devices[i].starts_absent;
        device->next = plan->devices[i].operation_first;
        device->current = MDL_NONE;
        device->deadline_at = device->callback_deadline_at = UINT64_MAX;
    }
    for (uint32_t i = 0; i < MDL_WHEEL; i++) {
        m->clock->wheel[i] = MDL_NONE;
    }
}

static void reset_threads(struct mdl_machine *m)
{
    for (uint32_t i = 0; i < m->plan->thread_total; i++) {
        struct mdl_thread_state *t = &m->threads[i];

        t->next = t->previous = t->wait_object = t->pool = t->instance = MDL_NONE;
        t->waiter_head = t->waiter_tail = MDL_NONE;
        t->processor = t->ideal = i % m->plan->profile.processor_count;
    }
    for (uint32_t i = 0; i < m->context_count; i++) {
        reset_context(&m->contexts[i]);
    }
}

static void reset_random(struct mdl_machine *m, uint64_t seed, uint64_t replication)
{
    const struct mdl_plan *plan = m->plan;

    for (uint32_t i = 0; i < plan->draw_count; i++) {
        sim_stream_init(&m->draws[i], seed, replication, plan->draws[i].path,
                        plan->draws[i].purpose);
    }
    for (uint32_t i = 0; i < plan->stream_count; i++) {
        sim_stream_init(&m->arrival_draws[i], seed, replication, plan->streams[i].path,
                        "arrivals");
        m->rings[i].oldest = m->rings[i].next = 0;
    }
}

void mdl_machine_reset(struct mdl_machine *m, uint64_t seed, uint64_t replication)
{
    const struct mdl_plan *plan = m->plan;
    struct sim_calendar calendar = m->engine.calendar;

    memset(m->block, 0, m->block_size);
    sim_calendar_init(&calendar, m->block, m->slot_clock, m->cold_count);
    m->engine = (struct sim_engine){.calendar = calendar, .steps_max = SIM_ENGINE_STEPS_MAX};
    m->dirty = m->ready = 0;
    m->idle = plan->profile.processor_count == 64
                  ? UINT64_MAX
                  : (UINT64_C(1) << plan->profile.processor_count) - 1;
    m->bug_check = 0;
    m->stuck = false;
    m->last_step = MDL_NONE;
    m->acting = MDL_NONE;
    m->bags.used = m->bags.free = 0;
    mdl_slab_clear(&m->stays);
    mdl_slab_clear(&m->nested);
    mdl_slab_clear(&m->calls);
    mdl_changes_restore(m);
    for (uint32_t i = 0; i < plan->profile.processor_count; i++) {
        reset_processor(&m->processors[i], plan->profile.dpc_depth_max,
                        plan->profile.dpc_adjust_threshold);
    }
    reset_objects(m);
    reset_threads(m);
    reset_random(m, seed, replication);
}

uint64_t mdl_machine_digest(const struct mdl_machine *m)
{
    uint64_t digest = sim_digest_bytes(SIM_DIGEST_START, m->block, m->block_size);

    digest = sim_digest_add(digest, m->engine.now);
    for (uint32_t i = 0; i < m->plan->stream_count; i++) {
        const struct mdl_ring *ring = &m->rings[i];

        for (uint64_t n = ring->oldest; n < ring->next; n++) {
            digest = sim_digest_add(digest, ring->requests[n & ring->mask].arrived_at);
            digest = sim_digest_add(digest, ring->requests[n & ring->mask].holders);
            digest = sim_digest_add(digest, ring->requests[n & ring->mask].rounds);
        }
    }
    return digest;
}

static void rings_copy(struct mdl_ring *into, const struct mdl_ring *from, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        size_t size = ((size_t)from[i].mask + 1) * sizeof *from[i].requests;

        if (into[i].requests == NULL || into[i].mask != from[i].mask) {
            free(into[i].requests);
            into[i].requests = allocate(size, 1);
        }
        memcpy(into[i].requests, from[i].requests, size);
        into[i].oldest = from[i].oldest;
        into[i].next = from[i].next;
        into[i].mask = from[i].mask;
    }
}

static void bags_copy(struct mdl_bag_pool *into, const struct mdl_bag_pool *from)
{
    if (into->capacity < from->capacity) {
        free(into->links);
        into->links = allocate(from->capacity, sizeof *into->links);
        into->capacity = from->capacity;
    }
    if (from->used > 0) {
        memcpy(into->links, from->links, from->used * sizeof *from->links);
    }
    into->used = from->used;
    into->free = from->free;
}

struct mdl_checkpoint *mdl_machine_checkpoint(const struct mdl_machine *m)
{
    struct mdl_checkpoint *c = allocate(1, sizeof *c);

    c->engine = m->engine;
    c->dirty = m->dirty;
    c->idle = m->idle;
    c->ready = m->ready;
    c->bug_check = m->bug_check;
    c->last_step = m->last_step;
    c->block = allocate(m->block_size, 1);
    memcpy(c->block, m->block, m->block_size);
    c->ring_count = m->plan->stream_count;
    c->rings = allocate(c->ring_count, sizeof *c->rings);
    rings_copy(c->rings, m->rings, c->ring_count);
    bags_copy(&c->bags, &m->bags);
    mdl_slab_copy(&c->stays, &m->stays);
    mdl_slab_copy(&c->nested, &m->nested);
    mdl_slab_copy(&c->calls, &m->calls);
    return c;
}

void mdl_machine_restore(struct mdl_machine *m, const struct mdl_checkpoint *c)
{
    m->engine = c->engine;
    m->dirty = c->dirty;
    m->idle = c->idle;
    m->ready = c->ready;
    m->bug_check = c->bug_check;
    m->last_step = c->last_step;
    m->stuck = false;
    memcpy(m->block, c->block, m->block_size);
    mdl_changes_restore(m);
    rings_copy(m->rings, c->rings, c->ring_count);
    bags_copy(&m->bags, &c->bags);
    mdl_slab_copy(&m->stays, &c->stays);
    mdl_slab_copy(&m->nested, &c->nested);
    mdl_slab_copy(&m->calls, &c->calls);
}

void mdl_machine_forget(struct mdl_checkpoint *c)
{
    if (c == NULL) {
        return;
    }
    rings_free(c->rings, c->ring_count);
    mdl_bag_pool_deinit(&c->bags);
    mdl_slab_deinit(&c->stays);
    mdl_slab_deinit(&c->nested);
    mdl_slab_deinit(&c->calls);
    free(c->block);
    free(c);
}
