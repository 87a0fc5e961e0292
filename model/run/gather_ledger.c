/*
 * The ledger of a run: what the victims of each series waited for, in all and in the tail.
 *
 * Rows are kept per octave of the final latency, so the tail is a whole number of octaves from
 * the top (together at least 1 % of the observations) and its cells sum to it exactly, like those
 * of all observations. How many victims a cell touched is known per octave only: an upper bound.
 * Overhead and idle time are nobody's: their cells have no culprit.
 */
#include <math.h>
#include <stddef.h>
#include <stdlib.h>

#include "model/observe/measures.h"
#include "model/run/gather_parts.h"
#include "sim/base/check.h"

#define OCTAVES 65u
#define TAIL_SHARE 0.01

struct cell {
    mdl_label_id label;
    uint8_t part, state;
    bool tail;
    uint64_t ns, observations, worst_ns;
};

struct victim {
    uint32_t series;                  /* as the record numbers them     */
    uint64_t observations, total_ns;
    uint32_t tail_from;               /* lowest octave of the tail      */
    struct mdl_tail tail;
    struct cell *cells;
    uint32_t cell_count, cell_room;
};

/* ---- cells --------------------------------------------------------------------------------- */

static int by_key(const void *a, const void *b)
{
    const struct cell *x = a, *y = b;

    if (x->tail != y->tail) {
        return x->tail ? 1 : -1;
    }
    if (x->part != y->part) {
        return x->part < y->part ? -1 : 1;
    }
    if (x->label != y->label) {
        return x->label < y->label ? -1 : 1;
    }
    return (x->state > y->state) - (x->state < y->state);
}

static void add_cell(struct cell *to, const struct cell *cell)
{
    to->ns += cell->ns;
    to->observations += cell->observations;
    to->worst_ns = cell->worst_ns > to->worst_ns ? cell->worst_ns : to->worst_ns;
}

typedef void visit(const struct mdl_gather_parts *p, struct victim *v,
                   const struct mdl_gather_row *row);

static void each_row(const struct mdl_gather_parts *p, struct victim *v, visit *visit_row)
{
    for (uint32_t i = 0; i < p->counted_count; i++) {
        const struct mdl_gather_copy *copy = p->counted[i];

        for (uint32_t k = 0; k < copy->row_count; k++) {
            if (copy->rows[k].series == v->series) {
                visit_row(p, v, &copy->rows[k]);
            }
        }
    }
}

static void count_row(const struct mdl_gather_parts *p, struct victim *v,
                      const struct mdl_gather_row *row)
{
    (void)p;
    v->observations += row->observations;
    v->total_ns += row->total_ns;
    v->cell_room += 2 * row->cell_count; /* each may be in both populations */
}

/* The highest octaves that hold at least 1 % of all observations. */
static void find_tail(const struct mdl_gather_parts *p, struct victim *v)
{
    uint64_t by_octave[OCTAVES] = {0}, held = 0;
    uint32_t octave = OCTAVES;

    for (uint32_t i = 0; i < p->counted_count; i++) {
        const struct mdl_gather_copy *copy = p->counted[i];

        for (uint32_t k = 0; k < copy->row_count; k++) {
            const struct mdl_gather_row *row = &copy->rows[k];

            if (row->series == v->series && row->octave < OCTAVES) {
                by_octave[row->octave] += row->observations;
            }
        }
    }
    while (octave > 0 && (double)held < TAIL_SHARE * (double)v->observations) {
        held += by_octave[--octave];
    }
    v->tail_from = octave;
    v->tail = (struct mdl_tail){.series = p->series_of[v->series],
                                .share = (double)held / (double)v->observations,
                                .over_ns = octave == 0 ? 0 : UINT64_C(1) << (octave - 1),
                                .observations = held};
}

/* Adds to the cell of the same kind. There are a few dozen kinds at most, and as a rule a row has
   the same as the one before. */
static void note_cell(struct victim *v, const struct cell *cell)
{
    for (uint32_t i = 0; i < v->cell_count; i++) {
        if (by_key(&v->cells[i], cell) == 0) {
            add_cell(&v->cells[i], cell);
            return;
        }
    }
    SIM_ASSERT(v->cell_count < v->cell_room);
    v->cells[v->cell_count++] = *cell;
}

static void note_row(const struct mdl_gather_parts *p, struct victim *v,
                     const struct mdl_gather_row *row)
{
    bool tail = row->octave < OCTAVES && row->octave >= v->tail_from;

    (void)p;
    v->tail.total_ns += tail ? row->total_ns : 0;
    for (uint32_t i = 0; i < row->cell_count; i++) {
        const struct mdl_gather_cell *from = &row->cells[i];
        struct cell cell = {from->label, from->part, from->state, false, from->ns,
                            row->observations, row->worst_ns};

        note_cell(v, &cell);
        if (tail) {
            cell.tail = true;
            note_cell(v, &cell);
        }
    }
}

/* ---- who ------------------------------------------------------------------------------------ */

static bool is_somebody(const struct mdl_plan *plan, mdl_label_id label)
{
    if (label >= plan->label_count) {
        return false;
    }
    return plan->labels[label].kind != MDL_LABEL_KIND_IDLE &&
           plan->labels[label].kind != MDL_LABEL_KIND_OVERHEAD;
}

/* Which latencies a report prints first: those of work items; where there are none, all. */
static bool is_printed(const struct mdl_gather_parts *p, uint32_t series)
{
    bool any = false;

    for (uint32_t i = 0; i < p->meta_count; i++) {
        bool item = p->meta[i].measure == MDL_MEASURE_QUEUE_LATENCY &&
                    p->plan->objects[p->meta[i].object].kind == MDL_OBJECT_WORK_ITEM &&
                    p->series_of[i] != MDL_NONE;

        if (item && i == series) {
            return true;
        }
        any = any || item;
    }
    return !any;
}

