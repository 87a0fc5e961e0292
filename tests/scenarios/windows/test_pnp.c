/*
 * Plug and Play, power, removal and unloading: operations of the timeline on devices.
 *
 * No overheads; one processor unless a test says so; ticks of 15.625 ms.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define MACHINE(processors, more)                                                           \
    "wtsim: 1\nscenario: story\nwindows: 11\n"                                               \
    "machine: {processors: " processors ", costs: none" more "}\n"                            \
    "run: {duration: 100ms}\n"
#define HEAD MACHINE("1", "")

/* A callback that must be the n-th to be called takes 1 ms then, and for ever else. */
#define NTH(n, next) \
    "[{if: turn == " n ", then: [set: turn = " next ", wait: 1ms], else: [wait: 1h]}]"

TEST(pin_38_the_callbacks_of_a_start_come_in_their_order)
{
    struct story s;

    story_run(&s, HEAD "drivers:\n  d:\n    variables: {turn: 0}\n"
              "    pnp:\n"
              "      EvtDeviceSelfManagedIoInit: " NTH("4", "5") "\n"
              "      EvtDeviceSelfManagedIoRestart: [wait: 1h]\n"
              "      EvtDeviceD0EntryPostInterruptsEnabled: " NTH("3", "4") "\n"
              "      EvtDeviceD0Entry: " NTH("2", "3") "\n"
              "      EvtDevicePrepareHardware: " NTH("1", "2") "\n"
              "      EvtDriverDeviceAdd: " NTH("0", "1") "\n");
    CHECK_INT(story_value(&s, "d.pnp.start", 0), ==, 5 * MS);
    story_end(&s);
}

TEST(pin_38_a_removal_is_a_start_in_reverse)
{
    struct story s;

    story_run(&s, HEAD "drivers:\n  d:\n    variables: {turn: 0}\n"
              "    pnp:\n"
              "      EvtDeviceContextDestroy: " NTH("7", "8") "\n"
              "      EvtDeviceContextCleanup: " NTH("6", "7") "\n"
              "      EvtDeviceSelfManagedIoCleanup: " NTH("5", "6") "\n"
              "      EvtDeviceSelfManagedIoFlush: " NTH("4", "5") "\n"
              "      EvtDeviceReleaseHardware: " NTH("3", "4") "\n"
              "      EvtDeviceD0Exit: " NTH("2", "3") "\n"
              "      EvtDeviceD0ExitPreInterruptsDisabled: " NTH("1", "2") "\n"
              "      EvtDeviceSelfManagedIoSuspend: " NTH("0", "1") "\n"
              "timeline: [{at: 10ms, remove_device: d}]\n");
    CHECK_INT(story_value(&s, "d.pnp.d0exit", 0), ==, 3 * MS);   /* the first three */
    CHECK_INT(story_value(&s, "d.pnp.remove", 0), ==, 8 * MS);
    story_end(&s);
}

TEST(pin_38_a_device_is_silent_until_it_works)
{
    struct story s;

    story_run(&s, HEAD "drivers:\n  d:\n"
              "    interrupts: {line: {arrivals: {periodic: 1ms}, isr: [run: 1us]}}\n"
              "    pnp: {EvtDevicePrepareHardware: [wait: 1ms], EvtDeviceD0Entry: [wait: 2ms],\n"
              "          EvtInterruptEnable: [run: 5us], "
              "EvtDeviceSelfManagedIoInit: [wait: 3ms]}\n");
    CHECK_INT(story_value(&s, "d.pnp.start", 0), ==, 6005 * US);
    /* Arrivals at 0, 1, ... 99 ms: those from 7 ms on. */
    CHECK_INT(story_count(&s, "d.line.offered"), ==, 93);
    CHECK_INT(story_count(&s, "d.line.isr.runs"), ==, 93);
    story_end(&s);
}

TEST(pin_38_lists_and_targets_of_a_device_stay_as_they_are_when_it_starts)
{
    struct story s;

    /* Nothing arrives in them by itself: requests come with the steps that put them there. */
    story_run(&s, HEAD "drivers:\n  d:\n    queues: {q: {}}\n"
              "    targets: {t: {service: 1ms}}\n"
              "    pnp: {EvtDeviceD0Entry: [wait: 1ms], EvtDeviceSelfManagedIoInit: [put: q, "
              "put: t]}\n");
    CHECK_INT(story_value(&s, "d.pnp.start", 0), ==, 1 * MS);
    CHECK_INT(story_most(&s, "d.q.depth"), ==, 1);
    CHECK_INT(story_count(&s, "d.t.wait"), ==, 1);
    story_end(&s);
}

TEST(pin_38_interrupts_are_enabled_one_by_one_at_their_levels)
{
    struct story s;

    /* At 5 the interrupt of 7 gets in, at 9 it waits for the end: 10 + 10 us after 0. */
    story_run(&s, HEAD "drivers:\n  d:\n    pnp: {EvtInterruptEnable: [run: 10us]}\n"
              "    interrupts: {a: {irql: 5, isr: [run: 1us]}, b: {irql: 9, isr: [run: 1us]}}\n"
              "  other:\n    interrupts:\n"
              "      line: {irql: 7, arrivals: {at: [5us, 15us]}, isr: [run: 2us]}\n");
    CHECK_INT(story_value(&s, "other.line.latency", 0), ==, 0);
    /* The first one has taken 2 us of the enabling of a: b is from 12 to 22 us. */
    CHECK_INT(story_value(&s, "other.line.latency", 1), ==, 7 * US);
    CHECK_INT(story_value(&s, "d.pnp.start", 0), ==, 24 * US);   /* 10 + 2 + 10 + 2 */
    story_end(&s);
}

