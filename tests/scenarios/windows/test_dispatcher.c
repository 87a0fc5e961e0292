/*
 * Threads: pre-emption points inside a step list, ready lists, quanta, placement, rescue.
 *
 * No overheads. The clock ticks every 15.625 ms; a quantum on a client is two ticks, 31.25 ms.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD(processors, duration)                                                          \
    "wtsim: 1\nscenario: story\nwindows: 11\n"                                               \
    "machine: {processors: " processors ", costs: none}\n"                                   \
    "run: {duration: " duration "}\n"

TEST(d12_a_dpc_inserted_at_passive_has_run_when_the_call_returns)
{
    struct story s;

    story_run(&s, HEAD("1", "100ms")
              "drivers:\n"
              "  d:\n"
              "    framework: wdm\n"
              "    events: {e: synchronization}\n"
              "    dpcs: {dpc: {callback: Dpc}}\n"
              "    threads:\n"
              "      waiter: {priority: 4, steps: [KeWaitForSingleObject: e]}\n"
              "      signaller: {priority: 3, steps: [run: 1ms, KeInsertQueueDpc: dpc, "
              "KeSetEvent: e]}\n"
              "    callbacks:\n"
              "      Dpc: [run: 100us]\n");
    CHECK_INT(story_value(&s, "d.dpc.queue_latency", 0), ==, 0);
    /* 1 ms of its own, then the DPC's 0.1 ms inside the call, then the signal. */
    CHECK_INT(story_value(&s, "d.waiter.wait", 0), ==, 1100 * US);
    story_end(&s);
}

TEST(t5_who_waits_in_the_list_is_before_who_wakes_when_the_processor_falls_free)
{
    struct story s;

    /* At 5 ms `first` ends and an event wakes `late`. `waits` (9) has been ready since 2 ms and
       outranks `late` (8): it runs 5-6 ms, and `late`, ready at 5 ms, waits that millisecond. */
    story_run(&s, HEAD("1", "20ms")
              "drivers:\n"
              "  d:\n"
              "    framework: wdm\n"
              "    events: {go: synchronization}\n"
              "    sources: {s: {arrivals: {at: [5ms]}, steps: [KeSetEvent: go]}}\n"
              "    threads:\n"
              "      late: {priority: 8, steps: [KeWaitForSingleObject: go, run: 1ms]}\n"
              "      waits: {priority: 9, steps: [wait: 2ms, run: 1ms]}\n"
              "      first: {priority: 10, steps: [wait: 1ms, run: 4ms]}\n");
    CHECK_INT(story_value(&s, "d.waits.ready", 1), ==, 3 * MS);   /* 5 - 2 */
    CHECK_INT(story_value(&s, "d.late.ready", 1), ==, 1 * MS);    /* 6 - 5 */
    story_end(&s);
}

TEST(t8_quanta_end_while_nobody_else_is_ready)
{
    struct story s;

    /* `first` computes alone from 0: its quanta of 31.25 ms end at 31.25, 62.5 ... 593.75, 625.
       `second`, of its priority, is ready at 600 ms and gets the processor at 625. */
    story_run(&s, HEAD("1", "1s")
              "threads:\n"
              "  first: {priority: 8, steps: [run: 2s]}\n"
              "  second: {priority: 8, arrivals: {at: [600ms]}, steps: [run: 1ms]}\n");
    CHECK_INT(story_value(&s, "thread.second.ready", 0), ==, 25 * MS);
    story_end(&s);
}

