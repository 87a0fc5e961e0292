/*
 * Work item objects that come and go: which one a name means, freeing, misuse (W65, W73, W159).
 *
 * No overheads. One Delayed worker where an item has to stay queued.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD(processors, pool, framework)                                                   \
    "wtsim: 1\nscenario: story\nwindows: 7\n"                                               \
    "machine: {processors: " processors ", costs: none}\npool: " pool "\n"                  \
    "run: {duration: 900ms}\n"                                                              \
    "drivers:\n  d:\n    framework: " framework "\n"
#define ONE "    work_items: {i: {callback: I}}\n"

TEST(w65_each_allocation_is_a_new_item_and_freeing_in_the_routine_is_its_end)
{
    struct story s;

    story_run(&s, HEAD("4", "{delayed: {threads: 4}}", "wdm") ONE
              "    sources: {go: {arrivals: {at: [0s, 1ms, 2ms]}, steps: [IoAllocateWorkItem: i, "
              "IoQueueWorkItemEx: i]}}\n"
              "    callbacks: {I: [run: 5ms, IoFreeWorkItem: i]}\n");
    CHECK_INT(s.end.bug_check, ==, 0);
    CHECK_INT(s.seen->finding_count, ==, 0);
    CHECK_INT(story_count(&s, "d.i.runs"), ==, 3);
    CHECK_INT(story_count(&s, "d.i.coalesced"), ==, 0);
    CHECK_INT(story_count(&s, "d.i.overlapping"), ==, 0);   /* each in an object of its own */
    CHECK_INT(story_most(&s, "d.i.living"), ==, 3);         /* 2 to 5 ms */
    story_end(&s);
}

TEST(w65_an_item_freed_at_the_start_of_its_routine_may_run_on)
{
    struct story s;

    /* The slot is free only when the routine has returned: the second object is another one. */
    story_run(&s, HEAD("2", "{delayed: {threads: 2}}", "wdm")
              "    work_items: {i: {callback: I, instances: 2}}\n"
              "    sources: {go: {arrivals: {at: [0s, 1ms]}, steps: [IoAllocateWorkItem: i, "
              "IoQueueWorkItemEx: i]}}\n"
              "    callbacks: {I: [IoFreeWorkItem: i, run: 5ms]}\n");
    CHECK_INT(s.seen->finding_count, ==, 0);
    CHECK_INT(story_count(&s, "d.i.run"), ==, 2);
    CHECK_INT(story_most(&s, "d.i.living"), ==, 0);   /* each freed at the instant it began */
    story_end(&s);
}

TEST(w65_freeing_a_queued_item_is_fatal)
{
    struct story s;

    story_run(&s, HEAD("1", "{delayed: {threads: 1}}", "wdm")
              "    work_items: {before: {callback: Before}, i: {callback: I}}\n"
              "    sources: {go: {arrivals: {at: [3ms]}, steps: [IoQueueWorkItem: before, "
              "IoAllocateWorkItem: i, IoQueueWorkItem: i, IoFreeWorkItem: i]}}\n"
              "    callbacks: {Before: [run: 1ms], I: [run: 1ms]}\n");
    CHECK_INT(s.end.bug_check, ==, 0xE4);
    CHECK_INT(s.end.end_at, ==, 3 * MS);
    CHECK_INT(story_findings(&s, "F044"), ==, 1);
    CHECK_INT(s.seen->findings[0].parameters[0], ==, 2);
    story_end(&s);
}

#define MISUSE(verifier, steps)                                                             \
    "verifier: " verifier "\n" HEAD("1", "{delayed: {threads: 1}}", "wdm")                  \
    "    work_items: {before: {callback: Before}, i: {callback: I}}\n"                      \
    "    sources: {go: {arrivals: {at: [3ms]}, steps: [IoQueueWorkItem: before, " steps     \
    "]}}\n"                                                                                 \
    "    callbacks: {Before: [run: 1ms], I: [run: 1ms]}\n"

TEST(w65_uninitializing_a_queued_item_is_undefined)
{
    struct story s;

    story_run(&s, MISUSE("false", "IoInitializeWorkItem: i, IoQueueWorkItem: i, "
                                  "IoUninitializeWorkItem: i"));
    CHECK_INT(s.end.bug_check, ==, 0);
    CHECK_INT(story_findings(&s, "F045"), ==, 1);
    story_end(&s);
}

