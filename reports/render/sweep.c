/*
 * A sweep: its points side by side.
 */
#include "reports/render/sweep.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/render/cell.h"
#include "reports/render/csv.h"
#include "reports/render/headline.h"
#include "reports/render/lookup.h"
#include "reports/render/member.h"
#include "reports/render/page.h"
#include "reports/render/table.h"
#include "reports/render/view.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

enum { KEYS_MAX = 8, FIGURES_MAX = 2, NAMES_MAX = 26 }; /* FIGURES_MAX: beside each other */

static const char *keep(struct sim_arena *arena, const char *text)
{
    return sim_arena_copy(arena, text, strlen(text));
}

/* ---- what is shown -------------------------------------------------------------------------- */

static void name_expectations(struct rpt_sweep *sweep, struct sim_arena *arena,
                              const struct mdl_answer *answer)
{
    sweep->is_expected = true;
    sweep->figure_count = answer->verdict_count;
    sweep->names = sim_arena_array(arena, sweep->figure_count, sizeof *sweep->names);
    sweep->units = sim_arena_array(arena, sweep->figure_count, sizeof *sweep->units);
    for (uint32_t i = 0; i < sweep->figure_count; i++) {
        sweep->names[i] = keep(arena, answer->verdicts[i].text);
        sweep->units[i] = keep(arena, answer->verdicts[i].unit);
    }
}

static void name_series(struct rpt_sweep *sweep, struct sim_arena *arena,
                        const struct mdl_answer *answer)
{
    static const char *const statistics[] = {"mean", "p99"};
    uint32_t index = rpt_headline_series(answer), count = 0;
    const struct mdl_series *series;

    sweep->names = sim_arena_array(arena, 2, sizeof *sweep->names);
    sweep->units = sim_arena_array(arena, 2, sizeof *sweep->units);
    if (index == RPT_LOOKUP_NONE) {
        return;
    }
    series = &answer->series[index];
    for (size_t i = 0; i < sizeof statistics / sizeof statistics[0]; i++) {
        if (rpt_lookup_estimate(series, statistics[i]) != NULL) {
            sweep->names[count] = sim_arena_print(arena, "%s.%s.%s", series->object,
                                                  series->measure, statistics[i]);
            sweep->units[count++] = keep(arena, rpt_lookup_unit(series, statistics[i]));
        }
    }
    sweep->figure_count = count;
}

/* The value and its interval; where every run counts and there is no figure: how often it broke. */
static const char *judged_cell(struct sim_arena *arena, const struct mdl_answer *answer,
                               const struct mdl_verdict *verdict)
{
    const char *limits = "", *figure = "";

    if (verdict->violations > 0 && strcmp(verdict->scope, "every run") == 0) {
        figure = sim_arena_print(arena, "broken in %" PRIu32 " of %" PRIu32 " ",
                                 verdict->violations, answer->completed + answer->stopped);
    } else if (!isnan(verdict->value)) {
        limits = answer->is_random && verdict->low < verdict->high
                     ? rpt_cell_interval(arena, verdict->value, verdict->low, verdict->high,
                                         verdict->unit)
                     : "";
        figure = sim_arena_print(arena, "%s%s%s ",
                                 rpt_cell_value(arena, verdict->value, verdict->unit),
                                 limits[0] == '\0' ? "" : " ", limits);
    }
    return sim_arena_print(arena, "%s%s", figure, verdict->verdict);
}

static struct rpt_sweep_figure of_verdict(struct sim_arena *arena,
                                          const struct mdl_answer *answer, const char *text)
{
    for (uint32_t i = 0; i < answer->verdict_count; i++) {
        const struct mdl_verdict *verdict = &answer->verdicts[i];

        if (strcmp(verdict->text, text) == 0) {
            return (struct rpt_sweep_figure){verdict->value, verdict->low, verdict->high,
                                             keep(arena, verdict->verdict),
                                             judged_cell(arena, answer, verdict)};
        }
    }
    return (struct rpt_sweep_figure){NAN, NAN, NAN, "", "-"};
}

