/*
 * Deleting framework work items: who waits, what is called when, deferred disposal, the overlap
 * quirk (W77, W81, W95-W103).
 *
 * No overheads. Windows 7 stories have as many Delayed workers as they say. What cleanup and
 * destroy do is seen by events that they set: a thread waits for each and says when.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD(processors, threads)                                                           \
    "wtsim: 1\nscenario: story\nwindows: 7\n"                                               \
    "machine: {processors: " processors ", costs: none}\n"                                  \
    "pool: {delayed: {threads: " threads "}}\nrun: {duration: 900ms}\n"                     \
    "drivers:\n  d:\n    framework: kmdf 1.33\n"
/* The clock of a callback: at which millisecond it began, as the wait of a thread from 0 on. */
#define CLOCKS                                                                              \
    "    events: {cleaned: notification, gone: notification, deleted: notification}\n"      \
    "    threads:\n"                                                                        \
    "      cleanup-at: {arrivals: {at: [0s]}, steps: [KeWaitForSingleObject: cleaned]}\n"   \
    "      destroy-at: {arrivals: {at: [0s]}, steps: [KeWaitForSingleObject: gone]}\n"      \
    "      delete-at: {arrivals: {at: [0s]}, steps: [KeWaitForSingleObject: deleted]}\n"
#define ENDS "EvtCleanupCallback: Clean, EvtDestroyCallback: Destroy"
#define ENDED "Clean: [KeSetEvent: cleaned], Destroy: [KeSetEvent: gone]"

static uint64_t at(const struct story *s, const char *what)
{
    char name[64];

    snprintf(name, sizeof name, "d.%s-at.request_latency", what);
    return story_value(s, name, 0);
}

TEST(w95_an_idle_item_is_cleaned_up_and_destroyed_at_once)
{
    struct story s;

    story_run(&s, HEAD("1", "1") CLOCKS
              "      del: {arrivals: {at: [7ms]}, steps: [WdfObjectDelete: i, "
              "KeSetEvent: deleted]}\n"
              "    work_items: {i: {callback: I, " ENDS "}}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [WdfWorkItemEnqueue: i]}}\n"
              "    callbacks: {I: [run: 1ms], " ENDED "}\n");
    CHECK_INT(at(&s, "cleanup"), ==, 7 * MS);
    CHECK_INT(at(&s, "destroy"), ==, 7 * MS);
    CHECK_INT(at(&s, "delete"), ==, 7 * MS);
    CHECK_INT(story_value(&s, "d.i.delete", 0), ==, 0);
    story_end(&s);
}

TEST(w208_the_delete_of_a_queued_item_returns_when_its_callback_has_run)
{
    struct story s;

    /* The only worker is busy until 3 ms; the run takes 2: 3 + 2 = 5. It is not cancelled. */
    story_run(&s, HEAD("2", "1") CLOCKS
              "      del: {arrivals: {at: [0s]}, steps: [WdfObjectDelete: i, "
              "KeSetEvent: deleted]}\n"
              "    work_items: {before: {callback: Before}, i: {callback: I, " ENDS "}}\n"
              "    sources: {go: {arrivals: {at: [0s]}, steps: [WdfWorkItemEnqueue: before, "
              "WdfWorkItemEnqueue: i]}}\n"
              "    callbacks: {Before: [run: 3ms], I: [run: 2ms], " ENDED "}\n");
    CHECK_INT(story_count(&s, "d.i.runs"), ==, 1);
    CHECK_INT(at(&s, "cleanup"), ==, 5 * MS);
    CHECK_INT(at(&s, "destroy"), ==, 5 * MS);
    CHECK_INT(at(&s, "delete"), ==, 5 * MS);
    CHECK_INT(story_value(&s, "d.i.delete", 0), ==, 5 * MS);
    story_end(&s);
}

