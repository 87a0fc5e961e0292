/* What formulas and choices ask of the past of a run, and of the table of DDIs. */
#ifndef WTSIM_SCENARIOS_COURSE_PAST_H
#define WTSIM_SCENARIOS_COURSE_PAST_H

#include <stdbool.h>
#include <stdint.h>

#include "scenarios/language/formula.h"

struct scn_course_run;
struct sim_arena;

/* 'start(nic.refill, 2)', 'end(thread.app)', 'queued(nic.refill)', 'irql(0, at + 1us)', whose time
   may be a formula of drawn numbers. What has not happened by the end of the run is never. False:
   there is no such event or object. */
bool scn_past_find(struct scn_course_run *run, const char *call,
                   struct scn_formula_value *ret_value);

/* The IRQL of a processor at an instant: of what starts there, where one thing ends as another
   begins. */
uint32_t scn_past_irql(const struct scn_course_run *run, uint32_t processor, uint64_t at_ns);

/* May the DDI be called at PASSIVE, DISPATCH or DIRQL? NULL, or what is wrong. */
const char *scn_past_is_legal(struct sim_arena *arena, const char *ddi, const char *irql,
                              bool *ret_is_legal);

#endif
