/* Reactions; see the header. */
#include "model/observe/reactions.h"

#include "model/observe/inside.h"

static uint64_t *dpc_since(const struct mdl_record *r, mdl_dpc_id dpc, mdl_processor_id p)
{
    return &r->reactions.dpc_since[dpc * r->plan->profile.processor_count + p];
}

void mdl_reactions_make(struct mdl_record *r)
{
    const struct mdl_plan *plan = r->plan;
    size_t runs = (size_t)plan->dpc_count * plan->profile.processor_count;

    r->reactions.of = sim_arena_array(&r->arena, plan->thread_total + 1u,
                                      sizeof *r->reactions.of);
    r->reactions.series = sim_arena_array(&r->arena, plan->event_count + 1u,
                                          sizeof *r->reactions.series);
    r->reactions.dpc_since = sim_arena_array(&r->arena, runs + 1u, sizeof *r->reactions.dpc_since);
    for (mdl_event_id id = 0; id < plan->event_count; id++) {
        r->reactions.series[id] = mdl_tally_series(&r->tally, plan->events[id].object,
                                                   MDL_MEASURE_INTERRUPT_TO_PROCESS);
    }
}

void mdl_reactions_begin(struct mdl_record *r)
{
    uint32_t runs = r->plan->dpc_count * r->plan->profile.processor_count;

    for (mdl_thread_id id = 0; id < r->plan->thread_total; id++) {
        r->reactions.of[id].since_at = SIM_INSTANT_NEVER;
    }
    for (uint32_t i = 0; i < runs; i++) {
        r->reactions.dpc_since[i] = SIM_INSTANT_NEVER;
    }
    r->reactions.since_at = SIM_INSTANT_NEVER;
    r->reactions.open = r->reactions.set = 0;
}

void mdl_reactions_dpc(struct mdl_record *r, mdl_dpc_id dpc, mdl_processor_id p,
                       uint64_t since_at)
{
    *dpc_since(r, dpc, p) = since_at;
}

void mdl_reactions_isr_sets(struct mdl_record *r, mdl_line_id line)
{
    r->reactions.since_at = r->lines[line].entered_at;
    r->reactions.set++;
}

void mdl_reactions_dpc_sets(struct mdl_record *r, mdl_dpc_id dpc, mdl_processor_id p)
{
    r->reactions.since_at = *dpc_since(r, dpc, p);
    r->reactions.set++;
}

void mdl_reactions_has_set(struct mdl_record *r)
{
    r->reactions.since_at = SIM_INSTANT_NEVER;
}

void mdl_reactions_woken(struct mdl_record *r, mdl_thread_id thread, mdl_event_id event)
{
    if (r->reactions.since_at != SIM_INSTANT_NEVER) {
        r->reactions.open += r->reactions.of[thread].since_at == SIM_INSTANT_NEVER;
        r->reactions.of[thread] = (struct mdl_reaction){
            r->reactions.since_at, r->reactions.series[event], r->reactions.set};
    }
}

/* Nobody else that this set has woken is waited for. */
static void close_set(struct mdl_record *r, uint32_t set)
{
    for (mdl_thread_id id = 0; id < r->plan->thread_total && r->reactions.open > 0; id++) {
        if (r->reactions.of[id].since_at != SIM_INSTANT_NEVER && r->reactions.of[id].set == set) {
            r->reactions.of[id].since_at = SIM_INSTANT_NEVER;
            r->reactions.open--;
        }
    }
}

void mdl_reactions_runs(struct mdl_record *r, uint64_t at, mdl_thread_id thread)
{
    const struct mdl_reaction x = r->reactions.of[thread];

    if (x.since_at != SIM_INSTANT_NEVER) {
        mdl_tally_observe(&r->tally, x.series, x.since_at, at - x.since_at);
        close_set(r, x.set);
    }
}

void mdl_reactions_end(struct mdl_record *r, uint64_t end_at)
{
    for (mdl_thread_id id = 0; r->reactions.open > 0; id++) {
        const struct mdl_reaction x = r->reactions.of[id];

        if (x.since_at != SIM_INSTANT_NEVER) {
            mdl_tally_censor(&r->tally, x.series, x.since_at, end_at);
            close_set(r, x.set);
        }
    }
}
