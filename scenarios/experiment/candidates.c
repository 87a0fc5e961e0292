/*
 * Candidates, read off the tree of the scenario.
 *
 * A change is made where the author would make it, so paths are those of the file. What stands in
 * a form that cannot be changed by a rule of thumb (measured data, a work item that is flushed) is
 * left alone.
 */
#include "scenarios/experiment/candidates.h"

#include <inttypes.h>
#include <string.h>

#include "scenarios/experiment/half.h"
#include "scenarios/experiment/own_threads.h"
#include "scenarios/language/quantity.h"
#include "scenarios/language/scenario.h"
#include "scenarios/language/tree.h"
#include "sim/base/arena.h"

#define SETS_MAX 64u                  /* of one candidate: beyond that nobody would type it */
#define PRIORITY_OF_WORKERS 12u       /* of the Delayed queue: W4 */

struct finder {
    struct sim_arena *arena;
    const struct scn_scenario *scenario;
    const struct scn_node *root;
    struct scn_candidate *found;
    uint32_t count, capacity;
};

static struct scn_candidate *add(struct finder *f, const char *object, const char *change)
{
    struct scn_candidate *c;

    if (f->count == f->capacity) {
        struct scn_candidate *more = sim_arena_array(f->arena, f->capacity * 2 + 16,
                                                     sizeof *more);

        if (f->count > 0) {
            memcpy(more, f->found, f->count * sizeof *more);
        }
        f->found = more;
        f->capacity = f->capacity * 2 + 16;
    }
    c = &f->found[f->count++];
    *c = (struct scn_candidate){.object = object, .change = change};
    return c;
}

static void set(struct finder *f, struct scn_candidate *c, const char *override)
{
    const char **sets = sim_arena_array(f->arena, c->set_count + 1u, sizeof *sets);

    if (c->set_count > 0) {
        memcpy(sets, c->sets, c->set_count * sizeof *sets);
    }
    sets[c->set_count++] = override;
    c->sets = sets;
}

/* 'nic.rx: to processor 1' */
static struct scn_candidate *add_one(struct finder *f, const char *object, const char *what,
                                     const char *override)
{
    struct scn_candidate *c = add(f, object, sim_arena_print(f->arena, "%s: %s", object, what));

    set(f, c, override);
    return c;
}

static const char *text_of(const struct scn_node *map, const char *key, const char *otherwise)
{
    const struct scn_node *node = map == NULL || map->kind != SCN_TREE_MAP
                                      ? NULL : scn_tree_get(map, key);

    return node != NULL && node->kind == SCN_TREE_SCALAR && node->text[0] != '\0' ? node->text
                                                                                 : otherwise;
}

/* The pairs of a map; nothing for everything else. */
static uint32_t pairs_of(const struct scn_node *node)
{
    return node != NULL && node->kind == SCN_TREE_MAP ? node->count : 0;
}

/* A parameter of the canonical form, in whole numbers; 0 when there is none. */
static uint64_t parameter(const struct finder *f, const char *path)
{
    for (uint32_t i = 0; i < f->scenario->parameter_count; i++) {
        struct scn_quantity value;

        if (strcmp(f->scenario->parameters[i].path, path) == 0 &&
            scn_quantity_number(f->scenario->parameters[i].value, &value) ==
                SCN_QUANTITY_FINE) {
            return (uint64_t)value.real;
        }
    }
    return 0;
}

/* ---- pools ----------------------------------------------------------------------------------- */

static void workers(struct finder *f, const char *pool, const char *parameter_path,
                    const char *key)
{
    uint64_t now = parameter(f, parameter_path);
    const char *object = sim_arena_print(f->arena, "pool.%s", pool);

    if (now == 0) {
        return;
    }
    for (uint64_t more = now + 1; more <= 2 * now; more += now > 1 ? now - 1 : 1) {
        add_one(f, object, sim_arena_print(f->arena, "%" PRIu64 " threads -> %" PRIu64, now, more),
                sim_arena_print(f->arena, "%s=%" PRIu64, key, more));
    }
}

static void find_pools(struct finder *f)
{
    workers(f, "delayed", "pool.legacy.static.delayed", "pool.delayed.threads");
    workers(f, "critical", "pool.legacy.static.critical", "pool.critical.threads");
}

/* ---- callbacks ------------------------------------------------------------------------------- */

