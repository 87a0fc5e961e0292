/* Walks through programs; see the header. */
#include "model/run/walk.h"

#include <stdlib.h>

#include "model/observe/growth.h"

/* Programs run forward but for the ends of loops. */
bool mdl_walk_may_reach(const struct mdl_plan *plan, mdl_program_id program, uint32_t from,
                        uint32_t to)
{
    const struct mdl_program *p = &plan->programs[program];

    if (from <= to) {
        return true;
    }
    for (uint32_t i = from; i < p->first + p->count; i++) {
        const struct mdl_step *step = &plan->steps[i];

        if ((step->kind == MDL_STEP_REPEAT_NEXT || step->kind == MDL_STEP_EACH_NEXT) &&
            step->jump <= to) {
            return true;
        }
    }
    return false;
}

/* Is this the head of a loop that only a jump out of it leaves? */
static bool is_endless(const struct mdl_step *head)
{
    return head->kind == MDL_STEP_REPEAT && head->draw == MDL_NONE &&
           head->number == MDL_FOREVER;
}

/* Does the step behind it come next, at least sometimes? */
static bool goes_on(const struct mdl_program *p, const struct mdl_step *step, uint32_t i)
{
    switch ((enum mdl_step_kind)step->kind) {
    case MDL_STEP_JUMP:
    case MDL_STEP_LEAVE:
    case MDL_STEP_RETURN:
    case MDL_STEP_EACH_NEXT:
    case MDL_STEP_CHOOSE:
    case MDL_STEP_PNP_TAKE:
    case MDL_STEP_END:
    case MDL_STEP_END_THREAD:
        return false;
    case MDL_STEP_REPEAT_NEXT:   /* the head stands before the body that it jumps to */
        return !(step->jump > p->first && is_endless(step - (i - step->jump) - 1));
    default:
        return true;
    }
}

static bool jumps(const struct mdl_step *step)
{
    switch ((enum mdl_step_kind)step->kind) {
    case MDL_STEP_JUMP:
    case MDL_STEP_LEAVE:
    case MDL_STEP_RETURN:
    case MDL_STEP_EACH_NEXT:
    case MDL_STEP_REPEAT_NEXT:
    case MDL_STEP_DISPOSE_IS:
    case MDL_STEP_ITEM_CLEANED:
    case MDL_STEP_ITEM_LAST:
    case MDL_STEP_BRANCH:
    case MDL_STEP_BRANCH_RESULT:
    case MDL_STEP_EACH:
    case MDL_STEP_EACH_FROM:
    case MDL_STEP_PNP_UNLESS:
    case MDL_STEP_FAULT:
        return true;
    default:
        return step->kind == MDL_STEP_REPEAT && !is_endless(step);
    }
}

static void mark_next(const struct mdl_plan *plan, const struct mdl_program *p, uint32_t i,
                      uint8_t *reached)
{
    const struct mdl_step *step = &plan->steps[i];
    bool chooses = step->kind == MDL_STEP_CHOOSE || step->kind == MDL_STEP_PNP_TAKE;

    for (uint32_t k = 0; chooses && k < step->number; k++) {
        reached[plan->choices[step->object + k].jump - p->first] = 1;
    }
    if (jumps(step)) {
        reached[step->jump - p->first] = 1;
    }
    if (goes_on(p, step, i) && i + 1 < p->first + p->count) {
        reached[i + 1 - p->first] = 1;
    }
}

static bool is_end(const struct mdl_step *step)
{
    return step->kind == MDL_STEP_END || step->kind == MDL_STEP_END_THREAD;
}

bool mdl_walk_arrives(const struct mdl_plan *plan, mdl_program_id program, uint32_t from,
                      uint32_t to, bool (*passes)(void *self, const struct mdl_step *step),
                      void *self)
{
    const struct mdl_program *p = &plan->programs[program];
    uint8_t *reached = mdl_growth_resize(NULL, 0, (size_t)2 * p->count + 2u, sizeof *reached);
    uint8_t *done = reached + p->count + 1;
    bool again = true, arrived = false;

    reached[from - p->first] = 1;
    while (again && !arrived) {
        again = false;
        for (uint32_t i = 0; i < p->count && !arrived; i++) {
            const struct mdl_step *step = &plan->steps[p->first + i];

            if (!reached[i] || done[i]) {
                continue;
            }
            arrived = to == MDL_NONE ? is_end(step) : p->first + i == to;
            done[i] = 1;
            if (!arrived && passes(self, step)) {
                mark_next(plan, p, p->first + i, reached);
                again = true;
            }
        }
    }
    free(reached);
    return arrived;
}
