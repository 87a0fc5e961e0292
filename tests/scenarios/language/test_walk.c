/*
 * The static walk: warnings with the rule, without running anything.
 */
#include "tests/scenarios/language/bench.h"

#define DRIVER "wtsim: 1\nscenario: s\nwindows: 7\nmachine: {processors: 1}\ndrivers:\n  d:\n" \
               "    framework: kmdf 1.9\n"

static void check_said(const char *text, const char *want)
{
    struct bench b;

    bench_read(&b, text);
    const char *said = bench_said(&b);

    if (strcmp(said, want) != 0) {
        fail_msg("for\n%s\nsaid\n%s\nnot\n%s", text, said, want);
    }
    if (!b.good) {
        fail_msg("warnings are no errors");
    }
    bench_done(&b);
}

#define CHECK_SAID(text, want) ((void)lab_state, check_said(text, want))

TEST(c1_a_wait_in_a_dpc_is_seen_and_a_poll_is_not)
{
    CHECK_SAID(DRIVER
               "    events: {e: synchronization}\n"
               "    timers:\n"
               "      t:\n"
               "        period: 1ms\n"
               "        callback:\n"
               "          - KeWaitForSingleObject: {event: e, timeout: 5ms}\n"
               "          - KeWaitForSingleObject: {event: e, timeout: 0ms}\n"
               "          - wait: 1ms\n",
               "13:13 S085 KeWaitForSingleObject waits at DISPATCH_LEVEL: Windows stops with 0xB8 "
               "(C1 W138)\n"
               "15:13 S085 'wait' waits at DISPATCH_LEVEL: Windows stops with 0xB8 (V4)\n");
}

TEST(w146_an_isr_cannot_queue_a_work_item)
{
    CHECK_SAID(DRIVER
               "    work_items: {w: {callback: [run: 1us]}}\n"
               "    interrupts: {rx: {irql: 7, isr: [WdfWorkItemEnqueue: w],\n"
               "                      arrivals: {periodic: 1ms}}}\n",
               "9:38 S084 WdfWorkItemEnqueue is called at IRQL 7, above its highest level "
               "(W81 W124)\n");
}

TEST(i28_a_resource_outside_a_region_is_found_and_a_try_may_fail)
{
    CHECK_SAID(DRIVER
               "    locks: {r: resource, m: fast_mutex}\n"
               "    threads:\n"
               "      t:\n"
               "        steps:\n"
               "          - ExAcquireResourceSharedLite: r\n"
               "          - ExReleaseResourceLite: r\n"
               "          - KeEnterCriticalRegion\n"
               "          - ExAcquireResourceSharedLite: r\n"
               "          - ExReleaseResourceLite: r\n"
               "          - KeLeaveCriticalRegion\n"
               "          - ExTryToAcquireFastMutex: m\n"
               "            on_true: [ExAcquireResourceSharedLite: r, ExReleaseResourceLite: r, "
               "ExReleaseFastMutex: m]\n",
               "12:13 S084 'd.r' is acquired with normal kernel APCs enabled: "
               "KeEnterCriticalRegion first (I28 C2)\n");
}

TEST(a_branch_that_forgets_the_lock_is_found)
{
    CHECK_SAID(DRIVER
               "    locks: {l: spin_lock}\n"
               "    variables: {v: 0}\n"
               "    timers:\n"
               "      t:\n"
               "        period: 1ms\n"
               "        callback:\n"
               "          - WdfSpinLockAcquire: l\n"
               "          - if: v == 1\n"
               "            then: [return]\n"
               "          - WdfSpinLockRelease: l\n",
               "14:13 S086 'd.l' is acquired here and still held when t returns\n");
}

TEST(c2_a_wait_lock_under_a_spin_lock_is_found_also_through_a_call)
{
    CHECK_SAID(DRIVER
               "    locks: {s: spin_lock, w: wait_lock}\n"
               "    threads: {t: {callback: Outer}}\n"
               "    callbacks:\n"
               "      Outer: [WdfSpinLockAcquire: s, call: Inner, WdfSpinLockRelease: s]\n"
               "      Inner: [WdfWaitLockAcquire: w, WdfWaitLockRelease: w]\n",
               "12:15 S085 WdfWaitLockAcquire waits at DISPATCH_LEVEL: Windows stops with 0xA "
               "(C2)\n");
}

TEST(a_lock_that_timed_out_is_not_held)
{
    CHECK_SAID(DRIVER
               "    locks: {w: wait_lock}\n"
               "    threads:\n"
               "      t:\n"
               "        steps:\n"
               "          - WdfWaitLockAcquire: {lock: w, timeout: 5ms}\n"
               "            on_success: [run: 1us, WdfWaitLockRelease: w]\n"
               "            on_timeout: [run: 2us]\n",
               "");
}

TEST(i5_a_level_that_is_not_lowered_is_found)
{
    CHECK_SAID(DRIVER
               "    work_items: {w: {callback: Work}}\n"
               "    timers: {t: {period: 1ms, callback: [WdfWorkItemEnqueue: w]}}\n"
               "    callbacks: {Work: [KeRaiseIrql: DISPATCH_LEVEL, run: 1us]}\n",
               "8:32 S086 Work is called at PASSIVE_LEVEL and returns at DISPATCH_LEVEL\n");
}

TEST(endless_loops_need_a_step_that_takes_time)
{
    CHECK_SAID(DRIVER
               "    events: {e: notification}\n"
               "    threads:\n"
               "      a: {steps: [{repeat: forever, steps: [KeSetEvent: e, run: 0us]}]}\n"
               "      b: {steps: [{repeat: forever, steps: [KeSetEvent: e, run: 1us]}]}\n",
               "10:20 S087 this loop never ends and no time passes in it: it needs a 'run' or a "
               "wait\n");
}

