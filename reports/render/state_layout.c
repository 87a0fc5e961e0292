/* What of a state is drawn; see the header. */
#include "reports/render/state_layout.h"

#include <string.h>

#include "model/machine/machine.h"
#include "model/rules/irql.h"
#include "reports/render/format.h"
#include "sim/base/text.h"

/* ---- processors ------------------------------------------------------------------------------ */

/* How much goes on there: the level, then what is nested, then what waits. */
static uint64_t busyness(const struct mdl_scene_processor *p)
{
    return (uint64_t)p->irql << 40 | (uint64_t)p->frame_count << 32 |
           (p->dpcs.count + p->ready.count + p->pending.count);
}

static void choose(struct rpt_state_layout *layout, const struct rpt_state *state)
{
    const struct mdl_scene *scene = state->scene;

    if (state->selected < scene->processor_count) {
        layout->full[layout->full_count++] = state->selected;
    }
    while (layout->full_count < RPT_STATE_LAYOUT_FULL &&
           layout->full_count < scene->processor_count) {
        mdl_processor_id best = MDL_NONE;

        for (mdl_processor_id p = 0; p < scene->processor_count; p++) {
            if (!rpt_state_layout_is_full(layout, p) &&
                (best == MDL_NONE ||
                 busyness(&scene->processors[p]) > busyness(&scene->processors[best]))) {
                best = p;
            }
        }
        layout->full[layout->full_count++] = best;
    }
    if (layout->full_count == 2 && layout->full[0] > layout->full[1]) {
        mdl_processor_id first = layout->full[1];

        layout->full[1] = layout->full[0];
        layout->full[0] = first;
    }
}

bool rpt_state_layout_is_full(const struct rpt_state_layout *layout, mdl_processor_id p)
{
    for (uint32_t i = 0; i < layout->full_count; i++) {
        if (layout->full[i] == p) {
            return true;
        }
    }
    return false;
}

/* ---- levels ---------------------------------------------------------------------------------- */

const struct mdl_scene_frame *rpt_state_layout_frame(const struct mdl_scene_processor *p,
                                                     unsigned level, uint32_t n)
{
    for (uint32_t i = p->frame_count; i-- > 0;) {
        if (p->frames[i].irql == level && n-- == 0) {
            return &p->frames[i];
        }
    }
    return NULL;
}

static bool is_used(const struct rpt_state *state, unsigned level)
{
    if (level == state->plan->profile.high_irql || level == MDL_IRQL_DISPATCH ||
        level == MDL_IRQL_PASSIVE) {
        return true;
    }
    for (uint32_t i = 0; i < state->plan->line_count; i++) {
        if (state->plan->lines[i].irql == level && state->plan->line_count <= 4) {
            return true;
        }
    }
    for (uint32_t p = 0; p < state->scene->processor_count; p++) {
        if (rpt_state_layout_frame(&state->scene->processors[p], level, 0) != NULL) {
            return true;
        }
    }
    return false;
}

struct rpt_state_layout rpt_state_layout_of(const struct rpt_state *state)
{
    struct rpt_state_layout layout = {.full_count = 0};

    choose(&layout, state);
    for (unsigned level = state->plan->profile.high_irql + 1u; level-- > 0;) {
        if (is_used(state, level)) {
            layout.levels[layout.level_count++] = (uint8_t)level;
        }
    }
    return layout;
}

const char *rpt_state_layout_level(struct sim_arena *arena, const struct mdl_plan *plan,
                                   unsigned level)
{
    const char *name = mdl_irql_name(mdl_irql_table(plan->profile.architecture), (uint8_t)level);
    const char *tail = strstr(name, "_LEVEL");

    return tail == NULL ? name : sim_arena_copy(arena, name, (size_t)(tail - name));
}

/* ---- remarks --------------------------------------------------------------------------------- */

const char *rpt_state_layout_remark(struct sim_arena *arena, const struct mdl_plan *plan,
                                    const struct mdl_scene_frame *frame)
{
    struct sim_text text;

    sim_text_init(&text);
    if (frame->overhead && frame->kind != MDL_CONTEXT_CLOCK) {
        sim_text_print(&text, "%s%s", plan->labels[frame->cost].name,
                       frame->executes ? "" : ", interrupted");
    } else if (frame->spins) {
        sim_text_add(&text, "spins for a lock");
    } else if (frame->done_ns > 0) {
        rpt_format_duration(&text, (double)frame->done_ns);
        sim_text_add(&text, frame->executes ? " done" : " done, interrupted");
    }
    return sim_text_keep(&text, arena);
}
