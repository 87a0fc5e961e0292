/*
 * Faults: calls that fail by chance, and what the driver makes of it.
 *
 * No overheads; one processor.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD                                                                                \
    "wtsim: 1\nscenario: story\nwindows: 11\nmachine: {processors: 1, costs: none}\n"        \
    "run: {duration: 100ms, replications: 1}\n"

/* A DPC that creates a work item for each interrupt (W103). */
#define CREATES(create, times)                                                              \
    "drivers:\n  d:\n    framework: kmdf 1.33\n"                                             \
    "    variables: {failed: 0}\n"                                                          \
    "    work_items: {w: {callback: [run: 1us, WdfObjectDelete: w], instances: 8}}\n"        \
    "    interrupts: {line: {arrivals: " times ", isr: [run: 1us, "                         \
    "WdfInterruptQueueDpcForIsr: line], dpc: Dpc}}\n"                                        \
    "    callbacks:\n      Dpc: " create "\n"

TEST(a_fault_makes_a_call_fail_and_its_branch_handles_it)
{
    struct story s;

    story_run(&s, HEAD CREATES("[{WdfWorkItemCreate: w, on_success: [WdfWorkItemEnqueue: w], "
                               "on_failure: [run: 7us]}]", "{at: [1ms, 2ms]}")
              "faults: [{step: WdfWorkItemCreate}]\n");
    CHECK_INT(story_count(&s, "d.w.runs"), ==, 0);
    CHECK_INT(story_value(&s, "d.line.dpc.run", 0), ==, 7 * US);
    CHECK_INT(story_value(&s, "d.line.dpc.run", 1), ==, 7 * US);
    CHECK_INT(story_findings(&s, "F018"), ==, 0);
    story_end(&s);
}

TEST(a_failure_that_no_branch_handles_is_a_finding)
{
    struct story s;

    story_run(&s, HEAD CREATES("[WdfWorkItemCreate: w, run: 1us]", "{at: [1ms, 2ms]}")
              "faults: [{step: WdfWorkItemCreate, status: STATUS_UNSUCCESSFUL}]\n");
    CHECK_INT(story_findings(&s, "F018"), ==, 2);
    story_end(&s);
}

TEST(the_status_of_a_fault_can_be_asked_for)
{
    struct story s;

    story_run(&s, HEAD CREATES("[WdfWorkItemCreate: w, {if: status == STATUS_NOT_SUPPORTED, "
                               "then: [run: 5us], else: [run: 9us]}]", "{at: [1ms]}")
              "faults: [{step: WdfWorkItemCreate, status: STATUS_NOT_SUPPORTED}]\n");
    CHECK_INT(story_value(&s, "d.line.dpc.run", 0), ==, 5 * US);
    CHECK_INT(story_findings(&s, "F018"), ==, 0);
    story_end(&s);
}

TEST(a_fault_of_probability_0_never_happens_and_from_and_until_say_when)
{
    struct story s;

    story_run(&s, HEAD CREATES("[{WdfWorkItemCreate: w, on_success: [WdfWorkItemEnqueue: w], "
                               "on_failure: [run: 7us]}]", "{at: [1ms, 2ms, 3ms]}")
              "faults: [{step: WdfWorkItemCreate, probability: 0},\n"
              "  {step: WdfWorkItemCreate, from: 2500us}]\n");
    CHECK_INT(story_count(&s, "d.w.runs"), ==, 2);
    story_end(&s);

    /* Of 1, 2 and 3 ms only 2 is in [2, 3). */
    story_run(&s, HEAD CREATES("[{WdfWorkItemCreate: w, on_success: [WdfWorkItemEnqueue: w], "
                               "on_failure: [run: 7us]}]", "{at: [1ms, 2ms, 3ms]}")
              "faults: [{step: WdfWorkItemCreate, from: 2ms, until: 3ms}]\n");
    CHECK_INT(story_count(&s, "d.w.runs"), ==, 2);
    CHECK_INT(story_value(&s, "d.line.dpc.run", 1), ==, 7 * US);
    story_end(&s);
}

/* 6 % of 10,000: 600, with a standard deviation of 24. */
TEST(a_fault_comes_as_often_as_its_probability_says)
{
    struct story s;
    uint64_t runs;

    story_run(&s, "wtsim: 1\nscenario: story\nmachine: {processors: 1, costs: none}\n"
              "run: {duration: 10s, replications: 1}\n"
              CREATES("[{WdfWorkItemCreate: w, on_success: [WdfWorkItemEnqueue: w], "
                      "on_failure: [run: 7us]}]", "{periodic: 1ms}")
              "faults: [{step: WdfWorkItemCreate, probability: 0.06}]\n");
    runs = story_count(&s, "d.w.runs");
    CHECK_INT(runs, >, 9400 - 100);
    CHECK_INT(runs, <, 9400 + 100);
    story_end(&s);
}

#define DRAWS                                                                               \
    "[{WdfWorkItemCreate: w, on_success: [WdfWorkItemEnqueue: w], on_failure: []}, "          \
    "run: {exponential: 10us}]"

