/* How long one object waits, over the time of a run; see the header. */
#include "model/run/course.h"

#include <stdlib.h>
#include <string.h>

#include "model/observe/growth.h"
#include "model/observe/tape.h"
#include "model/observe/tell.h"

enum { ROOM = 1024, ROOM_MAX = 1 << 18 };

struct open_request {
    sim_instant since;                /* SIM_INSTANT_NEVER: the place is free */
    uint32_t number;
};

struct requests {                     /* of one stream, by the last bits of their numbers */
    struct open_request *places;
    uint32_t room;                    /* a power of two */
};

struct follower {
    struct mdl_course *course;
    const struct mdl_plan *plan;
    struct requests *streams;         /* of each stream when requests are followed, else NULL */
    mdl_object_id origin;             /* whose requests                                      */
    bool overflowed;
    uint8_t begins, ends, dropped;    /* kinds of rows: the object waits, is served, taken back */
    uint32_t first, count;            /* numbers of the object in those rows                    */
    sim_instant *since;               /* of each number; SIM_INSTANT_NEVER: it does not wait    */
};

sim_instant mdl_course_begin(const struct mdl_course *course, unsigned slice)
{
    return course->end_at / MDL_COURSE_SLICES * slice +
           course->end_at % MDL_COURSE_SLICES * slice / MDL_COURSE_SLICES;
}

/* A wait [since, at) counts in each slice of which it has an instant. */
static void count_wait(struct mdl_course *course, sim_instant since, sim_instant at)
{
    course->waits++;
    for (unsigned i = 0; i < MDL_COURSE_SLICES; i++) {
        if (since < mdl_course_begin(course, i + 1) && at > mdl_course_begin(course, i) &&
            at - since > course->longest[i]) {
            course->longest[i] = at - since;
        }
    }
}

static void end_wait(struct follower *f, uint32_t number, sim_instant at)
{
    if (f->since[number] != SIM_INSTANT_NEVER) {
        count_wait(f->course, f->since[number], at);
        f->since[number] = SIM_INSTANT_NEVER;
    }
}

/* ---- requests -------------------------------------------------------------------------------- */

static void make_places(struct requests *r, uint32_t room)
{
    r->places = mdl_growth_resize(NULL, 0, room, sizeof *r->places);
    r->room = room;
    for (uint32_t i = 0; i < room; i++) {
        r->places[i].since = SIM_INSTANT_NEVER;
    }
}

/* Twice the room, and again until no two numbers meet; false: that would be too much. */
static bool widen(struct requests *r)
{
    struct requests old = *r;

    while (r->room < ROOM_MAX) {
        bool fits = true;

        make_places(r, 2 * r->room);
        for (uint32_t i = 0; i < old.room && fits; i++) {
            struct open_request *place = &r->places[old.places[i].number & (r->room - 1)];

            if (old.places[i].since != SIM_INSTANT_NEVER) {
                fits = place->since == SIM_INSTANT_NEVER;
                *place = old.places[i];
            }
        }
        if (fits) {
            free(old.places);
            return true;
        }
        free(r->places);
    }
    *r = old;
    return false;
}

static void read_request(struct follower *f, const struct mdl_tape_row *row)
{
    struct requests *r = &f->streams[row->object];
    struct open_request *place;

    if (f->plan->streams[row->object].object != f->origin || f->overflowed) {
        return;
    }
    if (r->places == NULL) {
        make_places(r, ROOM);
    }
    place = &r->places[row->other & (r->room - 1)];
    if (row->kind == MDL_TAPE_ARRIVED) {
        while (place->since != SIM_INSTANT_NEVER && !f->overflowed) {
            f->overflowed = !widen(r);
            place = &r->places[row->other & (r->room - 1)];
        }
        *place = (struct open_request){row->at, row->other};
    } else if (place->since != SIM_INSTANT_NEVER && place->number == row->other) {
        if (row->kind == MDL_TAPE_FINISHED) {
            count_wait(f->course, place->since, row->at);
        }
        place->since = SIM_INSTANT_NEVER; /* a lost one never finishes */
    }
}

/* What is still open counts at its age. */
static void finish_requests(struct follower *f, sim_instant at)
{
    for (uint32_t i = 0; f->streams != NULL && i < f->plan->stream_count; i++) {
        for (uint32_t k = 0; k < f->streams[i].room; k++) {
            if (f->streams[i].places[k].since != SIM_INSTANT_NEVER) {
                count_wait(f->course, f->streams[i].places[k].since, at);
            }
        }
        free(f->streams[i].places);
    }
    free(f->streams);
}

/* ---- the others ------------------------------------------------------------------------------ */

/* A call that is merged into a waiting one, or an interrupt asserted again, waits less long than
   what it joins. */
static void read_row(struct follower *f, const struct mdl_tape_row *row)
{
    uint32_t number = row->object - f->first;

    if (row->object < f->first || number >= f->count) {
        return;
    }
    if (row->kind == f->ends) {
        end_wait(f, number, row->at);
    } else if (row->kind == f->dropped) {
        f->since[number] = SIM_INSTANT_NEVER;
    } else if (row->kind == f->begins) {
        if (row->kind == MDL_TAPE_CALLED && row->detail == MDL_CALL_REFUSED) {
            f->since[number] = SIM_INSTANT_NEVER;
        } else if (f->since[number] == SIM_INSTANT_NEVER &&
                   (row->kind != MDL_TAPE_DPC_INSERTED || row->detail == 1)) {
            f->since[number] = row->at;
        }
    }
}

