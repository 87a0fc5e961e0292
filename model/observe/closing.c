/* The stop. */
#include "model/observe/closing.h"

#include "model/observe/calls.h"
#include "model/observe/devices.h"
#include "model/observe/findings.h"
#include "model/observe/inside.h"
#include "model/observe/objects.h"
#include "model/observe/routines.h"
#include "model/observe/spells.h"
#include "model/observe/stations.h"

static struct mdl_record_series *series_of(struct mdl_record *r, mdl_object_id object,
                                           unsigned measure)
{
    uint32_t id = mdl_tally_find(&r->tally, object, measure);

    return id == MDL_NONE ? NULL : &r->tally.series[id];
}

static void add_count(struct mdl_record *r, mdl_object_id object, unsigned measure,
                      uint64_t count)
{
    struct mdl_record_series *s = series_of(r, object, measure);

    if (s != NULL) {
        s->count += count;
    }
}

static void add_share(struct mdl_record *r, mdl_object_id object, unsigned measure,
                      uint64_t ns)
{
    struct mdl_record_series *s = series_of(r, object, measure);

    if (s != NULL) {
        s->integral += ns;
    }
}

/* Only the average of it is known. */
static void hide_max(struct mdl_record *r, mdl_object_id object, unsigned measure)
{
    struct mdl_record_series *s = series_of(r, object, measure);

    if (s != NULL) {
        s->value_max = UINT64_MAX;
    }
}

/* ---- counters -------------------------------------------------------------------------------- */

static void add_starvation(struct mdl_record *r, uint32_t latency, uint64_t end_at)
{
    mdl_object_id object;

    if (latency == MDL_NONE) {
        return;
    }
    object = r->tally.series[latency].object;
    add_count(r, object, MDL_MEASURE_STARVED, mdl_episodes_victims(&r->episodes, latency));
    add_share(r, object, MDL_MEASURE_OVERDUE,
              mdl_episodes_length(&r->episodes, latency, r->from_at, end_at));
}

static void count_items(struct mdl_record *r)
{
    for (uint32_t i = 0; i < r->item_count; i++) {
        const struct mdl_inside_item *item = &r->items[i];
        mdl_object_id object = r->plan->items[i % r->plan->item_count].object;

        add_count(r, object, MDL_MEASURE_RUNS, item->runs);
        add_count(r, r->plan->pools[item->pool].object, MDL_MEASURE_PROCESSED, item->runs);
        add_count(r, object, MDL_MEASURE_COALESCED, item->coalesced);
        add_count(r, object, MDL_MEASURE_OVERLAPPING, item->overlapping);
        add_count(r, object, MDL_MEASURE_WITHDRAWN, item->withdrawn);
    }
}

static void count_routines(struct mdl_record *r)
{
    for (mdl_dpc_id i = 0; i < r->plan->dpc_count; i++) {
        const struct mdl_inside_dpc *d = &r->dpcs[i];
        mdl_object_id object = r->plan->dpcs[i].object;

        add_count(r, object, MDL_MEASURE_RUNS, d->runs);
        add_count(r, object, MDL_MEASURE_COALESCED, d->coalesced);
        add_count(r, object, MDL_MEASURE_WITHDRAWN, d->withdrawn);
        add_count(r, object, MDL_MEASURE_OVER_GUIDELINE, d->over);
    }
    for (mdl_timer_id i = 0; i < r->plan->timer_count; i++) {
        const struct mdl_inside_timer *t = &r->timers[i];
        mdl_object_id object = r->plan->timers[i].object;

        add_count(r, object, MDL_MEASURE_RUNS, t->runs);
        add_count(r, object, MDL_MEASURE_WITHDRAWN, t->withdrawn);
        add_count(r, object, MDL_MEASURE_OVER_GUIDELINE, t->over);
    }
    for (mdl_line_id i = 0; i < r->plan->line_count; i++) {
        const struct mdl_inside_line *l = &r->lines[i];

        add_count(r, r->plan->lines[i].object, MDL_MEASURE_MERGED, l->merged);
        add_count(r, r->plan->lines[i].object, MDL_MEASURE_SPURIOUS, l->spurious);
        add_count(r, r->plan->lines[i].object, MDL_MEASURE_STORMS, l->storms);
        add_count(r, r->plan->lines[i].isr_object, MDL_MEASURE_RUNS, l->runs);
        add_count(r, r->plan->lines[i].isr_object, MDL_MEASURE_OVER_GUIDELINE, l->over);
    }
}

