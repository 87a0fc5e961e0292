/* Axes of small charts; see the header. */
#include "reports/html/chart.h"

#include <math.h>

#include "reports/html/tag.h"
#include "reports/render/cell.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

void rpt_chart_number(struct sim_text *text, double value)
{
    double tenths = floor(value * 10.0 + 0.5);
    double whole = floor(tenths / 10.0);

    if (tenths == whole * 10.0) {
        sim_text_print(text, "%.0f", whole == 0.0 ? 0.0 : whole);
    } else {
        sim_text_print(text, "%.1f", tenths / 10.0);
    }
}

static void attribute(struct sim_text *text, const char *name, double value)
{
    sim_text_print(text, " %s=\"", name);
    rpt_chart_number(text, value);
    sim_text_add_char(text, '"');
}

void rpt_chart_begin(struct rpt_chart *chart, const char *title)
{
    sim_text_print(chart->text, "<svg class=\"chart\" role=\"img\" viewBox=\"0 0 %.0f %.0f\" "
                   "width=\"%.0f\" height=\"%.0f\"><title>", chart->width, chart->height,
                   chart->width, chart->height);
    rpt_tag_text(chart->text, title);
    sim_text_add(chart->text, "</title>\n");
}

void rpt_chart_end(const struct rpt_chart *chart)
{
    sim_text_add(chart->text, "</svg>\n");
}

void rpt_chart_log(struct rpt_chart *chart, double low_ns, double high_ns)
{
    chart->is_log = true;
    chart->low = floor(log10(fmax(low_ns, 1.0)) * 4.0) / 4.0;
    chart->high = ceil(log10(fmax(high_ns, 1.0)) * 4.0) / 4.0;
    if (chart->high - chart->low < 1.0) {
        chart->low = floor(chart->low);
        chart->high = fmax(ceil(chart->high), chart->low + 1.0);
    }
}

double rpt_chart_x(const struct rpt_chart *chart, double value)
{
    double at = chart->is_log ? log10(fmax(value, 1.0)) : value;
    double share = (at - chart->low) / (chart->high - chart->low);

    share = share < 0.0 ? 0.0 : share > 1.0 ? 1.0 : share;
    return chart->left + share * (chart->right - chart->left);
}

void rpt_chart_line(const struct rpt_chart *chart, const char *class, double x1, double y1,
                    double x2, double y2)
{
    sim_text_print(chart->text, "<line class=\"%s\"", class);
    attribute(chart->text, "x1", x1);
    attribute(chart->text, "y1", y1);
    attribute(chart->text, "x2", x2);
    attribute(chart->text, "y2", y2);
    sim_text_add(chart->text, "/>");
}

void rpt_chart_words(const struct rpt_chart *chart, const char *class, double x, double y,
                     const char *anchor, const char *words)
{
    sim_text_print(chart->text, "<text class=\"%s\" text-anchor=\"%s\"", class, anchor);
    attribute(chart->text, "x", x);
    attribute(chart->text, "y", y);
    sim_text_add_char(chart->text, '>');
    rpt_tag_text(chart->text, words);
    sim_text_add(chart->text, "</text>");
}

static void log_axis(const struct rpt_chart *chart)
{
    unsigned step = chart->high - chart->low > 7.0 ? 2 : 1;

    for (double decade = ceil(chart->low); decade <= chart->high; decade += 1.0) {
        double ns = pow(10.0, decade), x = rpt_chart_x(chart, ns);

        rpt_chart_line(chart, "grid", x, chart->top, x, chart->bottom);
        if ((unsigned)decade % step == 0) {
            rpt_chart_words(chart, "tick", x, chart->bottom + 14.0, "middle",
                            rpt_cell_given(chart->arena, floor(ns + 0.5)));
        }
    }
}

/* 1, 2 or 5 times a power of ten, so that about six lines stand in the plot. */
static double round_step(double range)
{
    double power = pow(10.0, floor(log10(range / 6.0)));
    double rest = range / 6.0 / power;

    return floor((rest <= 1.0 ? 1.0 : rest <= 2.0 ? 2.0 : rest <= 5.0 ? 5.0 : 10.0) * power + 0.5);
}

static void linear_axis(const struct rpt_chart *chart)
{
    double step = fmax(round_step(chart->high - chart->low), 1.0);

    for (double at = ceil(chart->low / step) * step; at <= chart->high; at += step) {
        double x = rpt_chart_x(chart, at);

        rpt_chart_line(chart, "grid", x, chart->top, x, chart->bottom);
        rpt_chart_words(chart, "tick", x, chart->bottom + 14.0, "middle",
                        rpt_cell_given(chart->arena, at));
    }
}

void rpt_chart_axis(const struct rpt_chart *chart)
{
    if (chart->is_log) {
        log_axis(chart);
    } else if (chart->high > chart->low) {
        linear_axis(chart);
    }
    sim_text_add_char(chart->text, '\n');
}
