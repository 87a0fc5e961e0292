/* The chronicle: made, fed, closed; see the header. */
#include "model/run/chronicle.h"

#include <stdlib.h>
#include <string.h>

#include "model/machine/machine.h"
#include "model/observe/growth.h"
#include "model/observe/tape.h"
#include "model/observe/tell.h"
#include "model/run/chronicle_inside.h"
#include "sim/base/check.h"

#define SLICES_MAX 262144u
#define ROOM 256u

/* ---- made ------------------------------------------------------------------------------------ */

static void *blank(uint32_t count, size_t size)
{
    return mdl_growth_resize(NULL, 0, count + 1u, size);
}

static uint32_t *slots(uint32_t count)
{
    uint32_t *array = blank(count, sizeof *array);

    memset(array, 0xff, (count + 1u) * sizeof *array);
    return array;
}

static void make_levels(struct mdl_chronicle_mirror *m, const struct mdl_plan *plan)
{
    const uint32_t counts[] = {
        [MDL_COUNTER_DPCS] = plan->profile.processor_count, [MDL_COUNTER_ITEMS] = plan->pool_count,
        [MDL_COUNTER_CONCURRENCY] = plan->pool_count,
        [MDL_COUNTER_STATION] = plan->queue_count + plan->target_count};

    for (unsigned kind = 0; kind < MDL_COUNTER_KIND_COUNT; kind++) {
        m->level_counts[kind] = counts[kind];
        m->levels[kind] = blank(counts[kind], sizeof *m->levels[kind]);
        for (uint32_t i = 0; i < counts[kind]; i++) {
            m->levels[kind][i].last = MDL_NONE;
        }
    }
}

static void make_books(struct mdl_chronicle_mirror *m, const struct mdl_plan *plan)
{
    m->processors = blank(plan->profile.processor_count, sizeof *m->processors);
    for (uint32_t p = 0; p < plan->profile.processor_count; p++) {
        m->processors[p].executes = m->processors[p].thread = MDL_NONE;
    }
    m->threads = blank(plan->thread_total, sizeof *m->threads);
    memset(m->threads, 0xff, plan->thread_total * sizeof *m->threads);
    m->pending = slots(plan->line_count);
    m->queued_dpcs = slots(plan->dpc_count);
    m->popped_dpcs = slots(plan->dpc_count * plan->profile.processor_count);
    m->queued_items = slots(plan->instance_count);
    m->given = slots(plan->instance_count);
    m->held = slots(plan->lock_count);
    m->owners = blank(plan->lock_count, sizeof *m->owners);
    m->operations = slots(plan->device_count * MDL_PNP_TOLD_COUNT);
    m->currents = blank(plan->pool_count, sizeof *m->currents);
    for (mdl_pool_id i = 0; i < plan->pool_count; i++) {
        m->currents[i] = blank(plan->pools[i].list_count, sizeof **m->currents);
    }
    make_levels(m, plan);
}

struct mdl_chronicle *mdl_chronicle_create(const struct mdl_plan *plan,
                                           const struct mdl_chronicle_options *options)
{
    struct mdl_chronicle *c = mdl_growth_resize(NULL, 0, 1, sizeof *c);
    struct mdl_chronicle_mirror *m = mdl_growth_resize(NULL, 0, 1, sizeof *m);

    c->plan = plan;
    c->mirror = m;
    c->cut_at = SIM_INSTANT_NEVER;
    if (options != NULL) {
        m->options = *options;
    }
    if (m->options.slices_max == 0) {
        m->options.slices_max = SLICES_MAX;
    }
    c->from_at = m->options.from_at;
    m->arrived_at = SIM_INSTANT_NEVER;
    m->slice_room = m->flow_room = m->moment_room = m->counter_room = ROOM;
    c->slices = blank(ROOM, sizeof *c->slices);
    c->flows = blank(ROOM, sizeof *c->flows);
    m->holders = blank(ROOM, sizeof *m->holders);
    c->moments = blank(ROOM, sizeof *c->moments);
    c->counters = blank(ROOM, sizeof *c->counters);
    make_books(m, plan);
    return c;
}