/* Every step list under a name: half of its `run`s, of its `wait`s, of both. */
static void halves(struct finder *f, const char *object, const char *path,
                   const struct scn_node *steps)
{
    static const struct { const char *word; unsigned verbs; } kinds[] = {
        {"half of its computing", SCN_HALF_RUN}, {"half of its waits", SCN_HALF_WAIT},
        {"half of everything", SCN_HALF_RUN | SCN_HALF_WAIT}};
    const char *sets[SETS_MAX];
    uint32_t counts[3];

    for (unsigned i = 0; i < 3; i++) {
        counts[i] = scn_half_steps(f->arena, path, steps, kinds[i].verbs, sets, SETS_MAX);
    }
    for (unsigned i = 0; i < 3; i++) {
        struct scn_candidate *c;
        bool only = counts[0] == 0 || counts[1] == 0;

        if (counts[i] == 0 || counts[i] > SETS_MAX || (i == 2 && only)) {
            continue;
        }
        c = add(f, object, sim_arena_print(f->arena, "%s: %s", object,
                                           only && i == 0 ? "half" : kinds[i].word));
        (void)scn_half_steps(f->arena, path, steps, kinds[i].verbs, sets, SETS_MAX);
        for (uint32_t k = 0; k < counts[i]; k++) {
            set(f, c, sets[k]);
        }
    }
}

static void find_callbacks(struct finder *f, const char *driver, const struct scn_node *callbacks)
{
    for (uint32_t i = 0; i < pairs_of(callbacks); i++) {
        const char *name = callbacks->pairs[i].key->text;

        halves(f, sim_arena_print(f->arena, "%s.%s", driver, name),
               sim_arena_print(f->arena, "drivers.%s.callbacks.%s", driver, name),
               callbacks->pairs[i].value);
    }
}

/* ---- work items ------------------------------------------------------------------------------ */

