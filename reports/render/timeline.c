/*
 * The layout of a timeline: which rows there are, what stands in them, and the scale.
 *
 * A row has a key that sorts it: processors by number, in each the IRQLs downward, at the end
 * those who wait in the order in which they were first seen. Bars are counted first, then filled
 * in, so that everything has its room in the arena.
 */
#include "reports/render/timeline.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/observe/tell.h"
#include "reports/render/page.h"
#include "reports/render/timeline_names.h"

#define ROWS_MAX 40u
#define LEFT_LEAST 16u
#define LEFT_MOST 28u
#define BARS_LOOKED_AT 4096u

/* ---- rows ------------------------------------------------------------------------------------ */

enum section { PROCESSORS, WAITS, FINDINGS };
enum class { HEADING, ISRS, DPCS, THREADS, OVERHEAD, BLOCKED };

struct key {
    uint8_t section, processor, level, class; /* level: 255 - IRQL */
    uint32_t thing;                           /* MDL_NONE: none */
};

struct draft {                        /* a row while it is counted */
    struct key key;
    uint32_t bars;
};

struct desk {
    struct sim_arena *arena;
    const struct mdl_chronicle *c;
    struct rpt_timeline *t;
    sim_instant from_at, until_at;
    struct draft *drafts;
    uint32_t draft_count, draft_room;
    struct { uint32_t item; sim_instant until_at; } *runs; /* by thread: the item in its run */
};

static int compare_keys(const struct key *a, const struct key *b)
{
    if (a->section != b->section) {
        return a->section < b->section ? -1 : 1;
    }
    if (a->processor != b->processor) {
        return a->processor < b->processor ? -1 : 1;
    }
    if (a->level != b->level) {
        return a->level < b->level ? -1 : 1;
    }
    if (a->class != b->class) {
        return a->class < b->class ? -1 : 1;
    }
    return (a->thing > b->thing) - (a->thing < b->thing);
}

static int compare_drafts(const void *a, const void *b)
{
    return compare_keys(&((const struct draft *)a)->key, &((const struct draft *)b)->key);
}

static struct draft *draft_of(struct desk *d, const struct key *key)
{
    for (uint32_t i = 0; i < d->draft_count; i++) {
        if (compare_keys(&d->drafts[i].key, key) == 0) {
            return &d->drafts[i];
        }
    }
    if (d->draft_count == d->draft_room) {
        struct draft *more = sim_arena_array(d->arena, d->draft_room * 2u, sizeof *more);

        memcpy(more, d->drafts, d->draft_count * sizeof *more);
        d->drafts = more;
        d->draft_room *= 2u;
    }
    d->drafts[d->draft_count] = (struct draft){.key = *key};
    return &d->drafts[d->draft_count++];
}

/* ---- where a slice belongs ------------------------------------------------------------------- */

static uint32_t thing(struct desk *d, mdl_object_id object)
{
    const struct mdl_plan *plan = d->c->plan;

    return object >= plan->object_count
               ? MDL_NONE
               : rpt_timeline_names_thing(d->arena, d->t, plan->objects[object].path);
}

static mdl_object_id item_object(const struct desk *d, mdl_instance_id instance)
{
    return d->c->plan->items[d->c->plan->instance_item[instance]].object;
}

/* What executes on a processor. */
static bool place_code(struct desk *d, const struct mdl_slice *s, struct key *key,
                       struct rpt_timeline_bar *bar)
{
    const struct mdl_label *label = &d->c->plan->labels[s->what];

