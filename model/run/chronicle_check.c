/* Questions to a complete chronicle: its promises, what concerns an object, two compared. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/observe/growth.h"
#include "model/observe/tell.h"
#include "model/run/chronicle.h"
#include "model/run/chronicle_words.h"
#include "sim/base/text.h"

/* ---- promises -------------------------------------------------------------------------------- */

struct check {
    const struct mdl_chronicle *c;
    struct sim_text *what;
    sim_instant *busy;                /* by processor: executing until                        */
    sim_instant *threads, *runs;      /* by thread: in a state, in a run until                */
    sim_instant *nests;               /* by processor and depth: that run ends                */
    bool holds;
};

static bool fail(struct check *k, const struct mdl_slice *slice, const char *why)
{
    if (k->holds && k->what != NULL) {
        sim_text_print(k->what, "slice %" PRIu64 " (kind %u, on %" PRIu32 ") from %" PRIu64
                       " to %" PRIu64 ": %s", slice->sequence, slice->kind, slice->on,
                       slice->from_at, slice->to_at, why);
    }
    k->holds = false;
    return false;
}

/* What may be there once at a time. */
static void check_alone(struct check *k, const struct mdl_slice *slice, sim_instant *until)
{
    if (slice->from_at < *until) {
        fail(k, slice, "it begins before the last one there has ended");
    }
    *until = slice->to_at;
}

enum { DEPTHS = 64 };

/* Whatever runs beneath goes on at least as long. */
static void check_nest(struct check *k, const struct mdl_slice *slice)
{
    sim_instant *until = &k->nests[slice->on * DEPTHS + slice->depth];

    if (slice->depth == 0 || slice->depth >= DEPTHS) {
        fail(k, slice, "it has no depth");
        return;
    }
    for (unsigned depth = 1; depth < slice->depth; depth++) {
        sim_instant under = k->nests[slice->on * DEPTHS + depth];

        if (slice->from_at <= under && slice->to_at > under) {
            fail(k, slice, "it outlasts what it pre-empted");
        }
    }
    check_alone(k, slice, until);
}

static void check_flows(struct check *k, const struct mdl_slice *slice)
{
    for (unsigned i = 0; i < slice->flow_count; i++) {
        sim_instant end_at;

        if (slice->flows[i] >= k->c->flow_count) {
            fail(k, slice, "its cause does not exist");
            return;
        }
        end_at = k->c->flows[slice->flows[i]].to_at;
        if (end_at < slice->to_at || (end_at != SIM_INSTANT_NEVER && slice->open)) {
            fail(k, slice, "its cause has ended before it");
        }
    }
}

static void check_slice(struct check *k, const struct mdl_slice *slice)
{
    if (slice->from_at > slice->to_at || slice->to_at > k->c->end_at) {
        fail(k, slice, "it ends before it begins, or after everything");
    }
    check_flows(k, slice);
    if (slice->kind == MDL_SLICE_EXECUTES) {
        check_alone(k, slice, &k->busy[slice->on]);
    } else if (slice->kind == MDL_SLICE_RUNNING || slice->kind == MDL_SLICE_READY ||
               slice->kind == MDL_SLICE_WAITING) {
        check_alone(k, slice, &k->threads[slice->on]);
    } else if (slice->kind == MDL_SLICE_ITEM || slice->passive) {
        check_alone(k, slice, &k->runs[slice->on]);
    } else if (slice->kind == MDL_SLICE_ISR || slice->kind == MDL_SLICE_DPC ||
               slice->kind == MDL_SLICE_TIMER) {
        check_nest(k, slice);
    }
}

static bool flows_hold(const struct mdl_chronicle *c, struct sim_text *what)
{
    for (uint32_t i = 0; i < c->flow_count; i++) {
        if (c->flows[i].to_at < c->flows[i].from_at || c->flows[i].slices == 0) {
            if (what != NULL) {
                sim_text_print(what, "flow %" PRIu32 " never was", i);
            }
            return false;
        }
    }
    return true;
}

