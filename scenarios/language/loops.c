/*
 * Loops.
 *
 * REPEAT counts and jumps past the end, REPEAT_NEXT goes round; EACH and EACH_FROM take the next
 * request and jump past the end when there is none, EACH_NEXT goes back to them.
 */
#include "scenarios/language/loops.h"

#include <string.h>

#include "model/machine/state.h"
#include "scenarios/language/calls.h"
#include "scenarios/language/conditions.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/names.h"
#include "scenarios/language/sends.h"

/* The count of a loop: a number, a distribution, or for ever. */
static bool read_count(struct scn_code *c, uint32_t loop, const struct scn_node *count)
{
    struct sim_law law;
    bool assumed = false;

    if (count == NULL || (count->kind == SCN_TREE_SCALAR && strcmp(count->text, "forever") == 0)) {
        scn_code_step(c, loop)->number = MDL_FOREVER;
        return true;
    }
    if (!scn_values_count_law(&c->build->values, count, &law, &assumed)) {
        return false;
    }
    mdl_draw_id draw = scn_code_draw(c, &law, assumed, count);

    if (law.kind == SIM_LAW_CONSTANT) {
        scn_code_step(c, loop)->number =
            law.a >= (double)MDL_FOREVER ? MDL_FOREVER : (uint32_t)(law.a + 0.5);
    } else {
        scn_code_step(c, loop)->draw = draw;
    }
    return true;
}

static void until(struct scn_code *c, const struct scn_step_node *step,
                  const struct scn_node *condition, uint32_t *ret_leave)
{
    uint32_t first = MDL_NONE, count = 0;

    scn_conditions_read(c, condition, &first, &count);
    uint32_t branch = scn_code_emit(c, MDL_STEP_BRANCH, step->verb, step->text);

    scn_code_step(c, branch)->object = first;
    scn_code_step(c, branch)->number = count;
    *ret_leave = scn_code_emit(c, MDL_STEP_LEAVE, step->verb, step->text);
    scn_code_step(c, *ret_leave)->number = 1;
    scn_code_land(c, branch);
}

static bool is_until(const struct scn_node *argument)
{
    return argument->kind == SCN_TREE_MAP
           && (scn_tree_get(argument, "until") != NULL
               || scn_tree_get(argument, "at_most") != NULL);
}

static uint32_t open_loops(const struct scn_code *c)
{
    uint32_t count = 0;

    for (const struct scn_frame *f = c->frame; f != NULL; f = f->up) {
        count += f->loop_count;
    }
    return count;
}

static void body_of(struct scn_code *c, const struct scn_step_node *step,
                    const struct scn_node *body)
{
    if (body == NULL) {
        scn_diags_add(c->build->diags, SCN_S_STEP_LISTS, step->verb->at, NULL,
                      "'%s' needs 'steps' beside it", step->verb->text);
        scn_diags_hint(c->build->diags, "inside brackets, braces keep the two together: "
                       "[{%s: ..., steps: [...]}]; in lines, no '-' before 'steps'",
                       step->verb->text);
        return;
    }
    if (open_loops(c) >= MDL_FRAMES) {
        scn_diags_add(c->build->diags, SCN_S_LOOPS, step->verb->at, NULL,
                      "at most %u loops can stand inside each other", MDL_FRAMES);
        return;
    }
    c->frame->loop_count++;
    scn_steps_compile(c, body);
    c->frame->loop_count--;
}

void scn_loops_repeat(struct scn_code *c, const struct scn_step_node *step)
{
    const struct scn_node *condition = NULL, *count = step->argument;
    uint32_t leave = MDL_NONE;

    if (is_until(step->argument)) {
        static const char *const keys[] = {"until", "at_most"};

        condition = scn_tree_get(step->argument, "until");
        count = scn_tree_get(step->argument, "at_most");
        scn_calls_only(c, step->argument, keys, 2, "repeat");
    }
    uint32_t loop = scn_steps_emit(c, step, MDL_STEP_REPEAT);

    read_count(c, loop, count);
    body_of(c, step, scn_steps_beside(step, "steps"));
    if (condition != NULL) {
        c->frame->loop_count++;
        until(c, step, condition, &leave);
        c->frame->loop_count--;
    }
    uint32_t next = scn_code_emit(c, MDL_STEP_REPEAT_NEXT, NULL, "");

    scn_code_step(c, next)->jump = loop + 1;
    scn_code_land(c, loop);
    if (leave != MDL_NONE) {
        scn_code_land(c, leave);
    }
}

static void take_from(struct scn_code *c, uint32_t each, const struct scn_symbol *symbol)
{
    scn_code_step(c, each)->object = scn_sends_from(symbol);
    if (symbol->kind == MDL_OBJECT_INTERRUPT) {
        SCN_AT(struct mdl_line, c->build->lines, symbol->id)->keeps_requests = true;
        c->takes_from_line = true;
    }
}

/* {from: X, up_to: N, steps: [...]}; ret_body is left alone when it has no steps. */
static void read_each(struct scn_code *c, const struct scn_step_node *step, uint32_t each,
                      const struct scn_node **ret_body)
{
    static const char *const keys[] = {"from", "up_to", "steps"};
    static const struct scn_names_wanted wanted = {
        SCN_NAMES_KIND(INTERRUPT) | SCN_NAMES_KIND(QUEUE) | SCN_NAMES_KIND(TARGET),
        "queue, target or interrupt", "'from'"};
    const struct scn_node *from = scn_tree_get(step->argument, "from");
    const struct scn_node *up_to = scn_tree_get(step->argument, "up_to");
    const struct scn_node *steps = scn_tree_get(step->argument, "steps");
    int64_t most = 0;

    scn_calls_only(c, step->argument, keys, 3, "each_request");
    if (steps != NULL) {
        *ret_body = steps;
    }
    if (up_to != NULL && scn_values_whole(&c->build->values, up_to, 1, 1000000000, &most)) {
        scn_code_step(c, each)->number = (uint32_t)most;
    }
    if (from != NULL && from->kind == SCN_TREE_SCALAR) {
        const struct scn_symbol *symbol = scn_names_find(c->build, c->driver, from, from->text,
                                                         &wanted);

        scn_code_step(c, each)->kind = MDL_STEP_EACH_FROM;
        if (symbol != NULL) {
            take_from(c, each, symbol);
        }
    }
}

void scn_loops_each(struct scn_code *c, const struct scn_step_node *step)
{
    const struct scn_node *body = scn_steps_beside(step, "steps");
    uint32_t each = scn_steps_emit(c, step, MDL_STEP_EACH);

    if (step->argument != NULL && step->argument->kind == SCN_TREE_MAP) {
        read_each(c, step, each, &body);
    } else if (step->argument != NULL
               && (step->argument->kind == SCN_TREE_LIST || step->argument->text[0] != '\0')) {
        body = step->argument;
    }
    body_of(c, step, body);
    uint32_t next = scn_code_emit(c, MDL_STEP_EACH_NEXT, NULL, "");

    scn_code_step(c, next)->jump = each;
    scn_code_land(c, each);
}
