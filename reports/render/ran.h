/* Who had a processor between two instants. */
#ifndef WTSIM_REPORTS_RENDER_RAN_H
#define WTSIM_REPORTS_RENDER_RAN_H

#include "model/run/chronicle.h"
#include "sim/base/arena.h"

/* 'a.Dpc 50.0 us, b.Dpc 20.0 us, idle 3 us': the four that had it longest, the rest in one sum;
   "" where the span is empty. */
const char *rpt_ran_words(struct sim_arena *arena, const struct mdl_chronicle *c,
                          uint32_t processor, sim_instant from_at, sim_instant to_at);

#endif
