/*
 * Eras, defaults, pools, thread numbers, the canonical form.
 */
#include "tests/scenarios/language/bench.h"

#include <stdlib.h>

#define ITEM                                                                                   \
    "drivers:\n  d:\n    framework: kmdf 1.9\n    work_items: {w: {callback: [run: 1us]}}\n"     \
    "    timers: {t: {period: 1s, callback: [WdfWorkItemEnqueue: w]}}\n"

#define WDM(queue)                                                                             \
    "drivers:\n  d:\n    framework: wdm\n"                                                      \
    "    work_items: {w: {callback: [run: 1us], queue: " queue "}}\n"                           \
    "    timers: {t: {period: 1s, callback: [IoQueueWorkItem: w]}}\n"

static const char *pool_path(const struct bench *b, mdl_pool_id pool)
{
    return b->s.plan.objects[b->s.plan.pools[pool].object].path;
}

TEST(w22_windows_7_has_seven_delayed_threads_unless_written)
{
    struct bench b;

    bench_read(&b, "wtsim: 1\nscenario: s\nwindows: 7\nmachine: {processors: 2}\n" ITEM);
    CHECK_INT(b.diags.count, ==, 0);
    CHECK_INT(b.s.plan.profile.era, ==, MDL_ERA_LEGACY);
    CHECK_INT(b.s.plan.pool_count, ==, 1);
    CHECK_TEXT(pool_path(&b, 0), "pool.delayed");
    CHECK_INT(b.s.plan.pools[0].static_threads, ==, 7);
    CHECK_INT(b.s.plan.pools[0].dynamic_max, ==, 16);
    CHECK_INT(b.s.plan.pools[0].list_count, ==, 1);
    CHECK_INT(b.s.plan.pools[0].priority, ==, 12);
    CHECK_INT(b.s.plan.pools[0].maximum_concurrency, ==, 2);
    CHECK(b.s.plan.pools[0].self_insert_defers);
    CHECK(!b.s.plan.pools[0].need_based_growth);
    /* no declared thread: 0 is the balance manager, 1 to 23 are 7 static and 16 dynamic workers */
    CHECK_INT(b.s.plan.balance_thread, ==, 0);
    CHECK_INT(b.s.plan.pools[0].thread_first, ==, 1);
    CHECK_INT(b.s.plan.pools[0].thread_max, ==, 23);
    CHECK_INT(b.s.plan.thread_total, ==, 24);
    CHECK_TEXT(b.s.machine_line, "Windows 7, x64, 2 processors; Delayed queue: 7 threads");
    bench_done(&b);
}

TEST(w22_a_written_thread_count_is_no_assumption)
{
    struct bench b;
    uint32_t found = 0;

    bench_read(&b, "wtsim: 1\nscenario: s\nwindows: 7\npool: {delayed: {threads: 3}}\n" ITEM);
    for (uint32_t i = 0; i < b.s.plan.assumption_count; i++) {
        found += strcmp(b.s.plan.assumptions[i].rule, "W22") == 0;
    }
    CHECK_INT(found, ==, 0);
    CHECK_INT(b.s.plan.pools[0].static_threads, ==, 3);
    CHECK_TEXT(bench_parameter(&b, "pool.legacy.static.delayed"), "3");
    bench_done(&b);
    bench_read(&b, "wtsim: 1\nscenario: s\nwindows: 7\n" ITEM);
    for (uint32_t i = 0; i < b.s.plan.assumption_count; i++) {
        found += strcmp(b.s.plan.assumptions[i].rule, "W22") == 0;
    }
    CHECK_INT(found, ==, 1);
    bench_done(&b);
}

TEST(w43_windows_11_has_prioritised_pools)
{
    struct bench b;

    bench_read(&b, "wtsim: 1\nscenario: s\nwindows: 11\n" WDM("CustomPriorityWorkQueue + 9"));
    CHECK_INT(b.diags.count, ==, 0);
    CHECK_TEXT(pool_path(&b, 0), "pool.io");
    CHECK_INT(b.s.plan.pools[0].list_count, ==, 32);
    CHECK_INT(b.s.plan.pools[0].min_threads, ==, 0);
    CHECK_INT(b.s.plan.pools[0].max_threads, ==, 4096);
    CHECK_INT(b.s.plan.pools[0].thread_max, ==, 4112); /* 16 beyond the maximum (W52) */
    CHECK_INT(b.s.plan.items[0].priority, ==, 9);
    CHECK_INT(b.s.plan.items[0].family, ==, MDL_ITEM_IO);
    bench_done(&b);
}

