/*
 * Chronicles as tracks; see the header.
 *
 * Slices are put on their tracks as spans, sorted so that what pre-empted stands behind what it
 * pre-empted, and written out with a stack: each begins, its nested ones begin and end, it ends.
 */
#include "reports/render/tracks.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/observe/growth.h"
#include "model/observe/tell.h"
#include "model/rules/irql.h"
#include "model/run/chronicle_words.h"

enum { LEAF = 255, NEST = 64 };

/* What kind of track; the number also ranks it among those of a run. */
enum family {
    OF_PROCESSOR, OF_IRQL, OF_DPCS, OF_ITEMS, OF_CONCURRENCY, OF_THREAD, OF_STATE, OF_LINE, OF_DPC,
    OF_INSTANCE, OF_STATION, OF_LOCK, OF_DEVICE, OF_FINDINGS, OF_REQUESTS, OF_EVENTS, FAMILIES
};

struct span {
    uint32_t track, name;
    uint8_t level;
    sim_instant from_at, to_at;
    uint64_t sequence;
    const struct mdl_slice *slice;    /* whose flows it carries, or NULL */
};

struct adding {
    struct rpt_tracks *t;
    const struct mdl_chronicle *c;
    struct sim_arena scratch;
    uint32_t *tracks[FAMILIES];       /* by number of the thing; MDL_NONE: not needed yet */
    struct span *spans;
    uint32_t span_count, span_room;
    uint32_t *irqls;                  /* by processor: its latest span of an IRQL */
    uint32_t *first, *last;           /* by flow: slice that carries it; MDL_NONE first: a moment */
    uint32_t run;
};

/* ---- made ------------------------------------------------------------------------------------ */

void rpt_tracks_init(struct rpt_tracks *t, struct sim_arena *arena)
{
    *t = (struct rpt_tracks){.arena = arena};
    sim_intern_init(&t->names, arena);
}

void rpt_tracks_deinit(struct rpt_tracks *t)
{
    free(t->tracks);
    free(t->events);
    t->tracks = NULL;
    t->events = NULL;
}

static void *room(void *array, uint32_t count, uint32_t *size_of, size_t size)
{
    if (count == *size_of) {
        uint32_t more = *size_of == 0 ? 64 : *size_of * 2u;

        array = mdl_growth_resize(array, *size_of, more, size);
        *size_of = more;
    }
    return array;
}

static uint32_t add_track(struct rpt_tracks *t, const char *name, uint32_t run, uint32_t rank,
                          enum rpt_tracks_kind kind)
{
    t->tracks = room(t->tracks, t->track_count, &t->track_room, sizeof *t->tracks);
    t->tracks[t->track_count] = (struct rpt_tracks_track){name, run, rank, (uint8_t)kind};
    return t->track_count++;
}

static struct rpt_tracks_event *add_event(struct rpt_tracks *t, sim_instant at, uint32_t track,
                                          enum rpt_tracks_event_kind kind, uint32_t name)
{
    struct rpt_tracks_event *event;

    t->events = room(t->events, t->event_count, &t->event_room, sizeof *t->events);
    event = &t->events[t->event_count];
    *event = (struct rpt_tracks_event){.at = at, .order = t->event_count++, .track = track,
                                       .kind = (uint8_t)kind, .name = name};
    return event;
}

/* ---- tracks ---------------------------------------------------------------------------------- */

static uint32_t things_of(const struct mdl_plan *plan, enum family family)
{
    switch (family) {
    case OF_PROCESSOR: case OF_IRQL: case OF_DPCS: return plan->profile.processor_count;
    case OF_ITEMS: case OF_CONCURRENCY: return plan->pool_count;
    case OF_THREAD: case OF_STATE: return plan->thread_total;
    case OF_LINE: return plan->line_count;
    case OF_DPC: return plan->dpc_count;
    case OF_INSTANCE: return plan->instance_count;
    case OF_STATION: return plan->queue_count + plan->target_count;
    case OF_LOCK: return plan->lock_count;
    case OF_DEVICE: return plan->device_count;
    default: return 1;
    }
}

