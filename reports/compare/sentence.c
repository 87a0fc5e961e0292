/*
 * The closing line: what changed most to the point, whether anything got worse, at what price.
 *
 * It claims no more than the rows show: rows that cannot tell are counted, not passed over.
 */
#include "reports/compare/sentence.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/compare/compare.h"
#include "reports/compare/figure.h"
#include "reports/compare/price.h"
#include "reports/compare/stops.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

/* ---- numbers ---- */

/* 1303 as '1,303'. */
static const char *grouped(struct sim_arena *arena, double value)
{
    uint64_t whole = (uint64_t)(value + 0.5);

    if (whole >= 1000000) {
        return sim_arena_print(arena, "%" PRIu64 ",%03u,%03u", whole / 1000000,
                               (unsigned)(whole / 1000 % 1000), (unsigned)(whole % 1000));
    }
    if (whole >= 1000) {
        return sim_arena_print(arena, "%u,%03u", (unsigned)(whole / 1000),
                               (unsigned)(whole % 1000));
    }
    return sim_arena_print(arena, "%u", (unsigned)whole);
}

/* Three significant digits of a value that is not negative. */
static const char *digits(struct sim_arena *arena, double value)
{
    if (value >= 99.95) {
        return grouped(arena, value);
    }
    if (value == floor(value)) {
        return sim_arena_print(arena, "%.0f", value);
    }
    return sim_arena_print(arena, "%.*f", value >= 9.995 ? 1 : value >= 0.9995 ? 2 : 3, value);
}

const char *rpt_sentence_quantity(struct sim_arena *arena, double value, const char *unit)
{
    static const struct {
        double size;
        const char *name;
    } lengths[] = {{1e9, "s"}, {1e6, "ms"}, {1e3, "us"}, {1, "ns"}};
    const char *sign = value < 0 ? "-" : "";
    double size = fabs(value);

    if (isnan(value)) {
        return "-";
    }
    if (isinf(value)) {
        return "never";
    }
    if (strcmp(unit, "share") == 0) {
        return sim_arena_print(arena, "%s%s %%", sign, digits(arena, 100 * size));
    }
    if (strcmp(unit, "ns") != 0) {
        return sim_arena_print(arena, "%s%s", sign, digits(arena, size));
    }
    for (int i = 0; i < 4; i++) {
        if (size >= 0.9995 * lengths[i].size || i == 3) {
            return sim_arena_print(arena, "%s%s %s", sign, digits(arena, size / lengths[i].size),
                                   lengths[i].name);
        }
    }
    return "-";
}

/* ---- the rows ---- */

static uint32_t count_marks(const struct rpt_compare *c, enum rpt_compare_mark mark)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < c->row_count; i++) {
        const struct rpt_compare_row *row = &c->rows[i];

        count += row->mark == mark && !row->is_price && !row->is_exploratory;
    }
    return count;
}

/* The row that says it best: what the base run was made to show, else the p99 of requests, else
   any p99, else the first. */
static const struct rpt_compare_row *lead(const struct rpt_compare *c, enum rpt_compare_mark mark)
{
    const struct rpt_compare_row *best = NULL;
    int best_rank = -1;

    for (uint32_t i = 0; i < c->row_count; i++) {
        const struct rpt_compare_row *row = &c->rows[i];
        int rank = strcmp(row->statistic, "p99") == 0;

        rank += rank > 0 && strcmp(row->measure, "request_latency") == 0;
        rank += row->is_first ? 3 : 0;
        if (row->mark == mark && !row->is_price && !row->is_exploratory && rank > best_rank) {
            best = row;
            best_rank = rank;
        }
    }
    return best;
}

/* 'p99 of nic.rx', 'starved of nic.refill, per run', 'mean response of indexer.scan'. */
static void add_subject(struct sim_text *text, const struct rpt_compare_row *row)
{
    bool is_request = strcmp(row->measure, "request_latency") == 0;

    if (strcmp(row->shape, "duration") != 0) {
        sim_text_print(text, "%s of %s", row->measure, row->object);
    } else if (is_request) {
        sim_text_print(text, "%s of %s", row->statistic, row->object);
    } else {
        sim_text_print(text, "%s %s of %s", row->statistic, row->measure, row->object);
    }
}

