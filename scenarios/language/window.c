/*
 * The run.
 */
#include "scenarios/language/window.h"

#include <string.h>

#include "model/run/settling.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/quantity.h"
#include "scenarios/language/stopping.h"
#include "scenarios/language/view.h"
#include "sim/base/arena.h"

#define ITEMS_OVERDUE_NS UINT64_C(1000000000)   /* Windows' own: W26, W52 */
#define ASSUMED_MIN 1e-6
#define ASSUMED_MAX 1e6
#define THREADS_WAIT 4u               /* ready threads are overdue after four times as long */

static void read_starvation(const struct scn_view *run, struct mdl_plan *plan)
{
    plan->starvation_items_ns = ITEMS_OVERDUE_NS;
    plan->starvation_threads_ns = ITEMS_OVERDUE_NS * THREADS_WAIT;
    if (scn_view_node(run, SCN_KEY_RUN_starvation_after) != NULL) {
        scn_view_duration_or(run, SCN_KEY_RUN_starvation_after, ITEMS_OVERDUE_NS,
                             &plan->starvation_items_ns);
        plan->starvation_threads_ns = plan->starvation_items_ns * THREADS_WAIT;
    } else {
        scn_build_parameter(run->build, "run.starvation_after", "1s, threads 4s", "default");
    }
}

static void read_warm_up(const struct scn_view *run, struct mdl_plan *plan)
{
    const struct scn_node *node = scn_view_node(run, SCN_KEY_RUN_warm_up);
    struct scn_build *b = run->build;

    b->scenario->warm_up = "none";
    if (node == NULL || (node->kind == SCN_TREE_SCALAR && strcmp(node->text, "none") == 0)) {
        scn_build_parameter(b, "run.warm_up", "none",
                            node == NULL ? "default" : scn_build_origin(b, node));
        return;
    }
    if (node->kind == SCN_TREE_SCALAR && strcmp(node->text, "auto") == 0) {
        b->scenario->warm_up = "auto";
        scn_build_parameter(b, "run.warm_up", "auto", scn_build_origin(b, node));
        return;
    }
    b->scenario->warm_up = "fixed";
    scn_view_duration_or(run, SCN_KEY_RUN_warm_up, 0, &plan->from_at);
    if (plan->from_at >= plan->duration_ns) {
        scn_diags_add(b->diags, SCN_S_COMBINATION, node->at, NULL,
                      "the warm-up is as long as the whole run");
        plan->from_at = 0;
    }
}

/* One side of 0s..30s, as a value of its own at its own place. */
static bool read_instant(struct scn_build *b, const struct scn_node *node, size_t from,
                         size_t length, uint64_t *ret_at)
{
    struct scn_node part = *node;
    bool assumed;

    part.text = sim_arena_copy(b->arena, node->text + from, length);
    if (!node->quoted) {
        part.at.column += (uint32_t)from;
        part.at.length = length > 0 ? (uint32_t)length : 1;
    }
    return scn_values_duration(&b->values, &part, ret_at, &assumed);
}

static void read_phase(struct scn_build *b, const struct scn_tree_pair *pair, uint64_t end_ns)
{
    const struct scn_node *node = pair->value;
    const char *dots = node->kind == SCN_TREE_SCALAR ? strstr(node->text, "..") : NULL;
    struct mdl_phase phase = {.name = pair->key->text};
    const char *name;

    if (!scn_values_name(&b->values, pair->key, &name)) {
        return;
    }
    if (strcmp(name, "all") == 0) {
        scn_diags_add(b->diags, SCN_S_SPAN, pair->key->at, NULL,
                      "'all' is the whole measuring window; name the phase otherwise");
        return;
    }
    if (dots == NULL) {
        scn_diags_add(b->diags, SCN_S_SPAN, node->at, NULL,
                      "a phase is a span of time, as 0s..30s");
        return;
    }
    size_t before = (size_t)(dots - node->text);

    if (!read_instant(b, node, 0, before, &phase.from_at)
        || !read_instant(b, node, before + 2, strlen(dots + 2), &phase.to_at)) {
        return;
    }
    if (phase.from_at >= phase.to_at || phase.from_at >= end_ns) {
        scn_diags_add(b->diags, SCN_S_SPAN, node->at, NULL,
                      phase.from_at >= end_ns ? "the phase begins after the end of the run"
                                              : "the phase ends before it begins");
        return;
    }
    scn_build_parameter(b, sim_arena_print(b->arena, "run.phases.%s", name), node->text,
                        scn_build_origin(b, node));
    *(struct mdl_phase *)scn_build_push(b, &b->phases) = phase;
}

static void read_phases(const struct scn_view *run, const struct mdl_plan *plan)
{
    const struct scn_node *node = scn_view_node(run, SCN_KEY_RUN_phases);

    if (node == NULL) {
        return;
    }
    if (node->kind != SCN_TREE_MAP) {
        scn_diags_add(run->build->diags, SCN_S_WRONG_TYPE, node->at, NULL,
                      "'phases' is a map: {before: 0s..30s, after: 30s..60s}");
        return;
    }
    for (uint32_t i = 0; i < node->count; i++) {
        read_phase(run->build, &node->pairs[i], plan->duration_ns);
    }
}

