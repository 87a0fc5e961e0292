/*
 * Names in steps.
 */
#include "scenarios/language/names.h"

#include <string.h>

#include "scenarios/language/diags.h"
#include "scenarios/language/schema.h"
#include "scenarios/language/suggest.h"
#include "sim/base/arena.h"

static const char *const kind_names[MDL_OBJECT_KIND_COUNT] = {
#define X(id, name) [MDL_OBJECT_##id] = name,
    MDL_OBJECT_KINDS(X)
#undef X
};

const char *scn_names_a(struct scn_build *b, const char *noun)
{
    return sim_arena_print(b->arena, "%s %s", strchr("aeiouI", noun[0]) != NULL ? "an" : "a",
                           noun);
}

static uint32_t find_under(struct scn_build *b, const char *prefix, const char *name)
{
    return prefix[0] == '\0' ? SIM_INTERN_NONE
                             : sim_intern_find(&b->symbol_paths,
                                               sim_arena_print(b->arena, "%s.%s", prefix, name));
}

/* In the callback's device, then in what its driver shares, then as a full path (pin 37). */
static struct scn_symbol *lookup(struct scn_build *b, const struct scn_driver *driver,
                                 const char *name)
{
    uint32_t index = find_under(b, driver->prefix, name);

    if (index == SIM_INTERN_NONE && driver->prefix != driver->name) {
        index = find_under(b, driver->name, name);
    }
    if (index == SIM_INTERN_NONE) {
        index = sim_intern_find(&b->symbol_paths, name);
    }
    return index == SIM_INTERN_NONE ? NULL : SCN_AT(struct scn_symbol, b->symbols, index);
}

const struct scn_symbol *scn_names_peek(struct scn_build *b, const struct scn_driver *driver,
                                        const char *name, unsigned kinds)
{
    struct scn_symbol *symbol = lookup(b, driver, name);

    if (symbol == NULL || (kinds & 1u << symbol->kind) == 0) {
        return NULL;
    }
    symbol->used = true;
    return symbol;
}

/* The path as a step of this driver may write it. */
static const char *shortened(const struct scn_driver *driver, const char *path)
{
    const char *const prefixes[] = {driver->prefix, driver->name};

    for (int i = 0; i < 2; i++) {
        size_t length = strlen(prefixes[i]);

        if (length > 0 && strncmp(path, prefixes[i], length) == 0 && path[length] == '.') {
            return path + length + 1;
        }
    }
    return path;
}

/* The nearest name of the right kind: short in the own driver, else in full. */
static const struct scn_symbol *nearest(struct scn_build *b, const struct scn_driver *driver,
                                        const char *name, unsigned kinds, const char **ret_name)
{
    struct scn_suggest near = {.wanted = name};
    const struct scn_symbol *found = NULL;

    for (uint32_t i = 0; i < b->symbols.count; i++) {
        const struct scn_symbol *symbol = SCN_AT(struct scn_symbol, b->symbols, i);
        const char *candidate = shortened(driver, symbol->path);

        if ((kinds & 1u << symbol->kind) == 0) {
            continue;
        }
        scn_suggest_offer(&near, candidate);
        if (near.best == candidate) {
            found = symbol;
        }
    }
    *ret_name = near.best;
    return found;
}

/* It stands under a key that the driver does not have: that mistake explains this one. */
static bool is_misplaced(const struct scn_driver *driver, const char *name)
{
    const struct scn_node *map = driver->name[0] == '\0' ? NULL : driver->node;

    for (uint32_t i = 0; map != NULL && map->kind == SCN_TREE_MAP && i < map->count; i++) {
        const struct scn_node *section = map->pairs[i].value;

        if (section->kind == SCN_TREE_MAP && scn_tree_get(section, name) != NULL
            && scn_schema_find(SCN_SECTION_DRIVER, map->pairs[i].key->text) == SCN_KEY_COUNT) {
            return true;
        }
    }
    return false;
}

/* A declaration of each kind as one would begin it, the likeliest first. */
static const struct {
    unsigned kind;
    const char *before, *after;
} declarations[] = {
    {SCN_NAMES_KIND(EVENT), "events: {", ": notification}"},
    {SCN_NAMES_KIND(TIMER), "timers: {", ": {due: 10ms}}"},
    {SCN_NAMES_KIND(WORK_ITEM), "work_items: {", ": {callback: EvtWorkItem}}"},
    {SCN_NAMES_KIND(DPC), "dpcs: {", ": {callback: EvtDpcFunc}}"},
    {SCN_NAMES_KIND(INTERRUPT), "interrupts: {", ": {irql: 5, isr: EvtInterruptIsr}}"},
    {SCN_NAMES_KIND(TARGET), "targets: {", ": {service: 1ms}}"},
    {SCN_NAMES_KIND(QUEUE), "queues: {", ": {}}"},
    {SCN_NAMES_KIND(LOCK), "locks: {", ": spin_lock}"},
    {SCN_NAMES_KIND(VARIABLE), "variables: {", ": 0}"},
    {SCN_NAMES_KIND(THREAD), "threads: {", ": {callback: ThreadRoutine}}"},
};

