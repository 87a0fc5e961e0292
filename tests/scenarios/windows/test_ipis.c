/*
 * Interprocessor interrupts: KeIpiGenericCall.
 *
 * No overheads unless a test says so.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define COSTS(processors, costs)                                                            \
    "wtsim: 1\nscenario: story\nwindows: 11\n"                                               \
    "machine: {processors: " processors ", costs: " costs "}\n"                              \
    "run: {duration: 100ms}\n"                                                               \
    "drivers:\n  d:\n    framework: wdm\n"

TEST(i32_a_generic_call_runs_on_all_processors_at_ipi_level)
{
    struct story s;

    /* A DPC on processor 1 and an ISR on 2 are interrupted; the caller goes on when all have run
       it, 50 us after 1 ms. */
    story_run(&s, COSTS("3", "none")
              "    variables: {count: 0}\n"
              "    interrupts: {line: {irql: 9, processors: [2], arrivals: {at: [900us]}, isr: ["
              "run: 500us]}}\n"
              "    dpcs: {busy: {callback: Busy, processor: 1}, three: {callback: Three}}\n"
              "    sources: {go: {arrivals: {at: [900us]}, steps: [KeInsertQueueDpc: busy]}}\n"
              "    threads: {t: {processors: [0], steps: [run: 1ms, KeIpiGenericCall: Flush, "
              "{if: count == 3, then: [KeInsertQueueDpc: three]}, run: 1ms]}}\n"
              "    callbacks:\n"
              "      Flush: [run: 50us, set: count += 1]\n"
              "      Busy: [run: 500us]\n"
              "      Three: [run: 1us]\n");
    CHECK_INT(story_count(&s, "d.three.runs"), ==, 1);
    CHECK_INT(s.seen->irql_ns[0][14], ==, 50 * US);
    CHECK_INT(s.seen->irql_ns[1][14], ==, 50 * US);
    CHECK_INT(s.seen->irql_ns[2][14], ==, 50 * US);
    CHECK_INT(story_value(&s, "d.busy.run", 0), ==, 550 * US);
    CHECK_INT(story_value(&s, "d.line.isr.run", 0), ==, 550 * US);
    CHECK_INT(story_value(&s, "d.three.queue_latency", 0), ==, 0);
    CHECK_INT(s.seen->irql_ns[0][2], ==, 1 * US);   /* back at PASSIVE_LEVEL: only the DPC */
    story_end(&s);
}

TEST(i32_the_caller_spins_until_the_last_one_has_run_it)
{
    struct story s;

    /* The way takes 10 us and the entry 1 us: 61 us until the others are done. */
    story_run(&s, COSTS("2", "{interrupt: 1us, dpc: 0us, context_switch: 0us, thread_wake: 0us, "
                        "clock: 0us, ipi: 10us}")
              "    threads:\n"
              "      t: {processors: [0], steps: [run: 1ms, KeIpiGenericCall: Flush, run: 1ms]}\n"
              "      u: {processors: [1], steps: [run: 5ms]}\n"
              "    callbacks: {Flush: [run: 50us]}\n");
    CHECK_INT(s.seen->irql_ns[0][14], ==, 61 * US);
    CHECK_INT(s.seen->irql_ns[1][14], ==, 51 * US);
    story_end(&s);
}

TEST(i32_two_generic_calls_at_once_take_turns)
{
    struct story s;

    /* Both call at 1 ms. 0 is first; 1 runs 0's routine while it spins for its turn. */
    story_run(&s, COSTS("2", "none")
              "    variables: {count: 0}\n"
              "    dpcs: {four: {callback: Four}}\n"
              "    threads:\n"
              "      t: {processors: [0], steps: [run: 1ms, KeIpiGenericCall: Flush]}\n"
              "      u: {processors: [1], steps: [run: 1ms, KeIpiGenericCall: Flush, "
              "{if: count == 4, then: [KeInsertQueueDpc: four]}]}\n"
              "    callbacks: {Flush: [run: 50us, set: count += 1], Four: [run: 1us]}\n");
    CHECK_INT(story_count(&s, "d.four.runs"), ==, 1);
    CHECK_INT(s.seen->irql_ns[0][14], ==, 100 * US);
    CHECK_INT(s.seen->irql_ns[1][14], ==, 100 * US);
    story_end(&s);
}

TEST(i32_the_clock_waits_for_a_generic_call)
{
    struct story s;

    /* IPI_LEVEL is above CLOCK_LEVEL: the tick of 15.625 ms is handled at 20 ms. */
    story_run(&s, COSTS("1", "none")
              "    timers: {kick: {due: 15ms, callback: Kick}}\n"
              "    threads: {t: {steps: [run: 15ms, KeIpiGenericCall: Flush]}}\n"
              "    callbacks: {Flush: [run: 5ms], Kick: [run: 1us]}\n");
    CHECK_INT(story_value(&s, "d.kick.latency", 0), ==, 5 * MS);
    story_end(&s);
}

TESTS(ENTRY(i32_a_generic_call_runs_on_all_processors_at_ipi_level),
      ENTRY(i32_the_caller_spins_until_the_last_one_has_run_it),
      ENTRY(i32_two_generic_calls_at_once_take_turns),
      ENTRY(i32_the_clock_waits_for_a_generic_call))
