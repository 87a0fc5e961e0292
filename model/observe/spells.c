/* Spells of threads, pools and locks. */
#include "model/observe/spells.h"

#include <string.h>

#include "model/observe/calls.h"
#include "model/observe/findings.h"
#include "model/observe/growth.h"
#include "model/observe/inside.h"
#include "model/observe/observed.h"
#include "model/observe/routines.h"
#include "model/observe/served.h"

enum { SPIN_GUIDELINE_NS = 25000 };   /* I27, I31 */

/* ---- phases ---------------------------------------------------------------------------------- */

static void note_activity(struct mdl_record *r, uint64_t at, const struct mdl_inside_thread *t,
                          unsigned after)
{
    struct mdl_inside_pool *pool = t->holds->in;
    unsigned before = mdl_inside_activity(t->phase);

    if (before == after) {
        return;
    }
    if (r->ledger_on) {
        mdl_backlog_advance_all(&pool->backlog, at);
        mdl_backlog_move(&pool->backlog, t->holds->callback, before, after);
    }
    if (after == MDL_BACKLOG_BLOCKED) {
        sim_level_up(&pool->blocked, at);
    } else if (before == MDL_BACKLOG_BLOCKED) {
        sim_level_down(&pool->blocked, at);
    }
}

static void exist(struct mdl_record *r, uint64_t at, struct mdl_inside_thread *t)
{
    if (!t->exists) {
        t->exists = 1;
        sim_level_up(&r->pools[t->pool].threads, at);
    }
}

static inline void set_worker_phase(struct mdl_record *r, uint64_t at,
                                    struct mdl_inside_thread *t, unsigned phase)
{
    if (!t->exists) {
        exist(r, at, t);
    }
    if (t->item != MDL_NONE) {
        note_activity(r, at, t, mdl_inside_activity(phase));
    }
    if ((phase == MDL_INSIDE_IDLE) != (t->phase == MDL_INSIDE_IDLE) && r->ledger_on) {
        struct mdl_backlog *b = &r->pools[t->pool].backlog;

        mdl_backlog_advance_all(b, at);
        mdl_backlog_rest(b, phase == MDL_INSIDE_IDLE ? 1u : (uint32_t)-1);
    }
}

static inline void set_phase(struct mdl_record *r, uint64_t at, struct mdl_inside_thread *t,
                             unsigned phase)
{
    if (t->entered_at != SIM_INSTANT_NEVER && r->ledger_on &&
        (phase == MDL_INSIDE_WAITING || t->phase == MDL_INSIDE_WAITING)) {
        mdl_courses_meter(r, at, t);
    }
    if (t->pool != MDL_NONE) {
        set_worker_phase(r, at, t, phase);
    } else if (t->phase == MDL_INSIDE_RUNNING) {
        uint64_t since_at = t->since_at > r->from_at ? t->since_at : r->from_at;

        t->running_ns += at > since_at ? at - since_at : 0;
    }
    t->phase = (uint8_t)phase;
    t->since_at = at;
    if (t->line != MDL_NONE) {
        mdl_served_phase(r, at, t->line);
    }
}

static struct mdl_observed ready_spell(const struct mdl_record *r,
                                       const struct mdl_inside_thread *t, bool open)
{
    return (struct mdl_observed){
        .series = t->ready, .group = MDL_LEDGER_THREAD, .open = open,
        .threshold_ns = t->asked ? UINT64_MAX : r->plan->starvation_threads_ns};
}

/* A ready spell of a declared thread has a ticket; those of workers have none: the wait of
   their item tells who ran instead. */
static void end_ready_rare(struct mdl_record *r, uint64_t at, struct mdl_inside_thread *t,
                           bool open)
{
    struct mdl_observed what = ready_spell(r, t, open);

    if (t->spell.count > 0) {
        mdl_observed_chain(r, &t->spell, &what, at);
    } else if (t->pool != MDL_NONE) {
        uint64_t ns = at - t->since_at;

        if (ns > what.threshold_ns) {
            mdl_observed_close(r, &what, t->since_at, ns, false, MDL_NONE);
        }
        if (open) {
            mdl_tally_censor(&r->tally, t->ready, t->since_at, at);
        } else {
            mdl_tally_observe(&r->tally, t->ready, t->since_at, ns);
        }
    }
}

