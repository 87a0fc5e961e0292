/* Courses; see the header. */
#include "model/observe/courses.h"

#include "model/observe/inside.h"
#include "sim/base/check.h"

/* ---- meters ---------------------------------------------------------------------------------- */

/* Is this time of the course itself? thread: its own, MDL_NONE: it is a routine. What they call
   (a completion routine, the callback of a queue) is theirs too. */
static inline bool is_own(const struct mdl_record *r, mdl_label_id label, mdl_thread_id thread,
                          const struct mdl_occupancy_entry *x)
{
    if (x->who != thread) {
        return false;
    }
    return x->tag - label * MDL_LEDGER_LEVELS < MDL_LEDGER_LEVELS ||
           !r->apart[x->tag / MDL_LEDGER_LEVELS];
}

/* What its processor did since it was last metered: at most 64 changes. */
static void walk_back(struct mdl_record *r, uint64_t at, struct mdl_course *c, mdl_processor_id p,
                 mdl_thread_id thread)
{
    const struct mdl_occupancy_server *s = &r->occupancy.servers[p];
    uint64_t to_at = at;

    for (uint32_t i = s->pushes; to_at > c->at;) {
        const struct mdl_occupancy_entry *x = &s->ring[--i % MDL_OCCUPANCY_RING];
        uint64_t since_at = x->since_at > c->at ? x->since_at : c->at;

        SIM_ASSERT(s->pushes - i <= MDL_OCCUPANCY_RING);
        if (is_own(r, c->label, thread, x)) {
            c->own_ns += to_at - since_at;
        } else if (to_at > since_at) {
            mdl_pending_coin(&r->pending, &c->purse,
                             mdl_ledger_column_of(&r->ledger, MDL_LEDGER_RUN, x->tag),
                             to_at - since_at);
        }
        to_at = since_at;
    }
    c->at = at;
}

/* Nearly always nobody came between. */
static inline void walk(struct mdl_record *r, uint64_t at, struct mdl_course *c,
                        mdl_processor_id p, mdl_thread_id thread)
{
    const struct mdl_occupancy_server *s = &r->occupancy.servers[p];
    const struct mdl_occupancy_entry *top = &s->ring[(s->pushes - 1u) % MDL_OCCUPANCY_RING];

    if (top->since_at <= c->at && is_own(r, c->label, thread, top)) {
        c->own_ns += at - c->at;
        c->at = at;
    } else {
        walk_back(r, at, c, p, thread);
    }
}

uint64_t mdl_courses_breaks(struct mdl_record *r, uint64_t at, const struct mdl_inside_thread *t,
                            uint32_t row)
{
    const struct mdl_occupancy_server *s = &r->occupancy.servers[t->processor];
    mdl_label_id label = t->holds->callback->label;
    mdl_thread_id thread = (mdl_thread_id)(t - r->threads);
    uint64_t to_at = at, sum_ns = 0;

    for (uint32_t i = s->pushes; to_at > t->entered_at;) {
        const struct mdl_occupancy_entry *x = &s->ring[--i % MDL_OCCUPANCY_RING];
        uint64_t since_at = x->since_at > t->entered_at ? x->since_at : t->entered_at;

        if (to_at > since_at && !is_own(r, label, thread, x)) {
            sum_ns += to_at - since_at;
            mdl_ledger_add(&r->ledger, row, mdl_ledger_column_of(&r->ledger, MDL_LEDGER_RUN,
                                                                 x->tag), to_at - since_at);
        }
        to_at = since_at;
    }
    return sum_ns;
}

struct mdl_course *mdl_courses_of(struct mdl_record *r, struct mdl_inside_thread *t)
{
    struct mdl_course *c = &r->courses[t - r->threads];

    if (c->entered_at != t->entered_at) {
        if (c->purse != MDL_NONE) {
            mdl_pending_empty(&r->pending, &c->purse);
        }
        c->entered_at = c->at = c->turn_at = t->entered_at;
        c->own_ns = c->turn_ns = c->begun_ns = 0;
        c->stream = MDL_NONE;
        c->serial += MDL_COURSES_NEST;
    }
    if (t->item != MDL_NONE) {
        c->label = t->holds->callback->label;
    }
    return c;
}