TEST(ndis_and_storport_drivers_have_callbacks_of_their_own)
{
    struct story s;

    story_run(&s, HEAD "drivers:\n  n:\n    framework: ndis\n"
              "    pnp: {MiniportInitializeEx: [wait: 1ms], MiniportRestart: [wait: 2ms],\n"
              "          MiniportPause: [wait: 3ms], MiniportHaltEx: [wait: 4ms]}\n"
              "  s:\n    framework: storport\n"
              "    interrupts: {a: {irql: 5, isr: [run: 1us]}, b: {irql: 9, isr: [run: 1us]}}\n"
              "    pnp: {HwStorFindAdapter: [wait: 1ms], HwStorInitialize: [run: 50us],\n"
              "          HwStorPassiveInitializeRoutine: [wait: 2ms]}\n"
              "timeline: [{at: 50ms, remove_device: n}]\n");
    CHECK_INT(story_value(&s, "n.pnp.start", 0), ==, 3 * MS);
    CHECK_INT(story_value(&s, "n.pnp.remove", 0), ==, 7 * MS);
    CHECK_INT(story_value(&s, "s.pnp.start", 0), ==, 3050 * US);
    story_end(&s);
}

TEST(pin_39_storport_calls_timer_callbacks_with_the_startio_lock_held)
{
    struct story s;

    /* On the other processor a thread has the lock from 10 to 30 ms; the tick of 15.625 ms. */
    story_run(&s, MACHINE("2", "") "drivers:\n  s:\n    framework: storport\n"
              "    timers: {t: {due: 15ms, callback: [run: 1ms]}}\n"
              "    threads: {io: {processors: [1], steps: [run: 10ms, "
              "StorPortAcquireSpinLock: StartIoLock, run: 20ms, "
              "StorPortReleaseSpinLock: StartIoLock]}}\n");
    CHECK_INT(story_count(&s, "s.StartIoLock.contended"), ==, 1);
    /* From 15.625 to 30 ms; then 1 ms of its own. */
    CHECK_INT(story_value(&s, "s.StartIoLock.wait", 1), ==, 14375 * US);
    CHECK_INT(story_value(&s, "s.StartIoLock.hold", 1), ==, 1 * MS);
    story_end(&s);
}

TEST(pin_39_the_guideline_of_a_storport_interrupt_is_50_us)
{
    struct story s;

    story_run(&s, HEAD "drivers:\n  s:\n    framework: storport\n"
              "    interrupts: {line: {arrivals: {at: [1ms]}, isr: [run: 40us]}}\n"
              "  w:\n    framework: wdm\n"
              "    interrupts: {line: {arrivals: {at: [2ms]}, isr: [run: 40us]}}\n");
    CHECK_INT(story_count(&s, "s.line.isr.over_guideline"), ==, 0);
    CHECK_INT(story_count(&s, "w.line.isr.over_guideline"), ==, 1);
    story_end(&s);
}

#define POWER                                                                               \
    HEAD "drivers:\n  d:\n"                                                                  \
    "    interrupts: {line: {arrivals: {periodic: 1ms}, isr: [run: 1us]}}\n"                 \
    "    pnp: {EvtDeviceD0Entry: [wait: 4ms], EvtDeviceD0Exit: [wait: 3ms],\n"               \
    "          EvtDeviceSelfManagedIoInit: [wait: 100us], EvtDeviceSelfManagedIoRestart: [\n" \
    "            wait: 200us]}\n"

TEST(pin_38_a_device_sleeps_and_wakes)
{
    struct story s;

    story_run(&s, POWER "timeline:\n"
              "  - {at: 20500us, set_power: {device: d, state: D3}}\n"
              "  - {at: 40500us, set_power: {device: d, state: D0}}\n");
    CHECK_INT(story_value(&s, "d.pnp.start", 0), ==, 4100 * US);
    CHECK_INT(story_value(&s, "d.pnp.d0exit", 0), ==, 3 * MS);
    /* 5..20 and, from 40.5 + 4.2 = 44.7 ms on, 45..99. */
    CHECK_INT(story_count(&s, "d.line.offered"), ==, 16 + 55);
    story_end(&s);
}

TEST(power_states_that_a_device_has_already_need_nothing)
{
    struct story s;

    story_run(&s, POWER "timeline:\n"
              "  - {at: 20ms, set_power: {device: d, state: D0}}\n"
              "  - {at: 30ms, set_power: {device: d, state: D2}}\n"
              "  - {at: 40ms, set_power: {device: d, state: D3}}\n");
    CHECK_INT(story_count(&s, "d.pnp.d0exit"), ==, 1);
    /* 5..30: what arrives at 30 ms comes before the first step of the PnP thread. */
    CHECK_INT(story_count(&s, "d.line.offered"), ==, 26);
    story_end(&s);
}

/* What comes while a device is away is as if it had not been drawn for anybody else (pin 40). */
TEST(pin_40_silence_shifts_no_later_arrival)
{
    static const char text[] = HEAD
        "drivers:\n  d:\n    interrupts: {line: {arrivals: {poisson: 1000/s}, isr: [run: 0us]}}\n";
    struct story whole, part;
    uint64_t all, rest;

    story_run(&whole, text);
    story_run(&part, HEAD
        "drivers:\n  d:\n    interrupts: {line: {arrivals: {poisson: 1000/s}, isr: [run: 0us]}}\n"
        "timeline: [{at: 50ms, start_device: d}]\n");
    all = story_count(&whole, "d.line.offered");
    rest = story_count(&part, "d.line.offered");
    CHECK(rest > 20 && rest < all);
    story_end(&whole);
    story_run(&whole, HEAD
        "drivers:\n  d:\n    interrupts: {line: {arrivals: {poisson: 1000/s}, isr: [run: 0us]}}\n"
        "timeline: [{at: 50ms, surprise_remove: d}]\n");
    CHECK_INT(story_count(&whole, "d.line.offered") + rest, ==, all);
    story_end(&whole);
    story_end(&part);
}