TEST(w209_a_delete_in_its_own_callback_returns_at_once)
{
    struct story s;

    /* Run 0 to 3 ms, delete at 1: cleanup inside the call, destroy after the return. */
    story_run(&s, HEAD("2", "1") CLOCKS
              "    work_items: {i: {callback: I, " ENDS "}}\n"
              "    sources: {go: {arrivals: {at: [0s]}, steps: [WdfWorkItemEnqueue: i]}}\n"
              "    callbacks: {I: [run: 1ms, WdfObjectDelete: i, KeSetEvent: deleted, run: 2ms], "
              ENDED "}\n");
    CHECK_INT(at(&s, "cleanup"), ==, 1 * MS);
    CHECK_INT(at(&s, "delete"), ==, 1 * MS);
    CHECK_INT(at(&s, "destroy"), ==, 3 * MS);
    CHECK_INT(story_value(&s, "d.i.delete", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.i.run", 0), ==, 3 * MS);
    story_end(&s);
}

TEST(w95_a_delete_from_another_thread_waits_for_the_run)
{
    struct story s;

    story_run(&s, HEAD("2", "1") CLOCKS
              "      del: {arrivals: {at: [2ms]}, steps: [WdfObjectDelete: i, "
              "KeSetEvent: deleted]}\n"
              "    work_items: {i: {callback: I, " ENDS "}}\n"
              "    sources: {go: {arrivals: {at: [0s]}, steps: [WdfWorkItemEnqueue: i]}}\n"
              "    callbacks: {I: [run: 6ms], " ENDED "}\n");
    CHECK_INT(at(&s, "delete"), ==, 6 * MS);
    CHECK_INT(story_value(&s, "d.i.delete", 0), ==, 4 * MS);   /* 6 - 2 */
    story_end(&s);
}

TEST(w95_a_run_queued_in_its_own_callback_before_the_delete_still_happens)
{
    struct story s;

    /* Run 1: 0 to 2 ms, queues itself, deletes itself at 1. Run 2 on the other worker from 1 to 3
       deletes nothing: destroyed when it returns. */
    story_run(&s, HEAD("3", "2") CLOCKS
              "    variables: {runs: 0}\n"
              "    work_items: {i: {callback: I, " ENDS "}}\n"
              "    sources: {go: {arrivals: {at: [0s]}, steps: [WdfWorkItemEnqueue: i]}}\n"
              "    callbacks:\n"
              "      I:\n"
              "        - set: runs += 1\n"
              "        - if: runs == 1\n"
              "          then: [run: 1ms, WdfWorkItemEnqueue: i, WdfObjectDelete: i, run: 1ms]\n"
              "          else: [run: 2ms]\n"
              "      Clean: [KeSetEvent: cleaned]\n"
              "      Destroy: [KeSetEvent: gone]\n");
    CHECK_INT(story_count(&s, "d.i.run"), ==, 2);
    CHECK_INT(at(&s, "cleanup"), ==, 1 * MS);
    CHECK_INT(at(&s, "destroy"), ==, 3 * MS);
    story_end(&s);
}

TEST(w81_an_item_being_deleted_refuses_further_enqueues)
{
    struct story s;

    /* Deleted at 1 ms while it runs until 4; the enqueue of 2 ms has no effect, as W102 says. */
    story_run(&s, HEAD("2", "2")
              "    threads: {del: {arrivals: {at: [1ms]}, steps: [WdfObjectDelete: i]}}\n"
              "    work_items: {i: {callback: I}}\n"
              "    sources: {go: {arrivals: {at: [0s, 2ms]}, steps: [WdfWorkItemEnqueue: i]}}\n"
              "    callbacks: {I: [run: 4ms]}\n");
    CHECK_INT(story_count(&s, "d.i.runs"), ==, 1);
    CHECK_INT(story_findings(&s, "F046"), ==, 1);
    CHECK_INT(story_value(&s, "d.i.delete", 0), ==, 3 * MS);
    story_end(&s);
}

TEST(w100_deleting_twice_is_a_finding_and_using_what_is_gone_is_fatal)
{
    struct story s;

    story_run(&s, HEAD("2", "2")
              "    threads: {del: {arrivals: {at: [1ms, 2ms, 9ms]}, count: 2, steps: ["
              "WdfObjectDelete: i]}}\n"
              "    work_items: {i: {callback: I}}\n"
              "    sources: {go: {arrivals: {at: [0s]}, steps: [WdfWorkItemEnqueue: i]}}\n"
              "    callbacks: {I: [run: 4ms]}\n");
    /* At 2 ms it is being deleted; at 9 ms its handle is invalid. */
    CHECK_INT(story_findings(&s, "F047"), ==, 1);
    CHECK_INT(s.end.bug_check, ==, 0x10D);
    CHECK_INT(s.end.end_at, ==, 9 * MS);
    CHECK_INT(story_findings(&s, "F041"), ==, 1);
    story_end(&s);
}

TEST(w99_after_rundown_the_parent_is_null)
{
    struct story s;

    /* Asked in the callback at 0 and, deleted by itself at 1 ms, at 2 ms. */
    story_run(&s, HEAD("2", "1")
              "    variables: {parents: 0, nulls: 0}\n"
              "    events: {right: notification}\n"
              "    threads: {seen: {arrivals: {at: [0s]}, steps: [KeWaitForSingleObject: right]}}\n"
              "    work_items: {i: {callback: I}}\n"
              "    sources: {go: {arrivals: {at: [0s]}, steps: [WdfWorkItemEnqueue: i]}}\n"
              "    callbacks:\n"
              "      I:\n"
              "        - WdfWorkItemGetParentObject: i\n"
              "          on_true: [set: parents += 1]\n"
              "        - run: 1ms\n"
              "        - WdfObjectDelete: i\n"
              "        - run: 1ms\n"
              "        - WdfWorkItemGetParentObject: i\n"
              "          on_false: [set: nulls += 1]\n"
              "        - if: [parents == 1, nulls == 1]\n"
              "          then: [KeSetEvent: right]\n");
    CHECK_INT(story_value(&s, "d.seen.request_latency", 0), ==, 2 * MS);
    CHECK_INT(s.seen->finding_count, ==, 0);
    story_end(&s);
}

TEST(w115_an_interrupt_cannot_be_deleted)
{
    struct story s;

    story_run(&s, HEAD("2", "1")
              "    interrupts: {rx: {irql: 5, arrivals: {at: [9ms]}, isr: Isr}}\n"
              "    threads: {del: {arrivals: {at: [1ms]}, steps: [WdfObjectDelete: rx]}}\n"
              "    callbacks: {Isr: [run: 1us]}\n");
    CHECK_INT(story_findings(&s, "F091"), ==, 1);
    CHECK_INT(s.end.bug_check, ==, 0);
    CHECK_INT(story_count(&s, "d.rx.isr.runs"), ==, 1);   /* as if nothing had been asked */
    story_end(&s);
}

TEST(w113_a_device_leaves_d0_when_the_work_item_of_its_interrupt_has_ended)
{
    struct story s;

    /* The item runs from 1 to 6 ms; the removal begins at 2. */
    story_run(&s, HEAD("2", "1")
              "    interrupts: {rx: {irql: 5, arrivals: {at: [1ms]}, isr: Isr, work_item: Item}}\n"
              "    callbacks:\n"
              "      Isr: [run: 0us, WdfInterruptQueueWorkItemForIsr: rx]\n"
              "      Item: [run: 5ms]\n"
              "timeline: [{at: 2ms, remove_device: d}]\n");
    CHECK_INT(story_value(&s, "d.pnp.d0exit", 0), ==, 4 * MS);   /* 6 - 2 */
    story_end(&s);
}

/* On the other processor, or in its thread; on the same one it is over anyway. */
TEST(i12_a_device_leaves_d0_when_its_isr_has_returned)
{
    struct story s;

    /* The ISR from 1 to 6 ms, its DPC to 7; the removal begins at 2. */
    story_run(&s, HEAD("2", "1")
              "    interrupts:\n      rx: {irql: 5, processors: [1], arrivals: {at: [1ms]}, "
              "isr: Isr, dpc: [run: 1ms]}\n"
              "    callbacks: {Isr: [run: 5ms, WdfInterruptQueueDpcForIsr: rx]}\n"
              "    pnp: {EvtDeviceD0Exit: [run: 1ms]}\n"
              "timeline: [{at: 2ms, remove_device: d}]\n");
    CHECK_INT(story_value(&s, "d.pnp.d0exit", 0), ==, 6 * MS);   /* 7 - 2 + 1 */
    story_end(&s);
    story_run(&s, "wtsim: 1\nscenario: story\nwindows: 11\nmachine: {costs: none}\n"
              "run: {duration: 900ms}\ndrivers:\n  d:\n    framework: kmdf 1.33\n"
              "    interrupts:\n      rx: {irql: 5, passive: true, arrivals: {at: [1ms]}, "
              "isr: [wait: 5ms]}\ntimeline: [{at: 2ms, remove_device: d}]\n");
    CHECK_INT(story_value(&s, "d.pnp.d0exit", 0), ==, 4 * MS);   /* 6 - 2 */
    story_end(&s);
}

TEST(w103_create_enqueue_and_delete_in_the_callback)
{
    struct story s;

    /* From a DPC: create and enqueue are legal there; three objects, 5 ms each. */
    story_run(&s, HEAD("4", "4")
              "    interrupts:\n"
              "      rx: {irql: 5, arrivals: {at: [0s, 1ms, 2ms]}, isr: Isr, dpc: Dpc}\n"
              "    work_items: {i: {callback: I}}\n"
              "    callbacks:\n"
              "      Isr: [run: 0us, WdfInterruptQueueDpcForIsr: rx]\n"
              "      Dpc: [run: 0us, {WdfWorkItemCreate: i, on_success: [WdfWorkItemEnqueue: i]}]\n"
              "      I: [run: 5ms, WdfObjectDelete: i]\n");
    CHECK_INT(s.seen->finding_count, ==, 0);
    CHECK_INT(story_count(&s, "d.i.run"), ==, 3);
    CHECK_INT(story_most(&s, "d.i.living"), ==, 3);
    CHECK_INT(story_count(&s, "d.i.coalesced"), ==, 0);
    story_end(&s);
}

/* A DPC at 1 ms deletes what is queued behind a busy worker. */
#define DEFERRED(threads, callback)                                                         \
    HEAD("4", threads) CLOCKS                                                               \
    "    interrupts: {rx: {irql: 5, arrivals: {at: [1ms]}, isr: Isr, dpc: Dpc}}\n"          \
    "    work_items: {before: {callback: Before}, i: {callback: I, " ENDS "}}\n"            \
    "    sources: {go: {arrivals: {at: [0s]}, steps: [WdfWorkItemEnqueue: before, "         \
    "WdfWorkItemEnqueue: i]}}\n"                                                            \
    "    callbacks:\n"                                                                      \
    "      Isr: [run: 0us, WdfInterruptQueueDpcForIsr: rx]\n"                               \
    "      Dpc: [run: 0us, WdfObjectDelete: i, KeSetEvent: deleted]\n"                      \
    "      Before: " callback "\n"                                                          \
    "      I: [run: 2ms]\n"                                                                 \
    "      Clean: [KeSetEvent: cleaned]\n"                                                  \
    "      Destroy: [KeSetEvent: gone]\n"

TEST(w97_a_delete_at_dispatch_level_returns_and_a_worker_disposes)
{
    struct story s;

    /* One worker: before until 3 ms, then i, queued first, until 5, then the dispose item. */
    story_run(&s, DEFERRED("1", "[run: 3ms]"));
    CHECK_INT(at(&s, "delete"), ==, 1 * MS);
    CHECK_INT(story_value(&s, "d.i.delete", 0), ==, 0);
    CHECK_INT(at(&s, "cleanup"), ==, 5 * MS);
    CHECK_INT(at(&s, "destroy"), ==, 5 * MS);
    CHECK_INT(story_value(&s, "d.framework.dispose.queue_latency", 0), ==, 4 * MS);   /* 5 - 1 */
    story_end(&s);
}

TEST(w97_the_dispose_worker_blocks_until_the_callback_has_run_on_another)
{
    struct story s;

    /* Two workers; victim is created and queued by the DPC itself, behind the dispose item: the
       DPC deletes first one object, then queues its other. Dispose holds one worker until the
       run of i has ended, on the other worker that before leaves at 3 ms: 3 + 2. */
    story_run(&s, HEAD("4", "2") CLOCKS
              "    interrupts: {rx: {irql: 5, arrivals: {at: [1ms]}, isr: Isr, dpc: Dpc}}\n"
              "    work_items: {before: {callback: Before}, idle: {callback: I}, "
              "i: {callback: I, " ENDS "}, victim: {callback: Victim}}\n"
              "    sources:\n"
              "      go: {arrivals: {at: [0s]}, steps: [WdfWorkItemEnqueue: before]}\n"
              "      other: {arrivals: {at: [2ms]}, steps: [WdfWorkItemEnqueue: victim]}\n"
              "    callbacks:\n"
              "      Isr: [run: 0us, WdfInterruptQueueDpcForIsr: rx]\n"
              "      Dpc: [run: 0us, WdfObjectDelete: idle, WdfWorkItemEnqueue: i, "
              "WdfObjectDelete: i]\n"
              "      Before: [run: 3ms]\n"
              "      I: [run: 2ms]\n"
              "      Victim: [run: 1ms]\n"
              "      Clean: [KeSetEvent: cleaned]\n"
              "      Destroy: [KeSetEvent: gone]\n");
    CHECK_INT(story_count(&s, "d.framework.dispose.runs"), ==, 1);   /* both, one after the other */
    CHECK_INT(story_value(&s, "d.framework.dispose.run", 0), ==, 4 * MS);   /* 1 to 5 */
    CHECK_INT(at(&s, "cleanup"), ==, 5 * MS);
    CHECK_INT(story_value(&s, "d.i.queue_latency", 0), ==, 2 * MS);
    /* The victim has come when one worker disposes and one is busy: after i, at 5 ms. */
    CHECK_INT(story_value(&s, "d.victim.queue_latency", 0), ==, 3 * MS);
    story_end(&s);
}

TEST(w97_until_the_deferred_dispose_an_enqueue_succeeds)
{
    struct story s;

    /* Nothing of i is queued at the delete of 1 ms; the one worker is busy until 3. The enqueue of
       2 ms is behind the dispose item, which waits for it on the only worker: for ever. */
    story_run(&s, HEAD("4", "1") CLOCKS
              "    interrupts: {rx: {irql: 5, arrivals: {at: [1ms]}, isr: Isr, dpc: Dpc}}\n"
              "    work_items: {before: {callback: Before}, i: {callback: I, " ENDS "}}\n"
              "    sources:\n"
              "      go: {arrivals: {at: [0s]}, steps: [WdfWorkItemEnqueue: before]}\n"
              "      late: {arrivals: {at: [2ms]}, steps: [WdfWorkItemEnqueue: i]}\n"
              "    callbacks:\n"
              "      Isr: [run: 0us, WdfInterruptQueueDpcForIsr: rx]\n"
              "      Dpc: [run: 0us, WdfObjectDelete: i, KeSetEvent: deleted]\n"
              "      Before: [run: 3ms]\n"
              "      I: [run: 2ms]\n"
              "      Clean: [KeSetEvent: cleaned]\n"
              "      Destroy: [KeSetEvent: gone]\n");
    CHECK_INT(story_findings(&s, "F046"), ==, 0);
    CHECK_INT(story_count(&s, "d.i.runs"), ==, 0);
    CHECK_INT(at(&s, "cleanup"), ==, UINT64_MAX);
    CHECK_INT(story_most(&s, "pool.delayed.blocked"), ==, 1);
    story_end(&s);
}

#define OVERLAP(first, second)                                                              \
    HEAD("3", "2") CLOCKS                                                                   \
    "    variables: {runs: 0}\n"                                                            \
    "    work_items: {i: {callback: I, " ENDS "}}\n"                                        \
    "    sources: {go: {arrivals: {at: [0s, 1ms]}, steps: [WdfWorkItemEnqueue: i]}}\n"      \
    "    callbacks:\n"                                                                      \
    "      I:\n"                                                                            \
    "        - set: runs += 1\n"                                                            \
    "        - if: runs == 1\n"                                                             \
    "          then: " first "\n"                                                           \
    "          else: " second "\n"                                                          \
    "      Clean: [KeSetEvent: cleaned]\n"                                                  \
    "      Destroy: [KeSetEvent: gone]\n"

TEST(w98_the_second_of_two_overlapping_runs_that_deletes_waits_for_itself)
{
    struct story s;

    /* Run 1: 0 to 4 ms, its return empties the slot. Run 2 deletes at 6: for ever. */
    story_run(&s, OVERLAP("[run: 4ms]", "[run: 5ms, WdfObjectDelete: i]"));
    CHECK_INT(story_waiting(&s, "d.i.delete"), ==, 1);
    CHECK_INT(story_count(&s, "d.i.run"), ==, 1);
    CHECK_INT(at(&s, "cleanup"), ==, UINT64_MAX);
    CHECK_INT(s.end.knot_count, ==, 1);   /* and it is told as what it is */
    story_end(&s);
}

TEST(w98_a_delete_by_the_owner_of_the_slot_does_not_wait_for_the_other_run)
{
    struct story s;

    /* Run 2 owns the slot from 1 ms on and deletes at 2, while run 1 runs until 8: cleanup at 2,
       destroy when the last of them has returned. */
    story_run(&s, OVERLAP("[run: 8ms]", "[run: 1ms, WdfObjectDelete: i, run: 1ms]"));
    CHECK_INT(at(&s, "cleanup"), ==, 2 * MS);
    CHECK_INT(at(&s, "destroy"), ==, 8 * MS);
    CHECK_INT(story_value(&s, "d.i.delete", 0), ==, 0);
    CHECK_INT(s.end.knot_count, ==, 0);
    story_end(&s);
}

TEST(w101_a_removal_hangs_behind_an_item_that_waits_for_itself)
{
    struct story s;

    /* As above: deleted at 6 ms, for ever. The removal of 8 ms finds the item being run down. */
    story_run(&s, OVERLAP("[run: 4ms]", "[run: 5ms, WdfObjectDelete: i]")
              "timeline: [{at: 8ms, remove_device: d}]\n");
    CHECK_INT(story_waiting(&s, "d.pnp.remove"), ==, 1);
    CHECK_INT(story_waiting(&s, "d.i.delete"), ==, 1);
    CHECK_INT(at(&s, "cleanup"), ==, UINT64_MAX);
    CHECK_INT(s.end.knot_count, ==, 1);
    story_end(&s);
}

TEST(w101_a_removal_waits_for_an_item_that_another_thread_deletes)
{
    struct story s;

    /* Run: 0 to 6 ms. Deleted at 1 ms, removed at 2: both wait until 6, and who deleted it cleans
       it up. */
    story_run(&s, HEAD("2", "2") CLOCKS
              "      del: {arrivals: {at: [1ms]}, steps: [WdfObjectDelete: i, "
              "KeSetEvent: deleted]}\n"
              "    work_items: {i: {callback: I, " ENDS "}}\n"
              "    sources: {go: {arrivals: {at: [0s]}, steps: [WdfWorkItemEnqueue: i]}}\n"
              "    callbacks: {I: [run: 6ms], " ENDED "}\n"
              "timeline: [{at: 2ms, remove_device: d}]\n");
    CHECK_INT(story_value(&s, "d.pnp.remove", 0), ==, 4 * MS);   /* 6 - 2 */
    CHECK_INT(story_value(&s, "d.i.delete", 0), ==, 5 * MS);     /* 6 - 1 */
    CHECK_INT(story_count(&s, "d.i.delete"), ==, 1);
    CHECK_INT(at(&s, "cleanup"), ==, 6 * MS);
    CHECK_INT(at(&s, "destroy"), ==, 6 * MS);
    story_end(&s);
}

TEST(w96_cleanup_runs_at_passive_level_also_when_a_dpc_deletes)
{
    struct story s;

    /* A wait in it would be a bug check in the DPC; the framework's worker may block. */
    story_run(&s, HEAD("2", "2")
              "    interrupts: {rx: {irql: 5, arrivals: {at: [1ms]}, isr: Isr, dpc: Dpc}}\n"
              "    work_items: {i: {callback: I, EvtCleanupCallback: Clean}}\n"
              "    callbacks:\n"
              "      Isr: [run: 0us, WdfInterruptQueueDpcForIsr: rx]\n"
              "      Dpc: [run: 0us, WdfObjectDelete: i]\n"
              "      I: [run: 1ms]\n"
              "      Clean: [wait: 3ms]\n");
    CHECK_INT(s.end.bug_check, ==, 0);
    CHECK_INT(s.seen->finding_count, ==, 0);
    CHECK_INT(story_value(&s, "d.framework.dispose.run", 0), ==, 3 * MS);
    story_end(&s);
}

TESTS(ENTRY(w95_an_idle_item_is_cleaned_up_and_destroyed_at_once),
      ENTRY(w208_the_delete_of_a_queued_item_returns_when_its_callback_has_run),
      ENTRY(w209_a_delete_in_its_own_callback_returns_at_once),
      ENTRY(w95_a_delete_from_another_thread_waits_for_the_run),
      ENTRY(w95_a_run_queued_in_its_own_callback_before_the_delete_still_happens),
      ENTRY(w81_an_item_being_deleted_refuses_further_enqueues),
      ENTRY(w100_deleting_twice_is_a_finding_and_using_what_is_gone_is_fatal),
      ENTRY(w99_after_rundown_the_parent_is_null),
      ENTRY(w115_an_interrupt_cannot_be_deleted),
      ENTRY(w113_a_device_leaves_d0_when_the_work_item_of_its_interrupt_has_ended),
      ENTRY(i12_a_device_leaves_d0_when_its_isr_has_returned),
      ENTRY(w103_create_enqueue_and_delete_in_the_callback),
      ENTRY(w97_a_delete_at_dispatch_level_returns_and_a_worker_disposes),
      ENTRY(w97_the_dispose_worker_blocks_until_the_callback_has_run_on_another),
      ENTRY(w97_until_the_deferred_dispose_an_enqueue_succeeds),
      ENTRY(w98_the_second_of_two_overlapping_runs_that_deletes_waits_for_itself),
      ENTRY(w98_a_delete_by_the_owner_of_the_slot_does_not_wait_for_the_other_run),
      ENTRY(w101_a_removal_hangs_behind_an_item_that_waits_for_itself),
      ENTRY(w101_a_removal_waits_for_an_item_that_another_thread_deletes),
      ENTRY(w96_cleanup_runs_at_passive_level_also_when_a_dpc_deletes))