    *key = (struct key){.section = PROCESSORS, .processor = (uint8_t)s->on,
                        .level = (uint8_t)(255u - s->irql), .thing = MDL_NONE};
    bar->mark = RPT_TIMELINE_RUNS;
    switch (label->kind) {
    case MDL_LABEL_KIND_ISR:
        key->class = ISRS;
        bar->thing = key->thing = thing(d, label->object);
        return true;
    case MDL_LABEL_KIND_DPC:
        key->class = DPCS;
        bar->thing = thing(d, label->object);
        return true;
    case MDL_LABEL_KIND_ITEM: case MDL_LABEL_KIND_THREAD:
        key->class = THREADS;
        bar->thing = key->thing = thing(d, label->object);
        return true;
    default:
        key->class = OVERHEAD;
        key->level = 255;
        bar->mark = RPT_TIMELINE_OVERHEAD;
        return label->kind != MDL_LABEL_KIND_IDLE;
    }
}

/* A thread that is ready or blocked while it has something to do: it, or the item it runs. */
static uint32_t thread_thing(struct desk *d, const struct mdl_slice *s)
{
    const struct mdl_plan *plan = d->c->plan;

    if (s->from_at < d->runs[s->on].until_at) {
        return thing(d, item_object(d, d->runs[s->on].item));
    }
    return s->on < plan->thread_count && plan->threads[s->on].serves == MDL_SERVES_NOBODY
               ? thing(d, plan->threads[s->on].object)
               : MDL_NONE;
}

/* Does it wait for work, not within it? */
static bool is_idle(const struct desk *d, const struct mdl_slice *s)
{
    enum mdl_object_kind kind;

    if (s->detail == MDL_WAIT_QUEUE || s->from_at < d->runs[s->on].until_at) {
        return s->detail == MDL_WAIT_QUEUE;
    }
    kind = s->what < d->c->plan->object_count ? d->c->plan->objects[s->what].kind
                                              : MDL_OBJECT_KIND_COUNT;
    return kind == MDL_OBJECT_STREAM || kind == MDL_OBJECT_THREAD || kind == MDL_OBJECT_DEVICE ||
           kind == MDL_OBJECT_PNP;
}

static bool place_wait(struct desk *d, const struct mdl_slice *s, struct key *key,
                       struct rpt_timeline_bar *bar)
{
    const struct mdl_plan *plan = d->c->plan;

    *key = (struct key){.section = WAITS, .thing = MDL_NONE};
    bar->mark = RPT_TIMELINE_WAITS;
    switch (s->kind) {
    case MDL_SLICE_PENDING:
        bar->thing = thing(d, plan->lines[s->on].object);
        break;
    case MDL_SLICE_QUEUED_DPC:
        bar->thing = thing(d, plan->dpcs[s->on].object);
        break;
    case MDL_SLICE_QUEUED_ITEM:
        bar->thing = thing(d, item_object(d, s->on));
        break;
    case MDL_SLICE_HANDED:
        bar->mark = RPT_TIMELINE_READY;
        bar->thing = thing(d, item_object(d, s->what));
        break;
    case MDL_SLICE_READY:
        bar->mark = RPT_TIMELINE_READY;
        bar->thing = thread_thing(d, s);
        break;
    case MDL_SLICE_WAITING:
        bar->mark = RPT_TIMELINE_BLOCKED;
        bar->thing = is_idle(d, s) ? MDL_NONE : thread_thing(d, s);
        break;
    default:
        return false;
    }
    key->thing = bar->thing;
    key->class = bar->mark == RPT_TIMELINE_BLOCKED ? BLOCKED : HEADING;
    return bar->thing != MDL_NONE;
}

/* The row and the bar of a slice; false: it has none. */
static bool place(struct desk *d, const struct mdl_slice *s, struct key *key,
                  struct rpt_timeline_bar *bar)
{
    *bar = (struct rpt_timeline_bar){.from_at = s->from_at, .to_at = s->to_at, .thing = MDL_NONE};
    if (s->kind == MDL_SLICE_ITEM) {
        d->runs[s->on].item = s->what;
        d->runs[s->on].until_at = s->to_at;
    }
    if (s->from_at >= d->until_at || s->to_at <= d->from_at) {
        return false;
    }
    return s->kind == MDL_SLICE_EXECUTES ? place_code(d, s, key, bar)
                                         : place_wait(d, s, key, bar);
}

