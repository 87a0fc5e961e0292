/*
 * The story of a request: where it was, by the tells that the ledger of requests lives on.
 *
 * Several may have arrived at one instant, and only the end shows which of them waited so long: of
 * all of them it is noted what happens, and told of the one.
 */
#include <string.h>

#include "model/observe/inside.h"
#include "model/observe/story.h"
#include "model/observe/tell_places.h"

enum { TRIPS_MAX = 512 };             /* notes; of a longer trip the beginning is told */

struct mdl_story_trip {
    struct mdl_story_trip *next;
    uint64_t key;                     /* of the request */
    sim_instant at;
    const char *what;
    bool is_queued;                   /* in an I/O queue, which presents it */
};

bool mdl_story_trips_watch(struct mdl_record *r, uint32_t series)
{
    for (mdl_stream_id i = 0; i < r->plan->stream_count; i++) {
        if (r->streams[i].latency == series) {
            r->story.requests = series;
            return true;
        }
    }
    return false;
}

static bool watches(const struct mdl_record *r, const struct mdl_trips_request *q)
{
    return r->story.requests != MDL_NONE && q->arrived_at == r->story.started_at &&
           r->streams[q->stream].latency == r->story.requests;
}

static uint64_t key_of(const struct mdl_trips_request *q)
{
    return (q->number << 16 | q->stream) + 1u;
}

/* The last note of it, or NULL. */
static struct mdl_story_trip *last_of(const struct mdl_story *s, uint64_t key)
{
    struct mdl_story_trip *last = NULL;

    for (struct mdl_story_trip *t = s->trips; t != NULL; t = t->next) {
        last = t->key == key ? t : last;
    }
    return last;
}

static void add(struct mdl_story *s, uint64_t key, sim_instant at, const char *what)
{
    struct mdl_story_trip *t = sim_arena_alloc(&s->arena, sizeof *t);

    *t = (struct mdl_story_trip){.key = key, .at = at, .what = what};
    *s->trips_end = t;
    s->trips_end = &t->next;
    s->trip_count++;
}

static void note(struct mdl_record *r, sim_instant at, const struct mdl_trips_request *q,
                 const char *what)
{
    struct mdl_story *s = &r->story;
    uint64_t key = key_of(q);
    const struct mdl_story_trip *last = last_of(s, key);

    if (last == NULL) {
        add(s, key, q->arrived_at,
            sim_arena_print(&s->arena, "A request of %s arrives.",
                            r->plan->objects[r->plan->streams[q->stream].object].path));
    }
    if (s->trip_count < TRIPS_MAX && (last == NULL || last->at != at ||
                                      strcmp(last->what, what) != 0)) {
        add(s, key, at, what);
    }
}

/* ---- what is told ---------------------------------------------------------------------------- */

static const char *label_of(const struct mdl_record *r, mdl_label_id label)
{
    return label < r->plan->label_count ? r->plan->labels[label].name : NULL;
}

/* What this thread executes as far as its processor knows: a driver's callback in it, say; or
   MDL_NONE. */
static mdl_label_id executes(const struct mdl_record *r, mdl_thread_id thread)
{
    uint32_t p = r->threads[thread].processor;
    const struct mdl_occupancy_server *s = &r->occupancy.servers[p];
    const struct mdl_occupancy_entry *top;
    mdl_label_id label;

    if (p >= r->plan->profile.processor_count || s->pushes == 0) {
        return MDL_NONE;
    }
    top = &s->ring[(s->pushes - 1u) % MDL_OCCUPANCY_RING];
    label = top->tag / MDL_LEDGER_LEVELS;
    return top->who == thread && label < r->plan->label_count &&
                   r->plan->labels[label].kind != MDL_LABEL_KIND_OVERHEAD
               ? label : MDL_NONE;
}

/* Who has it, or NULL. */
static const char *who(struct mdl_record *r, sim_instant at, uint32_t by)
{
    const struct mdl_inside_thread *t;

    if (by == MDL_NONE) {
        return NULL;
    }
    if ((by & MDL_BY_ROUTINE) != 0) {
        const struct mdl_course *c = mdl_courses_top(r, at, by & ~MDL_BY_ROUTINE);

        return c == NULL ? NULL : label_of(r, c->label);
    }
    t = &r->threads[by];
    if (t->item != MDL_NONE) {
        return label_of(r, t->holds->callback->label);
    }
    if (by >= r->plan->thread_count) {
        return NULL;
    }
    if (executes(r, by) != MDL_NONE) {
        return label_of(r, executes(r, by));
    }
    return label_of(r, t->entered_at != SIM_INSTANT_NEVER ? r->courses[by].label
                                                          : r->plan->threads[by].label);
}

