/*
 * A program while it is compiled.
 */
#include "scenarios/language/code.h"

#include <string.h>

#include "scenarios/language/diags.h"
#include "scenarios/language/disposal.h"
#include "sim/base/arena.h"
#include "sim/base/check.h"
#include "sim/base/digest.h"

static void too_long(struct scn_code *c, const char *what, uint32_t limit)
{
    if (!c->too_long) {
        c->too_long = true;
        scn_diags_add(c->build->diags, SCN_S_TOO_MANY_STEPS, c->routine->at, NULL,
                      "more than %u %s", limit, what);
        scn_diags_hint(c->build->diags, "'call' puts the steps of a callback in its place, each "
                                        "time again");
    }
}

static mdl_place_id place(struct scn_code *c, const struct scn_node *at, const char *text)
{
    struct scn_build *b = c->build;
    struct mdl_place *p = scn_build_push(b, &b->places);
    struct scn_range *range = scn_build_push(b, &b->place_ranges);

    p->text = text;
    p->file = b->scenario->path;
    if (at != NULL) {
        p->line = at->at.line;
        p->column = at->at.column;
        if (at->at.source < b->diags->source_count) {
            p->file = b->diags->source_names[at->at.source];
        }
        *range = at->at;
    }
    return b->places.count - 1;
}

void scn_code_init(struct scn_code *c, struct scn_build *b, const struct scn_routine *routine)
{
    *c = (struct scn_code){
        .build = b, .routine = routine, .choice_first = b->choices.count,
        .driver = SCN_AT(struct scn_driver, b->drivers, routine->driver),
        .steps = {.size = sizeof(struct mdl_step)}, .expansions = {.size = sizeof(uint32_t)}};
    sim_intern_init(&c->expanded, b->arena);
    if (routine->caller == SCN_CALLER_ITEM) {
        uint32_t enter = scn_code_emit(c, MDL_STEP_ITEM_ENTER, NULL, "");

        scn_code_step(c, enter)->object = routine->item;
    }
    c->body = c->steps.count;
}

struct mdl_step *scn_code_step(struct scn_code *c, uint32_t index)
{
    SIM_ASSERT(index < c->steps.count);
    return SCN_AT(struct mdl_step, c->steps, index);
}

uint32_t scn_code_emit(struct scn_code *c, enum mdl_step_kind kind, const struct scn_node *at,
                       const char *text)
{
    struct mdl_step *step = scn_build_push(c->build, &c->steps);

    *step = (struct mdl_step){.kind = (uint8_t)kind, .ddi = UINT16_MAX, .object = MDL_NONE,
                              .draw = MDL_NONE, .jump = MDL_NONE};
    step->place = place(c, at, text);
    if (c->build->steps.count + c->steps.count > SCN_CODE_STEPS_MAX) {
        too_long(c, "steps in all programs together", SCN_CODE_STEPS_MAX);
    }
    return c->steps.count - 1;
}

uint32_t scn_code_here(const struct scn_code *c)
{
    return c->steps.count;
}

void scn_code_land(struct scn_code *c, uint32_t index)
{
    scn_code_step(c, index)->jump = c->steps.count;
}

mdl_draw_id scn_code_draw(struct scn_code *c, const struct sim_law *law, bool assumed,
                          const struct scn_node *written)
{
    struct scn_build *b = c->build;
    const char *purpose =
        sim_arena_print(b->arena, "%s %u", c->frame->purpose, ++c->frame->draw_count);

    if (assumed) {
        scn_build_assume(b, "~", sim_arena_print(b->arena, "%s %s", c->routine->path, purpose),
                         scn_values_text_node(b->arena, written), "assumed", c->routine->label);
    }
    return scn_build_draw(b, law, c->routine->path, purpose, assumed);
}