TEST(w41_executive_items_have_a_pool_of_their_own)
{
    static const char text[] =
        "wtsim: 1\nscenario: s\ndrivers:\n  d:\n    framework: wdm\n"
        "    work_items: {a: {callback: [run: 1us]}, b: {callback: [run: 1us]}}\n"
        "    timers: {t: {period: 1s, callback: [IoQueueWorkItem: a, ExQueueWorkItem: b]}}\n";
    static const char *const together[] = {"pool.separate_io_pool=false"};
    static const char *const win81[] = {"windows=8.1"};
    struct bench b;

    bench_read(&b, text);
    CHECK_INT(b.s.plan.pool_count, ==, 2);
    CHECK_TEXT(pool_path(&b, b.s.plan.items[0].pool), "pool.io");
    CHECK_TEXT(pool_path(&b, b.s.plan.items[1].pool), "pool.ex");
    CHECK_INT(b.s.plan.items[1].family, ==, MDL_ITEM_EX);
    bench_done(&b);
    bench_read_with(&b, text, together, 1);
    CHECK_INT(b.s.plan.pool_count, ==, 1);
    bench_done(&b);
    bench_read_with(&b, text, win81, 1);
    CHECK_INT(b.s.plan.pool_count, ==, 1);
    bench_done(&b);
}

TEST(w36_windows_8_has_seven_plain_queues)
{
    struct bench b;

    bench_read(&b, "wtsim: 1\nscenario: s\nwindows: 8\n" WDM("BackgroundWorkQueue"));
    CHECK_INT(b.diags.count, ==, 0);
    CHECK_TEXT(pool_path(&b, 0), "pool.background");
    CHECK_INT(b.s.plan.pools[0].priority, ==, 7);
    CHECK_INT(b.s.plan.pools[0].static_threads, ==, 1);
    CHECK(!b.s.plan.pools[0].self_insert_defers);
    bench_done(&b);
}

TEST(w48_parameters_of_another_era_have_no_effect_and_a_warning)
{
    struct bench b;

    bench_read(&b, "wtsim: 1\nscenario: s\nwindows: 11\npool: {delayed: {threads: 3}}\n" ITEM);
    CHECK(b.good);
    CHECK_TEXT(bench_said(&b),
               "4:27 S080 pool.delayed.threads has no effect on Windows 11: its pools create "
               "threads as they need them (W48)\n");
    bench_done(&b);
}

TEST(parameters_of_later_pools_have_no_effect_on_earlier_ones)
{
    struct bench b;

    bench_read(&b, "wtsim: 1\nscenario: s\nwindows: 7\n"
                   "pool: {separate_io_pool: true, modern: {max_threads: 99}}\n" ITEM);
    CHECK(b.good);
    CHECK_TEXT(bench_said(&b), "4:26 S080 pool.separate_io_pool has no effect on Windows 7: its "
                               "pools have fixed threads\n"
                               "4:54 S080 pool.modern.max_threads has no effect on Windows 7: its "
                               "pools have fixed threads\n");
    CHECK_INT(b.s.plan.pools[0].thread_max, ==, 23);
    bench_done(&b);
}

TEST(ready_threads_may_wait_four_times_as_long_as_items)
{
    struct bench b;

    bench_read(&b, "wtsim: 1\nscenario: s\nrun: {starvation_after: 100ms, warm_up: 2s}\n");
    CHECK_INT(b.s.plan.starvation_items_ns, ==, 100000000);
    CHECK_INT(b.s.plan.starvation_threads_ns, ==, 400000000); /* 1 s and 4 s by default */
    CHECK_INT(b.s.plan.from_at, ==, 2000000000);
    CHECK_TEXT(b.s.warm_up, "fixed");
    bench_done(&b);
}

