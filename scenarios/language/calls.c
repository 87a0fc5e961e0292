/*
 * DDI steps.
 *
 * The argument is a name, or a map where more must be said: {event: x, timeout: 5ms}. What the
 * name must be is the row's argument kind.
 */
#include "scenarios/language/calls.h"

#include <string.h>

#include "model/rules/ddi.h"
#include "scenarios/language/call_forms.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/disposal.h"
#include "scenarios/language/faults.h"
#include "scenarios/language/interrupts.h"
#include "scenarios/language/item_calls.h"
#include "scenarios/language/lock_calls.h"
#include "scenarios/language/names.h"
#include "scenarios/language/objects.h"
#include "scenarios/language/routines.h"
#include "scenarios/language/sends.h"
#include "scenarios/language/suggest.h"
#include "scenarios/language/timers.h"
#include "scenarios/language/waitables.h"
#include "sim/base/arena.h"

static const enum mdl_step_kind step_of_ddi[] = {
#define DDI(name, step, argument, low, high, blocks, rules, help) MDL_STEP_##step,
#include "model/rules/ddi.def"
#undef DDI
};

bool scn_calls_only(struct scn_code *c, const struct scn_node *map, const char *const *keys,
                    uint32_t count, const char *verb)
{
    bool good = true;

    for (uint32_t i = 0; i < map->count; i++) {
        const struct scn_node *key = map->pairs[i].key;
        bool known = false;

        for (uint32_t k = 0; k < count; k++) {
            known = known || strcmp(keys[k], key->text) == 0;
        }
        if (!known) {
            const char *label = scn_suggest_label(c->build->arena, key->text, keys, count);

            good = false;
            scn_diags_add(c->build->diags, SCN_S_UNKNOWN_KEY, key->at, label,
                          "%s has no key '%s'", verb,
                          scn_diags_quote(c->build->diags, key->text));
            scn_diags_hint(c->build->diags, "it takes %s",
                           scn_suggest_list(c->build->arena, keys, count, 8));
        }
    }
    return good;
}

/* The node that names the object: the argument itself, or the value of its key in a map. */
static const struct scn_node *object_node(struct scn_code *c, const struct scn_step_node *step,
                                          const struct scn_call_form *form)
{
    const char *keys[SCN_CALL_FORMS_OBJECTS + SCN_CALL_FORMS_EXTRAS];
    uint32_t count = 0;
    const struct scn_node *found = NULL;

    if (step->argument == NULL || step->argument->kind == SCN_TREE_LIST
        || (step->argument->kind == SCN_TREE_SCALAR && step->argument->text[0] == '\0')) {
        scn_diags_add(c->build->diags, SCN_S_STEP_SHAPE, step->verb->at, NULL,
                      "%s needs the name of %s", step->verb->text,
                      scn_names_a(c->build, form->noun));
        return NULL;
    }
    if (step->argument->kind == SCN_TREE_SCALAR) {
        return step->argument;
    }
    for (uint32_t i = 0; i < SCN_CALL_FORMS_OBJECTS && form->objects[i] != NULL; i++) {
        keys[count++] = form->objects[i];
        if (found == NULL) {
            found = scn_tree_get(step->argument, form->objects[i]);
        }
    }
    for (uint32_t i = 0; i < SCN_CALL_FORMS_EXTRAS && form->extras[i] != NULL; i++) {
        keys[count++] = form->extras[i];
    }
    if (scn_calls_only(c, step->argument, keys, count, step->verb->text)
        && (found == NULL || found->kind != SCN_TREE_SCALAR)) {
        scn_diags_add(c->build->diags, SCN_S_MISSING_KEY, step->argument->at, NULL,
                      "%s needs '%s'", step->verb->text, form->objects[0]);
    }
    return found != NULL && found->kind == SCN_TREE_SCALAR ? found : NULL;
}

/* A bare word has no argument at all. */
static const struct scn_node *extra(const struct scn_step_node *step, const char *key)
{
    return step->argument != NULL && step->argument->kind == SCN_TREE_MAP
               ? scn_tree_get(step->argument, key)
               : NULL;
}

