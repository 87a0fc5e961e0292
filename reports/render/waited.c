/*
 * How long everything waited, because of whom, and what the processors did meanwhile.
 */
#include "reports/render/waited.h"

#include <math.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/render/cell.h"
#include "reports/render/headline.h"
#include "reports/render/ledger.h"
#include "reports/render/lookup.h"
#include "reports/render/page.h"
#include "reports/render/table.h"
#include "reports/render/view.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

enum { ROWS_MAX = 8, WHY_ROWS_MAX = 4 };

/* ---- WAITED ------------------------------------------------------------------------------- */

/* 0: not in this table; 1: requests and calls of work items; 2: what stands there when the
   scenario has nothing of the first kind. */
static int class_of(const struct mdl_series *series)
{
    if (strcmp(series->phase, "all") != 0 || strcmp(series->shape, "duration") != 0
        || rpt_lookup_count(series) + series->waiting == 0) {
        return 0;
    }
    if (strcmp(series->measure, "request_latency") == 0) {
        return 1;
    }
    if (strcmp(series->measure, "queue_latency") == 0) {
        return strcmp(series->kind, "work item") == 0 ? 1 : 2;
    }
    return strcmp(series->measure, "latency") == 0 || strcmp(series->measure, "ready") == 0 ? 2
                                                                                            : 0;
}

static double worst_of(const struct mdl_series *series)
{
    double max = rpt_lookup_value(series, "max");

    return isnan(max) ? series->waiting_max : fmax(max, series->waiting_max);
}

/* The rows to show: all of the first class and, while there is room, of the second; when there
   are too many, the ones with the longest wait. Returns how many were left out. */
static uint32_t choose_rows(const struct mdl_answer *answer, uint32_t most, bool *ret_chosen)
{
    uint32_t chosen = 0, left_out = 0;

    for (int class = 1; class <= 2; class++) {
        if (class == 2 && chosen >= 2) {
            break;
        }
        for (uint32_t i = 0; i < answer->series_count; i++) {
            if (class_of(&answer->series[i]) == class) {
                ret_chosen[i] = true;
                chosen++;
            }
        }
    }
    while (chosen > most) {
        uint32_t least = RPT_LOOKUP_NONE;

        for (uint32_t i = 0; i < answer->series_count; i++) {
            if (ret_chosen[i]
                && (least == RPT_LOOKUP_NONE
                    || worst_of(&answer->series[i]) < worst_of(&answer->series[least]))) {
                least = i;
            }
        }
        ret_chosen[least] = false;
        chosen--;
        left_out++;
    }
    return left_out;
}

static void add_row(struct rpt_table *table, struct sim_arena *arena,
                    const struct mdl_series *series, bool with_limits)
{
    const struct mdl_estimate *p999 = rpt_lookup_estimate(series, "p99.9");
    const struct mdl_estimate *p50 = rpt_lookup_estimate(series, "p50");
    const struct mdl_estimate *p99 = rpt_lookup_estimate(series, "p99");
    const struct mdl_estimate *max = rpt_lookup_estimate(series, "max");
    const char *worst = series->lost > 0 ? "never"
                                         : rpt_cell_estimate(arena, max, series->unit);
    const char *cells[] = {
        series->object, series->sample_of, rpt_cell_count(arena, rpt_lookup_count(series)),
        rpt_cell_estimate(arena, p50, series->unit), rpt_cell_estimate(arena, p99, series->unit),
        with_limits ? rpt_cell_limits(arena, series, p99) : worst, worst,
        rpt_cell_estimate(arena, p999, series->unit),
        p99 == NULL ? "" : sim_arena_print(arena, "%u", p99->n), p99 == NULL ? "" : p99->method};

    rpt_table_add(table, cells);
}

/* What had not ended, and what that makes of the figures above. */
static void print_waiting(struct sim_text *text, struct sim_arena *arena,
                          const struct mdl_answer *answer, const bool *chosen, unsigned width)
{
    bool bounds = false;

    for (uint32_t i = 0; i < answer->series_count; i++) {
        const struct mdl_series *series = &answer->series[i];

        if (chosen[i] && series->lost > 0) {
            sim_text_print(text, "%s: %s more %s%s %s lost and never finish%s.\n", series->object,
                           rpt_cell_count(arena, series->lost), series->sample_of,
                           series->lost == 1 ? "" : "s", series->lost == 1 ? "is" : "are",
                           series->lost == 1 ? "es" : "");
        }
        if (!chosen[i] || series->waiting == 0) {
            continue;
        }
        sim_text_print(text, "%s: %s.\n", series->object, rpt_cell_waiting(arena, series));
        bounds = bounds || rpt_cell_is_lower_bound(rpt_lookup_estimate(series, "p50"))
                 || rpt_cell_is_lower_bound(rpt_lookup_estimate(series, "p99"));
    }
    if (bounds) {
        rpt_page_words(text, sim_arena_print(arena, ">= takes what still waits at its age so "
                                             "far%s.", answer->is_random
                                                 ? "; the interval holds however long it goes on"
                                                 : ""), 0, width);
        rpt_page_line(text);
    }
}

