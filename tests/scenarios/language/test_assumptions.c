/*
 * What nobody has published and a scenario depends on is listed (W199), and nothing else.
 */
#include "tests/scenarios/language/bench.h"

/* "rule parameter value confidence" of each assumption that is no cost, one per line. */
static const char *assumed(struct bench *b)
{
    const char *text = "";

    for (uint32_t i = 0; i < b->s.plan.assumption_count; i++) {
        const struct mdl_assumption *a = &b->s.plan.assumptions[i];

        if (strcmp(a->rule, "K7") != 0) {
            text = sim_arena_print(&b->arena, "%s%s %s %s %s\n", text, a->rule, a->parameter,
                                   a->value, a->confidence);
        }
    }
    return text;
}

static void check_assumed(const char *file, int line, const char *text, const char *want)
{
    struct bench b;

    bench_read(&b, text);
    if (!b.good || strcmp(assumed(&b), want) != 0) {
        fail_msg("%s:%d: assumed are\n%snot\n%s(%s)", file, line, b.good ? assumed(&b) : "", want,
                 bench_said(&b));
    }
    bench_done(&b);
}

#define CHECK_ASSUMED(text, want) \
    do {                          \
        (void)lab_state;          \
        check_assumed(__FILE__, __LINE__, text, want); \
    } while (0)

#define ON(windows, more) "wtsim: 1\nscenario: s\nwindows: " windows "\n" more
#define ITEMS(items) \
    "drivers:\n  d:\n    framework: wdm\n    work_items: {" items "}\n"                        \
    "    timers: {t: {period: 1s, callback: [IoQueueWorkItem: a]}}\n"
#define ONE "a: {callback: [run: 1us]}"

TEST(w199_a_machine_without_pools_depends_on_nothing_unknown)
{
    CHECK_ASSUMED(ON("7", ""), "");
    CHECK_ASSUMED(ON("11", ""), "");
}

TEST(w12_w22_a_pool_of_windows_7_depends_on_its_count_and_on_who_is_woken)
{
    CHECK_ASSUMED(ON("7", ITEMS(ONE)),
                  "W22 pool.delayed.threads 7 observed\n"
                  "W12 pool.self_insert_defers true unknown\n");
    CHECK_ASSUMED(ON("7", "pool: {delayed: {threads: 7}, self_insert_defers: false}\n" ITEMS(ONE)),
                  "W12 pool.self_insert_defers false chosen\n");
}

TEST(w27_only_a_critical_queue_makes_the_period_of_the_balance_manager_matter)
{
    CHECK_ASSUMED(ON("7", "pool: {critical: {threads: 5}, delayed: {threads: 7}}\n" ITEMS(ONE)),
                  "W12 pool.self_insert_defers true unknown\n"
                  "W27 balance.timer_rearms_on_event true unknown\n");
}

TEST(w38_the_pools_of_windows_8_are_a_guess)
{
    CHECK_ASSUMED(ON("8", ITEMS(ONE)),
                  "W38 pool.delayed.threads 7 guess\nW38 pool Windows 8 guess\n"
                  "W12 pool.self_insert_defers false unknown\n");
}

TEST(w44_the_scope_of_the_limit_matters_with_several_priorities_only)
{
    CHECK_ASSUMED(ON("11", ITEMS(ONE)),
                  "W28 balance.priority 14 unknown\nW51 pool.thread_create 0us unknown\n");
    CHECK_ASSUMED(ON("11", ITEMS(ONE ", b: {callback: [run: 1us], queue: CriticalWorkQueue}")),
                  "W28 balance.priority 14 unknown\n"
                  "W44 pool.concurrency_scope per_priority unknown\n"
                  "W51 pool.thread_create 0us unknown\n");
}

