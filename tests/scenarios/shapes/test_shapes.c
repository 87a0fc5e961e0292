/*
 * The commonest programs run by their shape (model/drivers/common.h). Here the same scenarios run
 * with and without shapes: all that happened, and all that was measured, must be the same.
 */
#include <stdlib.h>
#include <string.h>

#include "model/machine/shapes.h"
#include "model/observe/record.h"
#include "model/run/replication.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/scenario.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"
#include "tests/lab.h"

#define SHAPES_MAX 16u

static const char eight[] =
    "wtsim: 1\n"
    "scenario: eight\n"
    "windows: 7\n"
    "machine: {processors: 8, costs: none}\n"
    "pool: {delayed: {threads: 8}}\n"
    "drivers:\n"
    "  queue:\n"
    "    framework: wdm\n"
    "    sources:\n"
    "      customers: {arrivals: {poisson: 720000/s}, steps: [IoQueueWorkItemEx: service]}\n"
    "    work_items:\n"
    "      service: {callback: Serve, queue: DelayedWorkQueue, instances: 1000}\n"
    "    callbacks:\n"
    "      Serve: [each_request: [run: {exponential: {mean: 10us}}]]\n"
    "run: {duration: 20ms, replications: 1, seed: 1}\n";

/* Three levels pre-empt each other, with costs; runs of no time at all; no requests at all. */
static const char levels[] =
    "wtsim: 1\n"
    "scenario: levels\n"
    "windows: 7\n"
    "machine: {processors: 1, costs: {context_switch: 1us, thread_wake: 2us, work_item: 1us}}\n"
    "pool: {delayed: {threads: 2}, critical: {threads: 1}, hypercritical: {threads: 1}}\n"
    "drivers:\n"
    "  levels:\n"
    "    framework: wdm\n"
    "    sources:\n"
    "      short: {arrivals: {poisson: 20000/s}, steps: [ExQueueWorkItem: high]}\n"
    "      medium: {arrivals: {poisson: 8000/s}, steps: [ExQueueWorkItem: middle]}\n"
    "      long: {arrivals: {poisson: 1000/s}, steps: [ExQueueWorkItem: low]}\n"
    "      none: {arrivals: {poisson: 500/s}, steps: [{ExQueueWorkItem: low, requests: none}]}\n"
    "    work_items:\n"
    "      high: {callback: RunShort, queue: HyperCriticalWorkQueue, instances: 1000}\n"
    "      middle: {callback: RunMedium, queue: CriticalWorkQueue, instances: 1000}\n"
    "      low: {callback: RunLong, queue: DelayedWorkQueue, instances: 1000}\n"
    "    callbacks:\n"
    "      RunShort: [each_request: [run: 0us]]\n"
    "      RunMedium: [each_request: [run: 20us]]\n"
    "      RunLong: [each_request: [run: 160us]]\n"
    "run: {duration: 200ms, replications: 1, seed: 1}\n";

/* Three levels at no cost whose arrivals and ends of service meet: every 40, 100 and 500 us, for
   10, 20 and 150 us. */
static const char meetings[] =
    "wtsim: 1\n"
    "scenario: meetings\n"
    "windows: 7\n"
    "machine: {processors: 1, costs: none}\n"
    "pool: {delayed: {threads: 2}, critical: {threads: 1}, hypercritical: {threads: 1}}\n"
    "drivers:\n"
    "  levels:\n"
    "    framework: wdm\n"
    "    sources:\n"
    "      short: {arrivals: {periodic: 40us}, steps: [ExQueueWorkItem: high]}\n"
    "      medium: {arrivals: {periodic: 100us}, steps: [ExQueueWorkItem: middle]}\n"
    "      long: {arrivals: {periodic: 500us}, steps: [ExQueueWorkItem: low]}\n"
    "      other: {arrivals: {periodic: 600us}, steps: [ExQueueWorkItem: none]}\n"
    "    work_items:\n"
    "      high: {callback: RunShort, queue: HyperCriticalWorkQueue, instances: 10}\n"
    "      middle: {callback: RunMedium, queue: CriticalWorkQueue, instances: 10}\n"
    "      low: {callback: RunLong, queue: DelayedWorkQueue, instances: 10}\n"
    "      none: {callback: RunNot, queue: DelayedWorkQueue, instances: 10}\n"
    "    callbacks:\n"
    "      RunShort: [each_request: [run: 10us]]\n"
    "      RunMedium: [each_request: [run: 20us]]\n"
    "      RunLong: [each_request: [run: 150us]]\n"
    "      RunNot: [each_request: [run: 0us]]\n"
    "run: {duration: 100ms, replications: 1, seed: 1}\n";