static bool begins_with(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

static void other_queue(struct finder *f, const char *object, const char *path,
                        const char *framework, const struct scn_node *item)
{
    const char *queue = text_of(item, "queue", "DelayedWorkQueue");
    const char *other = strcmp(queue, "CriticalWorkQueue") == 0 ? "DelayedWorkQueue"
                                                                : "CriticalWorkQueue";

    if (begins_with(framework, "wdm")) {
        add_one(f, object, sim_arena_print(f->arena, "to %s", other),
                sim_arena_print(f->arena, "%s.queue=%s", path, other));
    } else if (begins_with(framework, "kmdf")) {
        struct scn_candidate *c = add(f, object, sim_arena_print(f->arena,
                                                                 "another queue for %s", object));

        c->forbidden = "A KMDF work item has no choice";
        c->rule = "W104";
    }
}

static void own_threads(struct finder *f, const char *driver, const char *name,
                        const struct scn_node *body, const struct scn_node *item)
{
    struct scn_own_threads own = {.driver = driver, .item = name, .body = body,
                                  .callback = text_of(item, "callback", NULL),
                                  .instances = text_of(item, "instances", "1"),
                                  .priority = SCN_CANDIDATES_OWN_PRIORITY};
    const char *sets[SETS_MAX];
    uint32_t count = own.callback == NULL ? 0 : scn_own_threads_make(f->arena, &own, sets,
                                                                    SETS_MAX);
    struct scn_candidate *c;

    if (count == 0 || count > SETS_MAX) {
        return;
    }
    c = add(f, sim_arena_print(f->arena, "%s.%s", driver, name),
            sim_arena_print(f->arena, "%s.%s: %s thread%s of its own, prio. %u", driver, name,
                            own.instances, strcmp(own.instances, "1") == 0 ? "" : "s",
                            own.priority));
    for (uint32_t k = 0; k < count; k++) {
        set(f, c, sets[k]);
    }
}

static void find_items(struct finder *f, const char *driver, const struct scn_node *body)
{
    const struct scn_node *items = scn_tree_get(body, "work_items");
    const char *framework = text_of(body, "framework", "wdm");

    for (uint32_t i = 0; i < pairs_of(items); i++) {
        const char *name = items->pairs[i].key->text;
        const struct scn_node *item = items->pairs[i].value;

        if (begins_with(framework, "umdf")) {
            continue;                 /* its host's pool: no queue, and threads are its own */
        }
        own_threads(f, driver, name, body, item);
        other_queue(f, sim_arena_print(f->arena, "%s.%s", driver, name),
                    sim_arena_print(f->arena, "drivers.%s.work_items.%s", driver, name),
                    framework, item);
    }
}

/* ---- targets --------------------------------------------------------------------------------- */

static void find_targets(struct finder *f, const char *driver, const struct scn_node *targets)
{
    for (uint32_t i = 0; i < pairs_of(targets); i++) {
        const struct scn_node *target = targets->pairs[i].value, *service;
        const char *object = sim_arena_print(f->arena, "%s.%s", driver,
                                             targets->pairs[i].key->text);
        const char *path = sim_arena_print(f->arena, "drivers.%s.targets.%s", driver,
                                           targets->pairs[i].key->text);
        const char *half;
        struct scn_quantity now;

        if (target->kind != SCN_TREE_MAP || (service = scn_tree_get(target, "service")) == NULL ||
            scn_quantity_number(text_of(target, "servers", "1"), &now) != SCN_QUANTITY_FINE) {
            continue;
        }
        half = scn_half_value(f->arena, sim_arena_print(f->arena, "%s.service", path), service);
        if (half != NULL) {
            add_one(f, object, "half of its service time", half);
        }
        add_one(f, object, sim_arena_print(f->arena, "%" PRIu64 " at a time",
                                           2 * (uint64_t)now.real),
                sim_arena_print(f->arena, "%s.servers=%" PRIu64, path, 2 * (uint64_t)now.real));
    }
}

/* ---- interrupts, threads --------------------------------------------------------------------- */

static void other_processor(struct finder *f, const char *object, const char *path,
                            const struct scn_node *interrupt)
{
    uint64_t processors = parameter(f, "machine.processors");
    const struct scn_node *list = scn_tree_get(interrupt, "processors");
    struct scn_quantity now = {.real = 0};
    uint64_t next;

    if (processors < 2 || (list != NULL && (list->kind != SCN_TREE_LIST || list->count != 1))) {
        return;
    }
    if (list != NULL && scn_quantity_number(list->items[0]->text, &now) != SCN_QUANTITY_FINE) {
        return;
    }
    next = ((uint64_t)now.real + 1) % processors;
    add_one(f, object, sim_arena_print(f->arena, "to processor %" PRIu64, next),
            sim_arena_print(f->arena, "%s.processors=[%" PRIu64 "]", path, next));
}

static void find_interrupts(struct finder *f, const char *driver,
                            const struct scn_node *interrupts)
{
    for (uint32_t i = 0; i < pairs_of(interrupts); i++) {
        const char *name = interrupts->pairs[i].key->text;
        const struct scn_node *interrupt = interrupts->pairs[i].value;
        const char *object = sim_arena_print(f->arena, "%s.%s", driver, name);
        const char *path = sim_arena_print(f->arena, "drivers.%s.interrupts.%s", driver, name);
        const struct scn_node *arrivals;

        if (interrupt->kind != SCN_TREE_MAP) {
            continue;
        }
        arrivals = scn_tree_get(interrupt, "arrivals");
        if (arrivals != NULL && arrivals->kind == SCN_TREE_MAP &&
            scn_tree_get(arrivals, "moderation") == NULL &&
            scn_tree_get(arrivals, "at") == NULL) {
            add_one(f, object, "moderated, 8 at a time or after 50 us",
                    sim_arena_print(f->arena, "%s.arrivals.moderation={count: 8, after: 50us}",
                                    path));
        }
        other_processor(f, object, path, interrupt);
    }
}

static void find_threads(struct finder *f, const char *owner, const char *at,
                         const struct scn_node *threads)
{
    for (uint32_t i = 0; i < pairs_of(threads); i++) {
        const char *name = threads->pairs[i].key->text;
        const struct scn_node *thread = threads->pairs[i].value;
        const char *object = sim_arena_print(f->arena, "%s.%s", owner, name);
        const char *path = sim_arena_print(f->arena, "%s.%s", at, name);
        struct scn_quantity now = {.real = 8};
        unsigned other;

        if (thread->kind != SCN_TREE_MAP ||
            scn_quantity_number(text_of(thread, "priority", "8"), &now) != SCN_QUANTITY_FINE) {
            continue;
        }
        other = now.real > PRIORITY_OF_WORKERS ? 8 : PRIORITY_OF_WORKERS + 1;
        add_one(f, object, sim_arena_print(f->arena, "to priority %u", other),
                sim_arena_print(f->arena, "%s.priority=%u", path, other));
        if (scn_tree_get(thread, "steps") != NULL) {
            halves(f, object, sim_arena_print(f->arena, "%s.steps", path),
                   scn_tree_get(thread, "steps"));
        }
    }
}

uint32_t scn_candidates_find(struct sim_arena *arena, const struct scn_scenario *scenario,
                             struct scn_candidate **ret_candidates)
{
    struct finder f = {.arena = arena, .scenario = scenario, .root = scenario->root};
    const struct scn_node *drivers = scn_tree_get(f.root, "drivers");

    find_pools(&f);
    for (uint32_t i = 0; i < pairs_of(drivers); i++) {
        const char *driver = drivers->pairs[i].key->text;
        const struct scn_node *body = drivers->pairs[i].value;

        if (body->kind != SCN_TREE_MAP) {
            continue;
        }
        find_items(&f, driver, body);
        find_targets(&f, driver, scn_tree_get(body, "targets"));
        find_interrupts(&f, driver, scn_tree_get(body, "interrupts"));
        find_threads(&f, driver, sim_arena_print(arena, "drivers.%s.threads", driver),
                     scn_tree_get(body, "threads"));
        find_callbacks(&f, driver, scn_tree_get(body, "callbacks"));
    }
    find_threads(&f, "thread", "threads", scn_tree_get(f.root, "threads"));
    *ret_candidates = f.found;
    return f.count;
}
