/* The timeline's detail as JSON; see the header. */
#include "reports/html/detail.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "model/machine/plan.h"
#include "model/observe/tell.h"
#include "model/run/chronicle_words.h"
#include "reports/html/hues.h"
#include "reports/html/tag.h"
#include "reports/render/palette.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

enum group { PROCESSORS, INTERRUPTS, DPC_QUEUES, ITEM_QUEUES, THREADS, LOCKS, DEVICES };

enum { LANES_MOST = 16, NAMES_MOST = 4096, ROWS_MOST = 512, MARKS_MOST = 400 };

struct row {
    uint8_t group;
    uint32_t of, place;               /* processor, queue ...; IRQL downward, or lane */
    sim_instant busy_until;           /* of a lane                                    */
    bool has_callback;
};

struct bar {
    uint32_t row, name, hue;
    sim_instant from_at, to_at;
    const struct mdl_slice *slice;
    uint8_t mark;
};

struct desk {
    struct sim_arena *arena;
    struct rpt_hues *hues;
    const struct mdl_chronicle *c;
    sim_instant from_at, until_at;
    struct row *rows;    uint32_t row_count;
    const char **names;  uint32_t name_count;
    struct bar *bars;    uint32_t bar_count;
    uint32_t *places;                 /* by row: where it stands when they are sorted */
};

/* ---- rows ------------------------------------------------------------------------------------ */

static uint32_t row_of(struct desk *d, enum group group, uint32_t of, uint32_t place)
{
    for (uint32_t i = 0; i < d->row_count; i++) {
        if (d->rows[i].group == group && d->rows[i].of == of && d->rows[i].place == place) {
            return i;
        }
    }
    if (d->row_count == ROWS_MOST) {
        return MDL_NONE;
    }
    d->rows[d->row_count] = (struct row){.group = (uint8_t)group, .of = of, .place = place};
    return d->row_count++;
}

/* The first lane that is free by then; the last one when all are taken. */
static uint32_t lane_of(struct desk *d, enum group group, uint32_t of,
                        const struct mdl_slice *slice)
{
    uint32_t row = MDL_NONE;

    for (uint32_t lane = 0; lane < LANES_MOST; lane++) {
        row = row_of(d, group, of, lane);
        if (row == MDL_NONE || d->rows[row].busy_until <= slice->from_at) {
            break;
        }
    }
    if (row != MDL_NONE && slice->to_at > d->rows[row].busy_until) {
        d->rows[row].busy_until = slice->to_at;
    }
    return row;
}

static int compare_rows(const void *a, const void *b)
{
    const struct row *one = *(const struct row *const *)a;
    const struct row *other = *(const struct row *const *)b;

    if (one->group != other->group) {
        return one->group < other->group ? -1 : 1;
    }
    if (one->of != other->of) {
        return one->of < other->of ? -1 : 1;
    }
    return (one->place > other->place) - (one->place < other->place);
}

static const char *group_name(const struct desk *d, const struct row *row)
{
    const struct mdl_plan *plan = d->c->plan;

    switch (row->group) {
    case PROCESSORS: return sim_arena_print(d->arena, "processor %" PRIu32, row->of);
    case INTERRUPTS: return "interrupts";
    case DPC_QUEUES: return sim_arena_print(d->arena, "DPC queue of processor %" PRIu32, row->of);
    case ITEM_QUEUES:
        return sim_arena_print(d->arena, "waiting in %s",
                               row->of < plan->pool_count
                                   ? plan->objects[plan->pools[row->of].object].path : "a queue");
    case THREADS: return "threads";
    case LOCKS: return "locks";
    default: return "devices";
    }
}

static const char *row_title(const struct desk *d, const struct row *row)
{
    const struct mdl_plan *plan = d->c->plan;
    static const char *const low[] = {"0 PASSIVE", "1 APC", "2 DISPATCH"};
    unsigned irql = 255u - row->place;

    switch (row->group) {
    case PROCESSORS:
        return irql < 3 ? low[irql] : sim_arena_print(d->arena, "%u", irql);
    case INTERRUPTS: return plan->objects[plan->lines[row->of].object].path;
    case THREADS: return mdl_chronicle_words_thread(d->arena, plan, row->of);
    case LOCKS: return plan->objects[plan->locks[row->of].object].path;
    case DEVICES: return plan->objects[plan->devices[row->of].object].path;
    default: return "";
    }
}