static inline void end_ready(struct mdl_record *r, uint64_t at, struct mdl_inside_thread *t)
{
    uint64_t ns = at - t->since_at;

    if (t->pool == MDL_NONE || ns > r->plan->starvation_threads_ns) {
        end_ready_rare(r, at, t, false);
    } else {
        mdl_tally_note(&r->tally, t->readies, t->since_at, ns);
    }
}

static void move(struct mdl_record *r, uint64_t at, mdl_thread_id thread, mdl_processor_id p)
{
    struct mdl_inside_thread *t = &r->threads[thread];

    if (t->entered_at != SIM_INSTANT_NEVER && r->ledger_on) {
        mdl_courses_meter(r, at, t);
    }
    mdl_calls_moved(r, at, thread, p);
    if (t->line != MDL_NONE) {
        mdl_routines_isr_moved(r, at, t->line, t->processor, p);
    }
    t->processor = p;
    if (t->spell.count > 0 && r->ledger_on) {
        mdl_occupancy_pause(&r->occupancy, t->spell.head, at, MDL_LEDGER_THREAD);
        mdl_occupancy_enter(&r->occupancy, p, t->spell.head, at);
    }
}

void mdl_spells_moved(struct mdl_record *r, uint64_t at, mdl_thread_id thread,
                      mdl_processor_id p)
{
    if (r->threads[thread].processor != p) {
        move(r, at, thread, p);
    }
}

void mdl_spells_ready(struct mdl_record *r, uint64_t at, mdl_thread_id thread,
                      mdl_processor_id p)
{
    struct mdl_inside_thread *t = &r->threads[thread];

    if (t->phase == MDL_INSIDE_READY) {
        mdl_spells_moved(r, at, thread, p);
        return;
    }
    if (t->phase == MDL_INSIDE_WAITING && t->pool == MDL_NONE) {
        mdl_tally_observe(&r->tally, t->wait, t->since_at, at - t->since_at);
    }
    mdl_spells_moved(r, at, thread, p);
    if (t->phase == MDL_INSIDE_WAITING) {
        mdl_calls_woken(r, at, thread);
    }
    set_phase(r, at, t, MDL_INSIDE_READY);
    if (t->pool == MDL_NONE && t->ready != MDL_NONE) {
        (void)mdl_observed_begin(r, &t->spell, at, t->ready, p);
    }
}

void mdl_spells_runs(struct mdl_record *r, uint64_t at, mdl_thread_id thread,
                     mdl_processor_id p)
{
    struct mdl_inside_thread *t = &r->threads[thread];

    mdl_spells_moved(r, at, thread, p);
    if (t->phase == MDL_INSIDE_READY && t->readies != NULL) {
        end_ready(r, at, t);
    }
    set_phase(r, at, t, MDL_INSIDE_RUNNING);
    if (mdl_inside_counts(r, at)) {
        t->switches++;
    }
}

void mdl_spells_waits(struct mdl_record *r, uint64_t at, mdl_thread_id thread,
                      enum mdl_wait_reason reason)
{
    struct mdl_inside_thread *t = &r->threads[thread];
    bool idle = reason == MDL_WAIT_QUEUE && t->pool != MDL_NONE && t->item == MDL_NONE;

    set_phase(r, at, t, idle ? MDL_INSIDE_IDLE : MDL_INSIDE_WAITING);
}

void mdl_spells_ended(struct mdl_record *r, uint64_t at, mdl_thread_id thread)
{
    struct mdl_inside_thread *t = &r->threads[thread];

    mdl_observed_abandon(r, &t->spell);
    if (t->entered_at != SIM_INSTANT_NEVER) {
        t->entered_at = SIM_INSTANT_NEVER;
        r->followed--;
    }
    set_phase(r, at, t, MDL_INSIDE_ABSENT);
}

