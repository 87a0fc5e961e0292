/*
 * Is more asked for than there is?
 *
 * What comes from outside is followed on the way that it is sure to take. Means are lower bounds
 * (spans.h), and of work that coalesces only what is done for each request counts. So a warning is
 * never a false alarm about an average.
 */
#include "scenarios/language/overload.h"

#include <string.h>

#include "scenarios/language/build.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/spans.h"
#include "sim/base/arena.h"

#define PROCESSORS_MAX 64u

struct share {                        /* of one capacity: how much is asked for, mostly by whom */
    double sum, most;
    mdl_object_id worst;
};

struct demand {
    const struct scn_build *b;
    struct share all;
    struct share alone[PROCESSORS_MAX]; /* by the only processor that may do it */
    struct share *workers;            /* by pool                                  */
    double rate;                      /* of what is being followed, per ns        */
    double asked, asked_alone[PROCESSORS_MAX]; /* by it                            */
};

static void ask(struct share *share, double more, mdl_object_id whose)
{
    share->sum += more;
    if (more > share->most) {
        share->most = more;
        share->worst = whose;
    }
}

static uint32_t only_processor(uint64_t mask)
{
    uint32_t number = 0;

    if (mask == 0 || (mask & (mask - 1)) != 0) {
        return MDL_NONE;
    }
    while ((mask >> number & 1) == 0) {
        number++;
    }
    return number;
}

static void ask_processor(struct demand *d, double ns, uint32_t processor)
{
    d->asked += d->rate * ns;
    if (processor < PROCESSORS_MAX) {
        d->asked_alone[processor] += d->rate * ns;
    }
}

/* A work item that each event queues: what it does for each request or, if every call has a run of
   its own, all of it. */
static void follow_item(struct demand *d, uint32_t id, mdl_program_id from)
{
    const struct mdl_item *item = SCN_AT(struct mdl_item, d->b->items, id);
    bool each_call = !item->coalesces && (item->dynamic || item->instance_count > 1);
    struct scn_span span;

    if (item->program == from || item->program == MDL_NONE) {
        return;
    }
    span = scn_spans_of(d->b, item->program);
    ask_processor(d, each_call ? span.all : span.each, MDL_NONE);
    if (item->pool < d->b->pools.count) {
        ask(&d->workers[item->pool], d->rate * (each_call ? span.held : span.held_each),
            item->object);
    }
}

static void follow(struct demand *d, mdl_program_id id, uint32_t processor)
{
    static const enum mdl_step_kind queueing[] = {MDL_STEP_WDF_ENQUEUE, MDL_STEP_IO_QUEUE,
                                                  MDL_STEP_EX_QUEUE};
    uint32_t object;

    for (size_t i = 0; i < sizeof queueing / sizeof queueing[0]; i++) {
        if (scn_spans_always(d->b, id, queueing[i], &object)) {
            follow_item(d, object, id);
        }
    }
    if (scn_spans_always(d->b, id, MDL_STEP_QUEUE_ISR_DPC, &object)) {
        const struct mdl_line *line = SCN_AT(struct mdl_line, d->b->lines, object);

        if (line->dpc != MDL_NONE && line->isr == id) {
            const struct mdl_dpc *dpc = SCN_AT(struct mdl_dpc, d->b->dpcs, line->dpc);
            uint32_t there = dpc->processor != MDL_NONE ? dpc->processor : processor;

            ask_processor(d, scn_spans_of(d->b, dpc->program).each, there);
            follow(d, dpc->program, there);
        }
    }
}

/* What comes at this rate and is served by a program first; whole: all of it each time. */
static void follow_origin(struct demand *d, mdl_object_id origin, double rate, mdl_program_id id,
                          uint32_t processor, bool whole)
{
    struct scn_span span;

    if (id == MDL_NONE || !(rate > 0)) {
        return;
    }
    d->rate = rate;
    d->asked = 0;
    memset(d->asked_alone, 0, sizeof d->asked_alone);
    span = scn_spans_of(d->b, id);
    ask_processor(d, whole ? span.all : span.each, processor);
    follow(d, id, processor);
    ask(&d->all, d->asked, origin);
    for (uint32_t i = 0; i < PROCESSORS_MAX; i++) {
        ask(&d->alone[i], d->asked_alone[i], origin);
    }
}

