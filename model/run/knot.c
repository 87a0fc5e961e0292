/* Knots; see the header. Strongly connected parts by Tarjan's algorithm, without recursion. */
#include "model/run/knot.h"

#include <stdlib.h>
#include <string.h>

#include "model/kernel/holds.h"
#include "model/machine/numa.h"
#include "model/observe/growth.h"
#include "model/run/walk.h"

static uint32_t node_count(const struct mdl_knot *k)
{
    return k->kind_first[MDL_KNOT_KIND_COUNT];
}

static uint32_t *numbers(uint32_t count)
{
    return mdl_growth_resize(NULL, 0, count + 1u, sizeof(uint32_t));
}

void mdl_knot_init(struct mdl_knot *k, struct mdl_stuck *stuck)
{
    const struct mdl_plan *plan = stuck->plan;
    const uint32_t counts[MDL_KNOT_KIND_COUNT] = {
        plan->thread_total, plan->pool_count, stuck->signals->routine_count, plan->event_count,
        plan->lock_count, plan->instance_count, plan->timer_count, plan->thread_count,
        plan->lock_count, 1};
    uint32_t n;

    *k = (struct mdl_knot){.stuck = stuck};
    for (uint32_t kind = 0; kind < MDL_KNOT_KIND_COUNT; kind++) {
        k->kind_first[kind + 1] = k->kind_first[kind] + counts[kind];
    }
    n = node_count(k);
    k->edge_first = numbers(n);
    k->edge_count = numbers(n);
    k->index = numbers(n);
    k->low = numbers(n);
    k->part_of = numbers(n);
    k->next = numbers(n);
    k->stack = numbers(n);
    k->path = numbers(n);
    k->order = numbers(n);
    k->parts = mdl_growth_resize(NULL, 0, n + 1u, sizeof *k->parts);
}

void mdl_knot_deinit(struct mdl_knot *k)
{
    free(k->edge_first);
    free(k->edge_count);
    free(k->edges);
    free(k->index);
    free(k->low);
    free(k->part_of);
    free(k->next);
    free(k->stack);
    free(k->path);
    free(k->order);
    free(k->parts);
    *k = (struct mdl_knot){0};
}

enum mdl_knot_kind mdl_knot_kind(const struct mdl_knot *k, uint32_t node, uint32_t *ret_id)
{
    uint32_t kind = 0;

    while (node >= k->kind_first[kind + 1]) {
        kind++;
    }
    *ret_id = node - k->kind_first[kind];
    return (enum mdl_knot_kind)kind;
}

/* ---- edges ---------------------------------------------------------------------------------- */

static void add_edge(struct mdl_knot *k, enum mdl_knot_kind kind, uint32_t id)
{
    if (k->edge_total == k->edge_capacity) {
        uint32_t more = k->edge_capacity == 0 ? 64 : k->edge_capacity * 2;

        k->edges = mdl_growth_resize(k->edges, k->edge_capacity, more, sizeof *k->edges);
        k->edge_capacity = more;
    }
    k->edges[k->edge_total++] = k->kind_first[kind] + id;
}

static bool is_stuck(const struct mdl_knot *k, mdl_thread_id thread)
{
    return mdl_stuck_waits(k->stuck->m, thread) && !mdl_stuck_thread_lives(k->stuck, thread);
}

static void add_thread(struct mdl_knot *k, mdl_thread_id thread)
{
    if (is_stuck(k, thread)) {
        add_edge(k, MDL_KNOT_THREAD, thread);
    }
}

/* A stuck run in which the step still lies ahead. */
static void add_run(struct mdl_knot *k, mdl_thread_id thread, mdl_program_id program,
                    uint32_t step)
{
    const struct mdl_machine *m = k->stuck->m;

    if (mdl_walk_may_reach(k->stuck->plan, program,
                           m->contexts[mdl_machine_thread_context(m, thread)].step, step)) {
        add_thread(k, thread);
    }
}

