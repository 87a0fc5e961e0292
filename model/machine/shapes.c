/* Shapes of programs; see the header. */
#include "model/machine/shapes.h"

static bool is_queueing(const struct mdl_step *step)
{
    return (step->kind == MDL_STEP_IO_QUEUE || step->kind == MDL_STEP_EX_QUEUE ||
            step->kind == MDL_STEP_WDF_ENQUEUE) &&
           step->number != MDL_NO_SUCH_QUEUE;
}

static bool serves(const struct mdl_step *step, uint32_t count)
{
    static const uint8_t kinds[] = {MDL_STEP_ITEM_ENTER, MDL_STEP_EACH,       MDL_STEP_RUN,
                                    MDL_STEP_EACH_NEXT,  MDL_STEP_ITEM_LEAVE, MDL_STEP_END};

    if (count != sizeof kinds) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (step[i].kind != kinds[i]) {
            return false;
        }
    }
    return step[1].number == 0 && step[2].ddi == UINT16_MAX;
}

static bool queues(const struct mdl_step *first, uint32_t count)
{
    return count == 2 && is_queueing(first) && first[1].kind == MDL_STEP_END;
}

mdl_item_id mdl_shapes_queued_by(const struct mdl_plan *plan, mdl_stream_id id)
{
    const struct mdl_stream *stream = &plan->streams[id];
    const struct mdl_program *program;
    const struct mdl_step *first;

    if (stream->kind != MDL_STREAM_SOURCE) {
        return MDL_NONE;
    }
    program = &plan->programs[plan->sources[stream->owner].program];
    first = &plan->steps[program->first];
    return queues(first, program->count) ? first->object : MDL_NONE;
}

void mdl_shapes_find(const struct mdl_plan *plan, uint8_t *ret_shapes)
{
    for (mdl_program_id i = 0; i < plan->program_count; i++) {
        const struct mdl_program *program = &plan->programs[i];
        const struct mdl_step *first = &plan->steps[program->first];

        ret_shapes[i] = queues(first, program->count)   ? MDL_SHAPE_QUEUES
                        : serves(first, program->count) ? MDL_SHAPE_SERVES
                                                        : MDL_SHAPE_ANY;
    }
}

/* Does the step hand what its routine serves to that routine? */
static bool leads_back(const struct mdl_plan *plan, mdl_program_id program,
                       const struct mdl_step *step)
{
    const struct mdl_program *p = &plan->programs[program];

    if (step->kind == MDL_STEP_QUEUE_ISR_DPC) {
        mdl_dpc_id dpc = plan->lines[step->object].dpc;

        return dpc != MDL_NONE && plan->dpcs[dpc].program == program;
    }
    if (step->kind == MDL_STEP_INSERT_DPC) {
        return plan->dpcs[step->object].program == program;
    }
    if (mdl_step_begins(step->kind) && mdl_step_is_of_item(step->kind)) {
        return plan->items[step->object].program == program;
    }
    for (uint32_t i = p->first; step->kind == MDL_STEP_PUT && i < p->first + p->count; i++) {
        if (plan->steps[i].kind == MDL_STEP_EACH_FROM && plan->steps[i].object == step->object) {
            return true;
        }
    }
    return false;
}

bool mdl_shapes_hand_back(const struct mdl_plan *plan)
{
    for (mdl_program_id program = 0; program < plan->program_count; program++) {
        const struct mdl_program *p = &plan->programs[program];

        for (uint32_t i = p->first; i < p->first + p->count; i++) {
            if (leads_back(plan, program, &plan->steps[i])) {
                return true;
            }
        }
    }
    return false;
}
