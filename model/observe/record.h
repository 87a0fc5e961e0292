/*
 * The record: what one replication left behind, as plain arrays.
 *
 * It is told (tell.h) and never asked: nothing in it may decide what happens next. One record
 * per worker thread, made once per plan, emptied for each replication, closed at the stop, read
 * by whoever gathers. Series have the same index in every record of one plan; ledger columns do
 * not: identify those by their content.
 */
#ifndef WTSIM_MODEL_OBSERVE_RECORD_H
#define WTSIM_MODEL_OBSERVE_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/plan.h"
#include "model/observe/findings.h"
#include "model/observe/measures.h"
#include "sim/base/wide.h"
#include "sim/statistics/histogram.h"

struct mdl_record;
struct mdl_tape;

struct mdl_record_options {
    bool without_ledger;
    bool without_metrics;             /* then without the ledger too                       */
    uint32_t observations;            /* keep the first n values of each duration series   */
};

/* ---- series ---------------------------------------------------------------------------------- */

struct mdl_record_worst {
    sim_instant started_at;
    sim_duration wait_ns;             /* 0: nothing observed                               */
    bool waiting;                     /* it had not ended at the stop                      */
};

struct mdl_record_series {
    mdl_object_id object;
    uint16_t measure;                 /* enum mdl_measures_id                              */
    uint8_t shape;                    /* enum mdl_measures_shape                           */
    bool has_ledger;                  /* rows of it exist (or would, had it been observed) */
    /* DURATION: what ended, and how long those waited that had not ended at the stop */
    struct sim_histogram served;
    struct mdl_record_worst worst;
    uint64_t *observations;           /* the first n, in the order in which they ended     */
    uint32_t observation_count;
    uint64_t lost;                    /* never: plus infinity                              */
    struct sim_histogram censored;    /* count = waiting, high = waiting_max               */
    /* COUNT */
    uint64_t count;
    /* SHARE (unit ns), LEVEL (unit * ns): integral over the window; of a LEVEL that is averaged
       over arrivals: the sum over `count` of them */
    sim_wide integral;
    uint64_t value_max;               /* UINT64_MAX: it is not known */
};

/* ---- the ledger ------------------------------------------------------------------------------ */

/* PART(id, name): what was waited for. A call's parts sum to its latency to the nanosecond. */
#define MDL_RECORD_PARTS(X)                                                                     \
    /* work items; LOCK: lock waits too */                                                       \
    X(CREATION, "creation") X(LIMIT, "limit") X(WORKERS, "workers") X(DEFERRED, "deferred")       \
    X(PROCESSOR, "processor") X(LOCK, "lock")                                                    \
    /* DPCs; OVERHEAD: interrupts too */                                                         \
    X(NOT_TRIGGERED, "not_triggered") X(ISR, "isr") X(DPC, "dpc") X(DISPATCH, "dispatch")         \
    X(OVERHEAD, "overhead")                                                                      \
    /* interrupts, threads, over a cap */                                                        \
    X(MASKED, "masked") X(READY, "ready") X(UNFOLLOWED, "unfollowed")                            \
    /* flush, delete, operations on devices */                                                   \
    X(ITEM_RUNS, "item_runs") X(REQUESTS, "requests") X(CALL, "call")                            \
    /* interrupts and DPCs that spin for a lock before their first instruction */                \
    X(LOCK_SPIN, "lock_spin")                                                                    \
    /* requests: what a routine that has one does, why it waits; besides all of the above */      \
    X(RUN, "run") X(EARLIER, "earlier") X(INTERRUPTED, "interrupted") X(BLOCKED, "blocked")       \
    X(DEVICE, "device") X(QUEUE, "queue") X(TARGET_QUEUE, "target_queue") X(TARGET, "target")    \
    X(EVENT, "event") X(LOWER, "lower") X(THREAD, "thread") X(ELSEWHERE, "elsewhere") \
    X(LET_GO, "let_go")

enum mdl_record_part {
#define X(id, name) MDL_PART_##id,
    MDL_RECORD_PARTS(X)
#undef X
    MDL_PART_COUNT
};

const char *mdl_record_part_name(unsigned part);

enum mdl_record_state {               /* what the culprit did */
    MDL_STATE_NONE, MDL_STATE_RUNNING, MDL_STATE_READY, MDL_STATE_BLOCKED, MDL_STATE_OVERHEAD,
    MDL_STATE_COUNT
};

