/* Lanes; see the header. */
#include "model/machine/lanes.h"

#include <stdlib.h>

#include "model/machine/machine.h"
#include "model/machine/shapes.h"
#include "sim/base/check.h"

/* Is it there all the time? What is not may be gone when its callback returns. */
static bool lasts(const struct mdl_item *item)
{
    return !item->dynamic && !item->deleted;
}

static uint32_t flags_of(const struct mdl_plan *plan, const struct mdl_item *item,
                         const uint8_t *shapes)
{
    const struct mdl_pool *pool = &plan->pools[item->pool];
    bool framework = item->family == MDL_ITEM_WDF;
    uint32_t flags = framework ? MDL_LANE_FRAMEWORK : 0;

    if (shapes[item->program] == MDL_SHAPE_SERVES && lasts(item) &&
        (!framework || item->lock == MDL_NONE)) {
        flags |= MDL_LANE_SERVES;
    }
    if (pool->list_count == 1 && pool->node_last == 0 && plan->profile.era <= MDL_ERA_WIN8) {
        flags |= MDL_LANE_PLAIN;
    }
    return flags;
}

static void lay_lane(struct mdl_machine *m, mdl_item_id id, const uint8_t *shapes)
{
    const struct mdl_plan *plan = m->plan;
    const struct mdl_item *item = &plan->items[id];
    const struct mdl_pool *pool = &plan->pools[item->pool];
    struct mdl_lane *lane = &m->lanes[id];

    *lane = (struct mdl_lane){
        .flags = flags_of(plan, item, shapes),
        .first = plan->programs[item->program].first,
        .label = item->label,
        .instance_end = item->instance_first + item->instance_count,
        .maximum = pool->maximum_concurrency,
        .calm = pool->need_based_growth ? pool->maximum_concurrency : 0,
        .plan = item,
        .item = &m->items[id],
        .pool = &m->pools[item->pool],
    };
    if (lane->flags & MDL_LANE_SERVES) {
        mdl_draw_id draw = plan->steps[lane->first + MDL_SERVES_RUN].draw;

        lane->law = &m->laws[draw];
        lane->draws = &m->draws[draw];
    }
}

static void lay_inlet(struct mdl_machine *m, mdl_stream_id id, bool without_shapes)
{
    const struct mdl_stream *stream = &m->plan->streams[id];
    struct mdl_inlet *inlet = &m->inlets[id];
    mdl_item_id item = without_shapes ? MDL_NONE : mdl_shapes_queued_by(m->plan, id);
    uint32_t first;

    *inlet = (struct mdl_inlet){.stream = &m->streams[id], .ring = &m->rings[id],
                                .arrivals = &m->arrivals[id], .draws = &m->arrival_draws[id],
                                .slot = m->slot_stream + id, .last_step = MDL_NONE};
    if (item == MDL_NONE) {
        return;
    }
    first = m->plan->programs[m->plan->sources[stream->owner].program].first;
    if (!(m->plan->steps[first].flags & MDL_STEP_NO_REQUESTS) &&
        m->plan->items[item].carries == MDL_CARRIES_ALL && lasts(&m->plan->items[item])) {
        inlet->lane = &m->lanes[item];
        inlet->last_step = first + 1;
        inlet->apart = (uint64_t)m->plan->steps[first].value;
    }
}

void mdl_lanes_lay(struct mdl_machine *m, bool without_shapes)
{
    uint8_t *shapes = calloc(m->plan->program_count + 1u, sizeof *shapes);

    if (shapes == NULL) {
        sim_check_memory(m->plan->program_count + 1u);
    }
    if (!without_shapes) {
        mdl_shapes_find(m->plan, shapes);
    }
    for (mdl_item_id item = 0; item < m->plan->item_count; item++) {
        lay_lane(m, item, shapes);
    }
    for (mdl_stream_id stream = 0; stream < m->plan->stream_count; stream++) {
        lay_inlet(m, stream, without_shapes);
    }
    free(shapes);
}
