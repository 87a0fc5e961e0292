/* How long one object waits, over the time of a run; see the header. */
#include "model/run/course.h"

#include <stdlib.h>
#include <string.h>

#include "model/observe/growth.h"
#include "model/observe/tape.h"
#include "model/observe/tell.h"

struct follower {
    struct mdl_course *course;
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
    for (uint32_t i = 0; i < count; i++) {
        read_row(self, &rows[i]);
    }
}

static bool is_at(const struct mdl_plan *plan, mdl_object_id object, const char *path)
{
    return object < plan->object_count && strcmp(plan->objects[object].path, path) == 0;
}

/* Which rows tell of the object; false: none does. */
static bool find(const struct mdl_plan *plan, const char *path, struct follower *f)
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
    for (uint32_t i = 0; i < plan->line_count; i++) {
        if (is_at(plan, plan->lines[i].object, path)) {
            *f = (struct follower){.begins = MDL_TAPE_ASSERTED, .ends = MDL_TAPE_ISR_ENTERED,
                                   .dropped = MDL_TAPE_WITHDRAWN, .first = i, .count = 1};
            return true;
        }
    }
    return false;
}

/* What still waits at the end counts at its age. */
static void finish(struct follower *f, sim_instant at)
{
    for (uint32_t i = 0; i < f->count; i++) {
        end_wait(f, i, at);
    }
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
                   const char *path, struct mdl_course *ret_course,
                   struct mdl_replication *ret_end)
{
    struct follower f;

    *ret_course = (struct mdl_course){.end_at = plan->duration_ns};
    if (!find(plan, path, &f)) {
        return false;
    }
    f.course = ret_course;
    f.since = mdl_growth_resize(NULL, 0, f.count, sizeof *f.since);
    for (uint32_t i = 0; i < f.count; i++) {
        f.since[i] = SIM_INSTANT_NEVER;
    }
    *ret_end = run(plan, seed, replication, &f);
    free(f.since);
    return true;
}