/* Starting an item costs, going on after a pre-emption does not: the cost itself is pre-empted. */
static const char paid[] =
    "wtsim: 1\n"
    "scenario: paid\n"
    "windows: 7\n"
    "machine: {processors: 2, costs: {work_item: 5us, context_switch: 0us, thread_wake: 0us}}\n"
    "pool: {delayed: {threads: 2}, critical: {threads: 2}}\n"
    "drivers:\n"
    "  levels:\n"
    "    framework: wdm\n"
    "    sources:\n"
    "      fast: {arrivals: {poisson: 50000/s}, steps: [ExQueueWorkItem: high]}\n"
    "      slow: {arrivals: {poisson: 20000/s}, steps: [ExQueueWorkItem: low]}\n"
    "    work_items:\n"
    "      high: {callback: RunHigh, queue: CriticalWorkQueue, instances: 1000}\n"
    "      low: {callback: RunLow, queue: DelayedWorkQueue, instances: 1000}\n"
    "    callbacks:\n"
    "      RunHigh: [each_request: [run: {exponential: {mean: 8us}}]]\n"
    "      RunLow: [each_request: [run: {exponential: {mean: 20us}}]]\n"
    "run: {duration: 100ms, replications: 1, seed: 1}\n";

/* A framework item: calls are coalesced, and a run serves what has come together. */
static const char framework[] =
    "wtsim: 1\n"
    "scenario: framework\n"
    "windows: 7\n"
    "machine: {processors: 2}\n"
    "pool: {delayed: {threads: 2}}\n"
    "drivers:\n"
    "  nic:\n"
    "    framework: kmdf 1.9\n"
    "    interrupts:\n"
    "      line: {irql: 5, processors: [0], arrivals: {poisson: 20000/s},\n"
    "             isr: EvtIsr, dpc: EvtDpc}\n"
    "    work_items: {work: {callback: EvtWork}}\n"
    "    callbacks:\n"
    "      EvtIsr: [run: 3us, WdfInterruptQueueDpcForIsr: line]\n"
    "      EvtDpc: [run: {exponential: {mean: 5us}}, WdfWorkItemEnqueue: work]\n"
    "      EvtWork: [each_request: [run: {exponential: {mean: 40us}}]]\n"
    "run: {duration: 200ms, replications: 1, seed: 1}\n";

/* One instance that is queued again while it is queued: a bug check, at the same instant. */
static const char twice[] =
    "wtsim: 1\n"
    "scenario: twice\n"
    "windows: 7\n"
    "machine: {processors: 1, costs: none}\n"
    "pool: {delayed: {threads: 1}}\n"
    "drivers:\n"
    "  queue:\n"
    "    framework: wdm\n"
    "    sources:\n"
    "      customers: {arrivals: {poisson: 1000/s}, steps: [IoQueueWorkItem: service]}\n"
    "    work_items:\n"
    "      service: {callback: Serve, queue: DelayedWorkQueue, instances: 1}\n"
    "    callbacks:\n"
    "      Serve: [each_request: [run: 300us]]\n"
    "run: {duration: 1s, replications: 1, seed: 1}\n";

static void parse(const char *text, struct sim_arena *arena, struct scn_scenario *ret_scenario)
{
    struct scn_diags diags;
    struct sim_text printed;

    sim_arena_init(arena);
    scn_diags_init(&diags, arena);
    if (!scn_scenario_parse(arena, "text.yaml", text, strlen(text), NULL, 0, &diags,
                            ret_scenario)) {
        sim_text_init(&printed);
        scn_diags_print(&diags, &printed, false);
        print_error("%s\n", printed.data);
        sim_text_deinit(&printed);
        fail_msg("the scenario has mistakes");
    }
}

static void expect_shapes(const struct mdl_plan *plan, unsigned queues, unsigned serves)
{
    uint8_t shapes[SHAPES_MAX];
    unsigned counts[3] = {0};

    assert_true(plan->program_count <= SHAPES_MAX);
    mdl_shapes_find(plan, shapes);
    for (uint32_t i = 0; i < plan->program_count; i++) {
        counts[shapes[i]]++;
    }
    assert_int_equal(counts[MDL_SHAPE_QUEUES], queues);
    assert_int_equal(counts[MDL_SHAPE_SERVES], serves);
}

static void expect_same_histogram(const struct sim_histogram *a, const struct sim_histogram *b)
{
    assert_int_equal(a->count, b->count);
    assert_true(sim_histogram_total(a) == sim_histogram_total(b));
    assert_int_equal(a->low, b->low);
    assert_int_equal(a->high, b->high);
}

static void expect_same_series(const struct mdl_record_series *a,
                               const struct mdl_record_series *b)
{
    expect_same_histogram(&a->served, &b->served);
    expect_same_histogram(&a->censored, &b->censored);
    assert_int_equal(a->worst.started_at, b->worst.started_at);
    assert_int_equal(a->worst.wait_ns, b->worst.wait_ns);
    assert_int_equal(a->observation_count, b->observation_count);
    for (uint32_t i = 0; i < a->observation_count; i++) {
        assert_int_equal(a->observations[i], b->observations[i]);
    }
    assert_int_equal(a->lost, b->lost);
    assert_int_equal(a->count, b->count);
    assert_true(a->integral == b->integral);
    assert_int_equal(a->value_max, b->value_max);
}

