/*
 * Objects that are only a name and a kind: locks, events, variables.
 */
#include "scenarios/language/plain.h"

#include <string.h>

#include "scenarios/language/canonical.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/frameworks.h"
#include "scenarios/language/lock_calls.h"
#include "scenarios/language/suggest.h"

static void record(const struct scn_objects_entry *e)
{
    scn_build_parameter(e->build, e->path, scn_canonical_text(e->build->arena, e->node),
                        scn_build_origin(e->build, e->node));
}

static bool word_of(const struct scn_objects_entry *e, const struct scn_node *node,
                    const char *const *words, uint32_t count, const char *noun,
                    uint32_t *ret_index)
{
    for (uint32_t i = 0; node->kind == SCN_TREE_SCALAR && i < count; i++) {
        if (strcmp(node->text, words[i]) == 0) {
            *ret_index = i;
            return true;
        }
    }
    scn_diags_add(e->build->diags, SCN_S_UNKNOWN_WORD, node->at,
                  node->kind != SCN_TREE_SCALAR
                      ? NULL
                      : scn_suggest_label(e->build->arena, node->text, words, count),
                  "%s is one of %s", noun,
                  scn_suggest_list(e->build->arena, words, count, 16));
    return false;
}

/* C2: in user mode a framework spin lock leaves its caller at PASSIVE_LEVEL; whoever finds it
   taken waits. */
static uint8_t own_kind(const struct scn_objects_entry *e, uint32_t kind)
{
    const struct scn_driver *driver = SCN_AT(struct scn_driver, e->build->drivers, e->driver);

    return kind == MDL_LOCK_SPIN && scn_frameworks_is_user(driver) ? MDL_LOCK_WAIT
                                                                   : (uint8_t)kind;
}

void scn_plain_lock(const struct scn_objects_entry *e)
{
    struct scn_build *b = e->build;
    uint32_t kind = 0, count;
    const char *const *words = scn_lock_calls_kinds(&count);

    word_of(e, e->node, words, count, "a lock", &kind);
    record(e);
    scn_build_symbol(b, e->path, MDL_OBJECT_LOCK, b->locks.count, e->key->at);
    *(struct mdl_lock *)scn_build_push(b, &b->locks) = (struct mdl_lock){
        .object = scn_build_object(b, e->path, MDL_OBJECT_LOCK), .kind = own_kind(e, kind)};
}

/* What a semaphore can count to; without it: as far as it takes. */
static void read_limit(const struct scn_view *v, struct mdl_event *event)
{
    const struct scn_node *node = scn_view_node(v, SCN_KEY_EVENT_limit);
    int64_t limit;

    if (node == NULL || !scn_view_whole(v, SCN_KEY_EVENT_limit, 1, 1000000, &limit)) {
        return;
    }
    event->limit = (uint32_t)limit;
    if (event->initial > event->limit) {
        scn_diags_add(v->build->diags, SCN_S_OUT_OF_RANGE, node->at, NULL,
                      "a semaphore does not start above its limit");
        event->limit = UINT32_MAX;
    }
}

static void event_map(const struct scn_objects_entry *e, const char *const *words,
                      uint32_t word_count, struct mdl_event *event)
{
    struct scn_view v;
    int64_t count;
    uint32_t kind = MDL_EVENT_SYNCHRONIZATION;
    bool signalled;

    scn_view_open(e->build, e->node, SCN_SECTION_EVENT, e->path, &v);
    const struct scn_node *semaphore = scn_view_node(&v, SCN_KEY_EVENT_semaphore);
    const struct scn_node *named = scn_view_node(&v, SCN_KEY_EVENT_kind);

    scn_view_truth(&v, SCN_KEY_EVENT_signalled, &signalled);
    event->initial = signalled;
    event->limit = UINT32_MAX;
    if (semaphore != NULL) {
        kind = MDL_EVENT_SEMAPHORE;
        scn_view_whole(&v, SCN_KEY_EVENT_semaphore, 0, 1000000, &count);
        event->initial = (uint32_t)count;
        read_limit(&v, event);
        if (named != NULL) {
            scn_diags_add(e->build->diags, SCN_S_COMBINATION, named->at, NULL,
                          "a semaphore has no other kind");
        }
    } else if (named != NULL) {
        word_of(e, named, words, word_count, "an event", &kind);
    } else {
        scn_diags_add(e->build->diags, SCN_S_MISSING_KEY, e->node->at, NULL,
                      "an event needs 'kind' or 'semaphore'");
    }
    event->kind = (uint8_t)kind;
}

void scn_plain_event(const struct scn_objects_entry *e)
{
    uint32_t count;
    const char *const *words = scn_schema_words(SCN_KEY_EVENT_kind, &count);
    struct scn_build *b = e->build;
    struct mdl_event event = {.object = scn_build_object(b, e->path, MDL_OBJECT_EVENT)};
    uint32_t kind = 0;

    if (e->node->kind == SCN_TREE_MAP) {
        event_map(e, words, count, &event);
    } else {
        bool known = word_of(e, e->node, words, count, "an event", &kind);

        if (e->node->kind == SCN_TREE_SCALAR && strcmp(e->node->text, "semaphore") == 0) {
            scn_diags_hint(b->diags, "a semaphore is written {semaphore: 0}, with its count");
        } else if (!known) {
            scn_diags_hint(b->diags, "synchronization: it resets itself when one waiter has gone "
                           "on; notification: it stays set");
        }
        event.kind = (uint8_t)kind;
        record(e);
    }
    scn_build_symbol(b, e->path, MDL_OBJECT_EVENT, b->events.count, e->key->at);
    *(struct mdl_event *)scn_build_push(b, &b->events) = event;
}

void scn_plain_variable(const struct scn_objects_entry *e)
{
    struct scn_build *b = e->build;
    struct mdl_variable variable = {.object = scn_build_object(b, e->path, MDL_OBJECT_VARIABLE)};

    scn_values_whole(&b->values, e->node, INT64_MIN / 2, INT64_MAX / 2, &variable.initial);
    record(e);
    scn_build_symbol(b, e->path, MDL_OBJECT_VARIABLE, b->variables.count, e->key->at);
    *(struct mdl_variable *)scn_build_push(b, &b->variables) = variable;
}
