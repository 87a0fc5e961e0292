/*
 * A comparison as people read it.
 *
 * What differed in the inputs stands above the figures; the interval stands in every row that has
 * one, also beside '~'.
 */
#include "reports/render/compare_text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/compare/compare.h"
#include "reports/render/cell.h"
#include "reports/render/format.h"
#include "reports/render/page.h"
#include "reports/render/table.h"
#include "reports/render/view.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

enum { INPUTS_MAX = 5, INCOMPARABLE_MAX = 4, PATH_COLUMNS = 28, LED_BY = 6 };

/* ---- one change --------------------------------------------------------------------------- */

/* A limit of an interval of factors or percent: no grouping, so that its comma means one thing. */
static void add_limit(struct sim_text *text, double value, int decimals)
{
    sim_text_print(text, "%.*f", decimals, value);
}

/* [low, high] with open ends where they are. */
static void add_limits(struct sim_text *text, double low, double high, double scale,
                       int decimals)
{
    if (isnan(low) || isnan(high)) {
        return;
    }
    sim_text_add(text, isinf(low) ? " (-" : " [");
    if (!isinf(low)) {
        add_limit(text, low * scale, decimals);
    }
    sim_text_add(text, ", ");
    if (isinf(high)) {
        sim_text_add(text, "-)");
        return;
    }
    add_limit(text, high * scale, decimals);
    sim_text_add_char(text, ']');
}

static void add_percent(struct sim_text *text, const struct rpt_compare_row *row)
{
    int decimals = fabs(row->change) >= 0.0995 ? 0 : 1;

    sim_text_print(text, "%+.*f %%", decimals, 100 * row->change);
    add_limits(text, row->low, row->high, 100, decimals);
}

/* '2,908x less [2787, 3058]'; an open end at 0 or at infinity has no number. */
static void add_factor(struct sim_text *text, const struct rpt_compare_row *row)
{
    int decimals = row->change >= 9.95 ? 0 : 1;
    double low = row->low <= 0 ? -HUGE_VAL : row->low;

    if (decimals == 0) {
        rpt_format_count(text, (uint64_t)(row->change + 0.5));
    } else {
        sim_text_print(text, "%.1f", row->change);
    }
    sim_text_print(text, "x %s", row->scale == RPT_COMPARE_LESS ? "less" : "more");
    add_limits(text, isnan(row->low) ? row->low : low, row->high, 1, decimals);
}

static void add_difference(struct sim_text *text, const struct rpt_compare_row *row)
{
    struct sim_text limits;

    if (row->change >= 0) {
        sim_text_add_char(text, '+');
    }
    rpt_format_value(text, row->change, row->unit);
    sim_text_init(&limits);
    rpt_format_interval(&limits, row->change, row->low, row->high, row->unit);
    if (limits.length > 0 && strcmp(limits.data, "=") != 0) {
        sim_text_print(text, " %s", limits.data);
    }
    sim_text_deinit(&limits);
}

void rpt_compare_text_change(struct sim_text *text, const struct rpt_compare_row *row)
{
    if (row->mark == RPT_COMPARE_IDENTICAL) {
        return;
    }
    switch (row->scale) {
    case RPT_COMPARE_PERCENT: add_percent(text, row); break;
    case RPT_COMPARE_LESS:
    case RPT_COMPARE_MORE: add_factor(text, row); break;
    case RPT_COMPARE_DIFFERENCE: add_difference(text, row); break;
    default: break;
    }
    if (row->in_every_pair && !row->is_exact) {
        sim_text_add(text, " in every pair");
    }
}

const char *rpt_compare_text_cell(struct sim_arena *arena, const struct rpt_compare_row *row)
{
    struct sim_text text;

    sim_text_init(&text);
    rpt_compare_text_change(&text, row);
    return sim_text_keep(&text, arena);
}

