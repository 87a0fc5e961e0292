/* The curve of a distribution; see the header. */
#include "reports/html/curve.h"

#include <math.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/html/chart.h"
#include "reports/render/lookup.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"
#include "sim/statistics/histogram.h"

#define DECADES_LEAST 2.3
#define DECADES_MOST 7.0

/* ---- the pooled curve ------------------------------------------------------------------------ */

static double y_of(const struct rpt_curve *curve, double share)
{
    const struct rpt_chart *chart = &curve->chart;
    double up = share >= 1.0 ? curve->decades : -log10(1.0 - share);

    return chart->bottom - fmin(up, curve->decades) / curve->decades
                               * (chart->bottom - chart->top);
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
static void add_steps(const struct rpt_curve *curve, const struct mdl_series *series, double from,
                      double to, const char *class)
{
    const struct rpt_chart *chart = &curve->chart;
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
        y = y_of(curve, fmin(sum / all, to));
        if (!begun) {
            point(chart, 'M', x, y_of(curve, fmax(before, from)));
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
    double pooled = rpt_lookup_value(series, quantiles[k].statistic);
    uint32_t known = 0;

    *ret_low = *ret_high = 1.0;
    if (pooled < 1.0) {
        return series->outcome_count > 1; /* nothing is not a multiple of anything */
    }
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
static void add_edge(const struct rpt_curve *curve, const struct mdl_series *series,
                     const struct band *band, const double *factors, struct sim_text *path)
{
    const struct rpt_chart *chart = &curve->chart;
    double all = all_of(series), sum = 0.0, x_last = 0.0, y_last = chart->bottom + 1.0;
    uint32_t index = 0;

    for (uint32_t i = 0; i < series->bucket_count; i++) {
        double share, x, y;

        index += series->gaps[i];
        sum += (double)series->counts[i];
        share = fmin(sum / all, quantiles[band->count - 1].share);
        x = rpt_chart_x(chart, (double)sim_histogram_bucket_middle(index)
                                   * factor_at(band, factors, share));
        y = y_of(curve, share);
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

static void add_band(const struct rpt_curve *curve, const struct mdl_series *series)
{
    const struct rpt_chart *chart = &curve->chart;
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
    add_edge(curve, series, &band, band.low, &left);
    add_edge(curve, series, &band, band.high, &right);
    sim_text_print(chart->text, "<path class=\"band\" d=\"M%s", left.data + 1);
    add_backward(chart->text, chart->arena, right.data);
    sim_text_add(chart->text, "Z\"/>\n");
    sim_text_deinit(&left);
    sim_text_deinit(&right);
}

static void add_intervals(const struct rpt_curve *curve, const struct mdl_series *series)
{
    const struct rpt_chart *chart = &curve->chart;
    for (int k = 0; k < QUANTILES; k++) {
        const struct mdl_estimate *estimate = rpt_lookup_estimate(series, quantiles[k].statistic);
        double y = y_of(curve, quantiles[k].share), from, to;

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

void rpt_curve_scale(struct rpt_curve *curve, const struct mdl_series *const *series,
                     uint32_t count)
{
    double low = HUGE_VAL, high = 1.0, most = 1.0;

    for (uint32_t i = 0; i < count; i++) {
        uint32_t index = 0;

        for (uint32_t k = 0; series[i] != NULL && k < series[i]->bucket_count; k++) {
            index += series[i]->gaps[k];
            low = fmin(low, (double)sim_histogram_bucket_low(index));
            high = fmax(high, (double)sim_histogram_bucket_high(index));
        }
        most = series[i] == NULL ? most : fmax(most, all_of(series[i]));
    }
    rpt_chart_log(&curve->chart, isinf(low) ? 1.0 : low, high);
    curve->decades = fmin(fmax(log10(2.0 * most), DECADES_LEAST), DECADES_MOST);
}

void rpt_curve_grid(const struct rpt_curve *curve)
{
    static const struct { double up; const char *words; } lines[] = {
        {0.0, "0"}, {0.30103, "50 %"}, {1.0, "90"}, {2.0, "99"}, {3.0, "99.9"}, {4.0, "99.99"},
        {5.0, "99.999"}, {6.0, "99.9999"}};
    const struct rpt_chart *chart = &curve->chart;

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        double y = chart->bottom - lines[i].up / curve->decades * (chart->bottom - chart->top);

        if (lines[i].up <= curve->decades) {
            rpt_chart_line(chart, "grid", chart->left, y, chart->right, y);
            rpt_chart_words(chart, "tick", chart->left - 6.0, y + 4.0, "end", lines[i].words);
        }
    }
    rpt_chart_axis(chart);
}

void rpt_curve_add(const struct rpt_curve *curve, const struct mdl_series *series,
                   const char *class)
{
    const struct rpt_chart *chart = &curve->chart;
    double never = (double)(series->waiting + series->lost), all = all_of(series);

    if (all <= 0.0) {
        return;
    }
    sim_text_print(chart->text, "<g class=\"curve %s\">\n", class);
    add_band(curve, series);
    add_steps(curve, series, 0.0, 1.0 - never / all, "sure");
    if (never > 0.0) {
        add_steps(curve, series, 1.0 - never / all, 1.0, "open");
        rpt_chart_words(chart, "tick", chart->right, chart->top - 4.0, "end",
                        "open: some never ended");
    }
    add_intervals(curve, series);
    sim_text_add(chart->text, "</g>\n");
}