static void count_threads(struct mdl_record *r)
{
    for (mdl_thread_id i = 0; i < r->plan->thread_total; i++) {
        const struct mdl_inside_thread *t = &r->threads[i];
        mdl_object_id object = t->pool != MDL_NONE            ? r->plan->pools[t->pool].object
                               : i < r->plan->thread_count ? r->plan->threads[i].object
                                                           : MDL_NONE;

        add_count(r, object, MDL_MEASURE_SWITCHES, t->switches);
        add_count(r, object, MDL_MEASURE_BOOSTS, t->boosts);
        add_count(r, object, MDL_MEASURE_RESCUES, t->rescues);
        add_share(r, object, MDL_MEASURE_RUNNING, t->running_ns);
        hide_max(r, object, MDL_MEASURE_RUNNING);
    }
}

static void count_others(struct mdl_record *r)
{
    for (uint32_t i = 0; i < r->plan->stream_count; i++) {
        const struct mdl_inside_stream *s = &r->streams[i];
        mdl_object_id object = r->plan->streams[i].object;

        add_count(r, object, MDL_MEASURE_OFFERED, s->offered);
        add_count(r, object, MDL_MEASURE_FINISHED, s->finished);
        add_count(r, object, MDL_MEASURE_LOST, s->lost);
        add_count(r, object, MDL_MEASURE_WAITING, s->waiting);
    }
    for (mdl_lock_id i = 0; i < r->plan->lock_count; i++) {
        add_count(r, r->plan->locks[i].object, MDL_MEASURE_CONTENDED, r->locks[i].contended);
    }
}

static void share_processors(struct mdl_record *r)
{
    for (mdl_processor_id p = 0; p < r->plan->profile.processor_count; p++) {
        const struct mdl_inside_processor *x = &r->processors[p];
        const uint64_t *ns = r->irql_ns[p];
        mdl_object_id object = r->plan->processor_object[p];
        uint64_t isrs_ns = 0;

        for (unsigned irql = 3; irql < MDL_INSIDE_IRQLS; irql++) {
            isrs_ns += ns[irql];
        }
        add_share(r, object, MDL_MEASURE_SHARE_IDLE, x->idle_ns);
        add_share(r, object, MDL_MEASURE_SHARE_THREAD,
                  ns[0] + ns[1] - x->idle_ns + x->raised_ns);
        add_share(r, object, MDL_MEASURE_SHARE_DPC, ns[2] - x->raised_ns);
        add_share(r, object, MDL_MEASURE_SHARE_ISR, isrs_ns);
        add_count(r, object, MDL_MEASURE_INTERRUPTS, x->isrs);
        add_count(r, object, MDL_MEASURE_DPCS, x->dpcs);
        add_count(r, object, MDL_MEASURE_DPCS_QUEUED, x->inserts);
        for (unsigned irql = 0; irql <= r->plan->profile.high_irql; irql++) {
            r->tally.series[x->level_series + irql].integral += ns[irql];
        }
    }
}

static void close_level(struct mdl_record *r, mdl_object_id object, unsigned measure,
                        struct sim_level *level, uint64_t end_at)
{
    struct mdl_record_series *s = series_of(r, object, measure);

    sim_level_mark(level, end_at);
    if (s != NULL) {
        s->integral += sim_level_integral(level, end_at);
        s->value_max = level->value_max > s->value_max ? level->value_max : s->value_max;
    }
}