static void add_change(struct sim_text *text, struct sim_arena *arena,
                       const struct rpt_compare_row *row)
{
    add_subject(text, row);
    sim_text_print(text, " %s from %s to %s", row->changed < row->base ? "falls" : "rises",
                   rpt_sentence_quantity(arena, row->base, row->unit),
                   rpt_sentence_quantity(arena, row->changed, row->unit));
    if (strcmp(row->shape, "count") == 0 && strcmp(row->statistic, "rate") != 0) {
        sim_text_add(text, " per run");
    }
}

/* Rows that leave open that something got better (or worse). */
static uint32_t count_open(const struct rpt_compare *c, bool better)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < c->row_count; i++) {
        const struct rpt_compare_row *row = &c->rows[i];

        count += !row->is_price && !row->is_exploratory &&
                 rpt_figure_may(row, c->threshold, better);
    }
    return count;
}

/* What can be said about all the other rows. */
static void add_rest(struct sim_text *text, struct sim_arena *arena, const struct rpt_compare *c,
                     bool better)
{
    const char *direction = better ? "better" : "worse";
    uint32_t open = count_open(c, better), other = count_marks(c, RPT_COMPARE_INCOMPARABLE);

    if (open == 0) {
        sim_text_print(text, ", and nothing%s gets %s by more than %s %%.",
                       other == 0 ? "" : " else that can be compared", direction,
                       rpt_sentence_quantity(arena, 100 * c->threshold, "1"));
    } else {
        sim_text_print(text, "; nothing is shown to get %s, but %u row%s cannot exclude it.",
                       direction, (unsigned)open, open == 1 ? "" : "s");
    }
}

static void add_prices(struct sim_text *text, struct sim_arena *arena,
                       const struct rpt_compare *c)
{
    for (uint32_t i = 0; i < c->row_count; i++) {
        const struct rpt_compare_row *row = &c->rows[i];
        double more = row->changed - row->base;

        if (!row->is_price || !(more >= 0.5) || row->mark == RPT_COMPARE_UNCLEAR) {
            continue;
        }
        sim_text_print(text, " Price: %s.", rpt_price_words(arena, row));
    }
}

/* ---- what counts more than figures ---- */

static void add_fate(struct sim_text *text, const char *words, uint32_t before, uint32_t all_before,
                     uint32_t now, uint32_t all_now)
{
    if (text->length > 0 && text->data[text->length - 1] != ' ') {
        sim_text_add(text, "; ");
    }
    sim_text_print(text, "%s (%" PRIu32 " of %" PRIu32 " -> %" PRIu32 " of %" PRIu32 ")", words,
                   before, all_before, now, all_now);
}

/* Windows stops no longer, a deadlock is gone; or the other way. True when there was any. */
static bool add_fates(struct sim_text *text, const struct rpt_compare *c, int direction)
{
    uint32_t base = c->base_count + c->base_stopped;
    uint32_t changed = c->changed_count + c->changed_stopped;
    bool any = false;

    if (rpt_stops_change(c) == direction) {
        add_fate(text, direction > 0 ? "Windows stops more often"
                       : c->changed_stopped == 0 ? "Windows stops no more"
                                                 : "Windows stops less often",
                 c->base_stopped, base, c->changed_stopped, changed);
        any = true;
    }
    if (rpt_stops_deadlocks_change(c) == direction) {
        add_fate(text, direction > 0 ? "it deadlocks more often"
                       : c->changed_deadlocked == 0 ? "the deadlock is gone"
                                                    : "it deadlocks less often",
                 c->base_deadlocked, base, c->changed_deadlocked, changed);
        any = true;
    }
    return any;
}