TEST(w159_memory_of_a_queued_executive_item_is_caught_at_the_free_only_by_the_verifier)
{
    struct story s;

    story_run(&s, MISUSE("true", "ExInitializeWorkItem: i, ExQueueWorkItem: i, ExFreePool: i"));
    CHECK_INT(s.end.bug_check, ==, 0xE4);
    CHECK_INT(s.seen->findings[0].parameters[0], ==, 0);
    story_end(&s);

    story_run(&s, MISUSE("false", "ExInitializeWorkItem: i, ExQueueWorkItem: i, ExFreePool: i"));
    CHECK_INT(s.end.bug_check, ==, 0);
    CHECK_INT(story_findings(&s, "F045"), ==, 1);
    story_end(&s);
}

TEST(w73_an_executive_item_frees_its_memory_in_its_routine)
{
    struct story s;

    story_run(&s, HEAD("1", "{delayed: {threads: 1}}", "wdm") ONE
              "    sources: {go: {arrivals: {at: [0s, 10ms]}, steps: [ExAllocatePool2, "
              "ExInitializeWorkItem: i, ExQueueWorkItem: i]}}\n"
              "    callbacks: {I: [run: 1ms, ExFreePool: i]}\n");
    CHECK_INT(s.seen->finding_count, ==, 0);
    CHECK_INT(story_count(&s, "d.i.runs"), ==, 2);
    story_end(&s);
}

TEST(w65_using_or_freeing_what_is_gone_is_a_finding)
{
    struct story s;

    story_run(&s, MISUSE("false", "IoAllocateWorkItem: i, IoFreeWorkItem: i, IoFreeWorkItem: i, "
                                  "IoQueueWorkItem: i"));
    CHECK_INT(s.end.bug_check, ==, 0);
    CHECK_INT(story_findings(&s, "F043"), ==, 1);
    CHECK_INT(story_findings(&s, "F042"), ==, 1);
    CHECK_INT(story_count(&s, "d.i.runs"), ==, 0);
    story_end(&s);
}

TEST(p25_elsewhere_a_name_means_the_youngest_living_one)
{
    struct story s;

    /* First one, then two: at 5 ms the younger is queued, freed in its routine; at 20 ms the older
       is the youngest that lives; at 40 ms there is none. */
    story_run(&s, HEAD("1", "{delayed: {threads: 1}}", "wdm") ONE
              "    sources:\n"
              "      make: {arrivals: {at: [1ms, 2ms]}, steps: [IoAllocateWorkItem: i]}\n"
              "      use: {arrivals: {at: [5ms, 20ms, 40ms]}, steps: [IoQueueWorkItemEx: i]}\n"
              "    callbacks: {I: [run: 1ms, IoFreeWorkItem: i]}\n");
    CHECK_INT(story_count(&s, "d.i.runs"), ==, 2);
    CHECK_INT(story_findings(&s, "F042"), ==, 1);
    CHECK_INT(story_most(&s, "d.i.living"), ==, 2);
    story_end(&s);
}

TEST(p25_for_the_rest_of_the_run_a_name_means_what_the_run_created)
{
    struct story s;

    /* The thread creates at 1 ms and queues at 11 ms; at 5 ms somebody else creates a younger one.
       It must not be queued: then its maker, at 20 ms, would queue a queued one. */
    story_run(&s, HEAD("2", "{delayed: {threads: 1}}", "wdm")
              "    work_items: {i: {callback: I}, before: {callback: Before}}\n"
              "    threads:\n"
              "      one: {arrivals: {at: [1ms]}, steps: [IoAllocateWorkItem: i, wait: 10ms, "
              "IoQueueWorkItemEx: i]}\n"
              "      two: {arrivals: {at: [5ms]}, steps: [IoAllocateWorkItem: i, wait: 15ms, "
              "IoQueueWorkItemEx: i]}\n"
              "    sources: {go: {arrivals: {at: [0s]}, steps: [IoQueueWorkItem: before]}}\n"
              "    callbacks: {I: [run: 1ms, IoFreeWorkItem: i], Before: [wait: 50ms]}\n");
    CHECK_INT(s.end.bug_check, ==, 0);
    CHECK_INT(s.seen->finding_count, ==, 0);
    CHECK_INT(story_count(&s, "d.i.runs"), ==, 2);
    story_end(&s);
}

TEST(p22_in_its_own_callback_a_name_means_the_running_one)
{
    struct story s;

    /* Three objects under one name: the first, running, queues itself, not the free second. */
    story_run(&s, HEAD("1", "{delayed: {threads: 1}}", "wdm")
              "    work_items: {i: {callback: I, instances: 3}, other: {callback: Other}}\n"
              "    variables: {runs: 0}\n"
              "    sources: {go: {arrivals: {at: [0s]}, steps: [IoQueueWorkItem: i]}}\n"
              "    callbacks:\n"
              "      I:\n"
              "        - run: 1ms\n"
              "        - set: runs += 1\n"
              "        - if: runs == 1\n"
              "          then: [IoQueueWorkItem: i, IoQueueWorkItem: i]\n"
              "      Other: [run: 0us]\n");
    CHECK_INT(s.end.bug_check, ==, 0xE4);   /* the same object twice (W68) */
    story_end(&s);
}

