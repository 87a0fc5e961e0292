/*
 * How long everything waited: for each call or request a distribution, and its quantiles.
 *
 * The curve says which share took at most so long. Its upward scale is that of the tail: 50, 90,
 * 99, 99.9, 99.99 % stand at like distances. The band is as wide as the replications' own p50,
 * p90, p99 and p99.9 lie apart, and between them in proportion; bars are 95 % intervals. What
 * still waits at the end may last for ever, so the part of the curve that it could move is dashed
 * and stays open.
 */
#include "reports/html/section.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/html/chart.h"
#include "reports/html/tag.h"
#include "reports/render/cell.h"
#include "reports/render/headline.h"
#include "reports/render/lookup.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"
#include "sim/statistics/histogram.h"

enum { CURVES_MOST = 16, RUNS_MOST = 8 };

#define DECADES 4.6                   /* of the upward scale: up to 99.997 % */

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

/* ---- one curve ------------------------------------------------------------------------------- */

static double y_of(const struct rpt_chart *chart, double share)
{
    double up = share >= 1.0 ? DECADES : -log10(1.0 - share);

    return chart->bottom - fmin(up, DECADES) / DECADES * (chart->bottom - chart->top);
}

static void point(const struct rpt_chart *chart, char mark, double x, double y)
{
    sim_text_add_char(chart->text, mark);
    rpt_chart_number(chart->text, x);
    sim_text_add_char(chart->text, ' ');
    rpt_chart_number(chart->text, y);
}

/* Observations and those that never ended. */
static double all_of(const struct mdl_series *series)
{
    double all = (double)series->lost;

    for (uint32_t i = 0; i < series->bucket_count; i++) {
        all += (double)series->counts[i];
    }
    return all;
}

/* The steps of the curve whose share lies above `from` and up to `to`; points that would fall on
   the same tenth of a pixel are left out. */
static void add_steps(const struct rpt_chart *chart, const struct mdl_series *series, double from,
                      double to, const char *class)
{
    double all = all_of(series), sum = 0.0, last_x = -1.0, last_y = 0.0;
    uint32_t index = 0;
    bool begun = false;

    sim_text_print(chart->text, "<path class=\"%s\" d=\"", class);
    for (uint32_t i = 0; i < series->bucket_count; i++) {
        double x, y, before = sum / all;

        index += series->gaps[i];
        sum += (double)series->counts[i];
        if (sum / all <= from || before >= to) {
            continue;
        }
        x = rpt_chart_x(chart, (double)sim_histogram_bucket_middle(index));
        y = y_of(chart, fmin(sum / all, to));
        if (!begun) {
            point(chart, 'M', x, y_of(chart, fmax(before, from)));
            point(chart, 'L', x, y);
            begun = true;
        } else if (x - last_x >= 0.7 || last_y - y >= 0.7) {
            point(chart, 'L', x, y);
        } else {
            continue;
        }
        last_x = x;
        last_y = y;
    }
    sim_text_add(chart->text, begun ? "\"/>\n" : "M0 0\"/>\n");
}

/* ---- what the replications say --------------------------------------------------------------- */

static const struct { const char *statistic; double share; } quantiles[] = {
    {"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99.9", 0.999}};

enum { QUANTILES = sizeof(quantiles) / sizeof(quantiles[0]) };

static double own_quantile(const struct mdl_sample *outcome, int k)
{
    const double own[QUANTILES] = {outcome->p50, outcome->p90, outcome->p99, outcome->p999};

    return own[k];
}

/* How far the replications' own quantiles lie from the pooled one, as factors; false: fewer than
   two replications have enough observations to know it. */
static bool spread(const struct mdl_series *series, int k, double *ret_low, double *ret_high)
{
    double pooled = fmax(rpt_lookup_value(series, quantiles[k].statistic), 1.0);
    uint32_t known = 0;

    *ret_low = *ret_high = 1.0;
    for (uint32_t i = 0; i < series->outcome_count && isfinite(pooled); i++) {
        const struct mdl_sample *outcome = &series->outcomes[i];
        double own = fmax(own_quantile(outcome, k), 1.0);

        if ((double)outcome->n * (1.0 - quantiles[k].share) >= 1.0 && isfinite(own)) {
            *ret_low = fmin(*ret_low, own / pooled);
            *ret_high = fmax(*ret_high, own / pooled);
            known++;
        }
    }
    return known > 1;
}