/* Shares of assumed costs are taken before overheads become nobody's. */
static void note_assumptions(const struct mdl_gather_parts *p, const struct victim *v)
{
    if (!is_printed(p, v->series)) {
        return;
    }
    for (uint32_t i = 0; i < p->answer->assumption_count; i++) {
        mdl_label_id label = p->plan->assumptions[i].label;
        uint64_t ns = 0;

        for (uint32_t k = 0; k < v->cell_count && label != MDL_NONE; k++) {
            ns += v->cells[k].label == label && !v->cells[k].tail ? v->cells[k].ns : 0;
        }
        if (label != MDL_NONE && v->total_ns > 0) {
            p->answer->assumptions[i].share =
                fmax(p->answer->assumptions[i].share, (double)ns / (double)v->total_ns);
        }
    }
}

static void fill_assumptions(const struct mdl_gather_parts *p)
{
    uint32_t count = p->plan->assumption_count;

    p->answer->assumptions = sim_arena_array(p->arena, count, sizeof *p->answer->assumptions);
    p->answer->assumption_count = count;
    for (uint32_t i = 0; i < count; i++) {
        const struct mdl_assumption *a = &p->plan->assumptions[i];

        p->answer->assumptions[i] = (struct mdl_answer_assumption){
            .rule = a->rule, .parameter = a->parameter, .value = a->value,
            .confidence = a->confidence, .share = a->label == MDL_NONE ? (double)NAN : 0.0};
    }
}

/* ---- cells become charges ------------------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
    const struct cell *x = a, *y = b;

    if (x->tail != y->tail) {
        return x->tail ? 1 : -1;
    }
    if (x->ns != y->ns) {
        return x->ns > y->ns ? -1 : 1;
    }
    return by_key(a, b);
}

static void merge_cells(const struct mdl_gather_parts *p, struct victim *v)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < v->cell_count; i++) {
        if (!is_somebody(p->plan, v->cells[i].label)) {
            v->cells[i].label = MDL_NONE;
        }
    }
    qsort(v->cells, v->cell_count, sizeof *v->cells, by_key);
    for (uint32_t i = 0; i < v->cell_count; i++) {
        if (kept == 0 || by_key(&v->cells[kept - 1], &v->cells[i]) != 0) {
            v->cells[kept++] = v->cells[i];
            continue;
        }
        add_cell(&v->cells[kept - 1], &v->cells[i]);
    }
    v->cell_count = kept;
    qsort(v->cells, v->cell_count, sizeof *v->cells, by_size);
}

static struct mdl_charge charge_of(const struct mdl_gather_parts *p, const struct victim *v,
                                   const struct cell *cell)
{
    struct mdl_charge charge = {
        .series = p->series_of[v->series], .tail = cell->tail,
        .part = mdl_record_part_name(cell->part), .culprit = "", .culprit_object = "",
        .state = mdl_record_state_name(cell->state), .ns = cell->ns,
        .observations = cell->observations, .worst_ns = cell->worst_ns};

    if (cell->label != MDL_NONE) {
        const struct mdl_label *label = &p->plan->labels[cell->label];

        charge.culprit = label->name;
        if (cell->label >= MDL_LABEL_FIRST && label->object < p->plan->object_count) {
            charge.culprit_object = p->plan->objects[label->object].path;
        }
    }
    return charge;
}

/* The charges of one victim, at the end of those that are there already. */
static void append(const struct mdl_gather_parts *p, const struct victim *v)
{
    struct mdl_answer *answer = p->answer;
    uint32_t count = answer->charge_count + v->cell_count;
    struct mdl_charge *charges = sim_arena_array(p->arena, count, sizeof *charges);

    for (uint32_t i = 0; i < answer->charge_count; i++) {
        charges[i] = answer->charges[i];
    }
    for (uint32_t i = 0; i < v->cell_count; i++) {
        charges[answer->charge_count + i] = charge_of(p, v, &v->cells[i]);
    }
    answer->charges = charges;
    answer->charge_count = count;
    answer->tails[answer->tail_count++] = v->tail;
}

static void check_sums(const struct victim *v)
{
    uint64_t all = 0, tail = 0;

    for (uint32_t i = 0; i < v->cell_count; i++) {
        *(v->cells[i].tail ? &tail : &all) += v->cells[i].ns;
    }
    SIM_ASSERT(all == v->total_ns);
    SIM_ASSERT(tail == v->tail.total_ns);
}

static void fill_victim(const struct mdl_gather_parts *p, uint32_t series)
{
    struct victim v = {.series = series};
    struct sim_arena scratch;

    each_row(p, &v, count_row);
    if (v.observations == 0) {
        return;
    }
    find_tail(p, &v);
    sim_arena_init(&scratch);
    v.cells = sim_arena_array(&scratch, v.cell_room, sizeof *v.cells);
    each_row(p, &v, note_row);
    check_sums(&v);
    note_assumptions(p, &v);
    merge_cells(p, &v);
    append(p, &v);
    sim_arena_deinit(&scratch);
}

void mdl_gather_ledger_fill(const struct mdl_gather_parts *p)
{
    p->answer->charges = NULL;
    p->answer->charge_count = p->answer->tail_count = 0;
    p->answer->tails = sim_arena_array(p->arena, p->meta_count, sizeof *p->answer->tails);
    fill_assumptions(p);
    for (uint32_t i = 0; i < p->meta_count; i++) {
        if (p->meta[i].has_ledger && p->series_of[i] != MDL_NONE) {
            fill_victim(p, i);
        }
    }
}
