/*
 * Stories: what befell one call, event by event, in sentences with rule ids.
 *
 * Nothing is kept while a run is measured. Afterwards the one replication that held the worst
 * call is executed again with a watch set, and the events that concern that call are told: how
 * it found its pool, the hand-overs while it waited, its own, the entry of its callback. Of a
 * request it is told where it was: who took it, passed it on, put it where it waits, finished it
 * (story_trips.c).
 */
#ifndef WTSIM_MODEL_OBSERVE_STORY_H
#define WTSIM_MODEL_OBSERVE_STORY_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/plan.h"
#include "model/observe/tell.h"
#include "sim/base/arena.h"

struct mdl_record;
struct mdl_trips_request;

struct mdl_story_sentence {
    sim_instant at;
    const char *what;
    const char *rule;                 /* 'W13', '' none */
};

/* At most so many sentences; of a longer story the middle is cut, and a sentence says so. */
enum { MDL_STORY_LINES = 40, MDL_STORY_HEAD = 26, MDL_STORY_TAIL = 13 };

/*
 * Watch one observation of a work item's queue_latency, response or age_at_start, or of a
 * request_latency (series index as in record.h), in the next replication: the call or request at
 * started_at. wait_ns: how long it waited, which tells requests of one instant apart. Call before
 * mdl_record_begin; it is over with the next mdl_record_begin but one. False: stories of this
 * series cannot be told.
 */
bool mdl_story_watch(struct mdl_record *r, uint32_t series, sim_instant started_at,
                     sim_duration wait_ns);

/* What was told, in order of time. Valid until the next mdl_record_begin. */
const struct mdl_story_sentence *mdl_story_read(const struct mdl_record *r, uint32_t *ret_count);

/* ---- inside the room ------------------------------------------------------------------------- */

struct mdl_story {
    bool armed;                       /* for the next replication                */
    bool over;                        /* the watched call's callback was entered */
    mdl_item_id item;
    sim_instant started_at;
    mdl_instance_id instance;         /* that was called; MDL_NONE: not yet      */
    mdl_thread_id worker;             /* that will run it; MDL_NONE: not yet     */
    struct mdl_story_sentence head[MDL_STORY_HEAD], tail[MDL_STORY_TAIL];
    struct mdl_story_sentence lines[MDL_STORY_LINES];
    const char *freed;                /* 'x blocks on y;' at freed_at, or NULL   */
    sim_instant freed_at;
    mdl_thread_id freed_by;
    uint32_t freed_told;              /* sentences when that was said            */
    uint32_t told, count;
    uint32_t requests;                /* of this series are watched, or MDL_NONE */
    sim_duration wait_ns;
    struct mdl_story_trip *trips, **trips_end;
    uint64_t trip_key;                /* of the request that waited so long; 0: none yet */
    uint32_t trip_count;
    struct sim_arena arena;
};

void mdl_story_begin(struct mdl_record *r);
void mdl_story_end(struct mdl_record *r);
void mdl_story_called(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                      bool coalesced);
void mdl_story_handed(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                      mdl_thread_id worker);
void mdl_story_locking(struct mdl_record *r, sim_instant at, mdl_thread_id worker,
                       mdl_lock_id lock);
void mdl_story_entered(struct mdl_record *r, sim_instant at, mdl_thread_id worker);
void mdl_story_left(struct mdl_record *r, sim_instant at, mdl_thread_id worker);
void mdl_story_blocks(struct mdl_record *r, sim_instant at, mdl_thread_id thread,
                      enum mdl_wait_reason reason, mdl_object_id object);
/* Where a request is, if it is watched: as in tell.h and tell_places.h. waits: at the stop. */
void mdl_story_passed(struct mdl_record *r, sim_instant at, const struct mdl_trips_request *q);
void mdl_story_stays(struct mdl_record *r, sim_instant at, const struct mdl_trips_request *q,
                     unsigned place, uint32_t which);
void mdl_story_taken(struct mdl_record *r, sim_instant at, const struct mdl_trips_request *q);
void mdl_story_finished(struct mdl_record *r, sim_instant at, const struct mdl_trips_request *q,
                        bool waits);
bool mdl_story_trips_watch(struct mdl_record *r, uint32_t series);
void mdl_story_trips_end(struct mdl_record *r);   /* says what is known of the one */
void mdl_story_say(struct mdl_record *r, sim_instant at, const char *what, const char *rule);
void mdl_story_created(struct mdl_record *r, sim_instant at, mdl_thread_id worker);

#endif
