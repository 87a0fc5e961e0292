/* Deadlocks; see the header. */
#include "model/run/deadlock.h"

#include <inttypes.h>
#include <stdlib.h>

#include "model/machine/machine.h"
#include "model/observe/growth.h"
#include "model/run/knot.h"
#include "model/run/knot_words.h"
#include "model/run/signals.h"
#include "model/run/stuck.h"
#include "model/run/watch.h"
#include "sim/base/text.h"

struct member {
    mdl_thread_id thread;
    sim_instant since_at;             /* it waits for the same thing while this is so */
};

struct followed {                     /* a knot */
    struct mdl_deadlock_knot knot;
    struct sim_text text;
    struct member *members;
    uint32_t member_count, member_capacity;
    mdl_pool_id pool;                 /* or MDL_NONE                  */
    mdl_item_id item;                 /* that waits for a worker      */
    uint32_t workers;                 /* at the last look             */
    bool open, seen;                  /* seen: in the judgement now   */
};

struct mdl_deadlock {
    struct mdl_machine *m;
    struct mdl_signals signals;
    struct mdl_stuck stuck;
    struct mdl_knot knot;
    struct mdl_watch watch;
    sim_instant *since_at;            /* by thread */
    uint32_t *circle;
    struct followed followed[MDL_DEADLOCK_KNOTS_MAX];
    uint32_t count, open_count;
    struct mdl_deadlock_knot ended[MDL_DEADLOCK_KNOTS_MAX];
};

/* ---- made and emptied ----------------------------------------------------------------------- */

struct mdl_deadlock *mdl_deadlock_create(struct mdl_machine *m)
{
    struct mdl_deadlock *d = mdl_growth_resize(NULL, 0, 1, sizeof *d);
    uint32_t nodes;

    d->m = m;
    mdl_signals_init(&d->signals, m->plan);
    mdl_stuck_init(&d->stuck, m, &d->signals);
    mdl_knot_init(&d->knot, &d->stuck);
    mdl_watch_init(&d->watch, m, &d->stuck);
    nodes = d->knot.kind_first[MDL_KNOT_KIND_COUNT];
    d->since_at = mdl_growth_resize(NULL, 0, m->plan->thread_total + 1u, sizeof *d->since_at);
    d->circle = mdl_growth_resize(NULL, 0, nodes + 1u, sizeof *d->circle);
    m->blocked_next =
        mdl_growth_resize(NULL, 0, m->plan->thread_total + 1u, sizeof *m->blocked_next);
    mdl_deadlock_begin(d);
    return d;
}

static void forget(struct mdl_deadlock *d)
{
    for (uint32_t i = 0; i < d->count; i++) {
        sim_text_deinit(&d->followed[i].text);
        free(d->followed[i].members);
        d->followed[i] = (struct followed){0};
    }
    d->count = d->open_count = 0;
}

void mdl_deadlock_destroy(struct mdl_deadlock *d)
{
    if (d == NULL) {
        return;
    }
    forget(d);
    mdl_watch_deinit(&d->watch);
    mdl_knot_deinit(&d->knot);
    mdl_stuck_deinit(&d->stuck);
    mdl_signals_deinit(&d->signals);
    free(d->since_at);
    free(d->circle);
    free(d->m->blocked_next);
    d->m->blocked_next = NULL;
    free(d);
}

void mdl_deadlock_begin(struct mdl_deadlock *d)
{
    forget(d);
    for (mdl_thread_id t = 0; t < d->m->plan->thread_total; t++) {
        d->m->blocked_next[t] = t;
    }
    mdl_watch_begin(&d->watch);
    d->m->blocked_head = MDL_NONE;
    d->m->judge = false;
}

/* ---- a knot closes -------------------------------------------------------------------------- */

static void add_member(struct followed *f, mdl_thread_id thread, sim_instant since_at)
{
    if (f->member_count == f->member_capacity) {
        uint32_t more = f->member_capacity == 0 ? 8 : f->member_capacity * 2;

        f->members = mdl_growth_resize(f->members, f->member_capacity, more, sizeof *f->members);
        f->member_capacity = more;
    }
    f->members[f->member_count++] = (struct member){thread, since_at};
}

