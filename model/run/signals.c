/* The index of signals; see the header. */
#include "model/run/signals.h"

#include <stdlib.h>

#include "model/observe/growth.h"

enum { TARGETS_OF_A_STEP = 2 };

/* ---- routines -------------------------------------------------------------------------------- */

static mdl_program_id program_of(const struct mdl_plan *plan, uint32_t role, uint32_t id)
{
    switch (role) {
    case MDL_ROLE_THREAD:
        return plan->threads[id].program;
    case MDL_ROLE_ITEM:
        return plan->items[id].program;
    case MDL_ROLE_DPC:
        return plan->dpcs[id].program;
    case MDL_ROLE_TIMER:
        return plan->timers[id].program;
    case MDL_ROLE_LINE:
        return plan->lines[id].isr;
    case MDL_ROLE_HANDLER:
        return plan->handlers[id].program;
    case MDL_ROLE_COMPLETION:
        return plan->completions[id].program;
    default:
        return plan->sources[id].program;
    }
}

static void make_routines(struct mdl_signals *s)
{
    const struct mdl_plan *plan = s->plan;
    const uint32_t counts[MDL_ROLE_COUNT] = {plan->thread_count, plan->item_count,
                                             plan->dpc_count, plan->timer_count,
                                             plan->line_count, plan->source_count,
                                             plan->handler_count, plan->completion_count};

    for (uint32_t role = 0; role < MDL_ROLE_COUNT; role++) {
        s->role_first[role] = s->routine_count;
        s->routine_count += counts[role];
    }
    s->routines = mdl_growth_resize(NULL, 0, s->routine_count + 1u, sizeof *s->routines);
    for (uint32_t role = 0; role < MDL_ROLE_COUNT; role++) {
        for (uint32_t id = 0; id < counts[role]; id++) {
            s->routines[s->role_first[role] + id] =
                (struct mdl_signals_routine){role, id, program_of(plan, role, id)};
        }
    }
}

/* ---- places ---------------------------------------------------------------------------------- */

/* What one step sets off, as indices over all kinds of targets. */
static uint32_t targets_of(const struct mdl_signals *s, const struct mdl_step *step,
                           uint32_t targets[TARGETS_OF_A_STEP])
{
    const uint32_t *first = s->target_first;
    const struct mdl_line *line;
    uint32_t count = 0;

    switch ((enum mdl_step_kind)step->kind) {
    case MDL_STEP_SET_EVENT:
    case MDL_STEP_PULSE_EVENT:
        targets[count++] = first[MDL_TARGET_EVENT] + step->object;
        break;
    case MDL_STEP_WDF_ENQUEUE:
    case MDL_STEP_IO_QUEUE:
    case MDL_STEP_IO_TRY_QUEUE:
    case MDL_STEP_EX_QUEUE:
    case MDL_STEP_FLT_QUEUE:
        targets[count++] = first[MDL_TARGET_ITEM] + step->object;
        break;
    case MDL_STEP_WDF_DELETE:       /* W97: perhaps by way of the dispose worker */
        if (s->plan->items[step->object].disposer != MDL_NONE) {
            targets[count++] = first[MDL_TARGET_ITEM] + s->plan->items[step->object].disposer;
        }
        break;
    case MDL_STEP_INSERT_DPC:
        targets[count++] = first[MDL_TARGET_DPC] + step->object;
        break;
    case MDL_STEP_QUEUE_ISR_DPC:
    case MDL_STEP_QUEUE_ISR_ITEM:   /* W110: perhaps by way of the DPC */
        line = &s->plan->lines[step->object];
        if (line->dpc != MDL_NONE) {
            targets[count++] = first[MDL_TARGET_DPC] + line->dpc;
        }
        if (step->kind == MDL_STEP_QUEUE_ISR_ITEM && line->item != MDL_NONE) {
            targets[count++] = first[MDL_TARGET_ITEM] + line->item;
        }
        break;
    case MDL_STEP_START_TIMER:
        targets[count++] = first[MDL_TARGET_TIMER] + step->object;
        break;
    case MDL_STEP_RELEASE:
        if (s->plan->locks[step->object].kind == MDL_LOCK_RUNDOWN) {
            targets[count++] = first[MDL_TARGET_RUNDOWN] + step->object;
        }
        break;
    case MDL_STEP_COMPLETE:
        targets[count++] = first[MDL_TARGET_CALL];
        break;
    case MDL_STEP_CREATE_THREAD:
        targets[count++] = first[MDL_TARGET_THREAD] + step->object;
        break;
    case MDL_STEP_UNMASK:
        targets[count++] = first[MDL_TARGET_LINE] + step->object;
        break;
    default:
        break;
    }
    return count;
}

/* Counts places behind their target, or fills them in. */
static void sweep(struct mdl_signals *s, uint32_t *next)
{
    for (uint32_t r = 0; r < s->routine_count; r++) {
        const struct mdl_program *program;

        if (s->routines[r].program == MDL_NONE) {
            continue;
        }
        program = &s->plan->programs[s->routines[r].program];
        for (uint32_t i = program->first; i < program->first + program->count; i++) {
            uint32_t targets[TARGETS_OF_A_STEP];
            uint32_t count = targets_of(s, &s->plan->steps[i], targets);

            for (uint32_t k = 0; k < count; k++) {
                if (s->places != NULL) {
                    s->places[next[targets[k]]] = (struct mdl_signals_place){r, i};
                }
                next[targets[k]]++;
            }
        }
    }
}

static void make_places(struct mdl_signals *s)
{
    uint32_t target_count = s->target_first[MDL_TARGET_COUNT], total = 0;
    uint32_t *next = mdl_growth_resize(NULL, 0, target_count + 1u, sizeof *next);

    s->place_first = mdl_growth_resize(NULL, 0, target_count + 1u, sizeof *s->place_first);
    sweep(s, next);
    for (uint32_t i = 0; i < target_count; i++) {
        uint32_t count = next[i];

        s->place_first[i] = next[i] = total;
        total += count;
    }
    s->place_first[target_count] = total;
    s->places = mdl_growth_resize(NULL, 0, total + 1u, sizeof *s->places);
    sweep(s, next);
    free(next);
}

void mdl_signals_init(struct mdl_signals *s, const struct mdl_plan *plan)
{
    const uint32_t counts[MDL_TARGET_COUNT] = {plan->event_count, plan->item_count,
                                               plan->dpc_count, plan->timer_count,
                                               plan->line_count, plan->lock_count,
                                               plan->thread_count, 1};

    *s = (struct mdl_signals){.plan = plan};
    for (uint32_t kind = 0; kind < MDL_TARGET_COUNT; kind++) {
        s->target_first[kind + 1] = s->target_first[kind] + counts[kind];
    }
    make_routines(s);
    make_places(s);
}

void mdl_signals_deinit(struct mdl_signals *s)
{
    free(s->routines);
    free(s->place_first);
    free(s->places);
    *s = (struct mdl_signals){0};
}

const struct mdl_signals_place *mdl_signals_of(const struct mdl_signals *s,
                                               enum mdl_signals_target kind, uint32_t id,
                                               uint32_t *ret_count)
{
    uint32_t target = s->target_first[kind] + id;

    *ret_count = s->place_first[target + 1] - s->place_first[target];
    return s->places + s->place_first[target];
}
