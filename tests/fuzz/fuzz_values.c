/*
 * Any bytes as YAML, then every node of the tree as every kind of value. Two properties are
 * checked on the way: what was read prints as a text that reads as the same text again, and a
 * duration's text reads as the same duration.
 */
#include <string.h>

#include "scenarios/language/values.h"
#include "sim/base/arena.h"
#include "sim/base/check.h"
#include "sim/base/text.h"
#include "tests/fuzz/harness.h"

static void check_duration(const struct scn_values *v, const struct scn_node *node)
{
    struct scn_node again = *node;
    uint64_t ns, same;
    bool assumed;

    if (scn_values_duration(v, node, &ns, &assumed)) {
        again.text = scn_values_text_duration(v->arena, ns);
        SIM_ASSERT(scn_values_duration(v, &again, &same, &assumed));
        SIM_ASSERT(same == ns);
    }
}

static void read_node(const struct scn_values *v, const struct scn_node *node)
{
    struct sim_arrivals arrivals;
    struct sim_law law;
    const char *name;
    int64_t whole;
    double real;
    bool flag;

    check_duration(v, node);
    scn_values_rate(v, node, &real, &flag);
    scn_values_whole(v, node, -100, 100, &whole);
    scn_values_real(v, node, -1e9, 1e9, &real);
    scn_values_truth(v, node, &flag);
    scn_values_name(v, node, &name);
    scn_values_duration_law(v, node, &law, &flag);
    scn_values_count_law(v, node, &law, &flag);
    scn_values_arrivals(v, node, &arrivals, &flag);
}

/* Inputs are short, but values are read once per level above them. */
static void read_all(const struct scn_values *v, const struct scn_node *node, unsigned *budget)
{
    if (*budget == 0) {
        return;
    }
    (*budget)--;
    read_node(v, node);
    for (uint32_t n = 0; node->kind != SCN_TREE_SCALAR && n < node->count; n++) {
        read_all(v, node->kind == SCN_TREE_MAP ? node->pairs[n].value : node->items[n], budget);
    }
}

static void check_text(struct sim_arena *arena, const struct scn_node *root)
{
    const char *text = scn_values_text_node(arena, root);
    const struct scn_node *again;
    struct scn_diags diags;

    scn_diags_init(&diags, arena);
    SIM_ASSERT(scn_tree_parse(arena, text, strlen(text), 0, &diags, &again));
    SIM_ASSERT(strcmp(scn_values_text_node(arena, again), text) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sim_arena arena;
    struct scn_diags diags;
    struct sim_text printed;
    const struct scn_node *root;
    unsigned budget = 500;
    char *text;
    bool fine;

    sim_arena_init(&arena);
    sim_text_init(&printed);
    scn_diags_init(&diags, &arena);
    text = sim_arena_copy(&arena, size == 0 ? "" : (const char *)data, size);
    scn_diags_source(&diags, "fuzz.yaml", text);
    fine = scn_tree_parse(&arena, text, size, 0, &diags, &root);
    SIM_ASSERT(fine || diags.error_count > 0);
    if (fine && size < 100000) {
        check_text(&arena, root);
    }
    if (root != NULL) {
        struct scn_values values = {.arena = &arena, .diags = &diags, .directory = "/nowhere"};

        read_all(&values, root, &budget);
    }
    scn_diags_print(&diags, &printed, true);
    scn_diags_json(&diags, &printed);
    sim_text_deinit(&printed);
    sim_arena_deinit(&arena);
    return 0;
}
