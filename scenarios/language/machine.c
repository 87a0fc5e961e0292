/*
 * The machine: profile of a Windows version, then what the scenario says otherwise.
 *
 * The version decides the era of the pools, the quantum, the watchdogs and a few rules; the
 * architecture decides the IRQL table; costs are K7's placeholders unless they are written.
 */
#include "scenarios/language/machine.h"

#include <string.h>

#include "scenarios/language/build.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/priorities.h"
#include "scenarios/language/suggest.h"
#include "scenarios/language/view.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

static const struct mdl_windows *find_windows(struct scn_build *b, const struct scn_view *root)
{
    const struct scn_node *node = scn_view_node(root, SCN_KEY_ROOT_windows);
    const struct mdl_windows *windows = NULL;
    const char *names[32];
    uint32_t count = 0;

    if (node == NULL) {
        windows = mdl_windows_find(scn_schema_row(SCN_KEY_ROOT_windows)->fallback);
        scn_build_parameter(b, "windows", windows->version, "default");
        return windows;
    }
    if (node->kind == SCN_TREE_SCALAR) {
        windows = mdl_windows_find(node->text);
    }
    if (windows != NULL) {
        scn_build_parameter(b, "windows", windows->version, scn_build_origin(b, node));
        return windows;
    }
    for (; count < 32 && mdl_windows_row(count) != NULL; count++) {
        names[count] = mdl_windows_row(count)->version;
    }
    scn_diags_add(b->diags, SCN_S_VERSION, node->at, NULL, "no such version of Windows");
    scn_diags_hint(b->diags, "known are %s", scn_suggest_list(b->arena, names, count, 32));
    return mdl_windows_find(scn_schema_row(SCN_KEY_ROOT_windows)->fallback);
}

static void apply_windows(struct scn_build *b)
{
    const struct mdl_windows *w = b->windows;
    struct mdl_profile *p = &b->profile;

    p->windows = w->version;
    p->era = (enum mdl_era)w->era;
    p->charges_ticks = w->charges_ticks;
    p->relative_never_early = w->relative_never_early;
    p->autoboost = w->era >= MDL_WINDOWS_8;
    p->quantum_ticks = w->quantum_ticks;
    p->watchdog_single_ticks = w->watchdog_single_ticks;
    p->watchdog_cumulative_ticks = w->watchdog_cumulative_ticks;
}

static void apply_architecture(struct scn_build *b, const struct scn_view *machine)
{
    uint32_t index, count;

    scn_view_word(machine, SCN_KEY_MACHINE_architecture, &index);
    b->irql = mdl_irql_table(scn_schema_words(SCN_KEY_MACHINE_architecture, &count)[index]);
    b->profile.architecture = b->irql->architecture;
    b->profile.clock_irql = b->irql->clock;
    b->profile.ipi_irql = b->irql->ipi;
    b->profile.high_irql = b->irql->high;
    b->profile.dirql_low = b->irql->device_low;
    b->profile.dirql_high = b->irql->device_high;
}

struct cost {
    enum scn_key key;
    uint64_t *ns;
    const char *confidence;
    mdl_label_id label;
};

/* Where K7 has its figure from: a placeholder without a source, or a measurement elsewhere. */
#define PLACEHOLDER "placeholder"
#define MEASURED_ELSEWHERE "measured elsewhere"

static void read_cost(struct scn_build *b, const struct scn_view *costs, const struct cost *cost)
{
    const struct scn_schema_key *row = scn_schema_row(cost->key);

    scn_view_duration(costs, cost->key, cost->ns);
    if (scn_view_node(costs, cost->key) == NULL && cost->label != MDL_NONE) {
        scn_build_assume(b, "K7", sim_arena_print(b->arena, "costs.%s", row->name),
                         scn_values_text_duration(b->arena, *cost->ns), cost->confidence,
                         cost->label);
    }
}

