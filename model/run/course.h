/*
 * The course of a replication: how long one object had to wait, over the time of the run.
 *
 * The run is cut into equal slices of time; a slice holds the longest wait that went on in it,
 * at its whole length, also before and behind the slice. It reads the rows of a tape
 * (model/observe/tape.h) as they come and keeps nothing else, however long the run.
 */
#ifndef WTSIM_MODEL_RUN_COURSE_H
#define WTSIM_MODEL_RUN_COURSE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/plan.h"
#include "model/run/replication.h"

enum { MDL_COURSE_SLICES = 40 };

struct mdl_course {
    sim_instant end_at;               /* of the last slice: the length of the run             */
    sim_duration longest[MDL_COURSE_SLICES]; /* 0: nothing waited, or was served at once      */
    uint64_t waits;                   /* that ended or were still going on at the end         */
};

/*
 * Runs the replication and follows the object's measure: queue_latency of a work item or a DPC from
 * queued to entered, latency of an interrupt from asserted to its ISR, request_latency from
 * arrival to finished. False: it is none of these, or too many requests were open at once.
 */
bool mdl_course_of(const struct mdl_plan *plan, uint64_t seed, uint32_t replication,
                   const char *path, const char *measure, struct mdl_course *ret_course,
                   struct mdl_replication *ret_end);

/* The first instant of a slice; of MDL_COURSE_SLICES: the end of the last. */
sim_instant mdl_course_begin(const struct mdl_course *course, unsigned slice);

#endif