void mdl_courses_follow(struct mdl_record *r, uint64_t at, struct mdl_inside_thread *t)
{
    if (t->entered_at == SIM_INSTANT_NEVER && t->pool == MDL_NONE &&
        r->plan->threads[t - r->threads].serves == MDL_SERVES_NOBODY) {
        t->entered_at = at;
        r->followed++;
        r->courses[t - r->threads].label = r->plan->threads[t - r->threads].label;
    }
}

struct mdl_course *mdl_courses_serve(struct mdl_record *r, uint64_t at, mdl_thread_id thread,
                                     mdl_label_id label)
{
    struct mdl_course *c;

    r->threads[thread].entered_at = at;
    r->followed++;
    r->courses[thread].entered_at = SIM_INSTANT_NEVER;
    c = mdl_courses_of(r, &r->threads[thread]);
    c->label = label;
    c->line = MDL_NONE;
    c->claims = false;
    return c;
}

static void free_calls(struct mdl_record *r, struct mdl_course *c)
{
    for (uint32_t wait = c->calls.head; c->calls.count > 0; c->calls.count--) {
        uint32_t next = r->pending.entries[wait].next;

        mdl_pending_free(&r->pending, wait);
        wait = next;
    }
}

void mdl_courses_served(struct mdl_record *r, mdl_thread_id thread)
{
    if (r->threads[thread].entered_at != SIM_INSTANT_NEVER) {
        r->threads[thread].entered_at = SIM_INSTANT_NEVER;
        r->followed--;
        free_calls(r, &r->courses[thread]);
    }
}

void mdl_courses_meter(struct mdl_record *r, uint64_t at, struct mdl_inside_thread *t)
{
    struct mdl_course *c = mdl_courses_of(r, t);

    if (c->at == at) {
        return;
    }
    if (t->phase != MDL_INSIDE_WAITING) {
        walk(r, at, c, t->processor, (mdl_thread_id)(t - r->threads));
    } else {
        mdl_pending_coin(&r->pending, &c->purse,
                         mdl_ledger_column(&r->ledger, MDL_PART_BLOCKED, c->label,
                                           MDL_STATE_BLOCKED), at - c->at);
        c->at = at;
    }
}

/* ---- routines -------------------------------------------------------------------------------- */

static struct mdl_course *nest(struct mdl_record *r, mdl_processor_id p, uint32_t depth)
{
    return &r->nests[p * MDL_COURSES_NEST + depth];
}

struct mdl_course *mdl_courses_push(struct mdl_record *r, uint64_t at, mdl_processor_id p,
                                    mdl_label_id label)
{
    struct mdl_course *c = nest(r, p, r->nested[p]++);

    SIM_ASSERT(r->nested[p] <= MDL_COURSES_NEST);
    c->entered_at = c->at = c->turn_at = at;
    c->own_ns = c->turn_ns = c->begun_ns = 0;
    c->stream = c->line = MDL_NONE;
    c->serial += MDL_COURSES_NEST;
    c->label = label;
    c->claims = false;
    return c;
}

void mdl_courses_pop(struct mdl_record *r, mdl_processor_id p)
{
    struct mdl_course *c;

    if (r->nested[p] == 0) {
        return;                       /* it was entered before anything was kept */
    }
    c = nest(r, p, --r->nested[p]);
    if (c->purse != MDL_NONE) {
        mdl_pending_empty(&r->pending, &c->purse);
    }
    free_calls(r, c);
}

struct mdl_course *mdl_courses_top(struct mdl_record *r, uint64_t at, mdl_processor_id p)
{
    struct mdl_course *c;

    if (r->nested[p] == 0) {
        return NULL;
    }
    c = nest(r, p, r->nested[p] - 1u);
    walk(r, at, c, p, MDL_NONE);
    return c;
}

void mdl_courses_meter_nest(struct mdl_record *r, uint64_t at, mdl_processor_id p, uint32_t depth)
{
    walk(r, at, nest(r, p, depth), p, MDL_NONE);
}