/* ---- bars ------------------------------------------------------------------------------------ */

static uint32_t name_of(struct desk *d, const char *name)
{
    for (uint32_t i = 0; i < d->name_count; i++) {
        if (strcmp(d->names[i], name) == 0) {
            return i;
        }
    }
    if (d->name_count == NAMES_MOST) {
        return 0;
    }
    d->names[d->name_count] = name;
    return d->name_count++;
}

/* The colour of an object; 'indexer.scan #3' is 'indexer.scan'. */
static uint32_t hue_of(struct desk *d, const char *object)
{
    return rpt_hues_of(d->hues, sim_arena_copy(d->arena, object, strcspn(object, " ")));
}

static void add(struct desk *d, const struct mdl_slice *slice, uint32_t row,
                enum rpt_detail_mark mark, const char *name, const char *object)
{
    if (row != MDL_NONE) {
        d->rows[row].has_callback = d->rows[row].has_callback || mark == RPT_DETAIL_CALLBACK;
        d->bars[d->bar_count++] = (struct bar){
            .row = row, .name = name_of(d, name),
            .hue = object == NULL ? RPT_HUES_NONE : hue_of(d, object), .from_at = slice->from_at,
            .to_at = slice->to_at, .slice = slice, .mark = (uint8_t)mark};
    }
}

/* ISRs and DPCs are there as runs of their own, with what led to them. */
static void add_code(struct desk *d, const struct mdl_slice *slice)
{
    const struct mdl_plan *plan = d->c->plan;
    const struct mdl_label *label = &plan->labels[slice->what];
    bool routine = label->kind == MDL_LABEL_KIND_ISR || label->kind == MDL_LABEL_KIND_DPC;
    bool named = label->object < plan->object_count
                 && (routine || label->kind == MDL_LABEL_KIND_ITEM
                     || label->kind == MDL_LABEL_KIND_THREAD);

    if (!routine || slice->irql < 2) {
        add(d, slice, row_of(d, PROCESSORS, slice->on, 255u - slice->irql),
            named ? RPT_DETAIL_RUNS : RPT_DETAIL_OVERHEAD, label->name,
            named ? plan->objects[label->object].path : NULL);
    }
}

static void add_routine(struct desk *d, const struct mdl_slice *slice)
{
    uint32_t row = slice->passive ? row_of(d, THREADS, slice->on, 0)
                                  : row_of(d, PROCESSORS, slice->on, 255u - slice->irql);

    add(d, slice, row, slice->passive ? RPT_DETAIL_CALLBACK : RPT_DETAIL_RUNS,
        mdl_chronicle_words_slice(d->arena, d->c->plan, slice),
        mdl_chronicle_words_object(d->arena, d->c->plan, slice));
}

/* A worker without an item waits for one: nothing to be seen. */
static void add_state(struct desk *d, const struct mdl_slice *slice)
{
    bool declared = slice->on < d->c->plan->thread_count;

    if (slice->kind == MDL_SLICE_WAITING && slice->detail == MDL_WAIT_QUEUE && !declared) {
        return;
    }
    add(d, slice, row_of(d, THREADS, slice->on, 0),
        slice->kind == MDL_SLICE_READY     ? RPT_DETAIL_READY
        : slice->kind == MDL_SLICE_WAITING ? RPT_DETAIL_BLOCKED : RPT_DETAIL_RUNS,
        mdl_chronicle_words_slice(d->arena, d->c->plan, slice),
        declared ? mdl_chronicle_words_thread(d->arena, d->c->plan, slice->on) : NULL);
}