static const char *track_name(struct adding *a, enum family family, uint32_t on)
{
    const struct mdl_plan *plan = a->c->plan;
    struct sim_arena *arena = a->t->arena;

    switch (family) {
    case OF_PROCESSOR: return sim_arena_print(arena, "processor %" PRIu32, on);
    case OF_IRQL: return sim_arena_print(arena, "processor %" PRIu32 " IRQL", on);
    case OF_DPCS: return mdl_chronicle_words_counter(arena, plan, MDL_COUNTER_DPCS, on);
    case OF_ITEMS: return mdl_chronicle_words_counter(arena, plan, MDL_COUNTER_ITEMS, on);
    case OF_CONCURRENCY:
        return mdl_chronicle_words_counter(arena, plan, MDL_COUNTER_CONCURRENCY, on);
    case OF_STATION: return mdl_chronicle_words_counter(arena, plan, MDL_COUNTER_STATION, on);
    case OF_THREAD: return mdl_chronicle_words_thread(arena, plan, on);
    case OF_STATE:
        return sim_arena_print(arena, "%s: state", mdl_chronicle_words_thread(arena, plan, on));
    case OF_LINE:
        return sim_arena_print(arena, "%s: asserted", plan->objects[plan->lines[on].object].path);
    case OF_DPC:
        return sim_arena_print(arena, "%s: queued", plan->objects[plan->dpcs[on].object].path);
    case OF_INSTANCE:
        return sim_arena_print(arena, "%s: queued",
                               mdl_chronicle_words_instance(arena, plan, on));
    case OF_LOCK:
        return sim_arena_print(arena, "%s: held by", plan->objects[plan->locks[on].object].path);
    case OF_DEVICE: return plan->objects[plan->devices[on].object].path;
    case OF_FINDINGS: return "findings";
    case OF_REQUESTS: return "requests";
    default: return "timers and events";
    }
}

static uint32_t track_of(struct adding *a, enum family family, uint32_t on)
{
    uint32_t *track = &a->tracks[family][on];
    bool counter = family == OF_DPCS || family == OF_ITEMS || family == OF_CONCURRENCY ||
                   family == OF_STATION;
    uint32_t place = family <= OF_DPCS ? on * 3u + (uint32_t)family : on;

    if (*track == MDL_NONE) {         /* a processor's three stand together */
        *track = add_track(a->t, track_name(a, family, on), a->run,
                           ((family <= OF_DPCS ? 0 : (uint32_t)family) << 20) + place,
                           counter ? RPT_TRACKS_COUNTER : RPT_TRACKS_SLICES);
    }
    return *track;
}

/* ---- spans ----------------------------------------------------------------------------------- */

static void add_span(struct adding *a, uint32_t track, const struct mdl_slice *slice,
                     unsigned level, const char *name, bool carries)
{
    a->spans = room(a->spans, a->span_count, &a->span_room, sizeof *a->spans);
    a->spans[a->span_count++] = (struct span){
        .track = track, .name = sim_intern_add(&a->t->names, name), .level = (uint8_t)level,
        .from_at = slice->from_at, .to_at = slice->to_at, .sequence = slice->sequence,
        .slice = carries ? slice : NULL};
}

/* The IRQL of a processor, equal neighbours as one. */
static void add_irql(struct adding *a, const struct mdl_slice *slice)
{
    const struct mdl_irql *table = mdl_irql_table(a->c->plan->profile.architecture);
    const char *level = table == NULL ? "IRQL" : mdl_irql_name(table, slice->irql);
    const char *name = sim_arena_print(&a->scratch, "%s %u", level, slice->irql);
    uint32_t track = track_of(a, OF_IRQL, slice->on);
    uint32_t number = sim_intern_add(&a->t->names, name);
    uint32_t *latest = &a->irqls[slice->on];

    if (*latest != MDL_NONE && a->spans[*latest].to_at == slice->from_at &&
        a->spans[*latest].name == number) {
        a->spans[*latest].to_at = slice->to_at;
        return;
    }
    *latest = a->span_count;
    add_span(a, track, slice, 0, name, false);
}

static void add_execution(struct adding *a, const struct mdl_slice *slice, const char *name)
{
    unsigned kind = a->c->plan->labels[slice->what].kind;

    add_irql(a, slice);
    if (kind != MDL_LABEL_KIND_ISR && kind != MDL_LABEL_KIND_DPC) { /* they are runs already */
        add_span(a, track_of(a, OF_PROCESSOR, slice->on), slice, LEAF, name, false);
    }
}