const char *rpt_compare_text_p(struct sim_arena *arena, double p)
{
    if (isnan(p)) {
        return "";
    }
    if (p < 0.001) {
        return "<.001";
    }
    return p > 0.9994 ? "1.000" : sim_arena_print(arena, "%.3f", p) + 1;
}

/* ---- inputs ------------------------------------------------------------------------------- */

static const char *run_name(struct sim_arena *arena, const struct mdl_answer *answer)
{
    return sim_arena_print(arena, "%" PRId64 " %s", answer->run_id,
                           answer->label != NULL ? answer->label : answer->scenario_name);
}

static const char *or_none(const char *value)
{
    return value[0] == '\0' ? "-" : value;
}

/* Where both values are cut, they are shown from a little before the place where they differ. */
static size_t common_start(const char *base, const char *changed, size_t base_columns,
                           size_t new_columns)
{
    size_t same = 0;

    while (base[same] != '\0' && base[same] == changed[same]) {
        same++;
    }
    if (same < LED_BY || same + 4 < base_columns || same + 4 < new_columns) {
        return 0;
    }
    same -= LED_BY;
    while (same > 0 && ((unsigned char)base[same] & 0xC0u) == 0x80u) {
        same--;                       /* not within a character */
    }
    return same;
}

static const char *cut(struct sim_arena *arena, const char *value, size_t start, size_t columns)
{
    return rpt_page_clip(arena, start == 0 ? value : sim_arena_print(arena, "..%s", value + start),
                         columns);
}

/* Widths that the values of the inputs may have: the wider column gives way first. */
static void value_columns(const struct rpt_compare *compare, uint32_t shown, size_t room,
                          size_t *ret_base, size_t *ret_changed)
{
    size_t base = 16, changed = 16;

    for (uint32_t i = 0; i < shown; i++) {
        size_t b = rpt_page_columns(compare->inputs[i].base);
        size_t n = rpt_page_columns(compare->inputs[i].changed);

        base = b > base ? b : base;
        changed = n > changed ? n : changed;
    }
    while (base + changed > room && base + changed > 16) {
        *(base > changed ? &base : &changed) -= 1;
    }
    *ret_base = base;
    *ret_changed = changed;
}

static void print_inputs(struct sim_text *text, struct sim_arena *arena,
                         const struct rpt_compare *compare, const struct mdl_answer *base,
                         const struct mdl_answer *changed, bool all, unsigned width)
{
    uint32_t shown = all || compare->input_count <= INPUTS_MAX ? compare->input_count
                                                               : INPUTS_MAX;
    size_t path_columns = 10, base_columns, new_columns;
    struct rpt_table table;

    for (uint32_t i = 0; i < shown; i++) {
        size_t columns = rpt_page_columns(compare->inputs[i].path);

        path_columns = columns > path_columns ? columns : path_columns;
    }
    path_columns = path_columns > PATH_COLUMNS ? PATH_COLUMNS : path_columns;
    value_columns(compare, shown, width - path_columns - 4, &base_columns, &new_columns);
    rpt_table_init(&table, arena, "lll");
    rpt_table_add(&table, (const char *const[]){"", "base", "new"});
    rpt_table_add(&table, (const char *const[]){
        "run", rpt_page_clip(arena, run_name(arena, base), base_columns),
        rpt_page_clip(arena, run_name(arena, changed), new_columns)});
    for (uint32_t i = 0; i < shown; i++) {
        const struct rpt_compare_input *input = &compare->inputs[i];
        size_t start = common_start(input->base, input->changed, base_columns, new_columns);

        rpt_table_add(&table, (const char *const[]){
            rpt_page_clip(arena, input->path, path_columns),
            cut(arena, or_none(input->base), start, base_columns),
            cut(arena, or_none(input->changed), start, new_columns)});
    }
    rpt_table_add(&table, (const char *const[]){
        shown < compare->input_count
            ? sim_arena_print(arena, "%" PRIu32 " more differ", compare->input_count - shown)
            : compare->input_count == 0 ? "all inputs" : "all else",
        shown < compare->input_count ? "--inputs prints all" : "equal", ""});
    rpt_table_print(&table, text, 0, width);
    sim_text_add_char(text, '\n');
}