/* A time beside the object (time-out, due time) as a constant draw. */
static void read_time(struct scn_code *c, const struct scn_step_node *step, const char *key,
                      uint32_t index)
{
    const struct scn_node *node = extra(step, key);
    bool assumed = false;
    uint64_t ns;

    if (node == NULL || !scn_values_duration(&c->build->values, node, &ns, &assumed)) {
        return;
    }
    struct sim_law law = scn_build_constant(ns);
    mdl_draw_id draw = scn_code_draw(c, &law, assumed, node);

    scn_code_step(c, index)->draw = draw;
}

static void check_isr_queue(struct scn_code *c, uint32_t index, enum mdl_step_kind kind,
                            const struct scn_node *name, const struct scn_symbol *symbol)
{
    const struct mdl_line *line = SCN_AT(struct mdl_line, c->build->lines, symbol->id);
    bool user = SCN_AT(struct scn_line_needs, c->build->line_needs, symbol->id)->user_isr != 0;
    bool dpc = kind == MDL_STEP_QUEUE_ISR_DPC && !user;

    if (user) {
        scn_code_step(c, index)->kind = MDL_STEP_QUEUE_ISR_ITEM; /* W120: either way an item */
    }
    if ((dpc ? line->dpc : line->item) == MDL_NONE) {
        scn_diags_add(c->build->diags, SCN_S_COMBINATION, name->at, NULL,
                      "interrupt '%s' has no %s", name->text, dpc ? "DPC" : "work item");
        scn_diags_note(c->build->diags, symbol->at, "'%s' is declared here", name->text);
        scn_diags_hint(c->build->diags, "add '%s: CALLBACK' to it", dpc ? "dpc" : "work_item");
    }
}

/*
 * WdfObjectDelete of what is declared. A DPC and a timer are taken out of their queues, a target
 * and a manual queue cancel what they have; the framework alone deletes interrupts (W115) and
 * queues that requests are dispatched to. A lock that nobody uses any more is just gone. Returns
 * the step's object.
 */
static uint32_t deletes(struct scn_code *c, uint32_t index, const struct scn_symbol *symbol)
{
    struct mdl_step *step = scn_code_step(c, index);
    const struct mdl_queue *queue;
    uint32_t deleted = MDL_NONE;

    step->number = 0;
    switch (symbol->kind) {
    case MDL_OBJECT_DPC:
        step->kind = MDL_STEP_REMOVE_DPC;
        deleted = MDL_DELETED(MDL_DELETED_DPC, symbol->id);
        break;
    case MDL_OBJECT_TIMER:
        step->kind = MDL_STEP_STOP_TIMER;
        deleted = MDL_DELETED(MDL_DELETED_TIMER, symbol->id);
        break;
    case MDL_OBJECT_TARGET:
        step->kind = MDL_STEP_TARGET_STOP;
        step->number = MDL_STOP_PURGE;
        deleted = MDL_DELETED(MDL_DELETED_TARGET, symbol->id);
        break;
    case MDL_OBJECT_QUEUE:
        queue = SCN_AT(struct mdl_queue, c->build->queues, symbol->id);
        if (queue->dispatch == MDL_DISPATCH_LIST) {
            step->kind = MDL_STEP_NOTHING;
        } else {
            step->kind = queue->dispatch == MDL_DISPATCH_MANUAL ? MDL_STEP_QUEUE_CONTROL
                                                                : MDL_STEP_DELETE_REFUSED;
            step->number = queue->dispatch == MDL_DISPATCH_MANUAL ? MDL_QUEUE_PURGE
                                                                  : queue->object;
            deleted = queue->dispatch == MDL_DISPATCH_MANUAL
                          ? MDL_DELETED(MDL_DELETED_QUEUE, symbol->id) : MDL_NONE;
        }
        break;
    case MDL_OBJECT_LOCK:
        step->kind = MDL_STEP_DELETED;
        return MDL_DELETED(MDL_DELETED_LOCK, symbol->id);
    default:
        step->kind = MDL_STEP_DELETE_REFUSED;
        step->number = SCN_AT(struct mdl_line, c->build->lines, symbol->id)->object;
    }
    if (deleted != MDL_NONE) {
        uint32_t mark = scn_code_emit(c, MDL_STEP_DELETED, NULL, "");

        scn_code_step(c, mark)->object = deleted;
    }
    return symbol->id;
}

