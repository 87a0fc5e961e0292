/*
 * How the reader looks: what a renderer may use, and what it cannot know from the answer.
 *
 * ASCII at 80 columns is always enough; the rest is decoration. Nothing is said by colour alone.
 */
#ifndef WTSIM_REPORTS_RENDER_VIEW_H
#define WTSIM_REPORTS_RENDER_VIEW_H

#include <stdbool.h>

struct rpt_chain;
struct rpt_course;

struct rpt_view {
    bool unicode;             /* bars and signs beyond ASCII */
    bool colour;              /* verdict words in colour     */
    bool wide;                /* also n, method, p           */
    bool all;                 /* every row, also where a first report counts the rest */
    unsigned width;           /* 0: 80                       */
    const struct rpt_course *course; /* of the worst victim's waits, NULL: not known */
    const struct rpt_chain *chain;   /* what led to the stop, NULL: not known */
    const char *store;        /* path as to be shown, NULL: nothing was stored */
};

static inline unsigned rpt_view_width(const struct rpt_view *view)
{
    return view->width == 0 ? 80 : view->width;
}

#endif