/* ---- figures ------------------------------------------------------------------------------ */

const char *rpt_compare_text_group(struct sim_arena *arena, const struct rpt_compare_row *row)
{
    if (strcmp(row->shape, "duration") != 0) {
        return row->object;
    }
    return sim_arena_print(arena, "%s.%s", row->object, row->measure);
}

const char *rpt_compare_text_row(struct sim_arena *arena, const struct rpt_compare_row *row)
{
    bool phase = strcmp(row->phase, "all") != 0;
    const char *what = row->statistic;

    if (strcmp(row->shape, "count") == 0) {
        what = sim_arena_print(arena, "%s, %s", row->measure,
                               strcmp(row->statistic, "rate") == 0 ? "rate" : "per run");
    } else if (strcmp(row->shape, "duration") != 0) {
        what = sim_arena_print(arena, "%s, %s", row->measure, row->statistic);
    }
    return sim_arena_print(arena, "%s%s%s", what, phase ? "@" : "", phase ? row->phase : "");
}

static uint32_t count_incomparable(const struct rpt_compare *compare)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < compare->row_count; i++) {
        count += compare->rows[i].mark == RPT_COMPARE_INCOMPARABLE ? 1 : 0;
    }
    return count;
}

/* Many rows that cannot be compared say one thing: that the runs measure different things. */
static bool is_hidden(const struct rpt_compare_row *row, uint32_t incomparable)
{
    return row->mark == RPT_COMPARE_INCOMPARABLE && incomparable > INCOMPARABLE_MAX;
}

static const char *pairing_cell(struct sim_arena *arena, double value)
{
    return isnan(value) ? "" : sim_arena_print(arena, "%.2f", value);
}

static void print_rows(struct sim_text *text, struct sim_arena *arena,
                       const struct rpt_compare *compare, const struct rpt_view *view)
{
    uint32_t incomparable = count_incomparable(compare);
    bool paired = compare->is_paired && view->wide;
    const char *group = "";
    struct rpt_table table;

    rpt_table_init(&table, arena, !compare->is_random ? "lrrll" : paired ? "lrrlrlrr" : "lrrlrl");
    rpt_table_add(&table, (const char *const[]){"", "base", "new", "change",
                                                !compare->is_random  ? ""
                                                : compare->has_ranks ? "rank p" : "p",
                                                "", "correlation", "narrower"});
    for (uint32_t i = 0; i < compare->row_count; i++) {
        const struct rpt_compare_row *row = &compare->rows[i];
        const char *name = rpt_compare_text_group(arena, row);
        const char *sign = rpt_compare_sign(row->mark, !view->unicode);
        const char *p = rpt_compare_text_p(arena, compare->has_ranks ? row->rank_p
                                                                     : row->p_corrected);

        if (is_hidden(row, incomparable)) {
            continue;
        }
        if (strcmp(name, group) != 0) {
            group = name;
            rpt_table_add(&table, (const char *const[]){group, "", "", "", "", "", "", ""});
        }
        rpt_table_add(&table, (const char *const[]){
            sim_arena_print(arena, "  %s", rpt_compare_text_row(arena, row)),
            rpt_cell_value(arena, row->base, row->unit),
            rpt_cell_value(arena, row->changed, row->unit), rpt_compare_text_cell(arena, row),
            compare->is_random ? p : sign, sign, pairing_cell(arena, row->correlation),
            pairing_cell(arena, sqrt(row->variance_factor))});
    }
    if (table.count > 1) {
        rpt_table_print(&table, text, 0, rpt_view_width(view));
        sim_text_add_char(text, '\n');
    }
}

/* ---- how to read it ----------------------------------------------------------------------- */

/* Pairs are what both have. Replications without a partner count in their run's figure; the
   intervals know that they are independent of the other run. */
