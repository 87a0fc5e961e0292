/*
 * A desk to try the language on: an arena, diagnostics, what they print.
 */
#ifndef WTSIM_TESTS_SCENARIOS_LANGUAGE_VALUES_DESK_H
#define WTSIM_TESTS_SCENARIOS_LANGUAGE_VALUES_DESK_H

#include <string.h>

#include "scenarios/language/tree.h"
#include "scenarios/language/values.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"
#include "tests/lab.h"

struct desk {
    struct sim_arena arena;
    struct scn_diags diags;
    struct sim_text printed;
    struct scn_values values;
    const struct scn_node *root;
    bool fine;
};

static inline void desk_lay(struct desk *desk, const char *text, size_t length)
{
    memset(desk, 0, sizeof *desk);
    sim_arena_init(&desk->arena);
    sim_text_init(&desk->printed);
    scn_diags_init(&desk->diags, &desk->arena);
    scn_diags_source(&desk->diags, "a.yaml", sim_arena_copy(&desk->arena, text, length));
    desk->values = (struct scn_values){.arena = &desk->arena, .diags = &desk->diags};
    desk->fine = scn_tree_parse(&desk->arena, text, length, 0, &desk->diags, &desk->root);
}

static inline const char *desk_printed(struct desk *desk)
{
    sim_text_clear(&desk->printed);
    scn_diags_print(&desk->diags, &desk->printed, false);
    return desk->printed.data;
}

static inline void desk_clear(struct desk *desk)
{
    sim_text_deinit(&desk->printed);
    sim_arena_deinit(&desk->arena);
}

/* A text and everything that is said about it. */
struct complaint {
    const char *text, *printed;
};

#endif