void rpt_waited_print(struct sim_text *text, struct sim_arena *arena,
                      const struct mdl_answer *answer, const struct rpt_view *view)
{
    bool *chosen = sim_arena_array(arena, (size_t)answer->series_count + 1, sizeof(*chosen));
    uint32_t left_out = choose_rows(answer, view->all ? UINT32_MAX : ROWS_MAX, chosen);
    struct rpt_table table;
    const char *const head[] = {"WAITED", "", "count", "p50", "p99",
                                answer->is_random ? "[95 % interval]" : "max", "max",
                                "p99.9", "n", "method"};

    rpt_table_init(&table, arena, !answer->is_random ? "llrrrr"
                                  : view->wide        ? "llrrrlrrrl" : "llrrrlr");
    rpt_table_add(&table, head);
    for (uint32_t i = 0; i < answer->series_count; i++) {
        if (chosen[i]) {
            add_row(&table, arena, &answer->series[i], answer->is_random);
        }
    }
    if (table.count == 1) {
        return;
    }
    rpt_table_print(&table, text, 0, rpt_view_width(view));
    print_waiting(text, arena, answer, chosen, rpt_view_width(view));
    if (left_out > 0) {
        sim_text_print(text, "%u more waited less than these: wtsim show lists them.\n",
                       left_out);
    }
    sim_text_add_char(text, '\n');
}

/* ---- WHY ---------------------------------------------------------------------------------- */

static const char *row_words(struct sim_arena *arena, const struct rpt_ledger_row *row)
{
    const char *state = rpt_ledger_state(row->state);

    if (row->culprit[0] == '\0') {
        const char *words = rpt_ledger_words(row->part);
        bool twice = strcmp(words, row->state) == 0;

        return sim_arena_print(arena, "%s%s%s", words,
                               twice || row->state[0] == '\0' ? "" : ": ",
                               twice ? "" : row->state);
    }
    return sim_arena_print(arena, "%s: %s%s%s", rpt_ledger_words(row->part), row->who,
                           state[0] == '\0' ? "" : " ", state);
}

static double share_of(uint64_t part, uint64_t all)
{
    return all == 0 ? NAN : (double)part / (double)all;
}

/* Two lines of heads: the populations, then their average waits. */
static void add_why_heads(struct rpt_table *table, struct sim_arena *arena,
                          const struct rpt_ledger *ledger, uint64_t count)
{
    const struct mdl_tail *tail = ledger->tail;
    bool length = rpt_ledger_is_length(ledger->series);
    const char *names[] = {sim_arena_print(arena, "WHY %s %s",
                                           rpt_ledger_name(arena, ledger->series),
                                           length ? "TOOK SO LONG" : "WAITED"),
                           "of the mean", ""};
    const char *waits[] = {"", rpt_cell_duration(arena, (double)ledger->all_ns / (double)count),
                           ""};

    if (tail != NULL && tail->observations > 0) {
        names[2] = sim_arena_print(arena, "worst %s", rpt_cell_percent(arena, tail->share));
        waits[2] = rpt_cell_duration(arena, (double)tail->total_ns / (double)tail->observations);
    }
    rpt_table_add(table, names);
    rpt_table_add(table, waits);
}