TEST(w86_coalescing_began_with_kmdf_1_7)
{
    struct bench b;

    bench_read(&b, "wtsim: 1\nscenario: s\nwindows: vista\n" ITEM);
    CHECK(b.s.plan.items[0].coalesces);
    bench_done(&b);
    bench_read(&b, "wtsim: 1\nscenario: s\ndrivers:\n  d:\n    framework: kmdf 1.5\n"
                   "    work_items: {w: {callback: [run: 1us]}}\n"
                   "    timers: {t: {period: 1s, callback: [WdfWorkItemEnqueue: w]}}\n");
    CHECK(!b.s.plan.items[0].coalesces);
    bench_done(&b);
}

TEST(declared_threads_come_before_the_balance_manager)
{
    struct bench b;

    bench_read(&b, "wtsim: 1\nscenario: s\nwindows: 7\n"
                   "threads: {app: {count: 3, priority: 9, steps: [run: 1ms]}}\n" ITEM);
    CHECK_INT(b.s.plan.thread_count, ==, 3);
    CHECK_INT(b.s.plan.threads[2].group_first, ==, 0);
    CHECK_INT(b.s.plan.threads[2].group_count, ==, 3);
    CHECK_INT(b.s.plan.threads[2].priority, ==, 9);
    CHECK_INT(b.s.plan.balance_thread, ==, 3);
    CHECK_INT(b.s.plan.pools[0].thread_first, ==, 4);
    CHECK_TEXT(b.s.plan.objects[b.s.plan.threads[0].object].path, "thread.app");
    bench_done(&b);
}

