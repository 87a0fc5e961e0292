/*
 * Steps that give requests to somebody.
 */
#include "scenarios/language/sends.h"

#include <string.h>

#include "model/rules/ddi.h"
#include "model/rules/status.h"
#include "scenarios/language/call_forms.h"
#include "scenarios/language/calls.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/faults.h"
#include "scenarios/language/frameworks.h"
#include "scenarios/language/names.h"
#include "scenarios/language/objects.h"
#include "scenarios/language/queues.h"
#include "scenarios/language/routines.h"
#include "scenarios/language/settings.h"
#include "scenarios/language/suggest.h"
#include "scenarios/language/targets.h"
#include "sim/base/arena.h"

uint32_t scn_sends_from(const struct scn_symbol *symbol)
{
    return MDL_FROM(symbol->kind == MDL_OBJECT_QUEUE    ? MDL_FROM_QUEUE
                    : symbol->kind == MDL_OBJECT_TARGET ? MDL_FROM_TARGET
                                                        : MDL_FROM_LINE, symbol->id);
}

/* The name in the argument: itself, or under the first keys of a map that may have all of them. */
static const struct scn_node *name_in(struct scn_code *c, const struct scn_step_node *step,
                                      const char *const *keys, uint32_t names, uint32_t count)
{
    const struct scn_node *found = NULL;

    if (step->argument != NULL && step->argument->kind == SCN_TREE_SCALAR
        && step->argument->text[0] != '\0') {
        return step->argument;
    }
    if (step->argument != NULL && step->argument->kind == SCN_TREE_MAP) {
        scn_calls_only(c, step->argument, keys, count, step->verb->text);
        for (uint32_t i = 0; i < names && found == NULL; i++) {
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

static const struct scn_node *beside_name(const struct scn_step_node *step, const char *key)
{
    return step->argument->kind == SCN_TREE_MAP ? scn_tree_get(step->argument, key) : NULL;
}

static const struct mdl_target *target_at(const struct scn_code *c, mdl_target_id id)
{
    return SCN_AT(struct mdl_target, c->build->targets, id);
}

/* ---- what a send may say -------------------------------------------------------------------- */

static void read_service(struct scn_code *c, const struct scn_step_node *step, uint32_t index,
                         mdl_target_id target)
{
    const struct scn_node *service = beside_name(step, "service");
    struct sim_law law;
    bool assumed = false;

    if (service == NULL
        || !scn_values_duration_law(&c->build->values, service, &law, &assumed)) {
        return;
    }
    if (target_at(c, target)->service == MDL_NONE) {
        scn_diags_add(c->build->diags, SCN_S_COMBINATION, service->at, NULL,
                      "a target with arrivals has no service");
        return;
    }
    mdl_draw_id draw = scn_code_draw(c, &law, assumed, service);

    scn_code_step(c, index)->draw = draw;
}

static void read_timeout(struct scn_code *c, const struct scn_step_node *step, uint32_t index,
                         mdl_target_id target)
{
    const struct scn_node *timeout = beside_name(step, "timeout");
    bool assumed = false;
    uint64_t ns;

    if (timeout == NULL || !scn_values_duration(&c->build->values, timeout, &ns, &assumed)) {
        return;
    }
    if (target_at(c, target)->interrupts) {
        scn_diags_add(c->build->diags, SCN_S_COMBINATION, timeout->at, NULL,
                      "a target that asserts an interrupt of the driver's has no time-outs: use a "
                      "timer, and 'each_request: {from: ...}'");
        return;
    }
    scn_code_step(c, index)->value = (int64_t)ns;
    if (scn_code_step(c, index)->kind == MDL_STEP_PUT) {
        scn_targets_timed(c->build, target);
    }
}

/* UMDF: the item in whose runs threads of the host process call completion routines. */
static mdl_item_id host_of(struct scn_code *c)
{
    struct scn_build *b = c->build;
    uint32_t driver = c->routine->driver;
    struct scn_driver *own = SCN_AT(struct scn_driver, b->drivers, driver);
    const char *path = sim_arena_print(b->arena, "%s.framework.completions", own->prefix);
    struct scn_node key = {.at = own->at};
    const struct scn_objects_entry e = {.build = b, .driver = driver, .key = &key,
                                        .name = "completions", .path = path};

    if (own->host_item == 0) {
        mdl_item_id item = scn_objects_item(&e, path, NULL, 1, MDL_CARRIES_ALL);

        own->host_item = item + 1;
        SCN_AT(struct scn_item_needs, b->item_needs, item)->by_wdf = true;
        scn_routines_make(b, SCN_AT(struct mdl_item, b->items, item)->program,
                          MDL_STEP_HOST_DONE, item);
        SCN_AT(struct scn_symbol, b->symbols, sim_intern_find(&b->symbol_paths, path))->used =
            true;
    }
    return own->host_item - 1;
}

/* One routine for each callback and what it is sent to: it may send itself again. */
static uint32_t completion_of(struct scn_code *c, const struct scn_node *callback,
                              mdl_object_id object, bool of_queue)
{
    struct scn_build *b = c->build;
    bool hosted = scn_frameworks_is_user(c->driver);
    const struct scn_routines_owner owner = {
        c->routine->driver, SCN_CALLER_CALLBACK, hosted ? MDL_IRQL_PASSIVE : MDL_IRQL_DISPATCH,
        MDL_NONE, object, hosted ? MDL_LABEL_KIND_THREAD : MDL_LABEL_KIND_DPC};
    uint32_t number = b->completions.count;
    struct mdl_completion made = {.host = MDL_NONE};

    if (callback->kind == SCN_TREE_SCALAR) {
        number = sim_intern_add(&b->completion_names,
                                sim_arena_print(b->arena, "%u %u %s", c->routine->driver, object,
                                                callback->text));
    } else {
        sim_intern_add(&b->completion_names, sim_arena_print(b->arena, "%u", number));
    }
    if (number == b->completions.count) {
        made.program = scn_routines_add(b, &owner, callback, &made.label);
        made.host = hosted && of_queue ? host_of(c) : MDL_NONE;
        *(struct mdl_completion *)scn_build_push(b, &b->completions) = made;
    }
    return number;
}

static void read_completion(struct scn_code *c, const struct scn_step_node *step, uint32_t index,
                            mdl_target_id target)
{
    const struct scn_node *completion = beside_name(step, "completion");
    struct scn_build *b = c->build;
    if (completion == NULL) {
        return;
    }
    if (target_at(c, target)->interrupts) {
        scn_diags_add(b->diags, SCN_S_COMBINATION, completion->at, NULL,
                      "a target that asserts an interrupt of the driver's calls no completion "
                      "routine");
        return;
    }
    scn_code_step(c, index)->number =
        b->trying ? 0 : 1 + completion_of(c, completion, target_at(c, target)->object, false);
}

/* ---- I/O queues ----------------------------------------------------------------------------- */

static const struct mdl_queue *io_queue(struct scn_code *c, const struct scn_step_node *step,
                                        const struct scn_node *name,
                                        const struct scn_symbol *symbol)
{
    const struct mdl_queue *queue = SCN_AT(struct mdl_queue, c->build->queues, symbol->id);

    if (queue->dispatch == MDL_DISPATCH_LIST) {
        scn_diags_add(c->build->diags, SCN_S_WRONG_KIND, name->at, NULL,
                      "'%s' is a list of the driver's own; %s needs an I/O queue", name->text,
                      step->verb->text);
        scn_diags_note(c->build->diags, symbol->at, "'%s' is declared here", name->text);
        scn_diags_hint(c->build->diags, "with 'dispatch: sequential', parallel or manual it is an "
                                        "I/O queue; a list takes 'put'");
        return NULL;
    }
    return queue;
}

/* The kind of request that a call makes is in its name. */
static mdl_stream_id stream_of(const struct mdl_queue *queue, const char *verb)
{
    return queue->stream + (strstr(verb, "Read") != NULL    ? MDL_QUEUE_READ
                            : strstr(verb, "Write") != NULL ? MDL_QUEUE_WRITE
                                                            : MDL_QUEUE_IOCTL);
}

static void call_timeout(struct scn_code *c, uint32_t index, const struct scn_node *timeout)
{
    bool assumed = false;
    uint64_t ns;

    if (timeout != NULL && scn_values_duration(&c->build->values, timeout, &ns, &assumed)) {
        scn_code_step(c, index)->value = (int64_t)ns;
    }
}

static void send_to_queue(struct scn_code *c, const struct scn_step_node *step, uint32_t index,
                          const struct scn_node *name, const struct scn_symbol *symbol)
{
    const struct mdl_queue *queue = io_queue(c, step, name, symbol);
    const struct scn_node *timeout = beside_name(step, "timeout");
    const struct scn_node *completion = beside_name(step, "completion");
    enum mdl_step_kind kind = (enum mdl_step_kind)scn_code_step(c, index)->kind;

    if (queue == NULL) {
        return;
    }
    if (kind == MDL_STEP_SEND_AND_WAIT) {
        call_timeout(c, index, timeout);
        scn_code_step(c, index)->kind = MDL_STEP_CALL;
        scn_code_step(c, index)->object = symbol->id;
        scn_code_step(c, index)->number = stream_of(queue, step->verb->text);
    } else if (kind == MDL_STEP_PUT) {
        scn_code_step(c, index)->object = scn_sends_from(symbol);
        call_timeout(c, index, timeout);
        if (timeout != NULL && !c->build->trying) {
            scn_queues_timed(c->build, symbol->id);
        }
        if (completion != NULL && !c->build->trying) {
            scn_code_step(c, index)->number =
                1 + completion_of(c, completion, queue->object, true);
        }
    } else {
        scn_diags_add(c->build->diags, SCN_S_WRONG_KIND, name->at, NULL,
                      "'%s' is a queue; %s needs a target", name->text, step->verb->text);
    }
}

/* WdfIoQueueStopSynchronously: what it does, and whether it waits. */
static uint32_t control_of(const char *verb)
{
    static const struct {
        const char *in;
        enum mdl_queue_control control;
    } words[] = {{"StopAndPurge", MDL_QUEUE_STOP_PURGE}, {"Stop", MDL_QUEUE_STOP},
                 {"Drain", MDL_QUEUE_DRAIN}, {"Purge", MDL_QUEUE_PURGE}};
    uint32_t waits = strstr(verb, "Synchronously") != NULL ? MDL_QUEUE_WAITS : 0;

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strstr(verb, words[i].in) != NULL) {
            return (uint32_t)words[i].control | waits;
        }
    }
    return MDL_QUEUE_START;
}

void scn_sends_queue(struct scn_code *c, const struct scn_step_node *step, uint32_t index)
{
    static const char *const keys[] = {"queue"};
    const struct scn_names_wanted wanted = {SCN_NAMES_KIND(QUEUE), "I/O queue", step->verb->text};
    const struct scn_node *name = name_in(c, step, keys, 1, 1);
    const struct scn_symbol *symbol;
    const struct mdl_queue *queue;

    if (name == NULL) {
        return;
    }
    symbol = scn_names_find(c->build, c->driver, name, name->text, &wanted);
    queue = symbol == NULL ? NULL : io_queue(c, step, name, symbol);
    if (queue == NULL) {
        return;
    }
    scn_code_step(c, index)->object = symbol->id;
    if (scn_code_step(c, index)->kind == MDL_STEP_CALL) {
        scn_code_step(c, index)->number = stream_of(queue, step->verb->text);
    }
    if (scn_code_step(c, index)->kind == MDL_STEP_QUEUE_CONTROL) {
        scn_code_step(c, index)->number = control_of(step->verb->text);
    }
    if (scn_code_step(c, index)->kind == MDL_STEP_START_PACKET
        && queue->dispatch != MDL_DISPATCH_START_IO) {
        scn_diags_add(c->build->diags, SCN_S_COMBINATION, name->at, NULL,
                      "IoStartPacket needs a device queue: 'dispatch: sequential' of a WDM driver");
    }
}

void scn_sends_complete(struct scn_code *c, const struct scn_step_node *step, uint32_t index)
{
    static const char *const keys[] = {"kind", "status"};
    const struct scn_node *name = name_in(c, step, keys, 1, 2);
    const struct scn_node *status = name == NULL ? NULL : beside_name(step, "status");
    struct scn_build *b = c->build;
    uint32_t kind;

    if (name == NULL) {
        return;
    }
    kind = strcmp(name->text, "all") == 0 ? MDL_NONE : sim_intern_find(&b->kinds, name->text);
    if (kind == SIM_INTERN_NONE && strcmp(name->text, "all") != 0) {
        scn_diags_add(b->diags, SCN_S_DANGLING_NAME, name->at,
                      scn_suggest_label(b->arena, name->text, b->kinds.strings, b->kinds.count),
                      "no requests are of kind '%s'", scn_diags_quote(b->diags, name->text));
        scn_diags_hint(b->diags, "requests of I/O queues are of kind read, write or ioctl; 'all' "
                                 "completes whatever is carried");
    }
    scn_code_step(c, index)->number = kind;
    scn_code_step(c, index)->value = MDL_STATUS_SUCCESS;
    if (status != NULL && status->kind == SCN_TREE_SCALAR) {
        scn_code_step(c, index)->value = mdl_status_find(status->text);
        if (mdl_status_find(status->text) == MDL_STATUS_COUNT) {
            scn_diags_add(b->diags, SCN_S_UNKNOWN_WORD, status->at, NULL,
                          "no status is called '%s'", scn_diags_quote(b->diags, status->text));
        }
    }
}

void scn_sends_system_call(struct scn_code *c, const struct scn_step_node *step)
{
    struct scn_build *b = c->build;
    struct sim_law law = scn_build_constant(b->system_call_ns);

    if (c->driver->name[0] != '\0' || b->no_costs || b->trying) {
        return;
    }
    if (b->system_call_assumed) {
        b->system_call_assumed = false;   /* said once */
        scn_build_assume(b, "K7", "costs.system_call",
                         scn_values_text_duration(b->arena, b->system_call_ns), "unknown",
                         MDL_NONE);
    }
    if (b->system_call_ns > 0 || scn_settings_touch(b, "machine.costs.system_call")) {
        uint32_t run = scn_steps_emit(c, step, MDL_STEP_RUN);
        mdl_draw_id draw = scn_code_draw(c, &law, false, NULL);

        scn_code_step(c, run)->draw = draw;
    }
}

static void loses(struct scn_code *c, const struct scn_step_node *step, uint32_t index)
{
    if (scn_steps_beside(step, "on_full") == NULL
        && scn_steps_beside(step, "on_failure") == NULL
        && scn_steps_beside(step, "on_false") == NULL) {
        scn_code_step(c, index)->flags |= MDL_STEP_LOSES;
    }
}

static void only_list(struct scn_code *c, const struct scn_node *name,
                      const struct scn_symbol *symbol)
{
    if (SCN_AT(struct mdl_queue, c->build->queues, symbol->id)->dispatch != MDL_DISPATCH_LIST) {
        scn_diags_add(c->build->diags, SCN_S_WRONG_KIND, name->at, NULL,
                      "'%s' is an I/O queue; 'put' needs a list or a target", name->text);
        scn_diags_note(c->build->diags, symbol->at, "'%s' is declared here", name->text);
        scn_diags_hint(c->build->diags, "requests come there by ReadFile and the like, by "
                                        "WdfRequestSend and WdfRequestForwardToIoQueue");
    }
}

const struct scn_symbol *scn_sends_to(struct scn_code *c, const struct scn_step_node *step,
                                      enum mdl_step_kind kind)
{
    const struct scn_node *name = step->argument;

    if ((kind != MDL_STEP_PUT && kind != MDL_STEP_SEND_AND_WAIT && kind != MDL_STEP_CALL)
        || name == NULL) {
        return NULL;
    }
    if (name->kind == SCN_TREE_MAP) {
        name = scn_tree_get(step->argument, "target");
        name = name == NULL ? scn_tree_get(step->argument, "queue") : name;
    }
    return name == NULL || name->kind != SCN_TREE_SCALAR
               ? NULL
               : scn_names_peek(c->build, c->driver, name->text,
                                SCN_NAMES_KIND(TARGET) | SCN_NAMES_KIND(QUEUE));
}

/* ---- the steps ------------------------------------------------------------------------------ */

void scn_sends_put(struct scn_code *c, const struct scn_step_node *step)
{
    static const char *const keys[] = {"queue", "target", "service", "completion", "timeout"};
    static const struct scn_names_wanted wanted = {
        SCN_NAMES_KIND(QUEUE) | SCN_NAMES_KIND(TARGET), "queue or target", "'put'"};
    const struct scn_node *name = name_in(c, step, keys, 2, 5);
    const struct scn_symbol *symbol;

    if (name == NULL) {
        return;
    }
    symbol = scn_names_find(c->build, c->driver, name, name->text, &wanted);
    uint32_t faults = scn_faults_before(c, MDL_DDI_NONE, symbol, step->verb);
    uint32_t index = scn_steps_emit(c, step, MDL_STEP_PUT);

    scn_faults_land(c, index, faults);
    scn_code_step(c, index)->object = symbol == NULL ? 0 : scn_sends_from(symbol);
    loses(c, step, index);
    if (symbol != NULL && symbol->kind == MDL_OBJECT_QUEUE) {
        only_list(c, name, symbol);
    }
    if (symbol != NULL && symbol->kind == MDL_OBJECT_TARGET) {
        read_service(c, step, index, symbol->id);
        read_timeout(c, step, index, symbol->id);
        read_completion(c, step, index, symbol->id);
    } else if (symbol != NULL && step->argument->kind == SCN_TREE_MAP
               && step->argument->count > 1) {
        scn_diags_add(c->build->diags, SCN_S_COMBINATION, step->argument->at, NULL,
                      "only a target has a service, a completion and a timeout");
    }
    scn_calls_branches(c, step);
}

static void stop_action(struct scn_code *c, const struct scn_step_node *step, uint32_t index)
{
    const struct scn_node *action = beside_name(step, "action");
    const char *const *words = scn_call_forms_key("action")->words;

    if (strstr(step->verb->text, "Cancel") != NULL) {
        scn_code_step(c, index)->number = MDL_STOP_TAKES_BACK;
        if (target_at(c, scn_code_step(c, index)->object)->interrupts) {
            scn_diags_add(c->build->diags, SCN_S_COMBINATION, step->verb->at, NULL,
                          "a target that asserts an interrupt of the driver's is hardware: 'put' "
                          "started it, and 'each_request: {from: ...}' takes requests back");
        }
        return;
    }
    if (strstr(step->verb->text, "Purge") != NULL) {
        scn_code_step(c, index)->number = MDL_STOP_PURGE;   /* it cancels, waiting or not */
        return;
    }
    if (action == NULL
        || (action->kind == SCN_TREE_SCALAR && strcmp(action->text, words[0]) == 0)) {
        scn_code_step(c, index)->number = MDL_STOP_CANCEL;
    } else if (action->kind == SCN_TREE_SCALAR && strcmp(action->text, words[1]) == 0) {
        scn_code_step(c, index)->number = MDL_STOP_LEAVE;
    } else if (action->kind == SCN_TREE_SCALAR && strcmp(action->text, "wait") == 0) {
        scn_code_step(c, index)->number = MDL_STOP_WAIT;
        if (target_at(c, scn_code_step(c, index)->object)->interrupts) {
            scn_diags_add(c->build->diags, SCN_S_COMBINATION, action->at, NULL,
                          "a target that asserts an interrupt of the driver's tells no framework "
                          "that it has finished: nobody can wait for that");
        }
    } else {
        scn_diags_add(c->build->diags, SCN_S_UNKNOWN_WORD, action->at, NULL,
                      "'action' is one of cancel, leave, wait");
    }
}

static void send(struct scn_code *c, const struct scn_step_node *step, uint32_t index,
                 mdl_target_id target)
{
    enum mdl_step_kind kind = (enum mdl_step_kind)scn_code_step(c, index)->kind;

    if (kind == MDL_STEP_SEND_AND_WAIT && target_at(c, target)->interrupts) {
        scn_diags_add(c->build->diags, SCN_S_COMBINATION, step->verb->at, NULL,
                      "a target that asserts an interrupt of the driver's wakes no sender: 'put' "
                      "starts it");
    }
    read_service(c, step, index, target);
    read_timeout(c, step, index, target);
    if (kind == MDL_STEP_PUT) {
        loses(c, step, index);
        read_completion(c, step, index, target);
    }
}

void scn_sends_call(struct scn_code *c, const struct scn_step_node *step, uint32_t index)
{
    static const char *const sending[] = {"target", "service", "timeout", "completion"};
    static const char *const waiting[] = {"target", "service", "timeout"};
    static const char *const stopping[] = {"target", "action"};
    const struct scn_names_wanted wanted = {SCN_NAMES_KIND(TARGET) | SCN_NAMES_KIND(QUEUE),
                                            "target, or another driver's I/O queue",
                                            step->verb->text};
    enum mdl_step_kind kind = (enum mdl_step_kind)scn_code_step(c, index)->kind;
    const struct scn_node *name = kind == MDL_STEP_PUT ? name_in(c, step, sending, 1, 4)
                                  : kind == MDL_STEP_SEND_AND_WAIT
                                      ? name_in(c, step, waiting, 1, 3)
                                      : name_in(c, step, stopping, 1,
                                                kind == MDL_STEP_TARGET_STOP ? 2 : 1);
    const struct scn_symbol *symbol;

    if (name == NULL) {
        return;
    }
    symbol = scn_names_find(c->build, c->driver, name, name->text, &wanted);
    if (symbol == NULL) {
        return;
    }
    if (symbol->kind == MDL_OBJECT_QUEUE) {
        send_to_queue(c, step, index, name, symbol);
        return;
    }
    scn_code_step(c, index)->object = kind == MDL_STEP_PUT ? scn_sends_from(symbol) : symbol->id;
    if (kind == MDL_STEP_PUT || kind == MDL_STEP_SEND_AND_WAIT) {
        send(c, step, index, symbol->id);
    } else if (kind == MDL_STEP_TARGET_STOP) {
        stop_action(c, step, index);
    }
}