TEST(w65_there_are_only_so_many_objects_and_the_creation_beyond_fails)
{
    struct story s;

    story_run(&s, HEAD("1", "{delayed: {threads: 1}}", "wdm")
              "    work_items: {i: {callback: I, instances: 2}}\n"
              "    variables: {failed: 0, other: 0}\n"
              "    sources: {go: {arrivals: {at: [1ms, 2ms, 3ms]}, steps: [{IoAllocateWorkItem: i, "
              "on_failure: [set: failed += 1]}, {if: status == STATUS_INSUFFICIENT_RESOURCES, "
              "then: [IoQueueWorkItemEx: i]}]}}\n"
              "    callbacks: {I: [run: 1ms]}\n");
    CHECK_INT(story_findings(&s, "F040"), ==, 1);
    CHECK_INT(story_findings(&s, "F018"), ==, 0);
    CHECK_INT(story_count(&s, "d.i.runs"), ==, 1);   /* the younger of the two */
    CHECK_INT(story_most(&s, "d.i.living"), ==, 2);
    story_end(&s);
}

TEST(w65_a_failed_creation_that_no_branch_handles_is_a_finding)
{
    struct story s;

    story_run(&s, HEAD("1", "{delayed: {threads: 1}}", "wdm")
              "    work_items: {i: {callback: I, instances: 1}}\n"
              "    sources: {go: {arrivals: {at: [1ms, 2ms]}, steps: [IoAllocateWorkItem: i]}}\n"
              "    callbacks: {I: [run: 1ms]}\n");
    CHECK_INT(story_findings(&s, "F018"), ==, 1);
    CHECK_INT(story_findings(&s, "F040"), ==, 1);
    story_end(&s);
}

/* One call at the level of an ISR. */
static uint64_t too_high(const char *call)
{
    char text[1000];
    struct story s;
    uint64_t findings;

    snprintf(text, sizeof text,
             HEAD("1", "{delayed: {threads: 1}}", "%s") ONE
             "    interrupts: {rx: {irql: 6, arrivals: {at: [1ms]}, isr: Isr}}\n"
             "    callbacks: {Isr: [run: 1us, %s: i], I: [run: 1ms]}\n",
             call[0] == 'W' ? "kmdf 1.33" : "wdm", call);
    story_run(&s, text);
    findings = story_findings(&s, "F003");
    story_end(&s);
    return findings;
}

TEST(w123_w127_w131_creating_freeing_and_deleting_are_for_dispatch_level_and_below)
{
    CHECK_INT(too_high("WdfWorkItemCreate"), ==, 1);
    CHECK_INT(too_high("WdfObjectDelete"), ==, 1);
    CHECK_INT(too_high("IoAllocateWorkItem"), ==, 1);
    CHECK_INT(too_high("IoFreeWorkItem"), ==, 1);
}

TEST(w133_w134_initializing_is_for_any_level)
{
    CHECK_INT(too_high("IoInitializeWorkItem"), ==, 0);
    CHECK_INT(too_high("IoUninitializeWorkItem"), ==, 0);
    CHECK_INT(too_high("ExInitializeWorkItem"), ==, 0);
}

/* ---- what WdfWorkItemCreate checks ---------------------------------------------------------- */

#define CREATES(serialised, mistake, status)                                                \
    HEAD("1", "{}", "kmdf 1.33")                                                            \
    "    work_items:\n"                                                                     \
    "      i: {callback: I, automatic_serialization: " serialised "}\n"                     \
    "      told: {callback: I}\n"                                                           \
    "    sources:\n"                                                                        \
    "      go:\n"                                                                           \
    "        arrivals: {at: [1ms]}\n"                                                       \
    "        steps:\n"                                                                      \
    "          - WdfWorkItemCreate: {work_item: i, mistake: " mistake "}\n"                 \
    "          - if: status == " status "\n"                                                \
    "            then: [WdfWorkItemEnqueue: told]\n"                                        \
    "          - if: status == STATUS_SUCCESS\n"                                            \
    "            then: [WdfWorkItemEnqueue: i]\n"                                           \
    "    callbacks: {I: [run: 1ms]}\n"