static const char *pairs_words(struct sim_arena *arena, const struct rpt_compare *compare)
{
    const char *words = sim_arena_print(arena, "%" PRIu32 " pairs of replications with the same "
                                        "arrivals and callback times.", compare->pairs);

    if (compare->base_count > compare->pairs) {
        words = sim_arena_print(arena, "%s %" PRIu32 " more of the base", words,
                                compare->base_count - compare->pairs);
    }
    if (compare->changed_count > compare->pairs) {
        words = sim_arena_print(arena, "%s %s%" PRIu32 " more of the new run", words,
                                compare->base_count > compare->pairs ? "and " : "",
                                compare->changed_count - compare->pairs);
    }
    return compare->base_count > compare->pairs || compare->changed_count > compare->pairs
               ? sim_arena_print(arena, "%s without a partner: its figures are of all of them, "
                                 "and the intervals take these as unpaired.", words)
               : words;
}

void rpt_compare_text_method(struct sim_text *text, struct sim_arena *arena,
                             const struct rpt_compare *compare, unsigned width)
{
    if (!compare->is_random) {
        sim_text_add(text, "Nothing is random in either run: all figures are exact.\n\n");
        return;
    }
    if (compare->is_paired && (compare->base_count != 1) != (compare->changed_count != 1)) {
        sim_text_print(text, "%" PRIu32 " and %" PRIu32 " replications: too few for pairs.\n",
                       compare->base_count, compare->changed_count);
    } else if (compare->is_paired) {
        rpt_page_words(text, pairs_words(arena, compare), 0, width);
        rpt_page_line(text);
    } else {
        sim_text_print(text, "%" PRIu32 " and %" PRIu32 " independent replications (the seeds "
                       "differ: no pairs).\n", compare->base_count, compare->changed_count);
    }
    rpt_page_words(text, sim_arena_print(arena, "[ ] %s %%; differences under %s or 1 us count as "
                                         "none.", rpt_cell_number(arena, 100 - 100
                                                                             * compare->alpha),
                                         sim_arena_print(arena, "%s %%", rpt_cell_number(arena,
                                             100 * compare->threshold))), 0, width);
    rpt_page_line(text);
    sim_text_add_char(text, '\n');
}

void rpt_compare_text_legend(struct sim_text *text, struct sim_arena *arena,
                             const struct rpt_compare *compare, const struct rpt_view *view)
{
    static const struct { enum rpt_compare_mark mark; const char *means; } legend[] = {
        {RPT_COMPARE_BETTER, "better"}, {RPT_COMPARE_WORSE, "worse"},
        {RPT_COMPARE_SAME, "the same within the threshold"}, {RPT_COMPARE_SMALL,
        "under the threshold"}, {RPT_COMPARE_UNCLEAR, "cannot tell"},
        {RPT_COMPARE_IDENTICAL, "identical"}, {RPT_COMPARE_INCOMPARABLE, "not comparable"}};
    uint32_t incomparable = count_incomparable(compare);
    const char *line = "";

    for (size_t m = 0; m < sizeof(legend) / sizeof(legend[0]); m++) {
        bool used = false;

        for (uint32_t i = 0; i < compare->row_count; i++) {
            used = used || (compare->rows[i].mark == legend[m].mark
                            && !is_hidden(&compare->rows[i], incomparable));
        }
        if (used) {
            line = sim_arena_print(arena, "%s%s%s %s", line, line[0] == '\0' ? "" : "   ",
                                   rpt_compare_sign(legend[m].mark, !view->unicode),
                                   legend[m].means);
        }
    }
    if (line[0] != '\0') {
        sim_text_print(text, "%s\n", line);
    }
}