TEST(t9_a_higher_thread_runs_before_the_next_step_of_its_signaller)
{
    struct story s;

    story_run(&s, HEAD("1", "100ms")
              "drivers:\n"
              "  d:\n"
              "    framework: wdm\n"
              "    events: {e: synchronization}\n"
              "    variables: {next_step: 0}\n"
              "    dpcs: {early: {callback: Nothing}, late: {callback: Nothing}}\n"
              "    threads:\n"
              "      high: {priority: 12, callback: High}\n"
              "      low: {priority: 8, steps: [run: 1ms, KeSetEvent: e, set: next_step = 1, "
              "run: 1ms]}\n"
              "    callbacks:\n"
              "      High:\n"
              "        - KeWaitForSingleObject: e\n"
              "        - if: next_step == 0\n"
              "          then: [KeInsertQueueDpc: early]\n"
              "          else: [KeInsertQueueDpc: late]\n"
              "        - run: 2ms\n"
              "      Nothing: [run: 0us]\n");
    CHECK_INT(story_count(&s, "d.early.runs"), ==, 1);
    CHECK_INT(story_count(&s, "d.late.runs"), ==, 0);
    CHECK_INT(story_value(&s, "d.high.wait", 0), ==, 1 * MS);
    CHECK_INT(story_value(&s, "d.low.ready", 1), ==, 2 * MS);   /* while the other ran */
    story_end(&s);
}

TEST(t2_a_ready_thread_of_equal_priority_waits)
{
    struct story s;

    story_run(&s, HEAD("1", "100ms")
              "threads:\n"
              "  first: {priority: 8, steps: [run: 10ms]}\n"
              "  equal: {priority: 8, arrivals: {at: [1ms]}, steps: [run: 1ms]}\n"
              "  above: {priority: 9, arrivals: {at: [2ms]}, steps: [run: 1ms]}\n");
    CHECK_INT(story_value(&s, "thread.above.ready", 0), ==, 0);
    /* first runs 0-2 and 3-11 (above ran 2-3): 11 - 1 = 10. */
    CHECK_INT(story_value(&s, "thread.equal.ready", 0), ==, 10 * MS);
    story_end(&s);
}

TEST(t3_a_preempted_thread_goes_to_the_head_with_its_remaining_quantum)
{
    struct story s;

    story_run(&s, HEAD("1", "100ms")
              "threads:\n"
              "  a: {priority: 8, steps: [run: 1s]}\n"
              "  b: {priority: 8, steps: [run: 1s]}\n"
              "  c: {priority: 12, arrivals: {at: [1ms]}, steps: [run: 1ms]}\n");
    /* a runs 0-1, c 1-2, a (from the head) from 2 on. Tick 2 at 31.25: a has 30.25 of 31.25 ms.
       Tick 3 at 46.875: 45.875 ms: over. b starts then and runs to tick 5 at 78.125. */
    CHECK_INT(story_value(&s, "thread.b.ready", 0), ==, 46875 * US);
    CHECK_INT(story_value(&s, "thread.a.ready", 1), ==, 1 * MS);
    /* T8: at the end of its quantum to the tail: 78.125 - 46.875 = 31.25 ms. */
    CHECK_INT(story_value(&s, "thread.a.ready", 2), ==, 31250 * US);
    story_end(&s);
}

TEST(t7_interrupts_and_dpcs_are_not_charged_to_the_thread_below)
{
    struct story s;

    story_run(&s, HEAD("1", "100ms")
              "drivers:\n"
              "  d:\n"
              "    framework: wdm\n"
              "    interrupts: {line: {irql: 5, arrivals: {at: [5ms]}, isr: Isr, dpc: Dpc}}\n"
              "    callbacks: {Isr: [run: 20us, IoRequestDpc: line], Dpc: [run: 30us]}\n"
              "threads:\n"
              "  a: {priority: 8, steps: [run: 1s]}\n"
              "  b: {priority: 8, steps: [run: 1s]}\n");
    /* At tick 2 a has 31.25 - 0.05 ms: not over. At tick 3 it is: 46.875. */
    CHECK_INT(story_value(&s, "thread.b.ready", 0), ==, 46875 * US);
    story_end(&s);
}