#define REMOVED(framework, queueing, more)                                                  \
    MACHINE("1", "") "drivers:\n  d:\n    framework: " framework "\n"                         \
    "    work_items: {w: {callback: [wait: 30ms]}}\n" more                                    \
    "    sources: {s: {arrivals: {at: [1ms]}, steps: [" queueing ": w]}}\n"                   \
    "timeline: [{at: 5ms, remove_device: d}]\n"

TEST(w101_the_removal_of_a_framework_device_waits_for_its_work_item)
{
    struct story s;

    story_run(&s, REMOVED("kmdf 1.33", "WdfWorkItemEnqueue", ""));
    CHECK_INT(story_value(&s, "d.pnp.remove", 0), ==, 26 * MS);   /* 1 + 30 - 5 */
    story_end(&s);
}

TEST(w66_the_removal_of_a_wdm_device_does_not_wait_for_its_work_item)
{
    struct story s;

    story_run(&s, REMOVED("wdm", "IoQueueWorkItem",
                          "    pnp: {IRP_MN_REMOVE_DEVICE: [wait: 2ms]}\n"));
    CHECK_INT(story_value(&s, "d.pnp.remove", 0), ==, 2 * MS);
    CHECK_INT(story_value(&s, "d.w.response", 0), ==, 30 * MS);
    story_end(&s);
}

/* What queues the item while its device waits for it is refused. */
TEST(w102_an_item_that_is_being_deleted_takes_no_further_call)
{
    struct story s;

    story_run(&s, MACHINE("1", "") "drivers:\n  d:\n    framework: kmdf 1.33\n"
              "    work_items: {w: {callback: [wait: 30ms]}}\n"
              "    shared: {sources: {s: {arrivals: {at: [1ms, 10ms]}, steps: ["
              "WdfWorkItemEnqueue: d.w]}}}\n"
              "timeline: [{at: 5ms, remove_device: d}]\n");
    CHECK_INT(story_value(&s, "d.pnp.remove", 0), ==, 26 * MS);
    CHECK_INT(story_count(&s, "d.w.runs"), ==, 1);
    story_end(&s);
}

TEST(w101_a_removal_takes_the_delay_of_the_queue_as_well)
{
    struct story s;

    /* One worker: the item of the other driver, 20 ms, is before ours, 10 ms. */
    story_run(&s, "wtsim: 1\nscenario: story\nwindows: 7\n"
              "machine: {processors: 1, costs: none}\n"
              "pool: {delayed: {threads: 1}, legacy: {dynamic_max: 0}}\n"
              "run: {duration: 100ms}\n"
              "drivers:\n  d:\n    framework: kmdf 1.9\n"
              "    work_items: {w: {callback: [wait: 10ms]}}\n"
              "    sources: {s: {arrivals: {at: [2ms]}, steps: [WdfWorkItemEnqueue: w]}}\n"
              "  other:\n    framework: kmdf 1.9\n"
              "    work_items: {w: {callback: [wait: 20ms]}}\n"
              "    sources: {s: {arrivals: {at: [1ms]}, steps: [WdfWorkItemEnqueue: w]}}\n"
              "timeline: [{at: 5ms, remove_device: d}]\n");
    CHECK_INT(story_value(&s, "d.pnp.remove", 0), ==, 26 * MS);   /* 1 + 20 + 10 - 5 */
    story_end(&s);
}

/* The cleanup callback of each, when it has run; then the destroy callback. */
TEST(w101_each_work_item_is_cleaned_up_when_it_has_run)
{
    struct story s;

    story_run(&s, MACHINE("2", "") "drivers:\n  d:\n    framework: kmdf 1.33\n"
              "    work_items:\n"
              "      v: {callback: [wait: 10ms], EvtCleanupCallback: [wait: 1ms], "
              "EvtDestroyCallback: [wait: 2ms]}\n"
              "      w: {callback: [wait: 30ms], EvtCleanupCallback: [wait: 4ms]}\n"
              "    sources: {s: {arrivals: {at: [1ms]}, steps: ["
              "WdfWorkItemEnqueue: v, WdfWorkItemEnqueue: w]}}\n"
              "timeline: [{at: 5ms, remove_device: d}]\n");
    /* v has run at 11, is gone at 14; w has run at 31, is gone at 35. */
    CHECK_INT(story_value(&s, "d.pnp.remove", 0), ==, 30 * MS);
    CHECK_INT(story_value(&s, "d.v.delete", 0), ==, 9 * MS);
    CHECK_INT(story_value(&s, "d.w.delete", 0), ==, 21 * MS);
    story_end(&s);
}

/* At one instant: what ends (rank 1), the timeline (rank 2), then arrivals. */
TEST(pin_10_the_timeline_comes_before_the_arrivals_of_its_instant)
{
    struct story s;

    story_run(&s, HEAD "drivers:\n  d:\n"
              "    interrupts: {line: {arrivals: {at: [9ms, 10ms, 11ms]}, isr: [run: 1us]}}\n"
              "timeline: [{at: 10ms, surprise_remove: d}]\n");
    CHECK_INT(story_count(&s, "d.line.offered"), ==, 1);
    CHECK_INT(story_count(&s, "d.line.finished"), ==, 1);
    story_end(&s);
}

TEST(a_surprise_removal_silences_at_once_and_then_runs_the_callbacks)
{
    struct story s;

    /* The PnP thread has priority 12; a thread of priority 20 keeps the processor to 30 ms. */
    story_run(&s, HEAD "drivers:\n  d:\n"
              "    interrupts: {line: {arrivals: {periodic: 1ms}, isr: [run: 0us]}}\n"
              "    pnp: {EvtDeviceSurpriseRemoval: [wait: 1ms], EvtDeviceD0Exit: [wait: 2ms]}\n"
              "threads: {hog: {priority: 20, steps: [run: 30ms]}}\n"
              "timeline: [{at: 10500us, surprise_remove: d}]\n");
    CHECK_INT(story_count(&s, "d.line.offered"), ==, 11);            /* 0..10 ms */
    CHECK_INT(story_value(&s, "d.pnp.remove", 0), ==, 22500 * US);   /* 30 - 10.5 + 1 + 2 */
    story_end(&s);
}