/* The row whose interval pairing narrowed most. */
static const struct rpt_compare_row *best_paired(const struct rpt_compare *compare)
{
    const struct rpt_compare_row *best = NULL;

    for (uint32_t i = 0; i < compare->row_count; i++) {
        const struct rpt_compare_row *row = &compare->rows[i];

        if (!isnan(row->variance_factor) && row->variance_factor > 1.2
            && (best == NULL || row->variance_factor > best->variance_factor)) {
            best = row;
        }
    }
    return best;
}

/* How many hidden rows there are for each reason. */
static void print_hidden(struct sim_text *text, const struct rpt_compare *compare)
{
    uint32_t incomparable = count_incomparable(compare);

    for (uint32_t i = 0; i < compare->row_count; i++) {
        const char *note = compare->rows[i].note;
        uint32_t count = 0;
        bool told = !is_hidden(&compare->rows[i], incomparable);

        for (uint32_t k = 0; k < compare->row_count && !told; k++) {
            bool same = is_hidden(&compare->rows[k], incomparable)
                        && strcmp(compare->rows[k].note, note) == 0;

            told = same && k < i;
            count += same ? 1 : 0;
        }
        if (!told) {
            sim_text_print(text, "x  %" PRIu32 " figure%s cannot be compared: %s\n", count,
                           count == 1 ? "" : "s", note);
        }
    }
}

/* 'Bug checks: 3 of 20 -> 0 of 20, p 0.25' */
static void print_fate(struct sim_text *text, struct sim_arena *arena,
                       const struct rpt_compare *compare, const char *what, uint32_t before,
                       uint32_t now, double p)
{
    if (before + now > 0) {
        sim_text_print(text, "%s: %" PRIu32 " of %" PRIu32 " -> %" PRIu32 " of %" PRIu32 "%s%s\n",
                       what, before, compare->base_count + compare->base_stopped, now,
                       compare->changed_count + compare->changed_stopped,
                       isnan(p) ? "" : ", p ", rpt_compare_text_p(arena, p));
    }
}

/* What the p of the table are. */
static void print_correction(struct sim_text *text, struct sim_arena *arena,
                             const struct rpt_compare *compare, unsigned width)
{
    if (compare->has_ranks) {
        rpt_page_words(text, sim_arena_print(arena, "rank p: is a replication of one run larger "
                                             "than one of the other, more often than chance "
                                             "has it? %s, two-sided, not corrected; the marks "
                                             "follow the intervals.", compare->is_paired
                                                 ? "Wilcoxon's signed ranks"
                                                 : "Mann and Whitney's test"), 0, width);
        rpt_page_line(text);
    } else {
        sim_text_print(text, "p: corrected for %" PRIu32 " row%s (Holm).", compare->family,
                       compare->family == 1 ? "" : "s");
    }
}

static void print_notes(struct sim_text *text, struct sim_arena *arena,
                        const struct rpt_compare *compare, unsigned width)
{
    uint32_t incomparable = count_incomparable(compare);
    const struct rpt_compare_row *best = best_paired(compare);

    if (compare->is_random && compare->family > 0) {
        print_correction(text, arena, compare, width);
        if (compare->is_paired && best != NULL) {
            sim_text_add(text, compare->has_ranks ? "" : " ");
            rpt_page_words(text, sim_arena_print(arena, "Pairing made the interval of %s %s times "
                                                 "narrower (correlation %.2f).", best->name,
                                                 rpt_cell_number(arena, floor(10
                                                     * sqrt(best->variance_factor) + 0.5) / 10),
                                                 best->correlation), 0, width);
        }
        rpt_page_line(text);
    }
    for (uint32_t i = 0; i < compare->row_count; i++) {
        if (compare->rows[i].note[0] != '\0' && !is_hidden(&compare->rows[i], incomparable)) {
            sim_text_print(text, "%s  ", rpt_compare_sign(compare->rows[i].mark, true));
            rpt_page_words(text, sim_arena_print(arena, "%s: %s", compare->rows[i].name,
                                                 compare->rows[i].note), 3, width);
            rpt_page_line(text);
        }
    }
    print_hidden(text, compare);
    print_fate(text, arena, compare, "Bug checks", compare->base_stopped, compare->changed_stopped,
               compare->stopped_p);
    print_fate(text, arena, compare, "Deadlocks", compare->base_deadlocked,
               compare->changed_deadlocked, compare->deadlocked_p);
    sim_text_add_char(text, '\n');
}