static void follow_stream(struct demand *d, const struct mdl_stream *stream)
{
    const struct scn_build *b = d->b;
    double rate = stream->kind >= MDL_STREAM_TIMER ? 0 : sim_arrivals_rate(&stream->arrivals);

    if (stream->kind == MDL_STREAM_LINE) {
        const struct mdl_line *line = SCN_AT(struct mdl_line, b->lines, stream->owner);

        follow_origin(d, stream->object, rate, line->isr, only_processor(line->processors), false);
    } else if (stream->kind == MDL_STREAM_SOURCE) {
        follow_origin(d, stream->object, rate,
                      SCN_AT(struct mdl_source, b->sources, stream->owner)->program, MDL_NONE,
                      false);
    } else if (stream->kind == MDL_STREAM_THREAD) {
        const struct mdl_thread *thread = SCN_AT(struct mdl_thread, b->threads, stream->owner);

        follow_origin(d, stream->object, rate, thread->program,
                      only_processor(thread->processors), true);
    }
}

static void follow_timer(struct demand *d, const struct mdl_timer *timer)
{
    if (timer->starts && timer->period_ns > 0 && timer->item == MDL_NONE) {
        follow_origin(d, timer->object, 1.0 / (double)timer->period_ns, timer->program, MDL_NONE,
                      false);
    }
}

/* ---- telling ------------------------------------------------------------------------------ */

static const char *path_of(const struct scn_build *b, mdl_object_id object)
{
    return SCN_AT(struct mdl_object, b->objects, object)->path;
}

static struct scn_range place_of(const struct scn_build *b, const char *path)
{
    uint32_t symbol = sim_intern_find(&b->symbol_paths, path);

    return symbol == SIM_INTERN_NONE ? (struct scn_range){0}
                                     : SCN_AT(struct scn_symbol, b->symbols, symbol)->at;
}

static bool warn_of_processors(struct scn_build *b, const struct demand *d)
{
    uint32_t processors = b->profile.processor_count;
    const char *path;

    if (d->all.sum > processors) {
        path = path_of(b, d->all.worst);
        scn_diags_add(b->diags, SCN_S_OVERLOAD, place_of(b, path), NULL,
                      "the arrivals ask for %.0f %% of one processor and the machine has %u; '%s' "
                      "alone asks for %.0f %%",
                      d->all.sum * 100, processors, path, d->all.most * 100);
        return true;
    }
    for (uint32_t i = 0; i < processors && i < PROCESSORS_MAX; i++) {
        if (d->alone[i].sum > 1) {
            path = path_of(b, d->alone[i].worst);
            scn_diags_add(b->diags, SCN_S_OVERLOAD, place_of(b, path), NULL,
                          "what only processor %u may do asks for %.0f %% of it; '%s' alone asks "
                          "for %.0f %%", i, d->alone[i].sum * 100, path, d->alone[i].most * 100);
            return true;
        }
    }
    return false;
}

static void warn_of_workers(struct scn_build *b, const struct demand *d)
{
    for (uint32_t i = 0; i < b->pools.count; i++) {
        const struct mdl_pool *pool = SCN_AT(struct mdl_pool, b->pools, i);
        uint32_t workers = pool->thread_max * (pool->node_last + 1);

        if (workers > 0 && d->workers[i].sum > workers) {
            const char *path = path_of(b, d->workers[i].worst);

            scn_diags_add(b->diags, SCN_S_OVERLOAD, place_of(b, path), NULL,
                          "the work items of %s ask for %.1f workers on average and it has %u; "
                          "'%s' alone asks for %.1f", path_of(b, pool->object),
                          d->workers[i].sum, workers, path, d->workers[i].most);
        }
    }
}

void scn_overload_check(struct scn_build *b)
{
    struct demand *d = sim_arena_alloc(b->arena, sizeof *d);

    *d = (struct demand){.b = b};
    d->workers = sim_arena_array(b->arena, b->pools.count + 1u, sizeof *d->workers);
    for (uint32_t i = 0; i < b->streams.count; i++) {
        follow_stream(d, SCN_AT(struct mdl_stream, b->streams, i));
    }
    for (uint32_t i = 0; i < b->timers.count; i++) {
        follow_timer(d, SCN_AT(struct mdl_timer, b->timers, i));
    }
    if (!warn_of_processors(b, d)) {
        warn_of_workers(b, d);
    }
}
