/* What a thread can wait for; see the header. */
#include "scenarios/language/waitables.h"

#include <string.h>

#include "model/rules/increments.h"
#include "scenarios/language/call_forms.h"
#include "scenarios/language/calls.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/names.h"
#include "scenarios/language/suggest.h"

enum { INCREMENT_MAX = 15 };

/* ---- one object ----------------------------------------------------------------------------- */

static mdl_object_id object_of(const struct scn_build *b, const struct scn_symbol *symbol)
{
    switch (symbol->kind) {
    case MDL_OBJECT_WORK_ITEM:
        return SCN_AT(struct mdl_item, b->items, symbol->id)->object;
    case MDL_OBJECT_DPC:
        return SCN_AT(struct mdl_dpc, b->dpcs, symbol->id)->object;
    case MDL_OBJECT_INTERRUPT:
        return SCN_AT(struct mdl_line, b->lines, symbol->id)->object;
    default:
        return SCN_AT(struct mdl_lock, b->locks, symbol->id)->object;
    }
}

/* Its argument is an address of anything: Windows compiles it. */
static uint32_t other(struct scn_code *c, const struct scn_step_node *step,
                      const struct scn_node *name, const struct scn_symbol *symbol)
{
    scn_diags_add(c->build->diags, SCN_S_WRONG_OBJECT, name->at, NULL,
                  "'%s' is no object that %s can wait for",
                  scn_diags_quote(c->build->diags, name->text), step->verb->text);
    scn_diags_note(c->build->diags, symbol->at, "'%s' is declared here", name->text);
    if (symbol->kind == MDL_OBJECT_WORK_ITEM) {
        scn_diags_hint(c->build->diags, "wait for a work item with WdfWorkItemFlush, or for an "
                                        "event that its callback sets");
    } else if (symbol->kind == MDL_OBJECT_LOCK) {
        scn_diags_hint(c->build->diags, "of locks only a mutex is one; the others have acquire "
                                        "calls of their own");
    }
    return MDL_WAITABLE(MDL_WAITABLE_NOT, object_of(c->build, symbol));
}

static uint32_t thread(struct scn_code *c, const struct scn_node *name,
                       const struct scn_symbol *symbol)
{
    const struct mdl_thread *plan = SCN_AT(struct mdl_thread, c->build->threads, symbol->id);

    if (plan->group_count > 1 || plan->stream != MDL_NONE) {
        scn_diags_add(c->build->diags, SCN_S_NOT_WAITABLE, name->at, NULL,
                      plan->group_count > 1 ? "'%s' is several threads: which one?"
                                            : "'%s' never ends: it runs for each arrival",
                      name->text);
        scn_diags_note(c->build->diags, symbol->at, "'%s' is declared here", name->text);
    }
    return MDL_WAITABLE(MDL_WAITABLE_THREAD, symbol->id);
}

uint32_t scn_waitables_one(struct scn_code *c, const struct scn_step_node *step,
                           const struct scn_node *name, const struct scn_symbol *symbol)
{
    switch (symbol->kind) {
    case MDL_OBJECT_EVENT:
        return MDL_WAITABLE(MDL_WAITABLE_EVENT, symbol->id);
    case MDL_OBJECT_TIMER:
        return MDL_WAITABLE(MDL_WAITABLE_TIMER, symbol->id);
    case MDL_OBJECT_THREAD:
        return thread(c, name, symbol);
    case MDL_OBJECT_LOCK:
        if (SCN_AT(struct mdl_lock, c->build->locks, symbol->id)->kind == MDL_LOCK_MUTEX) {
            return MDL_WAITABLE(MDL_WAITABLE_LOCK, symbol->id);
        }
        return other(c, step, name, symbol);
    default:
        return other(c, step, name, symbol);
    }
}

void scn_waitables_create(struct scn_code *c, const struct scn_node *name,
                          const struct scn_symbol *symbol)
{
    struct mdl_thread *threads = SCN_AT(struct mdl_thread, c->build->threads, symbol->id);

    if (threads->stream != MDL_NONE || threads->application) {
        scn_diags_add(c->build->diags, SCN_S_COMBINATION, name->at, NULL,
                      threads->application ? "'%s' is an application's thread"
                                           : "'%s' has arrivals: it is there from the start",
                      name->text);
        scn_diags_note(c->build->diags, symbol->at, "'%s' is declared here", name->text);
        return;
    }
    for (uint32_t i = 0; i < threads->group_count && !c->build->trying; i++) {
        threads[i].dynamic = true;
    }
}

