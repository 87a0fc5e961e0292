/*
 * What-if: the candidates, the best first; what they cost others; what Windows does not allow; and
 * the winner's figure from a fresh seed, which is the one to quote.
 */
#include "reports/render/whatif.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "reports/compare/price.h"
#include "reports/compare/whatif.h"
#include "reports/render/cell.h"
#include "reports/render/compare_text.h"
#include "reports/render/csv.h"
#include "reports/render/member.h"
#include "reports/render/page.h"
#include "reports/render/view.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

enum { CHANGE_AT = 3, AGAINST_WIDTH = 24 };

/* '2,908x less [2787, 3058]', '~=', '=': what stands against now. */
static void add_against(struct sim_text *text, const struct rpt_compare_row *row, bool ascii)
{
    switch (row->mark) {
    case RPT_COMPARE_IDENTICAL:
    case RPT_COMPARE_SAME:
        sim_text_add(text, rpt_compare_sign(row->mark, ascii));
        break;
    case RPT_COMPARE_INCOMPARABLE:
        sim_text_print(text, "x %s", row->note);
        break;
    default:
        rpt_compare_text_change(text, row);
        if (row->mark == RPT_COMPARE_UNCLEAR || row->mark == RPT_COMPARE_SMALL) {
            sim_text_print(text, " %s", rpt_compare_sign(row->mark, ascii));
        }
        break;
    }
}

static void print_row(struct sim_text *text, struct sim_arena *arena, uint32_t place,
                      const struct rpt_whatif_try *one, const struct rpt_view *view)
{
    unsigned width = rpt_view_width(view), against = width - AGAINST_WIDTH;
    const char *value = rpt_cell_value(arena, one->row.changed, one->row.unit == NULL
                                                                    ? "1" : one->row.unit);
    size_t room = against - 2 - rpt_page_columns(value) - 1 - CHANGE_AT;

    sim_text_print(text, "%" PRIu32, place);
    rpt_page_column(text, CHANGE_AT);
    sim_text_add(text, rpt_page_clip(arena, one->change, room));
    rpt_page_column(text, (unsigned)(against - 2 - rpt_page_columns(value)));
    sim_text_add(text, value);
    rpt_page_column(text, against);
    add_against(text, &one->row, !view->unicode);
    sim_text_add_char(text, '\n');
}

static const char *count_words(struct sim_arena *arena, uint32_t count, const char *one,
                               const char *many)
{
    static const char *const words[] = {"No", "One", "Two", "Three", "Four", "Five", "Six",
                                        "Seven", "Eight", "Nine", "Ten"};

    return count <= 10 ? sim_arena_print(arena, "%s %s", words[count], count == 1 ? one : many)
                       : sim_arena_print(arena, "%" PRIu32 " %s", count, many);
}

static void print_head(struct sim_text *text, struct sim_arena *arena, const struct rpt_whatif *w,
                       unsigned width)
{
    const char *limits = rpt_cell_interval(arena, w->value, w->low, w->high, w->unit);

    rpt_page_words(text, sim_arena_print(arena, "%s is %s%s%s. %s tried%s", w->target,
        rpt_cell_value(arena, w->value, w->unit), limits[0] == '\0' ? "" : " ", limits,
        count_words(arena, w->try_count, "change", "changes"),
        w->is_random
            ? sim_arena_print(arena, ", each with the same %" PRIu32 " streams (%" PRIu32
                              " replications in all); the intervals hold for all of them "
                              "together.", w->replications, w->replications * (w->try_count + 1))
            : ". Nothing is random: all figures are exact."), 0, width);
    sim_text_add(text, "\n\n");
}

