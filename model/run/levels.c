/* Time at each IRQL; see the header. */
#include "model/run/levels.h"

#include "model/observe/record.h"
#include "model/run/answer.h"
#include "model/run/replication.h"
#include "sim/base/arena.h"

static void add(struct mdl_levels *levels, const struct mdl_record_result *result)
{
    for (uint32_t p = 0; p < levels->processors; p++) {
        for (uint32_t irql = 0; irql < MDL_LEVELS_COUNT; irql++) {
            levels->ns[p][irql] += result->irql_ns[p][irql];
        }
    }
    levels->replications++;
}

bool mdl_levels_of(struct sim_arena *arena, const struct mdl_plan *plan,
                   const struct mdl_answer *answer, struct mdl_levels *ret_levels)
{
    const struct mdl_options options = {.without_ledger = true};
    struct mdl_workspace *w = mdl_replication_prepare(plan, &options);
    bool same = answer->replication_count > 0;

    *ret_levels = (struct mdl_levels){.processors = plan->profile.processor_count};
    ret_levels->ns = sim_arena_array(arena, ret_levels->processors, sizeof *ret_levels->ns);
    for (uint32_t i = 0; i < answer->replication_count && same; i++) {
        const struct mdl_answer_replication *one = &answer->replications[i];
        struct mdl_replication end = mdl_replication_run(w, answer->seed, one->index);

        same = end.fingerprint == one->fingerprint;
        add(ret_levels, mdl_record_read(mdl_replication_record(w)));
    }
    mdl_replication_release(w);
    return same;
}