/* ---- several -------------------------------------------------------------------------------- */

static const struct scn_node *objects_of(struct scn_code *c, const struct scn_step_node *step)
{
    static const char *const keys[] = {"objects", "type", "timeout"};
    const struct scn_node *list = step->argument;

    if (list != NULL && list->kind == SCN_TREE_MAP) {
        scn_calls_only(c, list, keys, 3, step->verb->text);
        list = scn_tree_get(list, "objects");
    }
    if (list == NULL || list->kind != SCN_TREE_LIST || list->count == 0) {
        scn_diags_add(c->build->diags, SCN_S_STEP_SHAPE, step->verb->at, NULL,
                      "%s takes a list of objects: [a, b], or {objects: [a, b], type: WaitAll}",
                      step->verb->text);
        return NULL;
    }
    if (list->count > MDL_WAIT_SEVERAL_MAX) {
        scn_diags_add(c->build->diags, SCN_S_OUT_OF_RANGE, list->at, NULL,
                      "a thread waits for at most %u objects", MDL_WAIT_SEVERAL_MAX);
        return NULL;
    }
    return list;
}

static bool is_all(struct scn_code *c, const struct scn_step_node *step)
{
    const char *const *words = scn_call_forms_key("type")->words;
    const struct scn_node *type = step->argument->kind == SCN_TREE_MAP
                                      ? scn_tree_get(step->argument, "type") : NULL;

    if (type == NULL || (type->kind == SCN_TREE_SCALAR && strcmp(type->text, words[0]) == 0)) {
        return false;
    }
    if (type->kind != SCN_TREE_SCALAR || strcmp(type->text, words[1]) != 0) {
        scn_diags_add(c->build->diags, SCN_S_UNKNOWN_WORD, type->at, NULL,
                      "'type' is %s", scn_suggest_list(c->build->arena, words, 2, 2));
    }
    return true;
}

/* One object of the list; a mistake counts as nothing. */
static bool add_one(struct scn_code *c, const struct scn_step_node *step,
                    const struct scn_node *name, uint32_t first)
{
    const struct scn_names_wanted wanted = {SCN_NAMES_WAITED, "waitable object",
                                            step->verb->text};
    const struct scn_symbol *symbol;
    uint32_t waitable;

    if (name->kind != SCN_TREE_SCALAR) {
        scn_diags_add(c->build->diags, SCN_S_WRONG_TYPE, name->at, NULL,
                      "an object is named by one word");
        return false;
    }
    symbol = scn_names_find(c->build, c->driver, name, name->text, &wanted);
    if (symbol == NULL) {
        return false;
    }
    waitable = scn_waitables_one(c, step, name, symbol);
    for (uint32_t i = first; i < c->build->waitables.count; i++) {
        if (*SCN_AT(uint32_t, c->build->waitables, i) == waitable) {
            scn_diags_add(c->build->diags, SCN_S_COMBINATION, name->at, NULL,
                          "'%s' is waited for twice", name->text);
            return false;
        }
    }
    *(uint32_t *)scn_build_push(c->build, &c->build->waitables) = waitable;
    return true;
}

void scn_waitables_several(struct scn_code *c, const struct scn_step_node *step, uint32_t index)
{
    const struct scn_node *list = objects_of(c, step);
    uint32_t first = c->build->waitables.count, count = 0;

    for (uint32_t i = 0; list != NULL && i < list->count; i++) {
        count += add_one(c, step, list->items[i], first);
    }
    scn_code_step(c, index)->object = first;
    scn_code_step(c, index)->number =
        count | (list != NULL && is_all(c, step) ? MDL_WAIT_ALL : 0);
}

/* ---- increments ----------------------------------------------------------------------------- */

int64_t scn_waitables_increment(struct scn_code *c, const struct scn_node *node)
{
    const struct mdl_increment *row = node->kind == SCN_TREE_SCALAR
                                          ? mdl_increments_named(node->text) : NULL;
    int64_t value = 0;

    if (row != NULL) {
        return row->value;
    }
    if (node->kind == SCN_TREE_SCALAR && (node->text[0] < '0' || node->text[0] > '9')) {
        scn_diags_add(c->build->diags, SCN_S_UNKNOWN_WORD, node->at, NULL,
                      "'increment' is a number up to %d, or a name of wdm.h: IO_NO_INCREMENT, "
                      "IO_DISK_INCREMENT, EVENT_INCREMENT ... (T12)", INCREMENT_MAX);
        return 0;
    }
    scn_values_whole(&c->build->values, node, 0, INCREMENT_MAX, &value);
    return value;
}