static void read_costs(struct scn_build *b, const struct scn_view *machine)
{
    struct mdl_costs *k = &b->profile.costs;
    const struct cost all[] = {
        {SCN_KEY_COSTS_interrupt, &k->interrupt_ns, PLACEHOLDER, MDL_LABEL_INTERRUPT_COST},
        {SCN_KEY_COSTS_dpc, &k->dpc_ns, PLACEHOLDER, MDL_LABEL_DPC_COST},
        {SCN_KEY_COSTS_thread_wake, &k->thread_wake_ns, MEASURED_ELSEWHERE, MDL_LABEL_WAKE_COST},
        {SCN_KEY_COSTS_context_switch, &k->context_switch_ns, MEASURED_ELSEWHERE,
         MDL_LABEL_SWITCH_COST},
        {SCN_KEY_COSTS_work_item, &k->work_item_ns, PLACEHOLDER, MDL_LABEL_WORKER_COST},
        {SCN_KEY_COSTS_ipi, &k->ipi_ns, "low confidence", MDL_LABEL_IPI_COST},
        {SCN_KEY_COSTS_clock, &k->clock_ns, PLACEHOLDER, MDL_LABEL_CLOCK_COST},
        {SCN_KEY_COSTS_umdf_wake, &k->umdf_wake_ns, MEASURED_ELSEWHERE, MDL_NONE},
        {SCN_KEY_COSTS_isr_body, &b->isr_body_ns, MEASURED_ELSEWHERE, MDL_NONE},
        {SCN_KEY_COSTS_dpc_body, &b->dpc_body_ns, MEASURED_ELSEWHERE, MDL_NONE},
    };
    const struct scn_node *node = scn_view_node(machine, SCN_KEY_MACHINE_costs);
    struct scn_view costs;

    if (node != NULL && node->kind == SCN_TREE_SCALAR && strcmp(node->text, "none") == 0) {
        b->no_costs = true;
        scn_build_parameter(b, "machine.costs", "none", scn_build_origin(b, node));
        return;
    }
    scn_view_inner(machine, SCN_KEY_MACHINE_costs, &costs);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        read_cost(b, &costs, &all[i]);
    }
    scn_view_duration(&costs, SCN_KEY_COSTS_system_call, &b->system_call_ns);
    b->system_call_assumed = scn_view_node(&costs, SCN_KEY_COSTS_system_call) == NULL;
}

static uint32_t ticks(const struct scn_build *b, uint64_t ns)
{
    uint64_t n = (ns + b->profile.clock_period_ns / 2) / b->profile.clock_period_ns;

    return ns == 0 ? 0 : n == 0 ? 1u : n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
}

static void read_triggers(struct scn_build *b, const struct scn_view *dpc)
{
    uint32_t index;

    scn_view_word(dpc, SCN_KEY_DPC_LIMITS_limit, &index);
    b->profile.dpc_limit_exceeded = index == 1;
    scn_view_word(dpc, SCN_KEY_DPC_LIMITS_idle_target, &index);
    b->profile.dpc_idle_waits = index == 1;
}

static void read_storm(struct scn_build *b, const struct scn_view *machine)
{
    struct scn_view storm;
    int64_t passes;

    scn_view_inner(machine, SCN_KEY_MACHINE_storm, &storm);
    scn_view_whole(&storm, SCN_KEY_STORM_passes, 0, INT64_C(1000000000000), &passes);
    b->profile.storm_passes = (uint64_t)passes;
    scn_view_duration(&storm, SCN_KEY_STORM_after, &b->profile.storm_after_ns);
    scn_view_truth(&storm, SCN_KEY_STORM_bug_check, &b->profile.storm_stops);
}

static void read_servers(struct scn_build *b, const struct scn_view *machine)
{
    int64_t priority;

    scn_view_truth(machine, SCN_KEY_MACHINE_threaded_dpcs, &b->threaded_dpcs);
    scn_view_whole(machine, SCN_KEY_MACHINE_passive_priority, 1, 31, &priority);
    b->profile.passive_priority = (uint8_t)priority;
}

static void read_limits(struct scn_build *b, const struct scn_view *machine)
{
    struct mdl_profile *p = &b->profile;
    const struct { enum scn_key key; uint32_t *value; } limits[] = {
        {SCN_KEY_DPC_LIMITS_maximum_depth, &p->dpc_depth_max},
        {SCN_KEY_DPC_LIMITS_minimum_rate, &p->dpc_rate_min},
        {SCN_KEY_DPC_LIMITS_ideal_rate, &p->dpc_rate_ideal},
        {SCN_KEY_DPC_LIMITS_adjust_threshold, &p->dpc_adjust_threshold},
    };
    struct scn_view dpc, watchdog;
    uint64_t ns;

    scn_view_inner(machine, SCN_KEY_MACHINE_dpc, &dpc);
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        int64_t value;

        scn_view_whole(&dpc, limits[i].key, 0, 1000000, &value);
        *limits[i].value = (uint32_t)value;
    }
    read_triggers(b, &dpc);
    read_storm(b, machine);
    scn_view_inner(machine, SCN_KEY_MACHINE_watchdog, &watchdog);
    scn_view_duration_or(&watchdog, SCN_KEY_WATCHDOG_single,
                         p->watchdog_single_ticks * p->clock_period_ns, &ns);
    p->watchdog_single_ticks = ticks(b, ns);
    scn_view_duration_or(&watchdog, SCN_KEY_WATCHDOG_cumulative,
                         p->watchdog_cumulative_ticks * p->clock_period_ns, &ns);
    p->watchdog_cumulative_ticks = ticks(b, ns);
    scn_view_duration(&watchdog, SCN_KEY_WATCHDOG_clock, &ns);
    p->watchdog_clock_ticks = ticks(b, ns);
    scn_view_duration(&watchdog, SCN_KEY_WATCHDOG_power, &p->power_watchdog_ns);
}