static void set_object(struct scn_code *c, const struct scn_step_node *step, uint32_t index,
                       const struct scn_node *name, const struct scn_symbol *symbol)
{
    enum mdl_step_kind kind = (enum mdl_step_kind)scn_code_step(c, index)->kind;
    uint32_t object = symbol->id;

    if (kind == MDL_STEP_WAIT_OBJECT) {
        object = scn_waitables_one(c, step, name, symbol);
    } else if (symbol->kind == MDL_OBJECT_INTERRUPT
               && (kind == MDL_STEP_ACQUIRE_INTERRUPT || kind == MDL_STEP_RELEASE)) {
        object = scn_interrupts_lock(c->build, symbol->id);
    } else if (kind == MDL_STEP_CREATE_THREAD) {
        scn_waitables_create(c, name, symbol);
    } else if (kind == MDL_STEP_WDF_DELETE && symbol->kind != MDL_OBJECT_WORK_ITEM) {
        object = deletes(c, index, symbol);
    } else if (symbol->kind == MDL_OBJECT_LOCK) {
        scn_lock_calls_set(c, step, index, name, symbol);
    } else if (symbol->kind == MDL_OBJECT_WORK_ITEM) {
        scn_item_calls_note(c, step, index, symbol->id);
    } else if (kind == MDL_STEP_QUEUE_ISR_DPC || kind == MDL_STEP_QUEUE_ISR_ITEM) {
        check_isr_queue(c, index, kind, name, symbol);
    }
    scn_code_step(c, index)->object = object;
}

/* T20: the signal is followed at once by a wait. */
static void waits_next(struct scn_code *c, const struct scn_node *node, uint32_t index)
{
    bool waits = false;

    if (scn_values_truth(&c->build->values, node, &waits) && waits) {
        scn_code_step(c, index)->flags |= MDL_STEP_WAITS_NEXT;
    }
}

static void named(struct scn_code *c, const struct scn_step_node *step, uint32_t index,
                  const struct scn_call_form *form)
{
    const struct scn_node *name = object_node(c, step, form);
    const struct scn_names_wanted wanted = {form->kinds, form->noun, step->verb->text};
    const struct scn_symbol *symbol = NULL;
    int64_t count = 1;

    if (name == NULL) {
        return;
    }
    symbol = scn_names_find(c->build, c->driver, name, name->text, &wanted);
    if (symbol != NULL) {
        set_object(c, step, index, name, symbol);
    }
    read_time(c, step, "timeout", index);
    read_time(c, step, "due", index);
    if (extra(step, "count") != NULL) {
        scn_values_whole(&c->build->values, extra(step, "count"), 1, 1000000, &count);
    }
    if (scn_code_step(c, index)->kind == MDL_STEP_SET_EVENT) {
        scn_code_step(c, index)->number = (uint32_t)count;
    }
    if (extra(step, "wait") != NULL && scn_code_step(c, index)->kind == MDL_STEP_SET_EVENT) {
        waits_next(c, extra(step, "wait"), index);
    }
    if (extra(step, "increment") != NULL) {
        scn_code_step(c, index)->value = scn_waitables_increment(c, extra(step, "increment"));
    }
}

static void duration(struct scn_code *c, const struct scn_step_node *step, uint32_t index)
{
    const struct scn_node *node = step->argument;
    struct sim_law law;
    bool assumed = false;

    if (scn_code_step(c, index)->kind == MDL_STEP_RUN) {
        c->runs = true;
    }
    if (node == NULL || !scn_values_duration_law(&c->build->values, node, &law, &assumed)) {
        if (node == NULL) {
            scn_diags_add(c->build->diags, SCN_S_STEP_SHAPE, step->verb->at, NULL,
                          "%s needs a duration", step->verb->text);
        }
        return;
    }
    mdl_draw_id draw = scn_code_draw(c, &law, assumed, node);

    scn_code_step(c, index)->draw = draw;
    scn_build_changeable(c->build, node, MDL_CHANGE_LAW, draw);
}