/* Whoever could set off the target: runs under way, and routines that would have to begin. */
static void add_setters(struct mdl_knot *k, enum mdl_signals_target kind, uint32_t id)
{
    const struct mdl_signals *signals = k->stuck->signals;
    uint32_t count;
    const struct mdl_signals_place *places = mdl_signals_of(signals, kind, id, &count);

    for (uint32_t i = 0; i < count; i++) {
        const struct mdl_signals_routine *r = &signals->routines[places[i].routine];

        if (r->role == MDL_ROLE_THREAD) {
            if (k->stuck->plan->threads[r->id].stream != MDL_NONE) {
                add_thread(k, r->id);   /* its next arrival begins anew */
            } else {
                add_run(k, r->id, r->program, places[i].step);
            }
            if (!k->stuck->plan->threads[r->id].dynamic) {
                continue;
            }
        }
        if (r->role == MDL_ROLE_ITEM) {
            for (mdl_thread_id t = mdl_stuck_holder(k->stuck, r->id); t != MDL_NONE;
                 t = mdl_stuck_next_holder(k->stuck, t)) {
                add_run(k, t, r->program, places[i].step);
            }
        }
        add_edge(k, MDL_KNOT_ROUTINE, places[i].routine);
    }
}

static void add_pool(struct mdl_knot *k, mdl_pool_id pool)
{
    if (!mdl_stuck_pool_lives(k->stuck, pool)) {
        add_edge(k, MDL_KNOT_POOL, pool);
    }
}

/* Those that the item waits in or may come into; false: there is none. */
static bool add_pools(struct mdl_knot *k, mdl_item_id item)
{
    const struct mdl_plan *plan = k->stuck->plan;
    mdl_pool_id first = plan->items[item].pool;
    bool any = false;

    for (mdl_pool_id pool = first; pool <= first + plan->pools[first].node_last; pool++) {
        if (mdl_stuck_may_be_in(k->stuck, item, pool)) {
            add_pool(k, pool);
            any = true;
        }
    }
    return any;
}

static void add_of_routine(struct mdl_knot *k, const struct mdl_signals_routine *r)
{
    switch (r->role) {
    case MDL_ROLE_ITEM:
        if (!add_pools(k, r->id)) {
            add_setters(k, MDL_TARGET_ITEM, r->id);
        }
        break;
    case MDL_ROLE_DPC:
        add_setters(k, MDL_TARGET_DPC, r->id);
        break;
    case MDL_ROLE_TIMER:
        add_setters(k, MDL_TARGET_TIMER, r->id);
        break;
    case MDL_ROLE_THREAD:
        add_setters(k, MDL_TARGET_THREAD, k->stuck->plan->threads[r->id].group_first);
        break;
    case MDL_ROLE_LINE:
        if (k->stuck->m->lines[r->id].masked) {
            add_setters(k, MDL_TARGET_LINE, r->id);
        }
        break;
    default:
        break;
    }
}

static void add_of_lock(struct mdl_knot *k, mdl_lock_id lock)
{
    const struct mdl_machine *m = k->stuck->m;
    mdl_context_id owner = m->locks[lock].owner;

    if (owner != MDL_NONE) {
        if (mdl_machine_is_thread(m, owner)) {
            add_thread(k, owner - m->thread_base);
        }
        return;
    }
    for (const struct mdl_hold *hold = mdl_holds_first(m, lock); hold != NULL;
         hold = mdl_holds_next(m, hold)) {
        if (mdl_machine_is_thread(m, hold->context)) {
            add_thread(k, hold->context - m->thread_base);
        }
    }
}

static void add_of_flush(struct mdl_knot *k, mdl_instance_id instance)
{
    const struct mdl_machine *m = k->stuck->m;
    mdl_item_id item = m->plan->instance_item[instance];

    for (mdl_thread_id t = mdl_stuck_holder(k->stuck, item); t != MDL_NONE;
         t = mdl_stuck_next_holder(k->stuck, t)) {
        if (m->threads[t].instance == instance) {
            add_thread(k, t);
        }
    }
    if (m->instances[instance].queued) {
        add_pool(k, mdl_numa_pool(m, instance));
    }
}