static void add_slice(struct desk *d, const struct mdl_slice *slice)
{
    const struct mdl_plan *plan = d->c->plan;
    const char *name = mdl_chronicle_words_slice(d->arena, plan, slice);
    const char *object = mdl_chronicle_words_object(d->arena, plan, slice);

    switch (slice->kind) {
    case MDL_SLICE_EXECUTES: add_code(d, slice); break;
    case MDL_SLICE_ISR: case MDL_SLICE_DPC: case MDL_SLICE_TIMER: add_routine(d, slice); break;
    case MDL_SLICE_RUNNING: case MDL_SLICE_READY: case MDL_SLICE_WAITING:
        add_state(d, slice);
        break;
    case MDL_SLICE_ITEM:
        add(d, slice, row_of(d, THREADS, slice->on, 0), RPT_DETAIL_CALLBACK, object, object);
        break;
    case MDL_SLICE_HANDED:
        add(d, slice, row_of(d, THREADS, slice->on, 0), RPT_DETAIL_READY, name, object);
        break;
    case MDL_SLICE_PENDING:
        add(d, slice, row_of(d, INTERRUPTS, slice->on, 0), RPT_DETAIL_WAITS,
            sim_arena_print(d->arena, "%s asserted", object), object);
        break;
    case MDL_SLICE_QUEUED_DPC:
        add(d, slice, lane_of(d, DPC_QUEUES, slice->what, slice), RPT_DETAIL_WAITS, object,
            object);
        break;
    case MDL_SLICE_QUEUED_ITEM:
        add(d, slice, lane_of(d, ITEM_QUEUES, slice->what, slice), RPT_DETAIL_WAITS, object,
            object);
        break;
    case MDL_SLICE_HELD: case MDL_SLICE_ATTEMPT:
        add(d, slice, lane_of(d, LOCKS, slice->on, slice),
            slice->kind == MDL_SLICE_HELD ? RPT_DETAIL_HELD : RPT_DETAIL_WAITS, name, NULL);
        break;
    default: add(d, slice, lane_of(d, DEVICES, slice->on, slice), RPT_DETAIL_CALLBACK, name,
                 object); break;
    }
}

/* Workers that only switched in and out are left away again: rows with an item stay. */
static bool is_of_interest(const struct desk *d, const struct row *row)
{
    return row->group != THREADS || row->of < d->c->plan->thread_count || row->has_callback;
}

static void gather(struct desk *d)
{
    for (uint32_t i = 0; i < d->c->slice_count; i++) {
        const struct mdl_slice *slice = &d->c->slices[i];

        if (slice->from_at < d->until_at && slice->to_at >= d->from_at) {
            add_slice(d, slice);
        }
    }
}

/* ---- printing -------------------------------------------------------------------------------- */

static void print_rows(struct sim_text *text, struct desk *d)
{
    const struct row **sorted = sim_arena_array(d->arena, d->row_count + 1u, sizeof(*sorted));
    uint32_t count = 0;

    d->places = sim_arena_array(d->arena, d->row_count + 1u, sizeof(*d->places));
    for (uint32_t i = 0; i < d->row_count; i++) {
        d->places[i] = MDL_NONE;
        if (is_of_interest(d, &d->rows[i])) {
            sorted[count++] = &d->rows[i];
        }
    }
    qsort(sorted, count, sizeof(*sorted), compare_rows);
    sim_text_add(text, "\"rows\":[");
    for (uint32_t i = 0; i < count; i++) {
        d->places[sorted[i] - d->rows] = i;
        sim_text_add(text, i == 0 ? "[" : ",[");
        rpt_tag_json(text, group_name(d, sorted[i]));
        sim_text_add_char(text, ',');
        rpt_tag_json(text, row_title(d, sorted[i]));
        sim_text_add_char(text, ']');
    }
    sim_text_add(text, "],\n");
}

static void print_hues(struct sim_text *text, const struct rpt_hues *hues)
{
    sim_text_add(text, "\"hues\":[");
    for (uint32_t i = 0; i < hues->count; i++) {
        sim_text_print(text, "%s[\"%s\",%u,\"%c\",", i == 0 ? "" : ",", rpt_palette_colour(i),
                       rpt_palette_pattern(i) % 4u, hues->things[i].letter);
        rpt_tag_json(text, hues->things[i].path);
        sim_text_add_char(text, ']');
    }
    sim_text_add(text, "],\n");
}

static void print_names(struct sim_text *text, const struct desk *d)
{
    sim_text_add(text, "\"names\":[");
    for (uint32_t i = 0; i < d->name_count; i++) {
        sim_text_add(text, i == 0 ? "" : ",");
        rpt_tag_json(text, d->names[i]);
    }
    sim_text_add(text, "],\n");
}