/* Its draws are its own: those of the callback stay what they were. */
TEST(pin_40_a_fault_shifts_no_other_draw)
{
    struct story with, without;

    story_run(&without, HEAD CREATES(DRAWS, "{periodic: 1ms}"));
    story_run(&with, HEAD CREATES(DRAWS, "{periodic: 1ms}")
              "faults: [{step: WdfWorkItemCreate, probability: 0.5}]\n");
    CHECK_INT(story_count(&with, "d.w.runs"), <, story_count(&without, "d.w.runs"));
    for (uint32_t k = 0; k < 50; k++) {
        CHECK_INT(story_value(&with, "d.line.dpc.run_exclusive", k), ==,
                  story_value(&without, "d.line.dpc.run_exclusive", k));
    }
    story_end(&with);
    story_end(&without);
}

TEST(w185_the_low_resources_simulation_begins_eight_minutes_after_the_boot)
{
    struct story s;
    uint64_t runs;

    /* 1 per second: 480 before the simulation, then 6 % of 3,120: 187, deviation 13. */
    story_run(&s, "wtsim: 1\nscenario: story\nmachine: {processors: 1, costs: none}\n"
              "verifier: true\nrun: {duration: 3600s, replications: 1}\n"
              "drivers:\n  d:\n    framework: wdm\n"
              "    work_items: {w: {callback: [run: 1us, IoFreeWorkItem: w]}}\n"
              "    interrupts: {line: {arrivals: {periodic: 1s}, isr: [run: 1us, "
              "IoRequestDpc: line], dpc: [{IoAllocateWorkItem: w, "
              "on_success: [IoQueueWorkItem: w]}]}}\n"
              "faults: [low_resources]\n");
    runs = story_count(&s, "d.w.runs");
    CHECK_INT(runs, >, 3600 - 187 - 65);
    CHECK_INT(runs, <, 3600 - 187 + 65);
    CHECK_INT(story_findings(&s, "F018"), ==, 0);
    story_end(&s);
}

TEST(a_fault_of_a_target_fails_the_sends_to_it_and_to_nobody_else)
{
    struct story s;

    story_run(&s, HEAD "drivers:\n  d:\n    framework: kmdf 1.33\n"
              "    targets: {bus: {service: 3ms}, other: {service: 5ms}}\n"
              "    threads:\n"
              "      t:\n"
              "        steps:\n"
              "          - WdfIoTargetSendReadSynchronously: bus\n"
              "            on_failure: [run: 2ms]\n"
              "          - WdfIoTargetSendReadSynchronously: other\n"
              "            on_failure: [run: 50ms]\n"
              "          - WdfIoTargetSendReadSynchronously: {target: bus, timeout: 40ms}\n"
              "            on_failure: [run: 50ms]\n"
              "faults: [{target: d.bus, until: 6ms, status: STATUS_UNSUCCESSFUL}]\n");
    /* Fails at 0; 2 ms; the other target to 7 ms; then the fault is over: 3 ms. */
    CHECK_INT(story_count(&s, "d.bus.offered"), ==, 1);
    CHECK_INT(story_value(&s, "d.t.wait", 0), ==, 5 * MS);
    CHECK_INT(story_value(&s, "d.t.wait", 1), ==, 3 * MS);
    CHECK_INT(story_findings(&s, "F018"), ==, 0);
    story_end(&s);
}

/* What nobody else holds is lost with the send, as when a target is full. */
TEST(a_put_that_fails_without_a_branch_loses_what_it_put)
{
    struct story s;

    story_run(&s, HEAD "drivers:\n  d:\n    framework: kmdf 1.33\n"
              "    targets: {bus: {service: 3ms}}\n"
              "    sources: {io: {arrivals: {at: [1ms, 9ms]}, steps: [put: bus]}}\n"
              "faults: [{target: d.bus, from: 5ms}]\n");
    CHECK_INT(story_count(&s, "d.io.finished"), ==, 1);
    CHECK_INT(story_count(&s, "d.io.lost"), ==, 1);
    CHECK_INT(story_findings(&s, "F018"), ==, 1);
    story_end(&s);
}

TEST(a_fault_of_an_io_queue_fails_the_callers_of_its_device)
{
    struct story s;

    /* The first fails at 0, the second succeeds at 4 ms. */
    story_run(&s, HEAD "drivers:\n  d:\n    framework: kmdf 1.33\n"
              "    queues: {io: {dispatch: parallel, callback: [run: 1ms, "
              "WdfRequestComplete: all]}}\n"
              "threads: {app: {steps: [{ReadFile: d.io, on_failure: [run: 4ms]}, "
              "{ReadFile: d.io, on_failure: [run: 50ms]}]}}\n"
              "faults: [{target: d.io, step: ReadFile, until: 2ms}]\n");
    CHECK_INT(story_count(&s, "d.io.finished"), ==, 1);
    story_end(&s);
}

TESTS(ENTRY(a_fault_of_a_target_fails_the_sends_to_it_and_to_nobody_else),
      ENTRY(a_put_that_fails_without_a_branch_loses_what_it_put),
      ENTRY(a_fault_of_an_io_queue_fails_the_callers_of_its_device),
      ENTRY(a_fault_makes_a_call_fail_and_its_branch_handles_it),
      ENTRY(a_failure_that_no_branch_handles_is_a_finding),
      ENTRY(the_status_of_a_fault_can_be_asked_for),
      ENTRY(a_fault_of_probability_0_never_happens_and_from_and_until_say_when),
      ENTRY(a_fault_comes_as_often_as_its_probability_says),
      ENTRY(pin_40_a_fault_shifts_no_other_draw),
      ENTRY(w185_the_low_resources_simulation_begins_eight_minutes_after_the_boot))