/* Does x wait longer than y? The order of items decides between those that began together. */
static bool is_before(const struct mdl_deadlock *d, mdl_thread_id x, mdl_thread_id y)
{
    if (d->since_at[x] != d->since_at[y]) {
        return d->since_at[x] < d->since_at[y];
    }
    return y >= d->m->plan->thread_count && x >= d->m->plan->thread_count &&
           d->m->threads[x].instance < d->m->threads[y].instance;
}

/* Its members by number; the one that waits longest. */
static mdl_thread_id take_members(struct mdl_deadlock *d, struct followed *f, uint32_t part)
{
    mdl_thread_id first = MDL_NONE;
    uint32_t count;
    const mdl_thread_id *present = mdl_stuck_present(&d->stuck, &count);

    f->member_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        mdl_thread_id t = present[i];

        if (d->knot.index[t] != 0 && d->knot.part_of[t] == part) {
            add_member(f, t, d->since_at[t]);
            if (first == MDL_NONE || is_before(d, t, first)) {
                first = t;
            }
        }
    }
    f->knot.victims = f->member_count > f->knot.victims ? f->member_count : f->knot.victims;
    return first;
}

static mdl_object_id object_of(const struct mdl_deadlock *d, enum mdl_knot_kind kind, uint32_t id)
{
    const struct mdl_plan *plan = d->m->plan;

    switch (kind) {
    case MDL_KNOT_POOL:
        return plan->pools[id].object;
    case MDL_KNOT_EVENT:
        return plan->events[id].object;
    case MDL_KNOT_LOCK:
    case MDL_KNOT_RUNDOWN:
        return plan->locks[id].object;
    case MDL_KNOT_TIMER:
        return plan->timers[id].object;
    case MDL_KNOT_END:
        return plan->threads[id].object;
    default:
        return plan->items[plan->instance_item[id]].object;
    }
}

/* What it is about: the pool of the circle, else what its first thread waits for. */
static void name(struct mdl_deadlock *d, struct followed *f, uint32_t count)
{
    uint32_t id;

    f->pool = f->item = MDL_NONE;
    for (uint32_t i = 0; i < count; i++) {
        enum mdl_knot_kind kind = mdl_knot_kind(&d->knot, d->circle[i], &id);

        if (kind == MDL_KNOT_POOL && f->pool == MDL_NONE) {
            f->pool = id;
            f->knot.object = object_of(d, kind, id);
        } else if (kind == MDL_KNOT_ROUTINE && f->item == MDL_NONE &&
                   d->signals.routines[id].role == MDL_ROLE_ITEM) {
            f->item = d->signals.routines[id].id;
        } else if (i == 1 && count > 1) {
            f->knot.object = object_of(d, kind, id);
        }
    }
    if (f->pool != MDL_NONE) {
        f->workers = d->m->pools[f->pool].thread_count;
    }
}

static void open_knot(struct mdl_deadlock *d, uint32_t part)
{
    struct followed *f = &d->followed[d->count];
    mdl_thread_id first;
    uint32_t count;

    if (d->count == MDL_DEADLOCK_KNOTS_MAX) {
        return;
    }
    *f = (struct followed){.open = true, .seen = true};
    sim_text_init(&f->text);
    first = take_members(d, f, part);
    count = mdl_knot_circle(&d->knot, first, d->circle);
    name(d, f, count);
    f->knot.begin_at = d->since_at[first];
    f->knot.closed_at = d->m->engine.now;
    f->knot.end_at = SIM_INSTANT_NEVER;
    f->knot.culprit = d->m->contexts[mdl_machine_thread_context(d->m, first)].label;
    mdl_knot_words_add(&f->text, &d->knot, d->circle, count, f->member_count, f->pool);
    d->count++;
    d->open_count++;
}

/* One that is followed and shares a member with the part, or NULL. */
static struct followed *known(struct mdl_deadlock *d, uint32_t part)
{
    for (uint32_t i = 0; i < d->count; i++) {
        struct followed *f = &d->followed[i];

        for (uint32_t k = 0; f->open && k < f->member_count; k++) {
            mdl_thread_id t = f->members[k].thread;

            if (d->knot.index[t] != 0 && d->knot.part_of[t] == part &&
                f->members[k].since_at == d->since_at[t]) {
                return f;
            }
        }
    }
    return NULL;
}

/* ---- how many workers short ----------------------------------------------------------------- */