static void read_rescue(const struct scn_view *machine, struct mdl_profile *p)
{
    uint32_t index;
    int64_t units;

    scn_view_truth(machine, SCN_KEY_MACHINE_starvation_rescue, &p->starvation_rescue);
    scn_view_duration(machine, SCN_KEY_MACHINE_rescue_after, &p->rescue_after_ns);
    scn_view_whole(machine, SCN_KEY_MACHINE_rescue_quantum, 1, 100000, &units);
    p->rescue_quantum_units = (uint32_t)units;
    scn_view_word(machine, SCN_KEY_MACHINE_rescue_processors, &index);
    p->rescue_one_processor = index == 1;
}

enum { NODES_MAX = 16 };   /* room for thousands of threads is kept for each of their pools (W47) */

/* W19: before Windows 8 the pools know nothing of nodes, and nothing else here does. */
static void read_nodes(struct scn_build *b, const struct scn_view *machine)
{
    const struct scn_node *node = scn_view_node(machine, SCN_KEY_MACHINE_numa_nodes);
    struct mdl_profile *p = &b->profile;
    int64_t nodes;

    scn_view_whole(machine, SCN_KEY_MACHINE_numa_nodes, 1, NODES_MAX, &nodes);
    if (p->processor_count % (uint32_t)nodes != 0) {
        scn_diags_add(b->diags, SCN_S_COMBINATION, node->at, NULL,
                      "%u processors are not %lld equal nodes", p->processor_count,
                      (long long)nodes);
        return;
    }
    if (p->era > MDL_ERA_LEGACY) {
        p->node_last = (uint32_t)nodes - 1;
    } else if (nodes > 1) {
        scn_diags_add(b->diags, SCN_S_NO_EFFECT, node->at, NULL,
                      "machine.numa_nodes has no effect on %s: its pools are those of all nodes "
                      "(W19)", b->windows->title);
    }
}

static void read_clock(struct scn_build *b, const struct scn_view *machine)
{
    struct mdl_profile *p = &b->profile;
    uint32_t index = 0;
    int64_t value;

    scn_view_whole(machine, SCN_KEY_MACHINE_processors, 1, MDL_PROCESSORS_MAX, &value);
    p->processor_count = (uint32_t)value;
    read_nodes(b, machine);
    scn_view_duration(machine, SCN_KEY_MACHINE_clock, &p->clock_period_ns);
    if (p->clock_period_ns < 100000) {
        const struct scn_node *node = scn_view_node(machine, SCN_KEY_MACHINE_clock);

        scn_diags_add(b->diags, SCN_S_OUT_OF_RANGE, node->at, NULL,
                      "a clock period is at least 100us (real machines: 0.5ms to 15.625ms)");
        p->clock_period_ns = 15625000;
    }
    scn_view_duration(machine, SCN_KEY_MACHINE_high_resolution, &p->high_resolution_ns);
    if (p->high_resolution_ns < 100000 || p->high_resolution_ns > p->clock_period_ns) {
        const struct scn_node *node = scn_view_node(machine, SCN_KEY_MACHINE_high_resolution);

        if (node != NULL) {
            scn_diags_add(b->diags, SCN_S_OUT_OF_RANGE, node->at, NULL,
                          "a resolution is at least 100us and at most the clock period");
        }
        p->high_resolution_ns = p->clock_period_ns;
    }
    scn_priorities_machine(b, machine);
    scn_view_truth_or(machine, SCN_KEY_MACHINE_autoboost, p->autoboost, &p->autoboost);
    scn_view_word(machine, SCN_KEY_MACHINE_placement, &index);
    p->placement_global = index == 1;
    read_rescue(machine, p);
}

