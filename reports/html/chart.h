/*
 * Axes of our small SVG charts: positions, grid lines with their labels, log or linear.
 *
 * Positions are printed with one decimal; everything is drawn in the page's own text colour, so
 * that it turns with dark and light.
 */
#ifndef WTSIM_REPORTS_HTML_CHART_H
#define WTSIM_REPORTS_HTML_CHART_H

#include <stdbool.h>
#include <stdint.h>

struct sim_arena;
struct sim_text;

struct rpt_chart {
    struct sim_text *text;
    struct sim_arena *arena;
    double width, height;             /* of the picture                        */
    double left, top, right, bottom;  /* of the plot inside it                 */
    double low, high;                 /* of x, in its own scale (log10 or not) */
    bool is_log;
};

/* <svg> with its <title>; the plot is what its margins leave. */
void rpt_chart_begin(struct rpt_chart *chart, const char *title);
void rpt_chart_end(const struct rpt_chart *chart);

/* Sets a logarithmic x from durations in ns (at least 1 ns, at least one decade apart). */
void rpt_chart_log(struct rpt_chart *chart, double low_ns, double high_ns);

double rpt_chart_x(const struct rpt_chart *chart, double value);

/* Vertical lines with labels below: decades of a log axis; round instants of a linear one. */
void rpt_chart_axis(const struct rpt_chart *chart);

void rpt_chart_line(const struct rpt_chart *chart, const char *class, double x1, double y1,
                    double x2, double y2);

/* anchor: start, middle, end. */
void rpt_chart_words(const struct rpt_chart *chart, const char *class, double x, double y,
                     const char *anchor, const char *words);

/* A number with one decimal and nothing needless behind it. */
void rpt_chart_number(struct sim_text *text, double value);

#endif