static bool all_live(const struct mdl_deadlock *d, const struct followed *f)
{
    for (uint32_t i = 0; i < f->member_count; i++) {
        if (!mdl_stuck_thread_lives(&d->stuck, f->members[i].thread)) {
            return false;
        }
    }
    return true;
}

/* The judgement again, in thought with more workers of the pool, until nobody is stuck. */
static void measure(struct mdl_deadlock *d, struct followed *f)
{
    uint32_t more = 1;

    if (f->pool == MDL_NONE) {
        return;
    }
    for (; more <= MDL_DEADLOCK_MARGIN_MAX; more++) {
        mdl_stuck_judge(&d->stuck, true, f->pool, more);
        if (all_live(d, f)) {
            f->knot.margin = more;
            break;
        }
    }
    sim_text_add_char(&f->text, '\n');
    mdl_knot_words_pool(&f->text, d->m, f->pool);
    sim_text_add(&f->text, f->knot.margin == 0 ? " is more than " : " is ");
    mdl_knot_words_number(&f->text, f->knot.margin == 0 ? more - 1 : f->knot.margin);
    sim_text_print(&f->text, " worker%s short", f->knot.margin == 1 ? "" : "s");
}

/* ---- a knot dissolves ----------------------------------------------------------------------- */

static bool is_member(const struct followed *f, mdl_thread_id thread)
{
    for (uint32_t i = 0; i < f->member_count; i++) {
        if (f->members[i].thread == thread) {
            return true;
        }
    }
    return false;
}

/* The worker from outside the knot that makes the difference, one with the awaited item first. */
static mdl_thread_id helper_of(const struct mdl_deadlock *d, const struct followed *f)
{
    const struct mdl_pool *pool = &d->m->plan->pools[f->pool];
    mdl_thread_id best = MDL_NONE;

    for (mdl_thread_id t = pool->thread_first; t < pool->thread_first + pool->thread_max; t++) {
        const struct mdl_thread_state *state = &d->m->threads[t];

        if (state->phase == MDL_THREAD_ABSENT || state->instance == MDL_NONE ||
            is_member(f, t)) {
            continue;
        }
        if (d->m->plan->instance_item[state->instance] == f->item) {
            return t;
        }
        best = t;
    }
    return best;
}

/* No thread of the system's own growth: the timeline has made the pool larger. */
static bool is_of_timeline(const struct mdl_deadlock *d, const struct followed *f)
{
    const struct mdl_pool_state *q = &d->m->pools[f->pool];

    return d->m->own != NULL && q->dynamic_count == 0 &&
           d->m->plan->pools[f->pool].list_count == 1;
}

static void tell_end(struct mdl_deadlock *d, struct followed *f)
{
    const struct mdl_profile *profile = &d->m->plan->profile;
    bool of_timeline;
    uint64_t us = d->m->engine.now / 1000;
    mdl_thread_id helper;

    if (f->pool == MDL_NONE || d->m->pools[f->pool].thread_count <= f->workers) {
        return;
    }
    helper = helper_of(d, f);
    sim_text_print(&f->text, "\n%" PRIu64 ".%03u %03u s: ", us / 1000000,
                   (unsigned)(us / 1000 % 1000), (unsigned)(us % 1000));
    of_timeline = is_of_timeline(d, f);
    sim_text_add(&f->text, of_timeline                     ? "a worker that the timeline adds "
                           : profile->era <= MDL_ERA_WIN8 ? "a rescue thread "
                                                           : "a new worker ");
    if (helper == MDL_NONE) {
        sim_text_add(&f->text, "comes");
    } else {
        sim_text_add(&f->text, "takes ");
        mdl_knot_words_thread(&f->text, d->m, helper);
    }
    sim_text_add(&f->text, of_timeline                                   ? ""
                           : profile->era > MDL_ERA_WIN8                 ? " (W49, W52)"
                           : d->m->plan->pools[f->pool].need_based_growth ? " (W25, W26)"
                                                                           : " (W26)");
}

static bool waits_on(const struct mdl_deadlock *d, const struct member *member)
{
    return mdl_stuck_waits(d->m, member->thread) &&
           d->since_at[member->thread] == member->since_at;
}

