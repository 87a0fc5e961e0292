/*
 * The lessons of the course as far as explanations name them.
 *
 * Made at build time from scenarios/lessons: nobody keeps a second list of their rules.
 */
#ifndef WTSIM_REPORTS_EXPLAIN_LESSONS_H
#define WTSIM_REPORTS_EXPLAIN_LESSONS_H

#include <stdint.h>

struct rpt_lesson {
    const char *name;                 /* 'why-a-dpc-waits'         */
    const char *rules;                /* ids, blanks between       */
    const char *beliefs;              /* ids, blanks between       */
};

extern const struct rpt_lesson rpt_lessons_list[];
extern const uint32_t rpt_lessons_count;

#endif
