/*
 * The lock of an interrupt: who spins for it, at which level, and who else may take it.
 *
 * No overheads unless a test says so.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD(processors)                                                                    \
    "wtsim: 1\nscenario: story\nwindows: 11\n"                                               \
    "machine: {processors: " processors ", costs: none}\n"                                   \
    "run: {duration: 100ms}\n"                                                               \
    "drivers:\n  d:\n    framework: wdm\n"

TEST(i12_the_second_processor_spins_for_the_interrupt_lock)
{
    struct story s;

    /* The first message goes to processor 1, the second, 200 us later, to processor 0. */
    story_run(&s, HEAD("2")
              "    interrupts:\n"
              "      m: {irql: 5, trigger: message, affinity: round_robin, arrivals: {at: ["
              "1ms, 1200us]}, isr: Isr}\n"
              "    callbacks: {Isr: [run: 500us]}\n");
    CHECK_INT(story_count(&s, "d.m.isr.runs"), ==, 2);
    CHECK_INT(story_value(&s, "d.m.latency", 1), ==, 300 * US);          /* 1.5 - 1.2 */
    CHECK_INT(story_charged(&s, "d.m.latency", MDL_PART_LOCK_SPIN, "Isr"), ==, 300 * US);
    CHECK_INT(s.seen->irql_ns[1][5], ==, 500 * US);
    CHECK_INT(s.seen->irql_ns[0][5], ==, 800 * US);                      /* 0.3 + 0.5 */
    CHECK_INT(story_value(&s, "d.m.lock.wait", 1), ==, 300 * US);
    CHECK_INT(story_count(&s, "d.m.lock.contended"), ==, 1);
    CHECK_INT(story_findings(&s, "F017"), ==, 0);     /* the guideline of ISRs is F016 */
    CHECK_INT(story_findings(&s, "F016"), ==, 2);
    story_end(&s);
}

