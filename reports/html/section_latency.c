/*
 * How long everything waited: for each call or request a distribution (curve.h), and its
 * quantiles.
 */
#include "reports/html/section.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/html/chart.h"
#include "reports/html/curve.h"
#include "reports/html/tag.h"
#include "reports/render/cell.h"
#include "reports/render/headline.h"
#include "reports/render/lookup.h"
#include "reports/render/palette.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

enum { CURVES_MOST = 16, RUNS_MOST = 8 };

/* ---- which series ---------------------------------------------------------------------------- */

/* One waiting in all runs; NULL where a run has none. */
struct subject {
    const struct mdl_series *series[RUNS_MOST];
    const struct mdl_series *first;
    double worst;                     /* the longest wait, to sort by */
    bool leads;                       /* the headline speaks of it    */
};

static bool is_wait(const struct mdl_series *series)
{
    static const char *const measures[] = {"request_latency", "queue_latency", "latency", "ready",
                                           "flush", "delete", "remove", "d0exit"};

    if (strcmp(series->phase, "all") != 0 || strcmp(series->shape, "duration") != 0
        || rpt_lookup_count(series) + series->waiting + series->lost == 0) {
        return false;
    }
    for (size_t i = 0; i < sizeof(measures) / sizeof(measures[0]); i++) {
        if (strcmp(measures[i], series->measure) == 0) {
            return true;
        }
    }
    return strcmp(series->measure, "wait") == 0 && strcmp(series->sample_of, "request") == 0;
}

static double longest(const struct mdl_series *series)
{
    double max = rpt_lookup_value(series, "max");

    return isnan(max) ? series->waiting_max : fmax(max, series->waiting_max);
}

/* Requests and calls of work items first, then the others; the longest first. */
static int rank_of(const struct mdl_series *series)
{
    return strcmp(series->measure, "request_latency") == 0
                   || strcmp(series->kind, "work item") == 0 ? 0 : 1;
}

static int compare_subjects(const void *a, const void *b)
{
    const struct subject *one = a, *other = b;
    int ranks = one->leads != other->leads ? (one->leads ? -1 : 1)
                                           : rank_of(one->first) - rank_of(other->first);

    if (ranks != 0) {
        return ranks;
    }
    if (one->worst != other->worst) {
        return one->worst > other->worst ? -1 : 1;
    }
    ranks = strcmp(one->first->object, other->first->object);
    return ranks != 0 ? ranks : strcmp(one->first->measure, other->first->measure);
}

static struct subject *find(struct subject *subjects, uint32_t count,
                            const struct mdl_series *series)
{
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(subjects[i].first->object, series->object) == 0
            && strcmp(subjects[i].first->measure, series->measure) == 0) {
            return &subjects[i];
        }
    }
    return NULL;
}

static struct subject *collect(const struct rpt_section *s, uint32_t *ret_count)
{
    struct subject *subjects;
    uint32_t count = 0, most = 1;

    for (uint32_t i = 0; i < s->run_count; i++) {
        most += s->runs[i].answer->series_count;
    }
    subjects = sim_arena_array(s->arena, most, sizeof(*subjects));
    for (uint32_t i = 0; i < s->run_count && i < RUNS_MOST; i++) {
        for (uint32_t k = 0; k < s->runs[i].answer->series_count; k++) {
            const struct mdl_series *series = &s->runs[i].answer->series[k];
            struct subject *known;

            if (!is_wait(series)) {
                continue;
            }
            known = find(subjects, count, series);
            if (known == NULL) {
                known = &subjects[count++];
                known->first = series;
            }
            known->series[i] = series;
            known->leads = known->leads || k == rpt_headline_series(s->runs[i].answer);
            known->worst = fmax(known->worst, longest(series));
        }
    }
    qsort(subjects, count, sizeof(*subjects), compare_subjects);
    *ret_count = count;
    return subjects;
}

/* ---- the picture ----------------------------------------------------------------------------- */

static const char *title_of(const struct rpt_section *s, const struct mdl_series *series)
{
    return sim_arena_print(s->arena, "%s, %s of each %s", series->object, series->measure,
                           series->sample_of);
}

/* Of several runs the first is grey, the others have the colour of the object. */
static const char *class_of(const struct rpt_section *s, const struct mdl_series *series,
                            uint32_t run)
{
    uint32_t hue = rpt_hues_of(s->hues, series->object) % RPT_PALETTE_COLOURS;
    uint32_t grey = RPT_PALETTE_COLOURS - 1;

    return sim_arena_print(s->arena, "l%" PRIu32 " r%" PRIu32,
                           s->run_count == 1 ? hue : run == 0 ? grey : hue == grey ? 0 : hue, run);
}

static void print_chart(const struct rpt_section *s, const struct subject *subject)
{
    struct rpt_curve curve = {.chart = {.text = s->text, .arena = s->arena, .width = 520,
                                        .height = 250, .left = 56, .top = 18, .right = 504,
                                        .bottom = 222}};

    rpt_curve_scale(&curve, subject->series, RUNS_MOST);
    rpt_chart_begin(&curve.chart, sim_arena_print(
        s->arena, "Distribution of %s: share that took at most so long; the table beside it has "
        "the figures", title_of(s, subject->first)));
    rpt_curve_grid(&curve);
    for (uint32_t i = 0; i < s->run_count && i < RUNS_MOST; i++) {
        if (subject->series[i] != NULL) {
            rpt_curve_add(&curve, subject->series[i], class_of(s, subject->series[i], i));
        }
    }
    rpt_chart_end(&curve.chart);
}

