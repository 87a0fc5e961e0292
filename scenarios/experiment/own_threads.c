/*
 * Threads of one's own, by rewriting the steps that queue the item.
 */
#include "scenarios/experiment/own_threads.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "scenarios/language/tree.h"
#include "sim/base/arena.h"

static const char *const queueing[] = {"WdfWorkItemEnqueue", "IoQueueWorkItem",
                                       "IoQueueWorkItemEx", "IoTryQueueWorkItem",
                                       "ExQueueWorkItem"};

struct rewriting {
    struct sim_arena *arena;
    const struct scn_own_threads *own;
    const char *signal;               /* the step in place of queueing */
    const char **sets;
    uint32_t count, max;
    bool impossible;
};

static void set(struct rewriting *r, const char *override)
{
    if (r->count < r->max) {
        r->sets[r->count] = override;
    }
    r->count++;
}

static bool queues(const char *verb)
{
    for (size_t i = 0; i < sizeof queueing / sizeof queueing[0]; i++) {
        if (strcmp(queueing[i], verb) == 0) {
            return true;
        }
    }
    return false;
}

/* Is the item's name anywhere in this? */
static bool names_item(const struct scn_own_threads *own, const struct scn_node *node)
{
    bool found = node->kind == SCN_TREE_SCALAR && strcmp(node->text, own->item) == 0;

    for (uint32_t i = 0; i < node->count && node->kind != SCN_TREE_SCALAR && !found; i++) {
        found = names_item(own, node->kind == SCN_TREE_LIST ? node->items[i]
                                                            : node->pairs[i].value);
    }
    return found;
}

/* A step that queues the item and nothing else becomes a signal, with or without requests. */
static void rewrite(struct rewriting *r, const char *path, const struct scn_node *step)
{
    const struct scn_node *requests = scn_tree_get(step, "requests");

    if (step->pairs[0].value->kind != SCN_TREE_SCALAR ||
        step->count != (requests == NULL ? 1u : 2u)) {
        r->impossible = true;
        return;
    }
    set(r, sim_arena_print(r->arena, "%s={%s%s%s}", path, r->signal,
                           requests == NULL ? "" : ", requests: ",
                           requests == NULL ? "" : requests->text));
}

static void walk(struct rewriting *r, const char *path, const struct scn_node *node)
{
    for (uint32_t i = 0; i < node->count && node->kind == SCN_TREE_LIST; i++) {
        walk(r, sim_arena_print(r->arena, "%s.%" PRIu32, path, i), node->items[i]);
    }
    if (node->kind != SCN_TREE_MAP || node->count == 0) {
        return;
    }
    if (names_item(r->own, node->pairs[0].value)) {
        if (queues(node->pairs[0].key->text)) {
            rewrite(r, path, node);
            return;
        }
        if (node->pairs[0].value->kind == SCN_TREE_SCALAR) {
            r->impossible = true;
            return;
        }
    }
    for (uint32_t i = 0; i < node->count; i++) {
        walk(r, sim_arena_print(r->arena, "%s.%s", path, node->pairs[i].key->text),
             node->pairs[i].value);
    }
}

/* Named by an interrupt, a queue, pnp: anywhere but in callbacks and its own declaration. */
static bool is_used_elsewhere(const struct scn_own_threads *own)
{
    for (uint32_t i = 0; i < own->body->count; i++) {
        const char *key = own->body->pairs[i].key->text;

        if (strcmp(key, "callbacks") != 0 && strcmp(key, "work_items") != 0 &&
            names_item(own, own->body->pairs[i].value)) {
            return true;
        }
    }
    return false;
}

static bool is_kmdf(const struct scn_own_threads *own)
{
    const struct scn_node *framework = scn_tree_get(own->body, "framework");

    return framework != NULL && framework->kind == SCN_TREE_SCALAR &&
           strncmp(framework->text, "kmdf", 4) == 0;
}

/* The driver's maps of events and threads may not be there yet, or have such a name. */
static bool is_free(const struct scn_own_threads *own, const char *map, const char *name)
{
    const struct scn_node *there = scn_tree_get(own->body, map);

    return there == NULL || (there->kind == SCN_TREE_MAP && scn_tree_get(there, name) == NULL);
}

uint32_t scn_own_threads_make(struct sim_arena *arena, const struct scn_own_threads *own,
                              const char **ret_sets, uint32_t max)
{
    const char *at = sim_arena_print(arena, "drivers.%s", own->driver);
    const char *event = sim_arena_print(arena, "%s_work", own->item);
    const char *thread = sim_arena_print(arena, "%s_thread", own->item);
    struct rewriting r = {.arena = arena, .own = own, .sets = ret_sets, .max = max};
    const struct scn_node *callbacks = scn_tree_get(own->body, "callbacks");
    bool once = is_kmdf(own);

    if (callbacks == NULL || is_used_elsewhere(own) || !is_free(own, "events", event) ||
        !is_free(own, "threads", thread) || !is_free(own, "callbacks", thread)) {
        return 0;
    }
    r.signal = sim_arena_print(arena, "%s: %s", once ? "KeSetEvent" : "KeReleaseSemaphore",
                               event);
    walk(&r, sim_arena_print(arena, "%s.callbacks", at), callbacks);
    if (r.impossible || r.count == 0) {
        return 0;
    }
    set(&r, sim_arena_print(arena, "%s.events.%s=%s", at, event,
                            once ? "synchronization" : "{semaphore: 0}"));
    set(&r, sim_arena_print(arena, "%s.callbacks.%s=[{repeat: forever, steps: "
                            "[KeWaitForSingleObject: %s, call: %s]}]", at, thread, event,
                            own->callback));
    set(&r, sim_arena_print(arena, "%s.threads.%s={callback: %s, count: %s, priority: %u}", at,
                            thread, thread, own->instances, own->priority));
    return r.count;
}
