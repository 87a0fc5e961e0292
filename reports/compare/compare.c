/*
 * Comparison of two runs: pairing, the rows, the correction for many rows, the verdict.
 */
#include "reports/compare/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/compare/correct.h"
#include "reports/compare/figure.h"
#include "reports/compare/inputs.h"
#include "reports/compare/price.h"
#include "reports/compare/rows.h"
#include "reports/compare/sentence.h"
#include "reports/compare/stops.h"
#include "sim/base/arena.h"

/* ---- pairing ---- */

static uint32_t count_pairs(const struct mdl_answer *base, const struct mdl_answer *changed)
{
    uint32_t i = 0, k = 0, pairs = 0;

    while (i < base->replication_count && k < changed->replication_count) {
        uint32_t b = base->replications[i].index, x = changed->replications[k].index;

        pairs += b == x;
        i += b <= x;
        k += x <= b;
    }
    return pairs;
}

/* ---- many rows at once ---- */

static int by_p(const void *a, const void *b)
{
    const struct rpt_compare_row *left = *(struct rpt_compare_row *const *)a;
    const struct rpt_compare_row *right = *(struct rpt_compare_row *const *)b;

    if (left->p != right->p) {
        return left->p < right->p ? -1 : 1;
    }
    return left < right ? -1 : left > right; /* rows of one array */
}

static uint32_t collect(const struct rpt_compare *c, bool exploratory,
                        struct rpt_compare_row **ret_rows)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < c->row_count; i++) {
        struct rpt_compare_row *row = &c->rows[i];

        if (row->is_exploratory == exploratory && !row->is_price && !isnan(row->p)) {
            ret_rows[count++] = row;
        }
    }
    qsort(ret_rows, count, sizeof(struct rpt_compare_row *), by_p);
    return count;
}

static uint32_t correct(struct sim_arena *arena, struct rpt_compare *c, bool exploratory)
{
    struct rpt_compare_row **rows = sim_arena_array(arena, c->row_count, sizeof *rows);
    uint32_t count = collect(c, exploratory, rows);
    double *p = sim_arena_array(arena, count, sizeof *p);
    double *corrected = sim_arena_array(arena, count, sizeof *corrected);

    for (uint32_t i = 0; i < count; i++) {
        p[i] = rows[i]->p;
    }
    (exploratory ? rpt_correct_explored : rpt_correct_holm)(p, count, corrected);
    for (uint32_t i = 0; i < count; i++) {
        rows[i]->p_corrected = fmin(1, corrected[i] * c->comparisons);
    }
    return count;
}

/* ---- rows ---- */

static const struct mdl_series *series_of(const struct rpt_rows_item *item)
{
    return item->base != NULL ? item->base : item->changed;
}

/* The first row of the same sort and object, and of the same measure if asked. */
static uint32_t first_of(const struct rpt_rows *rows, uint32_t index, bool same_measure)
{
    const struct rpt_rows_item *item = &rows->items[index];
    const struct mdl_series *s = series_of(item);

    for (uint32_t i = 0; i < index; i++) {
        const struct rpt_rows_item *other = &rows->items[i];

        if (other->is_price == item->is_price && other->is_exploratory == item->is_exploratory &&
            strcmp(series_of(other)->object, s->object) == 0 &&
            (!same_measure || strcmp(series_of(other)->measure, s->measure) == 0)) {
            return i;
        }
    }
    return index;
}

static uint32_t statistic_rank(const char *statistic)
{
    static const char *const order[] = {"mean", "p50", "p90", "p99", "p99.9", "min", "max"};
    uint32_t rank = 0;

    while (rank < sizeof order / sizeof order[0] && strcmp(order[rank], statistic) != 0) {
        rank++;
    }
    return rank;
}

/* Too few observations on both sides: nothing to show unless somebody asked. */
static bool is_empty(const struct rpt_rows_item *item, const struct rpt_compare_row *row)
{
    return item->base != NULL && item->changed != NULL && isnan(row->base) && isnan(row->changed);
}

