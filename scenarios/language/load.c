/*
 * Load and use.
 *
 * Means are lower bounds: the cheaper branch counts, and of work that coalesces only what is done
 * for each request. So a warning is never a false alarm about an average.
 */
#include "scenarios/language/load.h"

#include <string.h>

#include "scenarios/language/build.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/frameworks.h"

#define ISR_GUIDELINE_NS 25e3         /* I31 */
#define DPC_GUIDELINE_NS 100e3        /* D26 */

/* Expected run time of a stretch of steps; each: of what each_request does for one request. */
struct span {
    double all, each;
};

static const struct mdl_step *step_at(const struct scn_build *b, uint32_t index)
{
    return SCN_AT(struct mdl_step, b->steps, index);
}

static double draw_mean(const struct scn_build *b, mdl_draw_id draw)
{
    double mean = sim_law_mean(&SCN_AT(struct mdl_draw, b->draws, draw)->law);

    return mean > 1e300 ? 0 : mean;   /* an infinite mean says nothing about the load */
}

static struct span measure(const struct scn_build *b, uint32_t i, uint32_t end);

static void add_loop(const struct scn_build *b, uint32_t i, struct span *span)
{
    const struct mdl_step *loop = step_at(b, i);
    struct span body = measure(b, i + 1, loop->jump - 1);
    double times = 1;

    if (loop->kind != MDL_STEP_REPEAT) {
        span->all += body.all;
        span->each += body.all;
        return;
    }
    if (loop->draw != MDL_NONE) {
        times = draw_mean(b, loop->draw);
    } else if (loop->number != MDL_FOREVER) {
        times = loop->number;
    }
    span->all += body.all * times;
    span->each += body.each * times;
}

/* Both sides of a branch: the cheaper one. Returns where the steps go on. */
static uint32_t add_branch(const struct scn_build *b, uint32_t i, struct span *span)
{
    uint32_t other = step_at(b, i)->jump;
    const struct mdl_step *last = step_at(b, other - 1);
    bool has_else = other - 1 > i && last->kind == MDL_STEP_JUMP && last->jump != MDL_NONE
                    && last->jump >= other;

    if (!has_else) {
        return other;                 /* may be skipped: counts nothing */
    }
    struct span yes = measure(b, i + 1, other - 1), no = measure(b, other, last->jump);

    span->all += yes.all < no.all ? yes.all : no.all;
    span->each += yes.each < no.each ? yes.each : no.each;
    return last->jump;
}

static uint32_t add_choice(const struct scn_build *b, uint32_t i, struct span *span)
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
        struct span branch = measure(b, choices[k].jump, end - 1);

        span->all += (choices[k].share - before) * branch.all;
        span->each += (choices[k].share - before) * branch.each;
        before = choices[k].share;
    }
    return past;
}

static struct span measure(const struct scn_build *b, uint32_t i, uint32_t end)
{
    struct span span = {0, 0};