TEST(what_waits_in_a_device_is_lost_when_it_leaves_d0)
{
    struct story s;

    story_run(&s, HEAD "drivers:\n  d:\n"
              "    interrupts: {line: {arrivals: {at: [1ms, 2ms, 60ms]}, isr: [run: 0us]}}\n"
              "    threads: {t: {steps: [mask: line, run: 50ms, unmask: line]}}\n"
              "timeline: [{at: 10ms, set_power: {device: d, state: D3}},\n"
              "  {at: 20ms, set_power: {device: d, state: D0}}]\n");
    CHECK_INT(story_count(&s, "d.line.lost"), ==, 2);
    CHECK_INT(story_count(&s, "d.line.finished"), ==, 1);
    CHECK_INT(story_count(&s, "d.line.isr.runs"), ==, 1);
    story_end(&s);
}

TEST(the_timeline_asserts_an_interrupt_without_a_request)
{
    struct story s;

    story_run(&s, HEAD "drivers:\n  d:\n"
              "    interrupts: {line: {isr: [run: 10us, WdfInterruptQueueDpcForIsr: line], "
              "dpc: [run: 20us]}}\n"
              "timeline: [{at: 1ms, assert: d.line}, {at: 1005us, assert: d.line}]\n");
    CHECK_INT(story_count(&s, "d.line.isr.runs"), ==, 1);
    CHECK_INT(story_count(&s, "d.line.merged"), ==, 0);
    CHECK_INT(story_count(&s, "d.line.dpc.runs"), ==, 1);
    CHECK_INT(story_count(&s, "d.line.spurious"), ==, 0);
    story_end(&s);
}

/* The line of d and e, d first in the chain; d's ISR takes 7 us where it is called. */
#define ONE_VECTOR(trigger, when)                                                           \
    HEAD "drivers:\n"                                                                       \
    "  d: {interrupts: {x: {vector: 17, trigger: " trigger ", isr: [run: 7us]}}}\n"          \
    "  e: {interrupts: {y: {vector: 17, trigger: " trigger ", arrivals: {at: [10ms, 40ms]}, " \
    "isr: [run: 10us]}}}\n"                                                                 \
    "timeline: [" when "]\n"

TEST(i14_a_driver_that_is_not_connected_is_not_called)
{
    struct story s;

    /* At 10 ms e alone; at 40 ms d first, which does not claim it. */
    story_run(&s, ONE_VECTOR("level", "{at: 20ms, start_device: d}"));
    CHECK_INT(story_value(&s, "e.y.latency", 0), ==, 0);
    CHECK_INT(story_value(&s, "e.y.latency", 1), ==, 7 * US);
    CHECK_INT(story_count(&s, "d.x.isr.runs"), ==, 1);
    CHECK_INT(story_count(&s, "d.x.spurious"), ==, 1);
    story_end(&s);
    /* The other way round. */
    story_run(&s, ONE_VECTOR("level", "{at: 20ms, remove_device: d}"));
    CHECK_INT(story_value(&s, "e.y.latency", 0), ==, 7 * US);
    CHECK_INT(story_value(&s, "e.y.latency", 1), ==, 0);
    CHECK_INT(story_count(&s, "d.x.isr.runs"), ==, 1);
    story_end(&s);
}

TEST(i14_of_a_latched_vector_with_one_driver_connected_there_is_no_second_pass)
{
    struct story s;

    /* At 10 ms e once; at 40 ms both, and both again, as e has claimed. */
    story_run(&s, ONE_VECTOR("latched", "{at: 20ms, start_device: d}"));
    CHECK_INT(story_value(&s, "e.y.latency", 0), ==, 0);
    CHECK_INT(story_value(&s, "e.y.latency", 1), ==, 7 * US);
    CHECK_INT(story_count(&s, "e.y.isr.runs"), ==, 3);
    CHECK_INT(story_count(&s, "d.x.isr.runs"), ==, 2);
    story_end(&s);
    /* Nobody is connected: the edge is nobody's. */
    story_run(&s, ONE_VECTOR("latched", "{at: 5ms, remove_device: d}, {at: 5ms, stop_device: e}"));
    CHECK_INT(story_count(&s, "e.y.isr.runs"), ==, 0);
    story_end(&s);
}

TEST(timers_start_with_their_device_and_a_framework_deletes_them_with_it)
{
    struct story s;

    story_run(&s, HEAD "drivers:\n  d:\n    timers: {t: {period: 16ms, callback: [run: 1us]}}\n"
              "timeline: [{at: 20ms, start_device: d}, {at: 60ms, remove_device: d}]\n");
    /* Due 36 and 52 ms after 20; at the ticks of 46.875 and 62.5: the second comes too late. */
    CHECK_INT(story_count(&s, "d.t.latency"), ==, 1);
    story_end(&s);
}

TEST(w66_a_driver_is_unloaded_while_its_io_work_item_runs)
{
    struct story s;

    story_run(&s, HEAD "drivers:\n  d:\n    framework: wdm\n"
              "    work_items: {w: {callback: [wait: 30ms]}}\n"
              "    sources: {s: {arrivals: {at: [1ms]}, steps: [IoQueueWorkItem: w]}}\n"
              "    pnp: {DriverUnload: [wait: 2ms]}\n"
              "timeline: [{at: 5ms, unload: d}]\n");
    CHECK_INT(story_value(&s, "d.pnp.unload", 0), ==, 2 * MS);
    CHECK_INT(s.end.bug_check, ==, 0);
    CHECK_INT(story_count(&s, "d.w.runs"), ==, 1);
    story_end(&s);
}