static bool time_holds(const struct mdl_chronicle *c, struct sim_text *what)
{
    bool holds = true;

    for (uint32_t i = 1; i < c->moment_count; i++) {
        holds = holds && c->moments[i].at >= c->moments[i - 1u].at;
    }
    for (uint32_t i = 1; i < c->counter_count; i++) {
        holds = holds && c->counters[i].at >= c->counters[i - 1u].at;
    }
    for (uint32_t i = 1; i < c->slice_count; i++) {
        holds = holds && c->slices[i].from_at >= c->slices[i - 1u].from_at;
    }
    if (!holds && what != NULL) {
        sim_text_add(what, "time runs backwards");
    }
    return holds;
}

bool mdl_chronicle_holds(const struct mdl_chronicle *c, struct sim_text *ret_what)
{
    uint32_t processors = c->plan->profile.processor_count, threads = c->plan->thread_total + 1u;
    struct check k = {.c = c, .what = ret_what, .holds = true};

    if (c->broken > 0) {
        if (ret_what != NULL) {
            sim_text_print(ret_what, "%" PRIu32 " rows contradict others", c->broken);
        }
        return false;
    }
    k.busy = mdl_growth_resize(NULL, 0, processors, sizeof *k.busy);
    k.threads = mdl_growth_resize(NULL, 0, threads, sizeof *k.threads);
    k.runs = mdl_growth_resize(NULL, 0, threads, sizeof *k.runs);
    k.nests = mdl_growth_resize(NULL, 0, (size_t)processors * DEPTHS, sizeof *k.nests);
    for (uint32_t i = 0; i < c->slice_count && k.holds; i++) {
        check_slice(&k, &c->slices[i]);
    }
    free(k.busy);
    free(k.threads);
    free(k.runs);
    free(k.nests);
    return k.holds && flows_hold(c, ret_what) && time_holds(c, ret_what);
}

/* ---- what concerns an object ----------------------------------------------------------------- */

/* Is `path` this object, one of its instances, or does it stand below it? */
static bool is_of(const char *path, const char *object)
{
    size_t length = strlen(object);

    return strncmp(path, object, length) == 0 &&
           (path[length] == '\0' || path[length] == '.' || path[length] == ' ');
}

static bool concerns(const struct mdl_slice *slice, const bool *followed)
{
    for (unsigned i = 0; i < slice->flow_count; i++) {
        if (followed[slice->flows[i]]) {
            return true;
        }
    }
    return false;
}

static bool is_own(struct sim_arena *arena, const struct mdl_chronicle *c,
                   const struct mdl_slice *slice, const char *path)
{
    return slice->kind != MDL_SLICE_EXECUTES &&
           is_of(mdl_chronicle_words_object(arena, c->plan, slice), path);
}

/* The causes that pass through the object; false: nothing of it is here. */
static bool follow(struct sim_arena *arena, const struct mdl_chronicle *c, const char *path,
                   bool *followed)
{
    bool found = false;

    for (uint32_t i = 0; i < c->slice_count; i++) {
        if (is_own(arena, c, &c->slices[i], path)) {
            found = true;
            for (unsigned k = 0; k < c->slices[i].flow_count; k++) {
                followed[c->slices[i].flows[k]] = true;
            }
        }
    }
    return found;
}

/* Threads that run or are given something of it are shown with their states. */
static void note_threads(const struct mdl_chronicle *c, const bool *followed, bool *threads)
{
    for (uint32_t i = 0; i < c->slice_count; i++) {
        const struct mdl_slice *slice = &c->slices[i];

        if ((slice->kind == MDL_SLICE_ITEM || slice->kind == MDL_SLICE_HANDED ||
             slice->passive) && concerns(slice, followed)) {
            threads[slice->on] = true;
        }
    }
}

