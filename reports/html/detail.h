/*
 * The timeline's detail as JSON for page.js: rows, bars with what led to them, names, colours.
 *
 * Rows: each processor's IRQLs from the highest down, interrupts that are pending, DPC queues,
 * queues of the pools, threads, locks, devices. Where several may stand at once (in a queue) they
 * get lanes. Bars stand in the order of their beginnings, so that a limit cuts off the end.
 *
 *     {"from": ns, "until": ns, "cut": ns or null, "names": [...],
 *      "hues": [[colour, pattern, letter, path], ...],
 *      "rows": [[group, title], ...],
 *      "bars": [[row, ns after the bar before it, ns long, name, hue or -1, mark, open, flow ...]],
 *      "marks": [[instant, name], ...]}
 *
 * Times are ns from `from` on. mark: enum rpt_detail_mark.
 */
#ifndef WTSIM_REPORTS_HTML_DETAIL_H
#define WTSIM_REPORTS_HTML_DETAIL_H

#include <stddef.h>

#include "model/run/chronicle.h"

struct rpt_hues;
struct sim_arena;
struct sim_text;

enum rpt_detail_mark {
    RPT_DETAIL_RUNS, RPT_DETAIL_OVERHEAD, RPT_DETAIL_WAITS, RPT_DETAIL_READY, RPT_DETAIL_BLOCKED,
    RPT_DETAIL_CALLBACK,              /* in its worker, whether it executes or not */
    RPT_DETAIL_HELD
};

struct rpt_detail_window {
    const struct mdl_chronicle *chronicle;
    sim_instant from_at, until_at;
};

/* Returns the number of bars; with a limit of bytes that is too small for any it is 0. */
uint32_t rpt_detail_print(struct sim_text *text, struct sim_arena *arena, struct rpt_hues *hues,
                          const struct rpt_detail_window *window, size_t bytes_max);

#endif
