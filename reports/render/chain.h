/*
 * What led to a stop: the runs that passed its cause on, each with the instant and the IRQL at
 * which it began, the one that went wrong last.
 */
#ifndef WTSIM_REPORTS_RENDER_CHAIN_H
#define WTSIM_REPORTS_RENDER_CHAIN_H

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

/* Of the finding as the chronicle of its replication has it; texts belong to the arena. No lines:
   the chronicle does not know in which run it happened. */
void rpt_chain_make(struct sim_arena *arena, const struct mdl_chronicle *c,
                    const struct mdl_answer_finding *finding, struct rpt_chain *ret_chain);

/* The lines, then what went wrong and what Windows does. */
void rpt_chain_print(struct sim_text *text, struct sim_arena *arena, const struct rpt_chain *chain,
                     const struct mdl_answer_finding *finding, const struct rpt_view *view);

#endif