static void read_balance(struct scn_build *b, const struct scn_view *root)
{
    bool rearms = b->profile.era == MDL_ERA_LEGACY || b->profile.era == MDL_ERA_WIN8;
    struct scn_view balance;
    int64_t value;

    scn_view_inner(root, SCN_KEY_ROOT_balance, &balance);
    scn_view_duration(&balance, SCN_KEY_BALANCE_period, &b->profile.balance_period_ns);
    if (b->profile.balance_period_ns == 0) {
        scn_diags_add(b->diags, SCN_S_OUT_OF_RANGE,
                      scn_view_node(&balance, SCN_KEY_BALANCE_period)->at, NULL,
                      "the period of the balance manager is above 0");
        b->profile.balance_period_ns = 1000000000;
    }
    scn_view_whole(&balance, SCN_KEY_BALANCE_priority, 1, 31, &value);
    b->profile.balance_priority = (uint8_t)value;
    scn_view_truth_or(&balance, SCN_KEY_BALANCE_timer_rearms_on_event, rearms,
                      &b->profile.timer_rearms_on_event);
}

static void read_wdf(struct scn_build *b, const struct scn_view *root)
{
    struct scn_view wdf;
    uint32_t index;

    scn_view_inner(root, SCN_KEY_ROOT_wdf, &wdf);
    scn_view_word(&wdf, SCN_KEY_WDF_flush_in_callback, &index);
    b->profile.flush_in_callback_waits = index == 1;
    scn_view_duration(&wdf, SCN_KEY_WDF_callback_watchdog, &b->profile.callback_watchdog_ns);
    scn_view_truth(root, SCN_KEY_ROOT_verifier, &b->profile.verifier);
}

void scn_machine_read(struct scn_build *b, const struct scn_view *root)
{
    struct scn_view machine;

    b->windows = find_windows(b, root);
    apply_windows(b);
    scn_view_inner(root, SCN_KEY_ROOT_machine, &machine);
    apply_architecture(b, &machine);
    read_clock(b, &machine);
    read_costs(b, &machine);
    read_limits(b, &machine);
    read_servers(b, &machine);
    read_balance(b, root);
    read_wdf(b, root);
    for (uint32_t i = 0; i < b->profile.processor_count; i++) {
        scn_build_object(b, sim_arena_print(b->arena, "processor.%u", i), MDL_OBJECT_PROCESSOR);
    }
}

static const char *pool_phrase(struct scn_build *b, const struct mdl_pool *pool)
{
    const char *path = SCN_AT(struct mdl_object, b->objects, pool->object)->path;
    const char *name = path + strlen(pool->node_last > 0 ? "pool.node0." : "pool.");

    if (pool->host) {
        return sim_arena_print(b->arena, "%s: up to %u thread%s", path + strlen("pool."),
                               pool->max_threads, pool->max_threads == 1 ? "" : "s");
    }
    if (pool->list_count > 1) {
        return sim_arena_print(b->arena, "%s: up to %u threads",
                               strcmp(name, "io") == 0           ? "I/O pool"
                               : b->profile.era == MDL_ERA_WIN81 ? "worker pool"
                                                                 : "Ex pool",
                               pool->max_threads);
    }
    for (uint32_t i = 0; i < MDL_WINDOWS_QUEUE_COUNT; i++) {
        const struct mdl_windows_queue *queue = mdl_windows_queue_row(i);

        if (strcmp(name, queue->pool) == 0) {
            size_t length = strlen(queue->name) - strlen("WorkQueue");

            return sim_arena_print(b->arena, "%.*s queue: %u thread%s", (int)length, queue->name,
                                   pool->static_threads, pool->static_threads == 1 ? "" : "s");
        }
    }
    return path;
}

const char *scn_machine_line(struct scn_build *b)
{
    uint32_t n = b->profile.processor_count;
    const char *line = sim_arena_print(b->arena, "%s, %s, %u processor%s", b->windows->title,
                                       b->profile.architecture, n, n == 1 ? "" : "s");

    if (b->profile.node_last > 0) {
        line = sim_arena_print(b->arena, "%s on %u NUMA nodes", line, b->profile.node_last + 1);
    }
    for (uint32_t i = 0; i < b->pools.count; i++) {
        const struct mdl_pool *pool = SCN_AT(struct mdl_pool, b->pools, i);

        if (pool->node == 0) {
            line = sim_arena_print(b->arena, "%s%s %s%s", line, i == 0 ? ";" : ",",
                                   pool_phrase(b, pool),
                                   pool->node_last == 0 ? "" : " on each node");
        }
    }
    return line;
}
