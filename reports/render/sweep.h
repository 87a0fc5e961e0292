/*
 * A sweep: its points side by side.
 *
 * The figures are what is expected; where nothing is, the mean and the p99 of what speaks for the
 * run. They are taken out of each answer when it is there, so that no answer need be kept.
 */
#ifndef WTSIM_REPORTS_RENDER_SWEEP_H
#define WTSIM_REPORTS_RENDER_SWEEP_H

#include <stdbool.h>
#include <stdint.h>

struct mdl_answer;
struct rpt_view;
struct sim_arena;
struct sim_text;

struct rpt_sweep_figure {
    double value, low, high;          /* NAN: none                               */
    const char *verdict;              /* pass fail undecided; '' nothing expected */
    const char *cell;                 /* for people                               */
};

struct rpt_sweep_point {
    const char *const *values;        /* by key                                   */
    struct rpt_sweep_figure *figures; /* by name of the sweep; NULL: not run      */
    int64_t run_id;                   /* 0: not stored                            */
    const char *verdict;              /* pass fail undecided none                 */
    const char *status;               /* complete, incomplete, missing            */
    uint32_t replications;
};

struct rpt_sweep {
    const char *scenario;
    const char *const *keys;          uint32_t key_count;
    const char **names;               /* of the figures */
    const char **units;               uint32_t figure_count;
    bool is_expected;                 /* the figures are expectations */
    struct rpt_sweep_point *points;   uint32_t point_count;
};

/* Takes the figures of a point out of its answer; the first one decides which there are. All that
   is kept is in the arena. */
void rpt_sweep_take(struct rpt_sweep *sweep, struct sim_arena *arena, uint32_t point,
                    const struct mdl_answer *answer);

void rpt_sweep_print(struct sim_text *text, const struct rpt_sweep *sweep,
                     const struct rpt_view *view);
void rpt_sweep_json(struct sim_text *text, const struct rpt_sweep *sweep);

/* One line per point and figure. */
void rpt_sweep_csv(struct sim_text *text, const struct rpt_sweep *sweep);

#endif