static void count_bars(struct desk *d)
{
    struct rpt_timeline_bar bar;
    struct key key;

    for (uint32_t i = 0; i < d->c->slice_count; i++) {
        if (place(d, &d->c->slices[i], &key, &bar)) {
            draft_of(d, &key)->bars++;
        }
    }
    key = (struct key){.section = FINDINGS, .thing = MDL_NONE};
    for (uint32_t i = 0; i < d->c->moment_count; i++) {
        const struct mdl_moment *m = &d->c->moments[i];

        if (m->kind == MDL_MOMENT_FINDING && m->at >= d->from_at && m->at <= d->until_at) {
            draft_of(d, &key)->bars++;
        }
    }
}

/* With several processors each has a line of its own above its rows. */
static void add_headings(struct desk *d)
{
    uint32_t count = d->draft_count;

    if (d->c->plan->profile.processor_count == 1) {
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (d->drafts[i].key.section == PROCESSORS) {
            const struct key key = {.section = PROCESSORS, .class = HEADING, .thing = MDL_NONE,
                                    .processor = d->drafts[i].key.processor};

            draft_of(d, &key);
        }
    }
}

static void add_bar(struct desk *d, const struct key *key, const struct rpt_timeline_bar *bar)
{
    for (uint32_t i = 0; i < d->t->row_count; i++) {
        if (compare_keys(&d->drafts[i].key, key) == 0) {
            d->t->rows[i].bars[d->t->rows[i].bar_count++] = *bar;
            d->t->marks[bar->mark] = true;
            return;
        }
    }
}

static void fill_bars(struct desk *d)
{
    const struct key findings = {.section = FINDINGS, .thing = MDL_NONE};
    struct rpt_timeline_bar bar;
    struct key key;

    for (uint32_t i = 0; i < d->c->slice_count; i++) {
        if (place(d, &d->c->slices[i], &key, &bar)) {
            add_bar(d, &key, &bar);
        }
    }
    for (uint32_t i = 0; i < d->c->moment_count; i++) {
        const struct mdl_moment *m = &d->c->moments[i];

        if (m->kind == MDL_MOMENT_FINDING && m->at >= d->from_at && m->at <= d->until_at) {
            bar = (struct rpt_timeline_bar){.from_at = m->at, .to_at = m->at, .thing = MDL_NONE,
                                            .mark = RPT_TIMELINE_FINDING};
            add_bar(d, &findings, &bar);
        }
    }
}

/* ---- titles ---------------------------------------------------------------------------------- */

static const char *title_of(struct desk *d, const struct key *key)
{
    const char *name = key->thing == MDL_NONE ? "" : d->t->things[key->thing].name;

    if (key->section == FINDINGS) {
        return "findings";
    }
    if (key->section == WAITS) {
        return sim_arena_print(d->arena, key->class == BLOCKED ? "%s blocked" : "%s waits", name);
    }
    switch (key->class) {
    case HEADING:
        return sim_arena_print(d->arena, "processor %u", key->processor);
    case ISRS:
        return sim_arena_print(d->arena, "ISR %s", name);
    case DPCS:
        return "DPC";
    case OVERHEAD:
        return "overhead";
    default:
        return name;
    }
}

static void make_rows(struct desk *d, uint32_t rows_max)
{
    struct rpt_timeline *t = d->t;

    add_headings(d);
    qsort(d->drafts, d->draft_count, sizeof *d->drafts, compare_drafts);
    t->row_count = d->draft_count < rows_max ? d->draft_count : rows_max;
    t->rows_beyond = d->draft_count - t->row_count;
    t->rows = sim_arena_array(d->arena, t->row_count, sizeof *t->rows);
    for (uint32_t i = 0; i < t->row_count; i++) {
        const struct draft *draft = &d->drafts[i];
        struct rpt_timeline_row *row = &t->rows[i];
        bool code = draft->key.section == PROCESSORS && draft->key.class != HEADING &&
                    draft->key.class != OVERHEAD;

        row->heading = draft->key.section == PROCESSORS && draft->key.class == HEADING;
        row->irql = code ? 255 - (int)draft->key.level : -1;
        row->title = title_of(d, &draft->key);
        row->bars = sim_arena_array(d->arena, draft->bars + 1u, sizeof *row->bars);
    }
}