TEST(w74_nothing_keeps_the_code_of_an_executive_work_item)
{
    struct story s;

    story_run(&s, HEAD "drivers:\n  d:\n    framework: wdm\n"
              "    work_items: {w: {callback: [wait: 30ms]}}\n"
              "    sources: {s: {arrivals: {at: [1ms]}, steps: [ExQueueWorkItem: w]}}\n"
              "    pnp: {DriverUnload: [wait: 2ms]}\n"
              "timeline: [{at: 5ms, unload: d}]\n");
    CHECK_INT(s.end.bug_check, ==, 0xCE);
    CHECK_INT(s.end.end_at, ==, 7 * MS);
    CHECK_INT(story_findings(&s, "F056"), ==, 1);
    story_end(&s);
}

#define LEAK(verifier, freeing)                                                             \
    "wtsim: 1\nscenario: story\nwindows: 11\nmachine: {processors: 1, costs: none}\n"        \
    "verifier: " verifier "\nrun: {duration: 100ms}\n"                                       \
    "drivers:\n  d:\n    framework: wdm\n"                                                   \
    "    work_items: {w: {callback: [run: 1us]}}\n"                                          \
    "    threads: {t: {steps: [IoAllocateWorkItem: w, run: 1us" freeing "]}}\n"               \
    "timeline: [{at: 5ms, unload: d}]\n"

TEST(w71_work_items_that_are_not_freed_leak_at_the_unload)
{
    struct story s;

    story_run(&s, LEAK("false", ""));
    CHECK_INT(s.end.bug_check, ==, 0);
    CHECK_INT(story_findings(&s, "F057"), ==, 1);
    story_end(&s);
    story_run(&s, LEAK("true", ""));
    CHECK_INT(s.end.bug_check, ==, 0xC4);
    CHECK_INT(s.seen->findings[0].parameters[0], ==, 0x62);
    story_end(&s);
    story_run(&s, LEAK("true", ", IoFreeWorkItem: w"));
    CHECK_INT(s.end.bug_check, ==, 0);
    story_end(&s);
    /* Two: one runs at 5 ms and frees itself at 8, one waits behind it for the only processor. */
    story_run(&s, "wtsim: 1\nscenario: story\nwindows: 11\n"
              "machine: {processors: 1, costs: none}\nverifier: true\nrun: {duration: 100ms}\n"
              "drivers:\n  d:\n    framework: wdm\n"
              "    work_items: {w: {callback: [run: 4ms, IoFreeWorkItem: w]}}\n"
              "    threads: {t: {arrivals: {at: [4ms]}, steps: [IoAllocateWorkItem: w, "
              "IoQueueWorkItemEx: w, IoAllocateWorkItem: w, IoQueueWorkItemEx: w]}}\n"
              "timeline: [{at: 5ms, unload: d}]\n");
    CHECK_INT(s.end.bug_check, ==, 0);
    CHECK_INT(s.seen->finding_count, ==, 0);
    CHECK_INT(story_count(&s, "d.w.runs"), ==, 2);
    story_end(&s);
}

TEST(w167_a_timer_that_outlives_its_driver_stops_windows)
{
    struct story s;
    static const char text[] = HEAD
        "drivers:\n  d:\n    framework: wdm\n"
        "    timers: {t: {callback: [run: 1us]}}\n"
        "    threads: {starter: {steps: [KeSetTimer: {timer: t, due: 50ms}]}}\n"
        "    pnp: {DriverUnload: [KeCancelTimer: t]}\n"
        "timeline: [{at: 5ms, unload: d}]\n";
    static const char careless[] = HEAD
        "drivers:\n  d:\n    framework: wdm\n"
        "    timers: {t: {callback: [run: 1us]}}\n"
        "    threads: {starter: {steps: [KeSetTimer: {timer: t, due: 50ms}]}}\n"
        "timeline: [{at: 5ms, unload: d}]\n";

    story_run(&s, text);
    CHECK_INT(s.end.bug_check, ==, 0);
    story_end(&s);
    story_run(&s, careless);
    CHECK_INT(s.end.bug_check, ==, 0xCE);
    story_end(&s);
}

TEST(devices_of_a_driver_are_removed_in_reverse_before_it_is_unloaded)
{
    struct story s;

    story_run(&s, MACHINE("2", "") "drivers:\n  d:\n    devices: [one, two]\n"
              "    shared: {variables: {turn: 0}}\n"
              "    pnp:\n      EvtDeviceD0Exit: [wait: 10ms]\n      EvtDriverUnload: [wait: 1ms]\n"
              "timeline: [{at: 5ms, remove_device: d.two}, {at: 20ms, unload: d}]\n");
    CHECK_INT(story_value(&s, "d.two.pnp.remove", 0), ==, 10 * MS);
    CHECK_INT(story_count(&s, "d.two.pnp.remove"), ==, 1);   /* gone already the second time */
    CHECK_INT(story_value(&s, "d.one.pnp.remove", 0), ==, 10 * MS);
    CHECK_INT(story_value(&s, "d.one.pnp.unload", 0), ==, 11 * MS);
    story_end(&s);
}

