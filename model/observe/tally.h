/*
 * Tallies: what goes into the series.
 *
 * Two measures often agree in every run (run and run_exclusive of a DPC that nobody interrupts;
 * latency per call and per run of an item that is called once): such a pair is observed once, in
 * a twin, and folded into both at the stop.
 */
#ifndef WTSIM_MODEL_OBSERVE_TALLY_H
#define WTSIM_MODEL_OBSERVE_TALLY_H

#include <stdint.h>

#include "model/observe/record.h"
#include "sim/base/paths.h"

struct mdl_tally_twin {
    struct sim_histogram both;
    struct mdl_record_worst worst;
    uint32_t first, second;           /* series */
};

struct mdl_tally {
    struct mdl_record_series *series;
    struct mdl_tally_twin *twins;
    uint32_t count, capacity;
    uint32_t twin_count, twin_capacity;
    uint32_t *by_object;              /* first series of an object          */
    uint32_t *next_of;                /* next series of the same object     */
    uint32_t object_count;
    uint32_t kept;                    /* observations kept per series       */
    uint64_t from_at;
    uint64_t common_at;               /* from_at; NEVER while observations are kept */
};

void mdl_tally_init(struct mdl_tally *t, const struct mdl_plan *plan, uint32_t kept);
void mdl_tally_deinit(struct mdl_tally *t);
void mdl_tally_clear(struct mdl_tally *t);

/* The series of an object's measure, made if new; MDL_NONE without an object. */
uint32_t mdl_tally_series(struct mdl_tally *t, mdl_object_id object, unsigned measure);
uint32_t mdl_tally_find(const struct mdl_tally *t, mdl_object_id object, unsigned measure);
uint32_t mdl_tally_twin(struct mdl_tally *t, uint32_t first, uint32_t second);

/* One that had not ended at the stop. */
void mdl_tally_censor(struct mdl_tally *t, uint32_t series, sim_instant started_at,
                      sim_instant end_at);

/* The average of a whole number over what was seen so often. */
void mdl_tally_seen(struct mdl_tally *t, uint32_t series, uint64_t total, uint64_t count,
                    uint64_t most);

void mdl_tally_fold(struct mdl_tally *t); /* at the stop: twins into their series */

/*
 * What mdl_tally_note and mdl_tally_note_both do outside the window, for a value beyond the
 * extremes so far, and while the first values of a series are kept (`--observations`: pairs are
 * not observed as one then).
 */
SIM_RARE void mdl_tally_note_rare(struct mdl_tally *t, struct mdl_record_series *s,
                         sim_instant started_at, uint64_t value_ns);
SIM_RARE void mdl_tally_note_both_rare(struct mdl_tally *t, struct mdl_tally_twin *twin,
                              sim_instant started_at, uint64_t value_ns);

/* A value beyond the extremes so far. */
SIM_RARE void mdl_tally_widen(struct sim_histogram *h, struct mdl_record_worst *worst,
                              sim_instant started_at, uint64_t value_ns);

static inline void mdl_tally_worst(struct mdl_record_worst *worst, sim_instant started_at,
                                   uint64_t wait_ns, bool waiting)
{
    if (wait_ns > worst->wait_ns) {
        *worst = (struct mdl_record_worst){started_at, wait_ns, waiting};
    }
}

static inline bool mdl_tally_is_common(const struct mdl_tally *t, const struct sim_histogram *h,
                                       sim_instant started_at, uint64_t value_ns)
{
    return started_at >= t->common_at && sim_histogram_covers(h, value_ns);
}

/* One value whose clock started at started_at; outside the window it does not count. What lies
   between the extremes so far is not the worst. */
static SIM_COMMON void mdl_tally_note(struct mdl_tally *t, struct mdl_record_series *s,
                                  sim_instant started_at, uint64_t value_ns)
{
    if (mdl_tally_is_common(t, &s->served, started_at, value_ns)) {
        sim_histogram_count(&s->served, value_ns);
    } else {
        mdl_tally_note_rare(t, s, started_at, value_ns);
    }
}

static SIM_COMMON void mdl_tally_note_both(struct mdl_tally *t, struct mdl_tally_twin *twin,
                                       sim_instant started_at, uint64_t value_ns)
{
    if (mdl_tally_is_common(t, &twin->both, started_at, value_ns)) {
        sim_histogram_count(&twin->both, value_ns);
    } else {
        mdl_tally_note_both_rare(t, twin, started_at, value_ns);
    }
}

static SIM_COMMON void mdl_tally_put(struct sim_histogram *h, struct mdl_record_worst *worst,
                                 sim_instant started_at, uint64_t value_ns)
{
    if (sim_histogram_covers(h, value_ns)) {
        sim_histogram_count(h, value_ns);
    } else {
        mdl_tally_widen(h, worst, started_at, value_ns);
    }
}

/* The same where the window is the whole run and no observations are kept. */
static SIM_COMMON void mdl_tally_count(struct mdl_record_series *s, sim_instant started_at,
                                   uint64_t value_ns)
{
    mdl_tally_put(&s->served, &s->worst, started_at, value_ns);
}

static SIM_COMMON void mdl_tally_count_both(struct mdl_tally_twin *twin, sim_instant started_at,
                                        uint64_t value_ns)
{
    mdl_tally_put(&twin->both, &twin->worst, started_at, value_ns);
}

/* The same by number; MDL_NONE: nothing. */
static inline void mdl_tally_observe(struct mdl_tally *t, uint32_t series,
                                     sim_instant started_at, uint64_t value_ns)
{
    if (series != MDL_NONE) {
        mdl_tally_note(t, &t->series[series], started_at, value_ns);
    }
}

static inline void mdl_tally_observe_both(struct mdl_tally *t, uint32_t twin,
                                          sim_instant started_at, uint64_t value_ns)
{
    mdl_tally_note_both(t, &t->twins[twin], started_at, value_ns);
}

#endif