/* 'calls', 'expiries'. */
static const char *plural(struct sim_arena *arena, const char *one)
{
    size_t length = strlen(one);

    return length > 0 && one[length - 1] == 'y'
               ? sim_arena_print(arena, "%.*sies", (int)length - 1, one)
               : sim_arena_print(arena, "%ss", one);
}

/* ---- the table ------------------------------------------------------------------------------- */

static void print_row(const struct rpt_section *s, const struct mdl_series *series,
                      const char *statistic)
{
    const struct mdl_estimate *estimate = rpt_lookup_estimate(series, statistic);
    const char *cells[] = {statistic, rpt_cell_estimate(s->arena, estimate, series->unit),
                           rpt_cell_limits(s->arena, series, estimate)};

    if (strcmp(statistic, "max") == 0 && series->lost > 0) {
        cells[1] = "never";
    }
    rpt_tag_row(s->text, "lrl", cells);
}

static void print_quantiles(const struct rpt_section *s, const struct mdl_series *series,
                            uint32_t run)
{
    static const char *const rows[] = {"mean", "p50", "p90", "p99", "p99.9", "max"};
    const char *heads[] = {s->run_count > 1 ? s->runs[run].name : "", series->sample_of,
                           s->runs[run].answer->is_random ? "[95 % interval]" : ""};

    heads[1] = sim_arena_print(s->arena, "%s %s",
                               rpt_cell_count(s->arena, rpt_lookup_count(series)),
                               rpt_lookup_count(series) == 1 ? series->sample_of
                                                             : plural(s->arena, series->sample_of));
    rpt_tag_table(s->text, title_of(s, series), "lrl", heads);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_row(s, series, rows[i]);
    }
    rpt_tag_table_end(s->text);
    if (series->waiting > 0) {
        rpt_tag_paragraph(s->text, "note", sim_arena_print(
            s->arena, "%s: %s with its age so far.", rpt_cell_waiting(s->arena, series),
            series->waiting == 1 ? "it counts" : "each counts"));
    }
    if (series->lost > 0) {
        rpt_tag_paragraph(s->text, "note", sim_arena_print(
            s->arena, "%s more %s lost and never finish%s.",
            rpt_cell_count(s->arena, series->lost), series->lost == 1 ? "is" : "are",
            series->lost == 1 ? "es" : ""));
    }
}

static void print_subject(const struct rpt_section *s, const struct subject *subject)
{
    sim_text_add(s->text, "<figure class=\"pair\"><figcaption>");
    rpt_hues_swatch(s->text, s->hues, subject->first->object);
    sim_text_add(s->text, " <b>");
    rpt_tag_text(s->text, subject->first->object);
    sim_text_add(s->text, "</b> ");
    rpt_tag_text(s->text, subject->first->measure);
    sim_text_add(s->text, " <span class=\"dim\">");
    rpt_tag_text(s->text, subject->first->about);
    sim_text_add(s->text, "</span></figcaption>\n<div class=\"graph\">");
    print_chart(s, subject);
    sim_text_add(s->text, "</div><div class=\"figures\">\n");
    for (uint32_t i = 0; i < s->run_count && i < RUNS_MOST; i++) {
        if (subject->series[i] != NULL) {
            print_quantiles(s, subject->series[i], i);
        }
    }
    sim_text_add(s->text, "</div></figure>\n");
}

static bool is_random(const struct rpt_section *s)
{
    bool any = false;

    for (uint32_t i = 0; i < s->run_count; i++) {
        any = any || s->runs[i].answer->is_random;
    }
    return any;
}

void rpt_section_latency(const struct rpt_section *s)
{
    uint32_t count;
    struct subject *subjects = collect(s, &count);

    if (count == 0) {
        return;
    }
    rpt_tag_section(s->text, "latency", "How long everything waited");
    rpt_tag_paragraph(s->text, "note", sim_arena_print(
        s->arena, "Each curve tells which share took at most so long, on a scale that spreads the "
        "slowest few. %sDashed: moved by what still waits at the end.",
        is_random(s) ? "Shaded: how far the replications' own quantiles lie apart. Bars: 95 % "
                       "intervals of the pooled quantiles. "
                     : ""));
    if (s->run_count > 1) {
        rpt_tag_paragraph(s->text, "note", sim_arena_print(
            s->arena, "Grey: %s. In colour: what it is compared with.", s->runs[0].name));
    }
    for (uint32_t i = 0; i < count && i < CURVES_MOST; i++) {
        print_subject(s, &subjects[i]);
    }
    if (count > CURVES_MOST) {
        rpt_tag_paragraph(s->text, NULL, sim_arena_print(
            s->arena, "%" PRIu32 " more waited less than these; wtsim show lists them.",
            count - CURVES_MOST));
    }
    rpt_tag_section_end(s->text);
}
