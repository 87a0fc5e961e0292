/*
 * How long a program takes on average.
 */
#include "scenarios/language/spans.h"

#include "scenarios/language/build.h"

static const struct mdl_step *step_at(const struct scn_build *b, uint32_t index)
{
    return SCN_AT(struct mdl_step, b->steps, index);
}

static double draw_mean(const struct scn_build *b, mdl_draw_id draw)
{
    double mean = sim_law_mean(&SCN_AT(struct mdl_draw, b->draws, draw)->law);

    return mean > 1e300 ? 0 : mean;   /* an infinite mean says nothing about the load */
}

static struct scn_span measure(const struct scn_build *b, uint32_t i, uint32_t end);

static void add(struct scn_span *span, const struct scn_span *more, double times)
{
    span->all += more->all * times;
    span->each += more->each * times;
    span->held += more->held * times;
    span->held_each += more->held_each * times;
}

static void add_loop(const struct scn_build *b, uint32_t i, struct scn_span *span)
{
    const struct mdl_step *loop = step_at(b, i);
    struct scn_span body = measure(b, i + 1, loop->jump - 1);
    double times = 1;

    if (loop->kind != MDL_STEP_REPEAT) {
        body.each = body.all;         /* once for one request */
        body.held_each = body.held;
        add(span, &body, 1);
        return;
    }
    if (loop->draw != MDL_NONE) {
        times = draw_mean(b, loop->draw);
    } else if (loop->number != MDL_FOREVER) {
        times = loop->number;
    }
    add(span, &body, times);
}

/* Both sides of a branch: the cheaper one. Returns where the steps go on. */
static uint32_t add_branch(const struct scn_build *b, uint32_t i, struct scn_span *span)
{
    uint32_t other = step_at(b, i)->jump;
    const struct mdl_step *last = step_at(b, other - 1);
    bool has_else = other - 1 > i && last->kind == MDL_STEP_JUMP && last->jump != MDL_NONE
                    && last->jump >= other;

    if (!has_else) {
        return other;                 /* may be skipped: counts nothing */
    }
    struct scn_span yes = measure(b, i + 1, other - 1), no = measure(b, other, last->jump);

    span->all += yes.all < no.all ? yes.all : no.all;
    span->each += yes.each < no.each ? yes.each : no.each;
    span->held += yes.held < no.held ? yes.held : no.held;
    span->held_each += yes.held_each < no.held_each ? yes.held_each : no.held_each;
    return last->jump;
}

static uint32_t add_choice(const struct scn_build *b, uint32_t i, struct scn_span *span)
{
    const struct mdl_step *choose = step_at(b, i);
    const struct mdl_choice *choices = SCN_AT(struct mdl_choice, b->choices, choose->object);
    double before = 0;
    uint32_t past;

    if (choose->number < 2) {
        return i + 1;
    }
    past = step_at(b, choices[1].jump - 1)->jump;
    for (uint32_t k = 0; k < choose->number; k++) {
        uint32_t end = k + 1 < choose->number ? choices[k + 1].jump : past;
        struct scn_span branch = measure(b, choices[k].jump, end - 1);

        add(span, &branch, choices[k].share - before);
        before = choices[k].share;
    }
    return past;
}

static struct scn_span measure(const struct scn_build *b, uint32_t i, uint32_t end)
{
    struct scn_span span = {0};

    while (i < end) {
        const struct mdl_step *step = step_at(b, i);

        switch (step->kind) {
        case MDL_STEP_RUN:
            span.all += draw_mean(b, step->draw);
            span.held += draw_mean(b, step->draw);
            i++;
            break;
        case MDL_STEP_WAIT:
        case MDL_STEP_DELAY:
            span.held += step->draw == MDL_NONE ? 0 : draw_mean(b, step->draw);
            i++;
            break;
        case MDL_STEP_REPEAT:
        case MDL_STEP_EACH:
        case MDL_STEP_EACH_FROM:
            add_loop(b, i, &span);
            i = step->jump;
            break;
        case MDL_STEP_BRANCH:
        case MDL_STEP_BRANCH_RESULT:
            i = add_branch(b, i, &span);
            break;
        case MDL_STEP_CHOOSE:
            i = add_choice(b, i, &span);
            break;
        case MDL_STEP_ITEM_LAST:
        case MDL_STEP_JUMP:
        case MDL_STEP_LEAVE:
        case MDL_STEP_RETURN:
            i = step->jump > i && step->jump < end ? step->jump : end;
            break;
        default:
            i++;
        }
    }
    return span;
}

struct scn_span scn_spans_of(const struct scn_build *b, mdl_program_id id)
{
    const struct mdl_program *program = SCN_AT(struct mdl_program, b->programs, id);

    return measure(b, program->first, program->first + program->count);
}

/* Does a program reach this step whatever happens? */
bool scn_spans_always(const struct scn_build *b, mdl_program_id id, enum mdl_step_kind kind,
                      uint32_t *ret_object)
{
    const struct mdl_program *program = SCN_AT(struct mdl_program, b->programs, id);
    uint32_t i = program->first, end = i + program->count;

    while (i < end) {
        const struct mdl_step *step = step_at(b, i);

        if (step->kind == kind) {
            *ret_object = step->object;
            return true;
        }
        if (step->kind == MDL_STEP_RETURN || step->kind == MDL_STEP_CHOOSE
            || step->kind == MDL_STEP_LEAVE) {
            return false;
        }
        bool skips = step->kind == MDL_STEP_BRANCH || step->kind == MDL_STEP_BRANCH_RESULT
                     || step->kind == MDL_STEP_JUMP || step->kind == MDL_STEP_EACH
                     || step->kind == MDL_STEP_EACH_FROM || step->kind == MDL_STEP_REPEAT;

        i = skips && step->jump > i ? step->jump : i + 1;
    }
    return false;
}
