/* The story of the last call; see the header. */
#include "model/run/last_story.h"

#include <string.h>

#include "model/machine/machine.h"
#include "model/observe/measures.h"
#include "model/observe/record.h"
#include "model/observe/tape.h"
#include "model/run/replication.h"

struct search {
    const struct mdl_plan *plan;
    mdl_object_id object;
    sim_instant found_at;             /* NEVER: none yet */
};

static void take(void *self, const struct mdl_tape_row *rows, uint32_t count)
{
    struct search *search = self;

    for (uint32_t i = 0; i < count; i++) {
        const struct mdl_tape_row *row = &rows[i];

        if (row->kind == MDL_TAPE_CALLED && row->detail == MDL_CALL_QUEUED &&
            search->plan->items[search->plan->instance_item[row->object]].object ==
                search->object) {
            search->found_at = row->at;
        }
    }
}

/* When it was queued last, not after the instant. */
static sim_instant last_call(const struct mdl_plan *plan, uint64_t seed, uint32_t replication,
                             mdl_object_id object, sim_instant until_at)
{
    static const struct mdl_options bare = {.without_ledger = true, .without_metrics = true,
                                            .without_judge = true};
    struct search search = {plan, object, SIM_INSTANT_NEVER};
    const struct mdl_tape_options sink = {.rows = 4096, .take = take, .self = &search};
    struct mdl_tape *tape = mdl_tape_create(&sink);
    struct mdl_workspace *w = mdl_replication_prepare(plan, &bare);
    struct sim_engine_world world;
    struct mdl_machine *m;

    mdl_replication_tape(w, tape);
    m = mdl_replication_begin(w, seed, replication);
    world = mdl_replication_world(w);
    if (m->bug_check == 0 && !m->stuck) {
        sim_engine_run(&m->engine, &world, until_at + 1u);
    }
    mdl_tape_end(tape);
    mdl_replication_release(w);
    mdl_tape_destroy(tape);
    return search.found_at;
}

/* The series of the object of this path that has it, or MDL_NONE. */
static uint32_t find_series(const struct mdl_record *record, const struct mdl_plan *plan,
                            const char *path, unsigned measure)
{
    uint32_t found = MDL_NONE;

    for (mdl_object_id i = 0; i < plan->object_count && found == MDL_NONE; i++) {
        if (strcmp(plan->objects[i].path, path) == 0) {
            found = mdl_record_find(record, i, measure);
        }
    }
    return found;
}

const struct mdl_story_sentence *mdl_last_story_when(struct sim_arena *arena,
                                                     const struct mdl_plan *plan, uint64_t seed,
                                                     uint32_t replication, const char *path,
                                                     unsigned measure, sim_instant started_at,
                                                     sim_duration wait_ns,
                                                     struct mdl_replication *ret_end,
                                                     uint32_t *ret_count)
{
    struct mdl_workspace *w = mdl_replication_prepare(plan, NULL);
    uint32_t series = find_series(mdl_replication_record(w), plan, path, measure);
    struct mdl_story_sentence *kept = NULL;

    *ret_count = 0;
    if (series != MDL_NONE && mdl_replication_watch(w, series, started_at, wait_ns)) {
        const struct mdl_story_sentence *told;

        *ret_end = mdl_replication_run(w, seed, replication);
        told = mdl_story_read(mdl_replication_record(w), ret_count);
        kept = sim_arena_array(arena, *ret_count, sizeof *kept);
        for (uint32_t i = 0; i < *ret_count; i++) {
            kept[i] = told[i];
            kept[i].what = sim_arena_copy(arena, told[i].what, strlen(told[i].what));
        }
    }
    mdl_replication_release(w);
    return kept;
}

const struct mdl_story_sentence *mdl_last_story_of(struct sim_arena *arena,
                                                   const struct mdl_plan *plan, uint64_t seed,
                                                   uint32_t replication, mdl_object_id object,
                                                   sim_instant until_at, uint32_t *ret_count)
{
    sim_instant at = last_call(plan, seed, replication, object, until_at);
    const struct mdl_story_sentence *told;
    struct mdl_replication end;
    uint32_t count = 0;

    *ret_count = 0;
    if (at == SIM_INSTANT_NEVER) {
        return NULL;
    }
    told = mdl_last_story_when(arena, plan, seed, replication, plan->objects[object].path,
                               MDL_MEASURE_QUEUE_LATENCY, at, 0, &end, &count);
    while (*ret_count < count && told[*ret_count].at <= until_at) {
        (*ret_count)++;
    }
    return told;
}