static void level(struct scn_code *c, const struct scn_step_node *step, uint32_t index)
{
    const struct scn_node *node = step->argument;
    uint8_t irql;
    int64_t value = 0;

    if (node == NULL || node->kind != SCN_TREE_SCALAR || node->text[0] == '\0') {
        scn_diags_add(c->build->diags, SCN_S_STEP_SHAPE, step->verb->at, NULL,
                      "%s needs a level", step->verb->text);
        return;
    }
    if (mdl_irql_named(c->build->irql, node->text, &irql)) {
        value = irql;
    } else if (node->text[0] >= '0' && node->text[0] <= '9') {
        scn_values_whole(&c->build->values, node, 0, c->build->irql->high, &value);
    } else {
        scn_diags_add(c->build->diags, SCN_S_LEVEL_NAME, node->at, NULL,
                      "'%s' is not an IRQL", scn_diags_quote(c->build->diags, node->text));
        scn_diags_hint(c->build->diags, "levels are PASSIVE_LEVEL, APC_LEVEL, DISPATCH_LEVEL, "
                                        "a number up to %u", c->build->irql->high);
    }
    scn_code_step(c, index)->number = (uint32_t)value;
}

/* {thread: t, priority: 12}: notes whose, returns the number. */
static const struct scn_node *of_a_thread(struct scn_code *c, const struct scn_step_node *step,
                                          uint32_t index)
{
    static const char *const keys[] = {"thread", "priority", "increment"};
    const struct scn_names_wanted wanted = {SCN_NAMES_KIND(THREAD), "thread", step->verb->text};
    const struct scn_node *thread = scn_tree_get(step->argument, keys[0]);
    const struct scn_node *value = scn_tree_get(step->argument, keys[1]);
    const struct scn_symbol *symbol = NULL;

    if (!scn_calls_only(c, step->argument, keys, 3, step->verb->text)) {
        return NULL;
    }
    if (thread != NULL && thread->kind == SCN_TREE_SCALAR) {
        symbol = scn_names_find(c->build, c->driver, thread, thread->text, &wanted);
    }
    if (symbol != NULL) {
        scn_code_step(c, index)->object = symbol->id;
    }
    value = value != NULL ? value : scn_tree_get(step->argument, keys[2]);
    if (value == NULL) {
        scn_diags_add(c->build->diags, SCN_S_MISSING_KEY, step->argument->at, NULL,
                      "%s needs 'priority' or 'increment'", step->verb->text);
    }
    return value;
}

/* 0xD1, as people write it. */
static uint32_t code_of_stop(struct scn_code *c, const struct scn_node *node)
{
    const char *digits = node->kind == SCN_TREE_SCALAR ? node->text : "";
    uint32_t code = 0;

    digits += strncmp(digits, "0x", 2) == 0 ? 2 : strlen(digits);
    if (strlen(digits) <= 8 && digits[strspn(digits, "0123456789abcdefABCDEF")] == '\0') {
        for (; *digits != '\0'; digits++) {
            int digit = *digits <= '9' ? *digits - '0' : (*digits | 0x20) - 'a' + 10;

            code = code * 16 + (uint32_t)digit;
        }
    }
    if (code == 0) {
        scn_diags_add(c->build->diags, SCN_S_STEP_SHAPE, node->at, "as in 0xE2",
                      "the code of a bug check is needed here");
    }
    return code;
}