/* What a change does beside the target, in one sentence; NULL: nothing. */
static const char *side_words(struct sim_arena *arena, const struct rpt_whatif_try *one)
{
    const char *words = NULL;
    struct sim_text change;

    sim_text_init(&change);
    if (one->stopped > 0) {
        words = sim_arena_print(arena, "stops Windows: a bug check in %" PRIu32 " of %" PRIu32
                                " replications", one->stopped, one->replications);
    } else if (one->deadlocks > 0) {
        words = sim_arena_print(arena, "deadlocks %" PRIu32 " times more often than now",
                                one->deadlocks);
    } else if (one->side != NULL) {
        rpt_compare_text_change(&change, one->side);
        words = sim_arena_print(arena, "has a price: %s %s (%s)", one->side->name,
                                rpt_cell_value(arena, one->side->changed, one->side->unit),
                                change.data);
    }
    if (one->price != NULL && one->stopped == 0) {
        words = sim_arena_print(arena, "%s%s%s", words == NULL ? "" : words,
                                words == NULL ? "costs " : "; ",
                                rpt_price_words(arena, one->price));
    }
    sim_text_deinit(&change);
    return words;
}

static bool is_same_reason(const struct rpt_whatif_refused *a, const struct rpt_whatif_refused *b)
{
    return strcmp(a->why, b->why) == 0 &&
           strcmp(a->rule == NULL ? "" : a->rule, b->rule == NULL ? "" : b->rule) == 0;
}

/* Those with the same reason together, where the first of them stands. */
static void print_refused(struct sim_text *text, struct sim_arena *arena,
                          const struct rpt_whatif *w, unsigned width)
{
    for (uint32_t i = 0; i < w->refused_count; i++) {
        const struct rpt_whatif_refused *r = &w->refused[i];
        const char *changes = r->change;
        bool is_first = true;

        for (uint32_t k = 0; k < i && is_first; k++) {
            is_first = !is_same_reason(&w->refused[k], r);
        }
        for (uint32_t k = i + 1; k < w->refused_count; k++) {
            if (is_same_reason(&w->refused[k], r)) {
                changes = sim_arena_print(arena, "%s, %s", changes, w->refused[k].change);
            }
        }
        if (is_first) {
            rpt_page_words(text, sim_arena_print(arena, "Not tried: %s. %s%s%s%s", changes, r->why,
                                                 r->rule == NULL ? "" : " (",
                                                 r->rule == NULL ? "" : r->rule,
                                                 r->rule == NULL ? "." : ")."), 4, width);
            sim_text_add_char(text, '\n');
        }
    }
}

static void print_sides(struct sim_text *text, struct sim_arena *arena,
                        const struct rpt_whatif *w, unsigned width)
{
    for (uint32_t i = 0; i < w->try_count; i++) {
        const char *words = side_words(arena, &w->tries[i]);

        if (words != NULL) {
            sim_text_print(text, "%" PRIu32, i + 1);
            rpt_page_column(text, CHANGE_AT);
            rpt_page_words(text, words, CHANGE_AT, width);
            sim_text_add_char(text, '\n');
        }
    }
    print_refused(text, arena, w, width);
    if (w->left_out > 0) {
        sim_text_print(text, "Left out: %" PRIu32 " of less account; --all tries them.\n",
                       w->left_out);
    }
}

static void print_confirmed(struct sim_text *text, struct sim_arena *arena,
                            const struct rpt_whatif *w, const struct rpt_view *view)
{
    if (w->confirmed_count == 0) {
        return;
    }
    rpt_page_words(text, sim_arena_print(arena, "The best of %s looks better than it is. "
                                         "Confirmed with fresh seed %" PRIu64 ":",
                                         w->try_count == 1 ? "one" : "many", w->fresh_seed),
                   0, rpt_view_width(view));
    sim_text_add_char(text, '\n');
    for (uint32_t i = 0; i < w->confirmed_count; i++) {
        sim_text_print(text, "%" PRIu32, w->confirmed[i].place);
        rpt_page_column(text, CHANGE_AT);
        add_against(text, &w->confirmed[i].row, !view->unicode);
        sim_text_add_char(text, '\n');
    }
}

/* Quoted for a shell where it has to be. */
static void add_set(struct sim_text *text, const char *set)
{
    bool plain = strpbrk(set, " \t'\"\\{}[]()<>|&;*?$`#~!") == NULL;

    sim_text_add(text, plain ? "  --set " : "  --set '");
    for (; *set != '\0'; set++) {
        sim_text_add(text, *set == '\'' ? "'\\''" : "");
        if (*set != '\'') {
            sim_text_add_char(text, *set);
        }
    }
    sim_text_add(text, plain ? "\n" : "'\n");
}

