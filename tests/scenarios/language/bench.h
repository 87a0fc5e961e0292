/*
 * Scenarios written in a test, read, and asked about.
 */
#ifndef WTSIM_TESTS_SCENARIOS_LANGUAGE_BENCH_H
#define WTSIM_TESTS_SCENARIOS_LANGUAGE_BENCH_H

#include "tests/lab.h"

#include "scenarios/language/diags.h"
#include "scenarios/language/scenario.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

struct bench {
    struct sim_arena arena;
    struct scn_diags diags;
    struct scn_scenario s;
    bool good;
};

static void bench_read_with(struct bench *b, const char *text, const char *const *overrides,
                            uint32_t override_count)
{
    memset(b, 0, sizeof *b);
    sim_arena_init(&b->arena);
    scn_diags_init(&b->diags, &b->arena);
    b->good = scn_scenario_parse(&b->arena, "t.yaml", text, strlen(text), overrides,
                                 override_count, &b->diags, &b->s);
}

static inline void bench_read(struct bench *b, const char *text)
{
    bench_read_with(b, text, NULL, 0);
}

static inline void bench_done(struct bench *b)
{
    sim_arena_deinit(&b->arena);
}

/* All diagnostics, one per line: '9:18 S041 13 is not a device level on x64'. */
static inline const char *bench_said(struct bench *b)
{
    const char *said = "";

    scn_diags_sort(&b->diags);
    for (uint32_t i = 0; i < b->diags.count; i++) {
        const struct scn_diag *d = &b->diags.items[i];

        said = sim_arena_print(&b->arena, "%s%u:%u S%03u %s\n", said, d->at.line, d->at.column,
                               d->number, d->message);
    }
    return said;
}

/* The steps of a program, one per line: kind, object, number, jump relative to the program. */
static inline const char *bench_program(struct bench *b, mdl_program_id id)
{
    static const char *const names[] = {
#define X(id) #id,
        MDL_STEPS(X)
#undef X
    };
    const struct mdl_program *program = &b->s.plan.programs[id];
    const char *text = "";

    for (uint32_t i = program->first; i < program->first + program->count; i++) {
        const struct mdl_step *step = &b->s.plan.steps[i];

        text = sim_arena_print(&b->arena, "%s%u %s", text, i - program->first, names[step->kind]);
        if (step->object != MDL_NONE) {
            text = sim_arena_print(&b->arena, "%s o%u", text, step->object);
        }
        if (step->number != 0) {
            text = step->number == MDL_FOREVER
                       ? sim_arena_print(&b->arena, "%s forever", text)
                       : sim_arena_print(&b->arena, "%s n%u", text, step->number);
        }
        if (step->draw != MDL_NONE) {
            text = sim_arena_print(&b->arena, "%s [%s]", text,
                                   b->s.plan.draws[step->draw].purpose);
        }
        if (step->jump != MDL_NONE) {
            text = sim_arena_print(&b->arena, "%s ->%u", text, step->jump - program->first);
        }
        text = sim_arena_print(&b->arena, "%s\n", text);
    }
    return text;
}

static inline const struct mdl_object *bench_object(const struct bench *b, const char *path)
{
    for (uint32_t i = 0; i < b->s.plan.object_count; i++) {
        if (strcmp(b->s.plan.objects[i].path, path) == 0) {
            return &b->s.plan.objects[i];
        }
    }
    return NULL;
}

static inline const char *bench_parameter(const struct bench *b, const char *path)
{
    for (uint32_t i = 0; i < b->s.parameter_count; i++) {
        if (strcmp(b->s.parameters[i].path, path) == 0) {
            return b->s.parameters[i].value;
        }
    }
    return "(none)";
}

#endif