static void number(struct scn_code *c, const struct scn_step_node *step, uint32_t index)
{
    const struct scn_node *node;
    int64_t value = 8;

    if (step->argument == NULL) {
        scn_diags_add(c->build->diags, SCN_S_STEP_SHAPE, step->verb->at, NULL,
                      "%s needs a number", step->verb->text);
        return;
    }
    scn_code_step(c, index)->object = MDL_NONE;
    node = step->argument;
    if (node->kind == SCN_TREE_MAP) {
        node = of_a_thread(c, step, index);
    }
    if (node == NULL) {
        return;
    }
    if (scn_code_step(c, index)->kind == MDL_STEP_BUG_CHECK) {
        scn_code_step(c, index)->number = code_of_stop(c, node);
    } else if (scn_code_step(c, index)->kind == MDL_STEP_SET_BASE) {
        scn_values_whole(&c->build->values, node, -31, 31, &value);
        scn_code_step(c, index)->value = value;
    } else {
        scn_values_whole(&c->build->values, node, 1, 31, &value);
        scn_code_step(c, index)->number = (uint32_t)value;
    }
}

static void constant_time(struct scn_code *c, const struct scn_step_node *step, uint32_t index,
                          uint64_t ns)
{
    struct sim_law law = scn_build_constant(ns);
    mdl_draw_id draw = scn_code_draw(c, &law, false, step->verb);

    scn_code_step(c, index)->draw = draw;
}

/* The callback runs in place, at the level and with the lock that the step takes. */
static void synchronize(struct scn_code *c, const struct scn_step_node *step, uint32_t index)
{
    const struct scn_node *callback;

    named(c, step, index, scn_call_forms_row(MDL_ARGUMENT_SYNCHRONIZE));
    callback = step->argument != NULL ? extra(step, "callback") : NULL;
    if (callback == NULL) {
        scn_diags_add(c->build->diags, SCN_S_MISSING_KEY, step->verb->at, NULL,
                      "%s needs 'interrupt' and 'callback'", step->verb->text);
        return;
    }
    c->result_wanted = callback->kind == SCN_TREE_SCALAR;
    scn_steps_compile(c, callback);
    c->result_wanted = false;
    uint32_t release = scn_code_emit(c, MDL_STEP_RELEASE, step->verb, step->text);

    scn_code_step(c, release)->object = scn_code_step(c, index)->object;
}

/* Memory has no name here, unless it is an object's. */
static void memory(struct scn_code *c, const struct scn_step_node *step, uint32_t index)
{
    const struct scn_symbol *symbol = NULL;

    if (step->argument != NULL && step->argument->kind == SCN_TREE_SCALAR) {
        symbol = scn_names_peek(c->build, c->driver, step->argument->text,
                                scn_call_forms_row(MDL_ARGUMENT_MEMORY)->kinds);
    }
    if (symbol != NULL) {
        set_object(c, step, index, step->argument, symbol);
    }
    if (scn_code_step(c, index)->kind == MDL_STEP_ITEM_REFERENCE) {
        scn_code_step(c, index)->number = strstr(step->verb->text, "Deref") == NULL;
    }
}

/* The lock that lets one KeIpiGenericCall in at a time. */
static mdl_lock_id ipi_lock(struct scn_build *b)
{
    if (b->ipi_lock == 0 && !b->trying) {
        *(struct mdl_lock *)scn_build_push(b, &b->locks) = (struct mdl_lock){
            .object = scn_build_object(b, "machine.ipi_lock", MDL_OBJECT_LOCK),
            .kind = MDL_LOCK_SPIN, .framework = true};
        b->ipi_lock = b->locks.count;
    }
    return b->ipi_lock == 0 ? 0 : b->ipi_lock - 1;
}

/* The callback on the other processors: a routine of its own. */
static mdl_program_id ipi_routine(struct scn_code *c, const struct scn_node *callback)
{
    struct scn_build *b = c->build;
    mdl_label_id label;
    const struct scn_routines_owner owner = {
        c->routine->driver, SCN_CALLER_CALLBACK, b->irql->ipi, MDL_NONE,
        scn_build_object(b, sim_arena_print(b->arena, "%s.%s", c->driver->prefix,
                                            callback->text), MDL_OBJECT_CALLBACK),
        MDL_LABEL_KIND_ISR};

    return b->trying ? 0 : scn_routines_add(b, &owner, callback, &label);
}

