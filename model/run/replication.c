/* One replication: event kinds to handlers, from the first arrival to the end of the window. */
#include "model/run/replication.h"

#include <stdlib.h>

#include "model/drivers/common.h"
#include "model/drivers/dispose.h"
#include "model/drivers/items.h"
#include "model/drivers/lists.h"
#include "model/drivers/lives.h"
#include "model/drivers/runs.h"
#include "model/drivers/steps.h"
#include "model/executive/balance.h"
#include "model/executive/pools.h"
#include "model/hardware/ranks.h"
#include "model/hardware/requests.h"
#include "model/hardware/servers.h"
#include "model/hardware/streams.h"
#include "model/kernel/clock.h"
#include "model/kernel/processor.h"
#include "model/kernel/waits.h"
#include "model/machine/machine.h"
#include "model/observe/record.h"
#include "model/observe/story.h"
#include "model/observe/tape.h"
#include "model/observe/tell.h"
#include "model/run/deadlock.h"
#include "model/run/timeline.h"
#include "sim/base/bits.h"
#include "sim/base/check.h"
#include "sim/base/paths.h"
#include "sim/engine/loop.h"

struct mdl_workspace {
    const struct mdl_plan *plan;
    struct mdl_machine *machine;
    struct mdl_record *record;
    struct mdl_deadlock *deadlock;
    struct mdl_tape *tape;          /* or NULL */
    struct mdl_tape *own_tape;      /* the same, of with_tape */
    uint64_t shuffle_ties;
};

static enum mdl_outcome clock_interrupt(struct mdl_machine *m, mdl_context_id c)
{
    mdl_clock_interrupt(m, c / MDL_NEST, m->contexts[c].object);
    return MDL_RETURNED;
}

static const struct mdl_bodies bodies = {
    .resume = {
        [MDL_CONTEXT_ISR] = mdl_steps_run,
        [MDL_CONTEXT_DPC] = mdl_steps_run,
        [MDL_CONTEXT_THREAD] = mdl_steps_run,
        [MDL_CONTEXT_WORKER] = mdl_common_worker,
        [MDL_CONTEXT_BALANCE] = mdl_balance_run,
        [MDL_CONTEXT_SOURCE] = mdl_steps_run,
        [MDL_CONTEXT_CLOCK] = clock_interrupt,
        [MDL_CONTEXT_SERVER] = mdl_steps_serve,
        [MDL_CONTEXT_IPI] = mdl_steps_run,
    },
    .item_removed = mdl_items_removed,
};

struct mdl_workspace *mdl_replication_prepare(const struct mdl_plan *plan,
                                              const struct mdl_options *options)
{
    struct mdl_workspace *w = calloc(1, sizeof *w);
    struct mdl_record_options record = {0};

    if (w == NULL) {
        sim_check_memory(sizeof *w);
    }
    if (options != NULL) {
        record.without_ledger = options->without_ledger;
        record.without_metrics = options->without_metrics;
        record.observations = options->observations;
        w->shuffle_ties = options->shuffle_ties;
    }
    w->plan = plan;
    w->machine = mdl_machine_create(plan, &bodies);
    if (options != NULL && options->without_shapes) {
        mdl_lanes_lay(w->machine, true);
    }
    w->record = mdl_record_create(plan, &record);
    w->machine->record = w->record;
    if (options == NULL || !options->without_judge) {
        w->deadlock = w->machine->deadlock = mdl_deadlock_create(w->machine);
    }
    if (options != NULL && options->with_tape) {
        w->own_tape = mdl_tape_create(NULL);
        mdl_replication_tape(w, w->own_tape);
    }
    return w;
}

void mdl_replication_release(struct mdl_workspace *w)
{
    if (w == NULL) {
        return;
    }
    mdl_deadlock_destroy(w->deadlock);
    mdl_machine_destroy(w->machine);
    mdl_record_destroy(w->record);
    mdl_tape_destroy(w->own_tape);
    free(w);
}

const struct mdl_record *mdl_replication_record(const struct mdl_workspace *w)
{
    return w->record;
}

bool mdl_replication_watch(struct mdl_workspace *w, uint32_t series, sim_instant started_at,
                           sim_duration wait_ns)
{
    return mdl_story_watch(w->record, series, started_at, wait_ns);
}

void mdl_replication_tape(struct mdl_workspace *w, struct mdl_tape *tape)
{
    w->tape = tape;
    mdl_record_tape(w->record, tape);
}

/* ---- events --------------------------------------------------------------------------------- */

static void arrive_anywhere(struct mdl_machine *m, mdl_stream_id stream)
{
    unsigned kind = m->plan->streams[stream].kind;

    if (kind == MDL_STREAM_SOURCE) {
        mdl_runs_source(m, stream);
    } else if (kind == MDL_STREAM_TARGET) {
        mdl_servers_arrive(m, m->plan->streams[stream].owner);
    } else {
        mdl_streams_arrive(m, stream);
    }
    if (kind == MDL_STREAM_THREAD) {
        mdl_runs_arrival(m, stream);
    }
}

static SIM_COMMON void arrive(struct mdl_machine *m, mdl_stream_id stream)
{
    const struct mdl_inlet *inlet = &m->inlets[stream];

    if (inlet->lane == NULL || !mdl_common_arrives(m, stream, inlet)) {
        arrive_anywhere(m, stream);
        mdl_streams_schedule(m, inlet);
    }
}