TEST(profiles_differ_by_version)
{
    static const struct {
        const char *windows;
        uint32_t quantum, single, cumulative;
        bool never_early, charges;
    } cases[] = {
        {"xp", 2, 0, 0, false, true},        {"7", 2, 0, 0, false, false},
        {"2008r2", 12, 0, 0, false, false},  {"8", 2, 642, 0, true, false},
        {"11", 2, 1280, 7680, true, false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct bench b;
        char text[80];

        snprintf(text, sizeof text, "wtsim: 1\nscenario: s\nwindows: %s\n", cases[i].windows);
        bench_read(&b, text);
        CHECK_INT(b.s.plan.profile.quantum_ticks, ==, cases[i].quantum);
        CHECK_INT(b.s.plan.profile.watchdog_single_ticks, ==, cases[i].single);
        CHECK_INT(b.s.plan.profile.watchdog_cumulative_ticks, ==, cases[i].cumulative);
        CHECK_INT(b.s.plan.profile.relative_never_early, ==, cases[i].never_early);
        CHECK_INT(b.s.plan.profile.charges_ticks, ==, cases[i].charges);
        bench_done(&b);
    }
}

TEST(everything_has_a_default)
{
    struct bench b;

    bench_read(&b, "wtsim: 1\nscenario: s\n");
    CHECK(b.good);
    CHECK_TEXT(b.s.plan.profile.windows, "11");
    CHECK_INT(b.s.plan.profile.processor_count, ==, 4);
    CHECK_INT(b.s.plan.profile.clock_period_ns, ==, 15625000);
    CHECK_INT(b.s.plan.profile.costs.interrupt_ns, ==, 500);
    CHECK_INT(b.s.plan.profile.costs.context_switch_ns, ==, 2700);
    CHECK_INT(b.s.plan.duration_ns, ==, 10000000000);
    CHECK_INT(b.s.plan.starvation_items_ns, ==, 1000000000);
    CHECK_INT(b.s.plan.starvation_threads_ns, ==, 4000000000);
    CHECK_INT(b.s.seed, ==, 1);
    CHECK_INT(b.s.replications, ==, 1); /* nothing is random */
    CHECK_INT(b.s.plan.balance_thread, ==, MDL_NONE);
    CHECK(!b.s.plan.is_random);
    bench_done(&b);
}

TEST(costs_none_makes_all_overheads_zero)
{
    struct bench b;

    bench_read(&b, "wtsim: 1\nscenario: s\nmachine: {costs: none}\n");
    CHECK_INT(b.s.plan.profile.costs.interrupt_ns, ==, 0);
    CHECK_INT(b.s.plan.profile.costs.clock_ns, ==, 0);
    CHECK_INT(b.s.plan.assumption_count, ==, 0);
    bench_done(&b);
}

TEST(the_input_digest_ignores_comments_and_the_order_of_keys)
{
    static const char *const seed[] = {"run.seed=5"};
    struct bench a, b, c;

    bench_read(&a, "wtsim: 1\nscenario: s\nmachine: {processors: 2, clock: 1ms}\n" ITEM);
    bench_read(&b, "# a comment\nscenario: other\nwtsim: 1\n" ITEM
                   "machine:\n  clock: 1ms   # fast\n  processors: 2\n");
    bench_read_with(&c, "wtsim: 1\nscenario: s\nmachine: {processors: 2, clock: 1ms}\n" ITEM,
                    seed, 1);
    CHECK_TEXT(a.s.input_digest, b.s.input_digest);
    CHECK(strcmp(a.s.input_digest, c.s.input_digest) != 0);
    CHECK(strcmp(a.s.text_digest, b.s.text_digest) != 0);
    CHECK_INT(strlen(a.s.input_digest), ==, 16);
    bench_done(&a);
    bench_done(&b);
    bench_done(&c);
}

#define DRIVER(name) "  " name ":\n    timers: {t: {period: 10ms, callback: [run: 1ms]}}\n"

/* Both timers expire at one tick: whose DPC is first is decided by who was declared first. */
TEST(the_order_of_names_is_input_since_it_decides_ties)
{
    static const char head[] = "wtsim: 1\nscenario: s\ndrivers:\n";
    struct sim_arena arena;
    struct bench a, b, c;

    sim_arena_init(&arena);
    bench_read(&a, sim_arena_print(&arena, "%s%s%s", head, DRIVER("x"), DRIVER("y")));
    bench_read(&b, sim_arena_print(&arena, "%s%s%s", head, DRIVER("y"), DRIVER("x")));
    bench_read(&c, sim_arena_print(&arena, "%s%s%s", head, DRIVER("x"), DRIVER("y")));
    CHECK(strcmp(a.s.input_digest, b.s.input_digest) != 0);
    CHECK_TEXT(a.s.input_digest, c.s.input_digest);
    bench_done(&a);
    bench_done(&b);
    bench_done(&c);
    sim_arena_deinit(&arena);
}

#undef DRIVER

/* Of a driver whose interrupt arrives so and whose ISR does this. */
static const char *digest_of(struct sim_arena *arena, const char *arrivals, const char *step,
                             const char *more)
{
    struct bench b;
    const char *digest;

    bench_read(&b, sim_arena_print(
        arena, "wtsim: 1\nscenario: s\ndrivers:\n  d:\n    framework: wdm\n"
               "    interrupts: {i: {irql: 5, arrivals: %s, isr: I}}\n"
               "    callbacks: {I: [%s]}\n%s", arrivals, step, more));
    digest = sim_arena_print(arena, "%s", b.good ? b.s.input_digest : bench_said(&b));
    bench_done(&b);
    return digest;
}

TEST(equal_values_inside_callbacks_and_arrivals_have_one_input_digest)
{
    static const char *const equal[][2] = {
        {"{poisson: 1000/s}", "run: 500us"},  {"{poisson: 1/ms}", "run: 0.5ms"},
        {"{poisson: 0.001/us}", "run: 0.0005s"}, {"{poisson: 1e3/s}", "run: '500 us'"}};
    static const char *const other[][2] = {
        {"{poisson: 1001/s}", "run: 500us"},  {"{poisson: 1000/s}", "run: 501us"},
        {"{poisson: 1000/s}", "run: ~500us"}, {"{periodic: 1ms}", "run: 500us"}};
    struct sim_arena arena;

    sim_arena_init(&arena);
    const char *first = digest_of(&arena, equal[0][0], equal[0][1], "");

    CHECK_INT(strlen(first), ==, 16);
    for (size_t i = 0; i < 4; i++) {
        CHECK_TEXT(digest_of(&arena, equal[i][0], equal[i][1], ""), first);
        CHECK(strcmp(digest_of(&arena, other[i][0], other[i][1], ""), first) != 0);
    }
    CHECK_TEXT(digest_of(&arena, "{poisson: 1/s}", "run: {gamma: {cv: 0.50, mean: 4ms}}", ""),
               digest_of(&arena, "{poisson: 1/s}", "run: {gamma: {mean: 4000us, cv: .5}}", ""));
    sim_arena_deinit(&arena);
}

TEST(another_expectation_is_another_input)
{
    struct sim_arena arena;
    const char *none, *one, *other;

    sim_arena_init(&arena);
    none = digest_of(&arena, "{periodic: 1ms}", "run: 1us", "");
    one = digest_of(&arena, "{periodic: 1ms}", "run: 1us", "expect: [d.i.latency.max < 5us]\n");
    other = digest_of(&arena, "{periodic: 1ms}", "run: 1us", "expect: [d.i.latency.max < 6us]\n");
    CHECK_INT(strlen(one), ==, 16);
    CHECK(strcmp(none, one) != 0);
    CHECK(strcmp(one, other) != 0);
    sim_arena_deinit(&arena);
}

/* Reads dir/s.yaml, which names the file d.csv beside it. */
static const char *digest_beside(struct sim_arena *arena, const char *folder, const char *data)
{
    static const char text[] = "wtsim: 1\nscenario: s\ndrivers:\n  d:\n    framework: wdm\n"
                               "    interrupts: {i: {irql: 5, arrivals: {periodic: 1ms}, isr: I}}\n"
                               "    callbacks: {I: [run: {empirical: d.csv}]}\n";
    FILE *file = fopen(sim_arena_print(arena, "%s/d.csv", folder), "w");
    struct bench b = {.good = false};
    const char *digest;

    if (file == NULL) {
        return "cannot write";
    }
    fputs(data, file);
    fclose(file);
    sim_arena_init(&b.arena);
    scn_diags_init(&b.diags, &b.arena);
    b.good = scn_scenario_parse(&b.arena, sim_arena_print(arena, "%s/s.yaml", folder), text,
                                strlen(text), NULL, 0, &b.diags, &b.s);
    digest = sim_arena_print(arena, "%s", b.good ? b.s.input_digest : bench_said(&b));
    bench_done(&b);
    return digest;
}

TEST(data_files_beside_the_scenario_are_part_of_the_input)
{
    char folder[] = "/tmp/wtsim-machine-XXXXXX";
    struct sim_arena arena;
    const char *first, *second;

    sim_arena_init(&arena);
    CHECK(mkdtemp(folder) != NULL);
    first = digest_beside(&arena, folder, "10us\n20us\n");
    second = digest_beside(&arena, folder, "10us\n30us\n");
    CHECK_INT(strlen(first), ==, 16);
    CHECK_INT(strlen(second), ==, 16);
    CHECK(strcmp(first, second) != 0);
    remove(sim_arena_print(&arena, "%s/d.csv", folder));
    remove(folder);
    sim_arena_deinit(&arena);
}

TEST(parameters_say_where_they_come_from)
{
    static const char *const overrides[] = {"machine.processors=8"};
    struct bench b;
    uint32_t found = 0;

    bench_read_with(&b, "wtsim: 1\nscenario: s\nwindows: 7\nmachine: {processors: 2}\n", overrides,
                    1);
    for (uint32_t i = 0; i < b.s.parameter_count; i++) {
        const struct mdl_parameter *p = &b.s.parameters[i];

        found += strcmp(p->path, "machine.processors") == 0 && strcmp(p->value, "8") == 0
                 && strcmp(p->origin, "override") == 0;
        found += strcmp(p->path, "windows") == 0 && strcmp(p->origin, "file") == 0;
        found += strcmp(p->path, "machine.quantum") == 0 && strcmp(p->origin, "profile") == 0;
        found += strcmp(p->path, "machine.clock") == 0 && strcmp(p->origin, "default") == 0;
    }
    CHECK_INT(found, ==, 4);
    bench_done(&b);
}

#define NODES(windows, processors, nodes)                                                      \
    "wtsim: 1\nscenario: s\nwindows: " windows "\nmachine: {processors: " processors             \
    ", numa_nodes: " nodes "}\n" WDM("DelayedWorkQueue")

TEST(w36_each_node_has_pools_and_a_manager_of_its_own)
{
    struct bench b;
    uint32_t assumed = 0;

    bench_read(&b, NODES("8", "4", "2"));
    CHECK_INT(b.diags.count, ==, 0);
    CHECK_INT(b.s.plan.profile.node_last, ==, 1);
    CHECK_INT(b.s.plan.pool_count, ==, 2);
    CHECK_TEXT(pool_path(&b, 0), "pool.node0.delayed");
    CHECK_TEXT(pool_path(&b, 1), "pool.node1.delayed");
    CHECK_INT(b.s.plan.items[0].pool, ==, 0);
    /* W44: two processors of four; managers are 0 and 1, then 7 + 16 workers for either pool */
    CHECK_INT(b.s.plan.pools[0].maximum_concurrency, ==, 2);
    CHECK_INT(b.s.plan.pools[1].maximum_concurrency, ==, 2);
    CHECK_INT(b.s.plan.balance_thread, ==, 0);
    CHECK_INT(b.s.plan.pools[0].thread_first, ==, 2);
    CHECK_INT(b.s.plan.pools[1].thread_first, ==, 25);
    CHECK_INT(b.s.plan.thread_total, ==, 48);
    CHECK_TEXT(b.s.machine_line, "Windows 8, x64, 4 processors on 2 NUMA nodes; "
                                 "Delayed queue: 7 threads on each node");
    for (uint32_t i = 0; i < b.s.plan.assumption_count; i++) {
        assumed += strcmp(b.s.plan.assumptions[i].rule, "W45") == 0;
    }
    CHECK_INT(assumed, ==, 1);   /* with two nodes there is one other to try */
    bench_done(&b);
}

TEST(w19_before_windows_8_pools_know_nothing_of_nodes)
{
    struct bench b;

    bench_read(&b, NODES("7", "4", "2"));
    CHECK(b.good);
    CHECK_INT(b.diags.count, ==, 1);
    CHECK_INT(b.diags.items[0].number, ==, SCN_S_NO_EFFECT);
    CHECK_INT(b.s.plan.profile.node_last, ==, 0);
    CHECK_TEXT(pool_path(&b, 0), "pool.delayed");
    CHECK_INT(b.s.plan.pools[0].maximum_concurrency, ==, 4);
    bench_done(&b);
}

TEST(nodes_have_equally_many_processors)
{
    struct bench b;

    bench_read(&b, NODES("8", "4", "3"));
    CHECK(!b.good);
    CHECK_INT(b.diags.items[0].number, ==, SCN_S_COMBINATION);
    bench_done(&b);
    bench_read(&b, NODES("8", "4", "4"));
    CHECK_INT(b.s.plan.pool_count, ==, 4);
    CHECK_INT(b.s.plan.pools[3].maximum_concurrency, ==, 1);
    bench_done(&b);
}

TESTS(ENTRY(w22_windows_7_has_seven_delayed_threads_unless_written),
      ENTRY(w22_a_written_thread_count_is_no_assumption),
      ENTRY(w43_windows_11_has_prioritised_pools),
      ENTRY(w41_executive_items_have_a_pool_of_their_own),
      ENTRY(w36_windows_8_has_seven_plain_queues),
      ENTRY(w48_parameters_of_another_era_have_no_effect_and_a_warning),
      ENTRY(parameters_of_later_pools_have_no_effect_on_earlier_ones),
      ENTRY(ready_threads_may_wait_four_times_as_long_as_items),
      ENTRY(w86_coalescing_began_with_kmdf_1_7),
      ENTRY(declared_threads_come_before_the_balance_manager), ENTRY(profiles_differ_by_version),
      ENTRY(everything_has_a_default),
      ENTRY(w36_each_node_has_pools_and_a_manager_of_its_own),
      ENTRY(w19_before_windows_8_pools_know_nothing_of_nodes),
      ENTRY(nodes_have_equally_many_processors), ENTRY(costs_none_makes_all_overheads_zero),
      ENTRY(the_input_digest_ignores_comments_and_the_order_of_keys),
      ENTRY(the_order_of_names_is_input_since_it_decides_ties),
      ENTRY(equal_values_inside_callbacks_and_arrivals_have_one_input_digest),
      ENTRY(another_expectation_is_another_input),
      ENTRY(data_files_beside_the_scenario_are_part_of_the_input),
      ENTRY(parameters_say_where_they_come_from))