/* Lock, call, the callback in place, wait for the others, unlock. */
static void everywhere(struct scn_code *c, const struct scn_step_node *step, uint16_t ddi)
{
    uint32_t lock, call, release;

    if (step->argument == NULL || step->argument->kind != SCN_TREE_SCALAR
        || step->argument->text[0] == '\0') {
        scn_diags_add(c->build->diags, SCN_S_STEP_SHAPE, step->verb->at, NULL,
                      "%s needs the name of a callback", step->verb->text);
        return;
    }
    lock = scn_steps_emit(c, step, MDL_STEP_ACQUIRE);
    scn_code_step(c, lock)->object = ipi_lock(c->build);
    call = scn_steps_emit(c, step, MDL_STEP_IPI_CALL);
    scn_code_step(c, call)->ddi = ddi;
    mdl_program_id program = ipi_routine(c, step->argument);

    scn_code_step(c, call)->object = program;
    scn_steps_compile(c, step->argument);
    scn_steps_emit(c, step, MDL_STEP_IPI_WAIT);
    release = scn_steps_emit(c, step, MDL_STEP_RELEASE);
    scn_code_step(c, release)->object = scn_code_step(c, lock)->object;
}

/* Pin 28: the framework calls it at DISPATCH_LEVEL, a routine of its own. */
static void called(struct scn_code *c, const struct scn_step_node *step, uint32_t index)
{
    struct scn_build *b = c->build;
    const struct scn_node *name = step->argument;
    mdl_label_id label;

    if (name == NULL || name->kind != SCN_TREE_SCALAR || name->text[0] == '\0') {
        scn_diags_add(b->diags, SCN_S_STEP_SHAPE, step->verb->at, NULL,
                      "%s needs the name of a callback", step->verb->text);
        return;
    }
    const struct scn_routines_owner owner = {
        c->routine->driver, SCN_CALLER_CALLBACK, MDL_IRQL_DISPATCH, MDL_NONE,
        scn_build_object(b, sim_arena_print(b->arena, "%s.%s", c->driver->prefix, name->text),
                         MDL_OBJECT_CALLBACK),
        MDL_LABEL_KIND_DPC};
    mdl_program_id program = b->trying ? 0 : scn_routines_add(b, &owner, name, &label);

    scn_code_step(c, index)->object = program;
    scn_code_step(c, index)->number = MDL_IRQL_DISPATCH;
}

/* A bare word keeps the request; {requeue: true}, or true, puts it back. */
static void requeue(struct scn_code *c, const struct scn_step_node *step, uint32_t index)
{
    static const char *const keys[] = {"requeue"};
    const struct scn_node *node = step->argument;
    bool again = false;

    if (node != NULL && node->kind == SCN_TREE_MAP) {
        scn_calls_only(c, node, keys, 1, step->verb->text);
        node = scn_tree_get(node, keys[0]);
    }
    if (node != NULL && !(node->kind == SCN_TREE_SCALAR && node->text[0] == '\0')) {
        scn_values_truth(&c->build->values, node, &again);
    }
    scn_code_step(c, index)->number = again;
}

bool scn_calls_may_be_bare(const char *verb)
{
    return strcmp(verb, "NdisMIndicateReceiveNetBufferLists") == 0
           || strcmp(verb, "NdisFIndicateReceiveNetBufferLists") == 0;
}

/* Nobody above is modelled: what is indicated is not followed further. */
static bool indicates_to_nobody(const struct scn_step_node *step)
{
    return scn_calls_may_be_bare(step->verb->text)
           && (step->argument == NULL || (step->argument->kind == SCN_TREE_SCALAR
                                          && step->argument->text[0] == '\0'));
}

/* What is said beside a DPC becomes the number of the step. */
static void dpc_extra(struct scn_code *c, const struct scn_step_node *step, uint32_t index,
                      enum mdl_argument argument)
{
    const char *key = scn_call_forms_row(argument)->extras[0];
    const struct scn_node *node;

