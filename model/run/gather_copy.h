/*
 * A compact copy of what one replication left behind.
 *
 * The record is reused for the next replication, so what the answer needs is copied: numbers as
 * they are, histograms as pairs (gap, count) of variable length, about two bytes per bucket in
 * use. Whoever ran the replication makes its copy, so what concerns it alone (where each octave
 * begins, its own quantiles) is found here: what is left for the end is done by one thread. For
 * the files gather*.c only.
 */
#ifndef WTSIM_MODEL_RUN_GATHER_COPY_H
#define WTSIM_MODEL_RUN_GATHER_COPY_H

#include <stdbool.h>
#include <stdint.h>

#include "model/observe/record.h"
#include "model/run/replication.h"
#include "sim/base/arena.h"

/* The quantiles that every duration has: name, share, observations needed to speak of it. */
#define MDL_GATHER_POINTS(X)                                                                    \
    X("p50", 0.5, 2) X("p90", 0.9, 10) X("p99", 0.99, 100) X("p99.9", 0.999, 1000)

enum { MDL_GATHER_POINT_COUNT = 4 };

struct mdl_gather_octave {
    uint64_t before;                  /* values in lower octaves             */
    uint32_t at;                      /* its first pair is here in the bytes */
    uint32_t last;                    /* the bucket that its gap counts from */
};

struct mdl_gather_values {            /* a histogram */
    uint64_t count;
    sim_wide total;
    uint64_t low, high;
    const uint8_t *bytes;             /* the pairs                                   */
    uint32_t byte_count;
    uint32_t first, octave_count;     /* the octaves of low to high                  */
    const struct mdl_gather_octave *octaves;
};

struct mdl_gather_series {
    mdl_object_id object;
    uint16_t measure;
    uint8_t shape;
    bool has_ledger;
    struct mdl_gather_values served, censored;
    uint64_t lost;
    double own[MDL_GATHER_POINT_COUNT]; /* quantiles of the three: the unfinished at their age,
                                           the lost at infinity; NAN without observations */
    struct mdl_record_worst worst;
    uint64_t count;
    sim_wide integral;
    uint64_t value_max;
    const uint64_t *observations;     /* the first ones, in the order in which they ended */
    uint32_t observation_count;
};

struct mdl_gather_cell {
    mdl_label_id label;
    uint8_t part, state;
    uint64_t ns;
};

struct mdl_gather_row {
    uint32_t series, octave;
    uint64_t observations, total_ns, worst_ns;
    const struct mdl_gather_cell *cells; /* those that are not 0 */
    uint32_t cell_count;
};

struct mdl_gather_copy {
    struct sim_arena arena;
    struct mdl_replication result;
    sim_instant from_at, end_at;
    struct mdl_gather_series *series;       uint32_t series_count;
    struct mdl_gather_row *rows;            uint32_t row_count;
    struct mdl_record_episode *episodes;    uint32_t episode_count;
    struct mdl_record_finding *findings;    uint32_t finding_count;
    uint64_t findings_beyond[MDL_FINDING_COUNT];
};

void mdl_gather_copy_init(struct mdl_gather_copy *copy, const struct mdl_replication *result,
                          const struct mdl_record_result *record);
void mdl_gather_copy_deinit(struct mdl_gather_copy *copy); /* fine on a zeroed one */

/* Finds what a series' pairs imply: its octaves and its own quantiles. The first pair is of the
   bucket of low, the last of that of high. */
void mdl_gather_copy_finish(struct sim_arena *arena, struct mdl_gather_series *series);

/* Adds the values to a histogram. */
void mdl_gather_copy_merge(const struct mdl_gather_values *values, struct sim_histogram *into);

struct mdl_gather_share {
    uint64_t before;                  /* values in lower buckets           */
    uint64_t upto;                    /* and with those in the bucket      */
};

/* How many values lie before and up to a bucket; SIM_HISTOGRAM_BUCKETS is beyond them all. */
struct mdl_gather_share mdl_gather_copy_share(const struct mdl_gather_values *values,
                                              uint32_t bucket);

/* Quantile of what a histogram holds and of `beyond` values at infinity; NAN: of nothing. */
double mdl_gather_copy_quantile(const struct sim_histogram *h, uint64_t beyond, double p);

#endif
