/*
 * Slices, flows, moments and counters of a chronicle while it is written.
 *
 * Before the window a slice that has ended gives its slot back, and a cause that nobody carries
 * its number: whatever the length of the run, only what is open takes memory.
 */
#include <stdlib.h>
#include <string.h>

#include "model/observe/growth.h"
#include "model/observe/tape.h"
#include "model/run/chronicle_inside.h"
#include "sim/base/check.h"

/* ---- room ------------------------------------------------------------------------------------ */

static void cut(struct mdl_chronicle *c, sim_instant at)
{
    if (c->cut_at == SIM_INSTANT_NEVER) {
        c->cut_at = at;
    }
    c->mirror->over = true;
}

/* Room for one more; false: the cap is reached. */
static bool has_room(struct mdl_chronicle *c, sim_instant at, void *array, uint32_t count,
                     uint32_t *room, size_t size)
{
    void **place = array;

    if (count < *room) {
        return true;
    }
    if (*room >= c->mirror->options.slices_max) {
        cut(c, at);
        return false;
    }
    *place = mdl_growth_resize(*place, *room, *room * 2u, size);
    *room *= 2u;
    return true;
}

static void give_back(uint32_t **list, uint32_t *count, uint32_t number)
{
    if ((*count & (*count - 1u)) == 0) {
        *list = mdl_growth_resize(*list, *count, *count == 0 ? 1 : 2u * *count, sizeof **list);
    }
    (*list)[(*count)++] = number;
}

/* ---- slices ---------------------------------------------------------------------------------- */

uint32_t mdl_chronicle_begin_slice(struct mdl_chronicle *c, sim_instant at,
                                   enum mdl_slice_kind kind, uint32_t on, uint32_t what)
{
    struct mdl_chronicle_mirror *m = c->mirror;
    uint32_t slot = c->slice_count;

    if (m->over) {
        return MDL_NONE;
    }
    if (m->free_slice_count > 0) {
        slot = m->free_slices[--m->free_slice_count];
    } else if (has_room(c, at, &c->slices, slot, &m->slice_room, sizeof *c->slices)) {
        c->slice_count++;
    } else {
        return MDL_NONE;
    }
    c->slices[slot] = (struct mdl_slice){
        .from_at = at, .to_at = SIM_INSTANT_NEVER, .sequence = m->sequence++, .on = on,
        .what = what, .by = MDL_NONE, .kind = (uint8_t)kind, .kept = 1};
    return slot;
}

static void release_flow(struct mdl_chronicle *c, sim_instant at, uint32_t flow)
{
    struct mdl_chronicle_mirror *m = c->mirror;

    if (--m->holders[flow] == 0) {
        c->flows[flow].to_at = at;
        if (!m->window) {
            give_back(&m->free_flows, &m->free_flow_count, flow);
        }
    }
}

/* Is it something to be seen although it took no time? */
static bool is_run(unsigned kind)
{
    return kind == MDL_SLICE_ISR || kind == MDL_SLICE_DPC || kind == MDL_SLICE_TIMER ||
           kind == MDL_SLICE_ITEM;
}

void mdl_chronicle_end_slice(struct mdl_chronicle *c, sim_instant at, uint32_t *slot)
{
    struct mdl_chronicle_mirror *m = c->mirror;
    struct mdl_slice *slice;

    if (*slot == MDL_NONE) {
        return;
    }
    slice = &c->slices[*slot];
    slice->to_at = at;
    for (unsigned i = 0; i < slice->flow_count; i++) {
        release_flow(c, at, slice->flows[i]);
    }
    if (!m->window) {
        slice->kept = 0;
        give_back(&m->free_slices, &m->free_slice_count, *slot);
    } else if (slice->from_at == at && !is_run(slice->kind)) {
        slice->kept = 0;
    }
    *slot = MDL_NONE;
}

/* ---- flows ----------------------------------------------------------------------------------- */