TEST(w42_separate_pools_matter_where_both_kinds_of_items_are)
{
    static const char text[] =
        ON("11", "drivers:\n  d:\n    framework: wdm\n"
                 "    work_items: {a: {callback: [run: 1us]}, b: {callback: [run: 1us]}}\n"
                 "    timers:\n"
                 "      t: {period: 1s, callback: [IoQueueWorkItem: a, ExQueueWorkItem: b]}\n");

    CHECK_ASSUMED(text, "W28 balance.priority 14 unknown\nW42 pool.separate_io_pool true unknown\n"
                        "W51 pool.thread_create 0us unknown\n");
}

#define DPC(dpc) \
    "machine: {processors: 2}\ndrivers:\n  d:\n    dpcs: {x: {callback: [run: 1us]" dpc "}}\n" \
    "    timers: {t: {period: 1s, callback: [KeInsertQueueDpc: x]}}\n"

TEST(d11_u2_u3_the_limits_of_the_dpc_queue_matter_for_dpcs_that_may_wait)
{
    CHECK_ASSUMED(ON("11", DPC("")), "");
    CHECK_ASSUMED(ON("11", DPC(", importance: high, processor: 1")), "");
    CHECK_ASSUMED(ON("11", DPC(", processor: 1")),
                  "D11 machine.dpc.maximum_depth 4 another system\n"
                  "U2 machine.dpc.idle_target starts unknown\n"
                  "U3 machine.dpc.limit reached unknown\n");
    CHECK_ASSUMED(ON("11", DPC(", importance: low")),
                  "D11 machine.dpc.maximum_depth 4 another system\n"
                  "D11 machine.dpc.minimum_rate 3 another system\n"
                  "U3 machine.dpc.limit reached unknown\n");
}

TEST(u5_u12_rescues_and_storms_matter_where_they_can_be)
{
    CHECK_ASSUMED(ON("11", "threads: {app: {steps: [run: 1s]}}\n"),
                  "U5 machine.rescue_after 4s two sources\n");
    CHECK_ASSUMED(ON("11", "machine: {starvation_rescue: false}\n"
                           "threads: {app: {steps: [run: 1s]}}\n"),
                  "");
    CHECK_ASSUMED(ON("11", "drivers:\n  d:\n    interrupts:\n"
                           "      x: {isr: [run: 1us, return: false], arrivals: {periodic: 1s}}\n"),
                  "U12 machine.storm.passes 30000 unknown\n");
}

/* 2000/s is a guess, 1000/s and the time are not; of a map the whole value is told. */
TEST(what_a_timeline_sets_is_listed_where_it_is_assumed)
{
    CHECK_ASSUMED(ON("11", "drivers:\n  d:\n    interrupts:\n"
                           "      x: {isr: [run: 1us], arrivals: {poisson: 1000/s}}\n"
                           "timeline:\n"
                           "  - {at: 1s, set: {drivers.d.interrupts.x.arrivals: {poisson: 9/s}}}\n"
                           "  - {at: 2s, set: {drivers.d.interrupts.x.arrivals: "
                           "{poisson: ~2000/s}}}\n"),
                  "~ drivers.d.interrupts.x.arrivals from 2s on {poisson: ~2000/s} assumed\n");
}

TESTS(ENTRY(what_a_timeline_sets_is_listed_where_it_is_assumed),
      ENTRY(w199_a_machine_without_pools_depends_on_nothing_unknown),
      ENTRY(w12_w22_a_pool_of_windows_7_depends_on_its_count_and_on_who_is_woken),
      ENTRY(w27_only_a_critical_queue_makes_the_period_of_the_balance_manager_matter),
      ENTRY(w38_the_pools_of_windows_8_are_a_guess),
      ENTRY(w44_the_scope_of_the_limit_matters_with_several_priorities_only),
      ENTRY(w42_separate_pools_matter_where_both_kinds_of_items_are),
      ENTRY(d11_u2_u3_the_limits_of_the_dpc_queue_matter_for_dpcs_that_may_wait),
      ENTRY(u5_u12_rescues_and_storms_matter_where_they_can_be))