/* ---- the scale ------------------------------------------------------------------------------- */

struct scale {
    sim_duration column_ns, tick_ns;
};

/* 1, 2, 2.5, 5, 10, 20 ... ns: the k-th. A tick is at 10, 10, 10, 20 of the same power. */
static struct scale scale_number(unsigned k)
{
    static const unsigned tenths[] = {10, 20, 25, 50}, ticks[] = {100, 100, 100, 200};
    sim_duration power = 1;

    if (k < 3) {                      /* there is no 2.5 ns */
        return (struct scale){k < 2 ? k + 1u : 5u, k < 2 ? 10u : 20u};
    }
    k++;                              /* as if there were */
    for (unsigned i = 0; i < k / 4u; i++) {
        power *= 10u;
    }
    return (struct scale){tenths[k % 4u] * power / 10u, ticks[k % 4u] * power / 10u};
}

enum { SCALES = 60 };

static sim_instant start_of(const struct rpt_timeline *t, struct scale s)
{
    return t->from_at - t->from_at % s.tick_ns;
}

static bool fits(const struct rpt_timeline *t, struct scale s, unsigned columns)
{
    return (t->until_at - start_of(t, s)) / s.column_ns < columns ||
           t->until_at - start_of(t, s) == s.column_ns * columns;
}

/* Do all bars begin and end between two columns? */
static bool is_even(const struct rpt_timeline *t, struct scale s)
{
    uint32_t looked = 0;

    for (uint32_t i = 0; i < t->row_count; i++) {
        for (uint32_t k = 0; k < t->rows[i].bar_count; k++) {
            const struct rpt_timeline_bar *bar = &t->rows[i].bars[k];

            if (++looked > BARS_LOOKED_AT ||
                (bar->from_at > t->from_at && bar->from_at % s.column_ns != 0) ||
                (bar->to_at < t->until_at && bar->to_at % s.column_ns != 0)) {
                return false;
            }
        }
    }
    return looked > 0;
}

static unsigned digits(uint64_t number)
{
    unsigned n = 1;

    while (number >= 10) {
        number /= 10;
        n++;
    }
    return n;
}

/* Labels: a unit in which they are whole, counted from 0 if that stays short, else from the
   window's begin; every so many ticks that they do not touch. */
static void choose_labels(struct rpt_timeline *t)
{
    static const struct { const char *name; sim_duration ns; } units[] = {
        {"s", 1000000000}, {"ms", 1000000}, {"us", 1000}, {"ns", 1}};
    static const unsigned steps[] = {1, 2, 5, 10, 20};
    unsigned columns = (unsigned)(t->tick_ns / t->column_ns);

    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (t->tick_ns % units[i].ns == 0) {
            t->unit = units[i].name;
            t->unit_ns = units[i].ns;
            break;
        }
    }
    t->origin_at = digits(t->until_at / t->unit_ns) <= 6 ? 0 : t->from_at;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        unsigned width = digits((t->until_at - t->origin_at) / t->unit_ns) + 2u;

        t->label_ns = t->tick_ns * steps[i];
        if (columns * steps[i] >= (width < 5 ? 5 : width)) {
            break;
        }
    }
}

static void choose_scale(struct rpt_timeline *t, unsigned columns)
{
    unsigned smallest = 0, chosen;
    struct scale s;

    while (smallest < SCALES && !fits(t, scale_number(smallest), columns)) {
        smallest++;
    }
    chosen = smallest;
    for (unsigned k = smallest; k < smallest + 4u && k < SCALES; k++) {
        if (is_even(t, scale_number(k))) {
            chosen = k;
            break;
        }
    }
    s = scale_number(chosen);
    t->column_ns = s.column_ns;
    t->tick_ns = s.tick_ns;
    t->from_at = start_of(t, s);
    t->columns = (unsigned)((t->until_at - t->from_at + s.column_ns - 1u) / s.column_ns);
    t->until_at = t->from_at + t->columns * s.column_ns;
    choose_labels(t);
}