static void print_bar(struct sim_text *text, const struct desk *d, const struct bar *bar,
                      sim_instant after_at)
{
    sim_text_print(text, "[%" PRIu32 ",%" PRId64 ",%" PRIu64 ",%" PRIu32 ",%d,%u,%u",
                   d->places[bar->row], (int64_t)bar->from_at - (int64_t)after_at,
                   bar->to_at - bar->from_at, bar->name,
                   bar->hue == RPT_HUES_NONE ? -1 : (int)bar->hue, (unsigned)bar->mark,
                   (unsigned)bar->slice->open);
    for (unsigned i = 0; i < bar->slice->flow_count; i++) {
        sim_text_print(text, ",%" PRIu32, bar->slice->flows[i]);
    }
    sim_text_add_char(text, ']');
}

/* Bars up to the limit; what came after it is told as the cut. */
static uint32_t print_bars(struct sim_text *text, const struct desk *d, size_t bytes_end)
{
    sim_instant after_at = d->from_at, cut_at = d->c->cut_at;
    uint32_t printed = 0;

    if (cut_at >= d->until_at) {
        cut_at = SIM_INSTANT_NEVER;
    }
    sim_text_add(text, "\"bars\":[");
    for (uint32_t i = 0; i < d->bar_count; i++) {
        if (d->places[d->bars[i].row] == MDL_NONE) {
            continue;
        }
        if (text->length > bytes_end) {
            cut_at = d->bars[i].from_at;
            break;
        }
        sim_text_add(text, printed == 0 ? "" : printed % 16 == 0 ? ",\n" : ",");
        print_bar(text, d, &d->bars[i], after_at);
        after_at = d->bars[i].from_at;
        printed++;
    }
    sim_text_add(text, "],\n\"cut\":");
    if (cut_at == SIM_INSTANT_NEVER) {
        sim_text_add(text, "null");
    } else {
        sim_text_print(text, "%" PRId64, (int64_t)cut_at - (int64_t)d->from_at);
    }
    return printed;
}

static bool is_told(const struct mdl_moment *moment)
{
    return moment->kind == MDL_MOMENT_FINDING || moment->kind == MDL_MOMENT_LOST
           || moment->kind == MDL_MOMENT_REFUSED || moment->kind == MDL_MOMENT_TIMED_OUT;
}

static void print_marks(struct sim_text *text, const struct desk *d)
{
    uint32_t count = 0;

    sim_text_add(text, ",\n\"marks\":[");
    for (uint32_t i = 0; i < d->c->moment_count && count < MARKS_MOST; i++) {
        const struct mdl_moment *moment = &d->c->moments[i];

        if (!is_told(moment) || moment->at < d->from_at || moment->at >= d->until_at) {
            continue;
        }
        sim_text_print(text, "%s[%" PRIu64 ",", count == 0 ? "" : ",", moment->at - d->from_at);
        rpt_tag_json(text, sim_arena_print(d->arena, "%s: %s",
                                           mdl_chronicle_words_about(d->arena, d->c->plan, moment),
                                           mdl_chronicle_words_moment(d->arena, d->c->plan,
                                                                      moment)));
        sim_text_add_char(text, ']');
        count++;
    }
    sim_text_add_char(text, ']');
}

uint32_t rpt_detail_print(struct sim_text *text, struct sim_arena *arena, struct rpt_hues *hues,
                          const struct rpt_detail_window *window, size_t bytes_max)
{
    size_t end = text->length + bytes_max;
    struct desk d = {.arena = arena, .hues = hues, .c = window->chronicle,
                     .from_at = window->from_at, .until_at = window->until_at};
    uint32_t printed;

    d.rows = sim_arena_array(arena, ROWS_MOST, sizeof(*d.rows));
    d.names = sim_arena_array(arena, NAMES_MOST, sizeof(*d.names));
    d.bars = sim_arena_array(arena, d.c->slice_count + 1u, sizeof(*d.bars));
    gather(&d);
    sim_text_print(text, "{\"from\":%" PRIu64 ",\"until\":%" PRIu64 ",\n", d.from_at, d.until_at);
    print_hues(text, hues);
    print_names(text, &d);
    print_rows(text, &d);
    printed = print_bars(text, &d, end);
    print_marks(text, &d);
    sim_text_add(text, "}\n");
    return printed;
}