/* 'nic.EvtRefill takes it.', or without a name 'It is taken.' */
static void note_by(struct mdl_record *r, sim_instant at, const struct mdl_trips_request *q,
                    const char *does, const char *otherwise)
{
    const char *name = who(r, at, q->by);

    note(r, at, q, name == NULL ? otherwise
                                : sim_arena_print(&r->story.arena, "%s %s.", name, does));
}

void mdl_story_passed(struct mdl_record *r, sim_instant at, const struct mdl_trips_request *q)
{
    if (watches(r, q)) {
        note_by(r, at, q, "passes it on", "It is passed on.");
    }
}

void mdl_story_taken(struct mdl_record *r, sim_instant at, const struct mdl_trips_request *q)
{
    const struct mdl_story_trip *last = watches(r, q) ? last_of(&r->story, key_of(q)) : NULL;
    const char *name;

    if (last != NULL && last->is_queued) {
        name = who(r, at, q->by);
        note(r, at, q, sim_arena_print(&r->story.arena, "It is presented%s%s.",
                                       name == NULL ? "" : " in ", name == NULL ? "" : name));
    } else if (watches(r, q)) {
        note_by(r, at, q, "takes it", "It is taken.");
    }
}

/* The name of a queue, a target or an event. */
static const char *place_of(const struct mdl_record *r, unsigned place, uint32_t which)
{
    const struct mdl_plan *plan = r->plan;
    uint32_t first = place == MDL_PLACE_QUEUE || place == MDL_PLACE_LOWER ? 0
                     : place == MDL_PLACE_EVENT ? plan->queue_count + plan->target_count
                                                : plan->queue_count;
    const char *name = plan->label_places == 0 ? NULL
                                               : label_of(r, plan->label_places + first + which);

    return name == NULL ? "where it stays" : name;
}

static bool presents(const struct mdl_record *r, mdl_queue_id queue)
{
    return r->plan->queues[queue].dispatch == MDL_DISPATCH_SEQUENTIAL ||
           r->plan->queues[queue].dispatch == MDL_DISPATCH_PARALLEL;
}

void mdl_story_stays(struct mdl_record *r, sim_instant at, const struct mdl_trips_request *q,
                     unsigned place, uint32_t which)
{
    static const struct { const char *before, *after; } words[] = {
        [MDL_PLACE_QUEUE] = {"It waits in ", "."},
        [MDL_PLACE_TARGET_QUEUE] = {"It is queued at ", "."},
        [MDL_PLACE_TARGET] = {"", " begins with it."},
        [MDL_PLACE_EVENT] = {"It is handed to ", ", until a wait takes it."},
        [MDL_PLACE_LOWER] = {"It goes to ", " as a request of its own."}};
    const char *name;

    if (!watches(r, q)) {
        return;
    }
    if (place == MDL_PLACE_NOWHERE) {
        name = label_of(r, which);
        note(r, at, q, sim_arena_print(&r->story.arena, "%s lets it go without completing it: "
                                       "nobody has it any more.", name == NULL ? "Its last owner"
                                                                               : name));
    } else if (place != MDL_PLACE_DEVICE) {
        note(r, at, q, sim_arena_print(&r->story.arena, "%s%s%s", words[place].before,
                                       place_of(r, place, which), words[place].after));
        last_of(&r->story, key_of(q))->is_queued = place == MDL_PLACE_QUEUE && presents(r, which);
    } else {
        note(r, at, q, "It waits in its device.");
    }
}

void mdl_story_finished(struct mdl_record *r, sim_instant at, const struct mdl_trips_request *q,
                        bool waits)
{
    struct mdl_story *s = &r->story;

    if (!watches(r, q)) {
        return;
    }
    if (waits) {
        note(r, at, q, "The run ends, and it still waits.");
    } else {
        note_by(r, at, q, "finishes it", "It is finished.");
    }
    if (s->trip_key == 0 && (s->wait_ns == 0 || at - q->arrived_at == s->wait_ns)) {
        s->trip_key = key_of(q);
    }
}

void mdl_story_trips_end(struct mdl_record *r)
{
    for (const struct mdl_story_trip *t = r->story.trips; t != NULL; t = t->next) {
        if (t->key == r->story.trip_key) {
            mdl_story_say(r, t->at, t->what, "");
        }
    }
}
