/*
 * Steps that give requests to somebody.
 */
#include "scenarios/language/sends.h"

#include "scenarios/language/calls.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/names.h"

/* The name in the argument: itself, or under one of the keys of a map. */
static const struct scn_node *name_in(struct scn_code *c, const struct scn_step_node *step,
                                      const char *const *keys, uint32_t name_count,
                                      uint32_t key_count)
{
    const struct scn_node *found = NULL;

    if (step->argument->kind == SCN_TREE_SCALAR && step->argument->text[0] != '\0') {
        return step->argument;
    }
    if (step->argument->kind == SCN_TREE_MAP) {
        scn_calls_only(c, step->argument, keys, key_count, step->verb->text);
        for (uint32_t i = 0; i < name_count && found == NULL; i++) {
            found = scn_tree_get(step->argument, keys[i]);
        }
    }
    if (found == NULL || found->kind != SCN_TREE_SCALAR) {
        scn_diags_add(c->build->diags, SCN_S_STEP_SHAPE, step->verb->at, NULL,
                      "'%s' takes the name of a %s", step->verb->text, keys[0]);
        return NULL;
    }
    return found;
}

void scn_sends_put(struct scn_code *c, const struct scn_step_node *step)
{
    static const char *const keys[] = {"queue"};
    static const struct scn_names_wanted wanted = {SCN_NAMES_KIND(QUEUE), "queue", "'put'"};
    const struct scn_node *name = name_in(c, step, keys, 1, 1);
    const struct scn_symbol *queue;

    if (name == NULL) {
        return;
    }
    queue = scn_names_find(c->build, c->driver, name, name->text, &wanted);
    uint32_t index = scn_steps_emit(c, step, MDL_STEP_PUT);

    scn_code_step(c, index)->object = queue == NULL ? 0 : queue->id;
    if (scn_steps_beside(step, "on_full") == NULL
        && scn_steps_beside(step, "on_failure") == NULL) {
        scn_code_step(c, index)->flags |= MDL_STEP_LOSES;
    }
    scn_calls_branches(c, step);
}