static SIM_COMMON void fire(void *self, uint32_t slot)
{
    struct mdl_machine *m = self;

    if (slot < m->slot_stream) {
        mdl_common_end(m, slot);
    } else if (slot - m->slot_stream < m->plan->stream_count) {
        arrive(m, slot - m->slot_stream);
    } else if (slot >= m->slot_exact) {
        mdl_clock_exact(m, slot - m->slot_exact);
    } else if (slot >= m->slot_sleeper) {
        mdl_waits_outside(m, slot - m->slot_sleeper);
    } else if (slot == m->slot_timeline) {
        mdl_timeline_fire(m);
    } else if (slot == m->slot_clock) {
        mdl_clock_fire(m);
    } else if (slot >= m->slot_ipi) {
        mdl_processor_ipi(m, slot - m->slot_ipi);
    } else if (slot >= m->slot_target) {
        mdl_servers_fire(m, slot - m->slot_target);
    } else {
        mdl_streams_moderated(m, slot - m->slot_stream - m->plan->stream_count);
    }
}

/* By processor number; when ties are shuffled, any order will do. */
static mdl_processor_id next_dirty(const struct mdl_machine *m)
{
    uint64_t shuffle = m->engine.calendar.shuffle;
    uint64_t above;

    if (shuffle == 1) {
        return sim_bits_lowest(m->dirty);
    }
    above = m->dirty & UINT64_MAX << (m->engine.now * shuffle >> 58);
    return sim_bits_lowest(above != 0 ? above : m->dirty);
}

static SIM_COMMON void settle(void *self)
{
    struct mdl_machine *m = self;

    while (m->dirty != 0) {
        mdl_processor_id p = next_dirty(m);

        m->dirty &= ~(UINT64_C(1) << p);
        mdl_common_settle(m, p);
        if (m->bug_check != 0 || m->stuck) {
            break;
        }
    }
    m->dirty = 0;
    m->engine.dirty = false;
    if (m->judge) {
        mdl_deadlock_look(m->deadlock);
    }
}

static void start(struct mdl_machine *m)
{
    mdl_clock_start(m);
    mdl_pools_start(m);
    mdl_lives_start(m);
    mdl_runs_start_sources(m);
    mdl_runs_start_threads(m);
    for (mdl_timer_id timer = 0; timer < m->plan->timer_count; timer++) {
        if (m->plan->timers[timer].starts) {
            mdl_clock_set(m, timer, m->plan->timers[timer].due_ns, 0);
        }
    }
    mdl_streams_start(m);
    mdl_timeline_start(m);
    settle(m);   /* threads that are ready before anything has happened */
}

struct mdl_machine *mdl_replication_begin(struct mdl_workspace *w, uint64_t seed,
                                          uint32_t replication)
{
    sim_check_note("replication of the scenario", seed, replication);
    mdl_machine_reset(w->machine, seed, replication);
    sim_calendar_shuffle(&w->machine->engine.calendar, w->shuffle_ties);
    mdl_record_begin(w->record);
    if (w->tape != NULL) {
        mdl_tape_begin(w->tape, &w->machine->acting);
    }
    if (w->deadlock != NULL) {
        mdl_deadlock_begin(w->deadlock);
    }
    start(w->machine);
    return w->machine;
}

void mdl_replication_restore(struct mdl_workspace *w, const struct mdl_checkpoint *checkpoint,
                             uint64_t fingerprint)
{
    SIM_ASSERT(w->deadlock == NULL);
    mdl_machine_restore(w->machine, checkpoint);
    mdl_record_resume(w->record, fingerprint);
}

struct sim_engine_world mdl_replication_world(struct mdl_workspace *w)
{
    return (struct sim_engine_world){w->machine, MDL_RANK_SETTLED, fire, settle};
}

struct mdl_replication mdl_replication_run(struct mdl_workspace *w, uint64_t seed,
                                           uint32_t replication)
{
    struct mdl_machine *m = mdl_replication_begin(w, seed, replication);
    const struct sim_engine_world world = {m, MDL_RANK_SETTLED, fire, settle}; /* known to loop.h */
    struct mdl_replication result = {0};

    if (m->bug_check == 0 && !m->stuck &&
        sim_loop_run(&m->engine, &world, w->plan->duration_ns) == SIM_ENGINE_STUCK) {
        m->stuck = true;
    }
    if (m->stuck) {
        result.end = MDL_REPLICATION_STUCK;
        result.stuck_place = mdl_machine_place(m);
    } else if (m->bug_check != 0) {
        result.end = MDL_REPLICATION_BUG_CHECK;
        result.bug_check = m->bug_check;
    } else {
        m->engine.now = w->plan->duration_ns;
    }
    result.end_at = m->engine.now;
    mdl_requests_close(m);
    mdl_lists_close(m);
    mdl_dispose_close(m);
    mdl_servers_close(m);
    mdl_tell_ties(w->record, m->engine.ties);
    mdl_record_end(w->record, m->engine.now);
    if (w->tape != NULL) {
        mdl_tape_end(w->tape);
    }
    result.events = m->engine.events;
    result.ties = m->engine.ties;
    result.fingerprint = mdl_record_fingerprint(w->record);
    if (w->deadlock != NULL) {
        result.knots = mdl_deadlock_end(w->deadlock, &result.knot_count);
    }
    return result;
}