static void keep_moments(struct sim_arena *arena, struct mdl_chronicle *c, const char *path,
                         const bool *followed)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < c->moment_count; i++) {
        const struct mdl_moment *moment = &c->moments[i];

        if ((moment->flow != MDL_NONE && followed[moment->flow]) ||
            moment->kind == MDL_MOMENT_FINDING ||
            is_of(mdl_chronicle_words_about(arena, c->plan, moment), path)) {
            c->moments[kept++] = *moment;
        }
    }
    c->moment_count = kept;
}

bool mdl_chronicle_select(struct mdl_chronicle *c, const char *path)
{
    bool *followed = mdl_growth_resize(NULL, 0, c->flow_count + 1u, sizeof *followed);
    bool *threads = mdl_growth_resize(NULL, 0, c->plan->thread_total + 1u, sizeof *threads);
    struct sim_arena arena;
    bool found;
    uint32_t kept = 0;

    sim_arena_init(&arena);
    found = follow(&arena, c, path, followed);
    if (found) {
        note_threads(c, followed, threads);
        for (uint32_t i = 0; i < c->slice_count; i++) {
            const struct mdl_slice *slice = &c->slices[i];
            bool state = slice->kind >= MDL_SLICE_RUNNING && slice->kind <= MDL_SLICE_WAITING;

            if (slice->kind == MDL_SLICE_EXECUTES || (state && threads[slice->on]) ||
                concerns(slice, followed) || is_own(&arena, c, slice, path)) {
                c->slices[kept++] = *slice;
            }
        }
        c->slice_count = kept;
        keep_moments(&arena, c, path, followed);
    }
    sim_arena_deinit(&arena);
    free(followed);
    free(threads);
    return found;
}

/* ---- two of them ----------------------------------------------------------------------------- */

static bool is_same(struct sim_arena *arena, const struct mdl_chronicle *a,
                    const struct mdl_slice *x, const struct mdl_chronicle *b,
                    const struct mdl_slice *y)
{
    return x->from_at == y->from_at && x->kind == y->kind && x->irql == y->irql &&
           x->passive == y->passive &&
           strcmp(mdl_chronicle_words_slice(arena, a->plan, x),
                  mdl_chronicle_words_slice(arena, b->plan, y)) == 0 &&
           strcmp(mdl_chronicle_words_object(arena, a->plan, x),
                  mdl_chronicle_words_object(arena, b->plan, y)) == 0;
}

static sim_instant earlier(sim_instant a, sim_instant b)
{
    return a < b ? a : b;
}

/* When the slice number i began; all of them having begun: the end of the shorter chronicle. */
static sim_instant begin_of(const struct mdl_chronicle *c, uint32_t i)
{
    return i < c->slice_count ? c->slices[i].from_at : SIM_INSTANT_NEVER;
}

sim_instant mdl_chronicle_part(const struct mdl_chronicle *a, const struct mdl_chronicle *b)
{
    uint32_t both = a->slice_count < b->slice_count ? a->slice_count : b->slice_count;
    sim_instant apart = SIM_INSTANT_NEVER;
    struct sim_arena arena;
    uint32_t i = 0;

    sim_arena_init(&arena);
    while (i < both && is_same(&arena, a, &a->slices[i], b, &b->slices[i])) {
        if (a->slices[i].to_at != b->slices[i].to_at) {
            apart = earlier(apart, earlier(a->slices[i].to_at, b->slices[i].to_at));
        }
        i++;
        if ((i & 1023u) == 0) {       /* names are short-lived */
            sim_arena_deinit(&arena);
            sim_arena_init(&arena);
        }
    }
    sim_arena_deinit(&arena);
    apart = earlier(apart, earlier(begin_of(a, i), begin_of(b, i)));
    if (a->end_at != b->end_at) {
        apart = earlier(apart, earlier(a->end_at, b->end_at));
    }
    return apart;
}
