/*
 * The commonest course of an item in rows of the tape: the same rows as if each thing had been
 * told apart (tell_course.h).
 */
#ifndef WTSIM_MODEL_OBSERVE_TAPE_COURSE_H
#define WTSIM_MODEL_OBSERVE_TAPE_COURSE_H

#include "model/observe/tape.h"
#include "model/observe/tell_course.h"

void mdl_tape_course_fed(struct mdl_tape *t, sim_instant at, mdl_instance_id instance,
                          mdl_stream_id stream, uint64_t number);
void mdl_tape_course_next(struct mdl_tape *t, sim_instant at, const struct mdl_tell_next *told);
void mdl_tape_course_woken(struct mdl_tape *t, sim_instant at,
                            const struct mdl_tell_woken *told);
void mdl_tape_course_starts(struct mdl_tape *t, sim_instant at,
                             const struct mdl_tell_starts *told);
void mdl_tape_course_rests(struct mdl_tape *t, sim_instant at,
                            const struct mdl_tell_rests *told);

#endif