static struct rpt_sweep_figure of_series(struct sim_arena *arena,
                                         const struct mdl_answer *answer, const char *name)
{
    const char *statistic;
    uint32_t index = rpt_lookup_expected(answer, name, &statistic);
    const struct mdl_series *series;
    const struct mdl_estimate *estimate;
    const char *limits;

    if (index == RPT_LOOKUP_NONE) {
        return (struct rpt_sweep_figure){NAN, NAN, NAN, "", "-"};
    }
    series = &answer->series[index];
    estimate = rpt_lookup_estimate(series, statistic);
    if (estimate == NULL) {
        return (struct rpt_sweep_figure){NAN, NAN, NAN, "", "-"};
    }
    limits = answer->is_random ? rpt_cell_limits(arena, series, estimate) : "";
    return (struct rpt_sweep_figure){
        estimate->value, estimate->low, estimate->high, "",
        sim_arena_print(arena, "%s%s%s", rpt_cell_estimate(arena, estimate, series->unit),
                        limits[0] == '\0' ? "" : " ", limits)};
}

void rpt_sweep_take(struct rpt_sweep *sweep, struct sim_arena *arena, uint32_t point,
                    const struct mdl_answer *answer)
{
    struct rpt_sweep_point *p = &sweep->points[point];

    if (sweep->names == NULL && answer->verdict_count > 0) {
        name_expectations(sweep, arena, answer);
    } else if (sweep->names == NULL) {
        name_series(sweep, arena, answer);
    }
    p->figures = sim_arena_array(arena, sweep->figure_count + 1u, sizeof *p->figures);
    for (uint32_t i = 0; i < sweep->figure_count; i++) {
        p->figures[i] = sweep->is_expected ? of_verdict(arena, answer, sweep->names[i])
                                           : of_series(arena, answer, sweep->names[i]);
    }
    p->run_id = answer->run_id;
    p->verdict = keep(arena, answer->verdict);
    p->status = keep(arena, answer->status);
    p->replications = answer->completed + answer->stopped;
}

/* ---- for people ----------------------------------------------------------------------------- */

/* The last names of a path, as many as tell it from the other ones. */
static const char *short_key(const struct rpt_sweep *sweep, uint32_t key)
{
    const char *path = sweep->keys[key], *tail = path + strlen(path);

    for (;;) {
        bool alone = true;

        do {
            tail--;
        } while (tail > path && tail[-1] != '.');
        for (uint32_t i = 0; i < sweep->key_count; i++) {
            size_t length = strlen(sweep->keys[i]), of = strlen(tail);

            alone = alone && (i == key || length < of
                              || strcmp(sweep->keys[i] + length - of, tail) != 0);
        }
        if (alone || tail == path) {
            return tail;
        }
    }
}

static void print_names(struct sim_text *text, const struct rpt_sweep *sweep, unsigned width)
{
    for (uint32_t i = 0; i < sweep->figure_count; i++) {
        sim_text_print(text, "   %c  ", (char)('A' + i % NAMES_MAX));
        rpt_page_words(text, sweep->names[i], 6, width);
        rpt_page_line(text);
    }
}

