/* Gathering: the frame. What is made of the copies stands in gather_series, _ledger, _events. */
#include "model/run/gather.h"

#include <stdlib.h>

#include "model/run/gather_copy.h"
#include "model/run/gather_pack.h"
#include "model/run/gather_parts.h"
#include "sim/base/check.h"
#include "sim/base/digest.h"

struct mdl_gather {
    const struct mdl_plan *plan;
    struct mdl_gather_copy *copies;
    bool *is_put;
    uint32_t count;
    bool keep_stopped;
};

static void *zeroed(size_t count, size_t size)
{
    void *memory = calloc(count == 0 ? 1 : count, size);

    if (memory == NULL) {
        sim_check_memory((unsigned long long)count * size);
    }
    return memory;
}

struct mdl_gather *mdl_gather_create(const struct mdl_plan *plan, uint32_t replications,
                                     bool keep_stopped)
{
    struct mdl_gather *g = zeroed(1, sizeof *g);

    g->plan = plan;
    g->count = replications;
    g->keep_stopped = keep_stopped;
    g->copies = zeroed(replications, sizeof *g->copies);
    g->is_put = zeroed(replications, sizeof *g->is_put);
    return g;
}

void mdl_gather_destroy(struct mdl_gather *g)
{
    if (g == NULL) {
        return;
    }
    for (uint32_t i = 0; i < g->count; i++) {
        mdl_gather_copy_deinit(&g->copies[i]);
    }
    free(g->copies);
    free(g->is_put);
    free(g);
}

void mdl_gather_put(struct mdl_gather *g, uint32_t index, const struct mdl_replication *result,
                    const struct mdl_record_result *record)
{
    SIM_ASSERT(index < g->count);
    SIM_ASSERT(!g->is_put[index]);
    mdl_gather_copy_init(&g->copies[index], result, record);
    g->is_put[index] = true;
}

void mdl_gather_write(const struct mdl_gather *g, uint32_t index, struct sim_text *into)
{
    SIM_ASSERT(index < g->count && g->is_put[index]);
    mdl_gather_pack_write(g->plan, &g->copies[index], into);
}

bool mdl_gather_read(struct mdl_gather *g, uint32_t index, const void *bytes, size_t length)
{
    SIM_ASSERT(index < g->count && !g->is_put[index]);
    g->is_put[index] = mdl_gather_pack_read(g->plan, bytes, length, &g->copies[index]);
    return g->is_put[index];
}

static void fill_history(const struct mdl_gather_parts *p)
{
    struct mdl_answer *answer = p->answer;
    uint64_t digest = SIM_DIGEST_START;

    answer->replications =
        sim_arena_array(p->arena, p->copy_count, sizeof *answer->replications);
    answer->replication_count = p->copy_count;
    answer->completed = answer->stopped = 0;
    answer->ties = answer->events = 0;
    for (uint32_t i = 0; i < p->copy_count; i++) {
        const struct mdl_replication *r = &p->copies[i].result;

        answer->replications[i] = (struct mdl_answer_replication){
            .index = i, .bug_check = r->bug_check, .end_ns = r->end_at,
            .fingerprint = r->fingerprint, .events = r->events};
        answer->completed += r->end == MDL_REPLICATION_COMPLETE;
        answer->stopped += r->end == MDL_REPLICATION_BUG_CHECK;
        answer->ties += r->ties;
        answer->events += r->events;
        digest = sim_digest_add(digest, r->fingerprint);
    }
    answer->fingerprint = digest;
    answer->is_random = p->plan->is_random;
    answer->duration_ns = p->plan->duration_ns;
    answer->from_ns = p->plan->from_at;
}

void mdl_gather_answer(const struct mdl_gather *g, uint32_t count, double confidence,
                       struct sim_arena *arena, struct mdl_answer *answer)
{
    struct mdl_gather_parts parts = {.plan = g->plan, .copies = g->copies, .copy_count = count,
                                     .confidence = confidence, .arena = arena,
                                     .answer = answer};

    SIM_ASSERT(count <= g->count);
    parts.counted = sim_arena_array(arena, count, sizeof(struct mdl_gather_copy *));
    for (uint32_t i = 0; i < count; i++) {
        SIM_ASSERT(g->is_put[i]);
        if (g->copies[i].result.end == MDL_REPLICATION_COMPLETE || g->keep_stopped) {
            parts.counted[parts.counted_count++] = &g->copies[i];
        }
    }
    if (count > 0) {
        parts.meta = g->copies[0].series;
        parts.meta_count = g->copies[0].series_count;
    }
    parts.series_of = sim_arena_array(arena, parts.meta_count, sizeof *parts.series_of);
    fill_history(&parts);
    mdl_gather_series_fill(&parts);
    mdl_gather_ledger_fill(&parts);
    mdl_gather_events_fill(&parts);
}
