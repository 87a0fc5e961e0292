/*
 * Courses: what becomes of the time of a routine between its entry and its return.
 *
 * An ISR or a DPC has its processor and may be interrupted; a callback in a thread may also be
 * ready, or blocked. A course meters that: time of its own, and coins for what kept it from
 * running. As long as its thread stays on a processor, running or ready, that says what that
 * processor did. So it is brought up to date when it is asked for, when its thread begins or ends
 * to wait or goes to another processor, and at each 64th change of the processor if it would soon
 * be too long ago: a walk of the processor's ring suffices (occupancy.h). Nothing is kept of a
 * callback that runs without a break: it is asked for as one that began when it was entered.
 */
#ifndef WTSIM_MODEL_OBSERVE_COURSES_H
#define WTSIM_MODEL_OBSERVE_COURSES_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/ids.h"
#include "model/observe/pending.h"

struct mdl_record;
struct mdl_inside_thread;

enum { MDL_COURSES_NEST = 20 };       /* routines on one processor */

struct mdl_course {
    uint64_t entered_at;
    uint64_t at;                      /* metered up to here                                  */
    uint64_t own_ns;
    uint64_t turn_at;                 /* when a request was last let go or passed on         */
    uint64_t turn_ns;                 /* own_ns then                                         */
    uint64_t begun_ns;                /* and when the turn of that request began             */
    uint64_t number;                  /* it                                                  */
    uint32_t stream;
    uint32_t purse;                   /* what kept it from running                           */
    uint32_t label;
    uint32_t serial;                  /* no other one here has the same                      */
    bool claims;                      /* an ISR: it may have requests of its device          */
    uint32_t line;                    /* of an ISR whose waits are still pending, or MDL_NONE */
    struct mdl_pending_chain calls;   /* that it serves; of a work item: its thread's        */
};

void mdl_courses_make(struct mdl_record *r);
void mdl_courses_begin(struct mdl_record *r);   /* a replication */

/* A routine begins on a processor, on top of those that are there; it ends. */
struct mdl_course *mdl_courses_push(struct mdl_record *r, uint64_t at, mdl_processor_id p,
                                    mdl_label_id label);
void mdl_courses_pop(struct mdl_record *r, mdl_processor_id p);

/* The course of the callback that a worker is in, as it was when it was last metered. */
struct mdl_course *mdl_courses_of(struct mdl_record *r, struct mdl_inside_thread *t);

/* From now on a declared thread that executes steps of its own has a course: until it ends. */
void mdl_courses_follow(struct mdl_record *r, uint64_t at, struct mdl_inside_thread *t);

/* Or one that serves begins with an ISR or a threaded DPC of this label; it ends. */
struct mdl_course *mdl_courses_serve(struct mdl_record *r, uint64_t at, mdl_thread_id thread,
                                     mdl_label_id label);
void mdl_courses_served(struct mdl_record *r, mdl_thread_id thread);

/* Brought up to date: the routine on top of p, or NULL; the callback in this thread. */
struct mdl_course *mdl_courses_top(struct mdl_record *r, uint64_t at, mdl_processor_id p);
void mdl_courses_meter(struct mdl_record *r, uint64_t at, struct mdl_inside_thread *t);
void mdl_courses_meter_nest(struct mdl_record *r, uint64_t at, mdl_processor_id p, uint32_t depth);

/* A callback that was never metered and ends now: what kept it from running, into a row. Returns
   how long that was. */
uint64_t mdl_courses_breaks(struct mdl_record *r, uint64_t at, const struct mdl_inside_thread *t,
                            uint32_t row);

/* Was it metered? */
static inline bool mdl_courses_is_metered(const struct mdl_course *c, uint64_t entered_at)
{
    return c->entered_at == entered_at;
}

#endif