static void forget(struct mdl_chronicle *c)
{
    struct mdl_chronicle_mirror *m = c->mirror;

    if (m == NULL) {
        return;
    }
    for (mdl_pool_id i = 0; i < c->plan->pool_count; i++) {
        free(m->currents[i]);
    }
    for (unsigned kind = 0; kind < MDL_COUNTER_KIND_COUNT; kind++) {
        free(m->levels[kind]);
    }
    free(m->currents);
    free(m->processors);
    free(m->threads);
    free(m->pending);
    free(m->queued_dpcs);
    free(m->popped_dpcs);
    free(m->queued_items);
    free(m->given);
    free(m->held);
    free(m->owners);
    free(m->operations);
    free(m->attempts);
    free(m->holders);
    free(m->free_slices);
    free(m->free_flows);
    free(m);
    c->mirror = NULL;
}

void mdl_chronicle_destroy(struct mdl_chronicle *c)
{
    if (c != NULL) {
        forget(c);
        free(c->slices);
        free(c->flows);
        free(c->moments);
        free(c->counters);
        free(c);
    }
}

/* ---- fed, closed ----------------------------------------------------------------------------- */

void mdl_chronicle_take(void *self, const struct mdl_tape_row *rows, uint32_t count)
{
    struct mdl_chronicle *c = self;
    struct mdl_chronicle_mirror *m = c->mirror;

    SIM_ASSERT(m != NULL);
    c->rows += count;
    for (uint32_t i = 0; i < count && !m->over; i++) {
        if (!m->window && rows[i].at >= c->from_at) {
            mdl_chronicle_open(c);
        }
        if (m->options.until_at > 0 && rows[i].at >= m->options.until_at) {
            m->over = true;
        } else {
            mdl_chronicle_read(c, &rows[i]);
        }
    }
}

void mdl_chronicle_end(struct mdl_chronicle *c, sim_instant end_at)
{
    if (c->mirror->options.until_at > 0 && c->mirror->options.until_at < end_at) {
        end_at = c->mirror->options.until_at;
    }
    if (c->cut_at < end_at) {
        end_at = c->cut_at;
    }
    mdl_chronicle_finish(c, end_at);
    forget(c);
}

/* Runs up to the end of the window and no further. */
static struct mdl_replication run_until(struct mdl_workspace *w, struct mdl_tape *tape,
                                        uint64_t seed, uint32_t replication, sim_instant until_at)
{
    struct mdl_machine *m = mdl_replication_begin(w, seed, replication);
    const struct sim_engine_world world = mdl_replication_world(w);
    struct mdl_replication end = {.end_at = until_at};

    if (m->bug_check == 0 && !m->stuck &&
        sim_engine_run(&m->engine, &world, until_at) == SIM_ENGINE_STUCK) {
        m->stuck = true;
    }
    if (m->stuck || m->bug_check != 0) {
        end.end = m->stuck ? MDL_REPLICATION_STUCK : MDL_REPLICATION_BUG_CHECK;
        end.bug_check = m->bug_check;
        end.end_at = m->engine.now;
    }
    mdl_tape_end(tape);
    return end;
}

struct mdl_chronicle *mdl_chronicle_of(const struct mdl_plan *plan, uint64_t seed,
                                       uint32_t replication,
                                       const struct mdl_chronicle_options *options,
                                       struct mdl_replication *ret_end)
{
    const struct mdl_options without = {.without_metrics = true};
    struct mdl_chronicle *c = mdl_chronicle_create(plan, options);
    const struct mdl_tape_options sink = {.rows = 4096, .take = mdl_chronicle_take, .self = c};
    struct mdl_tape *tape = mdl_tape_create(&sink);
    struct mdl_workspace *w = mdl_replication_prepare(plan, &without);
    struct mdl_replication end;

    mdl_replication_tape(w, tape);
    end = options != NULL && options->stops && options->until_at > 0 &&
                  options->until_at < plan->duration_ns
              ? run_until(w, tape, seed, replication, options->until_at)
              : mdl_replication_run(w, seed, replication);
    mdl_chronicle_end(c, end.end_at);
    end.knots = NULL;
    end.knot_count = 0;
    if (ret_end != NULL) {
        *ret_end = end;
    }
    mdl_replication_release(w);
    mdl_tape_destroy(tape);
    return c;
}

const struct mdl_slice *mdl_chronicle_at(const struct mdl_chronicle *c, enum mdl_slice_kind kind,
                                         uint32_t on, sim_instant at)
{
    for (uint32_t i = 0; i < c->slice_count && c->slices[i].from_at <= at; i++) {
        const struct mdl_slice *slice = &c->slices[i];

        if (slice->kind == kind && slice->on == on && at < slice->to_at) {
            return slice;
        }
    }
    return NULL;
}