    named(c, step, index, scn_call_forms_row(argument));
    node = step->argument != NULL ? extra(step, key) : NULL;
    if (node == NULL) {
        if (argument != MDL_ARGUMENT_DPC_CANCEL) {
            scn_diags_add(c->build->diags, SCN_S_MISSING_KEY, step->verb->at, NULL,
                          "%s needs 'dpc' and '%s'", step->verb->text, key);
        }
        return;
    }
    if (argument == MDL_ARGUMENT_DPC_CANCEL) {
        bool wait = false;

        scn_values_truth(&c->build->values, node, &wait);
        scn_code_step(c, index)->number = wait;
    } else if (argument == MDL_ARGUMENT_DPC_IMPORTANCE) {
        scn_code_step(c, index)->number = scn_objects_importance(c->build, node);
    } else {
        scn_code_step(c, index)->number = scn_objects_processor(c->build, node);
    }
}

static bool source_may(enum mdl_step_kind kind)
{
    switch (kind) {
    case MDL_STEP_INSERT_DPC:
    case MDL_STEP_REMOVE_DPC:
    case MDL_STEP_QUEUE_ISR_DPC:
    case MDL_STEP_QUEUE_ISR_ITEM:
    case MDL_STEP_WDF_ENQUEUE:
    case MDL_STEP_IO_QUEUE:
    case MDL_STEP_EX_QUEUE:
    case MDL_STEP_FLT_QUEUE:
    case MDL_STEP_ITEM_CREATE:
    case MDL_STEP_ITEM_FREE:
    case MDL_STEP_ITEM_PARENT:
    case MDL_STEP_SET_EVENT:
    case MDL_STEP_PULSE_EVENT:
    case MDL_STEP_RESET_EVENT:
    case MDL_STEP_START_TIMER:
    case MDL_STEP_STOP_TIMER:
    case MDL_STEP_NOTHING:
        return true;
    default:
        return false;
    }
}

static const struct scn_node *either(struct scn_code *c, const struct scn_step_node *step,
                                     const char *const *keys, uint32_t count)
{
    const struct scn_node *found = NULL;

    for (uint32_t i = 0; i < count; i++) {
        const struct scn_node *list = scn_steps_beside(step, keys[i]);

        if (list != NULL && found != NULL) {
            scn_diags_add(c->build->diags, SCN_S_STEP_LISTS, list->at, NULL,
                          "'%s' says the same as another list beside this step", keys[i]);
        }
        found = found == NULL ? list : found;
    }
    return found;
}

void scn_calls_branches(struct scn_code *c, const struct scn_step_node *step)
{
    static const char *const good_keys[] = {"on_success", "on_true"};
    static const char *const bad_keys[] = {"on_failure", "on_false", "on_timeout", "on_full"};
    const struct scn_node *good = either(c, step, good_keys, 2);
    const struct scn_node *bad = either(c, step, bad_keys, 4);

    if (good == NULL && bad == NULL) {
        return;
    }
    uint32_t branch = scn_code_emit(c, MDL_STEP_BRANCH_RESULT, step->verb, step->text);

    if (good != NULL) {
        scn_steps_compile(c, good);
    }
    if (bad == NULL) {
        scn_code_land(c, branch);
        return;
    }
    uint32_t past = scn_code_emit(c, MDL_STEP_JUMP, NULL, "");

    scn_code_land(c, branch);
    scn_steps_compile(c, bad);
    scn_code_land(c, past);
}

