/*
 * Assumed values, out of assumptions.def: each with the question whether the scenario uses it.
 */
#include "scenarios/language/assumptions.h"

#include <string.h>

#include "scenarios/language/build.h"

static bool fixed_threads(const struct scn_build *b)
{
    return b->profile.era <= MDL_ERA_WIN8;
}

/* A pool of the kernel, or (host) of a UMDF host process. */
static bool any_pool(const struct scn_build *b, bool host)
{
    for (uint32_t i = 0; i < b->pools.count; i++) {
        if (SCN_AT(struct mdl_pool, b->pools, i)->host == host) {
            return true;
        }
    }
    return false;
}

static bool hosts(const struct scn_build *b)
{
    return any_pool(b, true);
}

static bool old_pool(const struct scn_build *b)
{
    return any_pool(b, false) && fixed_threads(b);
}

static bool new_pool(const struct scn_build *b)
{
    return any_pool(b, false) && !fixed_threads(b);
}

static bool storport_items(const struct scn_build *b)
{
    for (uint32_t i = 0; i < b->item_needs.count; i++) {
        if (SCN_AT(struct scn_item_needs, b->item_needs, i)->storport) {
            return true;
        }
    }
    return false;
}

/* Only its needs wake the balance manager by an event (W25). */
static bool critical_pool(const struct scn_build *b)
{
    for (uint32_t i = 0; i < b->pools.count; i++) {
        const struct mdl_pool *pool = SCN_AT(struct mdl_pool, b->pools, i);

        if (pool->need_based_growth && !pool->host) {
            return true;
        }
    }
    return false;
}

static bool both_kinds(const struct scn_build *b)
{
    bool executive = false, io = false;

    for (uint32_t i = 0; i < b->items.count; i++) {
        bool is_executive = SCN_AT(struct mdl_item, b->items, i)->family == MDL_ITEM_EX;

        executive = executive || is_executive;
        io = io || !is_executive;
    }
    return executive && io && b->profile.era == MDL_ERA_MODERN;
}

/* Where all items of a pool have one priority both readings of W44 are the same. */
static bool priorities(const struct scn_build *b)
{
    for (uint32_t i = 0; i < b->items.count; i++) {
        const struct mdl_item *item = SCN_AT(struct mdl_item, b->items, i);

        for (uint32_t k = 0; k < i; k++) {
            const struct mdl_item *other = SCN_AT(struct mdl_item, b->items, k);

            if (other->pool == item->pool && other->priority != item->priority) {
                return new_pool(b);
            }
        }
    }
    return false;
}

static bool live_dump(const struct scn_build *b)
{
    return new_pool(b) && b->profile.livedump_after_ns > 0;
}

static bool any_dpc(const struct scn_build *b, bool low, bool far)
{
    for (uint32_t i = 0; i < b->dpcs.count; i++) {
        const struct mdl_dpc *dpc = SCN_AT(struct mdl_dpc, b->dpcs, i);

        if ((low && dpc->importance == MDL_IMPORTANCE_LOW) ||
            (far && dpc->processor != MDL_NONE && dpc->importance <= MDL_IMPORTANCE_MEDIUM &&
             b->profile.processor_count > 1)) {
            return true;
        }
    }
    return false;
}

static bool low_dpc(const struct scn_build *b)
{
    return any_dpc(b, true, false);
}

/* One for another processor may find it idle. */
static bool far_dpc(const struct scn_build *b)
{
    return any_dpc(b, false, true);
}

/* One that may have to wait for the limit (D7). */
static bool waiting_dpc(const struct scn_build *b)
{
    return any_dpc(b, true, true);
}

static bool ready_threads(const struct scn_build *b)
{
    return b->threads.count > 0 && b->profile.starvation_rescue;
}

static bool passive_isr(const struct scn_build *b)
{
    for (uint32_t i = 0; i < b->lines.count; i++) {
        if (SCN_AT(struct mdl_line, b->lines, i)->thread != MDL_NONE) {
            return true;
        }
    }
    return false;
}

/* A level line is shared, or its ISR may say 'not mine'. */
static bool unclaimed(const struct scn_build *b)
{
    for (uint32_t i = 0; i < b->lines.count; i++) {
        const struct mdl_line *line = SCN_AT(struct mdl_line, b->lines, i);
        const struct mdl_program *isr = SCN_AT(struct mdl_program, b->programs, line->isr);

        for (uint32_t k = isr->first; k < isr->first + isr->count; k++) {
            const struct mdl_step *step = SCN_AT(struct mdl_step, b->steps, k);

            if (line->trigger == MDL_TRIGGER_LEVEL && step->kind == MDL_STEP_RETURN &&
                step->number == 1) {
                return true;
            }
        }
        if (line->trigger == MDL_TRIGGER_LEVEL && line->chain_next != MDL_NONE) {
            return true;
        }
    }
    return false;
}

static const struct {
    const char *rule, *parameter, *confidence;
    bool (*used)(const struct scn_build *b);
    mdl_label_id label;
} rows[] = {
#define MDL_LABEL_NONE MDL_NONE
#define ASSUME(rule, parameter, confidence, used, label) \
    {rule, parameter, confidence, used, MDL_LABEL_##label},
#include "scenarios/language/assumptions.def"
#undef ASSUME
#undef MDL_LABEL_NONE
};

/* The value that the scenario ends up with, NULL where it has none. */
static const struct mdl_parameter *parameter_of(const struct scn_build *b, const char *path)
{
    for (uint32_t i = 0; i < b->parameters.count; i++) {
        const struct mdl_parameter *parameter = SCN_AT(struct mdl_parameter, b->parameters, i);

        if (strcmp(parameter->path, path) == 0) {
            return parameter;
        }
    }
    return NULL;
}

static bool is_written(const struct mdl_parameter *parameter)
{
    return strcmp(parameter->origin, "file") == 0 || strcmp(parameter->origin, "override") == 0;
}

/* W45 says nothing of these two. */
static void add_nodes(struct scn_build *b)
{
    if (any_pool(b, false) && b->profile.node_last > 0) {
        scn_build_assume(b, "W45", "queued from no processor", "node 0", "guess", MDL_NONE);
    }
    if (any_pool(b, false) && b->profile.node_last > 1) {
        scn_build_assume(b, "W45", "other nodes tried", "in order", "guess", MDL_NONE);
    }
}

void scn_assumptions_add(struct scn_build *b)
{
    if (any_pool(b, false) &&
        (b->profile.era == MDL_ERA_WIN8 || b->profile.era == MDL_ERA_WIN81)) {
        scn_build_assume(b, "W38", "pool", b->windows->title, "guess", MDL_NONE);
    }
    add_nodes(b);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct mdl_parameter *parameter = parameter_of(b, rows[i].parameter);

        if (parameter != NULL && rows[i].used(b)) {
            scn_build_assume(b, rows[i].rule, rows[i].parameter, parameter->value,
                             is_written(parameter) ? "chosen" : rows[i].confidence,
                             rows[i].label);
        }
    }
}