struct place {
    uint32_t keys[4];          /* object, durations before counts, measure, statistic */
    uint32_t index;
};

static int by_place(const void *a, const void *b)
{
    const struct place *left = a, *right = b;

    for (int i = 0; i < 4; i++) {
        if (left->keys[i] != right->keys[i]) {
            return left->keys[i] < right->keys[i] ? -1 : 1;
        }
    }
    return left->index < right->index ? -1 : left->index > right->index;
}

/* Objects in order of first appearance, so that prices and explorations stay behind. */
static void make_rows(const struct rpt_figure_context *context, const struct rpt_rows *rows,
                      struct rpt_compare *c)
{
    struct place *places = sim_arena_array(context->arena, rows->count, sizeof *places);

    for (uint32_t i = 0; i < rows->count; i++) {
        bool is_duration = strcmp(series_of(&rows->items[i])->shape, "duration") == 0;

        places[i] = (struct place){{first_of(rows, i, false), is_duration ? 0 : 1,
                                    first_of(rows, i, true),
                                    statistic_rank(rows->items[i].statistic)},
                                   i};
    }
    qsort(places, rows->count, sizeof *places, by_place);
    c->rows = sim_arena_array(context->arena, (size_t)rows->count + 1, sizeof *c->rows);
    for (uint32_t i = 0; i < rows->count; i++) {
        const struct rpt_rows_item *item = &rows->items[places[i].index];
        struct rpt_compare_row *row = &c->rows[c->row_count];

        rpt_figure_make(context, item, row);
        c->row_count += item->is_named || !is_empty(item, row);
    }
}

/* The figure that a file's first expectation names is what the file is about. */
static void mark_first(const struct mdl_answer *base, struct rpt_compare *c)
{
    for (uint32_t i = 0; i < c->row_count && base->verdict_count > 0; i++) {
        struct rpt_compare_row *row = &c->rows[i];
        size_t length = strlen(row->name);

        row->is_first = strncmp(base->verdicts[0].text, row->name, length) == 0
                        && strchr(" <>=!", base->verdicts[0].text[length]) != NULL;
    }
}

/* Threads of drivers that one run has and the other has not. */
static void add_own_threads(const struct rpt_figure_context *context, struct rpt_compare *c)
{
    double base = rpt_price_threads(context->base), changed = rpt_price_threads(context->changed);

    if (base == changed) {
        return;
    }
    c->rows[c->row_count++] = (struct rpt_compare_row){
        .name = "machine.own_threads", .object = "machine", .kind = "machine",
        .measure = "own_threads", .statistic = "mean", .phase = "all", .shape = "count",
        .unit = "1", .better = "neither", .sample_of = "thread", .base = base,
        .changed = changed, .scale = RPT_COMPARE_DIFFERENCE, .change = changed - base,
        .low = NAN, .high = NAN, .p = NAN, .p_corrected = NAN, .correlation = NAN,
        .variance_factor = NAN, .rank_p = NAN, .rank_share = NAN,
        .is_exact = !c->is_random, .in_every_pair = c->is_random,
        .mark = RPT_COMPARE_CHANGED, .is_price = true, .note = ""};
}

/* ---- the verdict ---- */

/* The reason of a figure that both runs have; without one there is nothing to say a reason of. */
static const char *refusal_of(const struct rpt_compare *c)
{
    for (uint32_t i = 0; i < c->row_count; i++) {
        if (strncmp(c->rows[i].note, "only in ", 8) != 0 && c->rows[i].note[0] != '\0') {
            return c->rows[i].note;
        }
    }
    return "the runs have no figure in common.";
}