/* Workers that hold none: so many exist, less those that are busy. */
static void close_idle(struct mdl_record *r, mdl_object_id object)
{
    struct mdl_record_series *s = series_of(r, object, MDL_MEASURE_IDLE_WORKERS);

    if (s != NULL) {
        s->integral = series_of(r, object, MDL_MEASURE_THREADS)->integral -
                      series_of(r, object, MDL_MEASURE_BUSY)->integral;
        hide_max(r, object, MDL_MEASURE_IDLE_WORKERS);
    }
}

static void level_pools(struct mdl_record *r, uint64_t end_at)
{
    for (mdl_pool_id i = 0; i < r->plan->pool_count; i++) {
        struct mdl_inside_pool *pool = &r->pools[i];
        mdl_object_id object = r->plan->pools[i].object;

        close_level(r, object, MDL_MEASURE_DEPTH, &pool->depth, end_at);
        close_level(r, object, MDL_MEASURE_BUSY, &pool->busy, end_at);
        close_level(r, object, MDL_MEASURE_BLOCKED, &pool->blocked, end_at);
        close_level(r, object, MDL_MEASURE_THREADS, &pool->threads, end_at);
        close_level(r, object, MDL_MEASURE_CONCURRENCY, &pool->concurrency, end_at);
        close_idle(r, object);
        mdl_tally_seen(&r->tally, mdl_tally_find(&r->tally, object, MDL_MEASURE_DEPTH_SEEN),
                       pool->seen.total, pool->seen.arrivals, pool->seen.most);
        add_count(r, object, MDL_MEASURE_CREATED, pool->created);
        if (pool->backlog.copies_refused > 0) {
            mdl_findings_raise(r, end_at, MDL_FINDING_CAP_LEDGER, MDL_NONE, object, NULL);
        }
    }
}

static void count_starvation(struct mdl_record *r, uint64_t end_at)
{
    for (uint32_t s = 0; s < r->tally.count; s++) {
        switch (r->tally.series[s].measure) {
        case MDL_MEASURE_QUEUE_LATENCY:
        case MDL_MEASURE_REQUEST_LATENCY:
        case MDL_MEASURE_READY:
            add_starvation(r, s, end_at);
            break;
        default:
            break;
        }
    }
}

/* ---- results --------------------------------------------------------------------------------- */

static void list_findings(struct mdl_record *r)
{
    struct mdl_record_result *result = &r->result;

    for (unsigned f = 0; f < MDL_FINDING_COUNT; f++) {
        for (uint32_t i = 0; i < r->finding_places[f]; i++) {
            r->findings_listed[result->finding_count++] =
                r->findings[f * MDL_RECORD_FINDING_PLACES + i];
        }
        result->findings_beyond[f] = r->findings_beyond[f];
    }
    result->findings = r->findings_listed;
}

static void list_results(struct mdl_record *r)
{
    struct mdl_record_result *result = &r->result;

    result->series = r->tally.series;
    result->series_count = r->tally.count;
    result->columns = r->ledger.columns;
    result->column_count = r->ledger.column_count;
    result->rows = r->ledger.sorted;
    result->row_count = r->ledger.sorted_count;
    result->episodes = r->episodes.list;
    result->episode_count = r->episodes.sorted_count;
    result->episodes_beyond = r->episodes.beyond;
    result->irql_ns = r->irql_ns;
    list_findings(r);
}

void mdl_closing_end(struct mdl_record *r, uint64_t end_at)
{
    if (r->metrics) {
        mdl_lasting_end(r, end_at);
        mdl_calls_end(r, end_at);
        mdl_spells_end(r, end_at);
        mdl_reactions_end(r, end_at);
        mdl_routines_end(r, end_at);
        mdl_tally_fold(&r->tally);
        count_starvation(r, end_at);
        mdl_episodes_end(&r->episodes);
        count_items(r);
        count_routines(r);
        count_threads(r);
        count_others(r);
        share_processors(r);
        level_pools(r, end_at);
        mdl_objects_end(r, end_at);
        mdl_stations_end(r, end_at);
        mdl_trips_sums_end(r);
        mdl_ledger_end(&r->ledger);
        mdl_story_end(r);
    }
    list_results(r);
}
