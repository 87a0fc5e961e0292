/*
 * Tracks as the JSON that chrome://tracing and older viewers read.
 *
 * Times are microseconds with three digits, written from whole nanoseconds: exact.
 */
#ifndef WTSIM_REPORTS_RENDER_CHROME_H
#define WTSIM_REPORTS_RENDER_CHROME_H

#include "reports/render/tracks.h"

struct sim_text;

void rpt_chrome(struct sim_text *text, const struct rpt_tracks *tracks);

#endif