TEST(what_nothing_uses_is_named)
{
    CHECK_SAID(DRIVER
               "    locks: {l: spin_lock}\n"
               "    work_items: {w: {callback: Work}}\n"
               "    interrupts: {rx: {isr: [run: 1us]}}\n"
               "    callbacks: {Work: [run: 1us], Never: [run: 1us]}\n",
               "8:13 S081 nothing acquires lock 'd.l'\n"
               "9:18 S081 nothing queues work item 'd.w'\n"
               "10:18 S081 nothing asserts interrupt 'd.rx'\n"
               "11:35 S081 nothing uses callback 'Never'\n");
}

/* 10,000 requests/s * 150 us each = 1.5 processors; the DPC's mean counts one request. */
TEST(overload_and_guidelines_are_computed_before_running)
{
    CHECK_SAID(DRIVER
               "    interrupts:\n"
               "      rx: {isr: Isr, dpc: Dpc, arrivals: {poisson: 10000/s}}\n"
               "    callbacks:\n"
               "      Isr: [run: 30us, WdfInterruptQueueDpcForIsr: rx]\n"
               "      Dpc: [each_request: [run: 150us]]\n",
               "9:7 S082 the arrivals ask for 150 % of one processor and the machine has 1; 'd.rx' "
               "alone asks for 150 %\n"
               "9:17 S083 Isr takes 30us on average; the guideline for an ISR is 25us (I31)\n"
               "9:27 S083 Dpc takes 150us on average; the guideline for a DPC is 100us (D26)\n");
}

/* 16 us + 88 us for each request at 10,000/s: 1.04 of the one processor that may do it. */
TEST(what_only_one_processor_may_do_can_be_too_much_for_it)
{
    CHECK_SAID("wtsim: 1\nscenario: s\nwindows: 7\nmachine: {processors: 2}\ndrivers:\n  d:\n"
               "    framework: wdm\n"
               "    interrupts:\n"
               "      rx: {isr: Isr, dpc: Dpc, processors: [1], arrivals: {poisson: 10000/s}}\n"
               "    callbacks:\n"
               "      Isr: [run: 4us, each_request: [run: 16us], IoRequestDpc: rx]\n"
               "      Dpc: [each_request: [run: 88us]]\n",
               "9:7 S082 what only processor 1 may do asks for 104 % of it; 'd.rx' alone asks for "
               "104 %\n");
}

/* Every 10 ms an item of its own that sleeps 50 ms and runs 20 ms: 7 workers busy, 3 there. */
TEST(work_items_that_wait_can_be_too_much_for_the_workers)
{
    static const char text[] =
        "wtsim: 1\nscenario: s\nwindows: 7\nmachine: {processors: 4}\n"
        "pool: {delayed: {threads: %s}, legacy: {dynamic_max: 0}}\n"
        "drivers:\n  d:\n    framework: wdm\n"
        "    timers: {t: {period: 10ms, callback: [IoQueueWorkItem: w]}}\n"
        "    work_items: {w: {callback: W, instances: 20}}\n"
        "    callbacks: {W: [KeDelayExecutionThread: 50ms, run: 20ms]}\n";
    struct sim_arena arena;

    sim_arena_init(&arena);
    CHECK_SAID(sim_arena_print(&arena, text, "7"), "");
    CHECK_SAID(sim_arena_print(&arena, text, "6"),
               "10:18 S082 the work items of pool.delayed ask for 7.0 workers on average and it "
               "has 6; 'd.w' alone asks for 7.0\n");
    sim_arena_deinit(&arena);
}

/* 20,000/s * (4 us) = 8 %; the refill of 150 us is queued only now and then: no alarm. */
TEST(work_behind_a_condition_is_no_overload)
{
    CHECK_SAID(DRIVER
               "    variables: {busy: 0}\n"
               "    work_items: {w: {callback: [run: 150us, set: busy = 0]}}\n"
               "    interrupts: {rx: {isr: [run: 4us, WdfInterruptQueueDpcForIsr: rx], dpc: Dpc,\n"
               "                      arrivals: {poisson: 20000/s}}}\n"
               "    callbacks:\n"
               "      Dpc: [run: 1us, {if: busy == 0, then: [set: busy = 1, "
               "WdfWorkItemEnqueue: w]}]\n",
               "");
}

TEST(w80_serialisation_without_a_lock_has_no_effect)
{
    CHECK_SAID(DRIVER
               "    work_items: {w: {callback: [run: 1us], automatic_serialization: true}}\n"
               "    timers: {t: {period: 1ms, callback: [WdfWorkItemEnqueue: w]}}\n",
               "8:69 S080 automatic_serialization has no effect under synchronization_scope none "
               "(W80)\n");
}

TESTS(ENTRY(c1_a_wait_in_a_dpc_is_seen_and_a_poll_is_not),
      ENTRY(w146_an_isr_cannot_queue_a_work_item),
      ENTRY(i28_a_resource_outside_a_region_is_found_and_a_try_may_fail),
      ENTRY(a_branch_that_forgets_the_lock_is_found),
      ENTRY(c2_a_wait_lock_under_a_spin_lock_is_found_also_through_a_call),
      ENTRY(a_lock_that_timed_out_is_not_held), ENTRY(i5_a_level_that_is_not_lowered_is_found),
      ENTRY(endless_loops_need_a_step_that_takes_time), ENTRY(what_nothing_uses_is_named),
      ENTRY(overload_and_guidelines_are_computed_before_running),
      ENTRY(what_only_one_processor_may_do_can_be_too_much_for_it),
      ENTRY(work_items_that_wait_can_be_too_much_for_the_workers),
      ENTRY(work_behind_a_condition_is_no_overload),
      ENTRY(w80_serialisation_without_a_lock_has_no_effect))