/* What the signs mean that stand behind figures, as far as some do. */
static void print_signs(struct sim_text *text, struct sim_arena *arena,
                        const struct rpt_whatif *w, const struct rpt_view *view)
{
    uint32_t count = w->try_count + w->confirmed_count;
    struct rpt_compare all = {.rows = sim_arena_array(arena, count, sizeof *all.rows)};

    for (uint32_t i = 0; i < count; i++) {
        const struct rpt_compare_row *row =
            i < w->try_count ? &w->tries[i].row : &w->confirmed[i - w->try_count].row;

        if (row->mark == RPT_COMPARE_IDENTICAL || row->mark == RPT_COMPARE_SAME ||
            row->mark == RPT_COMPARE_SMALL || row->mark == RPT_COMPARE_UNCLEAR) {
            all.rows[all.row_count++] = *row;
        }
    }
    rpt_compare_text_legend(text, arena, &all, view);
}

/* Of how many tries is it not known whether they help? */
static uint32_t count_unclear(const struct rpt_whatif *w)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < w->try_count; i++) {
        count += w->tries[i].row.mark == RPT_COMPARE_UNCLEAR;
    }
    return count;
}

static void print_best(struct sim_text *text, const struct rpt_whatif *w)
{
    uint32_t best = 0, unclear = count_unclear(w);

    while (best < w->try_count && w->tries[best].row.mark != RPT_COMPARE_BETTER) {
        best++;
    }
    if (best < w->try_count) {
        sim_text_print(text, "\nChange %" PRIu32 " as overrides of run, check and sweep:\n",
                       best + 1);
        for (uint32_t i = 0; i < w->tries[best].set_count; i++) {
            add_set(text, w->tries[best].sets[i]);
        }
    } else if (unclear > 0 && !w->is_random) {
        sim_text_add(text, "Whether one of them helps cannot be told: what still waits at the end "
                     "makes figures\nlower bounds. A longer run may tell: --duration\n");
    } else if (unclear > 0) {
        sim_text_print(text, "Whether one of them helps is not sure: %" PRIu32 " cannot be told "
                       "from %" PRIu32 " replication%s.\nMore would tell: --replications %" PRIu32
                       "\n", unclear, w->replications, w->replications == 1 ? "" : "s",
                       w->replications < 20 ? 20 : 2 * w->replications);
    } else if (w->try_count > 0) {
        sim_text_add(text, "None of them helps.\n");
    }
}

void rpt_whatif_print(struct sim_text *text, const struct rpt_whatif *whatif,
                      const struct rpt_view *view)
{
    unsigned width = rpt_view_width(view);
    size_t from = text->length;
    struct sim_arena arena;

    sim_arena_init(&arena);
    print_head(text, &arena, whatif, width);
    if (whatif->try_count > 0) {
        const char *statistic = whatif->tries[0].row.statistic;

        statistic = statistic == NULL ? "" : statistic;
        sim_text_add(text, "change");
        rpt_page_column(text, (unsigned)(width - AGAINST_WIDTH - 2 - strlen(statistic)));
        sim_text_add(text, statistic);
        rpt_page_column(text, width - AGAINST_WIDTH);
        sim_text_add(text, "against now\n");
    }
    for (uint32_t i = 0; i < whatif->try_count; i++) {
        print_row(text, &arena, i + 1, &whatif->tries[i], view);
    }
    sim_text_add_char(text, '\n');
    print_sides(text, &arena, whatif, width);
    print_confirmed(text, &arena, whatif, view);
    print_signs(text, &arena, whatif, view);
    rpt_page_fit(text, from, width);
    print_best(text, whatif); /* to be copied: not wrapped */
    sim_arena_deinit(&arena);
}

/* ---- for programs --------------------------------------------------------------------------- */

static void add_row_json(struct sim_text *text, const struct rpt_compare_row *row)
{
    static const char *const scales[] = {"none", "percent", "times less", "times more",
                                         "difference"};

    rpt_member_real(text, "value", row->changed);
    rpt_member_string(text, "mark", rpt_compare_word(row->mark));
    rpt_member_string(text, "scale", scales[row->scale]);
    rpt_member_real(text, "change", row->change);
    rpt_member_real(text, "low", row->low);
    rpt_member_real(text, "high", row->high);
}