static void add_object(struct mdl_knot *k, uint32_t waitable)
{
    static const enum mdl_knot_kind kinds[] = {
        [MDL_WAITABLE_EVENT] = MDL_KNOT_EVENT, [MDL_WAITABLE_LOCK] = MDL_KNOT_LOCK,
        [MDL_WAITABLE_TIMER] = MDL_KNOT_TIMER, [MDL_WAITABLE_THREAD] = MDL_KNOT_END};

    if (!mdl_stuck_object_lives(k->stuck, waitable)) {
        add_edge(k, kinds[waitable >> 28], waitable & 0x0fffffffu);
    }
}

static void add_of_thread(struct mdl_knot *k, mdl_thread_id thread)
{
    const struct mdl_thread_state *t = &k->stuck->m->threads[thread];
    const struct mdl_step *step;

    switch (t->wait_kind) {
    case MDL_WAITS_EVENT:
        add_edge(k, MDL_KNOT_EVENT, t->wait_object);
        break;
    case MDL_WAITS_LOCK:
        add_edge(k, MDL_KNOT_LOCK, t->wait_object);
        break;
    case MDL_WAITS_TIMER:
        add_edge(k, MDL_KNOT_TIMER, t->wait_object);
        break;
    case MDL_WAITS_THREAD:
        add_edge(k, MDL_KNOT_END, t->wait_object);
        break;
    case MDL_WAITS_RUNDOWN:
        add_edge(k, MDL_KNOT_RUNDOWN, t->wait_object);
        break;
    case MDL_WAITS_CALL:
        add_edge(k, MDL_KNOT_CALL, 0);
        break;
    case MDL_WAITS_SEVERAL:
        step = &k->stuck->plan->steps[t->wait_object];
        for (uint32_t i = 0; i < (step->number & ~MDL_WAIT_ALL); i++) {
            add_object(k, k->stuck->plan->waitables[step->object + i]);
        }
        break;
    default:
        add_edge(k, MDL_KNOT_FLUSH, t->wait_object);
    }
}

static void add_of_pool(struct mdl_knot *k, const struct mdl_pool *pool)
{
    uint32_t count;
    const mdl_thread_id *present = mdl_stuck_present(k->stuck, &count);

    for (uint32_t i = 0; i < count; i++) {
        if (present[i] >= pool->thread_first &&
            present[i] < pool->thread_first + pool->thread_max) {
            add_thread(k, present[i]);
        }
    }
}

static void make_edges(struct mdl_knot *k, uint32_t node)
{
    uint32_t id;

    k->edge_first[node] = k->edge_total;
    switch (mdl_knot_kind(k, node, &id)) {
    case MDL_KNOT_THREAD:
        add_of_thread(k, id);
        break;
    case MDL_KNOT_POOL:
        add_of_pool(k, &k->stuck->plan->pools[id]);
        break;
    case MDL_KNOT_ROUTINE:
        add_of_routine(k, &k->stuck->signals->routines[id]);
        break;
    case MDL_KNOT_EVENT:
        add_setters(k, MDL_TARGET_EVENT, id);
        break;
    case MDL_KNOT_LOCK:
        add_of_lock(k, id);
        break;
    case MDL_KNOT_TIMER:
        add_setters(k, MDL_TARGET_TIMER, id);
        break;
    case MDL_KNOT_END:
        add_thread(k, id);
        break;
    case MDL_KNOT_RUNDOWN:
        add_setters(k, MDL_TARGET_RUNDOWN, id);
        break;
    case MDL_KNOT_CALL:
        add_setters(k, MDL_TARGET_CALL, id);
        break;
    default:
        add_of_flush(k, id);
    }
    k->edge_count[node] = k->edge_total - k->edge_first[node];
}

/* ---- strongly connected parts --------------------------------------------------------------- */

#define NO_PART UINT32_MAX

static void discover(struct mdl_knot *k, uint32_t node)
{
    k->index[node] = k->low[node] = ++k->index_last;
    k->part_of[node] = NO_PART;
    k->next[node] = 0;
    k->stack[k->stack_depth++] = node;
    make_edges(k, node);
}

