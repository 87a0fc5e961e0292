/*
 * A timeline as SVG: the layout of timeline.h drawn with rectangles at the exact times.
 *
 * It stands alone or inside a page, is readable without script, and says in titles what each bar
 * is. Colours come from classes, so that a page can restyle them, dark or light.
 */
#ifndef WTSIM_REPORTS_RENDER_SVG_TIMELINE_H
#define WTSIM_REPORTS_RENDER_SVG_TIMELINE_H

#include <stdbool.h>

#include "reports/render/timeline.h"

struct sim_text;

struct rpt_svg_timeline_options {
    unsigned width;                   /* pixels; 0: 960                                        */
    const char *title;                /* for screen readers; NULL: 'Timeline'                  */
    bool inside;                      /* of a page that has the styles itself (below)          */
};

/* One <svg> element. */
void rpt_svg_timeline(struct sim_text *text, const struct rpt_timeline *timeline,
                      const struct rpt_svg_timeline_options *options);

/* The rules for its classes, without <style>: once per page. */
void rpt_svg_timeline_style(struct sim_text *text);

/* Text with the characters escaped that XML and HTML reserve. */
void rpt_svg_timeline_escape(struct sim_text *text, const char *string);

#endif
