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

const struct mdl_story_sentence *mdl_last_story_of(struct sim_arena *arena,
                                                   const struct mdl_plan *plan, uint64_t seed,
                                                   uint32_t replication, mdl_object_id object,
                                                   sim_instant until_at, uint32_t *ret_count)
{
    sim_instant at = last_call(plan, seed, replication, object, until_at);
    struct mdl_story_sentence *kept = NULL;
    struct mdl_workspace *w;
    uint32_t series;

    *ret_count = 0;
    if (at == SIM_INSTANT_NEVER) {
        return NULL;
    }
    w = mdl_replication_prepare(plan, NULL);
    series = mdl_record_find(mdl_replication_record(w), object, MDL_MEASURE_QUEUE_LATENCY);
    if (series != MDL_NONE && mdl_replication_watch(w, series, at, 0)) {
        const struct mdl_story_sentence *told;
        uint32_t count;

        (void)mdl_replication_run(w, seed, replication);
        told = mdl_story_read(mdl_replication_record(w), &count);
        kept = sim_arena_array(arena, count, sizeof *kept);
        for (uint32_t i = 0; i < count && told[i].at <= until_at; i++) {
            kept[*ret_count] = told[i];
            kept[(*ret_count)++].what = sim_arena_copy(arena, told[i].what, strlen(told[i].what));
        }
    }
    mdl_replication_release(w);
    return kept;
}
