/* Things of a timeline: short names and a letter each. For the layout only. */
#ifndef WTSIM_REPORTS_RENDER_TIMELINE_NAMES_H
#define WTSIM_REPORTS_RENDER_TIMELINE_NAMES_H

#include "reports/render/timeline.h"

/* The thing of this path, which is added if need be; the end '.isr' or '.dpc' of an interrupt's
   own routines does not count. The array has room for RPT_TIMELINE_THINGS. */
enum { RPT_TIMELINE_THINGS = 512 };
uint32_t rpt_timeline_names_thing(struct sim_arena *arena, struct rpt_timeline *timeline,
                                  const char *path);

/* All things are known: names that tell them apart, letters of their own. */
void rpt_timeline_names_choose(struct sim_arena *arena, struct rpt_timeline *timeline);

#endif
