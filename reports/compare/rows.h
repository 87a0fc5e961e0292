/* Which figures are compared: the family that a correction is made for, and the rest. */
#ifndef WTSIM_REPORTS_COMPARE_ROWS_H
#define WTSIM_REPORTS_COMPARE_ROWS_H

#include <stdbool.h>
#include <stdint.h>

struct mdl_answer;
struct mdl_series;
struct rpt_compare_input;
struct sim_arena;

struct rpt_rows_item {
    const struct mdl_series *base, *changed; /* NULL: that run has none */
    const char *statistic;
    bool is_named;             /* in an expectation: kept even when nothing happened */
    bool is_price, is_exploratory;
};

struct rpt_rows {
    struct sim_arena *arena;
    const struct mdl_answer *base, *changed;
    struct rpt_rows_item *items;
    uint32_t count, capacity;
};

/* Objects named in expectations first, then those the inputs touch, else the default table;
   then prices; with all, every further figure as exploratory. */
void rpt_rows_choose(struct rpt_rows *rows, struct sim_arena *arena, const struct mdl_answer *base,
                     const struct mdl_answer *changed, const struct rpt_compare_input *inputs,
                     uint32_t input_count, bool all);

/* The figure with this full name ('nic.rx.request_latency.p99', 'nic.refill.starved',
   '...@phase'); false when neither run has it. */
bool rpt_rows_find(const struct mdl_answer *base, const struct mdl_answer *changed,
                   const char *name, struct rpt_rows_item *ret_item);

#endif