struct band {
    double low[QUANTILES], high[QUANTILES];
    int count;                        /* of the quantiles, from p50 up */
};

/* The factor at a share: between two quantiles in proportion to their distance on the scale. */
static double factor_at(const struct band *band, const double *factors, double share)
{
    double up = -log10(1.0 - share);
    int k = 0;

    while (k + 1 < band->count && quantiles[k + 1].share < share) {
        k++;
    }
    if (k + 1 >= band->count || share <= quantiles[0].share) {
        return factors[k];
    } else {
        double from = -log10(1.0 - quantiles[k].share);
        double to = -log10(1.0 - quantiles[k + 1].share);

        return factors[k] * pow(factors[k + 1] / factors[k], (up - from) / (to - from));
    }
}

/* One edge of the band, upward: the pooled curve, moved. */
static void add_edge(const struct rpt_chart *chart, const struct mdl_series *series,
                     const struct band *band, const double *factors, struct sim_text *path)
{
    double all = all_of(series), sum = 0.0, x_last = 0.0, y_last = chart->bottom + 1.0;
    uint32_t index = 0;

    for (uint32_t i = 0; i < series->bucket_count; i++) {
        double share, x, y;

        index += series->gaps[i];
        sum += (double)series->counts[i];
        share = fmin(sum / all, quantiles[band->count - 1].share);
        x = rpt_chart_x(chart, (double)sim_histogram_bucket_middle(index)
                                   * factor_at(band, factors, share));
        y = y_of(chart, share);
        x = fmax(x, x_last);
        if (x - x_last >= 1.0 || y_last - y >= 1.0) {
            sim_text_add_char(path, ' ');
            rpt_chart_number(path, x);
            sim_text_add_char(path, ' ');
            rpt_chart_number(path, y);
            x_last = x;
            y_last = y;
        }
        if (sum / all >= quantiles[band->count - 1].share) {
            break;
        }
    }
}

/* Pairs of numbers in reverse order. */
static void add_backward(struct sim_text *text, struct sim_arena *arena, const char *pairs)
{
    const char **at = sim_arena_array(arena, strlen(pairs) / 4 + 2, sizeof(*at));
    size_t count = 0;

    while (*pairs == ' ') {
        at[count++] = pairs++;
        pairs += strcspn(pairs, " ") + 1;
        pairs += strcspn(pairs, " ");
    }
    while (count-- > 0) {
        const char *pair = at[count] + 1;
        size_t first = strcspn(pair, " ");

        sim_text_add_char(text, ' ');
        sim_text_add_bytes(text, pair, first + 1 + strcspn(pair + first + 1, " "));
    }
}

static void add_band(const struct rpt_chart *chart, const struct mdl_series *series)
{
    struct band band = {.count = 0};
    struct sim_text left, right;

    while (band.count < QUANTILES
           && spread(series, band.count, &band.low[band.count], &band.high[band.count])) {
        band.count++;
    }
    if (band.count == 0) {
        return;
    }
    sim_text_init(&left);
    sim_text_init(&right);
    add_edge(chart, series, &band, band.low, &left);
    add_edge(chart, series, &band, band.high, &right);
    sim_text_print(chart->text, "<path class=\"band\" d=\"M%s", left.data + 1);
    add_backward(chart->text, chart->arena, right.data);
    sim_text_add(chart->text, "Z\"/>\n");
    sim_text_deinit(&left);
    sim_text_deinit(&right);
}

static void add_intervals(const struct rpt_chart *chart, const struct mdl_series *series)
{
    for (int k = 0; k < QUANTILES; k++) {
        const struct mdl_estimate *estimate = rpt_lookup_estimate(series, quantiles[k].statistic);
        double y = y_of(chart, quantiles[k].share), from, to;

        if (estimate == NULL || !isfinite(estimate->value) || !isfinite(estimate->low)
            || isnan(estimate->high)) {
            continue;
        }
        from = rpt_chart_x(chart, estimate->low);
        to = isinf(estimate->high) ? chart->right : rpt_chart_x(chart, estimate->high);
        rpt_chart_line(chart, "interval", from, y, to, y);
        rpt_chart_line(chart, "interval", from, y - 3.0, from, y + 3.0);
        if (!isinf(estimate->high)) {
            rpt_chart_line(chart, "interval", to, y - 3.0, to, y + 3.0);
        }
    }
}

/* ---- the picture ----------------------------------------------------------------------------- */

