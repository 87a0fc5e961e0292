/*
 * YAML text to a tree with positions: the one door to libyaml.
 *
 * Every node knows where it was written. Anchors and merge keys are resolved here (positions
 * point at the text that was written); double keys, several documents, tabs and everything else
 * that is not one YAML document is a diagnostic. Hostile input (alias bombs, depth, size) is
 * refused in bounded time and memory: at most 4 MiB of text, 64 levels, 200,000 nodes.
 * Scalars stay text: each is typed by its key, never guessed.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_TREE_H
#define WTSIM_SCENARIOS_LANGUAGE_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scenarios/language/diags.h"

struct sim_arena;

#define SCN_TREE_DEPTH_MAX 64u
#define SCN_TREE_NODES_MAX 200000u
#define SCN_TREE_BYTES_MAX ((size_t)4 << 20)

enum scn_tree_kind { SCN_TREE_SCALAR, SCN_TREE_LIST, SCN_TREE_MAP };

struct scn_node;

struct scn_tree_pair {
    const struct scn_node *key;       /* always a scalar */
    const struct scn_node *value;
};

struct scn_node {
    enum scn_tree_kind kind;
    struct scn_range at;
    const char *text;                 /* SCALAR: zero-terminated; '' for an empty value        */
    bool quoted;                      /* SCALAR: written in quotes                              */
    const struct scn_node *const *items; /* LIST */
    const struct scn_tree_pair *pairs;   /* MAP, in file order */
    uint32_t count;
};

/* False when there was an error; ret_root is then NULL or a tree of what could be read. source
   is the number that ranges carry (0: the file). */
bool scn_tree_parse(struct sim_arena *arena, const char *text, size_t length, uint32_t source,
                    struct scn_diags *diags, const struct scn_node **ret_root);

/* The same for a text inside a larger one: columns of its first line begin at column + 1, and
   depth levels are taken already. For overrides. */
bool scn_tree_parse_inside(struct sim_arena *arena, const char *text, size_t length,
                           uint32_t source, uint32_t column, uint32_t depth,
                           struct scn_diags *diags, const struct scn_node **ret_root);

/* The value of a key, or NULL. */
const struct scn_node *scn_tree_get(const struct scn_node *map, const char *key);

/*
 * Applies 'path=value' (value is YAML): replaces or adds the node at that path; list elements by
 * index, map keys by name. Ranges of the new nodes carry the source number. An impossible path is
 * a diagnostic that points into the override.
 */
const struct scn_node *scn_tree_override(struct sim_arena *arena, const struct scn_node *root,
                                         const char *override, uint32_t source,
                                         struct scn_diags *diags);

/* The same with a path that stands at `at` and a value that is a node already. */
const struct scn_node *scn_tree_replace(struct sim_arena *arena, const struct scn_node *root,
                                        const char *path, struct scn_range at,
                                        const struct scn_node *value, struct scn_diags *diags);

#endif
