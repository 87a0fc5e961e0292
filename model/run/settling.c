/* The pilot runs and their cut; see the header. */
#include "model/run/settling.h"

#include <stdlib.h>
#include <string.h>

#include "model/observe/growth.h"
#include "model/observe/tape.h"
#include "model/observe/tell.h"
#include "model/run/replication.h"
#include "sim/statistics/interval.h"

#define BINS 1000u

/* ---- is there a steady state? --------------------------------------------------------------- */

/* A thread that goes on: woken by arrivals, or with a loop that never ends. */
static bool goes_on(const struct mdl_plan *plan, const struct mdl_thread *thread)
{
    const struct mdl_program *program = &plan->programs[thread->program];

    if (thread->stream != MDL_NONE || thread->dynamic || thread->pnp > 0 ||
        thread->serves != MDL_SERVES_NOBODY) {
        return true;
    }
    for (uint32_t i = 0; i < program->count; i++) {
        const struct mdl_step *step = &plan->steps[program->first + i];

        if (step->kind == MDL_STEP_REPEAT && step->draw == MDL_NONE &&
            step->number == MDL_FOREVER) {
            return true;
        }
    }
    return false;
}

const char *mdl_settling_obstacle(const struct mdl_plan *plan)
{
    if (plan->happening_count > 0 || plan->change_count > 0) {
        return "its timeline makes one part of the run differ from another";
    }
    if (plan->phase_count > 0) {
        return "its phases say that one part of the run differs from another";
    }
    for (uint32_t i = 0; i < plan->stream_count; i++) {
        const struct mdl_stream *stream = &plan->streams[i];

        if (stream->kind < MDL_STREAM_TIMER && stream->arrivals.kind == SIM_ARRIVALS_LIST) {
            return "some arrivals come at given instants ('at' or 'trace')";
        }
    }
    for (uint32_t i = 0; i < plan->thread_count; i++) {
        if (!goes_on(plan, &plan->threads[i])) {
            return "a thread's steps end, so that it is missing afterwards";
        }
    }
    return NULL;
}

/* ---- the series ----------------------------------------------------------------------------- */

struct level {                        /* of one pool, or of all requests */
    uint64_t value;
    sim_instant since;
    uint64_t sums[BINS];              /* integral in each bin, over all pilots */
};

struct pilot {
    const struct mdl_plan *plan;
    struct level *levels;             /* by pool; the last one: requests */
    bool *queued;                     /* by instance: it is in its pool's list */
};

/* The level was what it is since the last change: that much more in each bin on the way. */
static void advance(const struct mdl_plan *plan, struct level *level, sim_instant at)
{
    uint64_t width = plan->duration_ns / BINS;

    while (level->since < at) {
        uint64_t bin = level->since / width < BINS ? level->since / width : BINS - 1;
        sim_instant end = bin + 1 < BINS && (bin + 1) * width < at ? (bin + 1) * width : at;

        level->sums[bin] += level->value * (end - level->since);
        level->since = end;
    }
}

static void change(struct pilot *p, uint32_t index, sim_instant at, bool up)
{
    struct level *level = &p->levels[index];

    advance(p->plan, level, at);
    if (up) {
        level->value++;
    } else if (level->value > 0) {
        level->value--;
    }
}

static void set_queued(struct pilot *p, uint32_t instance, sim_instant at, bool queued)
{
    if (p->queued[instance] != queued) {
        p->queued[instance] = queued;
        change(p, p->plan->items[p->plan->instance_item[instance]].pool, at, queued);
    }
}

static void take(void *self, const struct mdl_tape_row *rows, uint32_t count)
{
    struct pilot *p = self;

    for (uint32_t i = 0; i < count; i++) {
        const struct mdl_tape_row *row = &rows[i];

        switch (row->kind) {
        case MDL_TAPE_CALLED:
            if (row->detail != MDL_CALL_COALESCED) {
                set_queued(p, row->object, row->at, row->detail == MDL_CALL_QUEUED);
            }
            break;
        case MDL_TAPE_HANDED:
            set_queued(p, row->object, row->at, false);
            break;
        case MDL_TAPE_ARRIVED:
        case MDL_TAPE_FINISHED:
        case MDL_TAPE_LOST:
            change(p, p->plan->pool_count, row->at, row->kind == MDL_TAPE_ARRIVED);
            break;
        default:
            break;
        }
    }
}

/* ---- the cut -------------------------------------------------------------------------------- */

static void begin(struct pilot *p)
{
    for (uint32_t i = 0; i <= p->plan->pool_count; i++) {
        p->levels[i].value = 0;
        p->levels[i].since = 0;
    }
    memset(p->queued, 0, (p->plan->instance_count + 1u) * sizeof *p->queued);
}

/* All pilots; false: one of them did not reach its end. */
static bool run(struct pilot *p, uint64_t seed, uint32_t pilots)
{
    const struct mdl_options without = {.without_metrics = true};
    const struct mdl_tape_options sink = {.rows = 4096, .take = take, .self = p};
    struct mdl_tape *tape = mdl_tape_create(&sink);
    struct mdl_workspace *w = mdl_replication_prepare(p->plan, &without);
    bool good = true;

    mdl_replication_tape(w, tape);
    for (uint32_t i = 0; i < pilots && good; i++) {
        begin(p);
        good = mdl_replication_run(w, seed, i).end == MDL_REPLICATION_COMPLETE;
        for (uint32_t k = 0; k <= p->plan->pool_count; k++) {
            advance(p->plan, &p->levels[k], p->plan->duration_ns);
        }
    }
    mdl_replication_release(w);
    mdl_tape_destroy(tape);
    return good;
}

/* The longest cut of all series, in bins; BINS: one of them is not steady. */
static uint32_t longest_cut(const struct pilot *p)
{
    uint32_t longest = 0;

    for (uint32_t i = 0; i <= p->plan->pool_count; i++) {
        double series[BINS];
        uint32_t cut;

        for (uint32_t k = 0; k < BINS; k++) {
            series[k] = (double)p->levels[i].sums[k];
        }
        cut = sim_interval_warm_up(series, BINS);
        longest = cut > longest ? cut : longest;
    }
    return longest;
}

bool mdl_settling_find(const struct mdl_plan *plan, uint64_t seed, uint32_t pilots,
                       sim_instant *ret_cut)
{
    struct pilot p = {.plan = plan};
    uint32_t cut = BINS;

    *ret_cut = 0;
    if (plan->duration_ns < BINS) {
        return false;
    }
    p.levels = mdl_growth_resize(NULL, 0, plan->pool_count + 1u, sizeof *p.levels);
    p.queued = mdl_growth_resize(NULL, 0, plan->instance_count + 1u, sizeof *p.queued);
    if (run(&p, seed, pilots < MDL_SETTLING_PILOTS ? pilots : MDL_SETTLING_PILOTS)) {
        cut = longest_cut(&p);
    }
    free(p.levels);
    free(p.queued);
    if (cut == BINS) {
        return false;
    }
    *ret_cut = plan->duration_ns / BINS * cut;
    return true;
}
