/* Figures as strings of an arena, for the cells of tables; see format.h for their form. */
#ifndef WTSIM_REPORTS_RENDER_CELL_H
#define WTSIM_REPORTS_RENDER_CELL_H

#include <stdbool.h>
#include <stdint.h>

struct sim_arena;
struct mdl_estimate;
struct mdl_series;

const char *rpt_cell_duration(struct sim_arena *arena, double ns);

/* '3 still wait at the end, the oldest for 1.32 ms', '1 still waits at the end, for 10.0 s'. */
const char *rpt_cell_waiting(struct sim_arena *arena, const struct mdl_series *series);
const char *rpt_cell_given(struct sim_arena *arena, double ns);
const char *rpt_cell_count(struct sim_arena *arena, uint64_t count);
const char *rpt_cell_number(struct sim_arena *arena, double value);
const char *rpt_cell_percent(struct sim_arena *arena, double share);
const char *rpt_cell_value(struct sim_arena *arena, double value, const char *unit);
const char *rpt_cell_interval(struct sim_arena *arena, double value, double low, double high,
                              const char *unit);
const char *rpt_cell_instant(struct sim_arena *arena, uint64_t at_ns, unsigned decimals);

/* What still waits at the end could only lengthen it; fine with NULL. */
bool rpt_cell_is_lower_bound(const struct mdl_estimate *estimate);

/* An estimate's value, '>= 5 ms' when it is a lower bound; '-' for NULL. */
const char *rpt_cell_estimate(struct sim_arena *arena, const struct mdl_estimate *estimate,
                              const char *unit);

/*
 * What stands beside the value of a series' estimate: its 95 % interval, '=' when nothing is
 * random, 'in each of 20' when all replications agree, 'from 4 observations' when they are too
 * few; '' for NULL or where nothing can be said.
 */
const char *rpt_cell_limits(struct sim_arena *arena, const struct mdl_series *series,
                            const struct mdl_estimate *estimate);

#endif
