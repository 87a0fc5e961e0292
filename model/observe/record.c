/* The record: made, emptied, closed, read. */
#include "model/observe/record.h"

#include <stdlib.h>
#include <string.h>

#include "model/observe/closing.h"
#include "model/observe/inside.h"
#include "model/observe/inventory.h"
#include "model/observe/objects.h"
#include "model/observe/stations.h"
#include "sim/base/check.h"
#include "sim/base/digest.h"

/* ---- names ----------------------------------------------------------------------------------- */

const char *mdl_record_part_name(unsigned part)
{
    static const char *const names[] = {
#define X(id, name) name,
        MDL_RECORD_PARTS(X)
#undef X
    };

    SIM_ASSERT(part < MDL_PART_COUNT);
    return names[part];
}

const char *mdl_record_state_name(unsigned state)
{
    static const char *const names[] = {"", "running", "ready", "blocked", "overhead"};

    SIM_ASSERT(state < MDL_STATE_COUNT);
    return names[state];
}

/* ---- create, destroy ------------------------------------------------------------------------- */

static void make_books(struct mdl_record *r)
{
    const struct mdl_plan *plan = r->plan;
    uint32_t servers = plan->profile.processor_count + plan->lock_count;

    for (mdl_line_id i = 0; i < plan->line_count; i++) {
        bool leads = plan->lines[i].thread != MDL_NONE && plan->lines[i].chain_first == i;

        r->lines[i].server = leads ? servers++ : MDL_NONE;
    }
    SIM_ASSERT(servers < MDL_PENDING_NOWHERE);
    mdl_pending_init(&r->pending);
    mdl_ledger_init(&r->ledger, plan, r->tally.series, r->tally.count);
    mdl_occupancy_init(&r->occupancy, &r->pending, &r->ledger, servers);
    mdl_episodes_init(&r->episodes, &r->ledger, r->tally.count);
    for (mdl_pool_id p = 0; p < plan->pool_count; p++) {
        mdl_backlog_init(&r->pools[p].backlog, plan, p, &r->ledger, &r->pending);
    }
    for (uint32_t i = 0; i < r->item_count; i++) {
        struct mdl_inside_item *item = &r->items[i];
        struct mdl_backlog *b = &item->in->backlog;

        item->callback = mdl_backlog_callback(b, plan->items[i % plan->item_count].label);
        item->line = &b->lines[item->list];
        item->rows = &r->ledger.row_of[r->ledger.victim_of[item->latency] * MDL_LEDGER_OCTAVES];
    }
    r->first_tags = sim_arena_array(&r->arena, servers, sizeof *r->first_tags);
    for (uint32_t s = 0; s < servers; s++) {
        r->first_tags[s] = s < plan->profile.processor_count
                               ? MDL_LABEL_IDLE * MDL_LEDGER_LEVELS + MDL_LEDGER_LOW
                           : s < plan->profile.processor_count + plan->lock_count
                               ? plan->label_count
                               : MDL_LABEL_IDLE * MDL_LEDGER_LEVELS;
    }
}

struct mdl_record *mdl_record_create(const struct mdl_plan *plan,
                                     const struct mdl_record_options *options)
{
    static const struct mdl_record_options everything;
    struct sim_arena arena;
    struct mdl_record *r;

    options = options == NULL ? &everything : options;
    sim_arena_init(&arena);
    r = sim_arena_alloc(&arena, sizeof *r);
    r->arena = arena;
    r->plan = plan;
    r->from_at = plan->from_at;
    r->starvation_ns = plan->starvation_items_ns;
    r->metrics = !options->without_metrics;
    r->ledger_on = r->metrics && !options->without_ledger;
    mdl_tally_init(&r->tally, plan, options->observations);
    mdl_inventory_make(r);
    make_books(r);
    mdl_courses_make(r);
    mdl_trips_make(r);
    r->findings_listed = sim_arena_array(&r->arena, MDL_FINDING_COUNT * MDL_RECORD_FINDING_PLACES,
                                         sizeof *r->findings_listed);
    sim_arena_init(&r->story.arena);
    mdl_record_begin(r);
    return r;
}

