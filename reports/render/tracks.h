/*
 * Tracks: chronicles as viewers of traces want them: named rows, and on each row things that begin
 * and end properly nested, instants and counters, all in one order of time.
 *
 *     rpt_tracks_init(&tracks, arena);
 *     rpt_tracks_add(&tracks, chronicle, "before");      once per run, on one clock
 *     rpt_tracks_order(&tracks);
 *     rpt_perfetto(&text, &tracks);  or  rpt_chrome(&text, &tracks);
 */
#ifndef WTSIM_REPORTS_RENDER_TRACKS_H
#define WTSIM_REPORTS_RENDER_TRACKS_H

#include <stdint.h>

#include "model/run/chronicle.h"
#include "sim/base/arena.h"
#include "sim/base/intern.h"

enum rpt_tracks_kind { RPT_TRACKS_RUN, RPT_TRACKS_SLICES, RPT_TRACKS_COUNTER };

struct rpt_tracks_track {
    const char *name;
    uint32_t run;                     /* counted from 0; the track of a run is its parent */
    uint32_t rank;                    /* among the tracks of its run                      */
    uint8_t kind;                     /* enum rpt_tracks_kind                             */
};

enum rpt_tracks_event_kind {
    RPT_TRACKS_BEGIN, RPT_TRACKS_END, RPT_TRACKS_INSTANT, RPT_TRACKS_VALUE
};

enum { RPT_TRACKS_FIRST = 1, RPT_TRACKS_LAST = 2, RPT_TRACKS_ENDS = 4 }; /* of a flow */

struct rpt_tracks_event {
    sim_instant at;
    uint64_t key, order;              /* what happened first at an instant; and on its track */
    uint64_t flows[MDL_SLICE_FLOWS];  /* causes: unique over all runs, from 1      */
    uint8_t roles[MDL_SLICE_FLOWS];   /* this is the first, the last that carries it; it ends */
    uint32_t track, name;             /* number in names                          */
    uint32_t value;                   /* of a counter                             */
    uint8_t kind;                     /* enum rpt_tracks_event_kind               */
    uint8_t flow_count;
};

struct rpt_tracks {
    struct sim_arena *arena;
    struct sim_intern names;
    struct rpt_tracks_track *tracks;  uint32_t track_count, track_room;
    struct rpt_tracks_event *events;  uint32_t event_count, event_room;
    uint32_t run_count, slice_count, flow_count;
    uint32_t clipped;                 /* slices that outlasted what they were nested in: none */
};

void rpt_tracks_init(struct rpt_tracks *t, struct sim_arena *arena);
void rpt_tracks_deinit(struct rpt_tracks *t);

/* One more run; the chronicle is not needed afterwards. */
void rpt_tracks_add(struct rpt_tracks *t, const struct mdl_chronicle *c, const char *title);

/* An instant that concerns all runs, on the row of the first. */
void rpt_tracks_mark(struct rpt_tracks *t, sim_instant at, const char *what);

/* Events by time; of one track and instant as they happened. */
void rpt_tracks_order(struct rpt_tracks *t);

#endif