static void take(void *self, const struct mdl_tape_row *rows, uint32_t count)
{
    struct follower *f = self;

    for (uint32_t i = 0; i < count; i++) {
        if (f->streams == NULL) {
            read_row(f, &rows[i]);
        } else if (rows[i].kind == MDL_TAPE_ARRIVED || rows[i].kind == MDL_TAPE_FINISHED ||
                   rows[i].kind == MDL_TAPE_LOST) {
            read_request(f, &rows[i]);
        }
    }
}

static bool is_at(const struct mdl_plan *plan, mdl_object_id object, const char *path)
{
    return object < plan->object_count && strcmp(plan->objects[object].path, path) == 0;
}

/* Requests of the object; false: it is the origin of none. */
static bool find_requests(const struct mdl_plan *plan, const char *path, struct follower *f)
{
    for (uint32_t i = 0; i < plan->stream_count; i++) {
        if (is_at(plan, plan->streams[i].object, path)) {
            *f = (struct follower){.origin = plan->streams[i].object};
            f->streams = mdl_growth_resize(NULL, 0, plan->stream_count, sizeof *f->streams);
            for (uint32_t k = 0; k < plan->stream_count; k++) {
                f->streams[k] = (struct requests){NULL, 0};
            }
            return true;
        }
    }
    return false;
}

static bool find_queued(const struct mdl_plan *plan, const char *path, struct follower *f)
{
    for (uint32_t i = 0; i < plan->item_count; i++) {
        if (is_at(plan, plan->items[i].object, path)) {
            *f = (struct follower){.begins = MDL_TAPE_CALLED, .ends = MDL_TAPE_ENTERED,
                                   .dropped = MDL_TAPE_KIND_COUNT,
                                   .first = plan->items[i].instance_first,
                                   .count = plan->items[i].instance_count};
            return true;
        }
    }
    for (uint32_t i = 0; i < plan->dpc_count; i++) {
        if (is_at(plan, plan->dpcs[i].object, path)) {
            *f = (struct follower){.begins = MDL_TAPE_DPC_INSERTED, .ends = MDL_TAPE_DPC_ENTERED,
                                   .dropped = MDL_TAPE_DPC_REMOVED, .first = i, .count = 1};
            return true;
        }
    }
    return false;
}

static bool find_line(const struct mdl_plan *plan, const char *path, struct follower *f)
{
    for (uint32_t i = 0; i < plan->line_count; i++) {
        if (is_at(plan, plan->lines[i].object, path)) {
            *f = (struct follower){.begins = MDL_TAPE_ASSERTED, .ends = MDL_TAPE_ISR_ENTERED,
                                   .dropped = MDL_TAPE_WITHDRAWN, .first = i, .count = 1};
            return true;
        }
    }
    return false;
}

/* Which rows tell of the object's measure; false: none does. */
static bool find(const struct mdl_plan *plan, const char *path, const char *measure,
                 struct follower *f)
{
    return strcmp(measure, "request_latency") == 0 ? find_requests(plan, path, f)
           : strcmp(measure, "queue_latency") == 0 ? find_queued(plan, path, f)
           : strcmp(measure, "latency") == 0       ? find_line(plan, path, f) : false;
}

/* What still waits at the end counts at its age. */
static void finish(struct follower *f, sim_instant at)
{
    for (uint32_t i = 0; i < f->count; i++) {
        end_wait(f, i, at);
    }
    finish_requests(f, at);
}

static struct mdl_replication run(const struct mdl_plan *plan, uint64_t seed, uint32_t replication,
                                  struct follower *f)
{
    const struct mdl_options without = {.without_metrics = true};
    const struct mdl_tape_options sink = {.rows = 4096, .take = take, .self = f};
    struct mdl_tape *tape = mdl_tape_create(&sink);
    struct mdl_workspace *w = mdl_replication_prepare(plan, &without);
    struct mdl_replication end;

    mdl_replication_tape(w, tape);
    end = mdl_replication_run(w, seed, replication);
    end.knots = NULL;
    end.knot_count = 0;
    finish(f, end.end_at);
    mdl_replication_release(w);
    mdl_tape_destroy(tape);
    return end;
}

bool mdl_course_of(const struct mdl_plan *plan, uint64_t seed, uint32_t replication,
                   const char *path, const char *measure, struct mdl_course *ret_course,
                   struct mdl_replication *ret_end)
{
    struct follower f;

    *ret_course = (struct mdl_course){.end_at = plan->duration_ns};
    if (!find(plan, path, measure, &f)) {
        return false;
    }
    f.course = ret_course;
    f.plan = plan;
    f.since = mdl_growth_resize(NULL, 0, f.count, sizeof *f.since);
    for (uint32_t i = 0; i < f.count; i++) {
        f.since[i] = SIM_INSTANT_NEVER;
    }
    *ret_end = run(plan, seed, replication, &f);
    free(f.since);
    return !f.overflowed;
}