static void circle(struct scn_code *c, const struct scn_node *name)
{
    struct scn_build *b = c->build;
    const char *chain = name->text;

    for (const struct scn_frame *f = c->frame; f != NULL; f = f->up) {
        chain = sim_arena_print(b->arena, "%s > %s", f->callback, chain);
        if (strcmp(f->callback, name->text) == 0) {
            break;
        }
    }
    scn_diags_add(b->diags, SCN_S_RECURSION, name->at, NULL, "callbacks call each other: %s",
                  chain);
    scn_diags_hint(b->diags, "'call' puts the steps in place; use 'repeat', or queue the object "
                             "again");
}

/* The second expansion of one callback draws from streams of its own. */
static const char *purpose_of(struct scn_code *c, const char *callback)
{
    uint32_t number = sim_intern_add(&c->expanded, callback);

    if (number == c->expansions.count) {
        scn_build_push(c->build, &c->expansions);
    }
    uint32_t times = ++*SCN_AT(uint32_t, c->expansions, number);

    return times == 1 ? callback
                      : sim_arena_print(c->build->arena, "%s (%u)", callback, times);
}

bool scn_code_enter(struct scn_code *c, struct scn_frame *frame, const struct scn_node *name)
{
    const char *callback = name == NULL ? c->routine->callback : name->text;

    for (const struct scn_frame *f = c->frame; name != NULL && f != NULL; f = f->up) {
        if (strcmp(f->callback, callback) == 0) {
            circle(c, name);
            return false;
        }
    }
    if (c->frame != NULL && c->frame->depth + 1 >= SCN_CODE_CALLS_MAX) {
        scn_diags_add(c->build->diags, SCN_S_TOO_MANY_STEPS, name->at, NULL,
                      "calls nest deeper than %u", SCN_CODE_CALLS_MAX);
        return false;
    }
    if (++c->expanded_count > SCN_CODE_EXPANDED_MAX) {
        too_long(c, "calls in one program", SCN_CODE_EXPANDED_MAX);
    }
    if (c->too_long) {
        return false;
    }
    *frame = (struct scn_frame){.callback = callback, .purpose = purpose_of(c, callback),
                                .leaving = {.size = sizeof(uint32_t)}, .up = c->frame,
                                .depth = c->frame == NULL ? 0 : c->frame->depth + 1,
                                .gives_result = c->result_wanted};
    c->result_wanted = false;
    c->frame = frame;
    return true;
}

/* TRUE unless it says `return: false` (a choice: its author may leave it out). */
static void give_result(struct scn_code *c, const struct scn_node *at, const char *text,
                        uint32_t value)
{
    if (c->frame->gives_result) {
        uint32_t result = scn_code_emit(c, MDL_STEP_RESULT, at, text);

        scn_code_step(c, result)->number = value != 1;
    }
}

void scn_code_leave(struct scn_code *c)
{
    struct scn_frame *frame = c->frame;

    SIM_ASSERT(frame->loop_count == 0);
    give_result(c, NULL, "", 0);
    for (uint32_t i = 0; i < frame->leaving.count; i++) {
        scn_code_land(c, *SCN_AT(uint32_t, frame->leaving, i));
    }
    c->frame = frame->up;
}

void scn_code_return(struct scn_code *c, const struct scn_node *at, const char *text,
                     uint32_t value)
{
    bool outermost = c->frame->up == NULL;
    uint32_t loops = c->frame->loop_count;

    give_result(c, at, text, value);
    uint32_t step = scn_code_emit(c, outermost   ? MDL_STEP_RETURN
                                     : loops > 0 ? MDL_STEP_LEAVE
                                                 : MDL_STEP_JUMP, at, text);

    scn_code_step(c, step)->number = outermost ? value : loops;
    *(uint32_t *)scn_build_push(c->build, &c->frame->leaving) = step;
}