static void say_where_to_declare(struct scn_build *b, const struct scn_driver *driver,
                                 const char *name, const struct scn_names_wanted *wanted)
{
    const char *words = "", *quoted = scn_diags_quote(b->diags, name);
    uint32_t most = strncmp(wanted->noun, "target", 6) == 0 ? 1 : 2, count = 0;

    if (strpbrk(name, ".{}[]:,# ") != NULL || name[0] == '\0') {
        return;                       /* no name of this driver, or none at all */
    }
    for (size_t i = 0; i < sizeof declarations / sizeof declarations[0] && count < most; i++) {
        if ((wanted->kinds & declarations[i].kind) != 0) {
            words = sim_arena_print(b->arena, "%s%s%s%s%s", words, count++ == 0 ? "" : " or ",
                                    declarations[i].before, quoted, declarations[i].after);
        }
    }
    if (count > 0) {
        scn_diags_hint(b->diags, "declare it under driver '%s', as in %s",
                       scn_diags_quote(b->diags, driver->name), words);
    }
}

static void dangling(struct scn_build *b, const struct scn_driver *driver,
                     const struct scn_node *node, const char *name,
                     const struct scn_names_wanted *wanted)
{
    const char *best;

    if (is_misplaced(driver, name)) {
        return;
    }
    const struct scn_symbol *near = nearest(b, driver, name, wanted->kinds, &best);

    scn_diags_add(b->diags, SCN_S_DANGLING_NAME, node->at, NULL, "no %s is called '%s'",
                  wanted->noun, scn_diags_quote(b->diags, name));
    if (near != NULL) {
        scn_diags_label(b->diags, "meant '%s'?", best);
        scn_diags_note(b->diags, near->at, "'%s' is declared here", best);
    } else if (driver->name[0] != '\0') {
        say_where_to_declare(b, driver, name, wanted);
    }
}

static const char *hint_for(enum mdl_object_kind got, unsigned wanted)
{
    if (got == MDL_OBJECT_INTERRUPT && (wanted & SCN_NAMES_KIND(WORK_ITEM)) != 0) {
        return "an interrupt's DPC is queued by WdfInterruptQueueDpcForIsr, its work item by "
               "WdfInterruptQueueWorkItemForIsr";
    }
    if (got == MDL_OBJECT_INTERRUPT && (wanted & SCN_NAMES_KIND(DPC)) != 0) {
        return "an interrupt's own DPC is queued by WdfInterruptQueueDpcForIsr";
    }
    if (got == MDL_OBJECT_WORK_ITEM && (wanted & SCN_NAMES_KIND(DPC)) != 0) {
        return "a work item is queued by WdfWorkItemEnqueue or IoQueueWorkItem";
    }
    if (got == MDL_OBJECT_DPC && (wanted & SCN_NAMES_KIND(WORK_ITEM)) != 0) {
        return "a DPC is queued by KeInsertQueueDpc or WdfDpcEnqueue";
    }
    return NULL;
}

static void wrong_kind(struct scn_build *b, const struct scn_node *node, const char *name,
                       const struct scn_symbol *symbol, const struct scn_names_wanted *wanted)
{
    const char *hint = hint_for(symbol->kind, wanted->kinds);

    scn_diags_add(b->diags, SCN_S_WRONG_KIND, node->at, NULL, "'%s' is %s; %s needs %s",
                  scn_diags_quote(b->diags, name), scn_names_a(b, kind_names[symbol->kind]),
                  wanted->user, scn_names_a(b, wanted->noun));
    scn_diags_note(b->diags, symbol->at, "'%s' is declared here",
                   scn_diags_quote(b->diags, name));
    if (hint != NULL) {
        scn_diags_hint(b->diags, "%s", hint);
    }
}

const struct scn_symbol *scn_names_find(struct scn_build *b, const struct scn_driver *driver,
                                        const struct scn_node *node, const char *name,
                                        const struct scn_names_wanted *wanted)
{
    struct scn_symbol *symbol = lookup(b, driver, name);

    if (symbol == NULL) {
        dangling(b, driver, node, name, wanted);
        return NULL;
    }
    symbol->used = true;
    if ((wanted->kinds & 1u << symbol->kind) == 0) {
        wrong_kind(b, node, name, symbol, wanted);
        return NULL;
    }
    return symbol;
}

static void no_callback(struct scn_build *b, const struct scn_driver *driver,
                        const struct scn_node *node)
{
    struct scn_suggest near = {.wanted = node->text};
    const struct scn_node *found = NULL;

    for (uint32_t i = 0; driver->callbacks != NULL && i < driver->callbacks->count; i++) {
        const struct scn_node *key = driver->callbacks->pairs[i].key;

        scn_suggest_offer(&near, key->text);
        found = near.best == key->text ? key : found;
    }
    scn_diags_add(b->diags, SCN_S_DANGLING_NAME, node->at, NULL, "no callback is called '%s'",
                  scn_diags_quote(b->diags, node->text));
    if (found != NULL) {
        scn_diags_label(b->diags, "meant '%s'?", found->text);
        scn_diags_note(b->diags, found->at, "'%s' is declared here", found->text);
    } else if (driver->name[0] == '\0') {
        scn_diags_hint(b->diags, "threads of applications have their steps beside them");
    } else {
        scn_diags_hint(b->diags, "its steps belong under 'callbacks:' of driver '%s'",
                       driver->name);
    }
}

const struct scn_node *scn_names_callback(struct scn_build *b, const struct scn_driver *driver,
                                          const struct scn_node *node)
{
    static const struct scn_node nothing = {.kind = SCN_TREE_LIST};
    const struct scn_node *steps =
        driver->callbacks == NULL ? NULL : scn_tree_get(driver->callbacks, node->text);

    if (steps == NULL) {
        no_callback(b, driver, node);
        return NULL;
    }
    sim_intern_add(&b->callbacks_used,
                   sim_arena_print(b->arena, "%s.%s", driver->name, node->text));
    if (steps->kind == SCN_TREE_SCALAR && steps->text[0] == '\0') {
        return &nothing;              /* 'EvtNothing:' with no steps */
    }
    return steps;
}