/* ---- all of it ------------------------------------------------------------------------------- */

/* Does it belong to what happened, and not to the idleness around it? */
static bool is_activity(const struct mdl_slice *s)
{
    return s->kind == MDL_SLICE_EXECUTES || s->kind == MDL_SLICE_PENDING ||
           s->kind == MDL_SLICE_ITEM || s->kind == MDL_SLICE_QUEUED_DPC ||
           s->kind == MDL_SLICE_QUEUED_ITEM || s->kind == MDL_SLICE_HANDED;
}

/* From the first activity to the end of the last that ended; of what takes no time and never ends,
   to the end. */
static void find_extent(const struct mdl_chronicle *c, sim_instant *from_at,
                        sim_instant *until_at)
{
    *from_at = SIM_INSTANT_NEVER;
    *until_at = 0;
    for (uint32_t i = 0; i < c->slice_count; i++) {
        const struct mdl_slice *s = &c->slices[i];

        if (is_activity(s)) {
            *from_at = s->from_at < *from_at ? s->from_at : *from_at;
            *until_at = s->to_at > *until_at && !s->open ? s->to_at : *until_at;
        }
    }
    if (*from_at != SIM_INSTANT_NEVER && *until_at <= *from_at) {
        *until_at = c->end_at;
    }
    if (*from_at < c->from_at) {
        *from_at = c->from_at;
    }
}

static void choose_left(struct rpt_timeline *t, struct sim_arena *arena)
{
    size_t left = LEFT_LEAST;

    for (uint32_t i = 0; i < t->row_count; i++) {
        size_t title = rpt_page_columns(t->rows[i].title) + (t->rows[i].irql < 0 ? 3u : 6u);

        left = title > left ? title : left;
    }
    t->left = left > LEFT_MOST ? LEFT_MOST : (unsigned)left;
    for (uint32_t i = 0; i < t->row_count; i++) {
        t->rows[i].title = rpt_page_clip(arena, t->rows[i].title,
                                         t->left - (t->rows[i].irql < 0 ? 3u : 6u));
    }
}

bool rpt_timeline_lay(struct sim_arena *arena, const struct mdl_chronicle *c,
                      const struct rpt_timeline_options *options,
                      struct rpt_timeline *ret_timeline)
{
    struct rpt_timeline *t = ret_timeline;
    struct desk d = {.arena = arena, .c = c, .t = t, .draft_room = 64};
    unsigned width = options->width == 0 ? 80 : options->width;

    *t = (struct rpt_timeline){.from_at = options->from_at, .until_at = options->until_at,
                               .width = width};
    if (t->until_at == 0) {
        find_extent(c, &t->from_at, &t->until_at);
    }
    if (t->from_at >= t->until_at) {
        return false;
    }
    t->things = sim_arena_array(arena, RPT_TIMELINE_THINGS, sizeof *t->things);
    d.from_at = t->from_at;
    d.until_at = t->until_at;
    d.drafts = sim_arena_array(arena, d.draft_room, sizeof *d.drafts);
    d.runs = sim_arena_array(arena, c->plan->thread_total + 1u, sizeof *d.runs);
    count_bars(&d);
    if (d.draft_count == 0) {
        return false;
    }
    rpt_timeline_names_choose(arena, t);
    make_rows(&d, options->rows_max == 0 ? ROWS_MAX : options->rows_max);
    memset(d.runs, 0, (c->plan->thread_total + 1u) * sizeof *d.runs);
    fill_bars(&d);
    choose_left(t, arena);
    choose_scale(t, width > t->left + 10u ? width - t->left : 10u);
    return true;
}