static void add_slice(struct adding *a, const struct mdl_slice *s)
{
    const char *name = mdl_chronicle_words_slice(&a->scratch, a->c->plan, s);

    switch (s->kind) {
    case MDL_SLICE_EXECUTES:
        add_execution(a, s, name);
        break;
    case MDL_SLICE_ISR: case MDL_SLICE_DPC: case MDL_SLICE_TIMER:
        add_span(a, track_of(a, s->passive ? OF_THREAD : OF_PROCESSOR, s->on), s, s->depth, name,
                 true);
        break;
    case MDL_SLICE_RUNNING:
        add_span(a, track_of(a, OF_PROCESSOR, s->what), s, 0,
                 mdl_chronicle_words_thread(&a->scratch, a->c->plan, s->on), false);
        add_span(a, track_of(a, OF_STATE, s->on), s, 0, name, false);
        break;
    case MDL_SLICE_READY: case MDL_SLICE_WAITING:
        add_span(a, track_of(a, OF_STATE, s->on), s, 0, name, false);
        break;
    case MDL_SLICE_ITEM: case MDL_SLICE_HANDED:
        add_span(a, track_of(a, OF_THREAD, s->on), s, 0, name, true);
        break;
    case MDL_SLICE_PENDING:
        add_span(a, track_of(a, OF_LINE, s->on), s, 0, name, true);
        break;
    case MDL_SLICE_QUEUED_DPC:
        add_span(a, track_of(a, OF_DPC, s->on), s, 0, name, true);
        break;
    case MDL_SLICE_QUEUED_ITEM:
        add_span(a, track_of(a, OF_INSTANCE, s->on), s, 0, name, true);
        break;
    case MDL_SLICE_HELD:
        add_span(a, track_of(a, OF_LOCK, s->on), s, 0, name, false);
        break;
    case MDL_SLICE_OPERATION:
        add_span(a, track_of(a, OF_DEVICE, s->on), s, 0, name, false);
        break;
    default:
        break;
    }
}

/* Of those that begin at one instant what takes no time comes first, as it happened; then what is
   pre-empted before what pre-empts it. */
static int by_nesting(const void *x, const void *y)
{
    const struct span *a = x, *b = y;
    bool a_takes = a->to_at > a->from_at, b_takes = b->to_at > b->from_at;

    if (a->track != b->track) {
        return a->track < b->track ? -1 : 1;
    }
    if (a->from_at != b->from_at) {
        return a->from_at < b->from_at ? -1 : 1;
    }
    if (a_takes != b_takes) {
        return a_takes ? 1 : -1;
    }
    if (a_takes && a->level != b->level) {
        return a->level < b->level ? -1 : 1;
    }
    return (a->sequence > b->sequence) - (a->sequence < b->sequence);
}

/* ---- flows ----------------------------------------------------------------------------------- */

static void find_ends(struct adding *a)
{
    const struct mdl_chronicle *c = a->c;

    memset(a->first, 0xff, c->flow_count * sizeof *a->first);
    memset(a->last, 0xff, c->flow_count * sizeof *a->last);
    for (uint32_t i = 0; i < a->span_count; i++) {
        const struct mdl_slice *s = a->spans[i].slice;

        for (unsigned k = 0; s != NULL && k < s->flow_count; k++) {
            uint32_t n = (uint32_t)(s - c->slices), flow = s->flows[k];

            a->first[flow] = a->first[flow] == MDL_NONE || n < a->first[flow] ? n : a->first[flow];
            a->last[flow] = a->last[flow] == MDL_NONE || n > a->last[flow] ? n : a->last[flow];
        }
    }
    for (uint32_t i = 0; i < c->moment_count; i++) { /* an assertion comes before its ISR */
        if (c->moments[i].kind == MDL_MOMENT_ASSERTED && c->moments[i].flow != MDL_NONE) {
            a->first[c->moments[i].flow] = MDL_NONE;
        }
    }
}

static uint64_t flow_number(const struct adding *a, uint32_t flow)
{
    return ((uint64_t)a->run << 32) + flow + 1u;
}