static void add_try_json(struct sim_text *text, const struct rpt_whatif_try *one)
{
    sim_text_add_char(text, '{');
    rpt_member_string(text, "candidate", one->change);
    add_row_json(text, &one->row);
    rpt_member_whole(text, "stopped", one->stopped);
    rpt_member_whole(text, "new_deadlocks", one->deadlocks);
    rpt_member_string(text, "worse", one->side == NULL ? NULL : one->side->name);
    rpt_member_real(text, "worse_change", one->side == NULL ? NAN : one->side->change);
    rpt_member_real(text, "more_threads", one->price == NULL
                                              ? 0 : one->price->changed - one->price->base);
    rpt_member_key(text, "set");
    sim_text_add_char(text, '[');
    for (uint32_t i = 0; i < one->set_count; i++) {
        sim_text_add(text, i == 0 ? "" : ", ");
        sim_text_json(text, one->sets[i]);
    }
    sim_text_add(text, "]}");
}

static void add_tries_json(struct sim_text *text, const char *key,
                           const struct rpt_whatif_try *tries, uint32_t count)
{
    uint32_t listed = 0;

    rpt_member_key(text, key);
    sim_text_add_char(text, '[');
    for (uint32_t i = 0; i < count; i++) {
        rpt_member_next(text, &listed);
        add_try_json(text, &tries[i]);
    }
    rpt_member_finish(text, listed, ']');
}

void rpt_whatif_json(struct sim_text *text, const struct rpt_whatif *w)
{
    uint32_t listed = 0;

    sim_text_add_char(text, '{');
    rpt_member_string(text, "target", w->target);
    rpt_member_string(text, "unit", w->unit);
    rpt_member_real(text, "value", w->value);
    rpt_member_real(text, "low", w->low);
    rpt_member_real(text, "high", w->high);
    rpt_member_whole(text, "replications", w->replications);
    rpt_member_truth(text, "is_random", w->is_random);
    rpt_member_whole(text, "left_out", w->left_out);
    rpt_member_line(text);
    add_tries_json(text, "tries", w->tries, w->try_count);
    rpt_member_key(text, "refused");
    sim_text_add_char(text, '[');
    for (uint32_t i = 0; i < w->refused_count; i++) {
        rpt_member_next(text, &listed);
        sim_text_add_char(text, '{');
        rpt_member_string(text, "candidate", w->refused[i].change);
        rpt_member_string(text, "why", w->refused[i].why);
        rpt_member_string(text, "rule", w->refused[i].rule);
        sim_text_add_char(text, '}');
    }
    rpt_member_finish(text, listed, ']');
    rpt_member_whole(text, "fresh_seed", w->fresh_seed);
    add_tries_json(text, "confirmed", w->confirmed, w->confirmed_count);
    sim_text_add(text, "}\n");
}

void rpt_whatif_csv(struct sim_text *text, const struct rpt_whatif *w)
{
    sim_text_add(text, "place,candidate,value,unit,mark,low,change,high,worse,"
                       "more_threads\r\n");
    for (uint32_t i = 0; i < w->try_count; i++) {
        const struct rpt_whatif_try *one = &w->tries[i];

        sim_text_print(text, "%" PRIu32 ",", i + 1);
        rpt_csv_field(text, one->change, ',');
        sim_text_real(text, one->row.changed);
        sim_text_add_char(text, ',');
        rpt_csv_field(text, w->unit, ',');
        rpt_csv_field(text, rpt_compare_word(one->row.mark), ',');
        sim_text_real(text, one->row.low);
        sim_text_add_char(text, ',');
        sim_text_real(text, one->row.change);
        sim_text_add_char(text, ',');
        sim_text_real(text, one->row.high);
        sim_text_add_char(text, ',');
        rpt_csv_field(text, one->side == NULL ? "" : one->side->name, ',');
        sim_text_real(text, one->price == NULL ? 0 : one->price->changed - one->price->base);
        sim_text_add(text, "\r\n");
    }
}