/* The columns: keys, some figures; with the first of them the verdict and the run. */
static void print_table(struct sim_text *text, const struct rpt_sweep *sweep, uint32_t first,
                        unsigned width)
{
    uint32_t figures = sweep->figure_count - first, keys = sweep->key_count, count;
    const char *cells[RPT_TABLE_COLUMNS_MAX];
    struct sim_arena arena;
    struct rpt_table table;

    figures = figures > FIGURES_MAX ? FIGURES_MAX : figures;
    keys = keys > KEYS_MAX - FIGURES_MAX ? KEYS_MAX - FIGURES_MAX : keys;
    sim_arena_init(&arena);
    count = keys + figures + (first == 0 ? 2 : 0);
    rpt_table_init(&table, &arena, &"llllllllll"[RPT_TABLE_COLUMNS_MAX - count]);
    for (uint32_t i = 0; i < keys; i++) {
        cells[i] = short_key(sweep, i);
    }
    for (uint32_t i = 0; i < figures; i++) {
        cells[keys + i] = sim_arena_print(&arena, "%c", (char)('A' + (first + i) % NAMES_MAX));
    }
    cells[count - 2] = first == 0 ? "verdict" : cells[count - 2];
    cells[count - 1] = first == 0 ? "run" : cells[count - 1];
    rpt_table_add(&table, cells);
    for (uint32_t n = 0; n < sweep->point_count; n++) {
        const struct rpt_sweep_point *point = &sweep->points[n];

        for (uint32_t i = 0; i < keys; i++) {
            cells[i] = rpt_page_clip(&arena, point->values[i], 24);
        }
        for (uint32_t i = 0; i < figures; i++) {
            cells[keys + i] = point->figures == NULL ? "-" : point->figures[first + i].cell;
        }
        if (first == 0) {
            cells[count - 2] = point->figures == NULL              ? "not run"
                               : strcmp(point->verdict, "none") == 0 ? "-" : point->verdict;
            cells[count - 1] = point->run_id == 0
                                   ? "-" : sim_arena_print(&arena, "%" PRId64, point->run_id);
        }
        rpt_table_add(&table, cells);
    }
    rpt_table_print(&table, text, 3, width);
    sim_arena_deinit(&arena);
}

static uint32_t count_verdict(const struct rpt_sweep *sweep, const char *verdict)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < sweep->point_count; i++) {
        count += sweep->points[i].figures != NULL
                 && strcmp(sweep->points[i].verdict, verdict) == 0 ? 1 : 0;
    }
    return count;
}

static void print_summary(struct sim_text *text, const struct rpt_sweep *sweep, unsigned width)
{
    uint32_t pass = count_verdict(sweep, "pass"), fail = count_verdict(sweep, "fail");
    uint32_t undecided = count_verdict(sweep, "undecided");

    if (sweep->is_expected) {
        sim_text_print(text, "\n%" PRIu32 " of %" PRIu32 " points meet%s what is expected",
                       pass, sweep->point_count, pass == 1 ? "s" : "");
        if (fail > 0) {
            sim_text_print(text, ", %" PRIu32 " fail%s", fail, fail == 1 ? "s" : "");
        }
        if (undecided > 0) {
            sim_text_print(text, ", %" PRIu32 " %s undecided", undecided,
                           undecided == 1 ? "is" : "are");
        }
        sim_text_add(text, ".\n");
    } else if (sweep->figure_count > 0) {
        sim_text_add_char(text, '\n');
        rpt_page_words(text, "Nothing is expected, so no point is better than another: write "
                       "'expect:', or try --expect 'METRIC < BOUND'.", 0, width);
        rpt_page_line(text);
    }
}

void rpt_sweep_print(struct sim_text *text, const struct rpt_sweep *sweep,
                     const struct rpt_view *view)
{
    unsigned width = rpt_view_width(view);
    size_t from = text->length;

    sim_text_print(text, "%s: ", sweep->scenario);
    for (uint32_t i = 0; i < sweep->key_count; i++) {
        sim_text_print(text, "%s%s", i == 0 ? "" : " x ", sweep->keys[i]);
    }
    sim_text_print(text, ", %" PRIu32 " point%s\n", sweep->point_count,
                   sweep->point_count == 1 ? "" : "s");
    print_names(text, sweep, width);
    sim_text_add_char(text, '\n');
    print_table(text, sweep, 0, width);
    for (uint32_t first = FIGURES_MAX; first < sweep->figure_count; first += FIGURES_MAX) {
        sim_text_add_char(text, '\n');
        print_table(text, sweep, first, width);
    }
    print_summary(text, sweep, width);
    rpt_page_fit(text, from, width);
}