void mdl_record_destroy(struct mdl_record *r)
{
    struct sim_arena arena;

    if (r == NULL) {
        return;
    }
    for (mdl_pool_id p = 0; p < r->plan->pool_count; p++) {
        mdl_backlog_deinit(&r->pools[p].backlog);
    }
    mdl_episodes_deinit(&r->episodes);
    mdl_occupancy_deinit(&r->occupancy);
    mdl_ledger_deinit(&r->ledger);
    mdl_pending_deinit(&r->pending);
    mdl_tally_deinit(&r->tally);
    sim_arena_deinit(&r->story.arena);
    mdl_lasting_deinit(r);
    mdl_trips_deinit(r);
    free(r->attempts);
    arena = r->arena;
    sim_arena_deinit(&arena);
}

/* ---- begin ----------------------------------------------------------------------------------- */

static void begin_routines(struct mdl_record *r)
{
    uint32_t count = r->plan->profile.processor_count;

    for (mdl_processor_id p = 0; p < count; p++) {
        r->processors[p] = (struct mdl_inside_processor){
            .label = MDL_LABEL_IDLE, .thread = MDL_NONE, .spends = &r->processors[p].idle_ns,
            .raised_series = r->processors[p].raised_series,
            .level_series = r->processors[p].level_series};
        memset(r->irql_ns[p], 0, sizeof r->irql_ns[p]);
    }
    for (mdl_line_id i = 0; i < r->plan->line_count; i++) {
        struct mdl_inside_line *l = &r->lines[i];

        l->runs = l->merged = l->spurious = l->storms = l->over = 0;
        l->entered_at = SIM_INSTANT_NEVER;
        l->spins = l->served = false;
        l->found = 0;
        mdl_pending_chain_clear(&l->pending);
    }
    for (mdl_timer_id i = 0; i < r->plan->timer_count; i++) {
        r->timers[i].runs = r->timers[i].over = r->timers[i].withdrawn = 0;
    }
    memset(r->timer_entered_at, 0xff, count * sizeof *r->timer_entered_at);
    for (mdl_dpc_id i = 0; i < r->plan->dpc_count; i++) {
        struct mdl_inside_dpc *d = &r->dpcs[i];

        d->runs = d->coalesced = d->withdrawn = d->over = 0;
        d->processor = MDL_NONE;
        mdl_pending_chain_clear(&d->queued);
    }
    for (uint32_t i = 0; i < r->plan->dpc_count * count; i++) {
        r->dpc_runs[i].entered_at = SIM_INSTANT_NEVER;
        mdl_pending_chain_clear(&r->dpc_runs[i].popped);
        mdl_pending_chain_clear(&r->dpc_runs[i].spins);
    }
}

static void begin_items(struct mdl_record *r)
{
    for (uint32_t i = 0; i < r->item_count; i++) {
        struct mdl_inside_item *item = &r->items[i];

        item->runs = item->coalesced = item->overlapping = item->withdrawn = 0;
    }
    for (mdl_instance_id i = 0; i < r->plan->instance_count; i++) {
        struct mdl_inside_instance *instance = &r->instances[i];

        mdl_pending_chain_clear(&instance->waiting);
        instance->of = &r->items[instance->item];
        instance->worker = MDL_NONE;
        instance->running = 0;
    }
    for (mdl_pool_id i = 0; i < r->plan->pool_count; i++) {
        struct mdl_inside_pool *pool = &r->pools[i];
        const struct sim_level empty = {0};

        mdl_backlog_clear(&pool->backlog);
        pool->depth = pool->busy = pool->blocked = pool->threads = pool->concurrency = empty;
        pool->seen = (struct mdl_inside_seen){0};
        pool->taken_at = pool->created = 0;
    }
}

static void begin_devices(struct mdl_record *r)
{
    for (mdl_device_id i = 0; i < r->plan->device_count; i++) {
        for (unsigned k = 0; k < MDL_PNP_TOLD_COUNT; k++) {
            r->devices[i].under_way[k] = false;
        }
    }
}

