/*
 * Calls that name a work item.
 */
#include "scenarios/language/item_calls.h"

#include <string.h>

#include "model/rules/create.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/frameworks.h"
#include "scenarios/language/suggest.h"

static bool begins_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* Whose item it is shows in the name of the call; memory is anybody's. */
static void note_family(struct scn_item_needs *needs, const char *verb)
{
    needs->by_wdf = needs->by_wdf || begins_with(verb, "Wdf") || begins_with(verb, "IWDF");
    needs->by_io = needs->by_io || begins_with(verb, "Io") || begins_with(verb, "Ndis")
                   || begins_with(verb, "Flt") || begins_with(verb, "StorPort");
    needs->by_ex = needs->by_ex
                   || (begins_with(verb, "Ex") && !begins_with(verb, "ExFreePool"));
    needs->ndis = needs->ndis || begins_with(verb, "Ndis");
    needs->storport = needs->storport || begins_with(verb, "StorPort");
}

static enum mdl_freed way_to_free(const char *verb)
{
    return begins_with(verb, "ExFreePool")                ? MDL_FREED_MEMORY
           : strcmp(verb, "IoUninitializeWorkItem") == 0 ? MDL_FREED_UNINITIALIZED
                                                          : MDL_FREED_ITEM;
}

/* {work_item: i, mistake: no_parent}: the check of W78 that fails. */
static uint32_t read_mistake(struct scn_code *c, const struct scn_node *node)
{
    const char *words[MDL_CREATE_COUNT];
    uint32_t count = 0;

    for (unsigned i = 0; i < MDL_CREATE_COUNT; i++) {
        const char *word = mdl_create_row((enum mdl_create)i)->word;

        if (node->kind == SCN_TREE_SCALAR && word[0] != '\0' && strcmp(word, node->text) == 0) {
            return i + 1;
        }
        if (word[0] != '\0') {
            words[count++] = word;
        }
    }
    scn_diags_add(c->build->diags, SCN_S_UNKNOWN_WORD, node->at,
                  node->kind != SCN_TREE_SCALAR
                      ? NULL
                      : scn_suggest_label(c->build->arena, node->text, words, count),
                  "'mistake' is one of %s",
                  scn_suggest_list(c->build->arena, words, count, MDL_CREATE_COUNT));
    return 0;
}

static void misplaced(struct scn_code *c, const struct scn_node *node, const char *verb,
                      const char *key, const char *owner)
{
    scn_diags_add(c->build->diags, SCN_S_UNKNOWN_KEY, node->at, NULL, "%s has no key '%s': %s has",
                  verb, key, owner);
}

static void read_beside(struct scn_code *c, const struct scn_step_node *step, uint32_t index)
{
    const char *verb = step->verb->text;
    bool named = step->argument == NULL || step->argument->kind != SCN_TREE_MAP;
    const struct scn_node *mistake = named ? NULL : scn_tree_get(step->argument, "mistake");
    const struct scn_node *paging = named ? NULL : scn_tree_get(step->argument, "paging_io");
    bool is_paging = false;

    if (mistake != NULL && strcmp(verb, "WdfWorkItemCreate") != 0) {
        misplaced(c, mistake, verb, "mistake", "WdfWorkItemCreate");
    } else if (mistake != NULL) {
        scn_code_step(c, index)->number = read_mistake(c, mistake);
    }
    if (paging != NULL && strcmp(verb, "FltQueueDeferredIoWorkItem") != 0) {
        misplaced(c, paging, verb, "paging_io", "FltQueueDeferredIoWorkItem");
    } else if (paging != NULL && scn_values_truth(&c->build->values, paging, &is_paging)) {
        scn_code_step(c, index)->number = is_paging;
    }
}

/* A type that this Windows does not have: what NDIS and StorPort queue to is not the driver's. */
static bool is_queued_nowhere(const struct scn_item_needs *needs, enum mdl_step_kind kind)
{
    return needs->no_such_queue && !needs->ndis && !needs->storport &&
           (kind == MDL_STEP_IO_QUEUE || kind == MDL_STEP_EX_QUEUE ||
            kind == MDL_STEP_IO_TRY_QUEUE);
}

void scn_item_calls_note(struct scn_code *c, const struct scn_step_node *step, uint32_t index,
                         mdl_item_id item)
{
    struct scn_item_needs *needs = SCN_AT(struct scn_item_needs, c->build->item_needs, item);
    const char *verb = step->verb->text;

    scn_frameworks_check_call(c, step->verb, item);
    note_family(needs, verb);
    read_beside(c, step, index);
    if (scn_code_step(c, index)->kind == MDL_STEP_ITEM_CREATE) {
        needs->created = true;
    } else if (scn_code_step(c, index)->kind == MDL_STEP_ITEM_FREE) {
        scn_code_step(c, index)->number = way_to_free(verb);
    } else if (is_queued_nowhere(needs, scn_code_step(c, index)->kind)) {
        scn_code_step(c, index)->number = MDL_NO_SUCH_QUEUE;
    }
}