static bool is_dissolved(const struct mdl_deadlock *d, const struct followed *f)
{
    for (uint32_t i = 0; i < f->member_count; i++) {
        if (!waits_on(d, &f->members[i]) ||
            mdl_stuck_thread_lives(&d->stuck, f->members[i].thread)) {
            return true;
        }
    }
    return false;
}

static void close_dissolved(struct mdl_deadlock *d)
{
    bool judged = false;

    for (uint32_t i = 0; i < d->count; i++) {
        struct followed *f = &d->followed[i];

        if (!f->open || f->seen) {
            continue;
        }
        if (!judged) {
            mdl_stuck_judge(&d->stuck, true, MDL_NONE, 0);
            judged = true;
        }
        if (is_dissolved(d, f)) {
            f->open = false;
            f->knot.end_at = d->m->engine.now;
            d->open_count--;
            tell_end(d, f);
        }
    }
}

/* ---- looking -------------------------------------------------------------------------------- */

static void judge(struct mdl_deadlock *d)
{
    uint32_t first_new = d->count;

    for (uint32_t i = 0; i < d->count; i++) {
        d->followed[i].seen = false;
    }
    mdl_stuck_judge(&d->stuck, false, MDL_NONE, 0);
    mdl_knot_find(&d->knot);
    for (uint32_t part = 0; part < d->knot.part_count; part++) {
        struct followed *f;

        if (!mdl_knot_is_knot(&d->knot.parts[part])) {
            continue;
        }
        f = known(d, part);
        if (f == NULL) {
            open_knot(d, part);
        } else {
            f->seen = true;
            take_members(d, f, part);
        }
    }
    for (uint32_t i = first_new; i < d->count; i++) {
        measure(d, &d->followed[i]);
    }
    close_dissolved(d);
}

/* Has something happened that may dissolve an open knot: a new worker, or a member woke? */
static bool may_dissolve(struct mdl_deadlock *d)
{
    for (uint32_t i = 0; i < d->count; i++) {
        const struct followed *f = &d->followed[i];

        if (!f->open) {
            continue;
        }
        if (f->pool != MDL_NONE && (mdl_stuck_pool_grows(d->m, f->pool) ||
                                    d->m->pools[f->pool].thread_count != f->workers)) {
            return true;
        }
        for (uint32_t k = 0; k < f->member_count && k < 16; k++) {
            if (!waits_on(d, &f->members[k])) {
                return true;
            }
        }
    }
    return false;
}

/* Notes since when the new waiters wait; is one of them perhaps stuck? */
static bool take_waiters(struct mdl_deadlock *d)
{
    struct mdl_machine *m = d->m;
    bool perhaps = false;

    for (mdl_thread_id t = m->blocked_head; t != MDL_NONE; t = m->blocked_next[t]) {
        d->since_at[t] = m->engine.now;
    }
    while (m->blocked_head != MDL_NONE) {
        mdl_thread_id t = m->blocked_head;

        m->blocked_head = m->blocked_next[t];
        m->blocked_next[t] = t;
        if (mdl_stuck_waits(m, t)) {
            perhaps = perhaps || !mdl_stuck_proceeds(&d->stuck, t);
            mdl_watch_add(&d->watch, t);
        }
    }
    return perhaps;
}

void mdl_deadlock_look(struct mdl_deadlock *d)
{
    bool waits = take_waiters(d), alarms = mdl_watch_alarms(&d->watch);

    if (waits || alarms || (d->open_count > 0 && may_dissolve(d))) {
        judge(d);
    }
    for (uint32_t i = 0; i < d->count && d->open_count > 0; i++) {
        struct followed *f = &d->followed[i];

        if (f->open && f->pool != MDL_NONE) {
            f->workers = d->m->pools[f->pool].thread_count;
        }
    }
    d->m->judge = d->open_count > 0;
}

const struct mdl_deadlock_knot *mdl_deadlock_end(struct mdl_deadlock *d, uint32_t *ret_count)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < d->count; i++) {
        struct mdl_deadlock_knot knot = d->followed[i].knot;

        if (knot.end_at == knot.closed_at) {
            continue;   /* it came and went within one instant */
        }
        knot.worst_ns = (knot.end_at == SIM_INSTANT_NEVER ? d->m->engine.now : knot.end_at) -
                        knot.begin_at;
        knot.sentence = d->followed[i].text.data;
        d->ended[count++] = knot;
    }
    *ret_count = count;
    return d->ended;
}
