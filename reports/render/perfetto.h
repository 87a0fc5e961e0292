/* Tracks as Perfetto's protobuf, for ui.perfetto.dev. Written natively: no library is needed. */
#ifndef WTSIM_REPORTS_RENDER_PERFETTO_H
#define WTSIM_REPORTS_RENDER_PERFETTO_H

#include "reports/render/tracks.h"

struct sim_text;

/* The whole file, as bytes. */
void rpt_perfetto(struct sim_text *bytes, const struct rpt_tracks *tracks);

/* About how many bytes that will be. */
uint64_t rpt_perfetto_size(const struct rpt_tracks *tracks);

#endif