/* Rows that carry something; the rest is added up. */
static void add_why_rows(struct rpt_table *table, struct sim_arena *arena,
                         const struct rpt_ledger *ledger)
{
    uint64_t all_ns = ledger->all_ns, tail_ns = ledger->tail_ns;
    uint32_t shown = 0;

    for (uint32_t i = 0; i < ledger->count; i++) {
        const struct rpt_ledger_row *row = &ledger->rows[i];
        double all = share_of(row->all_ns, ledger->all_ns);
        double tail = share_of(row->tail_ns, ledger->tail_ns);
        const char *cells[] = {row_words(arena, row), rpt_cell_percent(arena, all),
                               isnan(tail) ? "" : rpt_cell_percent(arena, tail)};

        if (shown == WHY_ROWS_MAX || (all < 0.01 && !(tail >= 0.01))) {
            continue;
        }
        rpt_table_add(table, cells);
        all_ns -= row->all_ns;
        tail_ns -= row->tail_ns;
        shown++;
    }
    if (shown < ledger->count) {
        double tail = share_of(tail_ns, ledger->tail_ns);
        const char *cells[] = {"everything else",
                               rpt_cell_percent(arena, share_of(all_ns, ledger->all_ns)),
                               isnan(tail) ? "" : rpt_cell_percent(arena, tail)};

        rpt_table_add(table, cells);
    }
}

void rpt_waited_why(struct sim_text *text, struct sim_arena *arena,
                    const struct mdl_answer *answer, const struct rpt_view *view)
{
    uint32_t victim = rpt_ledger_victim(answer);
    struct rpt_ledger ledger;
    struct rpt_table table;
    uint64_t count;

    if (victim == RPT_LOOKUP_NONE) {
        return;
    }
    rpt_ledger_make(arena, answer, victim, &ledger);
    count = rpt_lookup_count(ledger.series);
    if (ledger.all_ns == 0 || count == 0) {
        return;
    }
    rpt_table_init(&table, arena, "lrr");
    add_why_heads(&table, arena, &ledger, count);
    add_why_rows(&table, arena, &ledger);
    rpt_table_print(&table, text, 0, rpt_view_width(view));
    sim_text_add_char(text, '\n');
}

/* ---- BUSY --------------------------------------------------------------------------------- */

/* Mean over the processors of a share; NAN when it was not measured. */
static double processors_share(const struct mdl_answer *answer, const char *measure)
{
    double sum = 0;
    uint32_t count = 0;

    for (uint32_t i = 0; i < answer->series_count; i++) {
        const struct mdl_series *series = &answer->series[i];

        if (strncmp(series->object, "processor.", 10) == 0
            && strcmp(series->measure, measure) == 0 && strcmp(series->phase, "all") == 0) {
            sum += rpt_lookup_value(series, "mean");
            count++;
        }
    }
    return count == 0 ? NAN : sum / count;
}

/* Starved calls of work items: what a queue can be to blame for. */
static uint64_t starved_items(const struct mdl_answer *answer)
{
    uint64_t starved = 0;

    for (uint32_t i = 0; i < answer->series_count; i++) {
        const struct mdl_series *series = &answer->series[i];

        if (strcmp(series->measure, "starved") == 0 && strcmp(series->kind, "work item") == 0
            && strcmp(series->phase, "all") == 0) {
            starved += rpt_lookup_count(series);
        }
    }
    return starved;
}

static const char *percent2(struct sim_arena *arena, double share)
{
    return isnan(share) ? "-" : sim_arena_print(arena, "%.2f %%", 100 * share);
}

/* Time at DISPATCH_LEVEL is one figure, and a thread that holds a spin lock is there too. */
static bool has_lock(const struct mdl_answer *answer)
{
    bool found = false;

    for (uint32_t i = 0; i < answer->series_count && !found; i++) {
        found = strcmp(answer->series[i].kind, "lock") == 0;
    }
    return found;
}

void rpt_waited_busy(struct sim_text *text, struct sim_arena *arena,
                     const struct mdl_answer *answer, const struct rpt_view *view)
{
    double idle = processors_share(answer, "idle");
    const char *lesson = "";

    if (isnan(idle)) {
        return;
    }
    sim_text_print(text, "BUSY     idle %s   threads %s   %s %s   ISRs %s\n",
                   percent2(arena, idle), percent2(arena, processors_share(answer,
                                                                           "threads_share")),
                   has_lock(answer) ? "DPCs and locks" : "DPCs",
                   percent2(arena, processors_share(answer, "dpcs_share")),
                   percent2(arena, processors_share(answer, "isrs_share")));
    if (starved_items(answer) > 0 && idle > 0.5) {
        lesson = "Starved with the processors idle: the queue is the bottleneck.";
    } else if (rpt_headline_starved(answer) > 0 && idle < 0.1) {
        lesson = "Starved with the processors busy: processor time is the bottleneck.";
    }
    if (lesson[0] != '\0') {
        sim_text_repeat(text, ' ', 9);
        rpt_page_words(text, lesson, 9, rpt_view_width(view));
        rpt_page_line(text);
    }
}