TEST(an_unload_waits_for_the_slowest_device)
{
    struct story s;

    /* Removal of two is asked first and sleeps 40 ms; one has nothing to wait for but it. */
    story_run(&s, MACHINE("2", "") "drivers:\n  d:\n    devices: [one, two]\n"
              "    work_items: {w: {callback: [wait: 40ms]}}\n"
              "    pnp: {EvtDriverUnload: [wait: 1ms]}\n"
              "  e:\n    sources: {s: {arrivals: {at: [10ms]}, steps: ["
              "WdfWorkItemEnqueue: d.two.w]}}\n"
              "timeline: [{at: 20ms, unload: d}]\n");
    CHECK_INT(story_value(&s, "d.two.pnp.remove", 0), ==, 30 * MS);
    CHECK_INT(story_value(&s, "d.one.pnp.remove", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.one.pnp.unload", 0), ==, 31 * MS);
    story_end(&s);
}

#define WATCHDOG                                                                            \
    "wtsim: 1\nscenario: story\nwindows: 11\n"                                               \
    "machine: {processors: 1, costs: none, watchdog: {power: 2s}}\n"                          \
    "run: {duration: 10s}\n"

TEST(w183_a_power_operation_that_hangs_stops_windows)
{
    struct story s;

    story_run(&s, WATCHDOG "drivers:\n  d:\n    pnp: {EvtDeviceD0Exit: [wait: 5s]}\n"
              "timeline: [{at: 1s, set_power: {device: d, state: D3}}]\n");
    CHECK_INT(s.end.bug_check, ==, 0x9F);
    CHECK_INT(s.end.end_at, ==, UINT64_C(3) * S);
    CHECK_INT(s.seen->findings[0].parameters[0], ==, 3);
    CHECK_INT(story_waiting(&s, "d.pnp.d0exit"), ==, 1);
    story_end(&s);
}

TEST(w183_a_power_operation_behind_a_start_that_hangs_is_the_other_kind)
{
    struct story s;

    story_run(&s, WATCHDOG "drivers:\n  d:\n    pnp: {EvtDevicePrepareHardware: [wait: 8s]}\n"
              "timeline: [{at: 1s, set_power: {device: d, state: D3}}]\n");
    CHECK_INT(s.end.bug_check, ==, 0x9F);
    CHECK_INT(s.end.end_at, ==, UINT64_C(3) * S);
    CHECK_INT(s.seen->findings[0].parameters[0], ==, 4);
    story_end(&s);
}

TEST(w183_operations_that_are_fast_enough_do_not)
{
    struct story s;

    story_run(&s, WATCHDOG "drivers:\n  d:\n    pnp: {EvtDeviceD0Exit: [wait: 1999ms]}\n"
              "timeline: [{at: 1s, set_power: {device: d, state: D3}},\n"
              "  {at: 4s, set_power: {device: d, state: D0}}]\n");
    CHECK_INT(s.end.bug_check, ==, 0);
    story_end(&s);
}

#define STUCK(framework, more)                                                              \
    "wtsim: 1\nscenario: story\nwindows: 11\nmachine: {processors: 1, costs: none}\n"        \
    "wdf: {callback_watchdog: 2s}\nrun: {duration: 10s}\n"                                  \
    "drivers:\n  d:\n    framework: " framework "\n" more

TEST(w177_a_power_callback_that_is_stuck_stops_windows)
{
    struct story s;

    /* The first callback is fast enough, and so is the time of both together no matter. */
    story_run(&s, STUCK("kmdf 1.33", "    pnp: {EvtDeviceD0Exit: [wait: 1999ms], "
                        "EvtDeviceReleaseHardware: [wait: 5s]}\n"
                        "timeline: [{at: 1s, remove_device: d}]\n"));
    CHECK_INT(s.end.bug_check, ==, 0x10D);
    CHECK_INT(s.end.end_at, ==, UINT64_C(4999) * MS);   /* 1 + 1.999 + 2 s */
    CHECK_INT(s.seen->findings[0].parameters[0], ==, 1);
    story_end(&s);
    /* A host process has no such watchdog, nor has a driver without the framework. */
    story_run(&s, STUCK("umdf 2.33", "    pnp: {EvtDeviceD0Exit: [wait: 5s]}\n"
                        "timeline: [{at: 1s, remove_device: d}]\n"));
    CHECK_INT(s.end.bug_check, ==, 0);
    story_end(&s);
}

#define DISK(app, more)                                                                     \
    "wtsim: 1\nscenario: story\nwindows: 11\nmachine: {processors: 1, costs: none}\n"        \
    "run: {duration: 1s}\n"                                                                 \
    "drivers:\n  disk:\n    framework: kmdf 1.33\n" more                                     \
    "    interrupts: {line: {irql: 6, isr: [run: 0us, WdfInterruptQueueDpcForIsr: line], "   \
    "dpc: [run: 2ms, WdfRequestComplete: read]}}\n"                                          \
    "    targets: {platter: {service: 10ms, interrupt: line}}\n"                             \
    "    queues: {io: {dispatch: sequential, callback: {read: [run: 3ms, put: platter]}}}\n"  \
    "threads:\n  app: {steps: [" app "]}\n"

TEST(pin_29_a_device_leaves_d0_when_nothing_is_with_its_driver_and_then_holds_requests)
{
    struct story s;

    story_run(&s, DISK("run: 1ms, ReadFile: disk.io, run: 5ms, ReadFile: disk.io", "")
              "timeline:\n"
              "  - {at: 5ms, set_power: {device: disk, state: D3}}\n"
              "  - {at: 50ms, set_power: {device: disk, state: D0}}\n");
    /* 1 + 3 in the callback, 10 at the platter, 2 in the DPC: completed at 16. */
    CHECK_INT(story_value(&s, "disk.pnp.d0exit", 0), ==, 11 * MS);
    CHECK_INT(story_value(&s, "disk.io.request_latency", 0), ==, 15 * MS);
    /* Asked for at 21, presented at 50 by the PnP thread, completed at 65. */
    CHECK_INT(story_value(&s, "disk.io.wait", 1), ==, 29 * MS);
    CHECK_INT(story_value(&s, "disk.io.request_latency", 1), ==, 44 * MS);
    story_end(&s);
}

TEST(pin_29_what_is_never_completed_keeps_the_device_in_d0_until_0x9f)
{
    struct story s;

    story_run(&s, "wtsim: 1\nscenario: story\nwindows: 11\n"
              "machine: {processors: 1, costs: none, watchdog: {power: 2s}}\n"
              "run: {duration: 10s}\n"
              "drivers:\n  disk:\n    framework: kmdf 1.33\n"
              "    targets: {platter: {service: 1h}}\n"
              "    queues: {io: {dispatch: sequential, callback: [{put: platter}]}}\n"
              "threads:\n  app: {steps: [run: 1ms, ReadFile: disk.io]}\n"
              "timeline: [{at: 1s, set_power: {device: disk, state: D3}}]\n");
    CHECK_INT(s.end.bug_check, ==, 0x9F);
    CHECK_INT(s.end.end_at, ==, UINT64_C(3) * S);
    story_end(&s);
}

TEST(pin_31_a_call_to_a_removed_device_fails_at_once)
{
    struct story s;

    story_run(&s, DISK("run: 20ms, {ReadFile: disk.io, on_failure: [run: 7ms], "
                       "on_success: [run: 1h]}", "")
              "timeline: [{at: 5ms, remove_device: disk}]\n");
    CHECK(story_series(&s, "thread.app.running")->integral == 27 * (sim_wide)MS);
    CHECK_INT(story_count(&s, "disk.io.offered"), ==, 0);
    story_end(&s);
}

TEST(what_waits_in_a_queue_fails_when_its_device_is_removed)
{
    struct story s;

    /* Three at once: one is with the driver until 16; the others fail then, and 7 ms each. */
    story_run(&s, "wtsim: 1\nscenario: story\nwindows: 11\n"
              "machine: {processors: 1, costs: none}\nrun: {duration: 1s}\n"
              "drivers:\n  disk:\n    framework: kmdf 1.33\n"
              "    interrupts: {line: {irql: 6, isr: [run: 0us, WdfInterruptQueueDpcForIsr: line],"
              " dpc: [run: 2ms, WdfRequestComplete: read]}}\n"
              "    targets: {platter: {service: 10ms, interrupt: line}}\n"
              "    queues: {io: {dispatch: sequential, callback: {read: [put: platter]}}}\n"
              "threads:\n  app: {count: 3, steps: [{ReadFile: disk.io, on_failure: [run: 7ms]}]}\n"
              "timeline: [{at: 5ms, remove_device: disk}]\n");
    CHECK_INT(story_value(&s, "disk.pnp.remove", 0), ==, 7 * MS);   /* 10 + 2 - 5 */
    CHECK(story_series(&s, "thread.app.running")->integral == 14 * (sim_wide)MS);
    CHECK_INT(story_count(&s, "disk.io.finished"), ==, 3);
    story_end(&s);
}

/* A removed device can come back: with new work items. */
TEST(a_device_that_starts_again_is_a_new_one)
{
    struct story s;

    story_run(&s, HEAD "drivers:\n  d:\n"
              "    work_items: {w: {callback: [run: 1us]}}\n"
              "    interrupts: {line: {arrivals: {periodic: 10ms}, isr: [run: 0us, "
              "WdfInterruptQueueWorkItemForIsr: line], work_item: [WdfWorkItemEnqueue: w]}}\n"
              "    pnp: {EvtDeviceSelfManagedIoInit: [wait: 1ms]}\n"
              "timeline: [{at: 35ms, remove_device: d}, {at: 55ms, start_device: d}]\n");
    CHECK_INT(story_count(&s, "d.pnp.start"), ==, 2);
    CHECK_INT(story_count(&s, "d.w.runs"), ==, 7);   /* 10 20 30 and 60 70 80 90 ms */
    story_end(&s);
}

TEST(the_hardware_of_a_device_serves_in_d0_only)
{
    struct story s;

    story_run(&s, HEAD "drivers:\n  d:\n"
              "    interrupts: {line: {isr: [run: 1us]}}\n"
              "    targets: {ring: {service: 4ms, interrupt: line}, bus: {service: 4ms}}\n"
              "  f:\n    sources:\n"
              "      io: {arrivals: {at: [1ms, 21ms]}, steps: [put: d.ring]}\n"
              "      below: {arrivals: {at: [21ms]}, steps: [put: d.bus]}\n"
              "timeline:\n"
              "  - {at: 20ms, set_power: {device: d, state: D3}}\n"
              "  - {at: 60ms, set_power: {device: d, state: D0}}\n");
    /* Put at 21, begun at 60, finished at 64; the bus has a power of its own. */
    CHECK_INT(story_value(&s, "d.ring.wait", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.ring.wait", 1), ==, 39 * MS);
    CHECK_INT(story_value(&s, "f.io.request_latency", 1), ==, 43 * MS + 1 * US);
    CHECK_INT(story_value(&s, "d.bus.wait", 0), ==, 0);
    story_end(&s);
}

TEST(pin_38_a_callback_that_returns_a_failure_fails_the_start)
{
    struct story s;

    /* The first attempt fails at 6 ms, the second, at 50 ms, succeeds 1 ms later. */
    story_run(&s, HEAD "drivers:\n  d:\n    variables: {tries: 0}\n"
              "    interrupts: {line: {arrivals: {at: [10ms, 60ms]}, isr: [run: 1us]}}\n"
              "    pnp:\n"
              "      EvtDevicePrepareHardware: [wait: 1ms, set: tries += 1, {if: tries == 1, then: "
              "[return: STATUS_INSUFFICIENT_RESOURCES]}]\n"
              "      EvtDeviceReleaseHardware: [wait: 30ms]\n"
              "timeline: [{at: 5ms, start_device: d}, {at: 50ms, start_device: d}]\n");
    CHECK_INT(story_value(&s, "d.pnp.start", 0), ==, 1 * MS);
    CHECK_INT(story_value(&s, "d.pnp.start", 1), ==, 1 * MS);
    CHECK_INT(story_findings(&s, "F111"), ==, 1);
    CHECK_INT(story_count(&s, "d.line.isr.runs"), ==, 1);
    story_end(&s);
}

TEST(pin_38_a_failed_entry_into_d0_gives_the_resources_back)
{
    struct story s;

    story_run(&s, HEAD "drivers:\n  d:\n"
              "    interrupts: {line: {arrivals: {at: [10ms]}, isr: [run: 1us]}}\n"
              "    pnp:\n"
              "      EvtDevicePrepareHardware: [wait: 1ms, return: STATUS_SUCCESS]\n"
              "      EvtDeviceD0Entry: [wait: 2ms, return: STATUS_UNSUCCESSFUL]\n"
              "      EvtDeviceReleaseHardware: [wait: 4ms]\n");
    CHECK_INT(story_value(&s, "d.pnp.start", 0), ==, 7 * MS);
    CHECK_INT(story_count(&s, "d.line.isr.runs"), ==, 0);
    story_end(&s);
}

TEST(i12_a_start_that_fails_waits_for_the_isr_that_runs)
{
    struct story s;

    /* Connected at 0; the line is asserted at 1: its ISR until 6, the DPC until 7. The callback
       fails at 2; only then are the resources given back. */
    story_run(&s, MACHINE("2", "") "drivers:\n  d:\n    framework: kmdf 1.33\n"
              "    interrupts: {line: {irql: 5, trigger: message, processors: [1], isr: Isr, "
              "dpc: [run: 1ms]}}\n"
              "    callbacks: {Isr: [run: 5ms, WdfInterruptQueueDpcForIsr: line]}\n"
              "    pnp:\n"
              "      EvtDeviceD0EntryPostInterruptsEnabled: [wait: 2ms, return: "
              "STATUS_UNSUCCESSFUL]\n"
              "      EvtDeviceReleaseHardware: [wait: 1ms]\n"
              "timeline: [{at: 1ms, assert: d.line}]\n");
    CHECK_INT(story_count(&s, "d.line.isr.runs"), ==, 1);
    CHECK_INT(story_value(&s, "d.pnp.start", 0), ==, 8 * MS);   /* 7 + 1 */
    story_end(&s);
}

TESTS(ENTRY(i12_a_start_that_fails_waits_for_the_isr_that_runs),
      ENTRY(pin_38_a_callback_that_returns_a_failure_fails_the_start),
      ENTRY(pin_38_a_failed_entry_into_d0_gives_the_resources_back),
      ENTRY(the_hardware_of_a_device_serves_in_d0_only),
      ENTRY(pin_38_the_callbacks_of_a_start_come_in_their_order),
      ENTRY(pin_38_a_removal_is_a_start_in_reverse),
      ENTRY(pin_38_a_device_is_silent_until_it_works),
      ENTRY(pin_38_lists_and_targets_of_a_device_stay_as_they_are_when_it_starts),
      ENTRY(pin_38_interrupts_are_enabled_one_by_one_at_their_levels),
      ENTRY(ndis_and_storport_drivers_have_callbacks_of_their_own),
      ENTRY(pin_39_storport_calls_timer_callbacks_with_the_startio_lock_held),
      ENTRY(pin_39_the_guideline_of_a_storport_interrupt_is_50_us),
      ENTRY(pin_38_a_device_sleeps_and_wakes),
      ENTRY(power_states_that_a_device_has_already_need_nothing),
      ENTRY(pin_40_silence_shifts_no_later_arrival),
      ENTRY(w101_the_removal_of_a_framework_device_waits_for_its_work_item),
      ENTRY(w66_the_removal_of_a_wdm_device_does_not_wait_for_its_work_item),
      ENTRY(w102_an_item_that_is_being_deleted_takes_no_further_call),
      ENTRY(w101_a_removal_takes_the_delay_of_the_queue_as_well),
      ENTRY(w101_each_work_item_is_cleaned_up_when_it_has_run),
      ENTRY(pin_10_the_timeline_comes_before_the_arrivals_of_its_instant),
      ENTRY(a_surprise_removal_silences_at_once_and_then_runs_the_callbacks),
      ENTRY(what_waits_in_a_device_is_lost_when_it_leaves_d0),
      ENTRY(the_timeline_asserts_an_interrupt_without_a_request),
      ENTRY(i14_a_driver_that_is_not_connected_is_not_called),
      ENTRY(i14_of_a_latched_vector_with_one_driver_connected_there_is_no_second_pass),
      ENTRY(timers_start_with_their_device_and_a_framework_deletes_them_with_it),
      ENTRY(w66_a_driver_is_unloaded_while_its_io_work_item_runs),
      ENTRY(w74_nothing_keeps_the_code_of_an_executive_work_item),
      ENTRY(w71_work_items_that_are_not_freed_leak_at_the_unload),
      ENTRY(w167_a_timer_that_outlives_its_driver_stops_windows),
      ENTRY(devices_of_a_driver_are_removed_in_reverse_before_it_is_unloaded),
      ENTRY(an_unload_waits_for_the_slowest_device),
      ENTRY(w183_a_power_operation_that_hangs_stops_windows),
      ENTRY(w183_a_power_operation_behind_a_start_that_hangs_is_the_other_kind),
      ENTRY(w177_a_power_callback_that_is_stuck_stops_windows),
      ENTRY(w183_operations_that_are_fast_enough_do_not),
      ENTRY(pin_29_a_device_leaves_d0_when_nothing_is_with_its_driver_and_then_holds_requests),
      ENTRY(pin_29_what_is_never_completed_keeps_the_device_in_d0_until_0x9f),
      ENTRY(pin_31_a_call_to_a_removed_device_fails_at_once),
      ENTRY(what_waits_in_a_queue_fails_when_its_device_is_removed),
      ENTRY(a_device_that_starts_again_is_a_new_one))