static void begin_threads(struct mdl_record *r)
{
    for (mdl_thread_id i = 0; i < r->plan->thread_total; i++) {
        const struct mdl_inside_thread *t = &r->threads[i];

        r->threads[i] = (struct mdl_inside_thread){
            .digest = t->digest, .pool = t->pool, .ready = t->ready, .wait = t->wait,
            .asked = t->asked, .readies = t->readies,
            .entered_at = SIM_INSTANT_NEVER, .item = MDL_NONE, .instance = MDL_NONE,
            .lock = MDL_NONE, .awaits = MDL_NONE, .line = t->line};
        mdl_pending_chain_clear(&r->threads[i].handed);
        mdl_pending_chain_clear(&r->threads[i].served);
        mdl_pending_chain_clear(&r->threads[i].spell);
    }
    for (mdl_lock_id i = 0; i < r->plan->lock_count; i++) {
        r->locks[i].owners = 0;
        r->locks[i].contended = 0;
    }
    for (uint32_t i = 0; i < r->plan->stream_count; i++) {
        struct mdl_inside_stream *s = &r->streams[i];

        s->offered = s->finished = s->lost = s->waiting = 0;
    }
    if (r->attempt_capacity > 0) {
        memset(r->attempts, 0xff, r->attempt_capacity * sizeof *r->attempts);
    }
}

void mdl_record_begin(struct mdl_record *r)
{
    r->digest = SIM_DIGEST_START;
    r->told_at = SIM_INSTANT_NEVER;
    r->window_open = r->from_at == 0;
    mdl_pending_clear(&r->pending);
    mdl_ledger_clear(&r->ledger);
    mdl_occupancy_clear(&r->occupancy, r->first_tags);
    mdl_episodes_clear(&r->episodes);
    mdl_tally_clear(&r->tally);
    begin_routines(r);
    begin_items(r);
    mdl_objects_begin(r);
    begin_threads(r);
    mdl_stations_begin(r);
    begin_devices(r);
    memset(r->finding_places, 0, sizeof r->finding_places);
    memset(r->findings_beyond, 0, sizeof r->findings_beyond);
    mdl_story_begin(r);
    mdl_lasting_clear(r);
    mdl_courses_begin(r);
    mdl_trips_begin(r);
    mdl_reactions_begin(r);
    r->whole = mdl_inside_is_whole(r);
    r->result = (struct mdl_record_result){.from_at = r->from_at};
}

void mdl_record_resume(struct mdl_record *r, uint64_t fingerprint)
{
    SIM_ASSERT(!r->metrics);
    r->digest = fingerprint;
    r->told_at = SIM_INSTANT_NEVER;
}

void mdl_record_tape(struct mdl_record *r, struct mdl_tape *tape)
{
    r->tape = tape;
}

void mdl_record_open_window(struct mdl_record *r)
{
    r->window_open = true;
    for (mdl_processor_id p = 0; p < r->plan->profile.processor_count; p++) {
        memset(r->irql_ns[p], 0, sizeof r->irql_ns[p]);
        r->processors[p].idle_ns = r->processors[p].raised_ns = 0;
        r->processors[p].since_at = r->from_at;
    }
    for (mdl_pool_id i = 0; i < r->plan->pool_count; i++) {
        struct mdl_inside_pool *pool = &r->pools[i];

        sim_level_open(&pool->depth, r->from_at);
        sim_level_open(&pool->busy, r->from_at);
        sim_level_open(&pool->blocked, r->from_at);
        sim_level_open(&pool->threads, r->from_at);
        sim_level_open(&pool->concurrency, r->from_at);
    }
    mdl_objects_open(r);
    mdl_stations_open(r);
}

/* ---- end, read ------------------------------------------------------------------------------- */

void mdl_record_end(struct mdl_record *r, sim_instant end_at)
{
    if (!r->window_open) {
        mdl_record_open_window(r);
    }
    r->result.end_at = end_at;
    r->result.fingerprint = r->digest;
    mdl_closing_end(r, end_at);
}

const struct mdl_record_result *mdl_record_read(const struct mdl_record *r)
{
    return &r->result;
}

uint32_t mdl_record_find(const struct mdl_record *r, mdl_object_id object, unsigned measure)
{
    return mdl_tally_find(&r->tally, object, measure);
}

uint64_t mdl_record_fingerprint(const struct mdl_record *r)
{
    return r->digest;
}