static void judge(struct rpt_compare *c)
{
    int stops = rpt_stops_change(c), knots = rpt_stops_deadlocks_change(c);
    bool is_better = stops < 0 || knots < 0, is_worse = stops > 0 || knots > 0;
    bool is_open = false, is_comparable = is_better || is_worse;

    for (uint32_t i = 0; i < c->row_count; i++) {
        const struct rpt_compare_row *row = &c->rows[i];
        enum rpt_compare_mark mark = row->mark;

        if (row->is_price || row->is_exploratory) {
            continue;
        }
        is_better = is_better || mark == RPT_COMPARE_BETTER;
        is_worse = is_worse || mark == RPT_COMPARE_WORSE;
        is_open = is_open || (mark != RPT_COMPARE_IDENTICAL && mark != RPT_COMPARE_SAME);
        is_comparable = is_comparable || mark != RPT_COMPARE_INCOMPARABLE;
    }
    c->verdict = !is_comparable         ? RPT_COMPARE_IS_IMPOSSIBLE
                 : is_better && is_worse ? RPT_COMPARE_IS_MIXED
                 : is_better             ? RPT_COMPARE_IS_BETTER
                 : is_worse              ? RPT_COMPARE_IS_WORSE
                 : is_open               ? RPT_COMPARE_IS_UNCLEAR
                                         : RPT_COMPARE_ALL_SAME;
    if (!is_comparable && (c->base_count == 0 || c->changed_count == 0)) {
        c->refusal = c->base_count > 0       ? "every replication of the new run stopped."
                     : c->changed_count > 0  ? "every replication of the base run stopped."
                                             : "every replication of both runs stopped.";
    } else if (!is_comparable) {
        c->refusal = refusal_of(c);
    }
}

static void init_compare(struct rpt_compare *c, const struct mdl_answer *base,
                         const struct mdl_answer *changed,
                         const struct rpt_compare_options *options)
{
    *c = (struct rpt_compare){.alpha = 0.05, .threshold = 0.05, .refusal = "",
                              .comparisons = 1};
    if (options != NULL && options->alpha > 0) {
        c->alpha = options->alpha;
    }
    if (options != NULL && options->threshold > 0) {
        c->threshold = options->threshold;
    }
    if (options != NULL && options->comparisons > 1) {
        c->comparisons = options->comparisons;
    }
    c->has_ranks = options != NULL && options->rank;
    c->is_random = base->is_random || changed->is_random;
    c->pairs = base->seed == changed->seed ? count_pairs(base, changed) : 0;
    c->is_paired = c->pairs > 0;
    c->base_count = base->completed;
    c->changed_count = changed->completed;
}

void rpt_compare_runs(struct sim_arena *arena, const struct mdl_answer *base,
                      const struct mdl_answer *changed, const struct rpt_compare_options *options,
                      struct rpt_compare *ret_compare)
{
    struct rpt_compare c;
    struct rpt_figure_context context = {arena, base, changed, &c};
    struct rpt_rows rows;

    init_compare(&c, base, changed, options);
    rpt_inputs_differ(arena, base, changed, &c.inputs, &c.input_count);
    rpt_stops_compare(base, changed, &c);
    rpt_rows_choose(&rows, arena, base, changed, c.inputs, c.input_count,
                    options != NULL && options->all);
    make_rows(&context, &rows, &c);
    mark_first(base, &c);
    c.family = correct(arena, &c, false);
    correct(arena, &c, true);
    for (uint32_t i = 0; i < c.row_count; i++) {
        rpt_figure_mark(&context, &c.rows[i]);
    }
    add_own_threads(&context, &c);
    judge(&c);
    rpt_sentence_close(arena, changed, &c);
    *ret_compare = c;
}

const char *rpt_compare_sign(enum rpt_compare_mark mark, bool ascii)
{
    static const char *const signs[] = {"=", "\xe2\x89\x88", "+", "-", "", "small", "~", "x"};

    return ascii && mark == RPT_COMPARE_SAME ? "~=" : signs[mark];
}

const char *rpt_compare_word(enum rpt_compare_mark mark)
{
    static const char *const words[] = {"identical", "the same", "better",      "worse",
                                        "changed",   "small",    "cannot tell", "not comparable"};

    return words[mark];
}

const char *rpt_compare_scale_name(enum rpt_compare_scale scale)
{
    static const char *const names[] = {"none", "relative", "times less", "times more",
                                        "difference"};

    return names[scale];
}