/* ---- the half of a ring ---------------------------------------------------------------------- */

/* Those that were metered before `since_at` could not be a half later. */
static void meter_threads(struct mdl_record *r, mdl_processor_id p, uint64_t at, uint64_t since_at)
{
    uint64_t busy = r->followed;

    for (mdl_pool_id i = 0; i < r->plan->pool_count; i++) {
        busy += r->pools[i].busy.value;
    }
    for (mdl_thread_id i = 0; busy > 0 && i < r->plan->thread_total; i++) {
        struct mdl_inside_thread *t = &r->threads[i];

        if (t->item == MDL_NONE && t->entered_at == SIM_INSTANT_NEVER) {
            continue;
        }
        busy--;
        if (t->processor == p && t->entered_at < since_at &&
            (!mdl_courses_is_metered(&r->courses[i], t->entered_at) ||
             r->courses[i].at < since_at)) {
            mdl_courses_meter(r, at, t);
        }
    }
}

static void half(void *self, uint32_t server, uint64_t at)
{
    struct mdl_record *r = self;
    const struct mdl_occupancy_server *s = &r->occupancy.servers[server];

    if (server >= r->plan->profile.processor_count) {
        return;
    }
    for (uint32_t i = 0; i < r->nested[server]; i++) {
        walk(r, at, nest(r, server, i), server, MDL_NONE);
    }
    if (s->pushes >= MDL_OCCUPANCY_RING) {
        meter_threads(r, server, at,
                      s->ring[(s->pushes - MDL_OCCUPANCY_HALF) % MDL_OCCUPANCY_RING].since_at);
    }
}

/* Labels of what is never called by a routine or a thread: it interrupts. */
static bool *new_apart(struct mdl_record *r)
{
    const struct mdl_plan *plan = r->plan;
    bool *apart = sim_arena_array(&r->arena, plan->label_count + 1u, sizeof *apart);

    for (mdl_label_id i = 0; i < plan->label_count; i++) {
        apart[i] = plan->labels[i].kind == MDL_LABEL_KIND_OVERHEAD ||
                   plan->labels[i].kind == MDL_LABEL_KIND_IDLE;
    }
    for (mdl_line_id i = 0; i < plan->line_count; i++) {
        apart[plan->lines[i].isr_label] = true;
    }
    for (mdl_dpc_id i = 0; i < plan->dpc_count; i++) {
        apart[plan->dpcs[i].label] = true;
    }
    for (mdl_timer_id i = 0; i < plan->timer_count; i++) {
        if (plan->timers[i].label < plan->label_count) {
            apart[plan->timers[i].label] = true;
        }
    }
    return apart;
}

void mdl_courses_make(struct mdl_record *r)
{
    uint32_t processors = r->plan->profile.processor_count;

    r->apart = new_apart(r);
    r->courses = sim_arena_array(&r->arena, r->plan->thread_total + 1u, sizeof *r->courses);
    r->nests = sim_arena_array(&r->arena, processors * MDL_COURSES_NEST, sizeof *r->nests);
    r->nested = sim_arena_array(&r->arena, processors, sizeof *r->nested);
    if (r->ledger_on) {
        r->occupancy.half = half;
        r->occupancy.self = r;
    }
}

static void clear(struct mdl_course *c)
{
    *c = (struct mdl_course){.entered_at = SIM_INSTANT_NEVER, .purse = MDL_NONE,
                             .stream = MDL_NONE, .line = MDL_NONE};
    mdl_pending_chain_clear(&c->calls);
}

void mdl_courses_begin(struct mdl_record *r)
{
    r->followed = 0;
    for (mdl_thread_id t = 0; t < r->plan->thread_total; t++) {
        clear(&r->courses[t]);
    }
    for (mdl_processor_id p = 0; p < r->plan->profile.processor_count; p++) {
        r->nested[p] = 0;
        for (uint32_t i = 0; i < MDL_COURSES_NEST; i++) {
            clear(nest(r, p, i));
            nest(r, p, i)->serial = i;
        }
    }
}