/* Fates first, then the row that says it best; one of the two there must be. */
static void add_direction(struct sim_text *text, struct sim_arena *arena,
                          const struct rpt_compare *c, bool better)
{
    bool any = add_fates(text, c, better ? -1 : 1);
    const struct rpt_compare_row *row = lead(c, better ? RPT_COMPARE_BETTER : RPT_COMPARE_WORSE);

    if (row != NULL) {
        sim_text_add(text, any ? "; " : "");
        add_change(text, arena, row);
    }
}

/* ---- the sentence ---- */

static void add_name(struct sim_text *text, const struct mdl_answer *changed)
{
    if (changed->label != NULL && changed->label[0] != '\0') {
        sim_text_print(text, "%s: ", changed->label);
    }
}

static void add_mixed(struct sim_text *text, struct sim_arena *arena, const struct rpt_compare *c)
{
    add_direction(text, arena, c, false);
    sim_text_add(text, ", but ");
    add_direction(text, arena, c, true);
    sim_text_add(text, ".");
}

static void add_unclear(struct sim_text *text, const struct rpt_compare *c)
{
    uint32_t unclear = count_marks(c, RPT_COMPARE_UNCLEAR);
    uint32_t small = count_marks(c, RPT_COMPARE_SMALL);
    uint32_t changed = count_marks(c, RPT_COMPARE_CHANGED);
    uint32_t other = count_marks(c, RPT_COMPARE_INCOMPARABLE);

    if (unclear > 0) {
        sim_text_print(text, "%u row%s cannot tell whether anything changed; more replications"
                             " would narrow the intervals.",
                       (unsigned)unclear, unclear == 1 ? "" : "s");
    } else if (small > 0) {
        sim_text_print(text, "there is a difference, but a small one, in %u row%s.",
                       (unsigned)small, small == 1 ? "" : "s");
    } else if (changed > 0) {
        sim_text_print(text, "%u row%s changed, none for better or worse.", (unsigned)changed,
                       changed == 1 ? "" : "s");
    } else {
        sim_text_print(text, "%u row%s cannot be compared, the others are the same.",
                       (unsigned)other, other == 1 ? "" : "s");
    }
}

static const char *word_of(enum rpt_compare_verdict verdict)
{
    static const char *const words[] = {"SAME",  "BETTER",  "WORSE",
                                        "MIXED", "UNCLEAR", "NOT COMPARABLE"};

    return words[verdict];
}

static void add_sentence(struct sim_text *text, struct sim_arena *arena,
                         const struct rpt_compare *c)
{
    switch (c->verdict) {
    case RPT_COMPARE_IS_BETTER:
        add_direction(text, arena, c, true);
        add_rest(text, arena, c, false);
        break;
    case RPT_COMPARE_IS_WORSE:
        add_direction(text, arena, c, false);
        add_rest(text, arena, c, true);
        break;
    case RPT_COMPARE_IS_MIXED:
        add_mixed(text, arena, c);
        break;
    case RPT_COMPARE_ALL_SAME:
        if (count_marks(c, RPT_COMPARE_SAME) == 0) {
            sim_text_add(text, "every figure is identical.");
        } else {
            sim_text_print(text, "no figure changes by more than %s %%.",
                           rpt_sentence_quantity(arena, 100 * c->threshold, "1"));
        }
        break;
    case RPT_COMPARE_IS_IMPOSSIBLE:
        sim_text_add(text, c->refusal);
        return;
    default:
        add_unclear(text, c);
        break;
    }
    add_prices(text, arena, c);
}

void rpt_sentence_close(struct sim_arena *arena, const struct mdl_answer *changed,
                        struct rpt_compare *compare)
{
    struct sim_text text;

    sim_text_init(&text);
    add_name(&text, changed);
    add_sentence(&text, arena, compare);
    compare->word = word_of(compare->verdict);
    compare->sentence = sim_text_keep(&text, arena);
    compare->exit_code = compare->verdict == RPT_COMPARE_IS_IMPOSSIBLE ? 3
                         : compare->verdict == RPT_COMPARE_IS_WORSE ||
                                 compare->verdict == RPT_COMPARE_IS_MIXED
                             ? 1
                             : 0;
}