TEST(t7_before_vista_whoever_runs_at_a_tick_pays_for_all_of_it)
{
#define BETWEEN(windows)                                                                    \
    "wtsim: 1\nscenario: story\nwindows: " windows "\n"                                      \
    "machine: {processors: 1, costs: none}\nrun: {duration: 200ms}\n"                        \
    "threads:\n  a: {priority: 8, steps: [run: 15ms, wait: 1ms, run: 1s]}\n"                  \
    "  b: {priority: 8, steps: [run: 1s]}\n"

    /* b runs from 15 ms on. It is there at ticks 1 and 2 and pays for both: over at 31.25; a waits
       since 16. Later only what it executed counts: 16.25 at tick 2, 31.875 at tick 3. */
    CHECK_INT(story_only(BETWEEN("xp"), "thread.a.ready", 1), ==, 15250 * US);
    CHECK_INT(story_only(BETWEEN("11"), "thread.a.ready", 1), ==, 30875 * US);
#undef BETWEEN
}

TEST(t8_an_undisturbed_thread_is_over_at_its_second_tick)
{
    struct story s;

    story_run(&s, HEAD("1", "100ms")
              "threads:\n"
              "  a: {priority: 8, steps: [run: 1s]}\n"
              "  b: {priority: 8, steps: [run: 1s]}\n");
    CHECK_INT(story_value(&s, "thread.b.ready", 0), ==, 31250 * US);
    CHECK_INT(story_value(&s, "thread.a.ready", 1), ==, 31250 * US);
    story_end(&s);
}

TEST(t8_a_thread_that_ends_exactly_at_the_tick_does_not_expire)
{
    struct story s;

    story_run(&s, HEAD("1", "100ms")
              "threads:\n"
              "  a: {priority: 8, steps: [run: 31250us]}\n"
              "  b: {priority: 8, steps: [run: 1s]}\n"
              "  c: {priority: 8, steps: [run: 1s]}\n");
    CHECK_INT(story_value(&s, "thread.b.ready", 0), ==, 31250 * US);
    /* b has a whole quantum: c starts at 62.5, not at 31.25 with b put back. */
    CHECK_INT(story_value(&s, "thread.c.ready", 0), ==, 62500 * US);
    story_end(&s);
}

TEST(t5_an_idle_processor_takes_a_ready_thread_from_another_list)
{
    /* Nobody idles at 1 ms; the processor that does at 3 ms takes it, wherever it stands. */
    CHECK_INT(story_only(HEAD("2", "100ms")
          "threads:\n"
          "  a: {processors: [0], steps: [run: 10ms]}\n"
          "  b: {processors: [1], steps: [run: 3ms]}\n"
          "  c: {arrivals: {at: [1ms]}, steps: [run: 1ms]}\n", "thread.c.ready", 0), ==, 2 * MS);
    CHECK_INT(story_only(HEAD("2", "100ms")
          "threads:\n"
          "  a: {processors: [0], steps: [run: 3ms]}\n"
          "  b: {processors: [1], steps: [run: 10ms]}\n"
          "  c: {arrivals: {at: [1ms]}, steps: [run: 1ms]}\n", "thread.c.ready", 0), ==, 2 * MS);
}

TEST(t5_affinity_is_hard)
{
    struct story s;

    story_run(&s, HEAD("2", "100ms")
              "threads:\n"
              "  a: {processors: [0], steps: [run: 10ms]}\n"
              "  c: {processors: [0], arrivals: {at: [1ms]}, steps: [run: 1ms]}\n"
              "  free: {arrivals: {at: [1ms]}, steps: [run: 1ms]}\n");
    CHECK_INT(story_value(&s, "thread.free.ready", 0), ==, 0);          /* processor 1 */
    CHECK_INT(story_value(&s, "thread.c.ready", 0), ==, 9 * MS);        /* 10 - 1      */
    story_end(&s);
}