/* What stands beside the name, by the kind that the row wants. */
static void read_argument(struct scn_code *c, const struct scn_step_node *step, uint32_t index,
                          enum mdl_argument argument)
{
    if (argument == MDL_ARGUMENT_DURATION) {
        duration(c, step, index);
    } else if (argument == MDL_ARGUMENT_IRQL) {
        level(c, step, index);
    } else if (argument == MDL_ARGUMENT_NUMBER) {
        number(c, step, index);
    } else if (argument == MDL_ARGUMENT_SYNCHRONIZE) {
        synchronize(c, step, index);
    } else if (argument == MDL_ARGUMENT_SCOPE) {
        scn_lock_calls_scope(c, step, index);
    } else if (argument == MDL_ARGUMENT_REQUEUE) {
        requeue(c, step, index);
    } else if (argument == MDL_ARGUMENT_CALLED) {
        called(c, step, index);
    } else if (argument == MDL_ARGUMENT_MEMORY) {
        memory(c, step, index);
    } else if (argument == MDL_ARGUMENT_DPC_CANCEL || argument == MDL_ARGUMENT_DPC_IMPORTANCE
               || argument == MDL_ARGUMENT_DPC_PROCESSOR) {
        dpc_extra(c, step, index, argument);
    } else if (argument == MDL_ARGUMENT_WAITABLES) {
        scn_waitables_several(c, step, index);
        read_time(c, step, "timeout", index);
    } else if (argument == MDL_ARGUMENT_TARGET) {
        scn_sends_call(c, step, index);
    } else if (argument == MDL_ARGUMENT_QUEUE) {
        scn_sends_queue(c, step, index);
    } else if (argument == MDL_ARGUMENT_KIND) {
        scn_sends_complete(c, step, index);
    } else if (argument != MDL_ARGUMENT_NOTHING) {
        named(c, step, index, scn_call_forms_row(argument));
    }
    if (argument == MDL_ARGUMENT_TIMER_STOP) {
        scn_timers_stop(c, step, index);
    }
}

void scn_calls_compile(struct scn_code *c, const struct scn_step_node *step, uint16_t ddi)
{
    enum mdl_argument argument = mdl_ddi_row(ddi)->argument;
    enum mdl_step_kind kind = step_of_ddi[ddi];

    if (indicates_to_nobody(step)) {
        argument = MDL_ARGUMENT_NOTHING;
        kind = MDL_STEP_NOTHING;
    }
    if (c->routine->caller == SCN_CALLER_SOURCE && !source_may(kind)) {
        scn_diags_add(c->build->diags, SCN_S_SOURCE_STEP, step->verb->at, NULL,
                      "a source stands outside the machine: it cannot call %s",
                      step->verb->text);
        return;
    }
    if (kind == MDL_STEP_CALL) {
        scn_sends_system_call(c, step);
    }
    if (argument == MDL_ARGUMENT_CALLBACK) {
        everywhere(c, step, ddi);
        scn_calls_branches(c, step);
        return;
    }
    if (kind == MDL_STEP_RUN_DOWN && strstr(step->verb->text, "AndWait") != NULL) {
        uint32_t own = scn_steps_emit(c, step, MDL_STEP_RELEASE);   /* first the caller's share */

        scn_code_step(c, own)->ddi = ddi;
        named(c, step, own, scn_call_forms_row(argument));
    }
    uint32_t faults = scn_faults_before(c, ddi, scn_sends_to(c, step, kind), step->verb);
    uint32_t index = scn_steps_emit(c, step, kind);

    scn_faults_land(c, index, faults);
    scn_code_step(c, index)->ddi = ddi;
    if (kind == MDL_STEP_ENTER_REGION || kind == MDL_STEP_LEAVE_REGION) {
        scn_code_step(c, index)->number = strstr(step->verb->text, "Guarded") != NULL;
    }
    read_argument(c, step, index, argument);
    if (kind == MDL_STEP_RAISE_IRQL && argument == MDL_ARGUMENT_NOTHING) {
        scn_code_step(c, index)->number = MDL_IRQL_DISPATCH;   /* KeRaiseIrqlToDpcLevel */
    }
    if (kind == MDL_STEP_ACQUIRE_INTERRUPT && strstr(step->verb->text, "Try") != NULL) {
        constant_time(c, step, index, 0);
    }
    if (scn_code_step(c, index)->kind == MDL_STEP_WDF_DELETE
        && scn_code_step(c, index)->object != MDL_NONE) {
        scn_disposal_delete(c, scn_code_step(c, index)->object);
    }
    scn_calls_branches(c, step);
}