static void print_closing(struct sim_text *text, const struct rpt_compare *compare,
                          const struct rpt_view *view)
{
    int colour = compare->verdict == RPT_COMPARE_IS_BETTER  ? 2
                 : compare->verdict == RPT_COMPARE_IS_WORSE ? 1
                 : compare->verdict == RPT_COMPARE_IS_MIXED ? 3 : 0;

    rpt_page_verdict(text, compare->word, view->colour ? colour : 0);
    sim_text_add(text, "  ");
    rpt_page_words(text, compare->verdict == RPT_COMPARE_IS_IMPOSSIBLE
                             && compare->sentence[0] == '\0' ? compare->refusal
                                                             : compare->sentence,
                   (unsigned)strlen(compare->word) + 2, rpt_view_width(view));
    rpt_page_line(text);
}

void rpt_compare_text_print(struct sim_text *text, const struct rpt_compare *compare,
                            const struct mdl_answer *base, const struct mdl_answer *changed,
                            bool all_inputs, const struct rpt_view *view)
{
    size_t from = text->length;
    unsigned width = rpt_view_width(view);
    struct sim_arena arena;

    sim_arena_init(&arena);
    print_inputs(text, &arena, compare, base, changed, all_inputs, width);
    if (compare->row_count > 0) {
        if (count_incomparable(compare) < compare->row_count) {
            rpt_compare_text_method(text, &arena, compare, width);
        }
        print_rows(text, &arena, compare, view);
        rpt_compare_text_legend(text, &arena, compare, view);
        print_notes(text, &arena, compare, width);
    }
    print_closing(text, compare, view);
    rpt_page_fit(text, from, width);
    sim_arena_deinit(&arena);
}

/* ---- --brief ------------------------------------------------------------------------------ */

/* The row that the closing line is about: better or worse before others, a p99 before others. */
static const struct rpt_compare_row *headline_row(const struct rpt_compare *compare)
{
    const struct rpt_compare_row *best = NULL;
    int best_rank = -1;

    for (uint32_t i = 0; i < compare->row_count; i++) {
        const struct rpt_compare_row *row = &compare->rows[i];
        bool moved = row->mark == RPT_COMPARE_BETTER || row->mark == RPT_COMPARE_WORSE;
        int rank = 2 * (moved && !row->is_price) + (strcmp(row->statistic, "p99") == 0);

        if (rank > best_rank) {
            best = row;
            best_rank = rank;
        }
    }
    return best;
}

void rpt_compare_text_brief(struct sim_text *text, const struct rpt_compare *compare,
                            const struct rpt_view *view)
{
    const struct rpt_compare_row *row = headline_row(compare);
    size_t from = text->length;
    struct sim_arena arena;
    const char *word;

    sim_arena_init(&arena);
    if (compare->verdict == RPT_COMPARE_IS_IMPOSSIBLE || row == NULL) {
        print_closing(text, compare, view);
    } else {
        word = rpt_compare_word(row->mark);
        sim_text_print(text, "%s  %s  %s -> %s\n", word, row->name,
                       rpt_cell_value(&arena, row->base, row->unit),
                       rpt_cell_value(&arena, row->changed, row->unit));
        sim_text_repeat(text, ' ', strlen(word) + 2);
        rpt_compare_text_change(text, row);
        if (compare->is_random) {
            sim_text_print(text, ", %" PRIu32 " %s replications", row->n,
                           compare->is_paired ? "paired" : "independent");
        }
        sim_text_add_char(text, '\n');
    }
    rpt_page_fit(text, from, rpt_view_width(view));
    sim_arena_deinit(&arena);
}
