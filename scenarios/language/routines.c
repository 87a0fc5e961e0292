/*
 * Routines: from declared to compiled.
 */
#include "scenarios/language/routines.h"

#include <string.h>

#include "scenarios/language/code.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/disposal.h"
#include "scenarios/language/names.h"
#include "scenarios/language/pnp.h"
#include "scenarios/language/reflector.h"
#include "scenarios/language/steps.h"
#include "sim/base/arena.h"
#include "sim/base/check.h"

/* The name of a step list without one: the object's own, without its driver and device. */
static const char *inline_name(const struct scn_driver *driver, const char *path)
{
    size_t length = strlen(driver->prefix);

    return length > 0 && strncmp(path, driver->prefix, length) == 0 ? path + length + 1 : path;
}

mdl_program_id scn_routines_add(struct scn_build *b, const struct scn_routines_owner *owner,
                                const struct scn_node *node, mdl_label_id *ret_label)
{
    const struct scn_driver *driver = SCN_AT(struct scn_driver, b->drivers, owner->driver);
    const char *path = SCN_AT(struct mdl_object, b->objects, owner->object)->path;
    const char *callback = inline_name(driver, path), *label = path;
    const struct scn_node *steps = node;
    struct scn_routine *routine;

    if (node != NULL && node->kind == SCN_TREE_SCALAR) {
        callback = node->text;
        label = driver->prefix[0] == '\0'
                    ? path
                    : sim_arena_print(b->arena, "%s.%s", driver->prefix, callback);
        steps = scn_names_callback(b, driver, node);
    } else if (node != NULL && node->kind == SCN_TREE_MAP) {
        scn_diags_add(b->diags, SCN_S_WRONG_TYPE, node->at, NULL,
                      "a callback is the name of a step list, or the list itself");
        steps = NULL;
    }
    *ret_label = scn_build_label(b, label, owner->object, owner->label_kind);
    routine = scn_build_push(b, &b->routines);
    *routine = (struct scn_routine){.driver = owner->driver, .caller = owner->caller,
                                    .irql = owner->irql, .item = owner->item, .path = path,
                                    .callback = callback, .label = *ret_label, .steps = steps};
    if (node != NULL) {
        routine->at = node->at;
    }
    return b->routines.count - 1;
}

void scn_routines_make(struct scn_build *b, mdl_program_id program, enum mdl_step_kind step,
                       uint32_t object)
{
    struct scn_routine *routine = SCN_AT(struct scn_routine, b->routines, program);

    routine->is_made = true;
    routine->made = (uint8_t)step;
    routine->made_object = object;
}

static void compile(struct scn_build *b, const struct scn_routine *routine,
                    struct mdl_program *ret_program)
{
    struct scn_frame frame;
    struct scn_code code;

    scn_code_init(&code, b, routine);
    code.runs = routine->steps == NULL; /* absent (reported), or the framework's: no default cost */
    if (scn_code_enter(&code, &frame, NULL)) {
        if (routine->caller == SCN_CALLER_PNP) {
            scn_pnp_compile(&code);
        } else if (routine->steps != NULL) {
            scn_steps_compile(&code, routine->steps);
        } else if (routine->disposes) {
            scn_disposal_worker(&code);
        } else if (routine->reflects != 0) {
            scn_reflector_routine(&code);
        } else if (routine->is_made) {
            uint32_t step = scn_code_emit(&code, (enum mdl_step_kind)routine->made, NULL, "");

            scn_code_step(&code, step)->object = routine->made_object;
        }
        scn_code_leave(&code);
    }
    scn_code_finish(&code, ret_program);
}

static bool is_used(const struct scn_build *b, uint32_t driver, const char *callback)
{
    const char *path = sim_arena_print(
        b->arena, "%s.%s", SCN_AT(struct scn_driver, b->drivers, driver)->name, callback);

    return sim_intern_find(&b->callbacks_used, path) != SIM_INTERN_NONE;
}

/* Compiles a callback that nothing names, as a thread's, and throws the result away. */
static void try_callback(struct scn_build *b, uint32_t driver, const struct scn_tree_pair *pair)
{
    struct scn_vector steps = b->steps, places = b->places, ranges = b->place_ranges,
                      conditions = b->conditions, choices = b->choices, draws = b->draws,
                      assumptions = b->assumptions;
    struct scn_routine routine = {.driver = driver, .caller = SCN_CALLER_THREAD,
                                  .path = pair->key->text, .callback = pair->key->text,
                                  .steps = pair->value, .item = MDL_NONE, .at = pair->key->at,
                                  .trial = true};
    struct mdl_program unused;

    b->trying = true;
    compile(b, &routine, &unused);
    b->trying = false;
    if (b->diags->error_count == 0) { /* else the mistake may be why nothing names it */
        scn_diags_add(b->diags, SCN_S_UNUSED, pair->key->at, NULL, "nothing uses callback '%s'",
                      scn_diags_quote(b->diags, pair->key->text));
    }
    b->steps = steps;
    b->places = places;
    b->place_ranges = ranges;
    b->conditions = conditions;
    b->choices = choices;
    b->draws = draws;
    b->assumptions = assumptions;
}

static void try_unused(struct scn_build *b)
{
    for (uint32_t d = 0; d < b->drivers.count; d++) {
        const struct scn_driver *driver = SCN_AT(struct scn_driver, b->drivers, d);
        const struct scn_node *map = driver->tries_unused ? driver->callbacks : NULL;

        for (uint32_t i = 0; map != NULL && i < map->count; i++) {
            if (!is_used(b, d, map->pairs[i].key->text)) {
                try_callback(b, d, &map->pairs[i]);
            }
        }
    }
}

void scn_routines_compile(struct scn_build *b)
{
    for (uint32_t i = 0; i < b->routines.count; i++) {
        struct scn_routine routine = *SCN_AT(struct scn_routine, b->routines, i);
        uint32_t errors = b->diags->error_count;
        struct mdl_program program;

        compile(b, &routine, &program);
        SCN_AT(struct scn_routine, b->routines, i)->is_wrong = b->diags->error_count > errors;
        *(struct mdl_program *)scn_build_push(b, &b->programs) = program;
    }
    SIM_ASSERT(b->programs.count == b->routines.count);
    try_unused(b);
}