/* ---- for programs --------------------------------------------------------------------------- */

static void add_point(struct sim_text *text, const struct rpt_sweep *sweep,
                      const struct rpt_sweep_point *point)
{
    uint32_t figures = 0;

    sim_text_add(text, "{\"set\": {");
    for (uint32_t i = 0; i < sweep->key_count; i++) {
        rpt_member_string(text, sweep->keys[i], point->values[i]);
    }
    sim_text_add_char(text, '}');
    if (point->run_id > 0) {
        rpt_member_whole(text, "run", (uint64_t)point->run_id);
    } else {
        rpt_member_string(text, "run", NULL);
    }
    rpt_member_string(text, "status", point->status);
    rpt_member_string(text, "verdict", point->verdict);
    rpt_member_whole(text, "replications", point->replications);
    rpt_member_key(text, "figures");
    sim_text_add_char(text, '[');
    for (uint32_t i = 0; point->figures != NULL && i < sweep->figure_count; i++) {
        const struct rpt_sweep_figure *figure = &point->figures[i];

        sim_text_add(text, figures++ == 0 ? "{" : ", {");
        rpt_member_string(text, "name", sweep->names[i]);
        rpt_member_real(text, "value", figure->value);
        rpt_member_real(text, "ci_low", figure->low);
        rpt_member_real(text, "ci_high", figure->high);
        rpt_member_string(text, "unit", sweep->units[i]);
        rpt_member_string(text, "verdict", figure->verdict[0] == '\0' ? NULL : figure->verdict);
        sim_text_add_char(text, '}');
    }
    sim_text_add(text, "]}");
}

void rpt_sweep_json(struct sim_text *text, const struct rpt_sweep *sweep)
{
    uint32_t count = 0;

    sim_text_add_char(text, '{');
    rpt_member_string(text, "scenario", sweep->scenario);
    rpt_member_key(text, "points");
    sim_text_add_char(text, '[');
    for (uint32_t i = 0; i < sweep->point_count; i++) {
        rpt_member_next(text, &count);
        add_point(text, sweep, &sweep->points[i]);
    }
    rpt_member_finish(text, count, ']');
    sim_text_add(text, "}\n");
}

static void add_real(struct sim_text *text, double value)
{
    if (isinf(value)) {
        sim_text_add(text, value < 0 ? "-inf" : "inf");
    } else if (!isnan(value)) {
        sim_text_real(text, value);
    }
    sim_text_add_char(text, ',');
}

void rpt_sweep_csv(struct sim_text *text, const struct rpt_sweep *sweep)
{
    sim_text_add(text, "point,run,point_verdict,");
    for (uint32_t i = 0; i < sweep->key_count; i++) {
        rpt_csv_field(text, sweep->keys[i], ',');
    }
    sim_text_add(text, "name,value,ci_low,ci_high,unit,verdict\r\n");
    for (uint32_t n = 0; n < sweep->point_count; n++) {
        const struct rpt_sweep_point *point = &sweep->points[n];

        for (uint32_t i = 0; point->figures != NULL && i < sweep->figure_count; i++) {
            sim_text_print(text, "%" PRIu32 ",", n + 1);
            if (point->run_id > 0) {
                sim_text_print(text, "%" PRId64, point->run_id);
            }
            sim_text_print(text, ",%s,", point->verdict);
            for (uint32_t k = 0; k < sweep->key_count; k++) {
                rpt_csv_field(text, point->values[k], ',');
            }
            rpt_csv_field(text, sweep->names[i], ',');
            add_real(text, point->figures[i].value);
            add_real(text, point->figures[i].low);
            add_real(text, point->figures[i].high);
            rpt_csv_field(text, sweep->units[i], ',');
            rpt_csv_field(text, point->figures[i].verdict, '\n');
        }
    }
}