/* A callback without a run costs its kind's default, assumed. */
static void default_cost(struct scn_code *c)
{
    struct scn_build *b = c->build;
    enum scn_caller caller = c->routine->caller;
    uint64_t ns = caller == SCN_CALLER_ISR ? b->isr_body_ns : b->dpc_body_ns;

    if (b->no_costs || c->runs || (caller != SCN_CALLER_ISR && caller != SCN_CALLER_DPC)) {
        return;
    }
    struct sim_law law = scn_build_constant(ns);
    uint32_t added = scn_code_emit(c, MDL_STEP_RUN, NULL, "run (default)");
    struct mdl_step run = *scn_code_step(c, added);

    run.draw = scn_build_draw(b, &law, c->routine->path,
                              sim_arena_print(b->arena, "%s 0", c->routine->callback), true);
    memmove(scn_code_step(c, c->body) + 1, scn_code_step(c, c->body),
            (added - c->body) * sizeof run);
    *scn_code_step(c, c->body) = run;
    for (uint32_t i = c->body + 1; i <= added; i++) {
        struct mdl_step *step = scn_code_step(c, i);

        step->jump += step->jump != MDL_NONE;
    }
    for (uint32_t i = c->choice_first; i < b->choices.count; i++) {
        SCN_AT(struct mdl_choice, b->choices, i)->jump++;
    }
    scn_build_assume(b, "K7", sim_arena_print(b->arena, "%s run", c->routine->path),
                     scn_values_text_duration(b->arena, ns), "measured elsewhere",
                     c->routine->label);
}

/* Does an ISR queue the DPC, or the work item, of its own interrupt? */
static bool is_its_own(const struct scn_code *c, const struct mdl_step *step)
{
    const struct scn_build *b = c->build;
    uint32_t isr = MDL_NONE;

    if ((step->kind == MDL_STEP_QUEUE_ISR_DPC || step->kind == MDL_STEP_QUEUE_ISR_ITEM) &&
        step->object < b->lines.count) {           /* else its name was a mistake */
        isr = SCN_AT(struct mdl_line, b->lines, step->object)->isr;
    }
    return isr < b->routines.count && c->routine == SCN_AT(struct scn_routine, b->routines, isr);
}

/*
 * What a step begins draws apart from what others begin for the same cause: by who begins it, and
 * the how-manieth step of its kind that is there, so that other callbacks may be edited freely. An
 * ISR and what it queues of its own interrupt are one cause.
 */
static void set_apart(struct scn_code *c)
{
    const struct scn_routine *routine = c->routine;
    uint64_t who = sim_digest_text(
        sim_arena_print(c->build->arena, "%s %s", routine->path, routine->callback));
    uint32_t times[MDL_STEP_KIND_COUNT] = {0};

    for (uint32_t i = 0; i < c->steps.count && !routine->trial; i++) {
        struct mdl_step *step = scn_code_step(c, i);

        if (mdl_step_begins(step->kind) && (times[step->kind]++ > 0 || !is_its_own(c, step))) {
            step->value = (int64_t)((sim_digest_add(who, times[step->kind]) | 1) << 40);
        }
    }
}

static void move_to(struct scn_code *c, uint32_t first)
{
    struct scn_build *b = c->build;

    for (uint32_t i = 0; i < c->steps.count; i++) {
        struct mdl_step *step = scn_build_push(b, &b->steps);

        *step = *scn_code_step(c, i);
        step->jump = step->jump == MDL_NONE ? MDL_NONE : step->jump + first;
    }
    for (uint32_t i = c->choice_first; i < b->choices.count; i++) {
        SCN_AT(struct mdl_choice, b->choices, i)->jump += first;
    }
}

void scn_code_finish(struct scn_code *c, struct mdl_program *ret_program)
{
    struct scn_build *b = c->build;
    uint32_t first = b->steps.count;

    default_cost(c);
    uint32_t epilogue = c->steps.count;

    if (c->routine->caller == SCN_CALLER_ITEM) {
        uint32_t leave = scn_code_emit(c, MDL_STEP_ITEM_LEAVE, NULL, "");

        scn_code_step(c, leave)->object = c->routine->item;
        scn_disposal_last(c);
    }
    scn_disposal_wanted(c);
    scn_code_emit(c, MDL_STEP_END, NULL, "");
    set_apart(c);
    move_to(c, first);
    *ret_program = (struct mdl_program){.first = first, .count = c->steps.count,
                                        .epilogue = first + epilogue,
                                        .label = c->routine->label,
                                        .takes_from_line = c->takes_from_line};
}