static void carry(struct mdl_chronicle *c, uint32_t slot, uint32_t flow)
{
    struct mdl_slice *slice = &c->slices[slot];

    for (unsigned i = 0; i < slice->flow_count; i++) {
        if (slice->flows[i] == flow) {
            return;
        }
    }
    if (slice->flow_count == MDL_SLICE_FLOWS) {
        c->joined++;
        return;
    }
    slice->flows[slice->flow_count++] = flow;
    c->mirror->holders[flow]++;
}

static uint32_t new_flow(struct mdl_chronicle *c, sim_instant at)
{
    struct mdl_chronicle_mirror *m = c->mirror;
    uint32_t before = m->flow_room;

    if (m->free_flow_count > 0) {
        return m->free_flows[--m->free_flow_count];
    }
    if (!has_room(c, at, &c->flows, c->flow_count, &m->flow_room, sizeof *c->flows)) {
        return MDL_NONE;
    }
    if (m->flow_room > before) {
        m->holders = mdl_growth_resize(m->holders, before, m->flow_room, sizeof *m->holders);
    }
    return c->flow_count++;
}

uint32_t mdl_chronicle_begin_flow(struct mdl_chronicle *c, sim_instant at,
                                  enum mdl_flow_root root, uint32_t on, uint32_t slot)
{
    uint32_t flow;

    if (slot == MDL_NONE) {
        return MDL_NONE;
    }
    if (c->slices[slot].flow_count == MDL_SLICE_FLOWS) {
        c->joined++;
        return MDL_NONE;
    }
    flow = new_flow(c, at);
    if (flow != MDL_NONE) {
        c->flows[flow] = (struct mdl_flow){.from_at = at, .to_at = SIM_INSTANT_NEVER,
                                           .sequence = c->mirror->sequence++, .on = on,
                                           .root = (uint8_t)root};
        c->mirror->holders[flow] = 0;
        carry(c, slot, flow);
    }
    return flow;
}

void mdl_chronicle_pass(struct mdl_chronicle *c, uint32_t from, uint32_t to)
{
    if (from != MDL_NONE && to != MDL_NONE) {
        for (unsigned i = 0; i < c->slices[from].flow_count; i++) {
            carry(c, to, c->slices[from].flows[i]);
        }
    }
}

/* ---- moments and counters -------------------------------------------------------------------- */

struct mdl_moment *mdl_chronicle_note(struct mdl_chronicle *c, const struct mdl_tape_row *row,
                                      enum mdl_moment_kind kind, uint32_t on)
{
    struct mdl_chronicle_mirror *m = c->mirror;
    struct mdl_moment *moment = &m->nowhere;

    if (m->window && !m->over &&
        has_room(c, row->at, &c->moments, c->moment_count, &m->moment_room, sizeof *c->moments)) {
        moment = &c->moments[c->moment_count++];
    }
    *moment = (struct mdl_moment){.at = row->at, .on = on, .flow = MDL_NONE,
                                  .by = row->actor == MDL_TAPE_NOBODY ? MDL_NONE : row->actor,
                                  .kind = (uint8_t)kind};
    return moment;
}

static void add_point(struct mdl_chronicle *c, sim_instant at, enum mdl_counter_kind kind,
                      uint32_t on)
{
    struct mdl_chronicle_mirror *m = c->mirror;
    struct mdl_chronicle_level *level = &m->levels[kind][on];

    if (level->last != MDL_NONE && c->counters[level->last].at == at) {
        c->counters[level->last].value = level->value;
    } else if (!m->over && has_room(c, at, &c->counters, c->counter_count, &m->counter_room,
                                    sizeof *c->counters)) {
        level->last = c->counter_count;
        c->counters[c->counter_count++] = (struct mdl_counter){at, on, level->value,
                                                               (uint8_t)kind};
    }
}

void mdl_chronicle_count(struct mdl_chronicle *c, sim_instant at, enum mdl_counter_kind kind,
                         uint32_t on, uint32_t value)
{
    struct mdl_chronicle_level *level = &c->mirror->levels[kind][on];

    if (level->value != value) {
        level->value = value;
        if (c->mirror->window) {
            add_point(c, at, kind, on);
        }
    }
}

