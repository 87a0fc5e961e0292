/*
 * The inside of a chronicle while it is written: what is open, and how things begin and end.
 *
 * Only files named chronicle include it. A slot is the index of a slice that is being written;
 * MDL_NONE stands for none, and every function takes it.
 */
#ifndef WTSIM_MODEL_RUN_CHRONICLE_INSIDE_H
#define WTSIM_MODEL_RUN_CHRONICLE_INSIDE_H

#include "model/run/chronicle.h"

enum { MDL_CHRONICLE_DEPTH = 32 };

struct mdl_chronicle_processor {
    uint32_t executes;                /* slot */
    uint32_t nest[MDL_CHRONICLE_DEPTH], depth;
    mdl_thread_id thread;             /* switched in, or MDL_NONE */
};

struct mdl_chronicle_thread {
    uint32_t state, run, handed;      /* slots */
    mdl_processor_id processor;       /* it is switched in there, or MDL_NONE */
};

struct mdl_chronicle_level {          /* a counter */
    uint32_t value, last;             /* its latest point, or MDL_NONE */
};

struct mdl_chronicle_mirror {
    struct mdl_chronicle_options options;
    bool window;                      /* it is open; before it closed slices are forgotten */
    bool over;                        /* nothing is read any more */
    uint64_t sequence;
    sim_instant at;                   /* of the last row */
    uint32_t slice_room, flow_room, moment_room, counter_room;
    uint32_t *free_slices, *free_flows;
    uint32_t free_slice_count, free_flow_count;
    uint32_t *holders;                /* by flow: open slices that carry it */
    struct mdl_chronicle_processor *processors;
    struct mdl_chronicle_thread *threads;
    uint32_t *pending, *queued_dpcs, *popped_dpcs, *queued_items, *held, *operations; /* slots */
    mdl_thread_id *given;             /* by instance: whose `handed` it is, not entered yet */
    uint32_t *owners;                 /* by lock */
    uint32_t *attempts, attempt_room; /* slots by waiter */
    uint32_t **currents;              /* by pool and list */
    struct mdl_chronicle_level *levels[MDL_COUNTER_KIND_COUNT];
    uint32_t level_counts[MDL_COUNTER_KIND_COUNT];
    mdl_stream_id arrived;            /* the last arrival, at arrived_at */
    sim_instant arrived_at;
    struct mdl_moment nowhere;        /* for what is not kept */
};

/* A slice begins; MDL_NONE when the chronicle is full, and then it is cut. */
uint32_t mdl_chronicle_begin_slice(struct mdl_chronicle *c, sim_instant at,
                                   enum mdl_slice_kind kind, uint32_t on, uint32_t what);
/* *slot ends and becomes MDL_NONE. Of no length, it is kept only if it is a run. */
void mdl_chronicle_end_slice(struct mdl_chronicle *c, sim_instant at, uint32_t *slot);

/* A new cause, carried by this slice (if it has room). Returns it or MDL_NONE. */
uint32_t mdl_chronicle_begin_flow(struct mdl_chronicle *c, sim_instant at,
                                  enum mdl_flow_root root, uint32_t on, uint32_t slot);
/* `to` carries what `from` carries. */
void mdl_chronicle_pass(struct mdl_chronicle *c, uint32_t from, uint32_t to);

/* Returned to be completed; never NULL, but perhaps not kept. */
struct mdl_moment *mdl_chronicle_note(struct mdl_chronicle *c, const struct mdl_tape_row *row,
                                      enum mdl_moment_kind kind, uint32_t on);
void mdl_chronicle_count(struct mdl_chronicle *c, sim_instant at, enum mdl_counter_kind kind,
                         uint32_t on, uint32_t value);
uint32_t mdl_chronicle_level(const struct mdl_chronicle *c, enum mdl_counter_kind kind,
                             uint32_t on);

/* The window opens: what is counted has a first point. */
void mdl_chronicle_open(struct mdl_chronicle *c);

/* One row (chronicle_rows.c). */
void mdl_chronicle_read(struct mdl_chronicle *c, const struct mdl_tape_row *row);

/* Closes what is open, drops what is not kept, puts all in order (chronicle_slices.c). */
void mdl_chronicle_finish(struct mdl_chronicle *c, sim_instant end_at);

#endif
