/* One row of a comparison: a figure of both runs, its change, interval, p and first judgement. */
#ifndef WTSIM_REPORTS_COMPARE_FIGURE_H
#define WTSIM_REPORTS_COMPARE_FIGURE_H

#include <stdbool.h>
#include <stdint.h>

struct mdl_answer;
struct rpt_compare;
struct rpt_compare_row;
struct rpt_rows_item;
struct sim_arena;

struct rpt_figure_context {
    struct sim_arena *arena;
    const struct mdl_answer *base, *changed;
    const struct rpt_compare *compare; /* pairing, alpha, threshold, inputs, stopped */
};

/* Everything but what needs the other rows: p_corrected is p, the mark is not set unless it
   is = or x. */
void rpt_figure_make(const struct rpt_figure_context *context, const struct rpt_rows_item *item,
                     struct rpt_compare_row *ret_row);

/* The mark, once p is corrected. */
void rpt_figure_mark(const struct rpt_figure_context *context, struct rpt_compare_row *row);

/* Does the row leave open that this got better (or worse) by more than the threshold? */
bool rpt_figure_may(const struct rpt_compare_row *row, double threshold, bool better);

#endif