uint32_t mdl_chronicle_level(const struct mdl_chronicle *c, enum mdl_counter_kind kind,
                             uint32_t on)
{
    return c->mirror->levels[kind][on].value;
}

void mdl_chronicle_open(struct mdl_chronicle *c)
{
    struct mdl_chronicle_mirror *m = c->mirror;

    m->window = true;
    m->free_slice_count = m->free_flow_count = 0;
    for (unsigned kind = 0; kind < MDL_COUNTER_KIND_COUNT; kind++) {
        for (uint32_t on = 0; on < m->level_counts[kind]; on++) {
            if (m->levels[kind][on].value > 0) {
                add_point(c, c->from_at, (enum mdl_counter_kind)kind, on);
            }
        }
    }
}

/* ---- the end --------------------------------------------------------------------------------- */

static int by_sequence(const void *a, const void *b)
{
    const struct mdl_slice *x = a, *y = b;

    return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

static void close_slices(struct mdl_chronicle *c)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < c->slice_count; i++) {
        struct mdl_slice *slice = &c->slices[i];

        if (slice->to_at == SIM_INSTANT_NEVER) {
            slice->to_at = c->end_at;
            slice->open = 1;
        }
        if (slice->kept && (slice->to_at > c->from_at || slice->from_at >= c->from_at)) {
            c->slices[kept++] = *slice;
        }
    }
    c->slice_count = kept;
    qsort(c->slices, kept, sizeof *c->slices, by_sequence);
}

struct numbered {
    uint64_t sequence;
    uint32_t flow;
};

static int by_number(const void *a, const void *b)
{
    const struct numbered *x = a, *y = b;

    return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

static void count_slices(struct mdl_chronicle *c)
{
    for (uint32_t i = 0; i < c->flow_count; i++) {
        c->flows[i].slices = 0;
    }
    for (uint32_t i = 0; i < c->slice_count; i++) {
        for (unsigned k = 0; k < c->slices[i].flow_count; k++) {
            c->flows[c->slices[i].flows[k]].slices++;
        }
    }
}

/* Flows in the order of their beginnings, those that no slice kept carries left out. */
static void number_flows(struct mdl_chronicle *c)
{
    struct numbered *order = mdl_growth_resize(NULL, 0, c->flow_count + 1u, sizeof *order);
    uint32_t *now = mdl_growth_resize(NULL, 0, c->flow_count + 1u, sizeof *now);
    struct mdl_flow *flows = mdl_growth_resize(NULL, 0, c->flow_count + 1u, sizeof *flows);
    uint32_t count = 0;

    memset(now, 0xff, (c->flow_count + 1u) * sizeof *now);
    for (uint32_t i = 0; i < c->flow_count; i++) {
        if (c->flows[i].slices > 0) {
            order[count++] = (struct numbered){c->flows[i].sequence, i};
        }
    }
    qsort(order, count, sizeof *order, by_number);
    for (uint32_t i = 0; i < count; i++) {
        flows[i] = c->flows[order[i].flow];
        now[order[i].flow] = i;
    }
    for (uint32_t i = 0; i < c->slice_count; i++) {
        for (unsigned k = 0; k < c->slices[i].flow_count; k++) {
            c->slices[i].flows[k] = now[c->slices[i].flows[k]];
        }
    }
    for (uint32_t i = 0; i < c->moment_count; i++) {
        if (c->moments[i].flow != MDL_NONE) {
            c->moments[i].flow = now[c->moments[i].flow];
        }
    }
    free(c->flows);
    free(now);
    free(order);
    c->flows = flows;
    c->flow_count = count;
}

void mdl_chronicle_finish(struct mdl_chronicle *c, sim_instant end_at)
{
    if (!c->mirror->window) {
        mdl_chronicle_open(c);
    }
    c->end_at = end_at > c->from_at ? end_at : c->from_at;
    close_slices(c);
    count_slices(c);
    number_flows(c);
}