void mdl_spells_boosted(struct mdl_record *r, uint64_t at, mdl_thread_id thread, bool rescue)
{
    struct mdl_inside_thread *t = &r->threads[thread];

    if (mdl_inside_counts(r, at)) {
        t->boosts += rescue ? 0 : 1;
        t->rescues += rescue ? 1 : 0;
    }
}

/* ---- pools ----------------------------------------------------------------------------------- */

void mdl_spells_created(struct mdl_record *r, uint64_t at, mdl_thread_id worker, bool dynamic)
{
    struct mdl_inside_thread *t = &r->threads[worker];

    exist(r, at, t);
    if (dynamic && mdl_inside_counts(r, at)) {
        r->pools[t->pool].created++;
    }
}

void mdl_spells_exited(struct mdl_record *r, uint64_t at, mdl_thread_id worker)
{
    struct mdl_inside_thread *t = &r->threads[worker];
    struct mdl_inside_pool *pool = &r->pools[t->pool];

    set_phase(r, at, t, MDL_INSIDE_ABSENT);
    if (t->exists) {
        t->exists = 0;
        sim_level_down(&pool->threads, at);
    }
}

void mdl_spells_concurrency(struct mdl_record *r, uint64_t at, mdl_pool_id id, uint32_t list,
                            uint32_t current, uint32_t maximum)
{
    struct mdl_inside_pool *pool = &r->pools[id];
    uint32_t before = pool->backlog.lines[list].own;

    if (current == before + 1u) {
        sim_level_up(&pool->concurrency, at);
    } else if (current + 1u == before) {
        sim_level_down(&pool->concurrency, at);
    } else if (current != before) {
        sim_level_set(&pool->concurrency, at,
                            pool->concurrency.value + current - before);
    }
    if (r->ledger_on) {
        mdl_backlog_limit(&pool->backlog, list, at, current, maximum);
    } else {
        pool->backlog.lines[list].own = current;
    }
}

void mdl_spells_stalled(struct mdl_record *r, uint64_t at, mdl_pool_id id, bool open)
{
    const struct mdl_inside_pool *pool = &r->pools[id];

    if (mdl_inside_counts(r, pool->taken_at)) {
        mdl_episodes_add(&r->episodes, &(struct mdl_episodes_overdue){
            .series = pool->no_progress, .kind = MDL_EPISODE_NO_PROGRESS, .open = open,
            .started_at = pool->taken_at,
            .overdue_at = pool->taken_at + r->starvation_ns, .end_at = at,
            .row = MDL_NONE, .culprit = MDL_NONE});
    }
}

/* ---- locks ----------------------------------------------------------------------------------- */

static uint32_t *attempt(struct mdl_record *r, uint32_t waiter)
{
    if (waiter >= r->attempt_capacity) {
        uint32_t more = r->attempt_capacity == 0 ? 64u : r->attempt_capacity * 2u;

        while (more <= waiter) {
            more *= 2u;
        }
        r->attempts = mdl_growth_resize(r->attempts, r->attempt_capacity, more,
                                        sizeof *r->attempts);
        memset(r->attempts + r->attempt_capacity, 0xff,
               (more - r->attempt_capacity) * sizeof *r->attempts);
        r->attempt_capacity = more;
    }
    return &r->attempts[waiter];
}

static struct mdl_pending_chain alone(struct mdl_record *r, uint32_t waiter)
{
    uint32_t *wait = attempt(r, waiter);
    struct mdl_pending_chain chain = {*wait, *wait, *wait == MDL_NONE ? 0 : 1};

    *wait = MDL_NONE;
    return chain;
}

void mdl_spells_tried(struct mdl_record *r, uint64_t at, mdl_lock_id lock, uint32_t waiter)
{
    struct mdl_pending_chain chain = alone(r, waiter);

    mdl_observed_abandon(r, &chain);
    (void)mdl_observed_begin(r, &chain, at, r->locks[lock].wait,
                             r->plan->profile.processor_count + lock);
    if (chain.count > 0) {
        r->pending.entries[chain.head].origin_at = r->locks[lock].wait;
    }
    *attempt(r, waiter) = chain.head;
}