TEST(t14_a_starved_thread_is_rescued_after_four_seconds)
{
    struct story s;

    story_run(&s, HEAD("1", "6s")
              "threads:\n"
              "  hog: {priority: 13, steps: [run: 1h]}\n"
              "  victim: {priority: 8, steps: [run: 1h]}\n");
    CHECK_INT(story_value(&s, "thread.victim.ready", 0), ==, 4 * (uint64_t)S);
    /* Four units of a third of a tick: 20.83 ms, found over at the second tick: 31.25 ms. */
    CHECK_INT(story_value(&s, "thread.hog.ready", 1), ==, 31250 * US);
    CHECK_INT(story_count(&s, "thread.victim.rescues"), ==, 1);
    story_end(&s);
}

TEST(t14_a_pass_boosts_ten_threads_and_the_next_one_the_rest)
{
#define CROWD(duration)                                                                      \
    HEAD("1", duration)                                                                      \
    "threads:\n"                                                                             \
    "  hog: {priority: 13, steps: [run: 1h]}\n"                                              \
    "  victim: {priority: 8, count: 12, steps: [run: 1h]}\n"
    struct story s;

    story_run(&s, CROWD("4900ms"));
    CHECK_INT(story_count(&s, "thread.victim.rescues"), ==, 10);
    story_end(&s);
    story_run(&s, CROWD("5500ms"));
    CHECK_INT(story_count(&s, "thread.victim.rescues"), ==, 12);
    story_end(&s);
#undef CROWD
}

TEST(t14_no_rescue_helps_behind_a_real_time_thread)
{
    struct story s;

    story_run(&s, HEAD("1", "20s")
              "threads:\n"
              "  hog: {priority: 16, steps: [run: 1h]}\n"
              "  victim: {priority: 8, steps: [run: 1ms]}\n");
    CHECK_INT(story_count(&s, "thread.victim.ready"), ==, 0);
    CHECK_INT(story_waiting(&s, "thread.victim.ready"), ==, 1);
    story_end(&s);
}

TEST(t1_real_time_threads_of_one_priority_take_turns)
{
    struct story s;

    story_run(&s, HEAD("1", "200ms")
              "threads:\n"
              "  a: {priority: 20, steps: [run: 1h]}\n"
              "  b: {priority: 20, steps: [run: 1h]}\n");
    CHECK_INT(story_value(&s, "thread.b.ready", 0), ==, 31250 * US);
    CHECK_INT(story_value(&s, "thread.a.ready", 1), ==, 31250 * US);
    CHECK_INT(story_value(&s, "thread.b.ready", 1), ==, 31250 * US);
    story_end(&s);
}

TESTS(ENTRY(d12_a_dpc_inserted_at_passive_has_run_when_the_call_returns),
      ENTRY(t5_who_waits_in_the_list_is_before_who_wakes_when_the_processor_falls_free),
      ENTRY(t8_quanta_end_while_nobody_else_is_ready),
      ENTRY(t9_a_higher_thread_runs_before_the_next_step_of_its_signaller),
      ENTRY(t2_a_ready_thread_of_equal_priority_waits),
      ENTRY(t3_a_preempted_thread_goes_to_the_head_with_its_remaining_quantum),
      ENTRY(t7_interrupts_and_dpcs_are_not_charged_to_the_thread_below),
      ENTRY(t7_before_vista_whoever_runs_at_a_tick_pays_for_all_of_it),
      ENTRY(t8_an_undisturbed_thread_is_over_at_its_second_tick),
      ENTRY(t8_a_thread_that_ends_exactly_at_the_tick_does_not_expire),
      ENTRY(t5_an_idle_processor_takes_a_ready_thread_from_another_list),
      ENTRY(t5_affinity_is_hard),
      ENTRY(t14_a_starved_thread_is_rescued_after_four_seconds),
      ENTRY(t14_a_pass_boosts_ten_threads_and_the_next_one_the_rest),
      ENTRY(t14_no_rescue_helps_behind_a_real_time_thread),
      ENTRY(t1_real_time_threads_of_one_priority_take_turns))
