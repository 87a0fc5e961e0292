/* COURSE: a line of bars, how long the worst victim had to wait over the time of a run. */
#ifndef WTSIM_REPORTS_RENDER_COURSE_H
#define WTSIM_REPORTS_RENDER_COURSE_H

#include <stdint.h>

#include "model/run/course.h"

struct rpt_view;
struct sim_arena;
struct sim_text;

struct rpt_course {
    struct mdl_course of;
    const char *object;               /* whose waits                    */
    uint32_t replication;             /* which of the run's histories   */
    bool is_random;                   /* else: there is only this one   */
};

/* Nothing when nothing waited. Bars in Unicode where the view has it, else characters whose order
   the legend tells. */
void rpt_course_print(struct sim_text *text, struct sim_arena *arena,
                      const struct rpt_course *course, const struct rpt_view *view);

#endif