TEST(i12_a_spinning_isr_is_interrupted_by_a_higher_level)
{
    struct story s;

    story_run(&s, HEAD("2")
              "    interrupts:\n"
              "      m: {irql: 5, trigger: message, affinity: round_robin, arrivals: {at: ["
              "1ms, 1200us]}, isr: [run: 500us]}\n"
              "      high: {irql: 9, processors: [0], arrivals: {at: [1300us]}, isr: ["
              "run: 400us]}\n");
    /* The lock is free at 1.5 ms, but its spinner executes again only at 1.7 ms. */
    CHECK_INT(story_value(&s, "d.high.latency", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.m.latency", 1), ==, 500 * US);
    story_end(&s);
}

TEST(i16_what_the_running_isr_leaves_to_the_spinning_one_is_spurious_if_it_took_all)
{
    struct story s;

    /* Third message at 1.3 ms: processor 1 again, pends behind its own ISR. At 1.5 ms processor 0
       gets the lock and serves both; the third run finds nothing. */
    story_run(&s, HEAD("2")
              "    interrupts:\n"
              "      m: {irql: 5, trigger: message, affinity: round_robin, arrivals: {at: ["
              "1ms, 1200us, 1300us]}, isr: [run: 500us]}\n");
    CHECK_INT(story_count(&s, "d.m.isr.runs"), ==, 3);
    CHECK_INT(story_count(&s, "d.m.spurious"), ==, 1);
    CHECK_INT(story_value(&s, "d.m.latency", 1), ==, 300 * US);
    CHECK_INT(story_value(&s, "d.m.latency", 2), ==, 200 * US);
    story_end(&s);
}

TEST(i17_interrupts_with_one_lock_run_at_its_highest_level_and_exclude_each_other)
{
    struct story s;

    /* mid (level 6) comes at 1.1 ms: above level 5, but low's ISR runs at 7. */
    story_run(&s, HEAD("2")
              "    locks: {both: spin_lock}\n"
              "    interrupts:\n"
              "      low: {irql: 5, processors: [0], lock: both, arrivals: {at: [1ms]}, isr: ["
              "run: 400us]}\n"
              "      high: {irql: 7, processors: [1], lock: both, arrivals: {at: [1200us]}, isr: ["
              "run: 100us]}\n"
              "      mid: {irql: 6, processors: [0], arrivals: {at: [1100us]}, isr: ["
              "run: 10us]}\n");
    CHECK_INT(story_value(&s, "d.mid.latency", 0), ==, 300 * US);    /* 1.4 - 1.1 */
    CHECK_INT(story_value(&s, "d.high.latency", 0), ==, 200 * US);   /* 1.4 - 1.2 */
    CHECK_INT(s.seen->irql_ns[0][7], ==, 400 * US);
    CHECK_INT(s.seen->irql_ns[0][5], ==, 0);
    story_end(&s);
}

TEST(i25_a_synchronized_callback_holds_back_the_isr_everywhere)
{
    struct story s;

    /* The thread synchronizes on processor 1 from 1 to 1.5 ms; the interrupt comes on processor 0
       at 1.1 ms and spins; one of level 4 on processor 1 waits for the IRQL. */
    story_run(&s, HEAD("2")
              "    interrupts:\n"
              "      line: {irql: 5, processors: [0], arrivals: {at: [1100us]}, isr: ["
              "run: 10us]}\n"
              "      other: {irql: 4, processors: [1], arrivals: {at: [1100us]}, isr: ["
              "run: 10us]}\n"
              "    threads: {t: {processors: [1], steps: [run: 1ms, KeSynchronizeExecution: {"
              "interrupt: line, callback: Touch}, run: 1ms]}}\n"
              "    callbacks: {Touch: [run: 500us]}\n");
    CHECK_INT(story_value(&s, "d.line.latency", 0), ==, 400 * US);
    CHECK_INT(story_charged(&s, "d.line.latency", MDL_PART_LOCK_SPIN, "d.t"), ==, 400 * US);
    CHECK_INT(story_value(&s, "d.other.latency", 0), ==, 400 * US);
    CHECK_INT(story_charged(&s, "d.other.latency", MDL_PART_MASKED, "d.t"), ==, 400 * US);
    CHECK_INT(s.seen->irql_ns[1][5], ==, 500 * US);
    CHECK_INT(story_findings(&s, "F017"), ==, 1);     /* it is a spin lock, held for 500 us */
    story_end(&s);
}

TEST(i25_the_call_returns_what_its_callback_returns)
{
    struct story s;

    story_run(&s, HEAD("1")
              "    interrupts: {line: {irql: 5, isr: [run: 1us]}}\n"
              "    variables: {busy: 1}\n"
              "    threads:\n"
              "      t:\n"
              "        steps:\n"
              "          - KeSynchronizeExecution: {interrupt: line, callback: Claim}\n"
              "            on_false: [run: 1ms]\n"
              "          - KeSynchronizeExecution: {interrupt: line, callback: Claim}\n"
              "            on_true: [run: 4ms]\n"
              "          - KeSynchronizeExecution: {interrupt: line, callback: Look}\n"
              "            on_true: [run: 16ms]\n"
              "    callbacks:\n"
              "      Claim: [{if: busy == 1, then: [set: busy = 0, return: false]}, run: 1us, "
              "return: true]\n"
              "      Look: [run: 1us, KeRemoveQueueDpc: d]\n"
              "    dpcs: {d: {callback: [run: 1us]}}\n");
    /* Busy: false. Then free: true. The last says nothing, whatever its own calls returned. */
    CHECK(story_series(&s, "d.t.running")->integral == 21002 * (sim_wide)US);
    story_end(&s);
}

TEST(i25_the_interrupt_lock_excludes_and_lowers_again)
{
    struct story s;

    story_run(&s, HEAD("1")
              "    interrupts:\n"
              "      line: {irql: 5, arrivals: {at: [1100us]}, isr: [run: 10us]}\n"
              "    dpcs: {dpc: {callback: Dpc}}\n"
              "    threads: {t: {steps: [run: 1ms, KeAcquireInterruptSpinLock: line, run: 200us, "
              "KeInsertQueueDpc: dpc, run: 100us, KeReleaseInterruptSpinLock: line, run: 1ms]}}\n"
              "    callbacks: {Dpc: [run: 50us]}\n");
    CHECK_INT(story_value(&s, "d.line.latency", 0), ==, 200 * US);       /* 1.3 - 1.1 */
    CHECK_INT(story_value(&s, "d.dpc.queue_latency", 0), ==, 110 * US);  /* 1.3 - 1.2 + the ISR */
    story_end(&s);
}

TEST(v1_an_isr_that_synchronizes_with_itself_stops_with_0x0f)
{
    struct story s;

    story_run(&s, HEAD("1")
              "    interrupts: {line: {irql: 5, arrivals: {at: [1ms]}, isr: Isr}}\n"
              "    callbacks:\n"
              "      Isr: [run: 1us, KeSynchronizeExecution: {interrupt: line, callback: Touch}]\n"
              "      Touch: [run: 1us]\n");
    CHECK_INT(s.end.bug_check, ==, 0x0f);
    story_end(&s);
}

TEST(i27_a_lock_shared_with_an_isr_but_taken_at_dispatch_level_stops_with_0x0f)
{
    struct story s;

    story_run(&s, HEAD("1")
              "    locks: {ring: spin_lock}\n"
              "    interrupts: {line: {irql: 5, lock: ring, arrivals: {at: [1100us]}, isr: ["
              "run: 10us]}}\n"
              "    threads: {t: {steps: [run: 1ms, KeAcquireSpinLock: ring, run: 200us, "
              "KeReleaseSpinLock: ring]}}\n");
    CHECK_INT(s.end.bug_check, ==, 0x0f);
    CHECK_INT(s.end.end_at, ==, 1100 * US);
    story_end(&s);
}

TEST(c2_an_interrupt_lock_is_not_for_callers_above_its_level)
{
    struct story s;

    story_run(&s, HEAD("1")
              "    interrupts:\n"
              "      low: {irql: 5, isr: [run: 1us]}\n"
              "      high: {irql: 7, arrivals: {at: [1ms]}, isr: Isr}\n"
              "    callbacks:\n"
              "      Isr: [run: 1us, KeSynchronizeExecution: {interrupt: low, callback: Touch}]\n"
              "      Touch: [run: 1us]\n");
    CHECK_INT(story_findings(&s, "F003"), ==, 1);
    CHECK_INT(s.end.bug_check, ==, 0);
    story_end(&s);
}

TEST(c2_trying_for_the_lock_is_for_passive_interrupts)
{
    struct story s;

    story_run(&s, HEAD("1")
              "    interrupts: {line: {irql: 5, isr: [run: 1us]}}\n"
              "    threads: {t: {steps: [WdfInterruptTryToAcquireLock: line, run: 1us, "
              "WdfInterruptReleaseLock: line]}}\n");
    CHECK_INT(story_findings(&s, "F050"), ==, 1);
    story_end(&s);
}

TEST(c4_a_disabled_interrupt_waits_until_it_is_enabled)
{
    struct story s;

    story_run(&s, HEAD("1")
              "    interrupts: {line: {irql: 5, arrivals: {at: [1ms]}, isr: [run: 10us]}}\n"
              "    threads: {t: {steps: [WdfInterruptDisable: line, run: 3ms, "
              "WdfInterruptEnable: line, run: 1ms]}}\n");
    CHECK_INT(story_count(&s, "d.line.isr.runs"), ==, 1);
    CHECK_INT(story_value(&s, "d.line.request_latency", 0), ==, 2010 * US);
    story_end(&s);
}

TESTS(ENTRY(i12_the_second_processor_spins_for_the_interrupt_lock),
      ENTRY(i12_a_spinning_isr_is_interrupted_by_a_higher_level),
      ENTRY(i16_what_the_running_isr_leaves_to_the_spinning_one_is_spurious_if_it_took_all),
      ENTRY(i17_interrupts_with_one_lock_run_at_its_highest_level_and_exclude_each_other),
      ENTRY(i25_a_synchronized_callback_holds_back_the_isr_everywhere),
      ENTRY(i25_the_call_returns_what_its_callback_returns),
      ENTRY(i25_the_interrupt_lock_excludes_and_lowers_again),
      ENTRY(v1_an_isr_that_synchronizes_with_itself_stops_with_0x0f),
      ENTRY(i27_a_lock_shared_with_an_isr_but_taken_at_dispatch_level_stops_with_0x0f),
      ENTRY(c2_an_interrupt_lock_is_not_for_callers_above_its_level),
      ENTRY(c2_trying_for_the_lock_is_for_passive_interrupts),
      ENTRY(c4_a_disabled_interrupt_waits_until_it_is_enabled))
