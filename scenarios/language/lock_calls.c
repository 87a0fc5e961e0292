/* Calls on locks; see the header. */
#include "scenarios/language/lock_calls.h"

#include <string.h>

#include "model/rules/ddi.h"
#include "scenarios/language/calls.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/frameworks.h"
#include "scenarios/language/names.h"
#include "scenarios/language/serialization.h"

#define K(kind) (1u << MDL_LOCK_##kind)
#define W(way) ((unsigned)MDL_WAY_##way)

static const struct { const char *ddi; unsigned kinds, ways; } calls[] = {
#define LOCK_CALL(ddi, kinds, ways) {ddi, kinds, ways},
#include "scenarios/language/lock_calls.def"
#undef LOCK_CALL
};

enum { CALL_COUNT = sizeof calls / sizeof calls[0] };

static const char *const kinds[MDL_LOCK_KIND_COUNT] = {
    [MDL_LOCK_SPIN] = "spin_lock",
    [MDL_LOCK_QUEUED_SPIN] = "queued_spin_lock",
    [MDL_LOCK_RW_SPIN] = "reader_writer_spin_lock",
    [MDL_LOCK_WAIT] = "wait_lock",
    [MDL_LOCK_FAST_MUTEX] = "fast_mutex",
    [MDL_LOCK_GUARDED_MUTEX] = "guarded_mutex",
    [MDL_LOCK_MUTEX] = "mutex",
    [MDL_LOCK_PUSH] = "push_lock",
    [MDL_LOCK_RESOURCE] = "resource",
    [MDL_LOCK_RUNDOWN] = "rundown",
};

const char *const *scn_lock_calls_kinds(uint32_t *ret_count)
{
    *ret_count = MDL_LOCK_KIND_COUNT;
    return kinds;
}

/* 'a fast mutex': the first kind that the call is for. */
static const char *noun_of(unsigned mask)
{
    static const char *const nouns[MDL_LOCK_KIND_COUNT] = {
        "a spin lock",    "a queued spin lock", "a reader/writer spin lock", "a wait lock",
        "a fast mutex",   "a guarded mutex",    "a mutex",                   "a push lock",
        "a resource",     "rundown protection"};
    uint32_t kind = 0;

    while (!(mask >> kind & 1)) {
        kind++;
    }
    return nouns[kind];
}

/* {resource: r, wait: false}: only if it can be had at once. */
static unsigned way_beside(struct scn_code *c, const struct scn_step_node *step)
{
    const struct scn_node *wait = step->argument->kind == SCN_TREE_MAP
                                      ? scn_tree_get(step->argument, "wait") : NULL;
    bool waits = true;

    if (wait != NULL) {
        scn_values_truth(&c->build->values, wait, &waits);
    }
    return waits ? 0 : MDL_WAY_TRY;
}

void scn_lock_calls_set(struct scn_code *c, const struct scn_step_node *step, uint32_t index,
                        const struct scn_node *name, const struct scn_symbol *symbol)
{
    struct mdl_lock *lock = SCN_AT(struct mdl_lock, c->build->locks, symbol->id);
    uint32_t i = 0;

    if (scn_frameworks_is_user(c->driver) && strncmp(step->verb->text, "WdfSpinLock", 11) == 0) {
        bool acquires = strcmp(step->verb->text, "WdfSpinLockAcquire") == 0;

        scn_code_step(c, index)->ddi =   /* C2: no level changes in user mode */
            mdl_ddi_find(acquires ? "WdfWaitLockAcquire" : "WdfWaitLockRelease");
        scn_code_step(c, index)->number = 0;
        return;
    }
    while (i < CALL_COUNT && strcmp(calls[i].ddi, step->verb->text) != 0) {
        i++;
    }
    if (i == CALL_COUNT) {
        return;
    }
    if ((calls[i].kinds & 1u << lock->kind) == 0) {
        scn_diags_add(c->build->diags, SCN_S_LOCK_KIND, name->at, NULL,
                      "%s takes %s, and '%s' is another kind of lock", step->verb->text,
                      noun_of(calls[i].kinds), name->text);
        scn_diags_note(c->build->diags, symbol->at, "'%s' is declared here", name->text);
    }
    if ((calls[i].ways & MDL_WAY_QUEUED) && lock->kind == MDL_LOCK_SPIN && !c->build->trying) {
        lock->kind = MDL_LOCK_QUEUED_SPIN;   /* its calls decide: the type is the same */
    }
    scn_code_step(c, index)->number = calls[i].ways | way_beside(c, step);
}

/* The name beside the call, NULL: none. */
static const struct scn_node *scope_name(struct scn_code *c, const struct scn_step_node *step)
{
    static const char *const keys[] = {"queue"};
    const struct scn_node *node = step->argument;

    if (node != NULL && node->kind == SCN_TREE_MAP) {
        scn_calls_only(c, node, keys, 1, step->verb->text);
        node = scn_tree_get(node, keys[0]);
    }
    return node == NULL || node->kind != SCN_TREE_SCALAR || node->text[0] == '\0' ? NULL : node;
}

void scn_lock_calls_scope(struct scn_code *c, const struct scn_step_node *step, uint32_t index)
{
    const struct scn_names_wanted wanted = {SCN_NAMES_KIND(QUEUE), "I/O queue", step->verb->text};
    const struct scn_node *name = scope_name(c, step);
    const struct scn_symbol *symbol = NULL;
    mdl_lock_id lock = MDL_NONE;

    if (name == NULL) {
        lock = scn_serialization_lock(c->build, c->routine->driver);
    } else {
        symbol = scn_names_find(c->build, c->driver, name, name->text, &wanted);
        lock = symbol == NULL ? MDL_NONE
                              : SCN_AT(struct mdl_queue, c->build->queues, symbol->id)->lock;
    }
    scn_code_step(c, index)->number = 0;
    scn_code_step(c, index)->object = lock;
    if (lock == MDL_NONE) {
        scn_code_step(c, index)->kind = MDL_STEP_NOTHING;
    }
    if (lock == MDL_NONE && (name == NULL || symbol != NULL)) {
        scn_diags_add(c->build->diags, SCN_S_NO_EFFECT, step->verb->at, NULL,
                      "under the synchronization scope none there is no lock here");
    }
}