static void add_flows(const struct adding *a, struct rpt_tracks_event *event,
                      const struct mdl_slice *s)
{
    uint32_t n = (uint32_t)(s - a->c->slices);

    event->flow_count = s->flow_count;
    for (unsigned k = 0; k < s->flow_count; k++) {
        const struct mdl_flow *flow = &a->c->flows[s->flows[k]];
        unsigned role = (n == a->first[s->flows[k]] ? RPT_TRACKS_FIRST : 0u) |
                        (n == a->last[s->flows[k]] ? RPT_TRACKS_LAST : 0u);

        if (role & RPT_TRACKS_LAST && flow->to_at != SIM_INSTANT_NEVER) {
            role |= RPT_TRACKS_ENDS;
        }
        event->flows[k] = flow_number(a, s->flows[k]);
        event->roles[k] = (uint8_t)role;
    }
}

/* ---- events ---------------------------------------------------------------------------------- */

static void begin_span(struct adding *a, const struct span *span)
{
    struct rpt_tracks_event *event = add_event(a->t, span->from_at, span->track, RPT_TRACKS_BEGIN,
                                               span->name);

    a->t->slice_count++;
    event->key = span->sequence;
    if (span->slice != NULL) {
        add_flows(a, event, span->slice);
    }
}

static void end_span(struct adding *a, const struct span *span)
{
    add_event(a->t, span->to_at, span->track, RPT_TRACKS_END, span->name);
}

static void write_spans(struct adding *a)
{
    struct span stack[NEST];
    uint32_t depth = 0;

    for (uint32_t i = 0; i < a->span_count; i++) {
        struct span span = a->spans[i];

        while (depth > 0 && (stack[depth - 1u].track != span.track ||
                             stack[depth - 1u].to_at <= span.from_at)) {
            end_span(a, &stack[--depth]);
        }
        if (depth > 0 && span.to_at > stack[depth - 1u].to_at) {
            span.to_at = stack[depth - 1u].to_at;
            a->t->clipped++;
        }
        if (depth < NEST) {
            begin_span(a, &span);
            stack[depth++] = span;
        }
    }
    while (depth > 0) {
        end_span(a, &stack[--depth]);
    }
}

static uint32_t moment_track(struct adding *a, const struct mdl_moment *m)
{
    switch (m->kind) {
    case MDL_MOMENT_ASSERTED: case MDL_MOMENT_WITHDRAWN: return track_of(a, OF_LINE, m->on);
    case MDL_MOMENT_COALESCED_DPC: return track_of(a, OF_DPC, m->on);
    case MDL_MOMENT_COALESCED_ITEM: case MDL_MOMENT_REFUSED:
        return track_of(a, OF_INSTANCE, m->on);
    case MDL_MOMENT_CREATED: case MDL_MOMENT_EXITED: case MDL_MOMENT_BOOSTED:
        return track_of(a, OF_STATE, m->on);
    case MDL_MOMENT_FINDING: return track_of(a, OF_FINDINGS, 0);
    case MDL_MOMENT_FINISHED: case MDL_MOMENT_LOST: case MDL_MOMENT_TIMED_OUT:
        return track_of(a, OF_REQUESTS, 0);
    default: return track_of(a, OF_EVENTS, 0);
    }
}

/* Instants that stand among others of their kind say whose they are. */
static const char *moment_name(struct adding *a, const struct mdl_moment *m)
{
    const char *what = mdl_chronicle_words_moment(&a->scratch, a->c->plan, m);
    const char *about = mdl_chronicle_words_about(&a->scratch, a->c->plan, m);

    switch (m->kind) {
    case MDL_MOMENT_FINDING: case MDL_MOMENT_LOST: case MDL_MOMENT_FINISHED:
    case MDL_MOMENT_TIMED_OUT: case MDL_MOMENT_TIMER: case MDL_MOMENT_SIGNALLED:
    case MDL_MOMENT_RESET:
        return sim_arena_print(&a->scratch, "%s: %s", about, what);
    default:
        return what;
    }
}

/* A cause is begun by its assertion, and that of the slice that was begun just before it. */
static uint64_t before(uint64_t sequence)
{
    return sequence > 2u ? sequence - 2u : 0;
}