static void set_scale(struct rpt_chart *chart, const struct subject *subject, uint32_t runs)
{
    double low = HUGE_VAL, high = 1.0;

    for (uint32_t i = 0; i < runs; i++) {
        const struct mdl_series *series = subject->series[i];
        uint32_t index = 0;

        for (uint32_t k = 0; series != NULL && k < series->bucket_count; k++) {
            index += series->gaps[k];
            low = fmin(low, (double)sim_histogram_bucket_low(index));
            high = fmax(high, (double)sim_histogram_bucket_high(index));
        }
    }
    rpt_chart_log(chart, isinf(low) ? 1.0 : low, high);
}

static void add_shares(const struct rpt_chart *chart)
{
    static const struct { double share; const char *words; } lines[] = {
        {0.0, "0"}, {0.5, "50 %"}, {0.9, "90"}, {0.99, "99"}, {0.999, "99.9"}, {0.9999, "99.99"}};

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        double y = y_of(chart, lines[i].share);

        rpt_chart_line(chart, "grid", chart->left, y, chart->right, y);
        rpt_chart_words(chart, "tick", chart->left - 6.0, y + 4.0, "end", lines[i].words);
    }
}

static void add_curve(const struct rpt_section *s, const struct rpt_chart *chart,
                      const struct mdl_series *series, uint32_t run)
{
    double never = (double)(series->waiting + series->lost);
    double all = all_of(series), sure = all > 0.0 ? 1.0 - never / all : 0.0;
    uint32_t hue = rpt_hues_of(s->hues, series->object) % 8u;

    if (all <= 0.0) {
        return;
    }
    sim_text_print(chart->text, "<g class=\"curve l%u r%u\">\n",
                   s->run_count > 1 ? (run == 0 ? 7u : hue == 7 ? 0u : hue) : hue, run);
    add_band(chart, series);
    add_steps(chart, series, 0.0, sure, "sure");
    if (never > 0.0) {
        add_steps(chart, series, sure, 1.0, "open");
        rpt_chart_words(chart, "tick", chart->right, chart->top - 4.0, "end",
                        "open: some never ended");
    }
    add_intervals(chart, series);
    sim_text_add(chart->text, "</g>\n");
}

static const char *title_of(const struct rpt_section *s, const struct mdl_series *series)
{
    return sim_arena_print(s->arena, "%s, %s of each %s", series->object, series->measure,
                           series->sample_of);
}

static void print_chart(const struct rpt_section *s, const struct subject *subject)
{
    struct rpt_chart chart = {.text = s->text, .arena = s->arena, .width = 520, .height = 250,
                              .left = 52, .top = 18, .right = 504, .bottom = 222};

    set_scale(&chart, subject, s->run_count < RUNS_MOST ? s->run_count : RUNS_MOST);
    rpt_chart_begin(&chart, sim_arena_print(s->arena, "Distribution of %s: share that took at "
                                            "most so long; the table beside it has the figures",
                                            title_of(s, subject->first)));
    add_shares(&chart);
    rpt_chart_axis(&chart);
    for (uint32_t i = 0; i < s->run_count && i < RUNS_MOST; i++) {
        if (subject->series[i] != NULL) {
            add_curve(s, &chart, subject->series[i], i);
        }
    }
    rpt_chart_end(&chart);
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

    heads[1] = sim_arena_print(s->arena, "%s %ss",
                               rpt_cell_count(s->arena, rpt_lookup_count(series)),
                               series->sample_of);
    rpt_tag_table(s->text, title_of(s, series), "lrl", heads);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_row(s, series, rows[i]);
    }
    rpt_tag_table_end(s->text);
    if (series->waiting > 0) {
        rpt_tag_paragraph(s->text, "note", sim_arena_print(
            s->arena, "%s still wait%s at the end, the oldest for %s: it counts with its age so "
            "far.", rpt_cell_count(s->arena, series->waiting), series->waiting == 1 ? "s" : "",
            rpt_cell_duration(s->arena, series->waiting_max)));
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

void rpt_section_latency(const struct rpt_section *s)
{
    uint32_t count;
    struct subject *subjects = collect(s, &count);

    if (count == 0) {
        return;
    }
    rpt_tag_section(s->text, "latency", "How long everything waited");
    rpt_tag_paragraph(s->text, "note", "Each curve tells which share took at most so long, on a "
                      "scale that spreads the slowest few. Shaded: how far the replications' own "
                      "quantiles lie apart. Bars: 95 % intervals of the pooled quantiles. "
                      "Dashed: moved by what still waits at the end.");
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
