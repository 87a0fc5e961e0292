/*
 * What is told together: several steps of one course at one instant.
 *
 * What such steps undo among themselves is not done at all: who takes the place of another
 * leaves every count as it was, and who is called and handed to an idle worker was never in the
 * list. Each function does what its steps, told one by one, do in calls.h and spells.h, or
 * returns false: then they must be done one by one. Only where r->whole.
 */
#ifndef WTSIM_MODEL_OBSERVE_TOGETHER_H
#define WTSIM_MODEL_OBSERVE_TOGETHER_H

#include <stdbool.h>
#include <stdint.h>

#include "model/observe/tell_course.h"

struct mdl_record;
struct mdl_inside_instance;
struct mdl_inside_stream;
struct mdl_inside_thread;

/* Whom a tell is about, looked up once. */
struct mdl_together_who {
    struct mdl_inside_thread *t;
    struct mdl_inside_instance *done, *next;   /* or NULL                        */
    struct mdl_inside_stream *stream;          /* of the request; NULL: none     */
};

bool mdl_together_fed(struct mdl_record *r, uint64_t at, mdl_instance_id instance,
                      mdl_stream_id stream);
/* The request that was finished may have to be told apart. */
enum mdl_together { MDL_TOGETHER_NOT, MDL_TOGETHER_CALLS, MDL_TOGETHER_ALL };
enum mdl_together mdl_together_next(struct mdl_record *r, uint64_t at,
                                    const struct mdl_together_who *who,
                                    const struct mdl_tell_next *told);
enum mdl_together mdl_together_rests(struct mdl_record *r, uint64_t at,
                                     const struct mdl_together_who *who,
                                     const struct mdl_tell_rests *told);

/* The parts of a request that came with the only call that the worker serves, where nothing but
   its callback has had it; false: they must be told apart. */
bool mdl_together_ends_trip(struct mdl_record *r, uint64_t at, mdl_thread_id worker,
                            const struct mdl_tell_request *request, uint64_t own_ns);

/* Neither took it: what is told apart next is an ordinary case from now on. */
void mdl_together_missed(const struct mdl_record *r, uint64_t at, mdl_thread_id worker,
                         const struct mdl_tell_request *request);

bool mdl_together_woken(struct mdl_record *r, uint64_t at, const struct mdl_together_who *who,
                        const struct mdl_tell_woken *told);
bool mdl_together_begins(struct mdl_record *r, uint64_t at, const struct mdl_together_who *who,
                         const struct mdl_tell_woken *told);
bool mdl_together_starts(struct mdl_record *r, uint64_t at, const struct mdl_tell_starts *told);

#endif