static void returns_status(void **lab_state, const char *text)
{
    struct story s;

    story_run(&s, text);
    CHECK_INT(s.end.bug_check, ==, 0);
    CHECK_INT(story_count(&s, "d.told.runs"), ==, 1);
    CHECK_INT(story_count(&s, "d.i.runs"), ==, 0);
    CHECK_INT(s.seen->finding_count, ==, 0);   /* the status was looked at */
    story_end(&s);
}

TEST(w78_each_check_has_its_status)
{
    returns_status(lab_state, CREATES("false", "no_attributes", "STATUS_WDF_PARENT_NOT_SPECIFIED"));
    returns_status(lab_state, CREATES("false", "attributes_size", "STATUS_INFO_LENGTH_MISMATCH"));
    returns_status(lab_state, CREATES("false", "no_parent", "STATUS_WDF_PARENT_NOT_SPECIFIED"));
    returns_status(lab_state, CREATES("false", "config_size", "STATUS_INFO_LENGTH_MISMATCH"));
    returns_status(lab_state, CREATES("false", "no_callback", "STATUS_INVALID_PARAMETER"));
    returns_status(lab_state, CREATES("false", "context_size", "STATUS_INFO_LENGTH_MISMATCH"));
    returns_status(lab_state, CREATES("false", "context_type",
                                      "STATUS_WDF_OBJECT_ATTRIBUTES_INVALID"));
    returns_status(lab_state, CREATES("false", "own_scope",
                                      "STATUS_WDF_SYNCHRONIZATION_SCOPE_INVALID"));
    returns_status(lab_state, CREATES("false", "own_level", "STATUS_WDF_EXECUTION_LEVEL_INVALID"));
    returns_status(lab_state, CREATES("false", "no_memory", "STATUS_INSUFFICIENT_RESOURCES"));
    returns_status(lab_state, CREATES("false", "parent_without_device",
                                      "STATUS_INVALID_DEVICE_REQUEST"));
    returns_status(lab_state, CREATES("true", "parent_without_callbacks",
                                      "STATUS_INVALID_DEVICE_REQUEST"));
    returns_status(lab_state, CREATES("false", "no_item_memory", "STATUS_INSUFFICIENT_RESOURCES"));
}

static void stops_with(void **lab_state, const char *text, uint32_t p1)
{
    struct story s;

    story_run(&s, text);
    CHECK_INT(s.end.bug_check, ==, 0x10D);
    CHECK_INT(s.end.end_at, ==, 1 * MS);
    CHECK_INT(s.seen->findings[0].parameters[0], ==, p1);
    story_end(&s);
}

TEST(w78_w179_a_missing_parameter_or_a_wrong_handle_is_fatal)
{
    stops_with(lab_state, CREATES("false", "parent_is_no_handle", "STATUS_SUCCESS"), 5);
    stops_with(lab_state, CREATES("false", "no_config", "STATUS_SUCCESS"), 4);
}

TEST(w78_a_parent_without_callbacks_matters_only_to_a_serialised_item)
{
    struct story s;

    story_run(&s, CREATES("false", "parent_without_callbacks", "STATUS_UNSUCCESSFUL"));
    CHECK_INT(story_count(&s, "d.i.runs"), ==, 1);
    story_end(&s);
}

TESTS(ENTRY(w65_each_allocation_is_a_new_item_and_freeing_in_the_routine_is_its_end),
      ENTRY(w65_an_item_freed_at_the_start_of_its_routine_may_run_on),
      ENTRY(w65_freeing_a_queued_item_is_fatal),
      ENTRY(w65_uninitializing_a_queued_item_is_undefined),
      ENTRY(w159_memory_of_a_queued_executive_item_is_caught_at_the_free_only_by_the_verifier),
      ENTRY(w73_an_executive_item_frees_its_memory_in_its_routine),
      ENTRY(w65_using_or_freeing_what_is_gone_is_a_finding),
      ENTRY(p25_elsewhere_a_name_means_the_youngest_living_one),
      ENTRY(p25_for_the_rest_of_the_run_a_name_means_what_the_run_created),
      ENTRY(p22_in_its_own_callback_a_name_means_the_running_one),
      ENTRY(w65_there_are_only_so_many_objects_and_the_creation_beyond_fails),
      ENTRY(w65_a_failed_creation_that_no_branch_handles_is_a_finding),
      ENTRY(w123_w127_w131_creating_freeing_and_deleting_are_for_dispatch_level_and_below),
      ENTRY(w133_w134_initializing_is_for_any_level),
      ENTRY(w78_each_check_has_its_status),
      ENTRY(w78_w179_a_missing_parameter_or_a_wrong_handle_is_fatal),
      ENTRY(w78_a_parent_without_callbacks_matters_only_to_a_serialised_item))