    while (i < end) {
        const struct mdl_step *step = step_at(b, i);

        switch (step->kind) {
        case MDL_STEP_RUN:
            span.all += draw_mean(b, step->draw);
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

static struct span of_program(const struct scn_build *b, mdl_program_id id)
{
    const struct mdl_program *program = SCN_AT(struct mdl_program, b->programs, id);

    return measure(b, program->first, program->first + program->count);
}

static void check_guidelines(struct scn_build *b)
{
    for (uint32_t i = 0; i < b->routines.count; i++) {
        const struct scn_routine *routine = SCN_AT(struct scn_routine, b->routines, i);
        bool isr = routine->caller == SCN_CALLER_ISR;
        bool storport = SCN_AT(struct scn_driver, b->drivers, routine->driver)->framework
                        == SCN_FRAMEWORK_STORPORT;
        double limit = !isr ? DPC_GUIDELINE_NS : storport ? SCN_STORPORT_GUIDELINE_NS
                                                          : ISR_GUIDELINE_NS;

        if ((!isr && routine->caller != SCN_CALLER_DPC) || of_program(b, i).all <= limit) {
            continue;
        }
        scn_diags_add(b->diags, SCN_S_GUIDELINE, routine->at, NULL,
                      "%s takes %s on average; the guideline for %s is %s", routine->callback,
                      scn_values_text_duration(b->arena, (uint64_t)of_program(b, i).all),
                      !isr ? "a DPC" : storport ? "HwStorInterrupt" : "an ISR",
                      !isr ? "100us (D26)" : storport ? "50us" : "25us (I31)");
    }
}

/* Does a program reach this step whatever happens? */
static bool always_does(const struct scn_build *b, mdl_program_id id, enum mdl_step_kind kind,
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

/* What one request costs on the way it is sure to take. */
static double per_request(const struct scn_build *b, mdl_program_id id)
{
    double each = of_program(b, id).each;
    uint32_t object;

    if (always_does(b, id, MDL_STEP_QUEUE_ISR_DPC, &object)) {
        const struct mdl_line *line = SCN_AT(struct mdl_line, b->lines, object);

        if (line->dpc != MDL_NONE && line->isr == id) {
            each += per_request(b, SCN_AT(struct mdl_dpc, b->dpcs, line->dpc)->program);
        }
    }
    if (always_does(b, id, MDL_STEP_WDF_ENQUEUE, &object)) {
        mdl_program_id item = SCN_AT(struct mdl_item, b->items, object)->program;

        each += item == id ? 0 : of_program(b, item).each;
    }
    return each;
}

static double stream_load(const struct scn_build *b, const struct mdl_stream *stream)
{
    double rate = stream->kind >= MDL_STREAM_TIMER ? 0 : sim_arrivals_rate(&stream->arrivals);

    switch (stream->kind) {
    case MDL_STREAM_LINE:
        return rate * per_request(b, SCN_AT(struct mdl_line, b->lines, stream->owner)->isr);
    case MDL_STREAM_SOURCE:
        return rate
               * per_request(b, SCN_AT(struct mdl_source, b->sources, stream->owner)->program);
    case MDL_STREAM_THREAD:
        return rate
               * of_program(b, SCN_AT(struct mdl_thread, b->threads, stream->owner)->program).all;
    default:
        return 0;
    }
}

static void check_overload(struct scn_build *b)
{
    uint32_t processors = b->profile.processor_count, worst = 0;
    double sum = 0, most = 0;

    for (uint32_t i = 0; i < b->streams.count; i++) {
        double load = stream_load(b, SCN_AT(struct mdl_stream, b->streams, i));

        sum += load;
        if (load > most) {
            most = load;
            worst = i;
        }
    }
    if (sum <= processors) {
        return;
    }
    mdl_object_id object = SCN_AT(struct mdl_stream, b->streams, worst)->object;
    const char *path = SCN_AT(struct mdl_object, b->objects, object)->path;
    uint32_t symbol = sim_intern_find(&b->symbol_paths, path);
    struct scn_range at = {0};

    if (symbol != SIM_INTERN_NONE) {
        at = SCN_AT(struct scn_symbol, b->symbols, symbol)->at;
    }
    scn_diags_add(b->diags, SCN_S_OVERLOAD, at, NULL,
                  "the arrivals ask for %.0f %% of one processor and the machine has %u; '%s' "
                  "alone asks for %.0f %%",
                  sum * 100, processors, path, most * 100);
}

/* Does the same declaration make an earlier object, or one that is used, for another device? */
static bool other_device(const struct scn_build *b, uint32_t index)
{
    const struct scn_range *at = &SCN_AT(struct scn_symbol, b->symbols, index)->at;

    for (uint32_t i = 0; b->devices.count > 1 && i < b->symbols.count; i++) {
        const struct scn_symbol *other = SCN_AT(struct scn_symbol, b->symbols, i);

        if (i != index && other->at.source == at->source && other->at.line == at->line
            && other->at.column == at->column && (i < index || other->used)) {
            return true;
        }
    }
    return false;
}

static void check_unused(struct scn_build *b)
{
    static const char *const nothing[MDL_OBJECT_KIND_COUNT] = {
        [MDL_OBJECT_INTERRUPT] = "nothing asserts interrupt",
        [MDL_OBJECT_DPC] = "nothing queues DPC",
        [MDL_OBJECT_TIMER] = "nothing starts timer",
        [MDL_OBJECT_WORK_ITEM] = "nothing queues work item",
        [MDL_OBJECT_LOCK] = "nothing acquires lock",
        [MDL_OBJECT_EVENT] = "nothing uses event",
        [MDL_OBJECT_VARIABLE] = "nothing uses variable",
        [MDL_OBJECT_QUEUE] = "nothing uses queue",
        [MDL_OBJECT_TARGET] = "nothing is sent to target",
    };

    for (uint32_t i = 0; i < b->symbols.count; i++) {
        const struct scn_symbol *symbol = SCN_AT(struct scn_symbol, b->symbols, i);

        if (!symbol->used && nothing[symbol->kind] != NULL && !other_device(b, i)) {
            scn_diags_add(b->diags, SCN_S_UNUSED, symbol->at, NULL, "%s '%s'",
                          nothing[symbol->kind], symbol->path);
        }
    }
}

void scn_load_check(struct scn_build *b)
{
    check_unused(b);
    check_guidelines(b);
    check_overload(b);
}