/* The part whose root was left lies on top of the stack. */
static void close_part(struct mdl_knot *k, uint32_t root)
{
    uint32_t number = k->part_count++, node;
    struct mdl_knot_part *part = &k->parts[number];

    *part = (struct mdl_knot_part){.first = k->order_count};
    do {
        node = k->stack[--k->stack_depth];
        k->part_of[node] = number;
        k->order[k->order_count++] = node;
        part->threads += node < k->kind_first[MDL_KNOT_THREAD + 1];
    } while (node != root);
    part->count = k->order_count - part->first;
    part->circular = part->count > 1 && part->threads > 0;
    for (uint32_t i = 0; i < part->count; i++) {
        node = k->order[part->first + i];
        for (uint32_t e = 0; e < k->edge_count[node]; e++) {
            uint32_t other = k->part_of[k->edges[k->edge_first[node] + e]];

            part->leads_on = part->leads_on ||
                             (other != number &&
                              (k->parts[other].circular || k->parts[other].leads_on));
        }
    }
}

static void leave(struct mdl_knot *k, uint32_t *path, uint32_t *depth)
{
    uint32_t node = path[--*depth];

    if (*depth > 0 && k->low[node] < k->low[path[*depth - 1]]) {
        k->low[path[*depth - 1]] = k->low[node];
    }
    if (k->low[node] == k->index[node]) {
        close_part(k, node);
    }
}

static void explore(struct mdl_knot *k, uint32_t start)
{
    uint32_t depth = 0;

    discover(k, start);
    k->path[depth++] = start;
    while (depth > 0) {
        uint32_t node = k->path[depth - 1], other;

        if (k->next[node] == k->edge_count[node]) {
            leave(k, k->path, &depth);
            continue;
        }
        other = k->edges[k->edge_first[node] + k->next[node]++];
        if (k->index[other] == 0) {
            discover(k, other);
            k->path[depth++] = other;
        } else if (k->part_of[other] == NO_PART && k->index[other] < k->low[node]) {
            k->low[node] = k->index[other];
        }
    }
}

void mdl_knot_find(struct mdl_knot *k)
{
    uint32_t count;
    const mdl_thread_id *present = mdl_stuck_present(k->stuck, &count);

    memset(k->index, 0, node_count(k) * sizeof *k->index);
    k->edge_total = k->stack_depth = k->order_count = k->index_last = k->part_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (k->index[present[i]] == 0 && is_stuck(k, present[i])) {
            explore(k, present[i]);
        }
    }
}

bool mdl_knot_is_knot(const struct mdl_knot_part *part)
{
    return part->circular && !part->leads_on;
}

/* From a routine to who would have to set it off once more: the weakest reason to wait. */
static bool is_roundabout(const struct mdl_knot *k, uint32_t node, uint32_t other)
{
    uint32_t id;

    return mdl_knot_kind(k, node, &id) == MDL_KNOT_ROUTINE
           && mdl_knot_kind(k, other, &id) == MDL_KNOT_THREAD;
}

/* Breadth first inside the part: `low` is the node before, `index` 0 what is not seen yet. False:
   there is no way back to the thread without those steps. */
static bool find_circle(struct mdl_knot *k, mdl_thread_id thread, bool roundabout)
{
    uint32_t part = k->part_of[thread], head = 0, tail = 0;

    for (uint32_t i = 0; i < k->parts[part].count; i++) {
        k->index[k->order[k->parts[part].first + i]] = 0;
    }
    k->path[tail++] = thread;
    while (head < tail && k->index[thread] == 0) {
        uint32_t node = k->path[head++];

        for (uint32_t e = 0; e < k->edge_count[node]; e++) {
            uint32_t other = k->edges[k->edge_first[node] + e];

            if (k->part_of[other] == part && k->index[other] == 0
                && (roundabout || !is_roundabout(k, node, other))) {
                k->index[other] = 1;
                k->low[other] = node;
                k->path[tail++] = other;
            }
        }
    }
    return k->index[thread] != 0;
}

uint32_t mdl_knot_circle(struct mdl_knot *k, mdl_thread_id thread, uint32_t *ret_nodes)
{
    uint32_t count = 0;

    if (!find_circle(k, thread, false)) {
        find_circle(k, thread, true);
    }
    for (uint32_t node = k->low[thread]; node != thread; node = k->low[node]) {
        count++;
    }
    count++;
    ret_nodes[0] = thread;
    for (uint32_t node = k->low[thread], i = count - 1; node != thread; node = k->low[node]) {
        ret_nodes[i--] = node;
    }
    return count;
}