static void expect_same_row(const struct mdl_record_row *a, const struct mdl_record_row *b)
{
    assert_int_equal(a->series, b->series);
    assert_int_equal(a->octave, b->octave);
    assert_int_equal(a->observations, b->observations);
    assert_int_equal(a->total_ns, b->total_ns);
    assert_int_equal(a->cell_count, b->cell_count);
    for (uint32_t i = 0; i < a->cell_count; i++) {
        assert_int_equal(a->cells[i], b->cells[i]);
    }
}

static void expect_same_record(const struct mdl_record_result *a,
                               const struct mdl_record_result *b)
{
    assert_int_equal(a->fingerprint, b->fingerprint);
    assert_int_equal(a->series_count, b->series_count);
    for (uint32_t i = 0; i < a->series_count; i++) {
        expect_same_series(&a->series[i], &b->series[i]);
    }
    assert_int_equal(a->row_count, b->row_count);
    for (uint32_t i = 0; i < a->row_count; i++) {
        expect_same_row(&a->rows[i], &b->rows[i]);
    }
    assert_int_equal(a->finding_count, b->finding_count);
    for (uint32_t i = 0; i < a->finding_count; i++) {
        assert_int_equal(a->findings[i].finding, b->findings[i].finding);
        assert_int_equal(a->findings[i].place, b->findings[i].place);
        assert_int_equal(a->findings[i].at, b->findings[i].at);
    }
}

/* Runs it both ways; what both came to. */
static struct mdl_replication same(const char *text, unsigned queues, unsigned serves)
{
    struct sim_arena arena;
    struct scn_scenario scenario;
    struct mdl_replication ends[2];
    struct mdl_workspace *workspaces[2];

    parse(text, &arena, &scenario);
    expect_shapes(&scenario.plan, queues, serves);
    for (unsigned i = 0; i < 2; i++) {
        const struct mdl_options options = {.observations = 100, .without_shapes = i == 1};

        workspaces[i] = mdl_replication_prepare(&scenario.plan, &options);
        ends[i] = mdl_replication_run(workspaces[i], 1, 0);
    }
    assert_int_equal(ends[0].end, ends[1].end);
    assert_int_equal(ends[0].end_at, ends[1].end_at);
    assert_int_equal(ends[0].events, ends[1].events);
    assert_int_equal(ends[0].ties, ends[1].ties);
    assert_int_equal(ends[0].fingerprint, ends[1].fingerprint);
    expect_same_record(mdl_record_read(mdl_replication_record(workspaces[0])),
                       mdl_record_read(mdl_replication_record(workspaces[1])));
    mdl_replication_release(workspaces[0]);
    mdl_replication_release(workspaces[1]);
    sim_arena_deinit(&arena);
    return ends[0];
}

TEST(eight_workers_are_the_same_with_and_without_shapes)
{
    /* 720,000/s for 20 ms: about 14,400 arrivals, and an end of service for nearly all of them */
    CHECK_INT(same(eight, 1, 1).events, >, 25000);
}

TEST(preempted_workers_with_costs_are_the_same)
{
    /* the source without requests is one queueing step too */
    CHECK_INT(same(levels, 4, 3).end, ==, MDL_REPLICATION_COMPLETE);
}

TEST(what_meets_at_one_instant_is_the_same)
{
    struct mdl_replication end = same(meetings, 4, 4);

    CHECK_INT(end.end, ==, MDL_REPLICATION_COMPLETE);
    /* at each multiple of 200 us short and medium arrive together: 100 ms / 200 us = 500 times */
    CHECK_INT(end.ties, >=, 499);
}

TEST(costs_that_are_preempted_are_the_same)
{
    CHECK_INT(same(paid, 2, 2).end, ==, MDL_REPLICATION_COMPLETE);
}

TEST(framework_items_that_take_several_requests_are_the_same)
{
    /* 20,000/s of 40 us on one run at a time: most runs take what came meanwhile */
    CHECK_INT(same(framework, 0, 1).end, ==, MDL_REPLICATION_COMPLETE);
}

TEST(a_bug_check_is_the_same)
{
    CHECK_INT(same(twice, 1, 1).end, ==, MDL_REPLICATION_BUG_CHECK);
}

TESTS(ENTRY(eight_workers_are_the_same_with_and_without_shapes),
      ENTRY(preempted_workers_with_costs_are_the_same),
      ENTRY(what_meets_at_one_instant_is_the_same),
      ENTRY(costs_that_are_preempted_are_the_same),
      ENTRY(framework_items_that_take_several_requests_are_the_same),
      ENTRY(a_bug_check_is_the_same))
