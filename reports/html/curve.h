/*
 * The distribution of one waiting as a curve: which share took at most so long.
 *
 * Its upward scale is that of the tail: 50, 90, 99, 99.9, 99.99 % stand at like distances, up to
 * what the number of observations can tell. The band is as wide as the replications' own p50,
 * p90, p99 and p99.9 lie apart, and between them in proportion; bars are 95 % intervals. What
 * still waits at the end may last for ever, so the part of the curve that it could move is dashed
 * and stays open at the top.
 */
#ifndef WTSIM_REPORTS_HTML_CURVE_H
#define WTSIM_REPORTS_HTML_CURVE_H

#include <stdint.h>

#include "reports/html/chart.h"

struct mdl_series;

struct rpt_curve {
    struct rpt_chart chart;
    double decades;                   /* of the upward scale: 3 is up to 99.9 % */
};

/* Both scales, so that all of the series fit (count of them; NULL: none). */
void rpt_curve_scale(struct rpt_curve *curve, const struct mdl_series *const *series,
                     uint32_t count);

/* Lines and labels of both axes. */
void rpt_curve_grid(const struct rpt_curve *curve);

/* One series; class is that of the group around it. */
void rpt_curve_add(const struct rpt_curve *curve, const struct mdl_series *series,
                   const char *class);

#endif