static void add_moments(struct adding *a)
{
    for (uint32_t i = 0; i < a->c->moment_count; i++) {
        const struct mdl_moment *m = &a->c->moments[i];
        uint32_t name = sim_intern_add(&a->t->names, moment_name(a, m));
        struct rpt_tracks_event *event = add_event(a->t, m->at, moment_track(a, m),
                                                   RPT_TRACKS_INSTANT, name);

        if (m->kind == MDL_MOMENT_ASSERTED && m->flow != MDL_NONE && a->last[m->flow] != MDL_NONE) {
            event->flow_count = 1;
            event->flows[0] = flow_number(a, m->flow);
            event->roles[0] = RPT_TRACKS_FIRST;
            event->key = before(a->c->flows[m->flow].sequence);
        }
    }
}

static void add_counters(struct adding *a)
{
    static const enum family families[] = {
        [MDL_COUNTER_DPCS] = OF_DPCS, [MDL_COUNTER_ITEMS] = OF_ITEMS,
        [MDL_COUNTER_CONCURRENCY] = OF_CONCURRENCY, [MDL_COUNTER_STATION] = OF_STATION};

    for (uint32_t i = 0; i < a->c->counter_count; i++) {
        const struct mdl_counter *counter = &a->c->counters[i];
        uint32_t track = track_of(a, families[counter->kind], counter->on);

        add_event(a->t, counter->at, track, RPT_TRACKS_VALUE, 0)->value = counter->value;
    }
}

/* ---- all of it ------------------------------------------------------------------------------- */

void rpt_tracks_add(struct rpt_tracks *t, const struct mdl_chronicle *c, const char *title)
{
    struct adding a = {.t = t, .c = c, .run = t->run_count++};

    sim_arena_init(&a.scratch);
    for (unsigned f = 0; f < FAMILIES; f++) {
        uint32_t count = things_of(c->plan, (enum family)f) + 1u;

        a.tracks[f] = sim_arena_array(&a.scratch, count, sizeof **a.tracks);
        memset(a.tracks[f], 0xff, count * sizeof **a.tracks);
    }
    a.irqls = sim_arena_array(&a.scratch, MDL_PROCESSORS_MAX, sizeof *a.irqls);
    memset(a.irqls, 0xff, MDL_PROCESSORS_MAX * sizeof *a.irqls);
    a.first = sim_arena_array(&a.scratch, c->flow_count + 1u, sizeof *a.first);
    a.last = sim_arena_array(&a.scratch, c->flow_count + 1u, sizeof *a.last);
    add_track(t, title, a.run, 0, RPT_TRACKS_RUN);
    for (uint32_t i = 0; i < c->slice_count; i++) {
        add_slice(&a, &c->slices[i]);
    }
    find_ends(&a);
    qsort(a.spans, a.span_count, sizeof *a.spans, by_nesting);
    write_spans(&a);
    add_moments(&a);
    add_counters(&a);
    t->flow_count += c->flow_count;
    free(a.spans);
    sim_arena_deinit(&a.scratch);
}

void rpt_tracks_mark(struct rpt_tracks *t, sim_instant at, const char *what)
{
    add_event(t, at, 0, RPT_TRACKS_INSTANT, sim_intern_add(&t->names, what));
}

/* On a track nothing may overtake: an event's key is at least that of the one before it. */
static void raise_keys(struct rpt_tracks *t)
{
    uint32_t *last = mdl_growth_resize(NULL, 0, t->track_count + 1u, sizeof *last);

    memset(last, 0xff, t->track_count * sizeof *last);
    for (uint32_t i = 0; i < t->event_count; i++) {
        struct rpt_tracks_event *event = &t->events[i];
        uint32_t before = last[event->track];

        if (before != MDL_NONE && event->kind != RPT_TRACKS_INSTANT &&
            t->events[before].at == event->at && t->events[before].key > event->key) {
            event->key = t->events[before].key;
        }
        if (event->kind != RPT_TRACKS_INSTANT) {
            last[event->track] = i;
        }
    }
    free(last);
}

static int by_time(const void *x, const void *y)
{
    const struct rpt_tracks_event *a = x, *b = y;

    if (a->at != b->at) {
        return a->at < b->at ? -1 : 1;
    }
    if (a->key != b->key) {
        return a->key < b->key ? -1 : 1;
    }
    return (a->order > b->order) - (a->order < b->order);
}

void rpt_tracks_order(struct rpt_tracks *t)
{
    raise_keys(t);
    qsort(t->events, t->event_count, sizeof *t->events, by_time);
}