static void read_drain(const struct scn_view *run, struct mdl_plan *plan)
{
    const struct scn_node *node = scn_view_node(run, SCN_KEY_RUN_drain);

    if (node != NULL) {
        scn_view_duration_or(run, SCN_KEY_RUN_drain, 0, &plan->drain_ns);
    }
}

static const struct scn_node *child(const struct scn_node *map, const char *key)
{
    return map == NULL || map->kind != SCN_TREE_MAP ? NULL : scn_tree_get(map, key);
}

void scn_window_scale(struct scn_build *b, const struct scn_node *root)
{
    const struct scn_node *node = child(child(root, "run"), "assumed");
    struct scn_quantity q;

    if (node != NULL && node->kind == SCN_TREE_SCALAR
        && scn_quantity_number(node->text, &q) == SCN_QUANTITY_FINE && q.real >= ASSUMED_MIN
        && q.real <= ASSUMED_MAX) {
        b->values.assumed_times = q.real;
    }
}

/* 1 is how the file is meant: the same input as without the key. */
static void read_assumed(const struct scn_view *run)
{
    const struct scn_node *node = scn_view_node(run, SCN_KEY_RUN_assumed);
    double times;

    if (node != NULL
        && scn_values_real(&run->build->values, node, ASSUMED_MIN, ASSUMED_MAX, &times)
        && times != 1) {
        scn_view_record(run, SCN_KEY_RUN_assumed);
    }
}

static void warn_of_nothing_assumed(struct scn_build *b)
{
    const struct scn_node *node = child(child(b->root, "run"), "assumed");
    double times = b->values.assumed_times;

    for (uint32_t i = 0; i < b->assumptions.count; i++) {
        if (strcmp(SCN_AT(struct mdl_assumption, b->assumptions, i)->rule, "~") == 0) {
            return;
        }
    }
    if (node != NULL && times != 0 && times != 1) {
        scn_diags_add(b->diags, SCN_S_NO_EFFECT, node->at, NULL,
                      "no value is marked as assumed: put a ~ before those that nobody measured, "
                      "as in ~3us");
    }
}

void scn_window_read(struct scn_build *b, const struct scn_view *root, struct mdl_plan *plan)
{
    const struct scn_node *written;
    struct scn_view run;
    int64_t value;

    scn_view_inner(root, SCN_KEY_ROOT_run, &run);
    scn_view_duration(&run, SCN_KEY_RUN_duration, &plan->duration_ns);
    if (plan->duration_ns == 0) {
        scn_diags_add(b->diags, SCN_S_OUT_OF_RANGE,
                      scn_view_node(&run, SCN_KEY_RUN_duration)->at, NULL,
                      "a run of no length shows nothing");
        plan->duration_ns = 1;
    }
    scn_view_whole(&run, SCN_KEY_RUN_seed, 0, INT64_MAX, &value);
    b->scenario->seed = (uint64_t)value;
    written = scn_view_node(&run, SCN_KEY_RUN_replications);
    if (written != NULL) {
        b->replications_written = true;
        scn_view_whole_or(&run, SCN_KEY_RUN_replications, 1, 1000000, 1, &value);
        b->scenario->replications = (uint32_t)value;
    }
    read_assumed(&run);
    read_starvation(&run, plan);
    read_warm_up(&run, plan);
    read_phases(&run, plan);
    read_drain(&run, plan);
    scn_stopping_read(&run);
}

/* 'auto' is for what has a steady state by its construction. */
void scn_window_steady(struct scn_build *b, const struct mdl_plan *plan)
{
    const struct scn_node *node = child(child(b->root, "run"), "warm_up");
    const char *obstacle;

    if (strcmp(b->scenario->warm_up, "auto") != 0) {
        return;
    }
    obstacle = mdl_settling_obstacle(plan);
    if (obstacle != NULL) {
        scn_diags_add(b->diags, SCN_S_NOT_STEADY, node->at, NULL,
                      "this scenario has no steady state: %s", obstacle);
        scn_diags_hint(b->diags, "leave out warm_up, or say how long it is, as in 2s");
    }
}

void scn_window_decide(struct scn_build *b, struct mdl_plan *plan)
{
    bool random = false;

    warn_of_nothing_assumed(b);
    for (uint32_t i = 0; i < b->draws.count; i++) {
        random = random || !sim_law_is_constant(&SCN_AT(struct mdl_draw, b->draws, i)->law);
    }
    for (uint32_t i = 0; i < b->streams.count; i++) {
        const struct mdl_stream *stream = SCN_AT(struct mdl_stream, b->streams, i);

        random = random || (stream->kind < MDL_STREAM_TIMER
                            && !sim_arrivals_is_constant(&stream->arrivals));
    }
    for (uint32_t i = 0; i < b->changes.count; i++) {
        const struct mdl_change *change = SCN_AT(struct mdl_change, b->changes, i);

        random = random || (change->kind == MDL_CHANGE_LAW && !sim_law_is_constant(&change->law))
                 || (change->kind == MDL_CHANGE_ARRIVALS
                     && !sim_arrivals_is_constant(&change->arrivals));
    }
    plan->is_random = random;
    if (!b->replications_written) {
        b->scenario->replications = random ? 20 : 1;
        scn_build_parameter(b, "run.replications", random ? "20" : "1", "default");
    }
}
