/*
 * What led to a stop: the runs that passed its cause on, each with the instant and the IRQL at
 * which it began, the one that went wrong last. Other stories of runs (recent.h) have the same
 * lines.
 */
#ifndef WTSIM_REPORTS_RENDER_CHAIN_H
#define WTSIM_REPORTS_RENDER_CHAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "model/run/chronicle.h"
#include "sim/base/arena.h"

struct mdl_answer_finding;
struct rpt_view;
struct sim_text;

enum { RPT_CHAIN_LINES = 12 };

struct rpt_chain {
    struct { sim_instant at; const char *what, *rule; } lines[RPT_CHAIN_LINES];
    uint32_t count;
};

/* Lines for such stories; what does not fit is dropped. A run or a queued object as it begins;
   what the cause of a flow began with (nothing for a step: it has a line of its own). */
void rpt_chain_add(struct rpt_chain *chain, sim_instant at, const char *what, const char *rule);
void rpt_chain_add_slice(struct sim_arena *arena, const struct mdl_chronicle *c,
                         const struct mdl_slice *slice, struct rpt_chain *chain);
void rpt_chain_add_root(struct sim_arena *arena, const struct mdl_chronicle *c,
                        const struct mdl_flow *flow, struct rpt_chain *chain);

/* Of the finding as the chronicle of its replication has it; texts belong to the arena. No lines:
   the chronicle does not know in which run it happened. */
void rpt_chain_make(struct sim_arena *arena, const struct mdl_chronicle *c,
                    const struct mdl_answer_finding *finding, struct rpt_chain *ret_chain);

/* The same for the watchdog over all time at DISPATCH_LEVEL and above (0x133, parameter 1 = 1):
   when the processor rose, which `begin` covers, and who had it in the time of `end`. */
bool rpt_chain_is_of_raised(const struct mdl_answer_finding *finding);
void rpt_chain_make_raised(struct sim_arena *arena, const struct mdl_chronicle *begin,
                           const struct mdl_chronicle *end,
                           const struct mdl_answer_finding *finding, struct rpt_chain *ret_chain);

/* The lines, then what went wrong and what Windows does. */
void rpt_chain_print(struct sim_text *text, struct sim_arena *arena, const struct rpt_chain *chain,
                     const struct mdl_answer_finding *finding, const struct rpt_view *view);

#endif
