/* The commonest course of an item; see the header. */
#include "model/observe/tape_course.h"

static inline void request(struct mdl_tape *t, sim_instant at, enum mdl_tape_kind kind,
                           const struct mdl_tell_request *told, uint32_t more)
{
    if (told->stream != MDL_NONE) {
        mdl_tape_add(t, at, kind, 0, 0, told->stream, (uint32_t)told->number, more);
    }
}

void mdl_tape_course_fed(struct mdl_tape *t, sim_instant at, mdl_instance_id instance,
                          mdl_stream_id stream, uint64_t number)
{
    mdl_tape_add(t, at, MDL_TAPE_ARRIVED, 0, 0, stream, (uint32_t)number, 0);
    mdl_tape_add(t, at, MDL_TAPE_CALLED, 0, MDL_CALL_QUEUED, instance, 0, 0);
}

void mdl_tape_course_next(struct mdl_tape *t, sim_instant at, const struct mdl_tell_next *told)
{
    request(t, at, MDL_TAPE_FINISHED, &told->request, told->worker + 1u);
    mdl_tape_add(t, at, MDL_TAPE_LEFT, 0, 0, told->done, told->worker, 0);
    mdl_tape_add(t, at, MDL_TAPE_HANDED, told->processor, 0, told->next, told->worker, 0);
    mdl_tape_add(t, at, MDL_TAPE_ENTERED, 0, 0, told->next, told->worker, 0);
}

void mdl_tape_course_woken(struct mdl_tape *t, sim_instant at,
                            const struct mdl_tell_woken *told)
{
    request(t, at, MDL_TAPE_ARRIVED, &told->request, 0);
    mdl_tape_add(t, at, MDL_TAPE_CALLED, 0, MDL_CALL_QUEUED, told->instance, 0, 0);
    mdl_tape_add(t, at, MDL_TAPE_READY, told->processor, 0, told->worker, 0, 0);
    mdl_tape_add(t, at, MDL_TAPE_HANDED, told->processor, 0, told->instance, told->worker, 0);
    mdl_tape_add(t, at, MDL_TAPE_CONCURRENCY, 0, told->list, told->pool, told->current,
                  told->maximum);
}

void mdl_tape_course_starts(struct mdl_tape *t, sim_instant at,
                             const struct mdl_tell_starts *told)
{
    if (told->preempted != MDL_NONE) {
        mdl_tape_add(t, at, MDL_TAPE_READY, told->ready_on, 1, told->preempted, 0, 0);
    }
    mdl_tape_add(t, at, MDL_TAPE_RUNS, told->processor, 0, told->worker, 0, 0);
    mdl_tape_add(t, at, MDL_TAPE_ENTERED, 0, 0, told->instance, told->worker, 0);
}

void mdl_tape_course_rests(struct mdl_tape *t, sim_instant at,
                            const struct mdl_tell_rests *told)
{
    request(t, at, MDL_TAPE_FINISHED, &told->request, told->worker + 1u);
    mdl_tape_add(t, at, MDL_TAPE_LEFT, 0, 0, told->done, told->worker, 0);
    mdl_tape_add(t, at, MDL_TAPE_CONCURRENCY, 0, told->list, told->pool, told->current,
                  told->maximum);
    mdl_tape_add(t, at, MDL_TAPE_WAITS, 0, MDL_WAIT_QUEUE, told->worker, MDL_NONE, 0);
}