const char *mdl_record_state_name(unsigned state); /* '' running ready blocked overhead */

struct mdl_record_column {
    mdl_label_id label;               /* MDL_NONE: nobody                                  */
    uint8_t part, state;
};

#define MDL_RECORD_OCTAVE_ALL 255u

/* All observations of one series whose latency lies in one octave: [2^(octave-1), 2^octave),
   octave 0 is exactly 0. The row MDL_RECORD_OCTAVE_ALL holds those beyond the cap of followed
   ones: they count in the mean (sum of all rows) and not in the tail. */
struct mdl_record_row {
    uint32_t series;
    uint32_t octave;
    uint64_t observations;
    uint64_t total_ns;                /* = sum of cells                                     */
    uint64_t worst_ns;
    const uint64_t *cells;            /* by column; columns beyond cell_count are 0         */
    uint32_t cell_count;
};

/* ---- starvation ------------------------------------------------------------------------------ */

enum mdl_record_episode_kind { MDL_EPISODE_STARVATION, MDL_EPISODE_NO_PROGRESS };

struct mdl_record_episode {
    uint8_t kind;
    uint32_t series;                  /* of the victims' latency (or the pool's spells)     */
    sim_instant begin_at;             /* the first victim began to wait                     */
    sim_instant overdue_at;           /* it crossed the threshold                           */
    sim_instant end_at;               /* SIM_INSTANT_NEVER: open at the stop                */
    uint64_t victims;
    sim_duration worst_ns;
    mdl_label_id culprit;             /* largest share of what they waited; MDL_NONE nobody */
};

/* ---- findings -------------------------------------------------------------------------------- */

#define MDL_RECORD_FINDING_PLACES 10u

struct mdl_record_finding {           /* one per (finding, place, object) */
    uint32_t finding;                 /* enum mdl_finding                 */
    mdl_place_id place;               /* MDL_NONE: nowhere                */
    mdl_object_id object;             /* MDL_NONE: nobody                 */
    sim_instant at;                   /* of the first occurrence          */
    uint64_t occurrences;
    uint64_t parameters[4];
};

/* ---- all of it ------------------------------------------------------------------------------- */

struct mdl_record_result {
    sim_instant from_at, end_at;      /* the window that was measured                      */
    uint64_t fingerprint;
    uint64_t ties;
    struct mdl_record_series *series;           uint32_t series_count;
    const struct mdl_record_column *columns;    uint32_t column_count;
    const struct mdl_record_row *rows;          uint32_t row_count;   /* by series, then octave */
    const struct mdl_record_episode *episodes;  uint32_t episode_count; /* by begin in a series */
    uint64_t episodes_beyond;         /* counted, not kept                                 */
    const struct mdl_record_finding *findings;  uint32_t finding_count; /* by number, then time */
    uint64_t findings_beyond[MDL_FINDING_COUNT]; /* occurrences at further places          */
    uint64_t (*irql_ns)[32];          /* by processor: time at each IRQL, idle included    */
};

/* Never NULL; options NULL: everything on. The plan must outlive it. */
struct mdl_record *mdl_record_create(const struct mdl_plan *plan,
                                     const struct mdl_record_options *options);
void mdl_record_destroy(struct mdl_record *r); /* fine on NULL */

/* Forgets the last replication; the next tell is the first of a new one. */
void mdl_record_begin(struct mdl_record *r);

/* The next tell follows on a history with this fingerprint: the machine went back to where it
   had it. Only without metrics, whose books would not go back. */
void mdl_record_resume(struct mdl_record *r, uint64_t fingerprint);

/* From now on what is told goes into this tape too (tape.h); NULL: into none. */
void mdl_record_tape(struct mdl_record *r, struct mdl_tape *tape);

/* The measuring window begins: integrals start, states stay. Called by the first tell in it. */
void mdl_record_open_window(struct mdl_record *r);

/* The stop: what still waits is censored, episodes stay open, integrals reach up to end_at. */
void mdl_record_end(struct mdl_record *r, sim_instant end_at);

/* Valid from mdl_record_end to the next mdl_record_begin. */
const struct mdl_record_result *mdl_record_read(const struct mdl_record *r);

/* Index of the series of an object's measure, or MDL_NONE. */
uint32_t mdl_record_find(const struct mdl_record *r, mdl_object_id object, unsigned measure);

/* Digest of the history so far, at any time; the same with metrics and ledger on or off. */
uint64_t mdl_record_fingerprint(const struct mdl_record *r);

#endif