void mdl_spells_granted(struct mdl_record *r, uint64_t at, mdl_lock_id lock, uint32_t waiter,
                        mdl_label_id label)
{
    struct mdl_inside_lock *l = &r->locks[lock];
    struct mdl_pending_chain chain = alone(r, waiter);

    if (chain.count > 0) {
        if (r->pending.entries[chain.head].started_at != at && mdl_inside_counts(r, at)) {
            l->contended++;
        }
        mdl_observed_chain(r, &chain, &(struct mdl_observed){.series = l->wait,
                                                             .group = MDL_LEDGER_LOCK}, at);
    }
    if (l->owners++ == 0) {
        l->granted_at = at;
    }
    if (l->spins) {
        l->by_isr = r->plan->labels[label].kind == MDL_LABEL_KIND_ISR;
    }
    if (r->ledger_on) {
        mdl_occupancy_change(&r->occupancy, r->plan->profile.processor_count + lock, at, label,
                             MDL_NONE);
    }
}

void mdl_spells_given_up(struct mdl_record *r, mdl_lock_id lock, uint32_t waiter)
{
    struct mdl_pending_chain chain = alone(r, waiter);

    (void)lock;
    mdl_observed_abandon(r, &chain);
}

void mdl_spells_released(struct mdl_record *r, uint64_t at, mdl_lock_id lock)
{
    struct mdl_inside_lock *l = &r->locks[lock];

    if (l->owners == 0 || --l->owners > 0) {
        return;
    }
    mdl_tally_observe(&r->tally, l->hold, l->granted_at, at - l->granted_at);
    if (r->ledger_on) {
        mdl_occupancy_change(&r->occupancy, r->plan->profile.processor_count + lock, at,
                             r->plan->label_count, MDL_NONE);
    }
    if (l->spins && !l->by_isr && at - l->granted_at > SPIN_GUIDELINE_NS &&
        mdl_inside_counts(r, at)) {
        mdl_findings_raise(r, at, MDL_FINDING_LONG_SPIN, MDL_NONE, r->plan->locks[lock].object,
                           NULL);
    }
}

/* ---- the stop -------------------------------------------------------------------------------- */

static void end_pool(struct mdl_record *r, uint64_t end_at, mdl_pool_id id)
{
    const struct mdl_inside_pool *pool = &r->pools[id];

    if (pool->depth.value > 0 && end_at > pool->taken_at) {
        mdl_tally_censor(&r->tally, pool->no_progress, pool->taken_at, end_at);
        if (end_at - pool->taken_at > r->starvation_ns) {
            mdl_spells_stalled(r, end_at, id, true);
        }
    }
}

void mdl_spells_end(struct mdl_record *r, uint64_t end_at)
{
    for (mdl_thread_id id = 0; id < r->plan->thread_total; id++) {
        struct mdl_inside_thread *t = &r->threads[id];

        if (t->phase == MDL_INSIDE_READY && t->ready != MDL_NONE) {
            end_ready_rare(r, end_at, t, true);
        }
        if (t->phase == MDL_INSIDE_WAITING && t->pool == MDL_NONE) {
            mdl_tally_censor(&r->tally, t->wait, t->since_at, end_at);
        }
        set_phase(r, end_at, t, t->phase);
    }
    for (uint32_t waiter = 0; waiter < r->attempt_capacity; waiter++) {
        struct mdl_pending_chain chain = alone(r, waiter);

        if (chain.count > 0) {
            mdl_observed_chain(r, &chain, &(struct mdl_observed){
                .series = (uint32_t)r->pending.entries[chain.head].origin_at,
                .group = MDL_LEDGER_LOCK, .open = true}, end_at);
        }
    }
    for (mdl_lock_id lock = 0; lock < r->plan->lock_count; lock++) {
        if (r->locks[lock].owners > 0) {
            mdl_tally_censor(&r->tally, r->locks[lock].hold, r->locks[lock].granted_at, end_at);
        }
    }
    for (mdl_pool_id p = 0; p < r->plan->pool_count; p++) {
        end_pool(r, end_at, p);
    }
}
