/*
 * Interrupt storms: a level line that stays asserted, and what the machine does about it.
 *
 * No overheads. The threshold is not documented (U12): the simulator's choice, a parameter.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define STORM(storm, duration, isr)                                                         \
    "wtsim: 1\nscenario: story\nwindows: 11\n"                                               \
    "machine: {processors: 1, costs: none, storm: " storm "}\n"                              \
    "run: {duration: " duration "}\n"                                                        \
    "drivers:\n  d:\n    framework: wdm\n"                                                   \
    "    interrupts: {line: {irql: 5, arrivals: {at: [1ms]}, isr: " isr "}}\n"               \
    "    threads: {t: {steps: [run: 20ms]}}\n"

TEST(i26_a_driver_that_does_not_know_its_own_interrupt_makes_a_storm)
{
    struct story s;

    /* From 1 ms on nothing but the ISR, for ever: (100 - 1) ms / 10 us = 9900 runs. */
    story_run(&s, STORM("{passes: 100}", "100ms", "[run: 10us, return: false]"));
    CHECK_INT(story_count(&s, "d.line.isr.runs"), ==, 9900);
    CHECK_INT(s.seen->irql_ns[0][5], ==, 99 * MS);
    CHECK_INT(story_findings(&s, "F019"), ==, 1);
    CHECK_INT(s.end.bug_check, ==, 0);
    CHECK_INT(story_count(&s, "d.line.finished"), ==, 0);   /* the device still has it */
    CHECK_INT(story_count(&s, "d.line.latency"), ==, 0);    /* one assertion, which nobody claims */
    CHECK_INT(story_waiting(&s, "d.line.latency"), ==, 1);
    story_end(&s);
}

TEST(u12_a_storm_is_reported_after_passes_or_after_time)
{
    struct story s;

    story_run(&s, STORM("{passes: 100, bug_check: true}", "1s", "[run: 10us, return: false]"));
    CHECK_INT(s.end.bug_check, ==, 0xf2);
    CHECK_INT(s.end.end_at, ==, 2 * MS);          /* 1 + 100 * 0.01 */
    CHECK_INT(s.seen->findings[0].parameters[3], ==, 1);    /* not chained */
    story_end(&s);
    story_run(&s, STORM("{passes: 0, after: 5ms, bug_check: true}", "1s",
                        "[run: 10us, return: false]"));
    CHECK_INT(s.end.bug_check, ==, 0xf2);
    CHECK_INT(s.end.end_at, ==, 6010 * US);       /* 5 ms after the first unclaimed pass's end */
    story_end(&s);
}

TEST(u12_the_default_is_30000_passes_or_a_second)
{
    struct story s;

    story_run(&s, STORM("{bug_check: true}", "3s", "[run: 10us, return: false]"));
    CHECK_INT(s.end.end_at, ==, 301 * MS);        /* 1 ms + 30000 * 10 us */
    story_end(&s);
    story_run(&s, STORM("{bug_check: true}", "3s", "[run: 100us, return: false]"));
    CHECK_INT(s.end.end_at, ==, 1001100 * (uint64_t)US);   /* 1 s after 1.1 ms */
    story_end(&s);
}

TEST(i26_a_claim_ends_the_count_and_the_latency)
{
    struct story s;

    /* Two unclaimed passes, a claim, two more: never three in a row. */
    story_run(&s, "wtsim: 1\nscenario: story\nwindows: 11\n"
              "machine: {processors: 1, costs: none, storm: {passes: 3}}\n"
              "run: {duration: 100ms}\n"
              "drivers:\n  d:\n    framework: wdm\n"
              "    variables: {n: 0}\n"
              "    interrupts: {line: {irql: 5, arrivals: {at: [1ms, 20ms]}, isr: Isr}}\n"
              "    callbacks:\n"
              "      Isr: [run: 10us, set: n += 1, {if: n < 3, then: [return: false]}, "
              "set: n = 0]\n");
    CHECK_INT(story_count(&s, "d.line.isr.runs"), ==, 6);
    CHECK_INT(story_count(&s, "d.line.finished"), ==, 2);
    CHECK_INT(story_findings(&s, "F019"), ==, 0);
    /* Asserted at 1 ms, looked at in vain at 1.00 and 1.01, claimed by the ISR of 1.02. */
    CHECK_INT(story_count(&s, "d.line.latency"), ==, 2);
    CHECK_INT(story_value(&s, "d.line.latency", 0), ==, 20 * US);
    CHECK_INT(story_value(&s, "d.line.latency", 1), ==, 20 * US);
    CHECK_INT(story_charged(&s, "d.line.latency", MDL_PART_MASKED, "Isr"), ==, 40 * US);
    CHECK_INT(story_charged(&s, "d.line.latency", MDL_PART_MASKED, ""), ==, 40 * US);
    story_end(&s);
}

TEST(i14_who_claims_for_another_device_of_its_line_is_told_when_that_is_never_asked)
{
    struct story s;

    /* a says yes to all that it is asked from 1 ms on, when b asserts: after 10 runs of 10 us. */
    story_run(&s, "wtsim: 1\nscenario: story\nwindows: 11\n"
              "machine: {processors: 1, costs: none, storm: {passes: 10, bug_check: true}}\n"
              "run: {duration: 10ms}\n"
              "drivers:\n  d:\n    framework: wdm\n    interrupts:\n"
              "      a: {irql: 5, vector: 9, arrivals: {at: [1s]},\n"
              "          isr: [run: 10us, return: true]}\n"
              "      b: {irql: 5, vector: 9, arrivals: {at: [1ms]}, isr: [run: 10us]}\n");
    CHECK_INT(story_findings(&s, "F120"), ==, 1);
    CHECK_INT(story_findings(&s, "F051"), ==, 0);   /* for Windows all is claimed */
    CHECK_INT(s.end.bug_check, ==, 0);
    CHECK_INT(s.seen->findings[0].at, ==, 1100 * US);
    story_end(&s);
}

TEST(i14_a_true_claim_before_the_next_device_is_asked_is_none)
{
    struct story s;

    /* Both assert at 1 ms, every ms: a is served first, b in the pass after that. */
    story_run(&s, "wtsim: 1\nscenario: story\nwindows: 11\n"
              "machine: {processors: 1, costs: none, storm: {passes: 2}}\n"
              "run: {duration: 10ms}\n"
              "drivers:\n  d:\n    framework: wdm\n    interrupts:\n"
              "      a: {irql: 5, vector: 9, arrivals: {periodic: 1ms}, isr: [run: 10us]}\n"
              "      b: {irql: 5, vector: 9, arrivals: {periodic: 1ms}, isr: [run: 10us]}\n");
    CHECK_INT(story_findings(&s, "F120"), ==, 0);
    CHECK_INT(story_count(&s, "d.b.finished"), ==, story_count(&s, "d.a.finished"));
    story_end(&s);
}

TESTS(ENTRY(i26_a_driver_that_does_not_know_its_own_interrupt_makes_a_storm),
      ENTRY(u12_a_storm_is_reported_after_passes_or_after_time),
      ENTRY(u12_the_default_is_30000_passes_or_a_second),
      ENTRY(i14_who_claims_for_another_device_of_its_line_is_told_when_that_is_never_asked),
      ENTRY(i14_a_true_claim_before_the_next_device_is_asked_is_none),
      ENTRY(i26_a_claim_ends_the_count_and_the_latency))
